from datetime import date, datetime
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.styles import Font

from shudi.errors import TableError
from shudi.tables.base import UTF_8, NewTable, ReadOptions, TableLayout
from shudi.tables.xlsx import XlsxTable, _to_text, open_table, write


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
        (None, ""),
        ("县", "县"),
        (513436, "513436"),
        (513436.0, "513436"),
        (0.5, "0.5"),
        (True, "TRUE"),
        (datetime(2024, 5, 1), "2024-05-01"),
        (datetime(2024, 5, 1, 8, 30), "2024-05-01 08:30:00"),
        (date(2024, 5, 1), "2024-05-01"),
    ],
)
def test_a_value_is_text_as_a_person_would_type_it(value: object, text: str) -> None:
    assert _to_text(value) == text


@pytest.mark.parametrize(
    ("cell", "message"),
    [
        ("x" * 32_768, "line 1: Excel holds at most 32,767 characters in a cell"),
        ("a\x01", "line 1: Excel cannot hold control characters"),
    ],
)
def test_values_that_excel_cannot_hold_are_reported(cell: str, message: str) -> None:
    with pytest.raises(TableError, match=message):
        write(NewTable([cell], []), BytesIO())


def test_too_many_rows_for_excel_are_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shudi.tables.xlsx._MAX_ROWS", 2)
    with pytest.raises(TableError, match="line 3: Excel holds at most 2 rows"):
        write(NewTable(["1"], [["2"], ["3"]]), BytesIO())


def test_text_stays_text_and_numbers_are_numbers() -> None:
    file = BytesIO()
    write(NewTable(["码", "n", "x"], [["001", 2, None], ["=1+1", 0.5, ""]]), file)
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


@given(st.lists(st.lists(cells, min_size=1, max_size=3), min_size=1, max_size=5))
def test_what_was_written_reads_back_equal(rows: list[list[str]]) -> None:
    file = BytesIO()
    write(NewTable(rows[0], rows[1:]), file)
    sheet = openpyxl.load_workbook(file).active
    assert sheet is not None
    read = [[cell or "" for cell in row] for row in sheet.iter_rows(values_only=True)]
    width = max(map(len, rows))
    padded = [row + [""] * (width - len(row)) for row in rows]
    while padded and not any(padded[-1]):
        padded.pop()
        read = read[: len(padded)]
    assert [row[:width] for row in read] == [
        row[: len(read[0])] if read else row for row in padded
    ]
