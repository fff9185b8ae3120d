"""Delimited text (CSV, TSV): detect, read, annotate and write.

A table is annotated by adding to the text of its records, so that all else stays
byte for byte: quotes, line ends, empty lines.
"""

import csv
import io
import re
from collections.abc import Callable, Iterator, Sequence
from itertools import chain, islice
from typing import BinaryIO, Literal

from shudi.errors import TableError
from shudi.i18n import _, mark
from shudi.tables.base import (
    Annotator,
    Encoding,
    NewTable,
    ReadOptions,
    Record,
    Row,
    TableLayout,
    write_text,
    wrong_width,
)
from shudi.tables.detection import SAMPLE, detect_delimiter
from shudi.tables.footnotes import FOOTNOTE, STARTS, is_footnote
from shudi.tables.stream import (
    PrependedStream,
    detect_text,
    read_bytes,
    wrong_encoding,
)

_DELIMITERS = {"csv": ",", "tsv": "\t"}
_MAX_CELL = 1 << 24  # characters; a polygon may take some million
_MAX_HEAD = 1 << 22  # characters
_MAX_SUFFIXES = 10_000
_TYPED = 3_000  # records by which the type of a column is known
# No 1E5, which may be the name of something.
_NUMBER = re.compile(
    r"-?(?:0|[1-9][0-9]{0,14})"
    r"(?:\.[0-9]{1,15}(?:[eE][-+]?[0-9]{1,3})?|[eE]-[0-9]{1,3})?"
)
# Headers of what is written in digits and is no number.
_CODE = re.compile(
    r"代码|编码|编号|区划|邮编|电话|手机|身份证|证号|code|(?<![a-z])id(?![a-z])|zip|phone|fips",
    re.IGNORECASE,
)
_BLOCKS, _BLOCK = 40, 1 << 14  # how many parts of a file are sampled; bytes


# A record with its original text: first line, text, line end (empty at the end
# of the file), cells.
_TextRecord = tuple[int, str, str, list[str]]


def open_table(file: BinaryIO, name: str, options: ReadOptions) -> "DelimitedTable":
    """Open a delimited text and detect its encoding and delimiter from its beginning.

    Args:
        file: its bytes; it need not be seekable.
        name: of the file, for messages.
        options: its encoding and delimiter, if they are known.

    Raises:
        TableError: it is not UTF-8, UTF-16 with a byte-order mark, or GB18030.
    """
    csv.field_size_limit(_MAX_CELL)
    sample, encoding = detect_text(read_bytes(file, SAMPLE, name), name, options)
    text = sample.decode(encoding.codec, "ignore")
    if "\0" in text:
        raise TableError(name, text.count("\n", 0, text.index("\0")) + 1, _(_NUL))
    delimiter = options.delimiter or detect_delimiter(text)
    stream = io.BufferedReader(PrependedStream(sample, file, name), SAMPLE)
    return DelimitedTable(stream, name, encoding, delimiter)


def iter_text(table: NewTable, format_name: str) -> Iterator[str]:
    """Write rows as delimited text, in parts as the rows come."""
    format_row = row_formatter(_DELIMITERS[format_name])
    for row in table.all_rows():
        yield f"{format_row(row)}\n"


