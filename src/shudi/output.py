"""Results and their destinations: terminal, pipe or file."""

import os
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from shudi.errors import FormatError, OutputError
from shudi.glossary import chinese, chinese_value
from shudi.i18n import ENGLISH, _, translator
from shudi.streams import note, silence_stdout, stdout_bytes, stdout_is_terminal
from shudi.tables.base import UTF_8, UTF_8_SIG, Encoding, NewTable, Row, write_text
from shudi.tables.compression import compressing
from shudi.tables.formats import Format, check_installed, write_table

if TYPE_CHECKING:
    from shudi.render.console import View


class Result(NamedTuple):
    """The answer to a command, for programs and for people.

    Attributes:
        columns: the names of the columns, or the keys.
        rows: a value for each column.
        view: plain text, or a function that makes it or a Rich renderable.
    """

    columns: Sequence[str]
    rows: Iterable[Row]
    view: "str | Callable[[], View | str]"


class Destination(NamedTuple):
    """Where output goes.

    Attributes:
        path: of the file; None for standard output.
        format: of its content; None for the default.
        force: whether to overwrite an existing file.
        encoding: of text in a file or a pipe; None for the default.
        labels: the language of headings and coded values; in English, they are the
            keys that programs rely on.
    """

    path: Path | None = None
    format: Format | None = None
    force: bool = False
    encoding: Encoding | None = None
    labels: str = ENGLISH

    @property
    def is_terminal(self) -> bool:
        """Whether the output goes to a terminal."""
        return self.path is None and stdout_is_terminal()

    @contextmanager
    def open(self, suffix: str = ".txt") -> Iterator[BinaryIO]:
        """Open it for writing: a file whole or not at all, or standard output.

        A closed pipe is not an error: nobody reads on, so the program ends.

        Args:
            suffix: of what is written, for its name in an archive.

        Raises:
            SystemExit: the pipe is closed.
            OutputError: the file exists, or standard output is closed.
            OSError: it cannot be written.
        """
        try:
            if self.path is not None:
                with (
                    atomic_write(self.path, force=self.force) as file,
                    compressing(file, self.path, suffix) as stream,
                ):
                    yield stream
            else:
                file = stdout_bytes()
                yield file
                file.flush()
        except BrokenPipeError:
            silence_stdout()
            sys.exit(0)

    def text_encoding(self, default: Encoding = UTF_8) -> Encoding:
        """The encoding of text that is written to it."""
        return UTF_8 if self.is_terminal else self.encoding or default

    @property
    def table_encoding(self) -> Encoding:
        """The encoding of a new table; with a byte-order mark for people who use Excel.

        Only with labels for people: programs rely on the bytes being the same in every
        language, and many do not expect the mark.
        """
        for_people = self._opens_in_excel and self.labels != ENGLISH
        return self.text_encoding(UTF_8_SIG if for_people else UTF_8)

    @property
    def is_garbled_by_excel(self) -> bool:
        """Whether Excel takes a new table for another encoding, unknown to the user."""
        is_chosen = self.encoding is not None
        return self._opens_in_excel and not (is_chosen or self.table_encoding.bom)

    @property
    def _opens_in_excel(self) -> bool:
        return self.path is not None and self.path.suffix.lower() == ".csv"

    def labelled(self, table: NewTable) -> NewTable:
        """The table with the labels of the destination."""
        if self.labels == ENGLISH:
            return table
        columns = table.columns
        return table._replace(
            columns=[chinese(column) for column in columns],
            rows=([*map(chinese_value, columns, row)] for row in table.rows),
        )


def new_destination(
    path: Path | None,
    file_format: Format | None,
    *,
    force: bool = False,
    encoding: Encoding | None = None,
    labels: str = ENGLISH,
) -> Destination:
    """Make a destination and check that it takes the format.

    Raises:
        FormatError: it does not.
        MissingExtraError: an optional package is needed.
    """
    if file_format is not None:
        check_labels(file_format, labels)
        check_installed(file_format)
        if file_format.binary and path is None:
            message = _(
                "{format} cannot go to standard output; "
                "use --output FILE or --format csv"
            )
            raise FormatError(message.format(format=file_format.name))
    return Destination(path, file_format, force, encoding, labels)


