"""The summary of a matched table, and the report of its unmatched values."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from shudi.errors import UnknownNameError
from shudi.matching.cells import Place
from shudi.matching.rows import Match, Unmatched
from shudi.places.dataset import counties
from shudi.places.find import find_place, full_names
from shudi.places.models import SICHUAN, Division, Reason, Status, Tier
from shudi.tables.base import NewTable
from shudi.text import join_or, join_some, quote, shell_word

_MAX_LISTED = 10
_FEW = 0.1  # of the rows: if no more are understood, it may be the wrong column
_MANY_ROWS = 20


class Summary(NamedTuple):
    """Counts of matched and unmatched rows.

    Attributes:
        rows: how many were matched.
        national: how many are national key counties; likewise the following.
        present: the codes of the key counties that are there.
        unmatched: the distinct values that are ambiguous or unknown, the most
            frequent first.
        settling: columns that contradict some rows, or would settle them.
    """

    rows: int
    national: int
    provincial: int
    unlisted: int
    elsewhere: int
    ambiguous: int
    unknown: int
    present: frozenset[str]
    unmatched: tuple[Unmatched, ...]
    settling: Sequence[str] = ()


def summarize(
    counts: Mapping[Match, int],
    unmatched: tuple[Unmatched, ...],
    beside: Sequence[str] = (),
) -> Summary:
    """Sum up how many rows had each match.

    Args:
        counts: of each match.
        unmatched: the values without one.
        beside: the columns that the rows were held against.
    """
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
        present=frozenset(match.code for match in counts if match.tier),
        unmatched=unmatched,
        settling=beside if any(value.place.is_held for value in unmatched) else (),
    )


def summary_lines(summary: Summary) -> Iterator[str]:
    """The summary as text, with the values that most need to be looked at."""
    total = "1 row" if summary.rows == 1 else f"{summary.rows:,} rows"
    listed = summary.national + summary.provincial
    yield (
        f"{total}: {listed:,} listed ({summary.national:,} national, "
        f"{summary.provincial:,} provincial), {summary.unlisted:,} unlisted, "
        f"{summary.elsewhere:,} elsewhere, {summary.ambiguous:,} ambiguous, "
        f"{summary.unknown:,} unknown"
    )
    if listed:
        yield f"  {_present(summary)}"
    if summary.rows >= _MANY_ROWS and summary.unknown > summary.rows * (1 - _FEW):
        yield "  hardly any value is a place; if another column has them, use --column"
    if summary.settling:
        options = " ".join(f"-c {shell_word(column)}" for column in summary.settling)
        yield f"  other columns say more of the ambiguous rows; give {options} too"
    in_doubt = [each for each in summary.unmatched if not _is_outside(each.place)]
    for value in in_doubt[:_MAX_LISTED]:
        text = quote(value.place.text) if value.place.text else "empty"
        first = f"first in line {value.first_line}"
        yield f"  {value.rows:,} × {text}, {first}{_hint(value.place)}"
    others = len(in_doubt) - _MAX_LISTED
    if others > 0:
        yield f"  and {others:,} more; use --report FILE to write them all"
    outside = len(summary.unmatched) - len(in_doubt)
    if outside:
        values = "1 value is" if outside == 1 else f"{outside:,} values are"
        yield f"  {values} ambiguous outside Sichuan alone; --report FILE has them"


def report_table(unmatched: tuple[Unmatched, ...], name: str) -> NewTable:
    """The unmatched values as a table, with what the ambiguous ones may stand for."""
    return NewTable(
        ("value", "status", "reason", "count", "candidates", "first_line"),
        (
            (
                value.place.text,
                value.place.resolution.status,
                value.place.resolution.reason or "not understood",
                value.rows,
                "; ".join(map(_candidate, value.place.resolution.candidates)),
                value.first_line,
            )
            for value in unmatched
        ),
        name=name,
    )


def _present(summary: Summary) -> str:
    """How many of the key counties there are, and which are not."""
    every = counties()
    missing = [county.name for county in every if county.code not in summary.present]
    present = f"{len(summary.present)} of the {len(every)} key counties"
    if not missing:
        return f"all {len(every)} key counties"
    if len(missing) > _MAX_LISTED:
        others = len(missing) - _MAX_LISTED
        return f"{present}; not {', '.join(missing[:_MAX_LISTED])} and {others} others"
    return f"{present}; not {', '.join(missing)}"


def _candidate(division: Division) -> str:
    """A candidate with its province, prefecture and code."""
    province = division.province if division.province == SICHUAN else ""
    return f"{province}{division.full_name} ({division.code})"


def _is_outside(place: Place) -> bool:
    """Whether a place is one of several, none of them in Sichuan."""
    candidates = place.resolution.candidates
    return bool(candidates) and all(
        candidate.province != SICHUAN for candidate in candidates
    )


def _hint(place: Place) -> str:
    resolution = place.resolution
    names = full_names(resolution.candidates)
    if not place.text:
        return ""
    if resolution.reason is Reason.CONTRADICTION:
        return f" contradicts itself: {join_some(names)}?"
    if names:
        return f": {join_some(names)}?"
    try:
        find_place(place.text)
    except UnknownNameError as error:
        return f": {join_or(error.suggestions)}?" if error.suggestions else ""
    return " is a prefecture"
