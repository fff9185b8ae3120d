"""Detect the encoding and the delimiter of a text from its beginning."""

import codecs
import csv
import io
import re
from collections import Counter

from shudi.i18n import _, mark
from shudi.tables.base import Encoding

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
_SIGNATURES = {
    b"PK\x03\x04": mark("a workbook or an archive, not text; name the file .xlsx"),
    b"\xd0\xcf\x11\xe0": mark(
        "an old workbook, not text; save the table as .xlsx or .csv"
    ),
}


def detect_workbook(sample: bytes) -> str:
    """What is wrong if a file that begins so is a workbook; empty if it is not."""
    for signature, problem in _SIGNATURES.items():
        if sample.startswith(signature):
            return _(problem)
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
