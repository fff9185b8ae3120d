"""From a file with a table to a file with the same table, marked."""

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from shudi.errors import OutputError, UnknownNameError
from shudi.export import DELIMITERS, Format, TableFormat, export_parts, line_writer
from shudi.matching.annotate import (
    Layout,
    Marker,
    Summary,
    Unplaced,
    lay_out,
    marked_rows,
    marked_text,
    text_writer,
)
from shudi.output import (
    abandon_stdout,
    check_free,
    encode,
    new_file,
    note,
    stdout_bytes,
    stdout_is_terminal,
)
from shudi.places.find import find_place
from shudi.places.models import Level
from shudi.places.resolver import resolve
from shudi.tables.delimited import Encoding, Record, TextTable, open_text
from shudi.text import quote, without_control_characters

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

_BATCH = 2_000  # records that are written at a time
_MOST_SHOWN = 10


class Source(NamedTuple):
    """A table to be matched, and how it is to be read.

    Attributes:
        path: of the file; None for standard input.
        columns: names or numbers of the columns that say where; none to pick one.
        header_row: which record is the header; None if there is none.
        delimiter: of a text; None to recognize it.
        encoding: of a text; None to recognize it.
        sheet: of a workbook, by name or number; None for the one shown first.
    """

    path: Path | None
    columns: Sequence[str] = ()
    header_row: int | None = 1
    delimiter: str | None = None
    encoding: str | None = None
    sheet: str | None = None

    @property
    def is_workbook(self) -> bool:
        """Whether the file's ending says that it is a workbook."""
        return self.path is not None and self.path.suffix.lower() == ".xlsx"


class Target(NamedTuple):
    """Where a marked table goes, and how it is to be written.

    Attributes:
        path: of the file; None for standard output.
        format: None for that of the source.
        encoding: of a text; None for that of the source.
        prefix: of the names of the columns added.
        force: whether files that are there may be replaced.
        report: where the values that were not placed are to be written, if at all.
    """

    path: Path | None = None
    format: TableFormat | None = None
    encoding: str | None = None
    prefix: str = "shudi_"
    force: bool = False
    report: Path | None = None


def mark_file(source: Source, target: Target, *, quiet: bool = False) -> Summary:
    """Match a table and write it with the columns added.

    Args:
        source: the table.
        target: where it goes.
        quiet: whether notes and progress are left out.

    Raises:
        TableError: the table is damaged; the message names file and line.
        ColumnError: it cannot be told which column says where.
        OutputError: the target may not be written.
        MissingExtraError: a workbook needs openpyxl.
        OSError: a file cannot be read or written.
    """
    _check_paths(source.path, target)
    with _opened(source) as (table, sheet, size, position):
        layout, table = lay_out(
            table,
            columns=source.columns,
            header_row=source.header_row,
            prefix=target.prefix,
        )
        if not quiet:
            if layout.why:
                note(layout.why)
            table = table._replace(records=_shown(table.records, size, position))
        marker = Marker(
            text_writer(table.delimiter, layout.header), keep_all=bool(target.report)
        )
        own_format = _own_format(table, source)
        format_ = target.format or format_by_ending(target.path) or own_format
        if format_ is TableFormat.XLSX:
            _write_workbook(table, sheet, layout, marker, target)
        else:
            write = (
                marked_text if format_ is own_format else _converted(Format(format_))
            )
            encoding = (
                Encoding.named(target.encoding) if target.encoding else table.encoding
            )
            _write_text(write(table, layout, marker), target, encoding)
    summary = marker.summary()
    if target.report:
        _write_report(summary.unplaced, target.report, force=target.force)
    return summary


class Opened(NamedTuple):
    """A table that is being read.

    Attributes:
        table: its rows as text.
        sheet: that of a workbook which holds them, if it is one.
        size: in bytes; 0 if that is not known.
        position: tells how many bytes have been read.
    """

    table: TextTable
    sheet: "Worksheet | None"
    size: int = 0
    position: Callable[[], int] = int


@contextmanager
def _opened(source: Source) -> Iterator[Opened]:
    if source.is_workbook and source.path:
        from shudi.tables.xlsx import open_sheet

        table, sheet = open_sheet(source.path, source.sheet)
        yield Opened(table, sheet)
        return
    with ExitStack() as stack:
        if source.path:
            file: BinaryIO = stack.enter_context(source.path.open("rb"))
            size, position = os.fstat(file.fileno()).st_size, file.tell
        else:
            if sys.stdin is None:
                raise OutputError("standard input is closed")
            file, size, position = sys.stdin.buffer, 0, int
        name = str(source.path or "standard input")
        table = open_text(file, name, source.encoding, source.delimiter)
        yield Opened(table, None, size, position)