def check_labels(file_format: Format, labels: str) -> None:
    """Make sure that a format takes labels in a language.

    Raises:
        FormatError: it does not, as programs rely on its keys.
    """
    if labels != ENGLISH and not file_format.labels:
        message = _(
            "--labels cannot change the keys of {format}, on which programs rely; "
            "use --format csv"
        )
        raise FormatError(message.format(format=file_format.name))


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
    notes = None
    if destination.format.notes:
        notes = _source_notes(destination.labels)
    table = NewTable(
        result.columns, result.rows, name=str(destination.path), notes=notes
    )
    save(table, destination, destination.format)
    note_excel(destination, "--encoding")


def save(table: NewTable, destination: Destination, file_format: Format) -> None:
    """Write a table, with the labels of the destination.

    Raises:
        EncodingError: the encoding lacks a character.
        TableError: the format cannot hold a cell, or so many rows.
        OutputError: the file exists, or standard output is closed.
        OSError: the output cannot be written.
    """
    with destination.open(file_format.suffixes[0]) as file:
        labelled = destination.labelled(table)
        write_table(labelled, file, file_format, destination.table_encoding)


def note_excel(destination: Destination, option: str) -> None:
    """Note how Excel reads a new text file right, unless it does so as it is.

    Args:
        destination: where it has been written.
        option: that for the encoding.
    """
    if destination.is_garbled_by_excel:
        message = _("{path} is UTF-8; for Excel, add {option} utf-8-sig")
        note(message.format(path=destination.path, option=option))


def _source_notes(labels: str) -> NewTable:
    """The source, for the formats that have a sheet for it."""
    from shudi.places.provenance import Fact, facts

    translate = _ if labels == ENGLISH else translator(labels)
    rows = [[translate(text) for text in fact] for fact in facts()]
    columns = Fact._fields if labels == ENGLISH else map(chinese, Fact._fields)
    return NewTable([*columns], rows, title=translate("source"))


def _deliver_view(result: Result, destination: Destination) -> None:
    view = result.view if isinstance(result.view, str) else result.view()
    if isinstance(view, str):
        text, encoding = f"{view}\n", destination.text_encoding()
    else:
        from shudi.render.console import print_view, to_text

        if destination.is_terminal:
            print_view(view)
            return
        stdout_encoding = getattr(sys.stdout, "encoding", None) or UTF_8.codec
        default = UTF_8 if destination.path else Encoding(stdout_encoding)
        encoding = destination.text_encoding(default)
        text = to_text(view, encoding.codec)
    with destination.open() as file:
        write_text([text], file, encoding)


def ensure_writable(path: Path, *, force: bool) -> None:
    """Make sure that a file may be written, before the work for it begins.

    Raises:
        OutputError: it is a folder, or exists and may not be overwritten.
        OSError: there is no folder for it, or it is a loop of links.
    """
    if path.is_dir():
        message = _("{path} is a folder; name a file in it")
        raise OutputError(message.format(path=path))
    if path.is_file() and not force:
        message = _("{path} already exists; use --force to overwrite it")
        raise OutputError(message.format(path=path))
    try:
        with suppress(FileNotFoundError):
            path.stat()  # what cannot be resolved, such as a loop, is an error here
            return
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
        with _errors_naming(path), path.open("wb") as device:
            yield device
        return
    target = path.resolve()
    temporary = target.with_name(f".shudi-{os.urandom(8).hex()}.part")
    with _errors_naming(path, temporary):
        try:
            with temporary.open("xb") as file:
                yield file
            _rename(temporary, target, force=force)
        except BaseException:
            with suppress(OSError):
                temporary.unlink()
            raise


@contextmanager
def _errors_naming(path: Path, temporary: Path | None = None) -> Iterator[None]:
    """Make errors name the user's path, not the temporary file or nothing."""
    try:
        yield
    except OSError as error:
        if error.filename is None or error.filename == str(temporary):
            raise OSError(error.errno, error.strerror, str(path)) from None
        raise


def _rename(temporary: Path, target: Path, *, force: bool) -> None:
    """Rename the temporary file; without force, never over an existing file."""
    if not force:
        with suppress(OSError):  # a file system without links, or a file that is there
            target.hardlink_to(temporary)
            temporary.unlink()
            return
        ensure_writable(target, force=False)
    elif target.exists():
        shutil.copymode(target, temporary)
    temporary.replace(target)
