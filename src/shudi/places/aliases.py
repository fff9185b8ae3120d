"""Every spelling that stands for a county of Sichuan as a whole value."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache

from shudi.places.index import (
    Area,
    NamedDivision,
    counties_by_name,
    counties_over_time,
    divisions_in_force,
    match_counties,
    prefecture_names,
    prefectures,
    province_names,
    provinces_of_prefectures,
)
from shudi.places.models import SICHUAN, Division, Resolution
from shudi.places.resolver import resolve
from shudi.places.romanization import counties_by_latin_name, latin_forms
from shudi.spelling import traditional_forms


@cache
def aliases() -> tuple[tuple[str, Resolution], ...]:
    """Each spelling, once, that `resolve` understands as a whole, and its resolution.

    Names and codes alone; names after the province, the prefecture, or both, in
    any of their forms, in simplified and in traditional characters; Latin names,
    folded, likewise. Addresses are not among them, nor white space, punctuation and
    capitals, nor texts in both scripts.
    """
    resolutions = ((alias, resolve(alias)) for alias in dict.fromkeys(_aliases()))
    return tuple(
        (spelling, resolution)
        for alias, resolution in resolutions
        if any(division.province == SICHUAN for division in resolution.divisions)
        for spelling in (alias, *traditional_forms(alias))
    )


def _aliases() -> Iterator[str]:
    for county in counties_over_time():
        if county.code and _is_in_sichuan(county):
            yield county.code
    provinces = [form for form, meant in province_names().items() if meant == {SICHUAN}]
    yield from _combined(provinces, prefecture_names(), counties_by_name())
    in_force = {
        form: frozenset({prefecture.name})
        for prefecture in prefectures()
        for form, _ in latin_forms(prefecture)
    }
    latin = {
        form: counties_by_latin_name()[form]
        for county in counties_over_time()
        if county.pinyin and _is_in_sichuan(county)
        for form, _ in latin_forms(county)
    }
    yield from _combined(["sichuan"], in_force, latin)


def _combined(
    provinces: Iterable[str],
    prefectures: Mapping[str, frozenset[str]],
    counties: Mapping[str, Sequence[NamedDivision]],
) -> Iterator[str]:
    """The names of counties of Sichuan, alone, and after province and prefecture."""
    named = {
        name: having
        for name, having in counties.items()
        if any(_is_in_sichuan(county) for county, _ in having)
    }
    for province in ("", *provinces):
        yield from (f"{province}{name}" for name in named)
    names_below: dict[frozenset[str], list[str]] = {}  # by prefecture, not by form
    for form, officials in prefectures.items():
        if any(SICHUAN in provinces_of_prefectures()[name] for name in officials):
            if officials not in names_below:
                area = Area(prefectures=officials)
                names_below[officials] = [
                    name
                    for name, having in named.items()
                    if match_counties(having, area)
                ]
            for name in names_below[officials]:
                yield from (f"{province}{form}{name}" for province in ("", *provinces))


def _is_in_sichuan(county: Division) -> bool:
    return any(divisions_in_force()[code].province == SICHUAN for code in county.today)
