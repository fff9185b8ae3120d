"""JSON: an array of objects, or an object that has one, as GeoJSON is.

A table is annotated by adding to the text of its objects, so that all else stays as it
is: numbers, spaces, geometries.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from math import isfinite
from typing import BinaryIO, NamedTuple

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
)
from shudi.tables.named import NamedTable
from shudi.tables.objects import (
    EXTRA_DATA,
    JsonError,
    Span,
    cells_of,
    damaged,
    flattened,
    items,
    members,
    skip_space,
    value_at,
    with_members,
)
from shudi.tables.stream import detect_text, read_bytes, wrong_encoding
from shudi.tables.values import to_text

_ARRAY_OF_OBJECTS = re.compile(r"\[[ \t\r\n]*\{")


class _Item(NamedTuple):
    """A record's place in the text.

    Attributes:
        number: of the record, from 1.
        start: of the item.
        end: after the item.
        object_start: of the object with the record's values: the item itself or, of a
            GeoJSON feature, its properties.
        object_end: after that object.
    """

    number: int
    start: int
    end: int
    object_start: int
    object_end: int


def open_table(file: BinaryIO, name: str, options: ReadOptions) -> "JsonTable":
    """Read a JSON text.

    Args:
        file: its bytes.
        name: of the file, for messages.
        options: its encoding, if it is known.

    Raises:
        TableError: it is not JSON, or has no array of objects.
    """
    content, encoding = detect_text(read_bytes(file, -1, name), name, options)
    try:
        text = content.decode(encoding.codec)
    except UnicodeDecodeError as error:
        raise wrong_encoding(error, name, 0, encoding) from None
    try:
        found, columns = _read(text, name)
    except JsonError as error:
        line = text.count("\n", 0, error.position) + 1
        raise damaged(name, line, error) from None
    return JsonTable(text, name, options.format, encoding, found, columns)


def _read(text: str, name: str) -> tuple[list[_Item], list[str]]:
    """The items of the array of objects, and the columns."""
    columns: dict[str, None] = {}
    arrays: list[list[_Item]] = []

    def read(text: str, start: int) -> Span:
        start = skip_space(text, start)
        if text.startswith("{", start):
            end = start + 1
            for member in members(text, start, read):
                end = member.end
            return Span("", None, start, skip_space(text, end) + 1)
        if not _ARRAY_OF_OBJECTS.match(text, start):
            return value_at(text, start)
        arrays.append([*_items(text, start, name, columns)])
        return Span("", None, start, skip_space(text, arrays[-1][-1].end) + 1)

    try:
        end = read(text, 0).end
    except RecursionError:
        raise JsonError(mark("it is nested too deeply"), 0) from None
    end = skip_space(text, end)
    if end < len(text):
        is_next = text.startswith("{", end)
        message = mark("a value after the end; if it is JSON Lines, name it .jsonl")
        raise JsonError(message if is_next else EXTRA_DATA, end)
    if len(arrays) != 1:
        message = (
            _("has several arrays of objects; keep one of them")
            if arrays
            else _('has no array of objects, such as [{"county": "美姑县"}]')
        )
        raise TableError(name, None, message)
    return arrays[0], [*columns]


def _items(
    text: str, start: int, name: str, columns: dict[str, None]
) -> Iterator[_Item]:
    """The records of an array; their columns are added to the others."""
    for number, item in enumerate(items(text, start), start=1):
        record = _record_in(text, item)
        if record is None:
            line = text.count("\n", 0, item.start) + 1
            raise TableError(name, line, _("not an object"))
        if isinstance(record.value, dict) and _has_more(record.value, columns):
            columns |= dict.fromkeys(flattened(record.value))
        yield _Item(number, item.start, item.end, record.start, record.end)


def _record_in(text: str, item: Span) -> Span | None:
    """What holds the values of an item; None if that is no object."""
    if not isinstance(item.value, dict):
        return None
    if item.value.get("type") == "Feature" and "properties" in item.value:
        *_others, properties = (
            member for member in members(text, item.start) if member.key == "properties"
        )
        is_object = properties.value is None or isinstance(properties.value, dict)
        return properties if is_object else None
    return item


def _has_more(values: dict[str, object], columns: dict[str, None]) -> bool:
    """Whether an object may have columns beyond those known."""
    is_nested = any(isinstance(value, dict) for value in values.values())
    return is_nested or not values.keys() <= columns.keys()


class JsonTable(NamedTable):
    """A JSON text with an array of objects; the keys are the columns."""

    def __init__(
        self,
        text: str,
        name: str,
        file_format: str,
        encoding: Encoding,
        found: Sequence[_Item],
        columns: list[str],
    ) -> None:
        self.name = name
        self.format = file_format
        self.encoding = encoding
        self.columns = columns
        self._text = text
        self._items = found

    def sample(self, count: int) -> list[list[str]]:
        """The cells of up to so many records, spread through the table."""
        step = len(self._items) // count + 1
        return [[*map(to_text, self._row(item))] for item in self._items[::step]]

    def all_rows(self) -> Iterator[tuple[Record, Row]]:
        """The rows, each with its values."""
        for item in self._items:
            values = self._row(item)
            yield (item.number, [*map(to_text, values)]), values

    def annotate(
        self,
        file: BinaryIO,
        layout: TableLayout,
        annotator: Annotator,
        encoding: Encoding,
    ) -> None:
        """Write the text with members added to its objects, and all else as it is.

        Raises:
            EncodingError: the encoding lacks a character.
        """
        write_text(self._annotated(layout, annotator), file, encoding)

    def _annotated(self, layout: TableLayout, annotator: Annotator) -> Iterator[str]:
        text = self._text
        position = 0  # what is before it has been written, or left out
        is_first = True
        for item in self._items:
            cells = cells_of(self._values(item), self.columns, layout)
            added = annotator(item.number, cells)
            if added is not None:
                between = text[position : item.start]
                yield between.replace(",", "", 1) if is_first and position else between
                yield text[item.start : item.object_start]
                values = text[item.object_start : item.object_end]
                values = values if values.startswith("{") else "{}"
                yield with_members(values, layout.new_columns, added)
                yield text[item.object_end : item.end]
                is_first = False
            elif position == 0:
                yield text[: item.start].rstrip(" \t\r\n")
            position = item.end
        yield text[position:]

    def _values(self, item: _Item) -> Mapping[str, object]:
        value = value_at(self._text, item.object_start).value
        return value if isinstance(value, dict) else {}

    def _row(self, item: _Item) -> list[object]:
        record = flattened(self._values(item))
        return [record.get(column) for column in self.columns]


def iter_text(table: NewTable, format_name: str) -> Iterator[str]:  # noqa: ARG001
    """Write rows as an array of objects, in parts as the rows come."""
    separator = "["
    for values in objects(table):
        item = json.dumps(values, ensure_ascii=False, indent=2, default=to_text)
        yield separator + "\n  " + item.replace("\n", "\n  ")
        separator = ","
    yield "[]\n" if separator == "[" else "\n]\n"


def objects(table: NewTable) -> Iterator[dict[str, object]]:
    """The rows as objects.

    Of several columns of the same name, all but the first get a number: n, n_2.
    """
    keys = _unique(table.columns)
    for row in table.rows:
        yield dict(zip(keys, map(_finite, row), strict=True))


def _unique(names: Sequence[str]) -> list[str]:
    taken = set(names)
    unique: list[str] = []
    for name in names:
        key, number = name, 1
        while key in unique or (number > 1 and key in taken):
            number += 1
            key = f"{name}_{number}"
        unique.append(key)
    return unique


def _finite(value: object) -> object:
    """A value that JSON has; it has no NaN and no infinity."""
    return None if isinstance(value, float) and not isfinite(value) else value
