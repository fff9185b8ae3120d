"""The summary of a matched table, and the report of its unmatched values."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from shudi.errors import UnknownNameError
from shudi.matching.rows import Match, Unmatched
from shudi.places.find import find_place, full_names
from shudi.places.models import Reason, Status, Tier
from shudi.places.resolver import resolve
from shudi.tables.base import NewTable
from shudi.text import join_or, join_some, quote

_MAX_LISTED = 10


class Summary(NamedTuple):
    """Counts of matched and unmatched rows.

    Attributes:
        rows: how many were matched.
        national: how many are national key counties; likewise the following.
        unmatched: the distinct values that are ambiguous or unknown, the most
            frequent first.
    """

    rows: int
    national: int
    provincial: int
    unlisted: int
    elsewhere: int
    ambiguous: int
    unknown: int
    unmatched: tuple[Unmatched, ...]


def summarize(counts: Mapping[Match, int], unmatched: tuple[Unmatched, ...]) -> Summary:
    """Sum up how many rows had each match."""
    totals: Counter[str] = Counter()
    for match, count in counts.items():
        totals[match.tier or match.status] += count
    return Summary(
        rows=totals.total(),
        national=totals[Tier.NATIONAL],
        provincial=totals[Tier.PROVINCIAL],
        unlisted=totals[Status.UNLISTED],
        elsewhere=totals[Status.ELSEWHERE],
        ambiguous=totals[Status.AMBIGUOUS],
        unknown=totals[Status.UNKNOWN],
        unmatched=unmatched,
    )


def summary_lines(summary: Summary) -> Iterator[str]:
    """The summary as text, with the most frequent unmatched values."""
    total = "1 row" if summary.rows == 1 else f"{summary.rows:,} rows"
    yield (
        f"{total}: {summary.national:,} national, "
        f"{summary.provincial:,} provincial, {summary.unlisted:,} on neither list, "
        f"{summary.elsewhere:,} elsewhere, {summary.ambiguous:,} ambiguous, "
        f"{summary.unknown:,} unknown"
    )
    for value, _, rows, first_line in summary.unmatched[:_MAX_LISTED]:
        yield f"  {rows:,} × {quote(value)}, first in line {first_line}{_hint(value)}"
    others = len(summary.unmatched) - _MAX_LISTED
    if others > 0:
        yield f"  and {others:,} more; use --report FILE to write them all"


def report_table(unmatched: tuple[Unmatched, ...], name: str) -> NewTable:
    """The unmatched values as a table, with what the ambiguous ones may stand for."""
    return NewTable(
        ("value", "status", "reason", "count", "candidates", "first_line"),
        (
            (
                value.value,
                value.status,
                resolution.reason or "not understood",
                value.rows,
                "; ".join(full_names(resolution.candidates)),
                value.first_line,
            )
            for value in unmatched
            for resolution in [resolve(value.value)]
        ),
        name=name,
    )


def _hint(value: str) -> str:
    resolution = resolve(value)
    if resolution.reason is Reason.CONTRADICTION:
        return f" contradicts itself: {join_some(full_names(resolution.candidates))}?"
    if resolution.candidates:
        return f": {join_some(full_names(resolution.candidates))}?"
    try:
        find_place(value)
    except UnknownNameError as error:
        return f": {join_or(error.suggestions)}?" if error.suggestions else ""
    return " is a prefecture"
