"""The records of an .xlsb: a sheet is measured before python-calamine reads it."""

from collections.abc import Iterator, Sequence
from struct import Struct, error

from shudi.tables.package import Package
from shudi.tables.worksheet import MAX_COLUMNS, MAX_ROWS, Area, check_filled

WORKBOOK = "xl/workbook.bin"

_RELATIONSHIPS = "xl/_rels/workbook.bin.rels"
_STRINGS = "xl/sharedStrings.bin"
# The kinds of records, by their numbers in [MS-XLSB].
_ROW, _VALUES, _SHARED, _STRING, _SHEET, _MERGED = 0, range(2, 12), 7, 19, 156, 176

_numbers = Struct("<I").unpack_from
_areas = Struct("<4I").unpack_from


def measure(package: Package, title: str) -> list[Area]:
    """Measure a sheet.

    Returns:
        Its merged cells.

    Raises:
        TableError: it is damaged, or would take absurdly much memory.
    """
    part = _STRINGS
    try:
        texts = []
        if part in package.parts:
            strings = _records(package.read(part))
            texts = [_number(data, 1) for kind, data in strings if kind == _STRING]
        part = WORKBOOK
        part = _part_of(package, title)
        return _measured(package, part, texts)
    except (error, IndexError, KeyError):
        raise package.damaged(part) from None


def _part_of(package: Package, title: str) -> str:
    """The part of the first sheet of a title, as python-calamine finds it."""
    targets = {
        element.attributes.get("Id"): element.attributes.get("Target")
        for element in package.elements(_RELATIONSHIPS)
    }
    sheets: dict[str, str] = {}
    for kind, data in _records(package.read(WORKBOOK)):
        if kind == _SHEET:
            key, end = _text(data, 8)
            sheets.setdefault(_text(data, end)[0], key)
    return f"xl/{targets[sheets[title]]}"


def _measured(package: Package, part: str, texts: Sequence[int]) -> list[Area]:
    merged: list[Area] = []
    row, values, last_row, last_column, read = -1, 0, 0, 0, 0
    for kind, data in _records(package.read(part)):
        if kind in _VALUES:
            column = _number(data, 0)
            if column >= MAX_COLUMNS:
                raise IndexError
            values += 1
            last_row = row + 1
            last_column = max(last_column, column + 1)
            if kind == _SHARED:
                read += texts[_number(data, 8)]
        elif kind == _ROW:
            if not row < _number(data, 0) < MAX_ROWS:
                raise IndexError
            row = _number(data, 0)
        elif kind == _MERGED:
            top, bottom, left, right = _areas(data)
            if bottom >= MAX_ROWS or right >= MAX_COLUMNS:
                raise IndexError
            merged.append(Area(top + 1, left + 1, bottom + 1, right + 1))
    check_filled(package.name, values, last_row, last_column)
    package.check_texts(_STRINGS, sum(texts), read)
    return merged


def _records(content: bytes) -> Iterator[tuple[int, bytes]]:
    """The records of a part: their kinds and data."""
    position = 0
    while position < len(content):
        kind, position = _packed(content, position, 2)
        length, position = _packed(content, position, 4)
        if position + length > len(content):
            raise IndexError
        yield kind, content[position : position + length]
        position += length


def _packed(content: bytes, position: int, count: int) -> tuple[int, int]:
    """A number of up to so many bytes, seven bits in each, and where it ends."""
    number = 0
    for shift in range(0, 7 * count, 7):
        byte = content[position]
        position += 1
        number |= (byte & 0x7F) << shift
        if byte < 0x80:
            break
    return number, position


def _number(data: bytes, position: int) -> int:
    (number,) = _numbers(data, position)
    return int(number)


def _text(data: bytes, position: int) -> tuple[str, int]:
    """A text and where it ends."""
    start = position + 4
    end = start + 2 * _number(data, position)
    return data[start:end].decode("utf-16-le", "replace"), end
