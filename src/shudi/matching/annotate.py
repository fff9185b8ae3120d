"""Tables with the matches of their rows added."""

from collections.abc import Callable, Collection, Iterator, Sequence
from functools import cache
from typing import NamedTuple

from shudi.i18n import CHINESE, language
from shudi.matching.rows import Match
from shudi.places.models import Status
from shudi.places.query import poverty_value
from shudi.tables.base import (
    Annotator,
    NewTable,
    Row,
    Table,
    TableLayout,
)


class Added(NamedTuple):
    """What is added to a table beside the match of each row.

    Attributes:
        poverty: columns of poverty.csv.
        yes_no: the name of a column that says whether the county is listed; empty
            for none.
        only: the statuses whose rows are kept; all, if there are none.
    """

    poverty: Sequence[str] = ()
    yes_no: str = ""
    only: Collection[Status] = ()


def annotator(matcher: Callable[[int, list[str]], Match], added: Added) -> Annotator:
    """A function that gives the cells to add to a row; None for one to leave out."""
    if not any(added):
        return matcher
    yes, no = ("是", "否") if language() == CHINESE else ("1", "0")
    on_list = {Status.LISTED: yes, Status.UNLISTED: no, Status.ELSEWHERE: no}

    @cache
    def cells_of(match: Match) -> tuple[str, ...] | None:
        if added.only and match.status not in added.only:
            return None
        values = (poverty_value(match.code, column) for column in added.poverty)
        poverty = ("" if value is None else str(value) for value in values)
        yes_no = (on_list.get(match.status, ""),) if added.yes_no else ()
        return (*match, *poverty, *yes_no)

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
        added = annotator(line, cells)
        if added is not None:
            yield (*cells, *added)
