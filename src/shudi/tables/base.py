"""What all table formats share: the Table protocol, layouts, rows and encodings."""

import codecs
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import BinaryIO, NamedTuple, Protocol

from shudi.errors import EncodingError, TableError
from shudi.i18n import _, ngettext

# A record of a table: the number of its first line, from 1, and its cells, none for
# an empty line. A plain tuple: a named one would cost a fifth of a table's time.
Record = tuple[int, list[str]]
# The values of a row: text, numbers, dates or None.
Row = Sequence[object]

_BATCH = 1 << 16  # characters that are encoded and written at a time


class Encoding(NamedTuple):
    """A text encoding: a codec and an optional byte-order mark."""

    codec: str
    bom: bytes = b""

    @classmethod
    def named(cls, name: str) -> "Encoding":
        """The encoding of a name; utf-8-sig, utf-16 and utf-32 have a byte-order mark.

        Raises:
            LookupError: there is no text encoding of that name.
        """
        codec = codecs.lookup(name).name
        if codec in _WITH_BOM:
            return _WITH_BOM[codec]
        if codec in _NOT_FOR_TEXT or not isinstance("".encode(codec), bytes):
            raise LookupError(f"{codec} is not a text encoding")
        return cls(codec)

    @property
    def family(self) -> str:
        """The codec without its byte order: utf-16 for utf-16-be."""
        return self.codec.removesuffix("-le").removesuffix("-be")


UTF_8 = Encoding("utf-8")
UTF_8_SIG = Encoding("utf-8", codecs.BOM_UTF8)
_WITH_BOM = {
    "utf-8-sig": UTF_8_SIG,
    "utf-16": Encoding("utf-16-le", codecs.BOM_UTF16_LE),
    "utf-32": Encoding("utf-32-le", codecs.BOM_UTF32_LE),
}
# Python's encodings that are for host names and for its own source code.
_NOT_FOR_TEXT = "idna punycode unicode-escape raw-unicode-escape undefined".split()


class ReadOptions(NamedTuple):
    """How a table is to be read, as far as the user says so.

    Attributes:
        encoding: of text; None to detect it.
        delimiter: of text; None to detect it.
        sheet: of a workbook, by name or number; None for the active one.
        format: the name of its format in the registry.
    """

    encoding: Encoding | None = None
    delimiter: str | None = None
    sheet: str | None = None
    format: str = ""


class TableLayout(NamedTuple):
    """The parts of a table, and the columns to add at its right.

    Attributes:
        preamble: how many records are above the header, or above the first row.
        header: the record with the column names; None if there is none.
        width: how many cells each row has.
        new_columns: the names of the columns to add.
        places: the columns that the annotator reads; none for all. A table that is
            not text may give it the other ones as empty.
        numbers: the positions, among the new columns, of those that have whole numbers
            in the formats that have such.
    """

    preamble: int
    header: Record | None
    width: int
    new_columns: Sequence[str]
    places: Sequence[int] = ()
    numbers: Collection[int] = ()

    @property
    def first_row(self) -> int:
        """How many records are above the first row."""
        return self.preamble + bool(self.header)

    @property
    def columns(self) -> list[str]:
        """The names of all columns; numbers where the table has no header."""
        own = self.header[1] if self.header else map(str, range(1, self.width + 1))
        return [*own, *self.new_columns]


# From a row to the values to add to it, text alone if the format has nothing else; None
# for a row to leave out.
Annotator = Callable[[int, list[str]], Row | None]


