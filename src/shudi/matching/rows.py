"""Match rows to counties."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Generic, NamedTuple, TypeVar

from shudi.places.index import prefecture_of
from shudi.places.models import Resolution, Status
from shudi.places.names import display_name
from shudi.places.resolver import resolve
from shudi.spelling import MAX_TEXT, value_text

# Beyond so many distinct values or characters, memory would grow with the table.
MAX_CACHED = 50_000
MAX_CACHED_CHARACTERS = 5_000_000

T = TypeVar("T")

Cells = Mapping[str, object] | Sequence[object]


class Match(NamedTuple):
    """What a row is matched with; the fields are the columns that are added.

    Attributes:
        status: listed, unlisted, elsewhere, ambiguous or unknown.
        code: today's GB/T 2260 code of the county; this, name, prefecture and province
            are empty unless the county is certain.
        name: of the county, as the notification prints names.
        tier: national or provincial; empty unless it is listed.
        prefecture: as the notification prints names; empty where there is none.
        province: the official name.
        via: how the value was recognized; empty if no county was.
    """

    status: Status
    code: str
    name: str
    tier: str
    prefecture: str
    province: str
    via: str


def match(rows: Iterable[Cells], columns: Sequence[str | int]) -> Iterator[Match]:
    """Match each row of a table, in order.

    Args:
        rows: mappings or sequences. A missing value (None, NaN, NA, NaT) is empty, a
            number is read as a code.
        columns: the keys or positions of the cells with the place; several are
            read together, from the largest division to the smallest.
    """
    matcher: CachedMatcher[Cells] = CachedMatcher(
        lambda row: join_cells(value_text(row[column]) for column in columns)  # type: ignore[index]
    )
    for line, row in enumerate(rows, start=1):
        yield matcher.match(line, row)


def match_text(text: str) -> Match:
    """Match one value."""
    return to_match(resolve(text))


def to_match(resolution: Resolution) -> Match:
    """The match that a resolution gives."""
    division = resolution.division
    via = resolution.via or ""
    if division is None:
        return Match(resolution.status, "", "", "", "", "", via)
    prefecture = prefecture_of(division)
    return Match(
        resolution.status,
        division.code,
        display_name(division),
        resolution.county.tier if resolution.county else "",
        display_name(prefecture) if prefecture else "",
        division.province,
        via,
    )


def join_cells(cells: Iterable[str]) -> str:
    """The text of several cells that hold one place, each part of it once.

    A cell that the next one begins with (成都市 before 成都市锦江区) adds nothing.
    """
    kept: list[str] = []
    for cell in map(str.strip, cells):
        if kept and cell.startswith(kept[-1]):
            kept.pop()
        kept.append(cell)
    return " ".join(filter(None, kept))


class Unmatched(NamedTuple):
    """A distinct value that is ambiguous or unknown."""

    value: str
    status: Status
    rows: int
    first_line: int


class _CacheEntry:
    """A distinct value's match, how often it occurred, and its first line."""

    __slots__ = ("count", "line", "match")

    def __init__(self, match: Match, line: int) -> None:
        self.match = match
        self.line = line
        self.count = 0


class CachedMatcher(Generic[T]):
    """Matches rows, each distinct value once, and counts the matches.

    Memory is bounded: after MAX_CACHED distinct values, or as many characters in
    them, the cache is emptied. Of the unmatched values the rarest are dropped when
    they are as many, unless all are to be kept. Long values are cut.
    """

    def __init__(self, value_of: Callable[[T], str], *, keep_all: bool = False) -> None:
        """Make a matcher.

        Args:
            value_of: gets the text with the place from a row.
            keep_all: whether to keep every unmatched value.
        """
        self._value_of = value_of
        self._keep_all = keep_all
        self._cache: dict[str, _CacheEntry] = {}
        self._cached_characters = 0
        self._counts: dict[Match, int] = {}
        self._unmatched: dict[str, Unmatched] = {}

    def match(self, line: int, row: T) -> Match:
        """Match a row, and count it."""
        value = self._value_of(row)
        entry = self._cache.get(value)
        if entry is None:
            entry = self._add(value, line)
        entry.count += 1
        return entry.match

    def _add(self, value: str, line: int) -> _CacheEntry:
        if len(value) > MAX_TEXT:
            value = " ".join(value.split())[: MAX_TEXT + 1]  # as long, as unknown
            if value in self._cache:
                return self._cache[value]
        full = self._cached_characters + len(value) > MAX_CACHED_CHARACTERS
        if full or len(self._cache) >= MAX_CACHED:
            self._empty_cache()
        self._cached_characters += len(value)
        entry = self._cache[value] = _CacheEntry(match_text(value), line)
        return entry

    def counts(self) -> Mapping[Match, int]:
        """How many rows had each match until now."""
        self._empty_cache()
        return self._counts

    def unmatched(self) -> tuple[Unmatched, ...]:
        """The values that were ambiguous or unknown until now, most frequent first."""
        self._empty_cache()
        return tuple(self._most_frequent())

    def _most_frequent(self) -> list[Unmatched]:
        return sorted(self._unmatched.values(), key=lambda value: -value.rows)

    def _empty_cache(self) -> None:
        for value, entry in self._cache.items():
            match = entry.match
            self._counts[match] = self._counts.get(match, 0) + entry.count
            if match.status in (Status.AMBIGUOUS, Status.UNKNOWN):
                earlier = self._unmatched.get(value)
                self._unmatched[value] = Unmatched(
                    value,
                    match.status,
                    entry.count + (earlier.rows if earlier else 0),
                    earlier.first_line if earlier else entry.line,
                )
        self._cache.clear()
        self._cached_characters = 0
        if not self._keep_all:
            self._drop_rarest()

    def _drop_rarest(self) -> None:
        characters = sum(map(len, self._unmatched))
        if len(self._unmatched) > MAX_CACHED or characters > MAX_CACHED_CHARACTERS:
            kept = self._most_frequent()[: len(self._unmatched) // 2]
            self._unmatched = {unmatched.value: unmatched for unmatched in kept}
