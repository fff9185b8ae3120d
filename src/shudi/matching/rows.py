"""Rows in, a match for each out."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from shudi.places.models import Status
from shudi.places.names import display_name
from shudi.places.resolver import resolve

_MOST_KEPT = 100_000  # distinct values; memory does not grow beyond


class Match(NamedTuple):
    """What a row of a table was matched with; the fields are the columns added.

    Attributes:
        status: listed, unlisted, ambiguous or unknown.
        code: today's GB/T 2260 code of the county; this and the following are
            empty unless it is listed or unlisted.
        name: of the county, as the notification prints names.
        tier: national or provincial; empty unless it is listed.
        prefecture: as the notification prints names.
        via: what the value was recognized by; empty if it is unknown.
    """

    status: Status
    code: str
    name: str
    tier: str
    prefecture: str
    via: str


def match(
    rows: Iterable[Mapping[str, object] | Sequence[object]],
    columns: Sequence[str | int],
) -> Iterator[Match]:
    """Match each row of a table, in order.

    Args:
        rows: mappings or sequences.
        columns: the keys or positions of the cells that say where; several are
            read together, from the largest division to the smallest.
    """
    cached = lru_cache(maxsize=_MOST_KEPT)(match_text)
    for row in rows:
        cells = (row[column] for column in columns)  # type: ignore[index]
        yield cached(join_cells("" if cell is None else str(cell) for cell in cells))


def join_cells(cells: Iterable[str]) -> str:
    """The text of several cells that say one place, each part of it once.

    A cell that the next one begins with (成都市 before 成都市锦江区) adds nothing.
    """
    kept: list[str] = []
    for cell in map(str.strip, cells):
        if kept and cell.startswith(kept[-1]):
            kept.pop()
        kept.append(cell)
    return " ".join(filter(None, kept))


def match_text(text: str) -> Match:
    """What one value is matched with."""
    resolution = resolve(text)
    division = resolution.division
    via = resolution.via or ""
    if division is None:
        return Match(resolution.status, "", "", "", "", via)
    tier = resolution.county.tier if resolution.county else ""
    name, prefecture = display_name(division.name), display_name(division.prefecture)
    return Match(resolution.status, division.code, name, tier, prefecture, via)
