"""Workbooks that are read and not written: .xls, .xlsb and .ods."""

from typing import BinaryIO

from shudi.errors import TableError
from shudi.i18n import _
from shudi.tables.base import ReadOptions
from shudi.tables.sheet import SheetTable, calamine_errors, sheet_order

_ZIP, _COMPOUND = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"  # how workbooks begin


def open_table(file: BinaryIO, name: str, options: ReadOptions) -> SheetTable:
    """Open a sheet of a workbook.

    Args:
        file: the workbook.
        name: of the file, for messages.
        options: the sheet, by name or its number from 1.

    Raises:
        TableError: it is not a workbook, is damaged, or has no such sheet.
    """
    from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    if file.read(4) not in {_ZIP, _COMPOUND}:
        problem = _("not a workbook, but text or a web page; save it as .xlsx or .csv")
        raise TableError(name, None, problem)
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
        sheet = workbook.get_sheet_by_name(titles[order[0]])
    width = sheet.end[1] + 1 if sheet.end else 0
    return SheetTable(
        sheet,
        name=name,
        file_format=options.format,
        width=width,
        sheets=[titles[position] for position in order],
    )
