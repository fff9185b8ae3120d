"""How an answer leaves shudi: to a terminal, a pipe or a file."""

import os
import shutil
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from shudi.errors import EncodingError, OutputError
from shudi.export import Format, Row, export
from shudi.text import printable

if TYPE_CHECKING:
    from shudi.render.tables import Draw


class Answer(NamedTuple):
    """What a command says: as columns and rows, and as a drawing."""

    columns: Sequence[str]
    rows: Iterable[Row]
    draw: "Draw"


class Destination(NamedTuple):
    """Where an answer goes, and in what form.

    Attributes:
        format: a drawing (table) or a format for machines.
        path: the file; None for standard output.
        force: whether a file that is there may be replaced.
        encoding: of the file or the pipe. By default a drawing has that of the
            standard output, all else has utf-8.
    """

    format: Format
    path: Path | None = None
    force: bool = False
    encoding: str | None = None


def deliver(answer: Answer, destination: Destination) -> None:
    """Print or save an answer.

    Raises:
        OutputError: the encoding lacks a character, a file is there already, or
            standard output is closed.
        OSError: the file or what is behind standard output does not take it.
    """
    path = destination.path
    if path is None:
        stdout_bytes()
    if destination.format is Format.TABLE:
        from shudi.render.tables import as_text, on_terminal

        if path is None and stdout_is_terminal():
            on_terminal(answer.draw)
            return
        encoding = destination.encoding or ("utf-8" if path else sys.stdout.encoding)
        text = as_text(answer.draw, encoding)
    else:
        encoding = destination.encoding or "utf-8"
        text = export(destination.format, answer.columns, answer.rows)
    if path is None and stdout_is_terminal():
        sys.stdout.write(text)
        return
    content = encode(text, encoding)
    if path is None:
        write_stdout(content)
    else:
        with new_file(path, force=destination.force) as file:
            file.write(content)


def encode(text: str, encoding: str) -> bytes:
    """The text as bytes.

    Raises:
        OutputError: the encoding lacks a character.
    """
    try:
        return text.encode(encoding)
    except UnicodeEncodeError as error:
        raise EncodingError(encoding, error.object[error.start]) from None


def write_stdout(content: bytes) -> None:
    """Write to a pipe or a redirection; one that nobody reads any more is no error."""
    try:
        stdout_bytes().write(content)
        stdout_bytes().flush()
    except BrokenPipeError:
        abandon_stdout()


def check_free(path: Path, *, force: bool) -> None:
    """Make sure that a file may be written.

    Raises:
        OutputError: one is there, and no force.
    """
    if path.exists() and not force:
        raise OutputError(f"{path} is there already; --force replaces it")


@contextmanager
def new_file(path: Path, *, force: bool) -> Iterator[BinaryIO]:
    """Write a file whole or not at all: beside its place first, then into it.

    A device or a pipe is written as it stands.

    Args:
        path: where the file is to be; a symbolic link is followed.
        force: whether a file that is there may be replaced.

    Raises:
        OutputError: a file is there, and no force.
        OSError: it cannot be written.
    """
    path = path.resolve()
    if path.exists() and not (path.is_file() or path.is_dir()):
        with path.open("wb") as device:
            yield device
        return
    check_free(path, force=force)
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with part.open("xb") as file:
            yield file
        if path.exists():
            shutil.copymode(path, part)
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def prepare_streams() -> None:
    """Let no character stop an answer: what a stream cannot encode shows as "?"."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")


def stdout_bytes() -> BinaryIO:
    """Standard output as it takes bytes.

    Raises:
        OutputError: it is closed.
    """
    if sys.stdout is None:
        raise OutputError("standard output is closed")
    return sys.stdout.buffer


def stdout_is_terminal() -> bool:
    """Whether a person looks at standard output."""
    return sys.stdout is not None and sys.stdout.isatty()


def abandon_stdout() -> None:
    """Drop what could not be written, so that Python's exit does not try again."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def note(message: str) -> None:
    """Tell the user something beside the answer, on standard error.

    Nothing in it reaches the terminal but printable characters and line feeds.
    """
    shown = "\n".join(map(printable, message.split("\n")))
    with suppress(OSError):  # nobody is there to be told
        print(f"shudi: {shown}", file=sys.stderr)
