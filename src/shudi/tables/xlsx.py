"""Excel workbooks: read, annotated in place, and written.

python-calamine reads values and XlsxWriter writes new workbooks. A workbook is
annotated by editing the XML of its sheet, so that all else stays as it is.
"""

import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from functools import partial
from itertools import islice
from math import isfinite
from tempfile import TemporaryDirectory
from typing import IO, TYPE_CHECKING, BinaryIO, NamedTuple
from xml.sax.saxutils import quoteattr

from shudi.errors import TableError
from shudi.i18n import _, ngettext
from shudi.tables.base import (
    Annotator,
    Encoding,
    NewTable,
    ReadOptions,
    Record,
    Row,
    TableLayout,
)
from shudi.tables.markup import Edit, Element, attribute_edit, edited
from shudi.tables.package import Editor, Package
from shudi.tables.sheet import Line, SheetTable, calamine_errors, sheet_order
from shudi.tables.values import to_text
from shudi.tables.worksheet import (
    MAX_COLUMNS,
    MAX_ROWS,
    Area,
    Measures,
    NewCells,
    add_columns,
    check_names,
    column_letters,
    measure,
)

if TYPE_CHECKING:
    from python_calamine import CalamineSheet
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

_MAX_CELL = 32_767  # characters, in Excel
_OLD_OR_ENCRYPTED = b"\xd0\xcf\x11\xe0"
# The names that Excel gives to the areas of a sheet.
_AREA_NAMES = {"_xlnm.Print_Area", "_xlnm._FilterDatabase"}
_AREA = re.compile(rb"\$[A-Z]+(?:\$\d+)?:\$([A-Z]+)(?:\$\d+)?")
_UNPRINTABLE = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_HEADER_STYLE = {"bold": True, "bottom": 1, "bg_color": "#DDEBF7"}
_DATE_STYLES = _DATE, _DATE_AND_TIME, _TIME, _DURATION = (
    "yyyy-mm-dd",
    "yyyy-mm-dd hh:mm:ss",
    "hh:mm:ss",
    "[h]:mm:ss",
)
_FIRST_YEAR = 1900
_MAX_TITLE = 31  # characters
_NOT_IN_TITLE = re.compile(r"[\[\]:*?/\\]|^'|'$")
_MEASURED_ROWS = 1_000
_NARROWEST, _WIDEST = 6, 40  # characters
_WIDE = re.compile("[\u1100-\u11ff\u2e80-\uffdc\U0001f300-\U0003ffff]")


class _SheetPart(NamedTuple):
    """A worksheet of a workbook.

    Attributes:
        title: its name.
        position: among all sheets, from 0.
        part: its part in the package.
    """

    title: str
    position: int
    part: str


def open_table(file: BinaryIO, name: str, options: ReadOptions) -> "XlsxTable":
    """Open a sheet of a workbook.

    Args:
        file: the workbook.
        name: of the file, for messages.
        options: the sheet, by name or its number from 1.

    Raises:
        TableError: it is not a workbook, is damaged, or has no such sheet.
    """
    from python_calamine import CalamineWorkbook

    if file.read(len(_OLD_OR_ENCRYPTED)) == _OLD_OR_ENCRYPTED:
        problem = _("has a password, or is an old .xls; save it without, as .xlsx")
        raise TableError(name, None, problem)
    package = Package(file, name)
    workbook = _workbook_part(package)
    sheet, *others = _ordered_sheets(package, workbook, options.sheet)
    for kind in ("sharedStrings", "styles"):
        for part in package.related(workbook, kind).values():
            package.check_counts(part)
    measures = measure(package.blocks(sheet.part), name, sheet.part)
    file.seek(0)
    with calamine_errors(name):
        values = CalamineWorkbook.from_filelike(file).get_sheet_by_name(sheet.title)
    titles = [each.title for each in (sheet, *others)]
    return XlsxTable(package, workbook, sheet, values, measures, titles)


