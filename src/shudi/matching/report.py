"""The summary of a matched table, and the report of its unmatched values."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from shudi.errors import UnknownNameError
from shudi.i18n import ENGLISH, _, mark, ngettext, translator
from shudi.matching.cells import FILLERS, Place
from shudi.matching.rows import Match, Unmatched
from shudi.places.dataset import counties
from shudi.places.find import find_place, full_names
from shudi.places.models import SICHUAN, Division, Reason, Status, Tier
from shudi.tables.base import NewTable
from shudi.text import join, join_or, join_some, quote, shell_word

_MAX_LISTED = 10
_NOT_UNDERSTOOD = mark("not understood")
_FEW = 0.1  # of the rows: if no more are understood, it may be the wrong column
_MANY_ROWS = 5


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
    message = ngettext(
        "{rows} row: {listed} listed ({national} national, {provincial} provincial), "
        "{unlisted} unlisted, {elsewhere} elsewhere, {ambiguous} ambiguous, "
        "{unknown} unknown",
        "{rows} rows: {listed} listed ({national} national, {provincial} provincial), "
        "{unlisted} unlisted, {elsewhere} elsewhere, {ambiguous} ambiguous, "
        "{unknown} unknown",
        summary.rows,
    )
    listed = summary.national + summary.provincial
    yield message.format(
        rows=f"{summary.rows:,}",
        listed=f"{listed:,}",
        national=f"{summary.national:,}",
        provincial=f"{summary.provincial:,}",
        unlisted=f"{summary.unlisted:,}",
        elsewhere=f"{summary.elsewhere:,}",
        ambiguous=f"{summary.ambiguous:,}",
        unknown=f"{summary.unknown:,}",
    )
    yield from (f"  {line}" for line in _details(summary))


def _details(summary: Summary) -> Iterator[str]:
    if summary.present:
        yield _present(summary)
    if summary.rows >= _MANY_ROWS and summary.unknown > summary.rows * (1 - _FEW):
        yield _("hardly any value is a place; if another column has them, use --column")
    if summary.settling:
        options = " ".join(f"-c {shell_word(column)}" for column in summary.settling)
        message = _("other columns say more of the ambiguous rows; give {options} too")
        yield message.format(options=options)
    in_doubt = [each for each in summary.unmatched if not _is_outside(each.place)]
    for value in in_doubt[:_MAX_LISTED]:
        text = quote(value.place.text) if value.place.text else _("empty")
        message = _("{rows} × {value}, first in line {line}")
        first = message.format(
            rows=f"{value.rows:,}", value=text, line=value.first_line
        )
        yield _hint(value.place).format(value=first)
    others = len(in_doubt) - _MAX_LISTED
    if others > 0:
        message = _("and {count} more; use --report FILE to write them all")
        yield message.format(count=f"{others:,}")
    outside = len(summary.unmatched) - len(in_doubt)
    if outside:
        message = ngettext(
            "{count} value is ambiguous outside Sichuan alone; use --report FILE",
            "{count} values are ambiguous outside Sichuan alone; use --report FILE",
            outside,
        )
        yield message.format(count=f"{outside:,}")


def report_table(
    summaries: Mapping[str, Summary], name: str, labels: str = ENGLISH
) -> NewTable:
    """The unmatched values as a table, with what the ambiguous ones may stand for.

    Args:
        summaries: have the values; by the name of the file, which is a column if there
            are several.
        name: of the file to write, for messages.
        labels: the language of the reasons, if it is not that of messages.
    """
    translate = _ if labels == ENGLISH else translator(labels)
    columns = ("value", "status", "reason", "count", "candidates", "first_line")
    several = len(summaries) > 1
    rows = (
        (
            *([file] if several else []),
            value.place.text,
            value.place.resolution.status,
            translate(value.place.resolution.reason or _NOT_UNDERSTOOD),
            value.rows,
            "; ".join(map(_candidate, value.place.resolution.candidates)),
            value.first_line,
        )
        for file, summary in summaries.items()
        for value in summary.unmatched
    )
    return NewTable(("file", *columns) if several else columns, rows, name=name)


def _present(summary: Summary) -> str:
    """How many of the key counties there are, and which are not."""
    every = counties()
    missing = [county.name for county in every if county.code not in summary.present]
    if not missing:
        return _("all {count} key counties").format(count=len(every))
    others = len(missing) - _MAX_LISTED
    message = (
        _("{present} of the {count} key counties; not {missing} and {others} others")
        if others > 0
        else _("{present} of the {count} key counties; not {missing}")
    )
    return message.format(
        present=len(summary.present),
        count=len(every),
        missing=join(missing[:_MAX_LISTED]),
        others=others,
    )


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
    """What a value may stand for, to be filled in with the value."""
    resolution = place.resolution
    if not place.text or place.text in FILLERS:
        return "{value}"
    if resolution.candidates:
        message = (
            _("{value} contradicts itself: {names}?")
            if resolution.reason is Reason.CONTRADICTION
            else _("{value}: {names}?")
        )
        names = join_some(full_names(resolution.candidates))
        return message.replace("{names}", names)
    try:
        find_place(place.text)
    except UnknownNameError as error:
        if not error.suggestions:
            return "{value}"
        return _("{value}: {names}?").replace("{names}", join_or(error.suggestions))
    return _("{value} is a prefecture")
