"""From a text to the county or prefecture that it names."""

from collections.abc import Iterator
from functools import cache

from shudi import dataset
from shudi.records import County, Kind, Prefecture
from shudi.spelling import fold, look_up


def find(text: str) -> County:
    """The key county of this name, code or romanization.

    Understood are the name as printed, the official name, either without its
    suffix (美姑), the six-digit code, pinyin and the GB/T 2260 romanization,
    with or without accents, spaces and apostrophes.

    Raises:
        UnknownNameError: no key county is called that.
    """
    return look_up("county", text, _counties())


def find_prefecture(text: str) -> Prefecture:
    """The prefecture of this name, short name, six-digit or four-digit code.

    Raises:
        UnknownNameError: no prefecture with key counties is called that.
    """
    return look_up("prefecture", text, _prefectures())


def same_named_prefecture(text: str) -> Prefecture | None:
    """The prefecture that a county's name could mean as well (甘孜), if any."""
    return _prefectures().get(fold(text))


def county_words() -> list[str]:
    """What a county's name can be completed to: Chinese, pinyin and romanization."""
    return [
        word
        for county in dataset.counties()
        for word in (county.name, county.pinyin, county.romanization)
        if word
    ]


def prefecture_words() -> list[str]:
    """What a prefecture's name can be completed to."""
    return [prefecture.name for prefecture in dataset.prefectures()]


@cache
def _counties() -> dict[str, County]:
    return {
        fold(spelling): county
        for county in dataset.counties()
        for spelling in _county_spellings(county)
    }


def _county_spellings(county: County) -> Iterator[str]:
    yield from (county.code, county.pinyin, county.romanization or county.pinyin)
    yield from (county.name, county.official_name)
    short = county.name.removesuffix(Kind.of(county.name))
    if len(short) > 1:
        yield short


@cache
def _prefectures() -> dict[str, Prefecture]:
    return {
        fold(spelling): prefecture
        for prefecture in dataset.prefectures()
        for spelling in _prefecture_spellings(prefecture)
    }


def _prefecture_spellings(prefecture: Prefecture) -> Iterator[str]:
    yield from (prefecture.name, prefecture.official_name, prefecture.name[:-1])
    yield from (prefecture.code, prefecture.code[:4])
