"""Stata's .dta files: their parts, and the same file with variables added.

Variables are added between the bytes of the file, so that all else stays as it is.
"""

import shutil
import struct
from collections.abc import Iterable
from itertools import accumulate
from typing import BinaryIO, NamedTuple

from shudi.errors import TableError
from shudi.i18n import _
from shudi.tables.binary import Cursor, NewVariables, damaged


class _Release(NamedTuple):
    """How a release of the format is laid out.

    Attributes:
        variables: the type of the number of variables, as struct writes it.
        rows: the type of the number of rows.
        kind: the type of a variable's type.
        sort: the type of a variable's number in the order of the rows.
        name: how many bytes a name has, with the NUL at its end.
        display: how many a display format has.
        label: how many a variable label has.
        widest: how many bytes of text a variable may have.
        text: the length of the file label.
    """

    variables: str
    rows: str
    kind: str
    sort: str
    name: int
    display: int
    label: int
    widest: int
    text: str = ""


_OLD = _Release("H", "I", "B", "H", name=33, display=49, label=81, widest=244)
_RELEASES = {
    113: _OLD._replace(display=12),  # Stata 8 and 9
    114: _OLD,
    115: _OLD,
    117: _Release("H", "I", "H", "H", 33, 49, 81, 2045, "B"),  # Stata 13
    118: _Release("H", "Q", "H", "H", 129, 57, 321, 2045, "H"),
    119: _Release("I", "Q", "H", "I", 129, 57, 321, 2045, "H"),
}
_UNICODE = 118  # the first release that is UTF-8
_OLD_WIDTHS = {251: 1, 252: 2, 253: 4, 254: 4, 255: 8}
_WIDTHS = {32768: 8, 65526: 8, 65527: 4, 65528: 4, 65529: 2, 65530: 1}
_LONG_TEXT = 32768
_OLD_DOUBLE, _DOUBLE = 255, 65526
_MISSING = 2.0**1023
MAX_VARIABLES = 32_767
_MAX_VARIABLES_119 = 120_000
_TAGS = (
    "variable_types",
    "varnames",
    "sortlist",
    "formats",
    "value_label_names",
    "variable_labels",
)
# Which offset of the map is that of the part after each of them.
_FIRST_ARRAY, _AFTER_DATA = 2, 10


