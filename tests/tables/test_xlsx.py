import errno
import gc
import re
from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from random import Random
from zipfile import ZIP_DEFLATED, ZipFile

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.styles import Font

from shudi.errors import TableError
from shudi.matching.layout import detect_layout
from shudi.tables.base import UTF_8, NewTable, ReadOptions, TableLayout
from shudi.tables.values import to_text
from shudi.tables.xlsx import XlsxTable, open_table, write

# openpyxl does not know sparklines and data bars; shudi leaves them alone.
pytestmark = pytest.mark.filterwarnings("ignore:.* extension is not supported")


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    """A workbook as offices have it: a title, merged cells, a formula, two sheets."""
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    assert sheet is not None
    sheet.title = "台账"
    for row in (
        ["2024年项目台账", None, None, None],
        ["市州", "县市区", "金额", "合计"],
        ["凉山州", "美姑县", 12.5, "=C3*2"],
        [None, "布拖县", 3, "=C4*2"],
        ["成都市", "锦江区", datetime(2024, 5, 1), "=1"],
        [],
        ["凉山州", "雷波县", 1, 2],
    ):
        sheet.append(row)
    sheet.merge_cells("A1:D1")
    sheet.merge_cells("A3:A4")
    sheet["B2"].font = Font(bold=True)
    sheet["D2"].font = Font(bold=True, color="FF0000")
    workbook.create_sheet("说明")["A1"] = "other"
    path = tmp_path / "项目台账.xlsx"
    workbook.save(path)
    return path


@pytest.fixture
def office(tmp_path: Path) -> Path:
    """A workbook with a bit of everything that a mere reader would lose."""
    path = tmp_path / "office.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        sheet = workbook.add_worksheet("台账")
        bold = workbook.add_format({"bold": True, "bg_color": "#FFEE00"})
        red = workbook.add_format({"font_color": "red"})
        sheet.merge_range("A1:D1", "2024年项目台账", bold)
        rows = [["凉山州", "美姑县", 12.5], ["凉山州", "布拖县", 3]]
        for number, row in enumerate(rows, start=2):
            sheet.write_row(number, 0, row)
            sheet.write_formula(number, 3, f"=C{number + 1}*2", None, row[2] * 2)
        names = ["市州", "县市区", "金额", "合计"]
        columns = [{"header": name, "header_format": bold} for name in names]
        sheet.add_table("A2:D4", {"columns": columns})
        sheet.write_rich_string("B7", red, "雷波", bold, "县")
        sheet.write_blank("E7", None, red)
        sheet.write("L7", "远处的备注")
        sheet.print_area("A1:D7")
        chart = workbook.add_chart({"type": "column"})
        chart.add_series({"values": "=台账!$C$3:$C$4"})
        sheet.insert_chart("A20", chart)
        sheet.insert_textbox("A30", "文本框")
        sheet.write_comment("B3", "注")
        sheet.insert_button("A40", {"caption": "按"})
        sheet.add_sparkline("Z3", {"range": "台账!C3:C4"})
        data_bar = {"type": "data_bar", "data_bar_2010": True}
        sheet.conditional_format("C3:C4", data_bar)
        other = workbook.add_worksheet("说明")
        other.write_row("A1", ["a", "b"])
        other.autofilter("A1:B3")
        other.print_area("A1:B3")
    return path


def parts(workbook: bytes) -> dict[str, bytes]:
    package = ZipFile(BytesIO(workbook))
    return {name: package.read(name) for name in package.namelist()}


def with_parts(workbook: bytes, changes: dict[str, bytes]) -> BytesIO:
    """The workbook with some parts replaced or added."""
    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as package:
        for name, content in (parts(workbook) | changes).items():
            package.writestr(name, content)
    file.seek(0)
    return file


def marked(workbook: bytes, header_row: int = 2, prefix: str = "x_") -> bytes:
    """The workbook with columns added, each with its own name or line as value."""
    table = open_table(BytesIO(workbook), "t.xlsx", ReadOptions())
    layout = detect_layout(table, header_row=header_row, prefix=prefix)
    file = BytesIO()
    table.annotate(file, layout, lambda line, cells: [f"{line}", *"abcde"], UTF_8)
    return file.getvalue()


SHEET = "xl/worksheets/sheet1.xml"


def opened(path: Path, sheet: str | None = None) -> XlsxTable:
    return open_table(BytesIO(path.read_bytes()), str(path), ReadOptions(sheet=sheet))


