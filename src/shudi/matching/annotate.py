"""Tables with the matches of their rows added."""

from collections.abc import Callable, Iterator, Sequence
from functools import cache

from shudi.matching.rows import Match
from shudi.places.query import poverty_value
from shudi.tables.base import (
    Annotator,
    NewTable,
    Row,
    Table,
    TableLayout,
)


def with_poverty(
    matcher: Callable[[int, list[str]], Match], columns: Sequence[str]
) -> Annotator:
    """An annotator that adds the match of a row, and columns of poverty.csv."""
    if not columns:
        return matcher

    @cache
    def cells_of(match: Match) -> tuple[str, ...]:
        values = (poverty_value(match.code, column) for column in columns)
        return (*match, *("" if value is None else str(value) for value in values))

    return lambda line, cells: cells_of(matcher(line, cells))


def annotated_rows(
    table: Table, layout: TableLayout, annotator: Annotator, name: str
) -> NewTable:
    """The table with columns added, to be written in another format.

    Args:
        table: not read from yet, except for its head.
        layout: its parts and the columns to add.
        annotator: gives the cells to add to a row.
        name: of the file to write, for messages.
    """
    preamble = [cells for _, cells in table.head(layout.preamble)]
    return NewTable(
        layout.columns,
        _rows(table, layout, annotator),
        preamble,
        layout.header is not None,
        name,
    )


def _rows(table: Table, layout: TableLayout, annotator: Annotator) -> Iterator[Row]:
    for line, cells in table.rows(layout):
        yield (*cells, *annotator(line, cells))
