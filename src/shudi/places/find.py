"""Finding the one place that a person asks for, or suggesting similar names."""

from functools import cache
from typing import NamedTuple

from shudi.errors import AmbiguousNameError, UnknownNameError
from shudi.places import dataset
from shudi.places.index import (
    listed_by_code,
    listed_by_spelling,
    names,
    prefectures,
)
from shudi.places.models import County, Division, Level, Status, Via
from shudi.places.names import display_name, prefecture_forms
from shudi.places.resolver import is_latin, resolve
from shudi.places.romanization import romanized_names, romanized_prefectures
from shudi.spelling import fold, look_up, normalize_text


class PlaceLookup(NamedTuple):
    """The place that a name stands for.

    Attributes:
        query: the name.
        place: a county on the list, another county, or a prefecture.
        via: how it was recognized; None for a prefecture.
        until: the year in which a former name or code ended.
        prefecture: the prefecture of the same name, where the place is a county.
    """

    query: str
    place: County | Division
    via: Via | None = None
    until: int | None = None
    prefecture: Division | None = None


def find(text: str) -> County:
    """Find the key county for a text; see `resolve` for what is accepted.

    A name shared by a county and its prefecture (甘孜) means the county.

    Raises:
        UnknownNameError: it is not a key county. It is a LookupError and has
            suggestions.
        AmbiguousNameError: it fits several counties; they are the suggestions.
    """
    place = find_place(text).place
    if not isinstance(place, County):
        raise UnknownNameError("key county", text)
    return place


def find_place(text: str) -> PlaceLookup:
    """Find the county or the prefecture that a name stands for.

    Raises:
        UnknownNameError: it stands for none, or for one of several.
    """
    normalized = normalize_text(text)
    spelling = fold(normalized) if is_latin(normalized) else normalized
    listed = listed_by_spelling().get(spelling)
    if listed:
        return PlaceLookup(text, *listed)
    resolution = resolve(text)
    if resolution.status is Status.UNKNOWN:
        prefecture = look_up(
            "county or prefecture",
            text,
            _prefectures_by_spelling(),
            _suggestions_by_spelling(),
        )
        return PlaceLookup(text, prefecture)
    counties = [
        division for division in resolution.divisions if division.level is Level.COUNTY
    ]
    if len(counties) > 1:
        candidates = tuple(county.full_name for county in counties)
        raise AmbiguousNameError("county", text, candidates)
    (county,) = counties
    same_name = next(
        (division for division in resolution.candidates if division is not county), None
    )
    place = listed_by_code().get(county.code, county)
    return PlaceLookup(text, place, resolution.via, resolution.until, same_name)


def find_prefecture(text: str) -> Division:
    """Find the prefecture in force of a name, code or Latin name.

    Raises:
        UnknownNameError: no prefecture of Sichuan has it; if a county has, its
            prefecture is suggested.
    """
    try:
        return look_up("prefecture", text, _prefectures_by_spelling())
    except UnknownNameError as error:
        divisions = resolve(text).divisions
        of_counties = tuple({division.prefecture: None for division in divisions})
        suggestions = of_counties or error.suggestions
        raise UnknownNameError("prefecture", text, suggestions) from None


@cache
def _prefectures_by_spelling() -> dict[str, Division]:
    """The prefectures in force by folded spelling."""
    spellings = dict(romanized_prefectures())
    for prefecture in prefectures():
        forms = prefecture_forms(prefecture.name)
        for form in (*forms, prefecture.code, prefecture.code[:4]):
            spellings[fold(form)] = prefecture
    return spellings


@cache
def _suggestions_by_spelling() -> dict[str, County | Division]:
    """What may be suggested for a misspelling, by folded name."""
    named = {**names(), **romanized_names()}
    return {
        fold(name): resolution.county or resolution.division
        for name, resolution in named.items()
        if resolution.division
    }


def county_completions() -> list[str]:
    """Completions of a county's name: Chinese, pinyin and romanization."""
    return [
        word
        for county in dataset.counties()
        for word in (
            county.name,
            county.pinyin,
            county.romanization,
            county.second_romanization,
        )
        if word
    ]


def prefecture_completions() -> list[str]:
    """Completions of a prefecture's name."""
    return [
        word
        for prefecture in prefectures()
        for word in (display_name(prefecture.name), prefecture.pinyin)
    ]