def annotated(path: Path, layout: TableLayout) -> openpyxl.Workbook:
    """The workbook with the second cell of each row added once more."""
    file = BytesIO()
    table = opened(path, "台账")

    def second(line: int, cells: list[str]) -> list[str]:
        return ["" if line == 5 else f"{line}", cells[1]]

    table.annotate(file, layout, second, UTF_8)
    return openpyxl.load_workbook(file)


def test_a_sheet_is_read_as_text_with_merged_cells_filled(ledger: Path) -> None:
    table = opened(ledger)
    rows = [(line, cells[:3]) for line, cells in table.records()]
    assert rows == [
        (1, ["2024年项目台账", "2024年项目台账", "2024年项目台账"]),
        (2, ["市州", "县市区", "金额"]),
        (3, ["凉山州", "美姑县", "12.5"]),
        (4, ["凉山州", "布拖县", "3"]),
        (5, ["成都市", "锦江区", "2024-05-01"]),
        (6, []),
        (7, ["凉山州", "雷波县", "1"]),
    ]
    assert [line for line, _ in table.head(2)] == [1, 2]
    assert table.position() == 0


def test_columns_are_added_at_the_right_and_all_else_stays(ledger: Path) -> None:
    header = opened(ledger).head(2)[1]
    workbook = annotated(ledger, TableLayout(1, header, 4, ["line", "county"]))
    assert workbook.sheetnames == ["台账", "说明"]
    assert workbook["说明"]["A1"].value == "other"
    sheet = workbook["台账"]
    assert [cell.value for cell in sheet[1]][4:] == [None, None]
    assert [cell.value for cell in sheet[2]][4:] == ["line", "county"]
    assert [cell.value for cell in sheet[4]][4:] == ["4", "布拖县"]
    assert [cell.value for cell in sheet[5]][4:] == [None, "锦江区"]
    assert [cell.value for cell in sheet[7]][4:] == ["7", "雷波县"]
    assert sheet["D3"].value == "=C3*2"
    assert sheet["C5"].value == datetime(2024, 5, 1)
    assert {str(area) for area in sheet.merged_cells.ranges} == {"A1:D1", "A3:A4"}
    assert sheet["B2"].font.bold
    assert sheet["E2"].font.color.rgb == sheet["D2"].font.color.rgb


def test_every_other_part_stays_byte_for_byte(office: Path) -> None:
    before, after = parts(office.read_bytes()), parts(marked(office.read_bytes()))
    changed = {name for name in before if before[name] != after[name]}
    assert list(before) == list(after)
    assert changed == {SHEET, "xl/tables/table1.xml", "xl/workbook.xml"}


def test_a_row_gets_cells_and_keeps_the_rest_of_its_markup(office: Path) -> None:
    sheet = parts(marked(office.read_bytes()))[SHEET].decode()
    row = re.search('<row r="3".*?</row>', sheet)
    assert row
    added = "".join(
        f'<c r="{letter}3" t="inlineStr"><is><t>{value}</t></is></c>'
        for letter, value in zip("EFGHIJ", "3abcde", strict=True)
    )
    before = parts(office.read_bytes())[SHEET].decode()
    expected = before.replace('</c></row><row r="4"', f'</c>{added}</row><row r="4"')
    start = expected.index('<row r="3"')
    end = expected.index("</row>", start) + len("</row>")
    assert row[0] == expected[start:end].replace('spans="1:4"', 'spans="1:10"')
    after_the_rows = before[before.index("</sheetData>") :]
    assert sheet.endswith(after_the_rows)


def test_cells_beyond_the_new_ones_stay_and_empty_ones_keep_their_style(
    office: Path,
) -> None:
    before = openpyxl.load_workbook(office)["台账"]
    sheet = openpyxl.load_workbook(BytesIO(marked(office.read_bytes())))["台账"]
    values = [cell.value for cell in sheet[7]]
    assert values[:5] == [None, "雷波县", None, None, "7"]
    assert values[9:] == ["e", None, "远处的备注"]
    assert sheet["E7"].font.color.rgb == before["E7"].font.color.rgb == "FFFF0000"


