"""JSON Lines: an object a line.

A table is annotated by adding to the text of its objects, so that all else stays as it
is. Like delimited text, it is read once, keeping few records in memory.
"""

import io
import json
from collections.abc import Iterator, Mapping
from itertools import chain, islice
from typing import BinaryIO, NamedTuple

from shudi.errors import TableError
from shudi.i18n import _
from shudi.tables.base import (
    Annotator,
    Encoding,
    NewTable,
    ReadOptions,
    Record,
    Row,
    TableLayout,
    write_text,
)
from shudi.tables.detection import SAMPLE
from shudi.tables.json import objects
from shudi.tables.named import HEADER, NamedTable
from shudi.tables.objects import (
    EXTRA_DATA,
    JsonError,
    cells_of,
    damaged,
    flattened,
    skip_space,
    value_at,
    with_members,
)
from shudi.tables.stream import (
    PrependedStream,
    detect_text,
    read_bytes,
    wrong_encoding,
)
from shudi.tables.values import to_text

_MAX_HEAD = 1 << 24  # characters
_BLOCKS, _BLOCK = 40, 1 << 16  # how many parts of a file are sampled; bytes


class _Line(NamedTuple):
    """A line with an object, or one that is empty.

    Attributes:
        number: from 1.
        text: without the white space around the object.
        before: the white space before it.
        after: that after it, and the line end.
        values: of the object; None for an empty line.
    """

    number: int
    text: str
    before: str
    after: str
    values: Mapping[str, object] | None

    @property
    def record(self) -> Mapping[str, object] | None:
        """The values by column."""
        return None if self.values is None else flattened(self.values)


def open_table(file: BinaryIO, name: str, options: ReadOptions) -> "JsonLinesTable":
    """Open JSON Lines and detect their encoding from their beginning.

    Args:
        file: its bytes; it need not be seekable.
        name: of the file, for messages.
        options: its encoding, if it is known.

    Raises:
        TableError: it is not UTF-8, UTF-16 with a byte-order mark, or GB18030.
    """
    sample, encoding = detect_text(read_bytes(file, SAMPLE, name), name, options)
    stream = io.BufferedReader(PrependedStream(sample, file, name), SAMPLE)
    return JsonLinesTable(stream, name, encoding)


class JsonLinesTable(NamedTable):
    """JSON Lines that are read once; the keys of those looked at are the columns."""

    format = "jsonl"

    def __init__(
        self,
        stream: "io.BufferedReader[PrependedStream]",
        name: str,
        encoding: Encoding,
    ) -> None:
        self.name = name
        self.encoding = encoding
        self._stream = stream
        text = io.TextIOWrapper(stream, encoding.codec, newline="")
        self._lines = _read_lines(text, name, encoding)
        self.columns = []
        self._looked_at = 0

    def head(self, count: int) -> list[Record]:
        """The first records, of which the first one has the names of the columns."""
        first: list[_Line] = []
        size = 0
        for line in islice(self._lines, count):
            first.append(line)
            size += len(line.text)
            if size > _MAX_HEAD:
                break
        self._lines = chain(first, self._lines)
        if len(first) > self._looked_at:
            self._looked_at = len(first)
            keys = (key for line in first for key in line.record or ())
            self.columns = [*dict.fromkeys(keys)]
        records = ((line.number, self._cells(line.record)) for line in first)
        return [*islice(chain([(HEADER, self.columns)], records), count)]

    def sample(self, count: int) -> list[list[str]]:
        """The cells of up to so many records, spread through the file.

        None of a pipe.
        """
        lines = [
            line
            for block in self._stream.raw.blocks(_BLOCKS, _BLOCK)
            for line in block.decode(self.encoding.codec, "ignore").splitlines()[1:-1]
        ]
        records = []
        for line in lines[:: len(lines) // count + 1]:
            try:
                value = value_at(line, 0).value
            except JsonError:
                continue
            if isinstance(value, dict):
                records.append(self._cells(flattened(value)))
        return records

    def records(self) -> Iterator[Record]:
        """All records.

        Raises:
            TableError: a line is not a JSON object, or not in the encoding.
        """
        yield HEADER, self.columns
        for line in self._lines:
            yield line.number, self._cells(line.record)

    def all_rows(self) -> Iterator[tuple[Record, Row]]:
        """The rows, each with its values, without empty lines.

        Raises:
            TableError: as for `records`, or a key is not among the columns.
        """
        columns = set(self.columns)
        for line in self._lines:
            record = line.record
            if record is None:
                continue
            for key in record.keys() - columns:
                message = _(
                    "key {key} is not in the first {count} lines; use --format jsonl"
                )
                problem = message.format(key=repr(key), count=self._looked_at)
                raise TableError(self.name, line.number, problem)
            values = [record.get(column) for column in self.columns]
            yield (line.number, [*map(to_text, values)]), values

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
        """Write the lines with members added to their objects, and all else as it is.

        Raises:
            TableError: as for `records`.
            EncodingError: the encoding lacks a character.
        """
        write_text(self._annotated(layout, annotator), file, encoding)

    def _annotated(self, layout: TableLayout, annotator: Annotator) -> Iterator[str]:
        for line in self._lines:
            if line.values is None:
                yield line.before + line.after
                continue
            cells = cells_of(line.values, self.columns, layout)
            added = annotator(line.number, cells)
            if added is not None:
                text = with_members(line.text, layout.new_columns, added)
                yield line.before + text + line.after

    def _cells(self, record: Mapping[str, object] | None) -> list[str]:
        if record is None:
            return []
        return [to_text(record.get(column)) for column in self.columns]


def iter_text(table: NewTable, format_name: str) -> Iterator[str]:  # noqa: ARG001
    """Write rows as objects, one a line, in parts as the rows come."""
    for values in objects(table):
        yield json.dumps(values, ensure_ascii=False, default=to_text) + "\n"


def _read_lines(lines: Iterator[str], name: str, encoding: Encoding) -> Iterator[_Line]:
    number = 0
    try:
        for number, line in enumerate(lines, start=1):
            text = line.strip(" \t\r\n")
            start = len(line) - len(line.lstrip(" \t\r\n"))
            before, after = line[:start], line[start + len(text) :]
            if not text:
                yield _Line(number, "", before, after, None)
                continue
            value, end = value_at(text, 0)[1::2]
            if skip_space(text, end) < len(text):
                raise JsonError(EXTRA_DATA, end)
            if not isinstance(value, dict):
                raise TableError(name, number, _("not an object"))
            yield _Line(number, text, before, after, value)
    except JsonError as error:
        raise damaged(name, number, error) from None
    except UnicodeDecodeError as error:
        raise wrong_encoding(error, name, number, encoding) from None
