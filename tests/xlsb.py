"""A writer of .xlsb, of which no free program writes one that others read.

Records and their numbers are those of [MS-XLSB]; pyxlsb and LibreOffice read it.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from io import BytesIO
from struct import pack
from typing import NamedTuple
from zipfile import ZIP_DEFLATED, ZipFile

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
MAIN = "application/vnd.ms-excel.sheet.binary.macroEnabled.main"
SHEET = "xl/worksheets/sheet1.bin"
STRINGS = "xl/sharedStrings.bin"
STYLES = (0, 14, 22, 46)  # numbers, dates, dates with times, and durations
_FIRST_DAY = datetime(1899, 12, 30)


class Formula(NamedTuple):
    """A formula: 1+1, with the value that was saved."""

    value: float | str


class Sheet(NamedTuple):
    """A sheet of values from A1 on; None is an empty cell."""

    title: str
    rows: Sequence[Sequence[object]]
    merged: Sequence[tuple[int, int, int, int]] = ()  # rows, columns, from 0
    hidden: bool = False


def record(kind: int, data: bytes = b"") -> bytes:
    """A record: its kind and length, seven bits in each byte, and its data."""
    return packed(kind) + packed(len(data)) + data


def packed(number: int) -> bytes:
    small = number & 0x7F
    return (
        bytes([small | 0x80]) + packed(number >> 7) if number > 0x7F else bytes([small])
    )


def text(value: str) -> bytes:
    content = value.encode("utf-16-le")
    return pack("<I", len(content) // 2) + content


def cell(column: int, value: object, strings: dict[str, int]) -> bytes:
    style = 2 if isinstance(value, datetime) else int(isinstance(value, date))
    place = pack("<2I", column, style)
    formula = pack("<HI", 0, 7) + bytes([0x1E, 1, 0, 0x1E, 1, 0, 3]) + pack("<I", 0)
    if isinstance(value, Formula):
        if isinstance(value.value, str):
            return record(8, place + text(value.value) + formula)
        return record(9, place + pack("<d", value.value) + formula)
    if isinstance(value, str):
        return record(7, place + pack("<I", strings.setdefault(value, len(strings))))
    if isinstance(value, bool):
        return record(4, place + bytes([value]))
    if isinstance(value, int):
        return record(2, place + pack("<i", value << 2 | 2))
    if isinstance(value, date):
        moment = datetime(*value.timetuple()[:6])
        days = (moment - _FIRST_DAY).total_seconds() / 86_400
        return record(5, place + pack("<d", days))
    assert isinstance(value, float)
    return record(5, place + pack("<d", value))


def row(number: int) -> bytes:
    """The header of a row, from 0."""
    return record(0, pack("<3I", number, 0, 0x012C0000) + bytes(5))


def sheet_part(
    rows: bytes, height: int = 1, width: int = 1, merged: bytes = b""
) -> bytes:
    return b"".join(
        (
            record(129),
            record(148, pack("<4I", 0, max(0, height - 1), 0, max(0, width - 1))),
            record(145),
            rows,
            record(146),
            merged,
            record(130),
        )
    )


def styles() -> bytes:
    """Those that cells have, by their position in STYLES."""
    formats = [record(47, pack("<2H", 0, number) + bytes(12)) for number in STYLES]
    count = record(617, pack("<I", len(formats)))
    return b"".join((record(278), count, *formats, record(618), record(279)))


def xlsb(*sheets: Sheet, parts: Mapping[str, bytes] = {}) -> bytes:
    """A workbook of sheets, some of its parts replaced or added."""
    strings: dict[str, int] = {}
    content: dict[str, bytes] = {}
    bundle, links, types = b"", "", ""
    for number, sheet in enumerate(sheets, start=1):
        part = f"worksheets/sheet{number}.bin"
        rows = b"".join(
            row(line)
            + b"".join(
                cell(column, value, strings)
                for column, value in enumerate(values)
                if value is not None
            )
            for line, values in enumerate(sheet.rows)
        )
        areas = [record(176, pack("<4I", *area)) for area in sheet.merged]
        merged = record(177, pack("<I", len(areas))) + b"".join(areas) + record(178)
        width = max(map(len, sheet.rows), default=0)
        content[f"xl/{part}"] = sheet_part(
            rows, len(sheet.rows), width, merged if areas else b""
        )
        state = pack("<2I", int(sheet.hidden), number)
        bundle += record(156, state + text(f"rId{number}") + text(sheet.title))
        links += relationship(number, "worksheet", part)
        kind = "application/vnd.ms-excel.worksheet"
        types += f'<Override PartName="/xl/{part}" ContentType="{kind}"/>'
    links += relationship(90, "styles", "styles.bin")
    links += relationship(91, "sharedStrings", "sharedStrings.bin")
    for part, kind in {"workbook": MAIN, "styles": "", "sharedStrings": ""}.items():
        kind = kind or f"application/vnd.ms-excel.{part}"
        types += f'<Override PartName="/xl/{part}.bin" ContentType="{kind}"/>'
    default = "application/vnd.openxmlformats-package.relationships+xml"
    table = pack("<2I", len(strings), len(strings))
    content |= {
        "[Content_Types].xml": xml(
            f'<Types xmlns="{PACKAGE}/content-types">'
            f'<Default Extension="rels" ContentType="{default}"/>{types}</Types>'
        ),
        "_rels/.rels": relationships(
            relationship(1, "officeDocument", "xl/workbook.bin")
        ),
        "xl/_rels/workbook.bin.rels": relationships(links),
        "xl/workbook.bin": record(131)
        + record(153, bytes(8) + text(""))
        + record(143)
        + bundle
        + record(144)
        + record(157, bytes(26))
        + record(132),
        "xl/styles.bin": styles(),
        STRINGS: record(159, table)
        + b"".join(record(19, b"\0" + text(string)) for string in strings)
        + record(160),
    }
    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as package:
        for name, data in (content | parts).items():
            package.writestr(name, data)
    return file.getvalue()


def xml(markup: str) -> bytes:
    return f'<?xml version="1.0" encoding="UTF-8"?>{markup}'.encode()


def relationship(number: int, kind: str, target: str) -> str:
    link = f'Id="rId{number}" Type="{OFFICE}/{kind}" Target="{target}"'
    return f"<Relationship {link}/>"


def relationships(links: str) -> bytes:
    return xml(
        f'<Relationships xmlns="{PACKAGE}/relationships">{links}</Relationships>'
    )