def test_areas_that_end_with_the_table_are_extended(office: Path) -> None:
    after = parts(marked(office.read_bytes()))
    assert b'<dimension ref="A1:L7"/>' in after[SHEET]
    workbook = openpyxl.load_workbook(BytesIO(marked(office.read_bytes())))
    sheet = workbook["台账"]
    table = sheet.tables["Table1"]
    assert table.ref == table.autoFilter.ref == "A2:K4"
    assert [column.name for column in table.tableColumns][3:] == [
        *("合计", "x_status", "x_code", "x_name", "x_tier"),
        *("x_prefecture", "x_province", "x_via"),
    ]
    assert [column.id for column in table.tableColumns] == list(range(1, 12))
    assert sheet.print_area == "'台账'!$A$1:$K$7"
    assert workbook["说明"].print_area == "'说明'!$A$1:$B$3"
    assert workbook["说明"].auto_filter.ref == "A1:B3"
    assert sheet["E2"].fill.fgColor.rgb == "FFFFEE00"


@pytest.mark.parametrize("beside", ["J1:K3", "C1:D3"])
def test_a_table_beside_that_of_the_places_is_not_extended(
    tmp_path: Path, beside: str
) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        sheet = workbook.add_worksheet()
        sheet.add_table("A1:B4", {"columns": [{"header": "n"}, {"header": "县"}]})
        sheet.write_column("B2", ["美姑县", "布拖县", "雷波县"])
        sheet.add_table(beside, {"columns": [{"header": "k"}, {"header": "v"}]})
    after = openpyxl.load_workbook(BytesIO(marked(path.read_bytes(), header_row=1)))
    sheet = after.active
    assert [table.ref for table in sheet.tables.values()] == ["A1:B4", beside]
    header = [cell.value for cell in sheet[1] if cell.value]
    assert header[:5] == ["n", "县", "k", "v", "x_status"]


@pytest.mark.parametrize("beside", [False, True])
def test_a_table_that_begins_further_right_is_extended_if_it_has_the_header(
    tmp_path: Path, beside: bool
) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        sheet = workbook.add_worksheet()
        sheet.add_table("B1:C2", {"columns": [{"header": "n"}, {"header": "县"}]})
        if beside:
            sheet.write("A1", "备注")
    after = openpyxl.load_workbook(BytesIO(marked(path.read_bytes(), header_row=1)))
    area = "B1:C2" if beside else "B1:J2"
    assert [table.ref for table in after.active.tables.values()] == [area]


