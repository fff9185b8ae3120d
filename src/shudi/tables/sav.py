"""SPSS's .sav files: their parts, and the same file with variables added.

Variables are added to the bytes of the file, so that all else stays as it is.
"""

import shutil
import struct
import sys
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import chain, islice
from tempfile import TemporaryFile
from typing import BinaryIO, NamedTuple

from shudi.errors import TableError
from shudi.i18n import _
from shudi.tables.base import Encoding
from shudi.tables.binary import Cursor, NewVariables, damaged

_HEADER = 176  # bytes
_SEGMENTS_AT, _ROWS_AT = 68, 80
_SEGMENT = 8  # bytes: a number, or a part of a text
_MAX_TEXT = 255  # bytes, as more needs several variables
_VARIABLE, _LABELS, _LABELLED, _DOCUMENT, _EXTENSION, _END = 2, 3, 4, 6, 7, 999
_MACHINE, _DISPLAY, _LONG_NAMES, _ROWS, _ENCODING = 3, 11, 13, 16, 20
_SIZES = {_LONG_NAMES: 1, _DISPLAY: 4, _ROWS: 8}  # of their parts
_TEXT_FORMAT, _NUMBER_FORMAT = 1, 5 << 16 | 8 << 8  # F8.0
_MISSING = -sys.float_info.max
# Variables of few values, as SPSS has them.
_NOMINAL, _LEFT, _RIGHT = 1, 0, 1
_FULL, _BYTES, _ZLIB = 0, 1, 2  # compressions
# Codes of compressed data: nothing, the end, a value that follows, an empty text.
_NOTHING, _STOP, _LITERAL, _SPACES = 0, 252, 253, 254
_BLOCK = 0x3FF000  # bytes that are compressed together
_MAX_UNCOUNTED = 10_000  # variables
_INFLATION = 1032  # how much zlib compresses at most


class _Extension(NamedTuple):
    """A record that later versions of SPSS have added.

    Attributes:
        start: its first byte.
        content: below its head.
    """

    start: int
    content: bytes


