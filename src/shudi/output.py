"""An answer and where it goes: to a terminal, a pipe or a file, whole or not at all."""

import shutil
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from secrets import token_hex
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from shudi.errors import FormatError, OutputError
from shudi.streams import silence_stdout, stdout_bytes, stdout_is_terminal
from shudi.tables.base import UTF_8, Encoding, NewTable, Row, write_text
from shudi.tables.formats import Format, check_installed, write_table

if TYPE_CHECKING:
    from shudi.render.console import View


class Result(NamedTuple):
    """The answer to a command, for programs and for people.

    Attributes:
        columns: the names of the columns, or the keys.
        rows: a value for each column.
        view: plain text, or what makes a Rich renderable when it is needed.
    """

    columns: Sequence[str]
    rows: Iterable[Row]
    view: "str | Callable[[], View]"


class Destination(NamedTuple):
    """Where output goes.

    Attributes:
        path: of the file; None for standard output.
        format: of its content; None for the default.
        force: whether to overwrite an existing file.
        encoding: of text in a file or a pipe; None for the default.
    """

    path: Path | None = None
    format: Format | None = None
    force: bool = False
    encoding: Encoding | None = None

    @property
    def is_terminal(self) -> bool:
        """Whether a person sees the output as it comes."""
        return self.path is None and stdout_is_terminal()

    @contextmanager
    def open(self) -> Iterator[BinaryIO]:
        """Open it for writing: a file whole or not at all, or standard output.

        A pipe that nobody reads any more is no error.

        Raises:
            OutputError: the file exists, or standard output is closed.
            OSError: it cannot be written.
        """
        try:
            if self.path is not None:
                with atomic_write(self.path, force=self.force) as file:
                    yield file
            else:
                file = stdout_bytes()
                yield file
                file.flush()
        except BrokenPipeError:
            silence_stdout()

    def text_encoding(self, default: Encoding = UTF_8) -> Encoding:
        """The encoding of text that is written to it."""
        return UTF_8 if self.is_terminal else self.encoding or default


def new_destination(
    path: Path | None,
    file_format: Format | None,
    *,
    force: bool = False,
    encoding: Encoding | None = None,
) -> Destination:
    """Make a destination and check that it takes the format.

    Raises:
        FormatError: it does not.
        MissingExtraError: an optional package is needed.
    """
    if file_format is not None:
        check_installed(file_format)
        if file_format.binary and path is None:
            raise FormatError(
                f"{file_format.name} cannot go to standard output; "
                "use --output FILE or --format csv"
            )
    return Destination(path, file_format, force, encoding)


def deliver(result: Result, destination: Destination) -> None:
    """Print or save an answer; the view, unless the destination has a format.

    Raises:
        EncodingError: the encoding lacks a character.
        OutputError: the file exists, or standard output is closed.
        OSError: the output cannot be written.
    """
    if destination.format is None:
        _deliver_view(result, destination)
        return
    table = NewTable(result.columns, result.rows, name=str(destination.path))
    with destination.open() as file:
        write_table(table, file, destination.format, destination.text_encoding())


def _deliver_view(result: Result, destination: Destination) -> None:
    if isinstance(result.view, str):
        text, encoding = f"{result.view}\n", destination.text_encoding()
    else:
        from shudi.render.console import print_view, to_text

        if destination.is_terminal:
            print_view(result.view())
            return
        stdout_encoding = getattr(sys.stdout, "encoding", None) or UTF_8.codec
        default = UTF_8 if destination.path else Encoding(stdout_encoding)
        encoding = destination.text_encoding(default)
        text = to_text(result.view(), encoding.codec)
    with destination.open() as file:
        write_text([text], file, encoding)


def ensure_writable(path: Path, *, force: bool) -> None:
    """Make sure that a file may be written, before the work for it begins.

    Raises:
        OutputError: it is a folder, or exists and may not be overwritten.
        OSError: there is no folder for it.
    """
    if path.is_dir():
        raise OutputError(f"{path} is a folder; name a file in it")
    if path.is_file() and not force:
        raise OutputError(f"{path} already exists; use --force to overwrite it")
    try:
        path.resolve().parent.stat()
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from None


@contextmanager
def atomic_write(path: Path, *, force: bool) -> Iterator[BinaryIO]:
    """Write a file atomically: to a temporary file beside it, then rename.

    A device or a pipe is written directly.

    Args:
        path: of the file; a symbolic link is followed.
        force: whether to overwrite an existing file.

    Raises:
        OutputError: it is a folder, or exists and may not be overwritten.
        OSError: it cannot be written; the error names the file as the user did.
    """
    ensure_writable(path, force=force)
    if path.exists() and not path.is_file():
        with _naming(path), path.open("wb") as device:
            yield device
        return
    target = path.resolve()
    part = target.with_name(f".shudi-{token_hex(8)}.part")
    with _naming(path, part):
        try:
            with part.open("xb") as file:
                yield file
            _rename(part, target, force=force)
        except BaseException:
            with suppress(OSError):
                part.unlink()
            raise


@contextmanager
def _naming(path: Path, part: Path | None = None) -> Iterator[None]:
    """Let errors name a file as the user did, not its temporary file or nothing."""
    try:
        yield
    except OSError as error:
        if error.filename is None or error.filename == str(part):
            raise OSError(error.errno, error.strerror, str(path)) from None
        raise


def _rename(part: Path, target: Path, *, force: bool) -> None:
    """Put a temporary file in its place; without force, only if that is still free."""
    if not force:
        with suppress(OSError):  # a file system without links, or a file that is there
            target.hardlink_to(part)
            part.unlink()
            return
        ensure_writable(target, force=False)
    elif target.exists():
        shutil.copymode(target, part)
    part.replace(target)
