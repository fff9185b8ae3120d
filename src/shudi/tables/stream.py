"""The bytes of a text file, read once: what was looked at first, then the rest."""

import io
from collections.abc import Iterator
from typing import BinaryIO

from shudi.errors import TableError
from shudi.i18n import _
from shudi.tables.base import Encoding, ReadOptions
from shudi.tables.detection import SAMPLE, detect_encoding, detect_other

_MAX_LINE = 1 << 26  # bytes


class PrependedStream(io.RawIOBase):
    """A stream whose first bytes have already been read."""

    def __init__(self, first: bytes, rest: BinaryIO, name: str) -> None:
        self.name = name
        self._first = first
        self._rest = rest
        self._position = 0
        self._line_start = 0  # roughly: the end of the last chunk with a line end

    def readable(self) -> bool:
        """Yes, it is."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Read the next bytes.

        Raises:
            TableError: a line is so long that it is no text.
            OSError: they cannot be read.
        """
        chunk = self._first[: len(buffer)] or read_bytes(
            self._rest, len(buffer), self.name
        )
        self._first = self._first[len(chunk) :]
        self._position += len(chunk)
        if b"\n" in chunk or b"\r" in chunk:
            self._line_start = self._position
        elif self._position - self._line_start > _MAX_LINE:
            message = _("a line of over {size} MiB; is it a text file?")
            problem = message.format(size=_MAX_LINE >> 20)
            raise TableError(self.name, None, problem)
        buffer[: len(chunk)] = chunk
        return len(chunk)

    def tell(self) -> int:
        """How many bytes have been read."""
        return self._position

    def blocks(self, count: int, size: int) -> Iterator[bytes]:
        """Parts of what has not been read yet, evenly spread; none of a pipe.

        All of it in one, if that is no more than they would be.
        """
        if not self._rest.seekable():
            return
        start = self._rest.tell()
        step = (self._rest.seek(0, io.SEEK_END) - start) // count
        if step <= size:
            count, size, step = 1, count * size, 0
        try:
            for number in range(count):
                self._rest.seek(start + number * step // 4 * 4)  # UTF-32's characters
                yield read_bytes(self._rest, size, self.name)
        finally:
            self._rest.seek(start)


def detect_text(
    content: bytes, name: str, options: ReadOptions
) -> tuple[bytes, Encoding]:
    """A text without its byte-order marks, and its encoding.

    Args:
        content: the text, or its beginning.
        name: of the file, for messages.
        options: its encoding, if that is known.

    Raises:
        TableError: it is not UTF-8, UTF-16 with a byte-order mark, or GB18030.
    """
    problem = detect_other(content)
    if problem:
        raise TableError(name, None, problem)
    encoding = detect_encoding(content[:SAMPLE], options.encoding)
    if encoding is None:
        problem = _(
            "not UTF-8 or GB18030 text; use --encoding, such as big5 or gb18030"
        )
        raise TableError(name, None, problem)
    while encoding.bom and content.startswith(encoding.bom):  # some have it doubled
        content = content[len(encoding.bom) :]
    return content, encoding


def wrong_encoding(
    error: UnicodeDecodeError, name: str, lines: int, encoding: Encoding
) -> TableError:
    """The error of a text that is not in its encoding.

    Args:
        error: that of the decoder.
        name: of the file, for messages.
        lines: how many are before what it decoded.
        encoding: of the text.
    """
    before = error.object[: error.start].decode(encoding.codec, "ignore")
    message = _("not {encoding} text; use another --encoding")
    problem = message.format(encoding=encoding.codec)
    return TableError(name, lines + 1 + before.count("\n"), problem)


def read_bytes(file: BinaryIO, size: int, name: str) -> bytes:
    """Read up to so many bytes; errors name the file.

    Raises:
        OSError: it cannot be read.
    """
    try:
        return file.read(size)
    except OSError as error:
        raise OSError(error.errno, error.strerror, name) from None