class DelimitedTable:
    """A delimited text that is read once, keeping few records in memory.

    Attributes:
        name: of the file, for messages.
        format: csv or tsv.
        encoding: given or detected.
        delimiter: given or detected.
        width: 0, as each row says it itself.
        not_kept: nothing.
        warning: none.
        sheets: none.
        is_named: no, as the header is to be found.
        drops_rows: yes.
    """

    width = 0
    not_kept = ""
    warning = ""
    sheets = ()
    is_named = False
    drops_rows = True

    def __init__(
        self,
        stream: "io.BufferedReader[PrependedStream]",
        name: str,
        encoding: Encoding,
        delimiter: str,
    ) -> None:
        self.name = name
        self.format = "tsv" if delimiter == "\t" else "csv"
        self.encoding = encoding
        self.delimiter = delimiter
        self._stream = stream
        text = io.TextIOWrapper(stream, encoding.codec, newline="")
        self._text_records = _read_records(text, name, delimiter, encoding)

    def head(self, count: int) -> list[Record]:
        """The first records, which are read again with the others.

        Fewer if they are large.
        """
        first: list[_TextRecord] = []
        size = 0
        for record in islice(self._text_records, count):
            first.append(record)
            size += len(record[1])
            if size > _MAX_HEAD:
                break
        self._text_records = chain(first, self._text_records)
        return [(line, cells) for line, _, _, cells in first]

    def sample(self, count: int) -> list[list[str]]:
        """The cells of up to so many records, spread through the file.

        None of a pipe, and none that span several lines.
        """
        records = [
            cells
            for block in self._stream.raw.blocks(_BLOCKS, _BLOCK)
            for cells in self._records_in(block)
        ]
        return records[:: len(records) // count + 1]

    def _records_in(self, block: bytes) -> list[list[str]]:
        """The records that are whole in a part of the file."""
        lines = block.decode(self.encoding.codec, "ignore").splitlines()[1:-1]
        try:
            return list(csv.reader(lines, delimiter=self.delimiter, strict=True))
        except csv.Error:
            return []

    def records(self) -> Iterator[Record]:
        """All records.

        Raises:
            TableError: the text is not in its encoding, has a NUL byte or malformed
                quoting.
        """
        return ((line, cells) for line, _, _, cells in self._text_records)

    def rows(self, layout: TableLayout) -> Iterator[Record]:
        """The rows below the header, without empty lines, as wide as the layout.

        A note below the table is a row whose first cell has all of it.

        Raises:
            TableError: a row has too few or too many cells, or as for `records`.
        """
        records = islice(self._text_records, layout.first_row, None)
        for record in records:
            line, _text, _end, cells = record
            if len(cells) == layout.width:
                yield line, cells
            elif cells:
                for number, text, _end, note in self._notes(layout, record, records):
                    if note:
                        yield number, [text, *[""] * (layout.width - 1)]

    def values(self, layout: TableLayout) -> Iterator[tuple[Record, Row]]:
        """The rows, each with its cells; those of columns of numbers as numbers.

        Raises:
            TableError: as for `rows`.
        """
        columns = _number_columns(self.head(_TYPED), layout)
        for line, cells in self.rows(layout):
            values: list[object] = [*cells]
            for column in columns:
                values[column] = _number(cells[column])
            yield (line, cells), values

    def position(self) -> int:
        """How many bytes of the file have been read."""
        return self._stream.raw.tell()

    def annotate(
        self,
        file: BinaryIO,
        layout: TableLayout,
        annotator: Annotator,
        encoding: Encoding,
    ) -> None:
        """Write the text with cells added to its records, and all else as it is.

        Raises:
            TableError: as for `rows`.
            EncodingError: the encoding lacks a character.
        """
        write_text(self._annotated(layout, annotator), file, encoding)

    def _annotated(self, layout: TableLayout, annotator: Annotator) -> Iterator[str]:
        records = self._text_records
        for _line, text, end, _cells in islice(records, layout.preamble):
            yield text + end
        quote_all = False
        if layout.header:
            _, text, end, header = next(records)
            quote_all = row_formatter(self.delimiter, quote_all=True)(header) == text
        format_row = row_formatter(self.delimiter, quote_all=quote_all)
        if layout.header:
            yield f"{text}{self.delimiter}{format_row(layout.new_columns)}{end}"
        width = layout.width
        # Few: rows differ, matches do not. To hash one takes longer than all else, so
        # they are told apart by identity, for which they are kept.
        suffixes: dict[int, str] = {}
        kept: list[Row] = []
        for line, text, end, cells in records:
            if len(cells) == width:
                if cells[0][:1] in STARTS and is_footnote(cells):
                    yield text + self.delimiter * len(layout.new_columns) + end
                    continue
                added = annotator(line, cells)
                if added is None:
                    continue
                suffix = suffixes.get(id(added))
                if suffix is None:
                    if len(kept) >= _MAX_SUFFIXES:
                        suffixes.clear()
                        kept.clear()
                    kept.append(added)
                    suffix = suffixes[id(added)] = self.delimiter + format_row(added)
                yield text + suffix + end
            elif cells:
                notes = self._notes(layout, (line, text, end, cells), records)
                yield from (text + end for _line, text, end, _cells in notes)
            else:
                yield text + end

    def _notes(
        self, layout: TableLayout, first: _TextRecord, following: Iterator[_TextRecord]
    ) -> list[_TextRecord]:
        """The notes below the table, of which a record that is no row is the first.

        Raises:
            TableError: it is not, but a row with too few or too many cells.
        """
        line, _text, _end, cells = first
        notes = [first]
        if FOOTNOTE.match(cells[0]) and len(cells) < layout.width:
            for record in following:
                if len(record[3]) >= layout.width:
                    break
                notes.append(record)
            else:
                return notes
        raise wrong_width(self.name, layout, (line, cells))


def _number_columns(head: Sequence[Record], layout: TableLayout) -> list[int]:
    """The columns that have numbers, as far as one looks, and no codes.

    Codes are what the annotator reads, what the header calls so, and what has a leading
    zero or more digits than a number keeps.
    """
    width = layout.width
    header = layout.header[1] if layout.header else [""] * width
    rows = [cells for _, cells in head[layout.first_row :] if len(cells) == width]
    return [
        column
        for column, values in enumerate(zip(*rows, strict=True))
        if column not in layout.places
        and not _CODE.search(header[column])
        and any(values)
        and all(map(_NUMBER.fullmatch, filter(None, values)))
    ]


def _number(cell: str) -> object:
    """The number of a cell; what is none stays text, and an empty one is None."""
    if not _NUMBER.fullmatch(cell):
        return cell or None
    return int(cell) if cell.lstrip("-").isdecimal() else float(cell)


def row_formatter(delimiter: str, *, quote_all: bool = False) -> Callable[[Row], str]:
    """A function that formats a row as delimited text, without the line end."""
    # Written with \r\n, the csv module puts both characters in quotes within a
    # cell on every Python; written with \n, some leave a bare \r.
    quoting: Literal[0, 1] = csv.QUOTE_ALL if quote_all else csv.QUOTE_MINIMAL
    write = csv.writer(
        _ReturnWriter(), delimiter=delimiter, quoting=quoting, lineterminator="\r\n"
    ).writerow

    def format_row(row: Row) -> str:
        text: str = write(row)
        return text.removesuffix("\r\n")

    return format_row


class _ReturnWriter:
    """A file whose `write` returns the text."""

    def write(self, text: str) -> str:
        return text


class _RecordingLines:
    """An iterator over lines that keeps their text, and how many they were."""

    def __init__(self, line: str, following: Iterator[str]) -> None:
        self.text = io.StringIO()  # a string for each line could take much memory
        self.count = 0
        self._following = chain([line], following)

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = next(self._following)
        self.text.write(line)
        self.count += 1
        return line


def _read_records(
    lines: Iterator[str], name: str, delimiter: str, encoding: Encoding
) -> Iterator[_TextRecord]:
    number = 0
    first = 0
    try:
        for line in lines:
            number = first = number + 1
            if "\0" in line:
                raise TableError(name, number, _(_NUL))
            if '"' not in line:
                text = line.rstrip("\r\n")
                cells = text.split(delimiter) if text else []
            else:
                recording = _RecordingLines(line, lines)
                cells = next(csv.reader(recording, delimiter=delimiter, strict=True))
                line = recording.text.getvalue()
                text = line.rstrip("\r\n")
                number += recording.count - 1
                if "\0" in line:
                    raise TableError(name, first, _(_NUL))
            yield first, text, line[len(text) :], cells
    except csv.Error as error:
        raise TableError(name, first, _quoting_problem(str(error))) from None
    except UnicodeDecodeError as error:
        raise wrong_encoding(error, name, number, encoding) from None


def _quoting_problem(error: str) -> str:
    """What an error of the csv module means to the user."""
    if "unexpected end" in error:
        return _("malformed quoting: a quote is not closed")
    if "field larger" in error:
        message = _("a cell of over {size:,} characters; is a quote not closed?")
        return message.format(size=_MAX_CELL)
    return _("malformed quoting: {error}").format(error=error)


_NUL = mark("contains a NUL byte; is it a text file?")
