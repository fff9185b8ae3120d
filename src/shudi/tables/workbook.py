"""Workbooks that are read and not written: .xls, .xlsb and .ods."""

from collections.abc import Callable, Iterable
from typing import BinaryIO

from shudi.errors import TableError
from shudi.i18n import _
from shudi.tables import biff12, compound, opendocument, xlsx
from shudi.tables.base import ReadOptions
from shudi.tables.package import Package
from shudi.tables.sheet import SheetTable, calamine_errors, sheet_order
from shudi.tables.worksheet import Area
from shudi.text import join

_ZIP = b"PK\x03\x04"
# The parts by which python-calamine tells workbooks from each other.
_WORKBOOKS = {"xl/workbook.xml", biff12.WORKBOOK, opendocument.CONTENT}


def open_table(file: BinaryIO, name: str, options: ReadOptions) -> SheetTable:
    """Open a sheet of a workbook; what it is, is told by its content.

    Args:
        file: the workbook.
        name: of the file, for messages.
        options: the sheet, by name or its number from 1.

    Raises:
        TableError: it is not a workbook, is damaged, or has no such sheet.
    """
    signature = file.read(len(_ZIP))
    file.seek(0)
    if signature == compound.SIGNATURE:
        compound.check(file.read(), name)
        return _opened(file, name, options, lambda _title: ())
    if signature != _ZIP:
        problem = _("not a workbook, but text; name it .csv or .txt")
        raise TableError(name, None, problem)
    package = Package(file, name, f".{options.format}")
    kinds = _WORKBOOKS & package.parts
    if len(kinds) > 1:
        raise package.damaged(join(sorted(kinds)))
    if biff12.WORKBOOK in kinds:
        return _opened(
            file, name, options, lambda title: biff12.measure(package, title)
        )
    if opendocument.CONTENT not in kinds:
        file.seek(0)
        return xlsx.open_table(file, name, options)
    if opendocument.is_encrypted(package):
        problem = _("the workbook is encrypted; save it without a password")
        raise TableError(name, None, problem)
    merged = opendocument.measure(package)
    return _opened(file, name, options, lambda title: merged.get(title, ()))


def _opened(
    file: BinaryIO,
    name: str,
    options: ReadOptions,
    measure: Callable[[str], Iterable[Area]],
) -> SheetTable:
    """Open a sheet, of which the merged cells are told before it is read."""
    from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    file.seek(0)
    with calamine_errors(name):
        workbook = CalamineWorkbook.from_filelike(file)
        sheets = [
            sheet
            for sheet in workbook.sheets_metadata
            if sheet.typ == SheetTypeEnum.WorkSheet
        ]
        if not sheets:
            raise TableError(name, None, _("the workbook has no sheets"))
        hidden = [sheet.visible != SheetVisibleEnum.Visible for sheet in sheets]
        titles = [sheet.name for sheet in sheets]
        active = hidden.index(min(hidden))
        order = sheet_order(titles, options.sheet, active, name)
        merged = measure(titles[order[0]])
        sheet = workbook.get_sheet_by_name(titles[order[0]])
    width = sheet.end[1] + 1 if sheet.end else 0
    return SheetTable(
        sheet,
        name=name,
        file_format=options.format,
        width=width,
        sheets=[titles[position] for position in order],
        merged=merged,
    )
