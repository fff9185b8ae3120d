"""Excel workbooks: read, annotated in place, and written. Needs openpyxl."""

from collections.abc import Iterator
from copy import copy
from datetime import datetime, time
from itertools import islice
from typing import TYPE_CHECKING, Any, BinaryIO, cast
from zipfile import BadZipFile

import openpyxl
from openpyxl.cell import WriteOnlyCell
from openpyxl.utils.exceptions import IllegalCharacterError

from shudi.errors import TableError
from shudi.tables.base import (
    UTF_8,
    Annotator,
    Encoding,
    NewTable,
    ReadOptions,
    Record,
    TableLayout,
    check_width,
)

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

_MAX_CELL = 32_767  # characters, in Excel
_MAX_ROWS = 1_048_576


def open_table(file: BinaryIO, name: str, options: ReadOptions) -> "XlsxTable":
    """Open a sheet of a workbook.

    Args:
        file: the workbook.
        name: of the file, for messages.
        options: the sheet, by name or its number from 1.

    Raises:
        TableError: it is not a workbook, or has no such sheet.
    """
    sheet = _choose_sheet(_load(file, name, values=False), options.sheet, name)
    return XlsxTable(sheet, _load(file, name, values=True)[sheet.title], name)


class XlsxTable:
    """A sheet of a workbook.

    A merged cell's value is read in each of its cells, a formula's as Excel saved it.

    Attributes:
        name: of the file, for messages.
        format: xlsx.
        encoding: of no meaning here.
    """

    def __init__(self, sheet: "Worksheet", values: "Worksheet", name: str) -> None:
        self.name = name
        self.format = "xlsx"
        self.encoding = UTF_8
        self.sheet = sheet
        self._values = values
        self._merged = {
            (row, column): values.cell(area.min_row, area.min_col).value
            for area in sheet.merged_cells.ranges
            for row in range(area.min_row, area.max_row + 1)
            for column in range(area.min_col, area.max_col + 1)
        }

    def head(self, count: int) -> list[Record]:
        """The first records, which are read again with the others."""
        return list(islice(self.records(), count))

    def records(self) -> Iterator[Record]:
        """All records; a row without a value is an empty line."""
        for number, row in enumerate(self._values.iter_rows(values_only=True), start=1):
            cells = [
                _to_text(self._merged.get((number, column), value))
                for column, value in enumerate(row, start=1)
            ]
            yield number, cells if any(cells) else []

    def position(self) -> int:
        """How many bytes of the file have been read: unknown."""
        return 0

    def annotate(
        self,
        file: BinaryIO,
        layout: TableLayout,
        annotator: Annotator,
        encoding: Encoding,  # noqa: ARG002
    ) -> None:
        """Write the workbook with columns added at the right of the sheet.

        Raises:
            TableError: a row has too many cells.
        """
        first = layout.width + 1
        if layout.header:
            line, _ = layout.header
            last = self.sheet.cell(line, layout.width)
            for offset, name in enumerate(layout.new_columns):
                cell = self.sheet.cell(line, first + offset, name)
                for style in ("font", "fill", "border", "alignment"):
                    setattr(cell, style, copy(getattr(last, style)))
        for line, cells in islice(self.records(), layout.first_row, None):
            if cells:
                check_width(self.name, layout, (line, cells))
                for offset, value in enumerate(annotator(line, cells)):
                    if value:
                        self.sheet.cell(line, first + offset, str(value))
        cast("Workbook", self.sheet.parent).save(file)


def write(table: NewTable, file: BinaryIO) -> None:
    """Write rows as a workbook with one sheet: text as text, numbers as numbers.

    Raises:
        TableError: Excel cannot hold a cell, or so many rows.
    """
    workbook = openpyxl.Workbook(write_only=True)
    sheet = workbook.create_sheet("shudi")

    def cell(value: Any, number: int) -> "Cell":  # noqa: ANN401
        if isinstance(value, str) and len(value) > _MAX_CELL:
            problem = f"Excel holds at most {_MAX_CELL:,} characters in a cell"
            raise TableError(table.name, number, problem)
        try:
            cell: Cell = WriteOnlyCell(sheet, value)
        except IllegalCharacterError:
            problem = "Excel cannot hold control characters"
            raise TableError(table.name, number, problem) from None
        if isinstance(value, str):
            cell.data_type = "s"  # also what looks like a formula or a number
        return cell

    try:
        for number, row in enumerate(table.all_rows(), start=1):
            if number > _MAX_ROWS:
                problem = f"Excel holds at most {_MAX_ROWS:,} rows"
                raise TableError(table.name, number, problem)
            sheet.append([cell(value, number) for value in row])
    except TableError:
        sheet.close()
        raise
    workbook.save(file)


def _load(file: BinaryIO, name: str, *, values: bool) -> "Workbook":
    try:
        workbook: Workbook = openpyxl.load_workbook(file, data_only=values)
    except (BadZipFile, KeyError, ValueError):
        raise TableError(name, None, "not an .xlsx workbook") from None
    return workbook


def _choose_sheet(workbook: "Workbook", name: str | None, path: str) -> "Worksheet":
    sheets = {sheet.title: sheet for sheet in workbook.worksheets}
    numbered = dict(enumerate(workbook.worksheets, start=1))
    if name is None:
        active = workbook.active
        return sheets.get(active.title if active else "", numbered[1])
    if name in sheets:
        return sheets[name]
    if name.isdecimal() and int(name) in numbered:
        return numbered[int(name)]
    problem = f"no sheet {name!r}; sheets: {', '.join(sheets)}"
    raise TableError(path, None, problem)


def _to_text(value: object) -> str:
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