class Table(Protocol):
    """A table that is read from a file, once.

    Attributes:
        name: of the file, for messages.
        format: its format's name in the registry.
        encoding: of text; UTF-8 if the format is not text.
        width: how many columns it has; 0 if each row says it itself.
        warning: what of it cannot be read; empty if that is nothing.
        sheets: the names of its sheets, that which is read first; none if it has none.
        is_named: whether its first record has the names of the columns for certain.
    """

    name: str
    format: str
    encoding: Encoding
    width: int
    warning: str
    sheets: Sequence[str]
    is_named: bool

    def head(self, count: int) -> list[Record]:
        """The first records, which are read again with the others.

        Fewer if they are large.
        """

    def sample(self, count: int) -> list[list[str]]:
        """The cells of up to so many records, spread through the table.

        None where they cannot be read quickly, as of a pipe.
        """

    def records(self) -> Iterator[Record]:
        """All records.

        Raises:
            TableError: the file is damaged.
        """

    def rows(self, layout: TableLayout) -> Iterator[Record]:
        """The rows below the header, without empty lines, as wide as the layout.

        Raises:
            TableError: a row has too few or too many cells, or the file is damaged.
        """

    def values(self, layout: TableLayout) -> Iterator[tuple[Record, Row]]:
        """The rows as `rows` gives them, each with its values as the file has them.

        Raises:
            TableError: as for `rows`.
        """

    def position(self) -> int:
        """How many bytes of the file have been read."""


class MarkedTable(Table, Protocol):
    """A table that can be written with columns added, and all else as it is.

    Attributes:
        not_kept: what of it would not be kept; empty if that is nothing.
        drops_rows: whether rows can be left out.
    """

    not_kept: str
    drops_rows: bool

    def annotate(
        self,
        file: BinaryIO,
        layout: TableLayout,
        annotator: Annotator,
        encoding: Encoding,
    ) -> None:
        """Write the table with columns added at the right, and all else as it is.

        Args:
            file: where it is written.
            layout: its parts and the columns to add.
            annotator: gives the cells to add to a row.
            encoding: of text.

        Raises:
            TableError: a row has too few or too many cells, or the file is damaged.
            EncodingError: the encoding lacks a character.
        """


class NewTable(NamedTuple):
    """Rows to be written as a table of their own.

    Attributes:
        columns: their names, or the keys.
        rows: a value for each column; text, numbers or None.
        preamble: rows above the header, for formats that have a place for them.
        has_header: whether the names are written, where a format can do without.
        name: of the file, for messages.
        notes: a table about this one, for formats that have a place for it.
        title: of its sheet, for formats that have sheets.
        added: those of the columns that are not the user's own.
    """

    columns: Sequence[str]
    rows: Iterable[Row]
    preamble: Iterable[Row] = ()
    has_header: bool = True
    name: str = ""
    notes: "NewTable | None" = None
    title: str = "shudi"
    added: Sequence[str] = ()

    def all_rows(self) -> Iterator[Row]:
        """The preamble, the header if there is one, and the rows."""
        yield from self.preamble
        if self.has_header:
            yield self.columns
        yield from self.rows


def wrong_width(name: str, layout: TableLayout, record: Record) -> TableError:
    """The error of a row that has not as many cells as the header."""
    line, cells = record
    message = ngettext(
        "found {found} cell, expected {expected}",
        "found {found} cells, expected {expected}",
        len(cells),
    )
    problem = message.format(found=len(cells), expected=layout.width)
    return TableError(name, line, problem)


def damage(what: str) -> str:
    """The message about a workbook whose content is not as it should be."""
    return _("the workbook is damaged: {problem}").format(problem=what)


def write_text(parts: Iterable[str], file: BinaryIO, encoding: Encoding) -> None:
    """Encode and write a text that comes in parts.

    Raises:
        EncodingError: the encoding lacks a character.
    """
    file.write(encoding.bom)
    batch: list[str] = []
    size = 0
    try:
        for part in parts:
            batch.append(part)
            size += len(part)
            if size >= _BATCH:
                file.write("".join(batch).encode(encoding.codec))
                batch.clear()
                size = 0
        file.write("".join(batch).encode(encoding.codec))
    except UnicodeEncodeError as error:
        character = error.object[error.start]
        raise EncodingError(encoding.codec, character) from None
