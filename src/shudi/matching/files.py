"""Matching a table file: read, annotate, write."""

import gc
import os
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from operator import itemgetter
from pathlib import Path
from typing import BinaryIO, NamedTuple, cast

from shudi.errors import (
    ColumnError,
    EncodingError,
    FormatError,
    OutputError,
    TableError,
)
from shudi.i18n import _, mark
from shudi.matching.annotate import Added, annotated_rows, annotator
from shudi.matching.cells import Place, resolve_place
from shudi.matching.columns import PlaceColumns, find_place_columns
from shudi.matching.layout import detect_layout
from shudi.matching.report import Summary, report_table, summarize
from shudi.matching.rows import CELL_SEPARATOR, CachedMatcher
from shudi.output import (
    Destination,
    check_labels,
    ensure_writable,
    note_excel,
    save,
)
from shudi.places.index import ANYWHERE, Area
from shudi.places.models import Status
from shudi.streams import (
    note,
    stderr_is_terminal,
    stdin_bytes,
    stdout_is_terminal,
)
from shudi.tables.base import Annotator, MarkedTable, ReadOptions, Table, TableLayout
from shudi.tables.compression import (
    content_path,
    decompressed,
    is_compressed,
    seekable,
)
from shudi.tables.formats import (
    FORMATS,
    Format,
    input_format,
    open_table,
    write_table,
)
from shudi.text import join, printable

# GB18030 takes nearly any bytes, also those of EUC-KR and Shift-JIS.
_MAYBE_NOT_GB18030 = mark(
    "no value is known in this text, which was read as gb18030; "
    "if that is wrong, use --encoding, such as euc-kr or shift-jis"
)


_ENOUGH = 10  # counties; a cover sheet may have one


class Source(NamedTuple):
    """A table to match, and how to read it.

    Attributes:
        path: of the file; None for standard input.
        columns: names or numbers of the columns with the place; none to find them.
        header_row: which record is the header; 0 if there is none, None to detect it.
        options: encoding, delimiter and sheet.
        within: where all rows lie.
    """

    path: Path | None
    columns: Sequence[str] = ()
    header_row: int | None = None
    options: ReadOptions = ReadOptions()
    within: Area = ANYWHERE


class Target(NamedTuple):
    """Where the annotated table goes, and how to write it.

    Attributes:
        destination: of the table; format and encoding default to those of the input.
        prefix: of the names of the columns added.
        added: what to add beside the matches, and which rows to keep.
        report: where to write the unmatched values, if at all.
    """

    destination: Destination
    prefix: str = "shudi_"
    added: Added = Added()
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
    with _input_file(source.path) as file:
        opened = _open(file, source, target)
        table, layout, columns = opened
        file_format = _output_format(table, source.path, target.destination)
        check_labels(file_format, target.destination.labels)
        marked = _marked(table, file_format, target.added.only)
        if not quiet:
            for line in _notes(opened, source):
                note(line)
            if marked and marked.not_kept:
                message = _("the marked copy cannot keep {what}")
                note(message.format(what=marked.not_kept))
            elif not marked and file_format.typed and FORMATS[table.format].lost:
                note(_(FORMATS[table.format].lost))
        matcher = CachedMatcher(
            _value_getter(layout.places),
            _resolver(columns, source.within),
            keep_all=target.report is not None,
        )
        gc.freeze()  # the divisions: going through them again and again takes a tenth
        labels = target.destination.labels
        numbers = target.added.numbers(file_format, labels)
        opened = opened._replace(layout=layout._replace(numbers=numbers))
        annotate = annotator(matcher.match, target.added, file_format, labels)
        # Of a compressed file, the table only knows the content.
        is_direct = file.content is file.file
        position = table.position if is_direct else file.file.tell
        with _progress(annotate, position, file.file, shown=not quiet) as annotate:
            _write(opened, marked, annotate, file_format, target.destination)
    if FORMATS[table.format].binary and not quiet:
        note_excel(target.destination, "--output-encoding")
    beside = dict.fromkeys(layout.columns[position] for position in columns.beside)
    summary = summarize(matcher.counts(), matcher.unmatched(), list(beside))
    if (
        summary.unknown == summary.rows > 0
        and table.encoding.codec == "gb18030"
        and source.options.encoding is None
        and not quiet
    ):
        note(_(_MAYBE_NOT_GB18030))
    return summary


