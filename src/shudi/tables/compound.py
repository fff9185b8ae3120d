"""The content of an .xls: checked before python-calamine reads all its sheets.

Of what is wrong in it, python-calamine takes room for as much as it says, or goes in a
circle, which ends the process.
"""

from collections.abc import Iterator, Sequence
from struct import Struct, error, unpack, unpack_from

from shudi.errors import TableError
from shudi.i18n import _
from shudi.tables.base import damage
from shudi.tables.worksheet import check_filled

SIGNATURE = b"\xd0\xcf\x11\xe0"

_END = 0xFFFFFFFE  # of a chain of sectors
_MAX_SECTOR = 0xFFFFFFFA
_HEADER_SECTORS = 109  # of the table of sectors
_MINI = 64  # bytes of a small sector
_MAX_MINI_STREAM = 4096  # bytes
_STREAM, _ROOT = 2, 5
_MAX_COLUMNS = 256
# The kinds of records, by their numbers in [MS-XLS].
_PASSWORD, _SHEET, _STRINGS, _DIMENSIONS, _EOF = 0x2F, 0x85, 0xFC, 0x200, 0x0A
_MANY = 0xBD  # numbers in one record
_VALUES = {0x06, _MANY, 0xFD, 0x203, 0x204, 0x205, 0x27E}

_record = Struct("<HH").unpack_from


def check(content: bytes, name: str) -> None:
    """Make sure that a workbook can be read.

    Raises:
        TableError: it is damaged, is encrypted, or would take absurdly much memory.
    """
    try:
        streams = _streams(content)
        is_encrypted = "EncryptedPackage" in streams
        stream = streams.get("Workbook") or streams.get("Book") or b""
        if not is_encrypted:
            is_encrypted = _check_records(stream, name)
    except (error, IndexError, KeyError):
        problem = damage(_("its parts do not fit together"))
        raise TableError(name, None, problem) from None
    if is_encrypted:
        problem = _("the workbook is encrypted; save it without a password")
        raise TableError(name, None, problem)


class _Sectors:
    """Sectors of a file or a stream, each but the last followed by one in the table."""

    def __init__(self, content: bytes, start: int, size: int) -> None:
        self._content = content
        self._start = start
        self._size = size
        self.count = -(-(len(content) - start) // size)
        self.table: Sequence[int] = ()

    def read(self, number: int) -> bytes:
        if number >= self.count:
            raise IndexError
        start = self._start + number * self._size
        return self._content[start : start + self._size]

    def numbers(self, number: int) -> tuple[int, ...]:
        return unpack(f"<{self._size // 4}I", self.read(number))

    def chain(self, number: int) -> bytes:
        parts = []
        while number != _END:
            parts.append(self.read(number))
            if len(parts) > self.count:  # a circle
                raise IndexError
            number = self.table[number]
        return b"".join(parts)


def _streams(content: bytes) -> dict[str, bytes]:
    """The streams of a compound file, by their names ([MS-CFB])."""
    (shift,) = unpack_from("<H", content, 30)
    if shift not in {9, 12}:
        raise IndexError
    sectors = _Sectors(content, 1 << shift, 1 << shift)
    directory_length, table_length, directory = unpack_from("<3I", content, 40)
    mini_table, mini_length, further = unpack_from("<3I", content, 60)
    if max(directory_length, table_length, mini_length) > sectors.count:
        raise IndexError
    table = list(unpack_from(f"<{_HEADER_SECTORS}I", content, 76))
    while further < _MAX_SECTOR:
        table += sectors.numbers(further)
        further = table.pop()
        if len(table) > len(content):  # a circle
            raise IndexError
    sectors.table = [
        number
        for sector in table
        if sector < _MAX_SECTOR
        for number in sectors.numbers(sector)
    ]
    entries = sectors.chain(directory)
    mini = _Sectors(b"", 0, _MINI)
    streams: dict[str, bytes] = {}
    for start in range(0, len(entries), 128):
        entry = entries[start : start + 128]
        kind = entry[66]
        first, length = unpack_from("<2I", entry, 116)
        if kind not in {_STREAM, _ROOT} or not length:
            continue
        if length > len(content):
            raise IndexError
        if kind == _ROOT:
            mini = _Sectors(sectors.chain(first), 0, _MINI)
            chained = sectors.chain(mini_table) if mini_length else b""
            mini.table = unpack(f"<{len(chained) // 4}I", chained)
            continue
        name = entry[:64].decode("utf-16-le", "replace").partition("\0")[0]
        chosen = mini if length < _MAX_MINI_STREAM else sectors
        streams.setdefault(name, chosen.chain(first)[:length])
    return streams


def _check_records(stream: bytes, name: str) -> bool:
    """Make sure that a workbook's records say no more than there is.

    Returns:
        Whether they are encrypted.
    """
    sheets: list[int] = []
    for kind, data in _records(stream, 0):
        if kind == _PASSWORD:
            return True
        if kind == _SHEET:
            sheets.append(*unpack_from("<I", data))
        elif kind == _STRINGS and unpack_from("<I", data, 4)[0] > len(stream):
            raise IndexError
    for start in sheets:
        values = last_row = last_column = 0
        for kind, data in _records(stream, start):
            if kind in _VALUES:
                row, first = _record(data)
                last = first
                if kind == _MANY:
                    (last,) = unpack_from("<H", data, len(data) - 2)
                if max(first, last) >= _MAX_COLUMNS:
                    raise IndexError
                values += 1 + last - first
                last_row = max(last_row, row + 1)
                last_column = max(last_column, last + 1)
            elif kind == _DIMENSIONS:
                _check_dimensions(data)
        check_filled(name, values, last_row, last_column)
    return False


def _check_dimensions(data: bytes) -> None:
    """Make sure that a sheet says that it is no larger than a sheet can be."""
    layout = "<2I2H" if len(data) == 14 else "<4H"
    top, bottom, left, right = unpack_from(layout, data)
    if bottom and right and not (top <= bottom <= 1 << 16 and left <= right <= 1 << 8):
        raise IndexError


def _records(stream: bytes, position: int) -> Iterator[tuple[int, bytes]]:
    """The records from a position to the end of what begins there."""
    kind = None
    while kind != _EOF:
        kind, length = _record(stream, position)
        data = stream[position + 4 : position + 4 + length]
        if len(data) < length:
            raise IndexError
        yield kind, data
        position += 4 + length