class XlsxTable(SheetTable):
    """A sheet of an .xlsx workbook, in which columns can be added.

    Attributes:
        not_kept: what annotating it would not keep.
        drops_rows: no, as other cells may refer to them.
    """

    drops_rows = False

    def __init__(
        self,
        package: Package,
        workbook: str,
        sheet: _SheetPart,
        values: "CalamineSheet",
        measures: Measures,
        sheets: Sequence[str],
    ) -> None:
        super().__init__(
            values,
            name=package.name,
            file_format="xlsx",
            width=measures.width,
            sheets=sheets,
            warning=_unsaved_warning(measures.unsaved),
        )
        is_signed = any(part.startswith("_xmlsignatures/") for part in package.parts)
        self.not_kept = _("its digital signature") if is_signed else ""
        self._package = package
        self._workbook = workbook
        self._part = sheet

    def annotate(
        self,
        file: BinaryIO,
        layout: TableLayout,
        annotator: Annotator,
        encoding: Encoding,  # noqa: ARG002
    ) -> None:
        """Write the workbook with columns added at the right of the sheet.

        Raises:
            TableError: a cell is not empty where one is to be added, or Excel cannot
                hold the columns.
        """
        new = self._new_cells(layout, annotator)
        part = self._part.part
        edit_sheet = partial(add_columns, new=new, name=self.name, part=part)
        editors: dict[str, Editor] = {part: edit_sheet}
        editors[self._workbook] = self._editor(
            self._workbook, self._area_edits(self._workbook, new)
        )
        for table in self._package.related(part, "table").values():
            markup = self._package.read(table)
            elements = self._package.elements(table)
            edits = _table_edits(markup, elements, new, _first_filled(layout.header))
            editors[table] = self._editor(table, edits)
        self._package.copy(file, editors)

    def _new_cells(self, layout: TableLayout, annotator: Annotator) -> NewCells:
        header = layout.header[0] if layout.header else None
        lines = islice(self.lines(), layout.first_row, None)
        end = Line(MAX_ROWS, 0, [])
        reached = next(lines, end)

        def cells_of(number: int) -> Row:
            nonlocal reached
            while reached.number < number:
                reached = next(lines, end)
            if reached.number > number or not reached.own or reached.is_note:
                return ()
            return annotator(number, reached.fitted(layout.width)) or ()

        new = NewCells(header, layout.new_columns, layout.width + 1, cells_of)
        if new.last_column > MAX_COLUMNS:
            message = _(
                "no room for {count} columns after column {last}; Excel's last is XFD"
            )
            last = column_letters(layout.width)
            problem = message.format(count=len(new.names), last=last)
            raise TableError(self.name, None, problem)
        check_names(new.names, self.name)
        for area in self.merged:
            if (
                area.last_row >= (header or 1)
                and area.last_column >= new.first_column
                and area.first_column <= new.last_column
            ):
                problem = _(
                    "cells {area} are merged where columns are to be added; "
                    "unmerge them"
                )
                raise TableError(self.name, area.first_row, problem.format(area=area))
        return new

    def _editor(self, part: str, edits: list[Edit]) -> Editor:
        markup = edited(self._package.read(part), edits)

        def write(_: object, target: IO[bytes]) -> None:
            target.write(markup)

        return write

    def _area_edits(self, workbook: str, new: NewCells) -> list[Edit]:
        """Extend the sheet's print area and the area of its filter."""
        markup = self._package.read(workbook)
        edits = []
        for element in self._package.elements(workbook):
            if (
                element.name == "definedName"
                and element.attributes.get("name") in _AREA_NAMES
                and element.attributes.get("localSheetId") == str(self._part.position)
            ):
                for found in _AREA.finditer(markup, element.start, element.end):
                    area = new.extended(Area.parse(found[0].decode()))
                    if area:
                        letters = column_letters(area.last_column).encode()
                        edits.append(Edit(*found.span(1), letters))
        return edits