def write_report(summaries: Mapping[str, Summary], destination: Destination) -> None:
    """Write the unmatched values of one or several tables.

    Args:
        summaries: by the name of the file.
        destination: where they are written, as CSV if it has no format.

    Raises:
        EncodingError: the encoding lacks a character.
        TableError: the format cannot hold a cell, or so many rows.
        OutputError: the destination may not be written.
        OSError: it cannot be written.
    """
    report = report_table(summaries, str(destination.path), destination.labels)
    save(report, destination, destination.format or FORMATS["csv"])


def column_names(path: Path) -> list[str]:
    """The columns of a table file.

    Raises:
        TableError: the table is damaged, or not one that shudi reads.
        MissingExtraError: an optional package is needed.
        OSError: the file cannot be read.
    """
    with _input_file(path) as file:
        table = open_table(file.content, file.path, ReadOptions(), file.name)
        return detect_layout(table, fields=()).columns


class _Input(NamedTuple):
    """A file with a table.

    Attributes:
        content: the table.
        path: of the table, by which its format is known; None for standard input.
        file: what has the content; itself, unless it is compressed.
        name: of the file, for messages; empty for standard input.
    """

    content: BinaryIO
    path: Path | None
    file: BinaryIO
    name: str


@contextmanager
def _input_file(path: Path | None) -> Iterator[_Input]:
    if path is None:
        yield _Input(stdin_bytes(), None, stdin_bytes(), "")
        return
    with path.open("rb") as file:
        if not is_compressed(path):
            yield _Input(file, path, file, str(path))
            return
        content, inner = decompressed(file, path)
        is_text = not input_format(inner).binary
        with nullcontext(content) if is_text else seekable(content) as content:
            yield _Input(content, inner, file, str(path))


class _Opened(NamedTuple):
    """A table, its parts, and the columns with the place."""

    table: Table
    layout: TableLayout
    columns: PlaceColumns


def _open(file: _Input, source: Source, target: Target) -> _Opened:
    """Open a table; of a workbook, the active sheet or, if that has few, the most.

    Raises:
        TableError: the table is damaged, or not one that shudi reads.
        ColumnError: the columns with the place cannot be told.
    """
    table = open_table(file.content, file.path, source.options, file.name)
    names = table.sheets[1:] if source.options.sheet is None else ()
    try:
        first = _opened(table, source, target)
    except (ColumnError, TableError) as error:
        problem, first = error, None
    if first and (first.columns.counties >= _ENOUGH or not names):
        return first
    sheets = [first] if first else []
    for name in names:
        file.content.seek(0)
        options = source.options._replace(sheet=name)
        table = open_table(file.content, file.path, options, file.name)
        with suppress(ColumnError, TableError):
            sheets.append(_opened(table, source, target))
    if not sheets:
        raise problem
    most = max(sheets, key=lambda opened: opened.columns.counties)
    if first and first.columns.counties * 2 > most.columns.counties:
        return first
    return most


def _opened(table: Table, source: Source, target: Target) -> _Opened:
    layout = detect_layout(
        table,
        header_row=source.header_row,
        prefix=target.prefix,
        fields=target.added.fields(target.destination.labels),
        named=[target.added.yes_no] if target.added.yes_no else (),
    )
    columns = find_place_columns(table, layout, source.columns, source.within)
    places = [*columns.positions, *columns.beside]
    return _Opened(table, layout._replace(places=places), columns)


def _marked(
    table: Table, file_format: Format, only: Collection[Status]
) -> MarkedTable | None:
    """The table, if it is written with columns added and all else as it is."""
    if table.format != file_format.name or not file_format.marks:
        return None
    marked = cast("MarkedTable", table)
    return marked if marked.drops_rows or not only else None


def _notes(opened: _Opened, source: Source) -> Iterator[str]:
    """What was taken for what."""
    table, layout, columns = opened
    if table.warning:
        yield table.warning
    if len(table.sheets) > 1 and source.options.sheet is None:
        sheet, *others = map(printable, table.sheets)
        message = _("using sheet {sheet}; --sheet takes another one ({others})")
        yield message.format(sheet=sheet, others=join(others))
    row = layout.preamble + 1
    if table.is_named:
        header = ""
    elif layout.header:
        header = _("row {row} is the header").format(row=row)
    elif source.header_row is None:
        message = _(
            "no header, as row {row} has a place; if it is one, use --header-row"
        )
        header = message.format(row=row)
    else:
        header = _("there is no header")
    if columns.reason and not header:
        yield columns.reason
    elif columns.reason:
        yield _("{columns}; {header}").format(columns=columns.reason, header=header)
    elif source.header_row is None and (row > 1 or layout.header is None):
        yield header


