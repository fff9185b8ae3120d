"""A sheet of a workbook, as python-calamine reads it."""

import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from shudi.errors import TableError
from shudi.i18n import _
from shudi.tables.base import (
    UTF_8,
    Record,
    Row,
    TableLayout,
    damage,
    wrong_width,
)
from shudi.tables.footnotes import is_footnote
from shudi.tables.values import to_text
from shudi.tables.worksheet import Area
from shudi.text import join, printable, quote

if TYPE_CHECKING:
    from python_calamine import CalamineSheet


_UNKNOWN = "Cannot detect file format"
_BATCH = 100  # rows that are read at a time


def sheet_order(
    titles: Sequence[str], chosen: str | None, active: int, name: str
) -> list[int]:
    """The positions of the sheets: the chosen or the active one before all others.

    Args:
        titles: of the sheets.
        chosen: a title, or a number from 1; None for the active one.
        active: its position.
        name: of the file, for messages.

    Raises:
        TableError: there is no such sheet.
    """
    first = active
    if chosen in titles:
        first = titles.index(chosen)
    elif chosen is not None:
        if not chosen.isdecimal() or not 1 <= int(chosen) <= len(titles):
            message = _("no sheet {name}; sheets: {titles}")
            shown = join(map(printable, titles))
            problem = message.format(name=quote(chosen), titles=shown)
            raise TableError(name, None, problem)
        first = int(chosen) - 1
    return sorted(range(len(titles)), key=lambda position: position != first)


@contextmanager
def calamine_errors(name: str) -> Iterator[None]:
    """Make what python-calamine raises for a damaged workbook a TableError."""
    from python_calamine import CalamineError

    try:
        with _without_panics():
            yield
    except (CalamineError, OSError, OverflowError, ValueError) as error:
        if isinstance(error, OSError) and error.errno is not None:  # the disk's
            raise
        problem = str(error)
        if problem == _UNKNOWN:  # so it says of all that it cannot read
            problem = _("its parts do not fit together")
        raise TableError(name, None, damage(problem)) from None
    except BaseException as error:  # a panic of Rust is no Exception
        if type(error).__name__ != "PanicException":
            raise
        raise TableError(name, None, damage(str(error))) from None


@contextmanager
def _without_panics() -> Iterator[None]:
    """Hide what Rust says of a panic on standard error, which is of no use to users."""
    if sys.__stderr__ is None:  # closed: another file may have its number
        yield
        return
    kept = os.dup(2)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(nowhere)
        os.close(kept)


class Line(NamedTuple):
    """A line of a sheet.

    Attributes:
        number: from 1.
        own: how many cells there are up to the last value.
        values: of the cells, those of merged cells too, which may reach further.
    """

    number: int
    own: int
    values: list[object]

    @property
    def cells(self) -> list[str]:
        """The values as text."""
        return [*map(to_text, self.values)]

    @property
    def is_note(self) -> bool:
        """Whether it is a note below the table, perhaps merged over several cells."""
        first = self.values[0] if self.values else ""
        others = (value for value in self.values[1:] if value != first)
        return isinstance(first, str) and is_footnote([first, *map(to_text, others)])

    def fitted(self, width: int) -> list[str]:
        """The values as text, as many as the table has columns."""
        return [*map(to_text, _fitted(self.values, width))]


class SheetTable:
    """A sheet of a workbook.

    A merged cell's value is read in each of its cells, a formula's as it was saved.

    Attributes:
        name: of the file, for messages.
        format: of the workbook.
        encoding: of no meaning here.
        width: how many columns have values.
        warning: what of it cannot be read; empty if that is nothing.
        sheets: the titles of all sheets, that of this one first.
        is_named: no, as the header is to be found.
    """

    encoding = UTF_8
    is_named = False

    def __init__(
        self,
        sheet: "CalamineSheet",
        *,
        name: str,
        file_format: str,
        width: int,
        sheets: Sequence[str],
        warning: str = "",
        merged: Iterable[Area] = (),
    ) -> None:
        self.name = name
        self.format = file_format
        self.width = width
        self.sheets = sheets
        self.warning = warning
        read = (
            Area(top + 1, left + 1, bottom + 1, right + 1)
            for (top, left), (bottom, right) in sheet.merged_cell_ranges or ()
        )
        self.merged = sorted([*merged, *read])
        self._sheet = sheet
        self._left: list[object] = [""] * sheet.start[1] if sheet.start else []

    def head(self, count: int) -> list[Record]:
        """The first records, which are read again with the others."""
        return list(islice(self.records(), count))

    def sample(self, count: int) -> list[list[str]]:
        """The cells of up to so many records, spread through the sheet."""
        step = max(1, self._sheet.height // count)
        rows = islice(self._rows(), 0, None, step)
        return [
            [*map(to_text, _fitted([*self._left, *row], self.width))] for row in rows
        ]

    def records(self) -> Iterator[Record]:
        """All records; one without a value of its own is empty."""
        return ((line.number, line.cells) for line in self.lines())

    def rows(self, layout: TableLayout) -> Iterator[Record]:
        """The rows below the header that have values, as wide as the layout.

        Raises:
            TableError: a row has a value right of the last column.
        """
        return (record for record, _ in self.values(layout))

    def values(self, layout: TableLayout) -> Iterator[tuple[Record, Row]]:
        """The rows as `rows` gives them, each with its values.

        Raises:
            TableError: as for `rows`.
        """
        for line in islice(self.lines(), layout.first_row, None):
            if line.own > layout.width:
                record = (line.number, line.cells[: line.own])
                raise wrong_width(self.name, layout, record)
            if line.own:
                own = line.values[:1] if line.is_note else line.values
                values = _fitted(own, layout.width)
                cells = [*map(to_text, values)]
                yield (line.number, cells), [*map(_whole, values)]

    def position(self) -> int:
        """How many bytes of the file have been read: unknown."""
        return 0

    def _rows(self) -> Iterator[list[object]]:
        """The values of all rows; a date that there cannot be is found only here."""
        rows: Iterator[list[object]] = iter(self._sheet.iter_rows())  # type: ignore[arg-type]
        batch: list[list[object]] = [[]]
        while batch:
            with calamine_errors(self.name):
                batch = [*islice(rows, _BATCH)]
            yield from batch

    def lines(self) -> Iterator[Line]:
        """All lines."""
        merged = iter(self.merged)
        following = next(merged, None)
        reaching: list[tuple[Area, object]] = []  # merged areas that reach the line
        for number, row in enumerate(self._rows(), start=1):
            values: list[object] = [*self._left, *row]
            while values and values[-1] == "":
                values.pop()
            own = len(values)
            if reaching:
                reaching = [area for area in reaching if area[0].last_row >= number]
            while following and following.first_row <= number:
                column = following.first_column
                if column <= own and values[column - 1] != "":
                    reaching.append((following, values[column - 1]))
                following = next(merged, None)
            for area, value in reaching if own else ():
                values += [""] * (area.last_column - len(values))
                for column in range(area.first_column, area.last_column + 1):
                    values[column - 1] = value
            yield Line(number, own, values)


def _whole(value: object) -> object:
    """A value; a whole number as such, which workbooks do not tell from others."""
    is_whole = isinstance(value, float) and value.is_integer()
    return int(value) if is_whole else None if value == "" else value  # type: ignore[call-overload]


def _fitted(values: list[object], width: int) -> list[object]:
    return values[:width] + [""] * (width - len(values))