def test_a_filter_and_its_hidden_name_are_extended(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        sheet = workbook.add_worksheet()
        sheet.write_column("A1", ["县", "美姑县"])
        sheet.autofilter("A1:A2")
    after = marked(path.read_bytes(), header_row=1)
    assert openpyxl.load_workbook(BytesIO(after)).active.auto_filter.ref == "A1:H2"
    assert b"Sheet1!$A$1:$H$2</definedName>" in parts(after)["xl/workbook.xml"]
    assert b'<dimension ref="A1:H2"/>' in parts(after)[SHEET]


@pytest.mark.parametrize(
    ("area", "extended"),
    [
        ("$A$1:$D$7", "$A$1:$K$7"),
        ("$A:$D", "$A:$K"),
        ("$A$1:$E$7", "$A$1:$K$7"),
        ("$A$1:$D$1,台账!$B$2:$D$9", "$A$1:$D$1,台账!$B$2:$K$9"),
        ("$A$1:$C$7", "$A$1:$C$7"),
        ("$A$1:$K$7", "$A$1:$K$7"),
        ("$E$1:$F$7", "$E$1:$F$7"),
        ("$A$1:$D$99999999", "$A$1:$D$99999999"),
        ("#REF!", "#REF!"),
    ],
)
def test_a_print_area_is_extended_where_it_has_the_last_column(
    office: Path, area: str, extended: str
) -> None:
    part = "xl/workbook.xml"
    content = office.read_bytes()
    markup = parts(content)[part].decode()
    changed = markup.replace("台账!$A$1:$D$7", f"台账!{area}").encode()
    after = parts(marked(with_parts(content, {part: changed}).getvalue()))[part]
    assert f">台账!{extended}</definedName>" in after.decode()


def test_a_formula_is_read_as_its_saved_value_and_stays(office: Path) -> None:
    after = BytesIO(marked(office.read_bytes()))
    assert openpyxl.load_workbook(after)["台账"]["D3"].value == "=C3*2"
    assert openpyxl.load_workbook(after, data_only=True)["台账"]["D3"].value == 25
    assert opened(office).head(3)[2] == (3, ["凉山州", "美姑县", "12.5", "25"])


def test_an_empty_text_is_a_saved_value(office: Path) -> None:
    formula = '<c r="A1"{}><f>B1</f><v></v></c>'
    for kind, warned in ((' t="str"', False), ("", True)):
        row = f'<row r="1">{formula.format(kind)}</row><row r="2"/>'
        file = with_parts(office.read_bytes(), {SHEET: cell_rows(row)})
        assert bool(open_table(file, "t.xlsx", ReadOptions()).warning) is warned


def test_nothing_is_written_over(office: Path) -> None:
    content = office.read_bytes()
    before = parts(content)[SHEET]
    taken = re.sub(rb'<c r="E7" s="."/>', b'<c r="E7"><f>1+1</f></c>', before)
    assert taken != before
    with pytest.raises(TableError) as error:
        marked(with_parts(content, {SHEET: taken}).getvalue())
    message = "t.xlsx, line 7: E7 is not empty, where x_status is to stand; move it"
    assert str(error.value) == message
    merged = before.replace(b'"A1:D1"', b'"D3:F3"')
    with pytest.raises(TableError, match="line 3: cells D3:F3 are merged where col"):
        marked(with_parts(content, {SHEET: merged}).getvalue())


def test_a_value_right_of_the_header_is_not_lost_in_another_format(
    office: Path,
) -> None:
    table = opened(office)
    layout = detect_layout(table, header_row=2)
    with pytest.raises(TableError, match="line 7: found 12 cells, expected 4"):
        list(table.rows(layout))


def test_a_sheet_with_prefixes_and_without_references_is_marked(
    tmp_path: Path,
) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        workbook.add_worksheet().write("A1", "县")
    uri = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    text = "<x:c t='inlineStr'><x:is><x:t>{}</x:t></x:is></x:c>"
    rows = "".join(f"<x:row>{text.format(name)}</x:row>" for name in ("县", "美姑县"))
    sheet = f"<x:worksheet xmlns:x='{uri}'><x:sheetData>{rows}<x:row/></x:sheetData>"
    sheet += "<!-- 注 --></x:worksheet>"
    content = with_parts(path.read_bytes(), {SHEET: sheet.encode()}).getvalue()
    after = parts(marked(content, header_row=1))[SHEET].decode()
    cell = '<x:c r="B2" t="inlineStr"><x:is><x:t>2</x:t></x:is></x:c>'
    assert f"{text.format('美姑县')}{cell}" in after
    assert after.endswith("<x:row/></x:sheetData><!-- 注 --></x:worksheet>")
    sheet = openpyxl.load_workbook(BytesIO(marked(content, header_row=1))).active
    assert [cell.value for cell in sheet[2]][:3] == ["美姑县", "2", "a"]


def test_a_late_cell_without_a_reference_stays_where_it_is(office: Path) -> None:
    def text(value: str) -> str:
        return f'<c t="inlineStr"><is><t>{value}</t></is></c>'

    row = f"<row>{text('美姑县')}{'<c/>' * 7}<c><v>9</v></c><c><v>10</v></c></row>"
    rows = cell_rows(f"<row>{text('县')}</row>", row)
    content = with_parts(office.read_bytes(), {SHEET: rows}).getvalue()
    table = open_table(BytesIO(content), "t.xlsx", ReadOptions())
    layout = detect_layout(table, header_row=1, prefix="x_")
    file = BytesIO()
    table.annotate(file, layout, lambda line, cells: ["listed", *[""] * 6], UTF_8)
    expected = [(2, ["美姑县", "listed", "", "", "", "", "", "", "9", "10"])]
    marked = open_table(file, "t.xlsx", ReadOptions())
    assert list(marked.records())[1:] == expected


def cell_rows(*rows: str) -> bytes:
    uri = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return (
        f'<worksheet xmlns="{uri}"><sheetData>{"".join(rows)}</sheetData></worksheet>'
    ).encode()


STRINGS = "xl/sharedStrings.xml"
LONG = b"x" * 2_000_000
DOCTYPE = b'<!DOCTYPE a [<!ENTITY b "c">]><worksheet/>'


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (
            {SHEET: cell_rows('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')},
            "the sheet has 1 values, but reaches to XFD1048576; delete what is far",
        ),
        ({SHEET: cell_rows('<row r="1048577"/>')}, "row 1048577 after row 0 in"),
        ({SHEET: cell_rows('<row r="2"/><row r="2"/>')}, "row 2 after row 2 in"),
        ({SHEET: cell_rows('<row r="x"/>')}, "row x after row 0 in the sheet"),
        (
            {SHEET: cell_rows('<row r="1"><c r="XFE1"/></row>')},
            "line 1: the workbook is damaged: cell XFE1 is out of place",
        ),
        (
            {SHEET: cell_rows('<row r="1"><c r="A99999999"/></row>')},
            "cell A99999999 is out of place",
        ),
        ({SHEET: cell_rows('<row r="1"><c r="a1"/></row>')}, "cell a1 is out of place"),
        ({SHEET: cell_rows('<row r="1"><c r="B1"/><c r="A1"/></row>')}, "cell A1 is"),
        ({SHEET: DOCTYPE}, f"cannot read {SHEET}: it declares entities; save the"),
        ({SHEET: b"<a>" * 100_000}, f"cannot read {SHEET}: its elements are nested"),
        (
            {STRINGS: b"<a>" * 100_000},
            f"cannot read {STRINGS}: its elements are nested",
        ),
        ({"xl/workbook.xml": b"<a>" * 999}, "its elements are nested over 256 deep"),
        ({SHEET: b'<a b="' + LONG}, f"cannot read {SHEET}: it has a text or a tag of"),
        ({SHEET: b"<a><!--" + LONG}, "it has a text or a tag of over 1 MiB; save"),
        ({SHEET: b"<a><is><t>" + LONG}, "it has a text or a tag of over 1 MiB; save"),
        ({STRINGS: b"<sst><si><t>" + LONG}, f"{STRINGS}: it has a text or a tag of"),
        ({SHEET: b"<worksheet>"}, f"cannot read {SHEET}: no element found; save"),
        (
            {SHEET: '<?xml version="1.0" encoding="UTF-16"?><a/>'.encode("utf-16")},
            f"cannot read {SHEET}: its encoding is UTF-16; save the workbook",
        ),
        (
            {"xl/sharedStrings.xml": b'<sst count="1" uniqueCount="4294967296"/>'},
            "xl/sharedStrings.xml has uniqueCount '4294967296'",
        ),
        ({"xl/sharedStrings.xml": b"<sst>" + b" " * (1 << 27)}, "expands to over 100"),
        ({"xl/workbook.xml": b"<workbook/>"}, "not an .xlsx workbook: it has no sheet"),
        ({"_rels/.rels": b"<Relationships/>"}, "t.xlsx: not an .xlsx workbook"),
        ({"xl/sharedStrings.xml": b"<sst/>"}, "the workbook is damaged: "),
    ],
)
def test_a_damaged_or_hostile_workbook_is_one_line(
    office: Path, changes: dict[str, bytes], message: str
) -> None:
    file = with_parts(office.read_bytes(), changes)
    with pytest.raises(TableError, match=re.escape(message)) as error:
        open_table(file, "t.xlsx", ReadOptions())
    assert str(error.value).startswith("t.xlsx")
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"a,b", "t.xlsx: not an .xlsx workbook"),
        (b"\xd0\xcf\x11\xe0", "t.xlsx: has a password, or is an old .xls; save it"),
        (b"PK\3\4", "t.xlsx: not an .xlsx workbook"),
    ],
)
def test_another_file_is_no_workbook(content: bytes, message: str) -> None:
    with pytest.raises(TableError, match=re.escape(message)):
        open_table(BytesIO(content), "t.xlsx", ReadOptions())


