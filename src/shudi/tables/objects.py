"""JSON objects within a text: their members, and members added to them in place."""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from shudi.errors import TableError
from shudi.i18n import _, mark
from shudi.tables.base import TableLayout
from shudi.tables.values import to_text

_MAX_CACHED = 10_000
_DECODER = json.JSONDecoder()
_SPACE = re.compile(r"[ \t\r\n]*")
# An object's brace, the space before its first key, and the colon with its spaces.
_BEGINNING = re.compile(
    r'\{(?P<before>[ \t\r\n]*)"(?:[^"\\]|\\.)*+"(?P<colon>[ \t\r\n]*:[ \t\r\n]*)'
)


# What Python says of a text that is not JSON.
EXTRA_DATA = mark("Extra data")
mark("Expecting value")
mark("Expecting ',' delimiter")
mark("Expecting ':' delimiter")
mark("Expecting property name enclosed in double quotes")
mark("Unterminated string starting at")
mark("Invalid control character at")
mark("Invalid \\escape")
mark("Invalid \\uXXXX escape")


class Span(NamedTuple):
    """A value in a text, and where it stands.

    Attributes:
        key: of an object's member; empty for an item of an array.
        value: a text, number, list, dict, bool or None.
        start: of the value.
        end: after it.
    """

    key: str
    value: object
    start: int
    end: int


class JsonError(ValueError):
    """A text is not JSON.

    Attributes:
        position: where it is wrong.
    """

    def __init__(self, problem: str, position: int) -> None:
        super().__init__(problem)
        self.position = position


def value_at(text: str, start: int) -> Span:
    """The value that begins after the white space at a position.

    Raises:
        JsonError: there is none.
    """
    start = skip_space(text, start)
    try:
        value, end = _DECODER.raw_decode(text, start)
    except json.JSONDecodeError as error:
        raise JsonError(error.msg.removesuffix(": "), error.pos) from None
    except RecursionError:
        raise JsonError(mark("it is nested too deeply"), start) from None
    except ValueError:  # a number of some thousand digits
        raise JsonError(mark("a number has too many digits"), start) from None
    return Span("", value, start, end)


def skip_space(text: str, start: int) -> int:
    """The position after white space."""
    found = _SPACE.match(text, start)
    return found.end() if found else start


def items(text: str, start: int) -> Iterator[Span]:
    """The items of the array that begins at a position; it has at least one.

    Raises:
        JsonError: it is damaged.
    """
    start += 1
    while True:
        item = value_at(text, start)
        yield item
        start = skip_space(text, item.end)
        if text[start : start + 1] == "]":
            return
        start = _after(text, start, ",")


def members(
    text: str, start: int, read: Callable[[str, int], Span] = value_at
) -> Iterator[Span]:
    """The members of the object that begins at a position.

    Args:
        text: has the object.
        start: of the object.
        read: reads the value of a member.

    Raises:
        JsonError: it is damaged.
    """
    start = skip_space(text, start + 1)
    if text[start : start + 1] == "}":
        return
    while True:
        key = value_at(text, start)
        if not isinstance(key.value, str):
            raise JsonError("Expecting property name enclosed in double quotes", start)
        start = _after(text, skip_space(text, key.end), ":")
        member = read(text, start)
        yield member._replace(key=key.value)
        start = skip_space(text, member.end)
        if text[start : start + 1] == "}":
            return
        start = _after(text, start, ",")


def _after(text: str, start: int, delimiter: str) -> int:
    if text[start : start + 1] != delimiter:
        raise JsonError(f"Expecting {delimiter!r} delimiter", start)
    return start + 1


def with_members(text: str, keys: Sequence[str], values: Sequence[object]) -> str:
    """An object's text with members added at its end, spaced as its first one."""
    found = _BEGINNING.match(text)
    if not found:
        return "{" + _members(tuple(keys), tuple(values), ": ", " ") + "}"
    before, colon = found.group("before", "colon")
    separator = before if "\n" in before else " " if colon.endswith(" ") else ""
    content = text[:-1].rstrip(" \t\r\n")
    members = _members(tuple(keys), tuple(values), colon, separator)
    return f"{content},{separator}{members}{text[len(content) :]}"


@lru_cache(_MAX_CACHED)  # rows differ, matches do not
def _members(
    keys: Sequence[str], values: Sequence[object], colon: str, separator: str
) -> str:
    pairs = zip(keys, values, strict=True)
    members = (f"{_quoted(key)}{colon}{_quoted(value)}" for key, value in pairs)
    return f",{separator}".join(members)


def _quoted(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, default=to_text)


def flattened(value: Mapping[str, object]) -> dict[str, object]:
    """The values of a record by column; those of an object in it are a.b."""
    flat: dict[str, object] = {}
    for key, each in value.items():
        nested = each.items() if isinstance(each, dict) else ()
        for inner, deep in nested:
            flat[f"{key}.{inner}"] = _simple(deep)
        if not nested:
            flat[key] = _simple(each)
    return flat


def _simple(value: object) -> object:
    """A value that a cell can hold; an object or an array as JSON."""
    return _quoted(value) if isinstance(value, dict | list) else value


def cells_of(
    record: Mapping[str, object], columns: Sequence[str], layout: TableLayout
) -> list[str]:
    """The text of the cells that the annotator reads; the others are empty.

    Args:
        record: not flattened.
        columns: of the table.
        layout: says which cells are read.
    """
    cells = [""] * layout.width
    flat = record
    for position in layout.places or range(layout.width):
        column = columns[position]
        value = flat.get(column)
        if flat is record and (value is None or isinstance(value, dict | list)):
            flat = flattened(record)
            value = flat.get(column)
        cells[position] = to_text(value)
    return cells


def damaged(name: str, line: int, error: JsonError) -> TableError:
    """The error of a file that is not JSON."""
    message = _("not JSON: {problem}")
    return TableError(name, line, message.format(problem=_(str(error))))