class DtaFile:
    """The parts of a .dta file.

    Attributes:
        encoding: of its text; empty if the file does not say.
        rows: how many it has.
        variables: how many it has.
        names: how many bytes a name may have.
    """

    def __init__(self, file: BinaryIO, name: str) -> None:
        """Find the parts.

        Raises:
            TableError: it is no .dta file that Stata 8 or later wrote, or is damaged.
        """
        self._cursor = cursor = Cursor(file, name)
        first = cursor.take(min(11, cursor.size))
        cursor.file.seek(0)
        self._is_tagged = first == b"<stata_dta>"
        release = self._tagged_header() if self._is_tagged else self._old_header()
        self._release = _RELEASES[release]
        self.encoding = "utf-8" if release >= _UNICODE else ""
        self.names = self._release.name - 1
        self._arrays()
        self._skip_characteristics()
        self._data = cursor.position()
        if self.rows * self._width > cursor.size - self._data:
            raise damaged(name, _("it ends too early"))
        if self._is_tagged:
            cursor.file.seek(self._data + self.rows * self._width)
            cursor.expect(b"</data>")

    def number(self, value: float | None) -> bytes:
        """A number, or a missing one, as the file has it."""
        number = _MISSING if value is None else value
        return struct.pack(f"{self._cursor.order}d", number)

    def add(self, new: NewVariables, target: BinaryIO) -> None:
        """Write the file with variables added at the end.

        Raises:
            TableError: Stata cannot hold them.
        """
        release, order = self._release, self._cursor.order
        self._check(new)
        zeros = bytes(struct.calcsize(release.sort)) * len(new.names)
        kinds = [*new.widths]
        displays = [b"%%-%ds" % max(9, min(width, 40)) for width in new.widths]
        for place in new.numbers:
            kinds[place] = _DOUBLE if self._is_tagged else _OLD_DOUBLE
            displays[place] = b"%9.0g"
        arrays = [
            struct.pack(f"{order}{len(kinds)}{release.kind}", *kinds),
            _entries(new.names, release.name),
            zeros,
            _entries(displays, release.display),
            bytes(release.name * len(new.names)),
            _entries(new.labels, release.label),
        ]
        variables = struct.pack(
            order + release.variables, self.variables + len(new.names)
        )
        rows = struct.pack(order + release.rows, self.rows - new.dropped)
        edits = [(self._variables_at, variables), (self._rows_at, rows)]
        if self._map:
            added = sum(new.widths) * (self.rows - new.dropped)
            added -= self._width * new.dropped
            edits.append((self._map_at, self._moved_map(arrays, added)))
        self._cursor.file.seek(0)
        head = bytearray(self._cursor.file.read(self._data))
        for position, content in edits:
            head[position : position + len(content)] = content
        start = 0
        for end, content in zip(self._ends, arrays, strict=True):
            target.write(head[start:end])
            target.write(content)
            start = end
        target.write(head[start:])
        for cells in new.rows:
            row = self._cursor.file.read(self._width)
            if cells is not None:
                target.write(row)
                for cell, width in zip(cells, new.widths, strict=True):
                    target.write(cell.ljust(width, b"\0"))
        shutil.copyfileobj(self._cursor.file, target)

    def _check(self, new: NewVariables) -> None:
        if max(new.widths) > self._release.widest:
            message = _("the file holds at most {count:,} bytes of text in a cell")
            problem = message.format(count=self._release.widest)
            raise TableError(self._cursor.name, None, problem)
        is_large = self._release.variables == "I"
        most = _MAX_VARIABLES_119 if is_large else MAX_VARIABLES
        if self.variables + len(new.names) > most:
            problem = _("the file holds at most {count:,} variables").format(count=most)
            raise TableError(self._cursor.name, None, problem)
        if new.dropped and self._has_long_text:
            problem = _(
                "rows cannot be left out of a file with variables of type strL; "
                "leave out --only, or write a .csv"
            )
            raise TableError(self._cursor.name, None, problem)

    def _moved_map(self, arrays: list[bytes], added: int) -> bytes:
        """The map, with the parts after what is added further down."""
        moves = [0] * len(self._map)
        for position, content in enumerate(arrays, start=_FIRST_ARRAY + 1):
            moves[position] += len(content)
        moves[_AFTER_DATA] += added
        offsets = map(sum, zip(self._map, accumulate(moves), strict=True))
        return struct.pack(f"{self._cursor.order}{len(self._map)}Q", *offsets)

    def _old_header(self) -> int:
        cursor = self._cursor
        release: int = cursor.number("B")
        order = cursor.number("B")
        if release not in _RELEASES or release >= 117 or order not in (1, 2):
            problem = _("not a .dta file of Stata 8 or later; save it anew, or as .csv")
            raise TableError(cursor.name, None, problem)
        cursor.order = "<" if order == 2 else ">"
        cursor.take(2)
        self._variables_at = cursor.position()
        self.variables = cursor.number("H")
        self._rows_at = cursor.position()
        self.rows = cursor.number("I")
        cursor.take(81 + 18)
        self._map: tuple[int, ...] = ()
        return release

    def _tagged_header(self) -> int:
        cursor = self._cursor
        cursor.expect(b"<stata_dta><header><release>")
        digits = cursor.take(3)
        release = int(digits) if digits.isdigit() else 0
        if release not in _RELEASES:
            problem = _("not a .dta file of Stata 8 or later; save it anew, or as .csv")
            raise TableError(cursor.name, None, problem)
        layout = _RELEASES[release]
        cursor.expect(b"</release><byteorder>")
        cursor.order = ">" if cursor.take(3) == b"MSF" else "<"
        cursor.expect(b"</byteorder><K>")
        self._variables_at = cursor.position()
        self.variables = cursor.number(layout.variables)
        cursor.expect(b"</K><N>")
        self._rows_at = cursor.position()
        self.rows = cursor.number(layout.rows)
        cursor.expect(b"</N><label>")
        cursor.take(cursor.number(layout.text))
        cursor.expect(b"</label><timestamp>")
        cursor.take(cursor.number("B"))
        cursor.expect(b"</timestamp></header><map>")
        self._map_at = cursor.position()
        self._map = struct.unpack(cursor.order + "14Q", cursor.take(14 * 8))
        cursor.expect(b"</map>")
        return release

    def _arrays(self) -> None:
        """Find where the descriptions of the variables end, and a row's width."""
        cursor, release = self._cursor, self._release
        sort = struct.calcsize(release.sort)
        kind = struct.calcsize(release.kind)
        self._ends = []
        for tag, size in zip(
            _TAGS,
            (kind, release.name, sort, release.display, release.name, release.label),
            strict=True,
        ):
            if self._is_tagged:
                cursor.expect(b"<%s>" % tag.encode())
            count = self.variables + (tag == "sortlist")
            content = cursor.take(size * count)
            self._ends.append(cursor.position())
            if self._is_tagged:
                cursor.expect(b"</%s>" % tag.encode())
            if tag == "variable_types":
                code = f"{cursor.order}{count}{release.kind}"
                kinds = struct.unpack(code, content)
        widths = _WIDTHS if self._is_tagged else _OLD_WIDTHS
        try:
            self._width = sum(
                kind if 1 <= kind <= release.widest else widths[kind] for kind in kinds
            )
        except KeyError as error:
            problem = _("there is no type {code}").format(code=error)
            raise damaged(cursor.name, problem) from None
        self._has_long_text = self._is_tagged and _LONG_TEXT in kinds

    def _skip_characteristics(self) -> None:
        cursor = self._cursor
        if not self._is_tagged:
            kind, length = cursor.number("B"), cursor.number("i")
            while kind or length:
                cursor.take(length)
                kind, length = cursor.number("B"), cursor.number("i")
            return
        cursor.expect(b"<characteristics>")
        while (tag := cursor.take(4)) == b"<ch>":
            cursor.take(cursor.number("I"))
            cursor.expect(b"</ch>")
        cursor.file.seek(-len(tag), 1)
        cursor.expect(b"</characteristics><data>")


def _entries(texts: Iterable[bytes], size: int) -> bytes:
    """Texts in places of a size, each with at least one NUL at its end."""
    return b"".join(text.ljust(size, b"\0") for text in texts)
