"""Matching a table file: read, annotate, write."""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from operator import itemgetter
from pathlib import Path
from typing import BinaryIO, NamedTuple

from shudi.errors import EncodingError, FormatError, OutputError
from shudi.matching.annotate import annotated_rows, with_poverty
from shudi.matching.columns import detect_layout, find_place_columns
from shudi.matching.report import Summary, report_table, summarize
from shudi.matching.rows import CachedMatcher, join_cells
from shudi.output import Destination, ensure_writable
from shudi.streams import (
    note,
    stderr_is_terminal,
    stdin_bytes,
    stdout_is_terminal,
)
from shudi.tables.base import Annotator, ReadOptions, Table, TableLayout
from shudi.tables.formats import (
    FORMATS,
    Format,
    open_table,
    write_table,
)

# GB18030 takes nearly any bytes, also those of EUC-KR and Shift-JIS.
_MAYBE_NOT_GB18030 = (
    "no value is known in this text, which was read as gb18030; "
    "if that is wrong, use --encoding, such as euc-kr or shift-jis"
)


class Source(NamedTuple):
    """A table to match, and how to read it.

    Attributes:
        path: of the file; None for standard input.
        columns: names or numbers of the columns with the place; none to find them.
        header_row: which record is the header; None if there is none.
        options: encoding, delimiter and sheet.
    """

    path: Path | None
    columns: Sequence[str] = ()
    header_row: int | None = 1
    options: ReadOptions = ReadOptions()


class Target(NamedTuple):
    """Where the annotated table goes, and how to write it.

    Attributes:
        destination: of the table; format and encoding default to those of the input.
        prefix: of the names of the columns added.
        extra: columns of poverty.csv to add.
        report: where to write the unmatched values, if at all.
    """

    destination: Destination
    prefix: str = "shudi_"
    extra: Sequence[str] = ()
    report: Destination | None = None


def match_file(source: Source, target: Target, *, quiet: bool = False) -> Summary:
    """Match the places in a table file and write it with the results added.

    Args:
        source: the table.
        target: where it goes.
        quiet: whether to leave out notes and progress.

    Raises:
        TableError: the table is damaged, or not one that shudi reads.
        ColumnError: the columns with the place cannot be told.
        FormatError: the target's file type cannot be written.
        OutputError: the target may not be written.
        MissingExtraError: an optional package is needed.
        OSError: a file cannot be read or written.
    """
    _check_paths(source.path, target)
    with _input_file(source.path) as file:
        table = open_table(file, source.path, source.options)
        if table.warning and not quiet:
            note(table.warning)
        file_format = _output_format(table, source.path, target.destination)
        layout = detect_layout(
            table,
            header_row=source.header_row,
            prefix=target.prefix,
            extra=target.extra,
        )
        columns = find_place_columns(table, layout, source.columns)
        if columns.reason and not quiet:
            note(columns.reason)
        if file_format.name == table.format and table.not_kept and not quiet:
            note(f"the marked copy cannot keep {table.not_kept}")
        matcher = CachedMatcher(
            _value_getter(columns.positions), keep_all=target.report is not None
        )
        annotator = with_poverty(matcher.match, target.extra)
        with _progress(annotator, table, file, shown=not quiet) as annotator:
            _write(table, layout, annotator, file_format, target.destination)
    summary = summarize(matcher.counts(), matcher.unmatched())
    if (
        summary.unknown == summary.rows > 0
        and table.encoding.codec == "gb18030"
        and source.options.encoding is None
        and not quiet
    ):
        note(_MAYBE_NOT_GB18030)
    if target.report is not None:
        report = report_table(summary.unmatched, str(target.report.path))
        with target.report.open() as file:
            write_table(report, file, target.report.format or FORMATS["csv"])
    return summary


def _output_format(
    table: Table, source: Path | None, destination: Destination
) -> Format:
    """The format of the destination; that of the table, if it has none.

    A table with tabs in a .csv file is written so to a .csv file.
    """
    if (
        source is not None
        and destination.path is not None
        and destination.format is not None
        and not destination.format.binary
        and destination.path.suffix.lower() == source.suffix.lower()
        and source.suffix.lower() in destination.format.suffixes
    ):
        return FORMATS[table.format]
    file_format = destination.format or FORMATS[table.format]
    if file_format.binary and destination.format is None:
        suffix = file_format.suffixes[0]
        raise FormatError(
            f"a workbook can only be written to an {suffix} file; "
            f"use --output FILE{suffix} or --format csv"
        )
    return file_format


def _check_paths(source: Path | None, target: Target) -> None:
    """Refuse to overwrite, before the work begins."""
    destinations = [target.destination, *([target.report] if target.report else [])]
    for destination in destinations:
        path = destination.path
        if path is not None:
            if path.is_file() and _is_source(path, source):
                raise OutputError(f"{path} is the input file; write to another file")
            ensure_writable(path, force=destination.force)
    paths = [destination.path for destination in destinations]
    if len(paths) == 2 and (
        paths == [None, None]
        or (paths[0] and paths[1] and paths[0].resolve() == paths[1].resolve())
    ):
        name = paths[0] or "standard output"
        raise OutputError(f"the table and the report cannot both go to {name}")


def _is_source(path: Path, source: Path | None) -> bool:
    """Whether a path is the input file, also when it is redirected to stdin."""
    try:
        opened = os.fstat(0) if source is None else source.stat()
    except OSError:  # it is not there, or closed
        return False
    return os.path.samestat(path.stat(), opened)


@contextmanager
def _input_file(path: Path | None) -> Iterator[BinaryIO]:
    if path is None:
        yield stdin_bytes()
    else:
        with path.open("rb") as file:
            yield file


def _value_getter(positions: Sequence[int]) -> Callable[[list[str]], str]:
    """A function that gets the text with the place from the cells of a row."""
    if len(positions) == 1:
        cell: Callable[[list[str]], str] = itemgetter(positions[0])
        return cell
    return lambda cells: join_cells(cells[position] for position in positions)


def _progress(
    annotator: Annotator, table: Table, file: BinaryIO, *, shown: bool
) -> AbstractContextManager[Annotator]:
    """The annotator, with a progress bar on an interactive terminal."""
    if not shown or stdout_is_terminal() or not stderr_is_terminal():
        return nullcontext(annotator)
    from shudi.render.progress import track

    return track(annotator, table.position, os.fstat(file.fileno()).st_size)


def _write(
    table: Table,
    layout: TableLayout,
    annotator: Annotator,
    file_format: Format,
    destination: Destination,
) -> None:
    encoding = destination.text_encoding(table.encoding)
    try:
        with destination.open() as output:
            if file_format.name == table.format:
                table.annotate(output, layout, annotator, encoding)
            else:
                name = str(destination.path)
                rows = annotated_rows(table, layout, annotator, name)
                write_table(rows, output, file_format, encoding)
    except EncodingError as error:
        raise EncodingError(
            error.encoding, error.character, "--output-encoding"
        ) from None