def test_a_truncated_workbook_is_no_workbook(office: Path) -> None:
    content = office.read_bytes()
    with pytest.raises(TableError, match="not an .xlsx workbook"):
        open_table(BytesIO(content[:-200]), "t.xlsx", ReadOptions())


def test_a_picture_that_is_damaged_is_told(office: Path) -> None:
    content = bytearray(office.read_bytes())
    content[content.index(b"xl/charts/chart1.xml") + 40] ^= 0xFF
    with pytest.raises(TableError, match="damaged: xl/charts/chart1.xml"):
        open_table(BytesIO(bytes(content)), "t.xlsx", ReadOptions())


def test_an_encrypted_part_is_told(office: Path) -> None:
    content = bytearray(office.read_bytes())
    content[content.index(b"PK\1\2") + 8] |= 1
    message = "t.xlsx: the workbook is encrypted; save it without a password"
    with pytest.raises(TableError, match=re.escape(message)):
        open_table(BytesIO(bytes(content)), "t.xlsx", ReadOptions())


def test_a_nul_in_a_cell_is_replaced(office: Path) -> None:
    cell = '<c r="A1" t="inlineStr"><is><t>a_x0000_b</t></is></c>'
    rows = cell_rows(f'<row r="1">{cell}</row>')
    table = open_table(
        with_parts(office.read_bytes(), {SHEET: rows}), "t", ReadOptions()
    )
    assert list(table.records()) == [(1, ["a\ufffdb"])]