def write(table: NewTable, file: BinaryIO, format_name: str) -> None:  # noqa: ARG001
    """Write rows as a workbook with one sheet: text as text, numbers as numbers.

    Raises:
        TableError: Excel cannot hold a cell, or so many rows or columns.
        OSError: the file or the folder for temporary files cannot be written.
    """
    from xlsxwriter import Workbook
    from xlsxwriter.exceptions import FileCreateError

    target = _ZipTarget(file)
    # XlsxWriter leaves its temporary files behind where it is not closed.
    with TemporaryDirectory(prefix="shudi-", ignore_cleanup_errors=True) as folder:
        options = {"constant_memory": True, "tmpdir": folder, "use_zip64": True}
        workbook = Workbook(target, options)
        try:
            _write_sheet(workbook, table)
            if table.notes:
                _write_sheet(workbook, table.notes)
            workbook.close()
        except FileCreateError as error:
            (cause,) = error.args
            raise OSError(cause.errno, cause.strerror) from None
        finally:
            target.abandon()
            for sheet in workbook.worksheets():
                for part in (sheet.row_data_fh, sheet.fh):
                    with suppress(OSError):  # the disk is full
                        part.close()


class _ZipTarget:
    """The file of a new workbook, until it is abandoned.

    When XlsxWriter fails, it leaves a ZipFile open. Python closes that later, which
    would write to a file that is full or closed.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file: BinaryIO | None = file
        self._position = 0

    def write(self, content: bytes) -> int:
        if self._file:
            self._file.write(content)
        self._position += len(content)
        return len(content)

    def tell(self) -> int:
        return self._position

    def seek(self, position: int) -> None:
        if self._file:
            self._file.seek(position)
        self._position = position

    def flush(self) -> None:
        """Leave that to whoever opened the file."""

    def abandon(self) -> None:
        """Write nothing more to the file."""
        self._file = None


def _write_sheet(workbook: "Workbook", table: NewTable) -> None:
    # Other programs allow longer titles.
    sheet = workbook.add_worksheet(_NOT_IN_TITLE.sub("_", table.title)[:_MAX_TITLE])
    header = workbook.add_format(_HEADER_STYLE) if table.has_header else None
    dates = {
        style: workbook.add_format({"num_format": style}) for style in _DATE_STYLES
    }
    widths = [_NARROWEST] * len(table.columns)
    preamble = list(table.preamble)
    for number, row in enumerate(table._replace(preamble=preamble).all_rows()):
        is_header = header is not None and number == len(preamble)
        style = header if is_header else None
        _write_row(sheet, number, row, style, dates, table.name)
        if len(preamble) <= number < _MEASURED_ROWS:
            widths = [
                max(width, _display_width(value))
                for width, value in zip(widths, row, strict=True)
            ]
    for column, width in enumerate(widths):
        sheet.set_column(column, column, min(width, _WIDEST) + 2)
    if header:
        sheet.freeze_panes(len(preamble) + 1, 0)


def _write_row(
    sheet: "Worksheet",
    number: int,
    row: Row,
    style: "Format | None",
    dates: "Mapping[str, Format]",
    name: str,
) -> None:
    if number >= MAX_ROWS:
        problem = _("Excel holds at most {count:,} rows").format(count=MAX_ROWS)
        raise TableError(name, number + 1, problem)
    if len(row) > MAX_COLUMNS:
        problem = _("Excel holds at most {count:,} columns").format(count=MAX_COLUMNS)
        raise TableError(name, number + 1, problem)
    for column, value in enumerate(row):
        if isinstance(value, str):
            if len(value) > _MAX_CELL:
                message = _("Excel holds at most {count:,} characters in a cell")
                problem = message.format(count=_MAX_CELL)
                raise TableError(name, number + 1, problem)
            if _UNPRINTABLE.search(value):
                problem = _("Excel cannot hold control characters")
                raise TableError(name, number + 1, problem)
            if value:
                sheet.write_string(number, column, value, style)
        elif isinstance(value, bool):
            sheet.write_boolean(number, column, value)
        elif isinstance(value, int | float) and _fits_excel(value):
            sheet.write_number(number, column, value)
        elif date_style := _date_style(value):
            sheet.write_datetime(number, column, value, dates[date_style])
        elif text := to_text(value):
            sheet.write_string(number, column, text)


def _fits_excel(number: float) -> bool:
    """Whether Excel holds a number: finite, and no integer of over 15 digits."""
    return isfinite(number) and (isinstance(number, float) or abs(number) < 10**15)


def _date_style(moment: object) -> str:
    """The number format of a date or a time; empty for what Excel has only as text."""
    if isinstance(moment, timedelta):
        return _DURATION if moment >= timedelta() else ""
    if isinstance(moment, time):
        return _TIME
    if not isinstance(moment, date) or moment.year < _FIRST_YEAR:
        return ""
    if not isinstance(moment, datetime):
        return _DATE
    return "" if moment.tzinfo else _DATE_AND_TIME


def _display_width(value: object) -> int:
    """How wide a value is, a Chinese character counting as two others."""
    text = str(value or "")
    return len(text) + len(_WIDE.findall(text))


def _workbook_part(package: Package) -> str:
    """The part of the workbook itself."""
    for part in package.related("", "officeDocument").values():
        return part
    raise TableError(package.name, None, _("not an .xlsx workbook"))


def _ordered_sheets(
    package: Package, workbook: str, name: str | None
) -> list[_SheetPart]:
    """The sheets: the one of a name or number, or the active one, before all others."""
    parts = package.related(workbook, "worksheet")
    sheets: list[_SheetPart] = []
    position = active = 0
    for element in package.elements(workbook):
        attributes = element.attributes
        if element.name == "workbookView":
            active = _number(attributes.get("activeTab"))
        elif element.name == "sheet":
            key = next((key for key in attributes if key.endswith(":id")), "")
            if attributes.get(key) in parts:
                part = parts[attributes[key]]
                sheets.append(_SheetPart(attributes.get("name", ""), position, part))
            position += 1
    if not sheets:
        problem = _("not an .xlsx workbook: it has no sheets")
        raise TableError(package.name, None, problem)
    positions = [sheet.position for sheet in sheets]
    first = positions.index(active) if active in positions else 0
    titles = [sheet.title for sheet in sheets]
    order = sheet_order(titles, name, first, package.name)
    return [sheets[position] for position in order]


def _table_edits(
    markup: bytes, elements: Sequence[Element], new: NewCells, first_column: int
) -> list[Edit]:
    """Extend an Excel table that has the sheet's header; none if it has not.

    A table beside another one, or beside other columns, has only a part of it.
    """
    table = elements[-1]
    area = Area.parse(table.attributes.get("ref", ""))
    columns = next((part for part in elements if part.name == "tableColumns"), None)
    extended = new.extended(area)
    if (
        area is None
        or extended is None
        or columns is None
        or area.first_row != new.header
        or area.first_column > first_column
        or area.last_column != new.first_column - 1
        or table.attributes.get("headerRowCount") == "0"
        or table.attributes.get("tableType", "worksheet") != "worksheet"
    ):
        return []
    edits = [attribute_edit(markup, table.start, "ref", str(extended))]
    ids = [0]
    for element in elements:
        if element.name == "tableColumn":
            ids.append(_number(element.attributes.get("id")))
        elif element.name == "autoFilter":
            filtered = new.extended(Area.parse(element.attributes.get("ref", "")))
            if filtered:
                edit = attribute_edit(markup, element.start, "ref", str(filtered))
                edits.append(edit)
    if "count" in columns.attributes:
        count = len(ids) - 1 + len(new.names)
        edits.append(attribute_edit(markup, columns.start, "count", str(count)))
    added = "".join(
        f'<{columns.prefix}tableColumn id="{number}" name={quoteattr(name)}/>'
        for number, name in enumerate(new.names, start=max(ids) + 1)
    )
    return [*edits, Edit(columns.end, columns.end, added.encode())]


def _first_filled(header: Record | None) -> int:
    """The number of the first column that has a name."""
    cells = header[1] if header else []
    return next((column for column, cell in enumerate(cells, start=1) if cell), 1)


def _unsaved_warning(count: int) -> str:
    if not count:
        return ""
    return ngettext(
        "{count:,} cell has a formula without a saved value, read as empty; "
        "save the workbook in Excel",
        "{count:,} cells have formulas without a saved value, read as empty; "
        "save the workbook in Excel",
        count,
    ).format(count=count)


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 10 else 0
