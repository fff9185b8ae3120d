"""Select, sort and count counties."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from enum import StrEnum
from itertools import product
from typing import NamedTuple

from shudi.places.dataset import COUNTY_COLUMNS, poverty_counties
from shudi.places.index import prefecture_of
from shudi.places.models import County, Tier
from shudi.spelling import fold


class SortKey(StrEnum):
    """What `order` sorts counties by."""

    OFFICIAL = "official"
    CODE = "code"
    PINYIN = "pinyin"
    PREFECTURE = "prefecture"
    TIER = "tier"


class Dimension(StrEnum):
    """What `tally` counts counties by."""

    TIER = "tier"
    PREFECTURE = "prefecture"
    KIND = "kind"


class TallyOrder(StrEnum):
    """How `tally` orders the values that it counts."""

    OFFICIAL = "official"
    SIZE = "size"


class Tally(NamedTuple):
    """How many counties share the values of one or more dimensions.

    Attributes:
        values: the value in each dimension, in the order asked for.
        counties: how many have them.
        share: of all counties counted, 0 to 1.
    """

    values: tuple[str, ...]
    counties: int
    share: float


def county_values(county: County, columns: Iterable[str]) -> tuple[object, ...]:
    """The values of a county in columns of counties.csv and poverty.csv."""
    return tuple(
        getattr(county, column)
        if column in COUNTY_COLUMNS
        else poverty_value(county.code, column)
        for column in columns
    )


def poverty_value(code: str, column: str) -> object:
    """The value in a column of poverty.csv; None for a county that is not there."""
    county = poverty_counties().get(code)
    if county is None:
        return None
    value = getattr(county, column)
    return ("no", "yes")[value] if isinstance(value, bool) else value


def select(
    counties: Iterable[County],
    *,
    tiers: Collection[Tier] = (),
    prefectures: Collection[str] = (),
    search: str = "",
) -> tuple[County, ...]:
    """The counties that pass every filter, in the order given.

    Args:
        counties: what to choose from.
        tiers: only these tiers; all if empty.
        prefectures: only counties in these prefectures (six-digit codes); all
            if empty.
        search: only counties with this text in a name or a romanization of the
            county or its prefecture, or in the code, whatever its case, accents,
            spaces and punctuation.
    """
    return tuple(
        county
        for county in counties
        if (not tiers or county.tier in tiers)
        and (not prefectures or county.prefecture_code in prefectures)
        and (not search or _matches_search(county, fold(search)))
    )


def _matches_search(county: County, needle: str) -> bool:
    from shudi.places.romanization import latin_names  # takes a moment to import

    prefecture = prefecture_of(county)
    prefecture_names = latin_names(prefecture) if prefecture else ()
    texts = (
        county.name,
        county.official_name,
        county.pinyin,
        county.romanization,
        county.second_romanization,
        county.code,
        county.prefecture_code,
        county.prefecture,
        *prefecture_names,
    )
    # 彝族 is for the autonomous counties, not for all of 凉山彝族自治州.
    return needle != "" and (
        any(needle in fold(text) for text in texts)
        or fold(county.prefecture_official).startswith(needle)
    )


def order(
    counties: Iterable[County], by: SortKey, *, reverse: bool = False
) -> tuple[County, ...]:
    """The counties sorted; ties keep their order, reversed with `reverse`."""
    key = _SORT_KEYS[by]
    ordered = list(counties) if key is None else sorted(counties, key=key)
    return tuple(reversed(ordered) if reverse else ordered)


_SORT_KEYS: dict[SortKey, Callable[[County], str] | None] = {
    SortKey.OFFICIAL: None,
    SortKey.CODE: lambda county: county.code,
    SortKey.PINYIN: lambda county: fold(county.pinyin),
    SortKey.PREFECTURE: lambda county: county.prefecture_code,
    SortKey.TIER: lambda county: county.tier,  # "national" < "provincial"
}


def tally(
    counties: Sequence[County],
    by: Sequence[Dimension],
    sort: TallyOrder = TallyOrder.OFFICIAL,
) -> tuple[Tally, ...]:
    """Count the counties by one or more dimensions.

    Every combination of the values that occur is counted, also where there is
    no county; without a dimension there is one tally of all.

    Args:
        counties: what to count.
        by: the dimensions.
        sort: of the values of each dimension: as they first appear in the
            counties given, or the largest first.
    """
    values = [
        tuple(_value_of(county, dimension) for dimension in by) for county in counties
    ]
    counts = Counter(values)
    axes = []
    for position in range(len(by)):
        sizes = Counter(value[position] for value in values)
        axes.append(
            [value for value, _ in sizes.most_common()]
            if sort is TallyOrder.SIZE
            else list(sizes)
        )
    return tuple(
        Tally(cell, counts[cell], counts[cell] / max(len(values), 1))
        for cell in product(*axes)
    )


def _value_of(county: County, dimension: Dimension) -> str:
    """The county's value in a dimension, as the data files spell it."""
    return str(getattr(county, dimension))
