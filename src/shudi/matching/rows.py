"""Rows in, what each is matched with out; and all spellings to match with."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from shudi.places import index
from shudi.places.models import Status
from shudi.places.names import printed_name
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
    cached = lru_cache(maxsize=_MOST_KEPT)(answer)
    for row in rows:
        cells = (row[column] for column in columns)  # type: ignore[index]
        yield cached(together("" if cell is None else str(cell) for cell in cells))


def together(cells: Iterable[str]) -> str:
    """The text of several cells that say one place, each part of it once.

    A cell that the next one begins with (成都市 before 成都市锦江区) adds nothing.
    """
    kept: list[str] = []
    for cell in map(str.strip, cells):
        if kept and cell.startswith(kept[-1]):
            kept.pop()
        kept.append(cell)
    return " ".join(filter(None, kept))


def answer(text: str) -> Match:
    """What one value is matched with."""
    resolution = resolve(text)
    division = resolution.division
    via = resolution.via or ""
    if division is None:
        return Match(resolution.status, "", "", "", "", via)
    tier = resolution.county.tier if resolution.county else ""
    name, prefecture = printed_name(division.name), printed_name(division.prefecture)
    return Match(resolution.status, division.code, name, tier, prefecture, via)


def aliases() -> Iterator[tuple[str, Match]]:
    """Every spelling that `resolve` understands as a whole, once, with its match.

    For engines of one's own to join with. Addresses, white space, punctuation and
    capitals are not in it: Latin letters are small and without accents, spaces and
    punctuation.
    """
    for spelling in dict.fromkeys(index.spellings()):
        yield spelling, answer(spelling)