def test_two_parts_of_the_same_name_are_damage(office: Path) -> None:
    file = BytesIO(office.read_bytes())
    with pytest.warns(UserWarning, match="Duplicate"), ZipFile(file, "a") as package:
        package.writestr(SHEET, b"<worksheet/>")
    with pytest.raises(TableError, match="two parts have the same name"):
        open_table(file, "t.xlsx", ReadOptions())


@pytest.mark.parametrize(
    ("prefix", "message"),
    [
        ("a\x01", "Excel cannot hold control characters: 'a\\x01status'"),
        ("合计\n", "Excel cannot hold control characters"),
    ],
)
def test_a_name_that_excel_cannot_hold_is_refused(
    office: Path, prefix: str, message: str
) -> None:
    with pytest.raises(TableError, match=re.escape(message)):
        marked(office.read_bytes(), prefix=prefix)


def test_markup_in_a_name_is_text(office: Path) -> None:
    content = marked(office.read_bytes(), prefix=' <&"')
    sheet = openpyxl.load_workbook(BytesIO(content))["台账"]
    assert sheet["E2"].value == ' <&"status'
    assert sheet.tables["Table1"].tableColumns[4].name == ' <&"status'


def test_no_room_for_columns_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        workbook.add_worksheet().write_row("A1", ["x"] * 16_380)
    with pytest.raises(TableError, match="no room for 7 columns after column XEZ"):
        marked(path.read_bytes(), header_row=1)


def test_a_signature_cannot_be_kept(office: Path) -> None:
    file = with_parts(office.read_bytes(), {"_xmlsignatures/sig1.xml": b"<a/>"})
    table = open_table(file, "t.xlsx", ReadOptions())
    assert table.not_kept == "its digital signature"
    assert opened(office).not_kept == ""


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'ref="A2:D4"', b'ref="A2:C4"'),
        (b'ref="A2:D4"', b'ref="A3:D4"'),
        (b'ref="A2:D4"', b'ref=""'),
        (b'ref="A2:D4"', b'headerRowCount="0" ref="A2:D4"'),
        (b'ref="A2:D4"', b'tableType="queryTable" ref="A2:D4"'),
        (b"tableColumns", b"columns"),
    ],
)
def test_a_table_that_is_not_that_of_the_header_stays(
    office: Path, old: bytes, new: bytes
) -> None:
    part = "xl/tables/table1.xml"
    content = office.read_bytes()
    table = parts(content)[part].replace(old, new)
    after = marked(with_parts(content, {part: table}).getvalue())
    assert parts(after)[part] == table


@pytest.mark.parametrize("seed", range(40))
def test_a_damaged_workbook_is_read_or_one_line(office: Path, seed: int) -> None:
    random = Random(seed)
    before = parts(office.read_bytes())
    for _ in range(10):
        name = random.choice([SHEET, *before])
        damaged = bytearray(before[name])
        for _ in range(random.choice([1, 1, 3])):
            position = random.randrange(len(damaged))
            length = random.choice([0, 1, 10, 100])
            junk = random.choice([b"", b"<", b'"', b"-1", b"99999999999", b"\xff"])
            damaged[position : position + length] = junk
        content = with_parts(office.read_bytes(), {name: bytes(damaged)}).getvalue()
        message = "t.xlsx is read"
        try:
            marked(content)
        except TableError as error:
            message = str(error)
        assert message.startswith("t.xlsx")
        assert "\n" not in message


def test_a_table_needs_neither_a_count_nor_a_filter(office: Path) -> None:
    part = "xl/tables/table1.xml"
    content = office.read_bytes()
    table = parts(content)[part].replace(b' count="4"', b"")
    table = table.replace(b'<autoFilter ref="A2:D4"/>', b'<autoFilter ref="A2:B4"/>')
    after = parts(marked(with_parts(content, {part: table}).getvalue()))[part]
    assert b'ref="A2:K4"' in after
    assert b'<autoFilter ref="A2:B4"/><tableColumns><tableColumn' in after
    assert after.count(b"<tableColumn ") == 11


