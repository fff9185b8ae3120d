"""Compressed files: .gz, and .zip with one table.

What reads and writes them is imported where it is used, as most files are none.
"""

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, cast

from shudi.errors import TableError
from shudi.i18n import _
from shudi.text import join, printable

if TYPE_CHECKING:
    from zipfile import ZipInfo

SUFFIXES = frozenset({".gz", ".zip"})

# A file beyond this size that expands further than any table does is a bomb.
_UNSUSPICIOUS = 1 << 26  # bytes
_MAX_EXPANSION = 500  # times; gzip itself reaches 1,032
_BLOCK = 1 << 18  # bytes
_IN_MEMORY = 1 << 26  # bytes

_ENCRYPTED = 1  # flag of a part of a .zip


def is_compressed(path: Path | None) -> bool:
    """Whether a file is compressed, by its suffix."""
    return path is not None and path.suffix.lower() in SUFFIXES


def content_path(path: Path) -> Path:
    """A path without the suffix of compression: table.csv of table.csv.gz."""
    return path.with_suffix("") if is_compressed(path) else path


def decompressed(file: BinaryIO, path: Path) -> tuple[BinaryIO, Path]:
    """The content of a compressed file, and its path, by which its format is known.

    Args:
        file: the compressed file.
        path: of the file.

    Raises:
        TableError: it is damaged, encrypted, or holds no table or several.
    """
    if path.suffix.lower() == ".gz":
        from gzip import GzipFile

        stream: BinaryIO = cast("BinaryIO", GzipFile(fileobj=file))
        inner = content_path(path)
    else:
        stream, member = _table_in(file, str(path))
        inner = path / member
    content = io.BufferedReader(_Decompressed(stream, file, str(path)), _BLOCK)
    return cast("BinaryIO", content), inner


@contextmanager
def compressing(file: BinaryIO, path: Path, suffix: str) -> Iterator[BinaryIO]:
    """A file that compresses what is written to it, if its path says so.

    Args:
        file: where it goes.
        path: its path.
        suffix: of the table in a .zip whose name does not have one.
    """
    if not is_compressed(path):
        yield file
        return
    if path.suffix.lower() == ".gz":
        from gzip import GzipFile

        # Without a date, the same table gives the same file.
        with GzipFile(filename="", mode="wb", fileobj=file, mtime=0) as stream:
            yield cast("BinaryIO", stream)
        return
    from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

    inner = content_path(path).name
    name = inner if Path(inner).suffix else f"{inner}{suffix}"
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        info = ZipInfo(name)
        info.compress_type = ZIP_DEFLATED
        with archive.open(info, "w", force_zip64=True) as part:
            yield cast("BinaryIO", part)


@contextmanager
def seekable(stream: BinaryIO) -> Iterator[BinaryIO]:
    """A copy of a stream in which one can go back, in memory if it is small."""
    from shutil import copyfileobj
    from tempfile import SpooledTemporaryFile

    with SpooledTemporaryFile(_IN_MEMORY) as copy:
        copyfileobj(stream, copy)
        copy.seek(0)
        yield cast("BinaryIO", copy)


def _table_in(file: BinaryIO, name: str) -> tuple[BinaryIO, str]:
    """The one table in a .zip, and its name."""
    from zipfile import ZipFile

    try:
        archive = ZipFile(file)
        tables = [info for info in archive.infolist() if _is_table(info)]
        if len(tables) != 1:
            names = [printable(info.filename) for info in tables]
            message = (
                _("holds several files: {names}; take out the table")
                if tables
                else _("the archive is empty")
            )
            raise TableError(name, None, message.format(names=join(names[:10])))
        if tables[0].flag_bits & _ENCRYPTED:
            problem = _("the archive is encrypted; save it without a password")
            raise TableError(name, None, problem)
        return cast("BinaryIO", archive.open(tables[0])), tables[0].filename
    except _damages(OSError, ValueError):
        raise TableError(name, None, _("not a .zip archive, or damaged")) from None


def _damages(*others: type[Exception]) -> tuple[type[Exception], ...]:
    """What a damaged file, or an unknown method, raises."""
    from gzip import BadGzipFile
    from zipfile import BadZipFile
    from zlib import error

    usual = (EOFError, KeyError, NotImplementedError, RuntimeError)
    return (BadGzipFile, BadZipFile, error, *usual, *others)


def _is_table(info: "ZipInfo") -> bool:
    """Whether a part of an archive may be one; not what systems add to it."""
    *folders, file = info.filename.split("/")
    return not info.is_dir() and "__MACOSX" not in folders and not file.startswith(".")


class _Decompressed(io.RawIOBase):
    """The content of a compressed file, of which no more is read than is credible."""

    def __init__(self, stream: BinaryIO, file: BinaryIO, name: str) -> None:
        self._stream = stream
        self._position: Callable[[], int] = file.tell
        self._name = name
        self._size = 0

    def readable(self) -> bool:
        """Yes, it is."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Read the next bytes.

        Raises:
            TableError: the file is damaged, or expands absurdly.
        """
        try:
            block = self._stream.read(len(buffer))
        except _damages():
            problem = _("the compressed file is damaged")
            raise TableError(self._name, None, problem) from None
        self._size += len(block)
        limit = max(_UNSUSPICIOUS, self._position() * _MAX_EXPANSION)
        if self._size > limit:
            message = _("it expands to over {times} times its size; is it a table?")
            problem = message.format(times=_MAX_EXPANSION)
            raise TableError(self._name, None, problem)
        buffer[: len(block)] = block
        return len(block)
