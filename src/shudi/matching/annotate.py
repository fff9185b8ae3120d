"""Tables with the matches of their rows added."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import cache
from typing import NamedTuple

from shudi.glossary import chinese, chinese_value
from shudi.i18n import CHINESE, ENGLISH, language
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
from shudi.tables.footnotes import is_footnote
from shudi.tables.formats import FORMATS, Format


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

    def fields(self, labels: str) -> list[str]:
        """The columns of the match and of poverty.csv, in the language of labels."""
        columns = [*Match._fields, *self.poverty]
        return columns if labels == ENGLISH else [*map(chinese, columns)]

    def numbers(self, file_format: Format, labels: str) -> list[int]:
        """The positions, among the columns added, of those with whole numbers."""
        if not file_format.typed:
            return []
        fields = [*Match._fields, *self.poverty]
        numbers = [place for place, field in enumerate(fields) if field == "delisted"]
        is_number = self.yes_no and _yes_and_no(file_format, labels) == (1, 0)
        return [*numbers, len(fields)] if is_number else numbers


def annotator(
    matcher: Callable[[int, list[str]], Match],
    added: Added,
    file_format: Format = FORMATS["csv"],
    labels: str = ENGLISH,
) -> Annotator:
    """A function that gives the values to add to a row; None for one to leave out.

    Args:
        matcher: matches a row.
        added: what is added beside the match, and which rows are kept.
        file_format: in which the values are written.
        labels: the language of statuses and other coded values.
    """
    if not any(added) and labels == ENGLISH:
        return matcher
    yes, no = _yes_and_no(file_format, labels)
    on_list = {Status.LISTED: yes, Status.UNLISTED: no, Status.ELSEWHERE: no}

    @cache
    def values_of(match: Match) -> Row | None:
        if added.only and match.status not in added.only:
            return None
        poverty = (poverty_value(match.code, column) for column in added.poverty)
        values: Iterable[object] = (*match, *poverty)
        if labels != ENGLISH:
            values = map(chinese_value, (*Match._fields, *added.poverty), values)
        yes_no = (on_list.get(match.status),) if added.yes_no else ()
        if file_format.typed:
            return (*values, *yes_no)
        all_values = (*values, *yes_no)
        return tuple("" if each is None else str(each) for each in all_values)

    return lambda line, cells: values_of(matcher(line, cells))


def _yes_and_no(file_format: Format, labels: str) -> tuple[object, object]:
    """What says whether a county is listed: words for Chinese readers, or 1 and 0."""
    is_read_in_chinese = file_format.labels and language() == CHINESE
    return ("是", "否") if labels == CHINESE or is_read_in_chinese else (1, 0)


def annotated_rows(
    table: Table,
    layout: TableLayout,
    annotator: Annotator,
    name: str,
    *,
    typed: bool,
) -> NewTable:
    """The table with columns added, to be written in another format.

    Args:
        table: not read from yet, except for its head.
        layout: its parts and the columns to add.
        annotator: gives the cells to add to a row.
        name: of the file to write, for messages.
        typed: whether to write numbers and dates, and not how they look as text.
    """
    preamble = [_unmerged(cells) for _, cells in table.head(layout.preamble)]
    return NewTable(
        layout.columns,
        _rows(table, layout, annotator, typed=typed),
        preamble,
        layout.header is not None,
        name,
        title=next(iter(table.sheets), "shudi"),
        added=layout.new_columns,
    )


def _unmerged(cells: Sequence[str]) -> list[str]:
    """A row above the header with the value of merged cells in the first one alone."""
    return [
        "" if place and cell == cells[place - 1] else cell
        for place, cell in enumerate(cells)
    ]


def _rows(
    table: Table, layout: TableLayout, annotator: Annotator, *, typed: bool
) -> Iterator[Row]:
    empty = [""] * len(layout.new_columns)
    for (line, cells), values in table.values(layout):
        added = empty if is_footnote(cells) else annotator(line, cells)
        if added is not None:
            yield (*(values if typed else cells), *added)