def test_formatted_cells_right_of_the_table_make_way(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        sheet = workbook.add_worksheet()
        red = workbook.add_format({"font_color": "red"})
        for number, name in enumerate(["县", "美姑县", "美姑县", "布拖县"]):
            sheet.write_row(number, 0, [name])
            sheet.write_blank(number, 1, None, red)
            sheet.write_blank(number, 9, None, red)
    table = open_table(BytesIO(path.read_bytes()), "t.xlsx", ReadOptions())
    file = BytesIO()
    values = {"美姑县": ["a", "b"], "布拖县": ["", "b"]}
    layout = TableLayout(0, table.head(1)[0], 1, ["x", "y"])
    table.annotate(file, layout, lambda _, cells: values[cells[0]], UTF_8)
    marked = openpyxl.load_workbook(file).active
    assert marked is not None
    assert [[cell.value for cell in row[:3]] for row in marked] == [
        ["县", "x", "y"],
        ["美姑县", "a", "b"],
        ["美姑县", "a", "b"],
        ["布拖县", None, "b"],
    ]
    colors = [marked.cell(row, 2).font.color.rgb for row in range(2, 5)]
    assert colors == ["FFFF0000"] * 3
    assert marked["J4"].font.color.rgb == "FFFF0000"
    assert marked["B1"].font.color.theme == 1


def test_a_chart_sheet_is_not_chosen(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        chart = workbook.add_chart({"type": "column"})
        chart.add_series({"values": "=表!$A$1:$A$2"})
        chartsheet = workbook.add_chartsheet("图")
        chartsheet.set_chart(chart)
        chartsheet.activate()
        sheet = workbook.add_worksheet("表")
        sheet.write("A1", "县")
        sheet.print_area("A1:A2")
    assert list(opened(path).records()) == [(1, ["县"])]
    after = parts(marked(path.read_bytes(), header_row=1))["xl/workbook.xml"]
    assert "表!$A$1:$H$2" in after.decode()
    with pytest.raises(TableError, match="no sheet '2'; sheets: 表"):
        opened(path, "2")


def test_an_empty_sheet_has_no_records(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        workbook.add_worksheet()
    assert list(opened(path).records()) == []


def test_a_merged_cell_without_a_value_fills_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        sheet = workbook.add_worksheet()
        sheet.write_row("A1", ["县", "注"])
        sheet.merge_range("A2:B2", "")
        sheet.write_row("A3", ["美姑县", "x"])
    assert list(opened(path).records())[1:] == [(2, []), (3, ["美姑县", "x"])]


def test_a_new_workbook_is_ready_to_read() -> None:
    file = BytesIO()
    rows = [["凉山彝族自治州美姑县", "513436", 28.3], [None, "1", 2]]
    write(NewTable(["县", "code", "n"], rows, preamble=[["标题"]]), file, "xlsx")
    sheet = openpyxl.load_workbook(file).active
    assert sheet is not None
    assert sheet.title == "shudi"
    assert sheet.freeze_panes == "A3"
    assert [cell.value for cell in sheet[1]] == ["标题", None, None]
    assert [cell.font.bold for cell in sheet[2]] == [True, True, True]
    assert [cell.data_type for cell in sheet[3]] == ["s", "s", "n"]
    widths = [sheet.column_dimensions[letter].width for letter in "AB"]
    assert widths == pytest.approx([22.7, 8.7], abs=0.1)


def test_a_new_workbook_without_a_header_has_nothing_frozen() -> None:
    file = BytesIO()
    write(NewTable(["1"], [["美姑县"]], has_header=False), file, "xlsx")
    sheet = openpyxl.load_workbook(file).active
    assert sheet is not None
    assert (sheet.freeze_panes, sheet["A1"].font.bold) == (None, False)


def test_a_failed_workbook_leaves_no_temporary_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with pytest.raises(TableError):
        write(NewTable(["1"], [["a\x01"]]), BytesIO(), "xlsx")
    assert list(tmp_path.iterdir()) == []


def test_after_a_full_disk_nothing_is_written_to_the_file() -> None:
    class Full(BytesIO):
        def write(self, content: bytes) -> int:  # type: ignore[override]
            raise OSError(errno.ENOSPC, "No space left on device")

    file = Full()
    with pytest.raises(OSError, match="No space left on device"):
        write(NewTable(["县"], []), file, "xlsx")
    file.close()
    gc.collect()  # what XlsxWriter has left open; an error here is a warning


def test_too_many_columns_for_excel_are_reported() -> None:
    with pytest.raises(TableError, match="Excel holds at most 16,384 columns"):
        write(NewTable(["x"] * 16_385, []), BytesIO(), "xlsx")


def test_a_sheet_without_a_header_gets_none(ledger: Path) -> None:
    sheet = annotated(ledger, TableLayout(0, None, 4, ["line", "county"]))["台账"]
    assert [cell.value for cell in sheet[2]][4:] == ["2", "县市区"]


@pytest.mark.parametrize("name", ["说明", "2"])
def test_a_sheet_is_chosen_by_name_or_number(ledger: Path, name: str) -> None:
    assert list(opened(ledger, name).records()) == [(1, ["other"])]


def test_a_missing_sheet_is_reported(ledger: Path) -> None:
    with pytest.raises(TableError, match="no sheet '3'; sheets: 台账, 说明"):
        opened(ledger, "3")


def test_a_file_that_is_not_a_workbook_is_rejected(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_text("a,b")
    with pytest.raises(TableError, match=r"a\.xlsx: not an \.xlsx workbook"):
        opened(path)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("", ""),
        ("县", "县"),
        (513436, "513436"),
        (513436.0, "513436"),
        (0.5, "0.5"),
        (True, "TRUE"),
        (datetime(2024, 5, 1, 8, 30), "2024-05-01 08:30:00"),
        (date(2024, 5, 1), "2024-05-01"),
    ],
)
def test_a_value_is_text_as_a_person_would_type_it(value: object, text: str) -> None:
    assert to_text(value) == text


@pytest.mark.parametrize(
    ("cell", "message"),
    [
        ("x" * 32_768, "line 1: Excel holds at most 32,767 characters in a cell"),
        ("a\x01", "line 1: Excel cannot hold control characters"),
    ],
)
def test_values_that_excel_cannot_hold_are_reported(cell: str, message: str) -> None:
    with pytest.raises(TableError, match=message):
        write(NewTable([cell], []), BytesIO(), "xlsx")


def test_too_many_rows_for_excel_are_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shudi.tables.xlsx.MAX_ROWS", 2)
    with pytest.raises(TableError, match="line 3: Excel holds at most 2 rows"):
        write(NewTable(["1"], [["2"], ["3"]]), BytesIO(), "xlsx")


def test_text_stays_text_and_numbers_are_numbers() -> None:
    file = BytesIO()
    write(
        NewTable(["码", "n", "x"], [["001", 2, None], ["=1+1", 0.5, ""]]), file, "xlsx"
    )
    sheet = openpyxl.load_workbook(file).active
    assert sheet is not None
    cells = [[(cell.value, cell.data_type) for cell in row] for row in sheet]
    assert cells[1][:2] == [("001", "s"), (2, "n")]
    assert cells[2][:2] == [("=1+1", "s"), (0.5, "n")]


cells = st.text(
    st.characters(
        exclude_categories=["Cs", "Cc", "Cn"], include_characters="\n\t=+0123"
    )
)


@given(st.lists(st.lists(cells, min_size=3, max_size=3), min_size=1, max_size=5))
def test_what_was_written_reads_back_equal(rows: list[list[str]]) -> None:
    file = BytesIO()
    write(NewTable(rows[0], rows[1:]), file, "xlsx")
    sheet = openpyxl.load_workbook(file).active
    assert sheet is not None
    read = [
        [sheet.cell(line, column).value or "" for column in range(1, 4)]
        for line in range(1, len(rows) + 1)
    ]
    assert read == rows


def test_what_excel_has_no_number_for_is_text() -> None:
    china = timezone(timedelta(hours=8))
    row = [
        *(True, float("inf"), float("nan"), 10**15, 10**15 - 1, Decimal("1.50")),
        *(date(1899, 12, 31), datetime(2021, 8, 10, 1, 2, tzinfo=china)),
        *(timedelta(-1), timedelta(2), time(3, 4), datetime(2021, 8, 10, 1, 2)),
    ]
    file = BytesIO()
    write(NewTable([str(number) for number in range(len(row))], [row]), file, "xlsx")
    sheet = openpyxl.load_workbook(file).worksheets[0]
    assert [cell.value for cell in sheet[2]] == [
        *(True, "inf", None, "1000000000000000", 999999999999999, "1.50"),
        *("1899-12-31", "2021-08-10 01:02:00+08:00"),
        *("-1 day, 0:00:00", timedelta(2), time(3, 4), datetime(2021, 8, 10, 1, 2)),
    ]
