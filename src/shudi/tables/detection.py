"""Detect from its beginning whether a file is text, its encoding and delimiter."""

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Collection

from shudi.i18n import _, mark
from shudi.tables.base import Encoding

SAMPLE = 1 << 16  # bytes that are looked at

_DETECTED_DELIMITERS = ",\t;|"
_SAMPLE_RECORDS = 50
_PRIVATE_USE = "[\ue000-\uf8ff]"
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # it begins as that of UTF-16
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_NAMED = mark("{kind} file by its content; name it {kind}")
_ARCHIVE = mark("{kind} archive by its content; unpack it")
_OTHER = mark("{kind} file by its content; save the table as .xlsx or .csv")
# How files that are not text begin.
_SIGNATURES = (
    (b"\xd0\xcf\x11\xe0", _NAMED, ".xls"),
    (b"\x1f\x8b", _NAMED, ".gz"),
    (b"7z\xbc\xaf\x27\x1c", _ARCHIVE, "7z"),
    (b"Rar!\x1a\x07", _ARCHIVE, "RAR"),
    (b"BZh91AY&SY", _ARCHIVE, "bzip2"),
    (b"\xfd7zXZ\0", _ARCHIVE, "xz"),
    (b"\x28\xb5\x2f\xfd", _ARCHIVE, "zstd"),
    (b"%PDF-", _OTHER, "PDF"),
    (b"PAR1\x15", _NAMED, ".parquet"),
    (b"ARROW1\0\0", _NAMED, ".feather"),
    (b"<stata_dta>", _NAMED, ".dta"),
    (b"$FL2@(#)", _NAMED, ".sav"),
    (b"$FL3@(#)", _NAMED, ".sav"),
    (b"SQLite format 3\0", _OTHER, "SQLite"),
    (b"\0\1\0\0Standard ", _OTHER, "Access"),
    (b"\x89PNG\r\n", _OTHER, "PNG"),
    (b"\xff\xd8\xff", _OTHER, "JPEG"),
    (b"{\\rtf", _OTHER, "RTF"),
)
# What the first parts of a ZIP archive have in them; some kinds have what others have.
_ZIP = b"PK\x03\x04"
_PARTS = (
    (b"opendocument.spreadsheet", _NAMED, ".ods"),
    (b"word/", _OTHER, "Word"),
    (b"xl/workbook.bin", _NAMED, ".xlsb"),
    (b"[Content_Types].xml", _NAMED, ".xlsx"),
    (b"xl/", _NAMED, ".xlsx"),
    (b"", _NAMED, ".zip"),
)
_MARKUP = re.compile(
    rb"\s*<(?:(!doctype html|html|head|meta|style|table)\b|\?xml\b)", re.IGNORECASE
)


def detect_other(sample: bytes, suffixes: Collection[str] = ()) -> str:
    """What is wrong if a file that begins so is of another kind than its name says.

    Args:
        sample: its beginning.
        suffixes: those that its format may have; none for text.

    Returns:
        Nothing if it may be what its name says.
    """
    for signature, message, kind in _SIGNATURES:
        if sample.startswith(signature):
            return "" if kind in suffixes else _(message).format(kind=kind)
    if sample.startswith(_ZIP):
        _part, message, kind = next(part for part in _PARTS if part[0] in sample)
        return "" if kind in suffixes else _(message).format(kind=kind)
    for bom, _codec in _BOMS:
        sample = sample.removeprefix(bom)
    # Web pages may be in UTF-16.
    markup = _MARKUP.match(sample[:1_000].replace(b"\0", b""))
    if markup:
        return _(_OTHER).format(kind="HTML" if markup[1] else "XML")
    return ""


def detect_encoding(sample: bytes, named: Encoding | None) -> Encoding | None:
    """Detect the encoding from the first bytes; if it is named, only its byte order."""
    for bom, codec in _BOMS:
        encoding = Encoding(codec, bom)
        if sample.startswith(bom) and (
            named is None or named.family == encoding.family
        ):
            return encoding
    if named:
        # Most bytes that are 0 are the high ones, of commas, digits and line ends.
        is_big_endian = sample[::2].count(0) > sample[1::2].count(0)
        if named.family != named.codec and named.bom and is_big_endian:
            return Encoding(f"{named.family}-be")
        return Encoding(named.codec)
    for codec in ("utf-8", "gb18030"):
        try:
            text = codecs.getincrementaldecoder(codec)().decode(sample)
        except UnicodeDecodeError:
            continue
        # GB18030 takes nearly any bytes, those of Big5 as private-use characters.
        if codec == "utf-8" or not re.search(_PRIVATE_USE, text):
            return Encoding(codec)
    return None


def detect_delimiter(text: str) -> str:
    """The delimiter by which the first records have the same number of cells."""
    lines = io.StringIO(text, newline="").readlines()[:_SAMPLE_RECORDS]

    def score(delimiter: str) -> tuple[float, int]:
        widths = [len(row) for row in csv.reader(lines, delimiter=delimiter) if row]
        ((width, count),) = Counter(widths).most_common(1) or [(0, 0)]
        return (count / len(widths), width) if width > 1 else (0, 0)

    return max(_DETECTED_DELIMITERS, key=score)
