"""A table in, the same table with columns added out."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import chain, islice
from operator import itemgetter
from typing import NamedTuple

from shudi.errors import ColumnError, TableError
from shudi.export import line_writer
from shudi.matching.rows import Match, join_cells, match_text
from shudi.places.models import Status, Tier
from shudi.tables.delimited import Record, TextTable
from shudi.text import printable

_SAMPLE = 200  # rows that tell which column holds the counties
_MOST_KEPT = 50_000  # distinct values; beyond, memory would grow with the table


class Unplaced(NamedTuple):
    """A distinct value that is ambiguous or unknown."""

    value: str
    status: Status
    times: int
    first_line: int


class Summary(NamedTuple):
    """What came of a table.

    Attributes:
        rows: how many were matched.
        national: how many are national key counties; likewise the following.
        unplaced: the distinct values that were not placed, the most frequent first.
    """

    rows: int
    national: int
    provincial: int
    unlisted: int
    ambiguous: int
    unknown: int
    unplaced: tuple[Unplaced, ...]


class _Seen:
    """A distinct value: its match, how often it came, and its first line."""

    __slots__ = ("count", "line", "match", "written")

    def __init__(self, match: Match, line: int, written: str) -> None:
        self.match = match
        self.line = line
        self.written = written
        self.count = 0


class Marker:
    """Matches values, each distinct one once, and counts what came of them.

    Memory is bounded: after very many distinct values all are forgotten but those
    that were not placed, and of these the rarest when they are very many too,
    unless every one is to be reported.
    """

    def __init__(
        self,
        write: Callable[[Sequence[str]], str] = "".join,
        *,
        keep_all: bool = False,
    ) -> None:
        """Make a marker.

        Args:
            write: what is written into a table for a match.
            keep_all: whether every value that is not placed is to be kept.
        """
        self._write = write
        self._keep_all = keep_all
        self._seen: dict[str, _Seen] = {}
        self._counts: Counter[str] = Counter()
        self._unplaced: dict[str, Unplaced] = {}

    def seen(self, value: str, line: int) -> _Seen:
        """Count a value that stands in a line."""
        seen = self._seen.get(value)
        if seen is None:
            if len(self._seen) >= _MOST_KEPT:
                self._flush()
            match = match_text(value)
            seen = self._seen[value] = _Seen(match, line, self._write(match))
        seen.count += 1
        return seen

    def summary(self) -> Summary:
        """What came of all values until now."""
        self._flush()
        counts = self._counts
        by_count = sorted(self._unplaced.values(), key=lambda one: -one.times)
        return Summary(
            rows=counts.total(),
            national=counts[Tier.NATIONAL],
            provincial=counts[Tier.PROVINCIAL],
            unlisted=counts[Status.UNLISTED],
            ambiguous=counts[Status.AMBIGUOUS],
            unknown=counts[Status.UNKNOWN],
            unplaced=tuple(by_count),
        )

    def _flush(self) -> None:
        for value, seen in self._seen.items():
            match = seen.match
            self._counts[match.tier or match.status] += seen.count
            if match.status in (Status.AMBIGUOUS, Status.UNKNOWN):
                known = self._unplaced.get(value)
                self._unplaced[value] = Unplaced(
                    value,
                    match.status,
                    seen.count + (known.times if known else 0),
                    known.first_line if known else seen.line,
                )
        self._seen.clear()
        if len(self._unplaced) > _MOST_KEPT and not self._keep_all:
            most = sorted(self._unplaced.values(), key=lambda one: -one.times)
            self._unplaced = {one.value: one for one in most[: _MOST_KEPT // 2]}


class Layout(NamedTuple):
    """How a table is to be read and marked.

    Attributes:
        above: the records before the header, which stay as they are.
        header: the record with the names of the columns, if it has one.
        columns: the positions of the cells that say where, from 0.
        width: how many cells each row has.
        added: the names of the columns to add.
        why: how the column was chosen, if it was not said.
    """

    above: list[Record]
    header: Record | None
    columns: list[int]
    width: int
    added: list[str]
    why: str = ""

    @property
    def names(self) -> list[str]:
        """The names of all columns; their numbers in a table without a header."""
        own = self.header[3] if self.header else map(str, range(1, self.width + 1))
        return [*own, *self.added]


def lay_out(
    table: TextTable,
    *,
    columns: Sequence[str] = (),
    header_row: int | None = 1,
    prefix: str = "shudi_",
) -> tuple[Layout, TextTable]:
    """Read the beginning of a table: its header, and which column says where.

    Args:
        table: the table, of which nothing was read yet.
        columns: names or numbers (from 1) of the columns that say where; none
            for the one that resolves best in the first rows.
        header_row: which record is the header; None if there is none.
        prefix: of the names of the columns to add.

    Returns:
        The layout, and the table with the rows that are to be marked.

    Raises:
        TableError: the table has no header, or is damaged.
        ColumnError: there is no such column, or none is convincingly the one.
    """
    above = list(islice(table.records, (header_row or 1) - 1))
    header = None
    if header_row is not None:
        header = next(table.records, None)
        if header is None or not header[3]:
            wrong = "there is no header" if above else "the table is empty"
            raise TableError(table.name, header_row, wrong)
    sample = list(islice(table.records, _SAMPLE))
    first = header or next((record for record in sample if record[3]), None)
    if first is None:
        raise TableError(table.name, None, "the table is empty")
    added = [f"{prefix}{field}" for field in Match._fields]
    line, _, _, cells = first
    names = cells if header else []
    for name in added:
        if name in names:
            wrong = f"there is a column {name} already; choose another --prefix"
            raise TableError(table.name, line, wrong)
    width = len(cells)
    labels = names or [str(number) for number in range(1, width + 1)]
    why = ""
    if columns:
        positions = [_position(column, names, width) for column in columns]
    else:
        rows = [cells for _, _, _, cells in sample if cells]
        position, why = _best_column(labels, rows)
        positions = [position]
    layout = Layout(above, header, positions, width, added, why)
    return layout, table._replace(records=chain(sample, table.records))


def _position(column: str, names: Sequence[str], width: int) -> int:
    """The position of a column by name or number."""
    places = [place for place, name in enumerate(names) if name.strip() == column]
    if len(places) == 1:
        return places[0]
    if not places and column.isdecimal() and 1 <= int(column) <= width:
        return int(column) - 1
    listed = ", ".join(map(printable, names)) or f"1 to {width}"
    wrong = "more than one column" if places else "no column"
    raise ColumnError(f"there is {wrong} {column!r}; columns: {listed}")


def _best_column(
    labels: Sequence[str], rows: Sequence[Sequence[str]]
) -> tuple[int, str]:
    """The column of which most cells are counties of Sichuan, and a word on why."""
    if len(labels) == 1:
        return 0, ""
    resolved = [
        sum(
            match_text(row[place]).code != ""
            for row in rows
            if place < len(row) and row[place]
        )
        for place in range(len(labels))
    ]
    listed = ", ".join(map(printable, labels))
    most = max(resolved)
    if not most or most * 2 < len(rows):
        raise ColumnError(f"which column says where? give --column; columns: {listed}")
    best = [place for place, count in enumerate(resolved) if count == most]
    if len(best) > 1:
        several = " and ".join(printable(labels[place]) for place in best)
        raise ColumnError(f"{several} fit equally well; give --column")
    (place,) = best
    why = (
        f"column {printable(labels[place])} says where: {most} of the first "
        f"{len(rows)} rows are counties of Sichuan there"
    )
    return place, why


def marked_text(table: TextTable, layout: Layout, marker: Marker) -> Iterator[str]:
    """The table with columns added, all else as it stands, record by record.

    Args:
        table: the rows to be marked.
        layout: how.
        marker: one that writes what is to be added behind a record.

    Raises:
        TableError: a row has too few or too many cells, or is damaged.
    """
    for _, raw, end, _ in layout.above:
        yield raw + end
    if layout.header:
        _, raw, end, _ = layout.header
        write = text_writer(table.delimiter, layout.header)
        yield f"{raw}{write(layout.added)}{end}"
    text_of = _text_of(layout)
    seen = marker.seen
    width = layout.width
    for line, raw, end, cells in table.records:
        if len(cells) == width:
            yield raw + seen(text_of(cells), line).written + end
        elif cells:
            raise _ragged(table, layout, line, cells)
        else:
            yield raw + end


def text_writer(
    delimiter: str, header: Record | None
) -> Callable[[Sequence[str]], str]:
    """A function that writes cells behind a record, in quotes if the header's are."""
    quote_all = (
        header is not None
        and line_writer(delimiter, quote_all=True)(header[3]) == header[1]
    )
    line = line_writer(delimiter, quote_all=quote_all)
    return lambda cells: delimiter + line(cells)


