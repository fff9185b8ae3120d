import errno
import json
import os
import re
from datetime import date, datetime
from functools import partial
from io import BytesIO
from pathlib import Path
from random import Random
from struct import pack, unpack_from
from zipfile import ZIP_DEFLATED, ZipFile

import openpyxl
import pytest
import pyxlsb
from conftest import ROOT, Shudi, posix, process
from python_calamine import CalamineWorkbook
from xlsb import SHEET as XLSB_SHEET
from xlsb import STRINGS, STYLES, Formula, Sheet, cell, record, row, sheet_part, xlsb

from shudi.errors import TableError
from shudi.matching.layout import detect_layout
from shudi.tables.base import ReadOptions, Table
from shudi.tables.formats import open_table
from shudi.tables.sheet import calamine_errors

FILES = ROOT / "tests/files"
SUFFIXES = [".xls", ".xlsx", ".ods", ".xlsb"]
TITLE = "2024年项目台账"
HEADER = ["省", "县", "代码", "金额", "日期", "登记时间", "完成", "合计", "备注"]
MAY, JUNE, DECEMBER = date(2024, 5, 1), date(2024, 6, 30), date(2024, 12, 31)
MAY_AT, JUNE_AT = datetime(2024, 5, 1, 8, 30), datetime(2024, 6, 30, 17, 5)
ROWS: list[list[object]] = [
    ["四川省", "美姑县", 513436, 12.5, MAY, MAY_AT, True, 25, "一 & 二\n第二行"],
    ["四川省", "布拖县", 513429, 3, JUNE, JUNE_AT, False, 6, None],
    ["四川省", "锦江区", 510104, 0.75, None, None, True, "锦江区510104", "有批注"],
    ["四川省", "雷波县", 513437, -8, DECEMBER, None, None, None, None],
]
CONTENT = "content.xml"
VALUE = 'office:value-type="float" office:value="1"'


