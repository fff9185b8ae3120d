"""Match rows to counties."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Generic, NamedTuple, TypeVar

from shudi.matching.cells import Place, resolve_place
from shudi.places.index import ANYWHERE, prefecture_of
from shudi.places.models import Resolution, Status
from shudi.places.names import display_name
from shudi.places.resolver import find_area
from shudi.spelling import MAX_TEXT, value_text

# Beyond so many distinct values or characters, memory would grow with the table.
MAX_CACHED = 50_000
MAX_CACHED_CHARACTERS = 5_000_000

UNMATCHED = frozenset({Status.AMBIGUOUS, Status.UNKNOWN})

T = TypeVar("T")

# Between the cells that say where a row lies: to hash a tuple and compare it with
# another one touches each of them. No table that shudi reads has it in a cell.
CELL_SEPARATOR = "\0"

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


def match(
    rows: Iterable[Cells], columns: Sequence[str | int], *, within: str | None = None
) -> Iterator[Match]:
    """Match each row of a table, in order.

    Args:
        rows: mappings or sequences. A missing value (None, NaN, NA, NaT, or a text
            such as NULL) is empty, a number is read as a code.
        columns: the keys or positions of the cells with the place; several are
            read together, in any order. A code among them decides.
        within: a province or a prefecture, in which all rows lie.

    Raises:
        UnknownNameError: within is no province or prefecture.
    """
    area = ANYWHERE if within is None else find_area(within)

    def value_of(row: Cells) -> str:
        return CELL_SEPARATOR.join(value_text(row[column]) for column in columns)  # type: ignore[index]

    matcher: CachedMatcher[Cells] = CachedMatcher(
        value_of, lambda cells: resolve_place(cells, (), area)
    )
    return (matcher.match(line, row) for line, row in enumerate(rows))


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


class Unmatched(NamedTuple):
    """A distinct value that is ambiguous or unknown.

    Attributes:
        place: the value, and what it may stand for.
        rows: how many have it.
        first_line: of the first of them.
    """

    place: Place
    rows: int
    first_line: int


class _CacheEntry:
    """A distinct value's match, how often it occurred, and its first line."""

    __slots__ = ("count", "line", "match", "place")

    def __init__(self, match: Match, place: Place, line: int) -> None:
        self.match = match
        self.place = place if match.status in UNMATCHED else None
        self.line = line
        self.count = 0


class CachedMatcher(Generic[T]):
    """Matches rows, each distinct value once, and counts the matches.

    Memory is bounded: after MAX_CACHED distinct values, or as many characters in
    them, the cache is emptied. Of the unmatched values the rarest are dropped when
    they are as many, unless all are to be kept. Long values are cut.
    """

    def __init__(
        self,
        value_of: Callable[[T], str],
        resolve: Callable[[Sequence[str]], Place],
        *,
        keep_all: bool = False,
    ) -> None:
        """Make a matcher.

        Args:
            value_of: gets the cells with the place from a row, CELL_SEPARATOR between.
            resolve: what they stand for.
            keep_all: whether to keep every unmatched value.
        """
        self._value_of = value_of
        self._resolve = resolve
        self._keep_all = keep_all
        self._cache: dict[str, _CacheEntry] = {}
        self._cached_characters = 0
        self._matches: dict[Match, Match] = {}  # equal ones are the same object
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
            value = CELL_SEPARATOR.join(map(_cut, value.split(CELL_SEPARATOR)))
            if value in self._cache:
                return self._cache[value]
        full = self._cached_characters + len(value) > MAX_CACHED_CHARACTERS
        if full or len(self._cache) >= MAX_CACHED:
            self._empty_cache()
        self._cached_characters += len(value)
        place = self._resolve(value.split(CELL_SEPARATOR))
        match = to_match(place.resolution)
        match = self._matches.setdefault(match, match)
        entry = self._cache[value] = _CacheEntry(match, place, line)
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
        return sorted(
            self._unmatched.values(), key=lambda value: value.rows, reverse=True
        )

    def _empty_cache(self) -> None:
        for entry in self._cache.values():
            self._counts[entry.match] = self._counts.get(entry.match, 0) + entry.count
            if entry.place:
                text = entry.place.text
                earlier = self._unmatched.get(text)
                self._unmatched[text] = Unmatched(
                    entry.place,
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
            self._unmatched = {unmatched.place.text: unmatched for unmatched in kept}


def _cut(cell: str) -> str:
    """A cell; a long one is cut, but still too long to be understood."""
    return " ".join(cell.split())[: MAX_TEXT + 1]