def marked_rows(
    table: TextTable, layout: Layout, marker: Marker
) -> Iterator[Sequence[str]]:
    """The rows with the cells of their matches, to be written in another form.

    Raises:
        TableError: a row has too few or too many cells, or is damaged.
    """
    for _, cells, match in matches(table, layout, marker):
        yield (*cells, *match)


def matches(
    table: TextTable, layout: Layout, marker: Marker
) -> Iterator[tuple[int, Sequence[str], Match]]:
    """Each row that is not empty: its line, its cells and its match.

    Raises:
        TableError: a row has too few or too many cells, or is damaged.
    """
    text_of = _text_of(layout)
    for line, _, _, cells in table.records:
        if len(cells) == layout.width:
            yield line, cells, marker.seen(text_of(cells), line).match
        elif cells:
            raise _ragged(table, layout, line, cells)


def _text_of(layout: Layout) -> Callable[[Sequence[str]], str]:
    """What gets the text that says where from the cells of a row."""
    if len(layout.columns) == 1:
        only: Callable[[Sequence[str]], str] = itemgetter(layout.columns[0])
        return only
    return lambda cells: join_cells(cells[place] for place in layout.columns)


def _ragged(
    table: TextTable, layout: Layout, line: int, cells: Sequence[str]
) -> TableError:
    found = "1 cell" if len(cells) == 1 else f"{len(cells)} cells"
    wrong = f"found {found}, not {layout.width}"
    return TableError(table.name, line, wrong)
