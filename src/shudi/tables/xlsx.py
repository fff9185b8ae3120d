"""Workbooks of Excel: read, marked in place, and written. Needs shudi[excel]."""

from collections.abc import Iterable, Iterator, Sequence
from copy import copy
from datetime import datetime, time
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, BinaryIO, cast
from zipfile import BadZipFile

from shudi.errors import MissingExtraError, ShudiError, TableError
from shudi.matching.annotate import Layout, Marker, matches
from shudi.tables.delimited import Encoding, Record, TextTable

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

_LONGEST_CELL = 32_767  # characters, in Excel
_MOST_ROWS = 1_048_576


def open_sheet(path: Path, name: str | None) -> tuple[TextTable, "Worksheet"]:
    """The rows of a sheet as text, and the sheet itself.

    A merged cell's value is read in each of its cells, a formula's as Excel saved it.

    Args:
        path: of the workbook.
        name: of the sheet, or its number from 1; None for the one shown first.

    Raises:
        MissingExtraError: openpyxl is not installed.
        TableError: it is no workbook, or has no such sheet.
        OSError: it cannot be read.
    """
    sheet = _sheet(_load(path, values=False), name, path)
    values = _load(path, values=True)[sheet.title]
    merged = {
        (row, column): values.cell(area.min_row, area.min_col).value
        for area in sheet.merged_cells.ranges
        for row in range(area.min_row, area.max_row + 1)
        for column in range(area.min_col, area.max_col + 1)
    }

    def records() -> Iterator[Record]:
        for number, row in enumerate(values.iter_rows(values_only=True), start=1):
            cells = [
                _text(merged.get((number, column), value))
                for column, value in enumerate(row, start=1)
            ]
            yield number, "", "", cells if any(cells) else []

    return TextTable(str(path), Encoding("utf-8"), ",", records()), sheet


def mark_sheet(
    sheet: "Worksheet", table: TextTable, layout: Layout, marker: Marker
) -> None:
    """Add the columns at the right of a sheet; all else stays."""
    first = layout.width + 1
    if layout.header:
        line = layout.header[0]
        last = sheet.cell(line, layout.width)
        for place, name in enumerate(layout.added):
            cell = sheet.cell(line, first + place, name)
            for style in ("font", "fill", "border", "alignment"):
                setattr(cell, style, copy(getattr(last, style)))
    for line, _, match in matches(table, layout, marker):
        for place, value in enumerate(match):
            if value:
                sheet.cell(line, first + place, str(value))


def save_sheet(sheet: "Worksheet", file: BinaryIO) -> None:
    """Write the workbook that a sheet is in."""
    workbook = cast("Workbook", sheet.parent)
    workbook.save(file)


def write_workbook(file: BinaryIO, name: str, rows: Iterable[Sequence[str]]) -> None:
    """Write rows of text as the one sheet of a workbook, every cell as text.

    Raises:
        MissingExtraError: openpyxl is not installed.
        TableError: Excel cannot hold a cell, or so many rows.
    """
    openpyxl = _openpyxl()
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.utils.exceptions import IllegalCharacterError

    workbook = openpyxl.Workbook(write_only=True)
    sheet = workbook.create_sheet("shudi")

    def cell(value: str, number: int) -> "Cell":
        if len(value) > _LONGEST_CELL:
            wrong = f"Excel holds {_LONGEST_CELL:,} characters a cell at most"
            raise TableError(name, number, wrong)
        try:
            made: Cell = WriteOnlyCell(sheet, value)
        except IllegalCharacterError:
            wrong = "Excel cannot hold a control character"
            raise TableError(name, number, wrong) from None
        made.data_type = "s"  # also what looks like a formula or a number
        return made

    try:
        for number, row in enumerate(rows, start=1):
            if number > _MOST_ROWS:
                wrong = f"Excel holds {_MOST_ROWS:,} rows at most"
                raise TableError(name, number, wrong)
            sheet.append([cell(value, number) for value in row])
    except ShudiError:
        sheet.close()
        raise
    workbook.save(file)


def _openpyxl() -> ModuleType:
    try:
        import openpyxl
    except ImportError:
        raise MissingExtraError(".xlsx", "excel") from None
    return openpyxl


def _load(path: Path, *, values: bool) -> "Workbook":
    openpyxl = _openpyxl()
    try:
        workbook: Workbook = openpyxl.load_workbook(path, data_only=values)
    except (BadZipFile, KeyError, ValueError):
        raise TableError(str(path), None, "this is no .xlsx workbook") from None
    return workbook


def _sheet(workbook: "Workbook", name: str | None, path: Path) -> "Worksheet":
    sheets = {sheet.title: sheet for sheet in workbook.worksheets}
    numbered = dict(enumerate(workbook.worksheets, start=1))
    if name is None:
        active = workbook.active
        return sheets.get(active.title if active else "", numbered[1])
    if name in sheets:
        return sheets[name]
    if name.isdecimal() and int(name) in numbered:
        return numbered[int(name)]
    wrong = f"there is no sheet {name!r}; sheets: {', '.join(sheets)}"
    raise TableError(str(path), None, wrong)


def _text(value: object) -> str:
    """A cell's value as a person would type it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        if value.time() == time():
            return value.date().isoformat()
        return value.isoformat(" ")
    return str(value)