def _check_paths(source: Path | None, target: Target) -> None:
    """Refuse what would be lost, before the work begins."""
    if (
        target.path
        and target.report
        and target.path.resolve() == target.report.resolve()
    ):
        raise OutputError(f"{target.report} cannot be the table and the report")
    for path in (target.path, target.report):
        if path is None or not path.is_file():
            continue
        if source and path.samefile(source):
            raise OutputError(f"{path} is the table itself; write to another file")
        check_free(path, force=target.force)


def _own_format(table: TextTable, source: Source) -> TableFormat:
    if source.is_workbook:
        return TableFormat.XLSX
    return TableFormat.TSV if table.delimiter == "\t" else TableFormat.CSV


def format_by_ending(path: Path | None) -> TableFormat | None:
    """The format that a file's ending names, if it names one."""
    ending = path.suffix.lower().removeprefix(".") if path else ""
    return TableFormat(ending) if ending in list(TableFormat) else None


def _converted(
    format_: Format,
) -> Callable[[TextTable, Layout, Marker], Iterator[str]]:
    """What writes a marked table in another format than its own."""

    def write(table: TextTable, layout: Layout, marker: Marker) -> Iterator[str]:
        rows = marked_rows(table, layout, marker)
        parts = export_parts(format_, layout.names, rows)
        delimiter = DELIMITERS.get(format_)
        if delimiter is None:
            return parts
        line = line_writer(delimiter)
        above = (f"{line(cells)}\n" for _, _, _, cells in layout.above)
        return chain(above, parts if layout.header else islice(parts, 1, None))

    return write


def _write_text(parts: Iterator[str], target: Target, encoding: Encoding) -> None:
    chunks = iter(lambda: "".join(islice(parts, _BATCH)), "")
    if target.path is None and stdout_is_terminal():
        for chunk in chunks:
            sys.stdout.write(without_control_characters(chunk.replace("\r\n", "\n")))
        return
    try:
        with _binary(target) as file:
            file.write(encoding.bom)
            for chunk in chunks:
                file.write(encode(chunk, encoding.codec))
            file.flush()
    except BrokenPipeError:
        abandon_stdout()


def _write_workbook(
    table: TextTable,
    sheet: "Worksheet | None",
    layout: Layout,
    marker: Marker,
    target: Target,
) -> None:
    from shudi.tables.xlsx import mark_sheet, save_sheet, write_workbook

    if target.path is None:
        raise OutputError("a workbook needs a file: give --output, or --format csv")
    with new_file(target.path, force=target.force) as file:
        if sheet is not None:
            mark_sheet(sheet, table, layout, marker)
            save_sheet(sheet, file)
        else:
            above = (cells for _, _, _, cells in layout.above)
            header = [layout.names] if layout.header else []
            rows = chain(above, header, marked_rows(table, layout, marker))
            write_workbook(file, str(target.path), rows)


def _binary(target: Target) -> AbstractContextManager[BinaryIO]:
    if target.path is None:
        return nullcontext(stdout_bytes())
    return new_file(target.path, force=target.force)


def _write_report(unplaced: Iterable[Unplaced], path: Path, *, force: bool) -> None:
    rows = (
        (one.value, one.status, one.times, _candidates(one.value), one.first_line)
        for one in unplaced
    )
    columns = ("value", "status", "count", "candidates", "first_line")
    with new_file(path, force=force) as file:
        for part in export_parts(Format.CSV, columns, rows):
            file.write(part.encode())


def _candidates(value: str) -> str:
    return "; ".join(
        f"{one.prefecture}{one.name}" if one.level is Level.COUNTY else one.name
        for one in resolve(value).candidates
    )


def summary_lines(summary: Summary) -> Iterator[str]:
    """What came of a table, and the most frequent values that were not placed."""
    rows = "1 row" if summary.rows == 1 else f"{summary.rows:,} rows"
    yield (
        f"{rows}: {summary.national:,} national, "
        f"{summary.provincial:,} provincial, {summary.unlisted:,} on neither list, "
        f"{summary.ambiguous:,} ambiguous, {summary.unknown:,} unknown"
    )
    for one in summary.unplaced[:_MOST_SHOWN]:
        place = f"{quote(one.value)}, first in line {one.first_line}"
        yield f"  {one.times:,} × {place}{_hint(one.value)}"
    rest = len(summary.unplaced) - _MOST_SHOWN
    if rest > 0:
        yield f"  and {rest:,} more; --report FILE has them all"


def _hint(value: str) -> str:
    try:
        found = find_place(value)
    except UnknownNameError as error:
        return f": {' or '.join(error.suggestions)}?" if error.suggestions else ""
    kind = "a prefecture" if found.prefecture is None else "a county and a prefecture"
    return f": {kind}"


def _shown(
    records: Iterator[Record], size: int, position: Callable[[], int]
) -> Iterator[Record]:
    """The records, with a progress bar for who waits at a terminal."""
    if sys.stderr is None or not sys.stderr.isatty():
        return records
    from shudi.render.progress import shown

    return shown(records, size, position)
