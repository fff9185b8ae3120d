"""The XML of a worksheet: measured before it is read, and given further columns."""

import re
from collections.abc import Callable, Iterable, Sequence
from typing import IO, NamedTuple
from xml.sax.saxutils import escape, quoteattr

from shudi.errors import TableError
from shudi.i18n import _
from shudi.tables.base import Row, damage
from shudi.tables.markup import Markup, Splicer, attribute_edit, edited
from shudi.text import quote

MAX_ROWS = 1_048_576
MAX_COLUMNS = 16_384

# A sheet is read into memory by its area, so a cell far from the others is refused.
_ALWAYS_READ = 8_000_000  # cells
_MAX_CELLS_PER_VALUE = 10
_EMPTY = ("", None)
_DIGITS = "0123456789"
_ROW = b"\0"  # stands for the number of a row; no value has it
_UNPRINTABLE = re.compile("[\0-\x1f\ufffe\uffff]")


class Area(NamedTuple):
    """A rectangle of cells; rows and columns are counted from 1."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int

    @classmethod
    def parse(cls, reference: str) -> "Area | None":
        """The area of a reference such as A1:D7 or $A:$D; None if it is not one."""
        first, _, last = reference.replace("$", "").partition(":")
        left, top = _split(first)
        right, bottom = _split(last or first)
        area = cls(
            row_number(top or "1"),
            column_number(left),
            row_number(bottom or str(MAX_ROWS)),
            column_number(right),
        )
        return area if all(area) else None

    def __str__(self) -> str:
        """As Excel writes it."""
        first = f"{column_letters(self.first_column)}{self.first_row}"
        return f"{first}:{column_letters(self.last_column)}{self.last_row}"


class NewCells(NamedTuple):
    """The cells to add to a sheet, and where.

    Attributes:
        header: the line of the column names; None if they are not written.
        names: of the columns.
        first_column: the number of the first one.
        cells_of: gives the values of a row by its line, none if it gets none.
    """

    header: int | None
    names: Sequence[str]
    first_column: int
    cells_of: Callable[[int], Row]

    @property
    def last_column(self) -> int:
        """The number of the last column."""
        return self.first_column + len(self.names) - 1

    def extended(self, area: Area | None) -> Area | None:
        """An area that holds the last column of the table, with the new ones.

        Returns:
            None if it need not be extended.
        """
        if (
            area is None
            or area.last_row < (self.header or 1)
            or not area.first_column < self.first_column <= area.last_column + 1
            or area.last_column >= self.last_column
        ):
            return None
        return area._replace(last_column=self.last_column)


def column_letters(number: int) -> str:
    """The letters of a column, from its number from 1."""
    letters = ""
    while number:
        number, letter = divmod(number - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return letters


def column_number(letters: str) -> int:
    """The number of a column, from 1; 0 if the letters are not those of one."""
    number = 0
    for letter in letters if len(letters) <= 3 else "":
        if not "A" <= letter <= "Z":
            return 0
        number = number * 26 + ord(letter) - ord("A") + 1
    return number if number <= MAX_COLUMNS else 0


def row_number(digits: str) -> int:
    """The number of a row; 0 if the digits are not those of one."""
    number = int(digits) if digits.isdecimal() and len(digits) < 8 else 0
    return number if number <= MAX_ROWS else 0


class Measures(NamedTuple):
    """What is known of a sheet before its values are read.

    Attributes:
        width: how many columns have values.
        unsaved: how many formulas have no saved value.
    """

    width: int
    unsaved: int


def measure(blocks: Iterable[bytes], name: str, part: str) -> Measures:
    """Measure a sheet.

    Raises:
        TableError: the sheet is damaged, larger than Excel's, or so sparse that it
            would take absurdly much memory.
    """
    cells = _Cells(name)
    row_tag, cell_tag, formula_tag, value_tags = "", "", "", frozenset[str]()
    started = values = unsaved = last_row = last_column = 0
    cell: dict[str, str] = {}
    has_formula = False

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal row_tag, cell_tag, formula_tag, value_tags, cell, has_formula
        nonlocal started, values, unsaved, last_row, last_column
        started += 1
        if has_formula:  # its value follows, or something else does
            has_formula = tag in value_tags
            markup.on_text(value_text if has_formula else None)
        if tag == cell_tag:
            cells.start_cell(attributes)
            cell = attributes
        elif tag in value_tags:
            values += 1
            last_row = cells.row
            last_column = max(last_column, cells.column)
        elif tag == row_tag:
            cells.start_row(attributes)
        elif tag == formula_tag:
            # Text may be empty, a number may not: it has not been calculated.
            has_formula = cell.get("t") != "str"
            unsaved += has_formula
        elif not row_tag:
            prefix = _prefix(tag)
            row_tag, cell_tag, formula_tag = f"{prefix}row", f"{prefix}c", f"{prefix}f"
            value_tags = frozenset(f"{prefix}{value}" for value in ("v", "is"))

    def value_text(_: str) -> None:
        nonlocal unsaved
        unsaved -= 1
        markup.on_text(None)

    markup = Markup(name, part, start)
    for block in blocks:
        markup.feed(block)
        markup.check_tags(started)
    markup.feed(b"", last=True)
    check_filled(name, values, last_row, last_column)
    return Measures(last_column, unsaved)


def check_filled(name: str, values: int, last_row: int, last_column: int) -> None:
    """Make sure that a sheet's area does not have absurdly many empty cells.

    Raises:
        TableError: it has.
    """
    if last_row * last_column > max(_ALWAYS_READ, values * _MAX_CELLS_PER_VALUE):
        last = f"{column_letters(last_column)}{last_row}"
        message = _(
            "the sheet has {count} values, but reaches to {cell}; "
            "delete what is far from the table"
        )
        raise TableError(name, None, message.format(count=values, cell=last))


def add_columns(
    blocks: Iterable[bytes], target: IO[bytes], new: NewCells, name: str, part: str
) -> None:
    """Copy a sheet with cells added to its rows, and all else as it is.

    Raises:
        TableError: a cell is not empty where one is to be added.
    """
    editor = _Editor(Splicer(target), new, name)
    markup = Markup(name, part, editor.start, editor.end)
    editor.markup = markup
    for block in blocks:
        editor.splicer.feed(block)
        markup.feed(block)
    markup.feed(b"", last=True)
    editor.splicer.close()


def check_names(names: Iterable[str], name: str) -> None:
    """Make sure that Excel can hold the names of the new columns.

    Raises:
        TableError: it cannot.
    """
    for column in names:
        if _UNPRINTABLE.search(column):
            problem = _("Excel cannot hold control characters: {text}")
            raise TableError(name, None, problem.format(text=quote(column)))


class _Cells:
    """Where the cells of a sheet are; they may leave out their references."""

    def __init__(self, name: str) -> None:
        self.row = 0
        self.column = 0
        self._name = name
        self._digits = "0"
        self._numbers: dict[str, int] = {}

    def start_row(self, attributes: dict[str, str]) -> None:
        number = attributes.get("r")
        row = self.row + 1
        if number is not None:
            row = row_number(number)
        if not self.row < row <= MAX_ROWS:
            message = _("row {row} after row {previous} in the sheet")
            problem = message.format(row=number or row, previous=self.row)
            raise TableError(self._name, None, damage(problem))
        self.row = row
        self.column = 0
        self._digits = str(row)

    def start_cell(self, attributes: dict[str, str]) -> None:
        reference = attributes.get("r")
        if reference is None:
            column = self.column + 1
        else:
            letters = reference.removesuffix(self._digits)
            column = self._numbers.get(letters, 0)
            if not column:
                column = self._numbers[letters] = column_number(letters)
        if not self.column < column <= MAX_COLUMNS:
            problem = (
                _("cell {reference} is out of place").format(reference=reference)
                if reference
                else _("a cell without a reference is out of place")
            )
            raise TableError(self._name, self.row, damage(problem))
        self.column = column


class _LateCell:
    """A cell where a new one is to stand, or to the right of that."""

    def __init__(self, column: int, start: int, attributes: dict[str, str]) -> None:
        self.column = column
        self.start = start
        self.style = attributes.get("s")
        self.has_reference = "r" in attributes
        self.has_content = False


class _Editor:
    """Handles the tags of a sheet, and writes it with new cells."""

    markup: Markup

    def __init__(self, splicer: Splicer, new: NewCells, name: str) -> None:
        self.splicer = splicer
        self._new = new
        self._name = name
        self._cells = _Cells(name)
        self._late: list[_LateCell] = []
        self._is_late = False
        self._in_row = False
        self._header_style: str | None = None
        self._prefix: str | None = None
        # Few: rows differ, their matches do not.
        self._pieces: dict[tuple[object, object], Sequence[bytes]] = {}
        # An attribute whose new value is written when its tag has ended.
        self._pending: tuple[int, str, str] | None = None

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if self._prefix is None:
            self._prefix = _prefix(tag)
            self._row_tag, self._cell_tag = f"{self._prefix}row", f"{self._prefix}c"
            self._area_tags = {
                f"{self._prefix}{tag}" for tag in ("dimension", "autoFilter")
            }
        if self._pending:
            self._write_pending(*self._pending)
        if tag == self._cell_tag:
            self._cells.start_cell(attributes)
            column = self._cells.column
            self._is_late = column >= self._new.first_column
            if self._is_late:
                position = self.markup.position
                self._late.append(_LateCell(column, position, attributes))
            elif (
                self._cells.row == self._new.header
                and column == self._new.first_column - 1
            ):
                self._header_style = attributes.get("s")
        elif tag == self._row_tag:
            self._cells.start_row(attributes)
            self._late.clear()
            self._is_late = False
            self._in_row = True
            self._extend_spans(attributes)
        elif tag in self._area_tags:
            area = self._new.extended(Area.parse(attributes.get("ref", "")))
            if area:
                self._pending = (self.markup.position, "ref", str(area))
        elif self._is_late:
            self._late[-1].has_content = True
        elif not self._in_row:
            self.splicer.copy_to(self.markup.position)

    def end(self, tag: str) -> None:
        if self._pending:
            self._write_pending(*self._pending)
        if tag == self._row_tag:
            self._end_row()
            self._in_row = self._is_late = False

    def _end_row(self) -> None:
        row, end = self._cells.row, self.markup.position
        new = self._new
        is_header = row == new.header
        values = new.names if is_header else new.cells_of(row)
        if not any(values):
            self.splicer.copy_to(end)
            return
        styles = [self._header_style if is_header else None] * len(values)
        kept = None
        for late in self._late:
            if late.column > new.last_column:
                kept = late
                break
            offset = late.column - new.first_column
            if late.has_content:
                cell = f"{column_letters(late.column)}{row}"
                message = _("{cell} is not empty, where {column} is to stand; move it")
                problem = message.format(cell=cell, column=new.names[offset])
                raise TableError(self._name, row, problem)
            if not is_header:
                styles[offset] = late.style
        self.splicer.copy_to(self._late[0].start if self._late else end)
        self.splicer.take_to(kept.start if kept else end)
        pieces = self._new_pieces(tuple(values), tuple(styles))
        self.splicer.write(str(row).encode().join(pieces))
        if kept and not kept.has_reference:
            # It would stand after the last new cell, of which empty ones are left out.
            self.splicer.copy_to(kept.start + len(f"<{self._cell_tag}".encode()))
            reference = f"{column_letters(kept.column)}{row}"
            self.splicer.write(f' r="{reference}"'.encode())
        self.splicer.copy_to(end)

    def _new_pieces(
        self, values: tuple[object, ...], styles: tuple[str | None, ...]
    ) -> Sequence[bytes]:
        """The new cells of a row, cut where its number belongs."""
        pieces = self._pieces.get((values, styles))
        if pieces is None:
            new = zip(values, styles, strict=True)
            cells = "".join(
                self._cell(column_letters(column), value, style)
                for column, (value, style) in enumerate(new, self._new.first_column)
                if style or value not in _EMPTY
            )
            pieces = cells.encode().split(_ROW)
            self._pieces[values, styles] = pieces
        return pieces

    def _cell(self, letters: str, value: object, style: str | None) -> str:
        prefix = self._prefix
        attributes = f'r="{letters}{_ROW.decode()}"'
        if style:
            attributes += f" s={quoteattr(style)}"
        if value in _EMPTY:
            return f"<{prefix}c {attributes}/>"
        if not isinstance(value, str):
            return f"<{prefix}c {attributes}><{prefix}v>{value}</{prefix}v></{prefix}c>"
        space = "" if value == value.strip() else ' xml:space="preserve"'
        text = f"<{prefix}t{space}>{escape(value)}</{prefix}t>"
        content = f"<{prefix}is>{text}</{prefix}is>"
        return f'<{prefix}c {attributes} t="inlineStr">{content}</{prefix}c>'

    def _extend_spans(self, attributes: dict[str, str]) -> None:
        """Extend the columns that a row says to have."""
        first, _, last = attributes.get("spans", "").partition(":")
        if (
            last.isdecimal()
            and self._cells.row >= (self._new.header or 1)
            and int(last) < self._new.last_column
        ):
            spans = f"{first}:{self._new.last_column}"
            self._pending = (self.markup.position, "spans", spans)

    def _write_pending(self, start: int, attribute: str, value: str) -> None:
        self._pending = None
        self.splicer.copy_to(start)
        tag = self.splicer.take_to(self.markup.position)
        self.splicer.write(edited(tag, [attribute_edit(tag, 0, attribute, value)]))


def _split(corner: str) -> tuple[str, str]:
    letters = corner.rstrip(_DIGITS)
    return letters, corner[len(letters) :]


def _prefix(tag: str) -> str:
    """The namespace prefix of a tag, with its colon."""
    prefix, colon, _ = tag.rpartition(":")
    return prefix + colon