class SavFile:
    """The parts of a .sav file.

    Attributes:
        encoding: of its text; empty if the file does not say.
        rows: how many it has; -1 if it does not say.
        names: how many bytes a name may have.
    """

    names = 64

    def __init__(self, file: BinaryIO, name: str) -> None:
        """Find the parts.

        Raises:
            TableError: it is no .sav file, or is damaged.
        """
        self._cursor = cursor = Cursor(file, name)
        if cursor.size < _HEADER or cursor.take(4) not in (b"$FL2", b"$FL3"):
            raise TableError(name, None, _("not a .sav file of SPSS"))
        cursor.take(60)
        if cursor.take(4) in (b"\0\0\0\2", b"\0\0\0\3"):
            cursor.order = ">"
        cursor.take(4)
        self._compression = cursor.number("i")
        cursor.take(4)
        self.rows = cursor.number("i")
        bias = cursor.take(8)
        (self._bias,) = struct.unpack(cursor.order + "d", bias)
        if not 0 <= self._bias < 256:  # that of compressed numbers, which are bytes
            raise self._out_of_place()
        cursor.take(_HEADER - cursor.position())
        self.encoding = ""
        self._short_names: set[bytes] = set()
        self._segments = 0
        self._extensions: dict[int, _Extension] = {}
        self._variables = 0
        self._dictionary()
        self._data = cursor.position()
        self._check_rows()

    def _check_rows(self) -> None:
        """Make sure that the file may have the rows that it says it has."""
        if self._compression not in (_FULL, _BYTES, _ZLIB):
            problem = _("there is no type {code}").format(code=self._compression)
            raise damaged(self._cursor.name, problem)
        most = self._cursor.size - self._data
        least = self._segments * max(self.rows, 0)
        if self._compression == _FULL:
            least *= _SEGMENT
        elif self._compression == _ZLIB:
            most *= _INFLATION
        if least > most or (self.rows < 0 and self._segments > _MAX_UNCOUNTED):
            raise damaged(self._cursor.name, _("it ends too early"))

    def _dictionary(self) -> None:
        cursor = self._cursor
        self._variables_end = cursor.position()
        missing = 0  # how many parts of the text before are still to come
        while (kind := cursor.number("i")) != _END:
            if missing and kind != _VARIABLE:
                raise self._out_of_place()
            if kind == _VARIABLE:
                missing = self._variable(missing)
            elif kind == _LABELS:
                for _label in range(cursor.number("I")):
                    cursor.take(_SEGMENT)
                    length = cursor.number("B")
                    cursor.take(_padded(length + 1, _SEGMENT) - 1)
            elif kind == _LABELLED:
                cursor.take(4 * cursor.number("I"))
            elif kind == _DOCUMENT:
                cursor.take(80 * cursor.number("I"))
            elif kind == _EXTENSION:
                self._extension()
            else:
                raise self._out_of_place()
        if missing or not self._segments:
            raise self._out_of_place()
        self._dictionary_end = cursor.position() - 4
        cursor.take(4)

    def _out_of_place(self) -> TableError:
        position = self._cursor.position()
        problem = _("byte {position} is out of place").format(position=position)
        return damaged(self._cursor.name, problem)

    def _variable(self, missing: int) -> int:
        """Read the description of a variable; return how many parts are to come."""
        cursor = self._cursor
        width, has_label, values = (cursor.number("i") for _field in range(3))
        if (width == -1) != bool(missing) or not -1 <= width <= _MAX_TEXT:
            raise self._out_of_place()
        cursor.take(8)
        self._short_names.add(cursor.take(8).rstrip())
        if has_label:
            cursor.take(_padded(cursor.number("I"), 4))
        if abs(values) > 3:
            raise self._out_of_place()
        cursor.take(abs(values) * _SEGMENT)
        self._segments += 1
        self._variables += width >= 0
        self._variables_end = cursor.position()
        return missing - 1 if missing else _segments(max(width, 1)) - 1

    def _extension(self) -> None:
        cursor = self._cursor
        start = cursor.position() - 4
        kind, size, count = (cursor.number("I") for _field in range(3))
        content = cursor.take(size * count)
        if _SIZES.get(kind, size) == size:
            self._extensions[kind] = _Extension(start, content)
        if kind == _ENCODING:
            self.encoding = _codec(content.decode("latin-1"))
        elif kind == _MACHINE and len(content) >= 32 and not self.encoding:
            (code,) = struct.unpack(cursor.order + "i", content[28:32])
            self.encoding = _codec(str(code)) if code > 100 else ""

    def number(self, value: float | None) -> bytes:
        """A number, or a missing one, as the file has it."""
        return self._packed("d", _MISSING if value is None else value)

    def add(self, new: NewVariables, target: BinaryIO) -> None:
        """Write the file with variables added at the end.

        Raises:
            TableError: SPSS cannot hold them, or the file is damaged.
        """
        if max(new.widths) > _MAX_TEXT:
            message = _("the file holds at most {count:,} bytes of text in a cell")
            problem = message.format(count=_MAX_TEXT)
            raise TableError(self._cursor.name, None, problem)
        rows = len(new.rows) - new.dropped
        self._cursor.file.seek(0)
        head = bytearray(self._cursor.file.read(self._data))
        segments = self._segments + sum(map(_segments, new.widths))
        struct.pack_into(f"{self._cursor.order}i", head, _SEGMENTS_AT, segments)
        if self.rows >= 0:
            struct.pack_into(f"{self._cursor.order}i", head, _ROWS_AT, rows)
        start = self._variables_end
        parts: list[bytes | bytearray] = [head[:start]]
        short_names = self._new_short_names(len(new.names))
        for number, short_name in enumerate(short_names):
            parts.append(self._description(new, number, short_name))
        names = map(b"=".join, zip(short_names, new.names, strict=True))
        additions = {_LONG_NAMES: b"\t".join(names), _DISPLAY: self._display(new)}
        for kind, extension in self._extensions.items():
            content = extension.content
            if kind == _LONG_NAMES:
                content = b"\t".join(filter(None, [content, additions.pop(kind)]))
            elif kind == _DISPLAY:
                content += additions[kind]
            elif kind == _ROWS:
                content = content[:8] + self._packed("q", rows) + content[16:]
            if content != extension.content:
                parts += [head[start : extension.start], self._extended(kind, content)]
                start = extension.start + 16 + len(extension.content)
        parts.append(head[start : self._dictionary_end])
        if _LONG_NAMES in additions:
            parts.append(self._extended(_LONG_NAMES, additions[_LONG_NAMES]))
        parts.append(head[self._dictionary_end :])
        dictionary = b"".join(parts)
        target.write(dictionary)
        self._add_rows(new, target, len(dictionary))

    def _new_short_names(self, count: int) -> list[bytes]:
        numbers = (b"SHUDI%d" % number for number in range(1, 10_000))
        free = (name for name in numbers if name not in self._short_names)
        return list(islice(free, count))

    def _description(self, new: NewVariables, number: int, short_name: bytes) -> bytes:
        """The description of a new variable, and of the parts of its text."""
        width, label = new.widths[number], new.labels[number]
        is_number = number in new.numbers
        kind = 0 if is_number else width
        display = _NUMBER_FORMAT if is_number else _TEXT_FORMAT << 16 | width << 8
        first = self._packed("6i", _VARIABLE, kind, 1, 0, display, display)
        labelled = self._packed("i", len(label)) + label.ljust(_padded(len(label), 4))
        rest = self._packed("6i", _VARIABLE, -1, 0, 0, 0, 0) + bytes(_SEGMENT)
        return first + short_name.ljust(8) + labelled + rest * (_segments(width) - 1)

    def _display(self, new: NewVariables) -> bytes:
        """The measure, width and alignment of the new variables, as far as is told."""
        known = self._extensions.get(_DISPLAY)
        count = len(known.content) // 4 // self._variables if known else 0
        display = b""
        for place, width in enumerate(new.widths):
            alignment = _RIGHT if place in new.numbers else _LEFT
            if count == 3:
                size = max(8, min(width, 40))
                display += self._packed("3i", _NOMINAL, size, alignment)
            elif count == 2:
                display += self._packed("2i", _NOMINAL, alignment)
        return display

    def _extended(self, kind: int, content: bytes) -> bytes:
        size = _SIZES[kind]
        head = self._packed("4i", _EXTENSION, kind, size, len(content) // size)
        return head + content

    def _packed(self, code: str, *numbers: float) -> bytes:
        return struct.pack(self._cursor.order + code, *numbers)

    def _add_rows(self, new: NewVariables, target: BinaryIO, start: int) -> None:
        if self._compression == _FULL:
            for cells in new.rows:
                row = self._cursor.take(self._segments * _SEGMENT)
                if cells is not None:
                    target.write(row + b"".join(_parts(cells, new.widths)))
        elif self._compression == _BYTES:
            source = iter(lambda: self._cursor.file.read(_BLOCK), b"")
            for content in self._new_codes(new, source):
                target.write(content)
        else:
            self._deflate(self._new_codes(new, self._inflated()), target, start)

    def _new_codes(self, new: NewVariables, source: Iterable[bytes]) -> Iterator[bytes]:
        """The compressed rows with those of the new variables."""
        codes = bytearray()
        literals: list[bytes] = []
        values = self._values(source)
        end = [] if self.rows >= 0 else [(_STOP, b"")]
        for value in chain(self._new_values(new, values), end):
            codes.append(value[0])
            literals.append(value[1])
            if len(codes) == _SEGMENT:
                yield bytes(codes) + b"".join(literals)
                codes.clear()
                literals.clear()
        if codes:
            yield bytes(codes).ljust(_SEGMENT, b"\0") + b"".join(literals)

    def _new_values(
        self, new: NewVariables, values: Iterator[tuple[int, bytes]]
    ) -> Iterator[tuple[int, bytes]]:
        for cells in new.rows:
            row = list(islice(values, self._segments))
            if len(row) < self._segments:
                raise damaged(self._cursor.name, _("it ends too early"))
            if cells is not None:
                yield from row
                for part in _parts(cells, new.widths):
                    yield (_LITERAL, part) if part.strip() else (_SPACES, b"")

    def _values(self, source: Iterable[bytes]) -> Iterator[tuple[int, bytes]]:
        """The codes of all values, with the values that their codes do not tell."""
        parts = (
            block[start : start + _SEGMENT]
            for block in source
            for start in range(0, len(block), _SEGMENT)
        )
        for codes in parts:
            for code in codes:
                if code == _STOP:
                    return
                literal = next(parts, b"") if code == _LITERAL else b""
                if code == _LITERAL and len(literal) < _SEGMENT:
                    return
                if code != _NOTHING:
                    yield code, literal

    def _inflated(self) -> Iterator[bytes]:
        """The compressed rows, out of the blocks in which they are compressed again."""
        cursor = self._cursor
        cursor.take(8)
        cursor.file.seek(min(abs(cursor.number("q")), cursor.size))
        cursor.take(16)
        cursor.take(4)
        for _block in range(cursor.number("I")):
            cursor.take(8)
            start, _size, length = (cursor.number(code) for code in "qii")
            following = cursor.position()
            cursor.file.seek(min(abs(start), cursor.size))
            inflater = zlib.decompressobj()
            try:
                block = inflater.decompress(cursor.take(length), _BLOCK + 1)
            except zlib.error as error:
                raise damaged(cursor.name, str(error)) from None
            if not inflater.eof:
                raise damaged(cursor.name, _("it ends too early"))
            yield block
            cursor.file.seek(following)

    def _deflate(self, source: Iterable[bytes], target: BinaryIO, start: int) -> None:
        """Write compressed rows, compressed again in blocks, and where these are."""
        inflated, deflated = start, start + 24
        blocks = []
        with TemporaryFile(prefix="shudi-") as file:
            for block in _blocks(source):
                content = zlib.compress(block)
                file.write(content)
                sizes = len(block), len(content)
                blocks.append(self._packed("qqii", inflated, deflated, *sizes))
                inflated += len(block)
                deflated += len(content)
            length = 24 + sum(map(len, blocks))
            target.write(self._packed("3q", start, deflated, length))
            file.seek(0)
            shutil.copyfileobj(file, target)
        bias = -int(self._bias)
        target.write(self._packed("qqii", bias, 0, _BLOCK, len(blocks)))
        target.write(b"".join(blocks))


def _blocks(source: Iterable[bytes]) -> Iterator[bytes]:
    """Bytes in blocks that are as long as possible."""
    block = bytearray()
    for content in source:
        block += content
        if len(block) >= _BLOCK:
            yield bytes(block[:_BLOCK])
            del block[:_BLOCK]
    yield bytes(block)


def _segments(width: int) -> int:
    """How many segments a text of so many bytes has."""
    return _padded(width, _SEGMENT) // _SEGMENT


def _padded(length: int, size: int) -> int:
    """A length with what is to be added to make it a multiple of a size."""
    return -(-length // size) * size


def _parts(cells: Sequence[bytes], widths: Sequence[int]) -> Iterator[bytes]:
    """The segments of texts."""
    for cell, width in zip(cells, widths, strict=True):
        text = cell.ljust(_padded(width, _SEGMENT))
        for start in range(0, len(text), _SEGMENT):
            yield text[start : start + _SEGMENT]


def _codec(name: str) -> str:
    """The codec of an encoding that SPSS names; empty for one that is not known."""
    number = name.strip().lower().removeprefix("windows-")
    for candidate in (f"cp{number}", number):
        with suppress(LookupError, ValueError):
            return Encoding.named(candidate).codec
    return ""
