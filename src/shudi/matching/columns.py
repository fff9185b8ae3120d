"""Which record of a table is the header, and which columns hold the place."""

from collections.abc import Sequence
from typing import NamedTuple

from shudi.errors import ColumnError, TableError
from shudi.matching.rows import Match, match_text
from shudi.tables.base import Table, TableLayout
from shudi.text import printable

_SAMPLE = 200  # rows sampled to find the place column


class PlaceColumns(NamedTuple):
    """The columns that hold the place.

    Attributes:
        positions: of their cells, from 0.
        reason: why they were chosen; empty if the user said so.
    """

    positions: Sequence[int]
    reason: str = ""


def detect_layout(
    table: Table,
    *,
    header_row: int | None = 1,
    prefix: str = "shudi_",
    extra: Sequence[str] = (),
) -> TableLayout:
    """Find the header of a table.

    Args:
        table: not read from yet.
        header_row: which record is the header; None if there is none.
        prefix: of the names of the columns to add.
        extra: columns to add to those of Match.

    Raises:
        TableError: the table is empty, damaged, has no header in that row, or has
            columns of those names already.
    """
    preamble = (header_row or 1) - 1
    head = table.head(preamble + 1 + _SAMPLE)
    rows = head[preamble:]
    header = None
    if header_row is not None:
        if not rows or not rows[0][1]:
            if not head:
                raise TableError(table.name, None, "the table is empty")
            filled = (row for row, (_, cells) in enumerate(head, start=1) if cells)
            row = next((row for row in filled if row > preamble), None)
            way_out = f"use --header-row {row}" if row else "use --header-row"
            problem = f"no header in row {header_row}; {way_out}"
            raise TableError(table.name, None, problem)
        header = rows[0]
    first = next((record for record in rows if record[1]), None)
    if first is None:
        raise TableError(table.name, None, "the table is empty")
    line, cells = first
    new_columns = [f"{prefix}{field}" for field in (*Match._fields, *extra)]
    taken = {cell.casefold() for cell in header[1]} if header else set()
    for name in new_columns:
        if name.casefold() in taken:  # Excel tells names apart by their letters alone
            problem = f"column {name} already exists; use another --prefix"
            raise TableError(table.name, line, problem)
    width = len(cells) if header else table.width or len(cells)
    return TableLayout(preamble, header, width, new_columns)


def find_place_columns(
    table: Table, layout: TableLayout, names: Sequence[str] = ()
) -> PlaceColumns:
    """Find the columns that hold the place.

    Args:
        table: not read from yet, except for its head.
        layout: its parts.
        names: of the columns, or their numbers from 1; none for the one that
            resolves best in the first rows.

    Raises:
        ColumnError: there is no such column, or none can be determined.
    """
    header = layout.header[1] if layout.header else []
    if names:
        return PlaceColumns([_position(name, header, layout.width) for name in names])
    rows = [
        cells
        for _, cells in table.head(layout.first_row + _SAMPLE)[layout.first_row :]
        if cells
    ]
    if layout.width == 1 or not rows:
        return PlaceColumns([0])
    labels = [printable(label) for label in layout.columns[: layout.width]]
    return _best_column(labels, rows)


def _position(column: str, header: Sequence[str], width: int) -> int:
    """The position of a column by name or number."""
    positions = [
        position for position, name in enumerate(header) if name.strip() == column
    ]
    if len(positions) == 1:
        return positions[0]
    if not positions and column.isdecimal() and 1 <= int(column) <= width:
        return int(column) - 1
    columns = ", ".join(map(printable, header)) or f"1 to {width}"
    problem = "more than one column" if positions else "no column"
    raise ColumnError(f"{problem} {column!r}; columns: {columns}")


def _best_column(labels: Sequence[str], rows: Sequence[Sequence[str]]) -> PlaceColumns:
    """The column with the most counties."""
    resolved = [
        sum(
            match_text(row[position]).code != ""
            for row in rows
            if position < len(row) and row[position]
        )
        for position in range(len(labels))
    ]
    most = max(resolved)
    if not most or most * 2 < len(rows):
        raise ColumnError(
            "cannot tell which column holds the place names; use --column. "
            f"Columns: {', '.join(labels)}"
        )
    best = [position for position, count in enumerate(resolved) if count == most]
    if len(best) > 1:
        several = " and ".join(labels[position] for position in best)
        raise ColumnError(f"columns {several} fit equally well; use --column")
    values = "the value is a county of China"
    if len(rows) > 1:
        values = f"{most} of the first {len(rows)} values are counties of China"
    reason = f"using column {labels[best[0]]!r} ({values})"
    return PlaceColumns(best, reason)
