"""Standard streams: setup, raw bytes, and notes on standard error."""

import io
import os
import sys
from contextlib import suppress
from typing import BinaryIO, cast

from shudi.errors import OutputError
from shudi.i18n import _
from shudi.text import printable, without_control_characters


def prepare_streams() -> None:
    """Set up the streams so that no character and no setting stops an answer.

    What a stream cannot encode becomes "?", and a width of 0 is none.
    """
    if not os.environ.get("COLUMNS", "").strip("0"):
        os.environ.pop("COLUMNS", None)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def stdout_is_terminal() -> bool:
    """Whether a person looks at standard output."""
    return sys.stdout is not None and sys.stdout.isatty()


def stderr_is_terminal() -> bool:
    """Whether a person looks at standard error."""
    return sys.stderr is not None and sys.stderr.isatty()


def stdout_bytes() -> BinaryIO:
    """Standard output for bytes; a terminal takes UTF-8, whatever its encoding.

    Raises:
        OutputError: it is closed.
    """
    if sys.stdout is None:
        raise OutputError(_("standard output is closed"))
    if stdout_is_terminal():
        return cast("BinaryIO", _Terminal())
    return sys.stdout.buffer


class _Terminal(io.RawIOBase):
    """The terminal, as a stream that takes whole lines of UTF-8.

    Control characters in them are replaced.
    """

    def write(self, content: bytes) -> int:  # type: ignore[override]
        text = content.decode().replace("\r\n", "\n")
        sys.stdout.write(without_control_characters(text))
        return len(content)


def stdin_bytes() -> BinaryIO:
    """Standard input as bytes.

    Raises:
        OutputError: it is closed.
    """
    if sys.stdin is None:
        raise OutputError(_("standard input is closed"))
    return sys.stdin.buffer


def silence_stdout() -> None:
    """Drop what could not be written, so that Python's exit does not try again."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def note(message: str) -> None:
    """Print a message to standard error.

    Control characters in it are replaced.
    """
    if sys.stderr is None:  # closed; print would take standard output instead
        return
    lines = "\n".join(map(printable, message.split("\n")))
    with suppress(OSError):  # standard error is gone
        print(f"shudi: {lines}", file=sys.stderr)