def _output_format(
    table: Table, source: Path | None, destination: Destination
) -> Format:
    """The format of the destination; that of the table, if it has none.

    A table with tabs in a .csv file is written so to a .csv file.
    """
    suffix = content_path(source).suffix.lower() if source else ""
    if (
        suffix
        and destination.path is not None
        and destination.format is not None
        and not destination.format.binary
        and content_path(destination.path).suffix.lower() == suffix
        and suffix in destination.format.suffixes
    ):
        return FORMATS[table.format]
    if destination.format is not None:
        return destination.format
    file_format = FORMATS[table.format]
    if file_format.binary:
        written = FORMATS[file_format.written_as or file_format.name]
        message = _(
            "{format} can only be written to a file; "
            "use --output FILE{suffix} or --format csv"
        )
        raise FormatError(
            message.format(format=written.name, suffix=written.suffixes[0])
        )
    return file_format


def check_paths(source: Path | None, target: Target) -> None:
    """Make sure that the target may be written, before the work begins.

    Raises:
        OutputError: it is the input, exists, or is twice the same.
        OSError: there is no folder for it, or it is a loop of links.
    """
    destinations = [target.destination, *([target.report] if target.report else [])]
    for destination in destinations:
        path = destination.path
        if path is not None:
            if path.is_file() and _is_source(path, source):
                message = _("{path} is the input file; write to another file")
                raise OutputError(message.format(path=path))
            ensure_writable(path, force=destination.force)
    paths = [destination.path for destination in destinations]
    if len(paths) == 2 and (
        paths == [None, None]
        or (paths[0] and paths[1] and paths[0].resolve() == paths[1].resolve())
    ):
        name = paths[0] or _("standard output")
        message = _("the table and the report cannot both go to {name}")
        raise OutputError(message.format(name=name))


def _is_source(path: Path, source: Path | None) -> bool:
    """Whether a path is the input file, also when it is redirected to stdin."""
    try:
        opened = os.fstat(0) if source is None else source.stat()
    except OSError:  # it is not there, or closed
        return False
    return os.path.samestat(path.stat(), opened)


def _value_getter(positions: Sequence[int]) -> Callable[[list[str]], str]:
    """A function that gets the cells of a row that say where it lies."""
    if len(positions) == 1:
        cell: Callable[[list[str]], str] = itemgetter(positions[0])
        return cell
    cells = itemgetter(*positions)
    join = CELL_SEPARATOR.join
    return lambda row: join(cells(row))


def _resolver(columns: PlaceColumns, within: Area) -> Callable[[Sequence[str]], Place]:
    """A function that resolves the cells of the place and those beside them."""
    count = len(columns.positions)
    return lambda cells: resolve_place(cells[:count], cells[count:], within)


def _progress(
    annotator: Annotator, position: Callable[[], int], file: BinaryIO, *, shown: bool
) -> AbstractContextManager[Annotator]:
    """The annotator, with a progress bar on an interactive terminal."""
    if not shown or stdout_is_terminal() or not stderr_is_terminal():
        return nullcontext(annotator)
    from shudi.render.progress import track

    return track(annotator, position, os.fstat(file.fileno()).st_size)


def _write(
    opened: _Opened,
    marked: MarkedTable | None,
    annotator: Annotator,
    file_format: Format,
    destination: Destination,
) -> None:
    table, layout, _ = opened
    encoding = (
        destination.table_encoding
        if FORMATS[table.format].binary
        else destination.text_encoding(table.encoding)
    )
    try:
        with destination.open(file_format.suffixes[0]) as output:
            if marked:
                marked.annotate(output, layout, annotator, encoding)
            else:
                name = str(destination.path)
                rows = annotated_rows(
                    table, layout, annotator, name, typed=file_format.typed
                )
                write_table(rows, output, file_format, encoding)
    except EncodingError as error:
        raise EncodingError(
            error.encoding, error.character, "--output-encoding"
        ) from None