@pytest.fixture(scope="module")
def ledgers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The same ledger in each format; LibreOffice has written all but the .xlsb."""
    path = tmp_path_factory.mktemp("files") / "county.xlsb"
    rows = [list(row) for row in ROWS]
    rows[0][7], rows[1][7], rows[2][7] = (
        Formula(25.0),
        Formula(6.0),
        Formula(ROWS[2][7]),
    )
    rows[1][0] = None  # merged
    table = [[TITLE], HEADER, *rows[:3], [], rows[3]]
    notes = Sheet("说明", [[], [None, "另一张表"], [], [], [None, 1, 2]])
    merged = [(0, 0, 0, 8), (2, 3, 0, 0)]
    sheets = (
        Sheet("台账", table, merged),
        notes,
        Sheet("参数", [["不显示"]], hidden=True),
    )
    path.write_bytes(xlsb(*sheets))
    return {
        suffix: path if suffix == ".xlsb" else FILES / f"county{suffix}"
        for suffix in SUFFIXES
    }


def opened(content: bytes, name: str, sheet: str | None = None) -> Table:
    return open_table(BytesIO(content), Path(name), ReadOptions(sheet=sheet))


def problem_of(content: bytes, name: str) -> str:
    """The message about a file that cannot be read."""
    with pytest.raises(TableError) as error:
        list(opened(content, name).records())
    return str(error.value)


def with_part(content: bytes, changed: str, data: bytes) -> bytes:
    """A workbook with a part replaced."""
    file = BytesIO()
    with ZipFile(BytesIO(content)) as old, ZipFile(file, "w", ZIP_DEFLATED) as new:
        for name in {**dict.fromkeys(old.namelist()), changed: None}:
            new.writestr(name, data if name == changed else old.read(name))
    return file.getvalue()


def ods(rows: str) -> bytes:
    """An .ods with one sheet of rows."""
    content = (FILES / "county.ods").read_bytes()
    markup = ZipFile(BytesIO(content)).read(CONTENT).decode()
    start = markup.index("<table:table ")
    end = markup.rindex("</table:table>")
    sheet = f'<table:table table:name="表">{rows}'
    return with_part(
        content, CONTENT, f"{markup[:start]}{sheet}{markup[end:]}".encode()
    )


def line(*cells: str, attributes: str = "") -> str:
    """A row of an .ods."""
    return f"<table:table-row {attributes}>{''.join(cells)}</table:table-row>"


def value(attributes: str = "") -> str:
    """A cell of an .ods with the number 1."""
    return f"<table:table-cell {VALUE} {attributes}/>"


def blank(attributes: str = "") -> str:
    """An empty cell of an .ods."""
    return f"<table:table-cell {attributes}/>"


# What is read


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_the_same_values_are_read_from_each_format(
    ledgers: dict[str, Path], suffix: str
) -> None:
    path = ledgers[suffix]
    table = opened(path.read_bytes(), path.name)
    assert (table.width, table.format) == (9, suffix[1:])
    assert table.head(2) == [(1, [TITLE] * 9), (2, HEADER)]
    layout = detect_layout(table, header_row=2)
    values = list(table.values(layout))
    assert [row for _, row in values] == ROWS
    kinds = [[type(cell) for cell in row] for _, row in values]
    assert kinds == [[type(cell) for cell in row] for row in ROWS]
    assert [number for (number, _), _ in values] == [3, 4, 5, 7]
    assert values[0][0][1] == [
        *("四川省", "美姑县", "513436", "12.5", "2024-05-01", "2024-05-01 08:30:00"),
        *("TRUE", "25", "一 & 二\n第二行"),
    ]


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("sheet", ["说明", "2"])
def test_a_sheet_is_chosen_by_name_or_number(
    ledgers: dict[str, Path], suffix: str, sheet: str
) -> None:
    path = ledgers[suffix]
    table = opened(path.read_bytes(), path.name, sheet)
    expected = [[], ["", "另一张表"], [], [], ["", "1", "2"]]
    assert [cells for _, cells in table.records()] == expected
    assert list(table.sheets) == ["说明", "台账", "参数"]
    with pytest.raises(TableError, match="no sheet '4'; sheets: 台账, 说明, 参数"):
        opened(path.read_bytes(), path.name, "4")


def test_pyxlsb_reads_the_xlsb_of_the_tests_too(ledgers: dict[str, Path]) -> None:
    with pyxlsb.open_workbook(str(ledgers[".xlsb"])) as workbook:
        assert workbook.sheets == ["台账", "说明", "参数"]
        with workbook.get_sheet(1) as sheet:
            rows = [[cell.v for cell in row] for row in sheet.rows()]
    assert rows[1] == HEADER
    assert rows[2] == [
        *("四川省", "美姑县", 513436, 12.5, 45413, 45413 + 8.5 / 24),
        *(True, 25, "一 & 二\n第二行"),
    ]
    assert rows[4][7] == "锦江区510104"


def hidden_first(suffix: str, content: bytes) -> bytes:
    """A workbook with its first sheet hidden."""
    if suffix == ".xls":
        sheet = content.index(b"\x85\0", 512)
        return content[: sheet + 8] + b"\1" + content[sheet + 9 :]
    markup = ZipFile(BytesIO(content)).read(CONTENT).decode()
    styles = re.findall(
        '<table:table table:name="[^"]*" table:style-name="(.*?)"', markup
    )
    shown = f'table:name="台账" table:style-name="{styles[0]}"'
    assert shown in markup
    hidden = shown.replace(styles[0], styles[2])
    return with_part(content, CONTENT, markup.replace(shown, hidden).encode())


@pytest.mark.parametrize("suffix", [".xls", ".ods"])
def test_a_hidden_first_sheet_is_not_the_one_taken(suffix: str) -> None:
    content = hidden_first(suffix, (FILES / f"county{suffix}").read_bytes())
    table = opened(content, f"a{suffix}")
    assert list(table.sheets) == ["说明", "台账", "参数"]


def test_where_all_sheets_are_hidden_the_first_is_taken() -> None:
    sheets = [Sheet(title, [[title]], hidden=True) for title in ("甲", "乙")]
    table = opened(xlsb(*sheets), "a.xlsb")
    assert [cells for _, cells in table.records()] == [["甲"]]


@pytest.mark.parametrize(
    "content", [xlsb(Sheet("空", [])), ods(line(blank()))], ids=["xlsb", "ods"]
)
def test_a_sheet_without_cells_has_no_records(content: bytes) -> None:
    table = opened(content, "a.ods")
    assert (list(table.records()), table.width) == ([], 0)


def test_a_workbook_without_sheets_is_told() -> None:
    content = ods("")
    markup = ZipFile(BytesIO(content)).read(CONTENT).decode()
    start, end = markup.index("<table:table "), markup.index("</table:table>")
    without = markup[:start] + markup[end + len("</table:table>") :]
    content = with_part(content, CONTENT, without.encode())
    assert problem_of(content, "a.ods") == "a.ods: the workbook has no sheets"


# What is written


@pytest.mark.parametrize("suffix", [".xls", ".ods", ".xlsb"])
def test_numbers_and_dates_stay_what_they_are_in_xlsx(
    ledgers: dict[str, Path], suffix: str, tmp_path: Path, shudi: Shudi
) -> None:
    output = tmp_path / "out.xlsx"
    printed = shudi("match", str(ledgers[suffix]), "-o", str(output))
    assert printed.status == 0
    assert "a new file is written: this sheet alone, without formats" in printed.err
    sheet = openpyxl.load_workbook(output).active
    assert sheet is not None
    read = [[cell.value for cell in row] for row in sheet]
    assert read[1] == [*HEADER, *(f"shudi_{name}" for name in FIELDS)]
    moments = [MAY, JUNE, None, DECEMBER]
    dates = [moment and datetime(*moment.timetuple()[:3]) for moment in moments]
    expected = [[*row[:4], day, *row[5:]] for row, day in zip(ROWS, dates, strict=True)]
    assert [row[:9] for row in read[2:]] == expected
    assert [row[9] for row in read[2:]] == ["listed", "listed", "unlisted", "listed"]
    assert sheet["C3"].data_type == "n"
    assert [sheet[f"{letter}3"].number_format for letter in "EF"] == [
        "yyyy-mm-dd",
        "yyyy-mm-dd hh:mm:ss",
    ]


FIELDS = "status code name tier prefecture province via".split()


def test_text_and_json_have_the_values(tmp_path: Path, shudi: Shudi) -> None:
    path = str(FILES / "county.xls")
    lines = shudi("match", path, "--format", "csv").out.splitlines()
    start = (
        "四川省,布拖县,513429,3,2024-06-30,2024-06-30 17:05:00,FALSE,6,,listed,513429"
    )
    assert [text.startswith(start) for text in lines].count(True) == 1
    rows = json.loads(shudi("match", path, "--format", "json").out)
    first = rows[0]
    assert (first["代码"], first["金额"], first["完成"]) == (513436, 12.5, True)
    assert (first["日期"], first["登记时间"]) == ("2024-05-01", "2024-05-01 08:30:00")
    assert rows[1]["备注"] is None


def test_only_the_rows_asked_for_are_written(tmp_path: Path, shudi: Shudi) -> None:
    output = tmp_path / "out.xlsx"
    path = str(FILES / "county.ods")
    shudi("match", path, "--only", "unlisted", "-o", str(output))
    sheet = openpyxl.load_workbook(output).active
    assert sheet is not None
    assert [row[1].value for row in sheet][1:] == ["县", "锦江区"]


@pytest.mark.parametrize("suffix", [".xls", ".ods"])
def test_the_output_has_to_be_another_format(
    suffix: str, tmp_path: Path, shudi: Shudi
) -> None:
    path = str(FILES / f"county{suffix}")
    assert shudi("match", path).err.splitlines()[-2] == (
        "shudi: Invalid value for --output: xlsx can only be written to a file; "
        "use --output FILE.xlsx or --format csv"
    )
    printed = shudi("match", path, "-o", str(tmp_path / f"out{suffix}"))
    message = f"{suffix} files are read, not written; use .xlsx or .csv"
    assert message in " ".join(printed.err.replace("│", " ").split())
    assert (printed.status, list(tmp_path.iterdir())) == (2, [])


# What is no such workbook


@pytest.mark.parametrize("suffix", [".xls", ".ods", ".xlsb"])
@pytest.mark.parametrize("content", [b"a\tb\n1\t2\n", b""], ids=str)
def test_text_that_is_called_a_workbook_is_told(suffix: str, content: bytes) -> None:
    problem = "not a workbook, but text; name it .csv or .txt"
    assert problem_of(content, f"a{suffix}") == f"a{suffix}: {problem}"


@pytest.mark.parametrize("suffix", [".xls", ".ods", ".xlsb"])
@pytest.mark.parametrize("content", SUFFIXES)
def test_a_workbook_of_another_name_is_read(
    ledgers: dict[str, Path], suffix: str, content: str
) -> None:
    table = opened(ledgers[content].read_bytes(), f"a{suffix}")
    assert table.head(2)[1] == (2, HEADER)


@pytest.mark.parametrize("suffix", [".xls", ".ods"])
def test_a_password_is_told(suffix: str) -> None:
    content = (FILES / f"encrypted{suffix}").read_bytes()
    problem = "the workbook is encrypted; save it without a password"
    assert problem_of(content, f"a{suffix}") == f"a{suffix}: {problem}"


def test_a_password_of_an_older_excel_is_told() -> None:
    content = (FILES / "encrypted.xls").read_bytes()
    newer, older = pack("<2HH", 0x2F, 54, 1), pack("<2HH", 0x2F, 54, 0)
    assert newer in content
    problem = "a.xls: the workbook is encrypted; save it without a password"
    assert problem_of(content.replace(newer, older), "a.xls") == problem


def test_a_password_of_a_newer_excel_is_told() -> None:
    content = (FILES / "county.xls").read_bytes()
    names = ["Workbook\0\0\0\0\0\0\0\0", "EncryptedPackage"]
    before, after = (name.encode("utf-16-le") for name in names)
    assert before in content
    problem = "a.xlsb: the workbook is encrypted; save it without a password"
    assert problem_of(content.replace(before, after), "a.xlsb") == problem


@pytest.mark.parametrize("suffix", [".xls", ".ods", ".xlsb"])
def test_an_archive_that_is_cut_off_is_no_workbook(suffix: str) -> None:
    content = (FILES / "county.ods").read_bytes()[:-30]
    assert problem_of(content, f"a{suffix}") == f"a{suffix}: not an {suffix} workbook"


def test_a_workbook_of_two_kinds_is_damaged() -> None:
    content = with_part(xlsb(Sheet("表", [[1]])), CONTENT, b"<a/>")
    problem = "the workbook is damaged: content.xml, xl/workbook.bin"
    assert problem_of(content, "a.xlsb") == f"a.xlsb: {problem}"


# What would take too much memory


FAR = "the sheet has 2 values, but reaches to {}; delete what is far from the table"
BOMB = "{} expands to over 10 times its size; is it a workbook?"
TEXT = (
    '<table:table-cell office:value-type="string" {}><text:p>{}</text:p>'
    "</table:table-cell>"
)


@pytest.mark.parametrize(
    ("rows", "problem"),
    [
        (
            line(value())
            + line(blank(), attributes='table:number-rows-repeated="89998"')
            + line(blank('table:number-columns-repeated="99"'), value()),
            FAR.format("CV90000"),
        ),
        (
            line(value(), blank('table:number-columns-repeated="9000000"'), value()),
            FAR.format("SRAOX1"),
        ),
        (
            line(value(), blank('table:number-columns-repeated="9000000"'), blank())
            + line(value()),
            FAR.format("SRAOY1"),
        ),
        (
            line(
                value('table:number-columns-repeated="9000"'),
                attributes='table:number-rows-repeated="999"',
            ),
            "the sheet has 1 values, but reaches to MHD999",
        ),
        (line(TEXT.format("", '<text:s text:c="99999999"/>')), BOMB.format(CONTENT)),
        (
            line(TEXT.format('table:number-columns-repeated="999"', "x" * 99_999)),
            BOMB.format(CONTENT),
        ),
        (
            line(value('table:number-columns-spanned="16385"')),
            "the workbook is damaged: content.xml",
        ),
        (
            line(value('table:number-columns-repeated="-1"')),
            "the workbook is damaged: table:number-columns-repeated '-1'",
        ),
        (
            line(value(), attributes='table:number-rows-repeated="9999999999"'),
            "the workbook is damaged: table:number-rows-repeated '9999999999'",
        ),
    ],
)
def test_an_ods_that_repeats_too_much_is_refused(rows: str, problem: str) -> None:
    assert problem_of(ods(rows), "a.ods").startswith(f"a.ods: {problem}")


def test_all_sheets_of_an_ods_are_measured() -> None:
    far = line(value(), blank('table:number-columns-repeated="9000000"'), value())
    content = ods(f'{far}</table:table><table:table table:name="二">{line(value())}')
    assert problem_of(content, "a.ods") == f"a.ods: {FAR.format('SRAOX1')}"


def test_a_table_that_is_no_sheet_is_not_measured() -> None:
    content = ods(line(value()))
    markup = ZipFile(BytesIO(content)).read(CONTENT).decode()
    deleted = line(value('table:number-columns-repeated="x"'), "text")
    changed = f"<table:tracked-changes>{deleted}</table:tracked-changes><table:table "
    markup = markup.replace("<table:table ", changed, 1)
    table = opened(with_part(content, CONTENT, markup.encode()), "a.ods")
    assert [cells for _, cells in table.records()] == [["1"]]


@pytest.mark.parametrize(
    ("rows", "problem"),
    [
        (
            row(0) + cell(0, 1, {}) + row(89_999) + cell(99, 1, {}),
            FAR.format("CV90000"),
        ),
        (row(0) + cell(16_384, 1, {}), f"the workbook is damaged: {XLSB_SHEET}"),
        (b"\5\xff\xff\xff\xff", f"the workbook is damaged: {XLSB_SHEET}"),
        (row(1_048_576), f"the workbook is damaged: {XLSB_SHEET}"),
        (row(5) + row(5), f"the workbook is damaged: {XLSB_SHEET}"),
        (row(0) + cell(0, 1, {})[:-2], f"the workbook is damaged: {XLSB_SHEET}"),
        (
            row(0) + b"".join(cell(column, "x", {}) for column in range(2_050)),
            BOMB.format(STRINGS),
        ),
        (
            record(176, pack("<4I", 0, 1, 0, 16_384)),
            f"the workbook is damaged: {XLSB_SHEET}",
        ),
    ],
)
def test_an_xlsb_that_takes_too_much_is_refused(rows: bytes, problem: str) -> None:
    sheet = Sheet("表", [["x" * 32_767]])
    content = xlsb(sheet, parts={XLSB_SHEET: sheet_part(rows)})
    assert problem_of(content, "a.xlsb") == f"a.xlsb: {problem}"


def test_an_xlsb_needs_no_texts() -> None:
    content = xlsb(Sheet("表", [[1, 2.5]]))
    file = BytesIO()
    with ZipFile(BytesIO(content)) as old, ZipFile(file, "w") as new:
        for name in old.namelist():
            if name != STRINGS:
                new.writestr(name, old.read(name))
    assert list(opened(file.getvalue(), "a.xlsb").records()) == [(1, ["1", "2.5"])]


def patched(position: int, data: bytes) -> bytes:
    """The .xls with other bytes at a position."""
    content = (FILES / "county.xls").read_bytes()
    return content[:position] + data + content[position + len(data) :]


def xls_record(kind: int, number: int = 0) -> int:
    """Where the data of a record of an .xls begin; its records are in one piece."""
    content = (FILES / "county.xls").read_bytes()
    position = content.index(b"\x09\x08\x10\0\0\x06")
    while kind != int.from_bytes(content[position : position + 2], "little") or number:
        number -= kind == int.from_bytes(content[position : position + 2], "little")
        position += 4 + int.from_bytes(content[position + 2 : position + 4], "little")
    return position + 4


UNFIT = "the workbook is damaged: its parts do not fit together"


@pytest.mark.parametrize(
    ("position", "data", "problem"),
    [
        (30, b"\x0b\0", UNFIT),  # the size of sectors
        (40, b"\xff\xff", UNFIT),  # the sectors of the directory
        (48, b"\xff\xff", UNFIT),  # where it begins
        (xls_record(0x85), b"\xff\xff\xff\x7f", UNFIT),  # where a sheet begins
        (xls_record(0xFC) + 4, b"\xff\xff\xff\x7f", UNFIT),  # how many texts
        (xls_record(0x200) + 4, b"\xff\xff\xff\x7f", UNFIT),  # rows
        (xls_record(0x200) + 10, b"\xff\xff", UNFIT),  # columns
        (xls_record(0xFD) + 2, b"\0\x01", UNFIT),  # a cell in the 257th column
    ],
)
def test_an_xls_that_says_more_than_it_has_is_refused(
    position: int, data: bytes, problem: str
) -> None:
    assert problem_of(patched(position, data), "a.xls") == f"a.xls: {problem}"


def test_a_table_of_sectors_in_a_circle_is_refused() -> None:
    content = (FILES / "county.xls").read_bytes()
    number = pack("<I", len(content) // 512 - 1)
    sector = b"\xff" * 508 + number
    problem = problem_of(patched(68, number) + sector, "a.xls")
    assert problem == f"a.xls: {UNFIT}"


def test_a_stream_in_a_circle_is_refused() -> None:
    content = (FILES / "county.xls").read_bytes()
    (table,) = unpack_from("<I", content, 76)
    start = (content.index(b"\x09\x08\x10\0\0\x06") - 512) // 512
    circle = patched(512 * (table + 1) + 4 * start, pack("<I", start))
    assert problem_of(circle, "a.xls") == f"a.xls: {UNFIT}"


def test_a_cell_far_from_the_others_in_an_xls_is_told() -> None:
    content = patched(xls_record(0xFD, 1), b"\x8f\xff\xff\0")
    problem = "the sheet has 39 values, but reaches to IV65424; delete what is far"
    assert problem in problem_of(content, "a.xls")


# Damage


@pytest.mark.parametrize("suffix", [".xls", ".ods", ".xlsb"])
@pytest.mark.parametrize("seed", range(20))
def test_a_damaged_workbook_is_read_or_one_line(
    ledgers: dict[str, Path],
    suffix: str,
    seed: int,
    capfd: pytest.CaptureFixture[str],
) -> None:
    random = Random(seed)
    content = ledgers[suffix].read_bytes()
    for _ in range(10):
        name, before = "", content
        if suffix != ".xls":  # of other archives, the checksum tells
            with ZipFile(BytesIO(content)) as package:
                parts = [CONTENT, *package.namelist()][suffix == ".xlsb" :]
                name = random.choice([part for part in parts if package.read(part)])
                before = package.read(name)
        damaged = bytearray(before)
        if random.random() < 0.3:
            del damaged[random.randrange(len(damaged)) :]
        for _ in range(random.choice([1, 3, 10]) if damaged else 0):
            damaged[random.randrange(len(damaged))] = random.choice([0, 1, 64, 255])
        changed = with_part(content, name, bytes(damaged)) if name else bytes(damaged)
        message = f"a{suffix}: is read"
        try:
            list(opened(changed, f"a{suffix}").records())
        except TableError as error:
            message = str(error)
        assert message.startswith(f"a{suffix}: ")
        assert "\n" not in message
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("suffix", [".xls", ".ods", ".xlsb"])
@pytest.mark.parametrize("part", range(1, 20))
def test_a_workbook_that_is_cut_off_is_one_line(
    ledgers: dict[str, Path], suffix: str, part: int
) -> None:
    content = ledgers[suffix].read_bytes()
    message = problem_of(content[: len(content) * part // 20], f"a{suffix}")
    assert message.startswith(f"a{suffix}: ")
    assert "\n" not in message


def panicking() -> bytes:
    """An .xlsb with a sheet without the end of its name: python-calamine panics."""
    parts = {"xl/workbook.bin": record(131) + record(156, pack("<3I", 0, 1, 9_999))}
    return xlsb(Sheet("表", [[1]]), parts=parts)


def test_damage_is_one_line_on_the_command_line(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsb"
    path.write_bytes(panicking())
    printed = process("match", str(path), "-o", str(tmp_path / "out.csv"))
    assert printed.returncode == 1
    (line,) = printed.stderr.decode().splitlines()
    assert line.startswith(f"shudi: {path}: the workbook is damaged: ")


@posix
def test_a_workbook_is_read_where_standard_error_is_closed(tmp_path: Path) -> None:
    output = tmp_path / "out.csv"
    arguments = "match", str(FILES / "county.xls"), "-o", str(output)
    closed = process(*arguments, preexec_fn=partial(os.close, 2))
    assert (closed.returncode, closed.stdout) == (0, b"")
    assert "四川省,雷波县,513437,-8" in output.read_text("utf-8-sig")


def test_a_date_that_there_cannot_be_is_damage() -> None:
    duration = record(5, pack("<2Id", 0, STYLES.index(46), 1e300))
    sheet = sheet_part(row(0) + duration)
    content = xlsb(Sheet("表", [[1]]), parts={XLSB_SHEET: sheet})
    problem = "days=2147483647; must have magnitude <= 999999999"
    assert (
        problem_of(content, "a.xlsb") == f"a.xlsb: the workbook is damaged: {problem}"
    )


def test_an_error_of_the_disk_is_not_damage(tmp_path: Path) -> None:
    class Broken(BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            if self.failing:
                raise OSError(errno.EIO, "Input/output error")
            return super().read(size)

        failing = False

    with pytest.raises(OSError, match="Input/output error"), calamine_errors("a.xls"):
        file = Broken()
        file.failing = True
        CalamineWorkbook.from_filelike(file)
