"""Delimited text as people have it: its encoding, its delimiter, its records."""

import codecs
import csv
import io
from collections import Counter
from collections.abc import Iterator
from itertools import chain
from typing import BinaryIO, NamedTuple

from shudi.errors import TableError

_SAMPLE = 1 << 16  # bytes
_SAMPLE_RECORDS = 50
_DELIMITERS = ",\t;|"
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


class Encoding(NamedTuple):
    """How text is written as bytes: a codec, and what stands before it all."""

    codec: str
    bom: bytes = b""

    @classmethod
    def named(cls, name: str) -> "Encoding":
        """The encoding of a name; utf-8-sig and utf-16 begin with a BOM.

        Raises:
            LookupError: there is none of that name.
        """
        codec = codecs.lookup(name).name
        if codec == "utf-8-sig":
            return cls("utf-8", codecs.BOM_UTF8)
        if codec == "utf-16":
            return cls("utf-16-le", codecs.BOM_UTF16_LE)
        return cls(codec)


# One record of a table: the number of its first line, from 1; its text as it stands;
# the end of its last line, empty at the end of the file; and its cells, none for an
# empty line. A plain tuple, for a named one would take a fifth of the time of a table.
Record = tuple[int, str, str, list[str]]


class TextTable(NamedTuple):
    """A delimited text that is read once, in the memory of a few records.

    Attributes:
        name: of the file, for messages.
        encoding: as it was said, or recognized by its BOM or its first bytes.
        delimiter: as it was said, or recognized by the first records.
        records: all of them; getting the next raises TableError where the text
            is not in its encoding, has a NUL byte or ends within quotes.
    """

    name: str
    encoding: Encoding
    delimiter: str
    records: Iterator[Record]


def open_text(
    file: BinaryIO,
    name: str,
    encoding: str | None = None,
    delimiter: str | None = None,
) -> TextTable:
    """Recognize a delimited text by its beginning.

    Args:
        file: where its bytes come from; it need not be seekable.
        name: what it is called in messages.
        encoding: its encoding, if it is known.
        delimiter: what separates its cells, if it is known.

    Raises:
        TableError: its encoding is neither UTF-8, UTF-16 with BOM nor GB18030.
    """
    sample = file.read(_SAMPLE)
    known = _encoding(sample, encoding)
    if known is None:
        wrong = "is neither UTF-8 nor GB18030; say its --encoding"
        raise TableError(name, None, wrong)
    sample = sample[len(known.bom) :]
    beginning = sample.decode(known.codec, "ignore")
    text = io.TextIOWrapper(
        io.BufferedReader(_Resumed(sample, file), _SAMPLE), known.codec, newline=""
    )
    delimiter = delimiter or _delimiter(beginning)
    return TextTable(name, known, delimiter, _records(text, name, delimiter, known))


class _Resumed(io.RawIOBase):
    """A stream from its beginning, of which the first bytes were read already."""

    def __init__(self, first: bytes, rest: BinaryIO) -> None:
        self._first = first
        self._rest = rest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        chunk = self._first[: len(buffer)] or self._rest.read(len(buffer))
        self._first = self._first[len(chunk) :]
        buffer[: len(chunk)] = chunk
        return len(chunk)


def _encoding(sample: bytes, name: str | None) -> Encoding | None:
    """The encoding of a text that begins so; its BOM is told even if it is named."""
    said = Encoding.named(name) if name else None
    for bom, codec in _BOMS:
        if sample.startswith(bom) and (said is None or codec.startswith(said.codec)):
            return Encoding(codec, bom)
    if said:
        return Encoding(said.codec)
    for codec in ("utf-8", "gb18030"):
        try:
            codecs.getincrementaldecoder(codec)().decode(sample)
        except UnicodeDecodeError:
            continue
        return Encoding(codec)
    return None


def _delimiter(beginning: str) -> str:
    """The delimiter by which the first records have the same number of cells."""
    lines = io.StringIO(beginning, newline="").readlines()[:_SAMPLE_RECORDS]

    def fit(delimiter: str) -> tuple[float, int]:
        widths = [len(row) for row in csv.reader(lines, delimiter=delimiter) if row]
        ((width, count),) = Counter(widths).most_common(1) or [(0, 0)]
        return (count / len(widths), width) if width > 1 else (0, 0)

    return max(_DELIMITERS, key=fit)


def _records(
    lines: Iterator[str], name: str, delimiter: str, encoding: Encoding
) -> Iterator[Record]:
    number = 0
    first = 0
    try:
        for line in lines:
            number = first = number + 1
            if "\0" in line:
                raise TableError(name, number, "there is a NUL byte")
            if '"' not in line:
                body = line.rstrip("\r\n")
                cells = body.split(delimiter) if body else []
            else:
                taken = _Taken(line, lines)
                cells = next(csv.reader(taken, delimiter=delimiter, strict=True))
                line = "".join(taken.lines)
                body = line.rstrip("\r\n")
                number += len(taken.lines) - 1
                if "\0" in line:
                    raise TableError(name, first, "there is a NUL byte")
            yield first, body, line[len(body) :], cells
    except csv.Error as error:
        raise TableError(name, first, f"the quotes are wrong: {error}") from None
    except UnicodeDecodeError as error:
        before = error.object[: error.start].decode(encoding.codec, "ignore")
        wrong = f"this is not {encoding.codec}; say the --encoding"
        raise TableError(name, number + 1 + before.count("\n"), wrong) from None


class _Taken:
    """A line and those that follow it, as far as they are taken, which it keeps."""

    def __init__(self, line: str, following: Iterator[str]) -> None:
        self.lines: list[str] = []
        self._following = chain([line], following)

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        self.lines.append(next(self._following))
        return self.lines[-1]
