from datetime import date, datetime
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.styles import Font

from shudi.errors import MissingExtraError, TableError
from shudi.matching.annotate import Marker, lay_out
from shudi.tables.xlsx import _text, mark_sheet, open_sheet, save_sheet, write_workbook


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


def test_a_sheet_is_read_as_text_with_merged_cells_filled(ledger: Path) -> None:
    table, _ = open_sheet(ledger, None)
    rows = [(line, cells[:3]) for line, _, _, cells in table.records]
    assert rows == [
        (1, ["2024年项目台账", "2024年项目台账", "2024年项目台账"]),
        (2, ["市州", "县市区", "金额"]),
        (3, ["凉山州", "美姑县", "12.5"]),
        (4, ["凉山州", "布拖县", "3"]),
        (5, ["成都市", "锦江区", "2024-05-01"]),
    ]


def test_a_sheet_is_marked_at_its_right_and_all_else_stays(
    ledger: Path, tmp_path: Path
) -> None:
    table, sheet = open_sheet(ledger, "台账")
    layout, table = lay_out(table, columns=["市州", "县市区"], header_row=2)
    mark_sheet(sheet, table, layout, Marker())
    with (tmp_path / "out.xlsx").open("wb") as file:
        save_sheet(sheet, file)
    workbook = openpyxl.load_workbook(tmp_path / "out.xlsx")
    assert workbook.sheetnames == ["台账", "说明"]
    assert workbook["说明"]["A1"].value == "other"
    marked = workbook["台账"]
    assert [cell.value for cell in marked[2]][4:] == list(layout.added)
    assert [cell.value for cell in marked[4]][4:] == [
        *("listed", "513429", "布拖县", "national", "凉山州", "name")
    ]
    assert [cell.value for cell in marked[5]][4:] == [
        *("unlisted", "510104", "锦江区", None, "成都市", "name")
    ]
    assert marked["D3"].value == "=C3*2"
    assert marked["C5"].value == datetime(2024, 5, 1)
    assert {str(area) for area in marked.merged_cells.ranges} == {"A1:D1", "A3:A4"}
    assert marked["B2"].font.bold
    assert marked["E2"].font.color.rgb == marked["D2"].font.color.rgb


def test_a_sheet_without_a_header_gets_none(ledger: Path) -> None:
    table, sheet = open_sheet(ledger, "台账")
    layout, table = lay_out(table, columns=["2"], header_row=None)
    mark_sheet(sheet, table, layout, Marker())
    assert [cell.value for cell in sheet[2]][4:] == ["unknown", *[None] * 5]
    assert sheet["F3"].value == "513436"


@pytest.mark.parametrize("name", ["说明", "2"])
def test_a_sheet_is_chosen_by_name_or_number(ledger: Path, name: str) -> None:
    table, sheet = open_sheet(ledger, name)
    assert sheet.title == "说明"
    assert [cells for _, _, _, cells in table.records] == [["other"]]


def test_a_sheet_that_is_not_there_is_told(ledger: Path) -> None:
    with pytest.raises(TableError, match="there is no sheet '3'; sheets: 台账, 说明"):
        open_sheet(ledger, "3")


def test_what_is_no_workbook_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_text("a,b")
    with pytest.raises(TableError, match=r"a\.xlsx: this is no \.xlsx workbook"):
        open_sheet(path, None)


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
    assert _text(value) == text


@pytest.mark.parametrize(
    ("cell", "told"),
    [
        ("x" * 32_768, "line 1: Excel holds 32,767 characters a cell at most"),
        ("a\x01", "line 1: Excel cannot hold a control character"),
    ],
)
def test_what_excel_cannot_hold_is_told(cell: str, told: str) -> None:
    with pytest.raises(TableError, match=told):
        write_workbook(BytesIO(), "a.xlsx", [[cell]])


def test_so_many_rows_excel_cannot_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shudi.tables.xlsx._MOST_ROWS", 2)
    with pytest.raises(TableError, match="line 3: Excel holds 2 rows at most"):
        write_workbook(BytesIO(), "a.xlsx", [["1"], ["2"], ["3"]])


def test_without_openpyxl_the_way_to_it_is_told(
    monkeypatch: pytest.MonkeyPatch, ledger: Path
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "openpyxl", None)
    with pytest.raises(MissingExtraError) as error:
        open_sheet(ledger, None)
    assert (
        str(error.value)
        == ".xlsx needs shudi[excel]; install it: pip install 'shudi[excel]'"
    )


cells = st.text(
    st.characters(
        exclude_categories=["Cs", "Cc", "Cn"], include_characters="\n\t=+0123"
    )
)


@given(st.lists(st.lists(cells, min_size=1, max_size=3), min_size=1, max_size=5))
def test_what_was_written_reads_back_equal(rows: list[list[str]]) -> None:
    file = BytesIO()
    write_workbook(file, "a.xlsx", rows)
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
