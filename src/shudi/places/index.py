"""What names and codes stand for in all China: indexes, built on first use."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import NamedTuple, TypeVar

from shudi.places import dataset
from shudi.places.models import (
    SICHUAN,
    County,
    Division,
    Level,
    Province,
    Reason,
    Resolution,
    Status,
    Via,
)
from shudi.places.names import county_forms, prefecture_forms, province_forms

T = TypeVar("T")

NamedDivision = tuple[Division, Via]  # a division, and how a name refers to it
PrefixIndex = Mapping[str, tuple[tuple[str, T], ...]]  # by the first two characters

_SHORT = frozenset({Via.SHORT_NAME})
# Sichuan's west until 1955.
_XIKANG = frozenset({SICHUAN, "西藏自治区"})
_FORMER_PROVINCES = {"西康省": _XIKANG, "西康": _XIKANG}


class Area(NamedTuple):
    """Where a place lies, as far as it is known: everywhere, if nothing is.

    Attributes:
        provinces: in one of these, by official name.
        prefectures: in one of these, in force or former, by official name.
    """

    provinces: frozenset[str] = frozenset()
    prefectures: frozenset[str] = frozenset()


ANYWHERE = Area()


class NameMatch(NamedTuple):
    """What a name or a code stands for.

    Attributes:
        divisions: today's counties (or prefectures) that it may mean, those first that
            have it today, by code.
        via: how it refers to them.
        until: the year in which it ended, if it is a former one.
        is_short: whether it is a name without its kind.
    """

    divisions: tuple[Division, ...]
    via: Via
    until: int | None = None
    is_short: bool = False


# Resolutions


def resolution_of(division: Division, via: Via, until: int | None = None) -> Resolution:
    """The resolution of a text that means one division for certain."""
    if division.level is Level.PREFECTURE:
        return resolution_in({division.province})
    if division.province != SICHUAN:
        return Resolution(Status.ELSEWHERE, division, None, (), via, until)
    county = listed_by_code().get(division.code)
    status = Status.UNLISTED if county is None else Status.LISTED
    return Resolution(status, division, county, (), via, until)


def ambiguous(
    divisions: Iterable[Division],
    reason: Reason,
    via: Via | None,
    until: int | None = None,
) -> Resolution:
    """The resolution of a text that may mean several divisions, or none of them."""
    candidates = sorted(
        dict.fromkeys(divisions), key=lambda each: each.province != SICHUAN
    )
    return Resolution(
        Status.AMBIGUOUS, None, None, tuple(candidates), via, until, reason
    )


def resolution_in(provinces: Iterable[str]) -> Resolution:
    """The resolution of a text that names no county, but the provinces it may be in."""
    known = set(provinces)
    if not known or SICHUAN in known:
        return Resolution(Status.UNKNOWN)
    return Resolution(Status.ELSEWHERE)


# Divisions


@cache
def divisions_in_force() -> dict[str, Division]:
    """China's counties and prefectures in force, by code."""
    return {
        division.code: division
        for division in dataset.divisions()
        if division.until is None
    }


@cache
def counties_over_time() -> tuple[Division, ...]:
    """China's counties, in force or former."""
    return (
        *(county for county in dataset.divisions() if county.level is Level.COUNTY),
        *dataset.former_names(),
    )


@cache
def prefectures_over_time() -> tuple[Division, ...]:
    """China's prefectures, in force or former."""
    return tuple(
        division
        for division in dataset.divisions()
        if division.level is Level.PREFECTURE
    )


@cache
def prefectures() -> tuple[Division, ...]:
    """Sichuan's 21 prefectures in force, in the order of their codes."""
    return tuple(
        division
        for division in dataset.divisions(SICHUAN)
        if division.level is Level.PREFECTURE and division.until is None
    )


def prefecture_of(county: County | Division) -> Division | None:
    """The prefecture of a county in force; None where the province governs it."""
    code = f"{county.code[:4]}00"
    if isinstance(county, County) or county.province == SICHUAN:
        return _sichuan_prefectures_by_code()[code]
    return divisions_in_force().get(code)


@cache
def _sichuan_prefectures_by_code() -> dict[str, Division]:
    return {prefecture.code: prefecture for prefecture in prefectures()}


@cache
def prefectures_in_force() -> dict[str, tuple[Division, ...]]:
    """China's prefectures in force, by each form of their names."""
    named: defaultdict[str, list[Division]] = defaultdict(list)
    for division in prefectures_over_time():
        if division.until is None:
            for form in set(prefecture_forms(division)):
                named[form].append(division)
    return {form: tuple(divisions) for form, divisions in named.items()}


@cache
def prefecture_short_names() -> frozenset[str]:
    """The names of prefectures without their kind, which may be other words."""
    return frozenset(division.short_name for division in prefectures_over_time())


@cache
def province_short_names() -> frozenset[str]:
    """The names of provinces without their kind."""
    return frozenset(province.short_name for province in dataset.provinces())


@cache
def prefecture_names() -> dict[str, frozenset[str]]:
    """Official names of prefectures, in force or former, by each of their forms."""
    names: defaultdict[str, set[str]] = defaultdict(set)
    for division in prefectures_over_time():
        for form in prefecture_forms(division):
            names[form].add(division.name)
    return {form: frozenset(official) for form, official in names.items()}


@cache
def provinces_of_prefectures() -> dict[str, frozenset[str]]:
    """The provinces that each prefecture is or was in, by its official name."""
    provinces: defaultdict[str, set[str]] = defaultdict(set)
    for division in prefectures_over_time():
        provinces[division.name].add(division.province)
    for county in dataset.divisions():  # a prefecture that moved to another province
        if county.prefecture and county.until is not None:
            for code in county.today:
                provinces[county.prefecture].add(divisions_in_force()[code].province)
    return {name: frozenset(known) for name, known in provinces.items()}


@cache
def province_names() -> dict[str, frozenset[str]]:
    """Official names of provinces, by each form of their names."""
    return {
        form: frozenset({province.name})
        for province in dataset.provinces()
        for form in province_forms(province)
    } | _FORMER_PROVINCES


@cache
def unknown_inside() -> frozenset[str]:
    """The provinces whose counties shudi does not have: 香港, 澳门, 台湾."""
    known = {division.province for division in dataset.divisions()}
    return frozenset(province.name for province in dataset.provinces()) - known


@cache
def provinces_by_abbreviation() -> dict[str, Province]:
    """The provinces by their abbreviations of one character."""
    return {province.abbreviation: province for province in dataset.provinces()}


@cache
def area_in(
    provinces: frozenset[str], prefectures: frozenset[str] = frozenset()
) -> Area:
    """The area of those prefectures that are or were in one of the provinces."""
    if provinces:
        prefectures = frozenset(
            name for name in prefectures if provinces_of_prefectures()[name] & provinces
        )
    return Area(provinces, prefectures)


def provinces_of(area: Area) -> frozenset[str]:
    """The provinces that an area may be in; none if that is anywhere, or nowhere."""
    if not area.prefectures:
        return area.provinces
    known = (provinces_of_prefectures()[name] for name in area.prefectures)
    provinces = frozenset().union(*known)
    return provinces & area.provinces if area.provinces else provinces


# Counties by name


@cache
def counties_by_name() -> dict[str, list[NamedDivision]]:
    """The counties, in force or former, by each form of their Chinese names."""
    named: dict[str, list[NamedDivision]] = {}
    for county in counties_over_time():
        for form, via in county_forms(county):
            named.setdefault(form, []).append((county, via))
    return named


@cache
def match_name(name: str, area: Area = ANYWHERE) -> NameMatch | None:
    """What a county's name stands for in an area; None if there is no such county.

    Counties that were in the area under that name take precedence over counties whose
    territory is in it today, and these over those whose territory once was.
    """
    return match_counties(counties_by_name().get(name, ()), area)


def match_counties(
    named: Sequence[NamedDivision], area: Area = ANYWHERE
) -> NameMatch | None:
    """What a name stands for in an area, given the counties that have or had it.

    A county in force has its name alone if each other one that had it has become
    part of it. Below a prefecture, a full name in force means nothing else.
    """
    if any(area):
        named = _nearest(named, area)
    in_force: dict[str, Via] = {}
    for county, via in named:
        if county.until is None:
            in_force.setdefault(county.code, via)
    former = [(county, via) for county, via in named if county.until is not None]
    if not in_force:
        if not former:
            return None
        codes = {code for county, _ in former for code in county.today}
        until = max(county.until for county, _ in former if county.until)
        is_short = _SHORT.issuperset(via for _, via in former)
        return NameMatch(_sorted_divisions(codes), Via.FORMER_NAME, until, is_short)
    others: set[str] = set()
    via = next(iter(in_force.values()))
    is_short = _SHORT.issuperset(in_force.values())
    if is_short or not area.prefectures:
        for county, former_via in former:
            is_other = county.code not in in_force and (
                in_force.keys().isdisjoint(county.today)
                or (is_short and former_via not in _SHORT)  # 梅县, now 梅县区
            )
            if is_other:
                others.update(county.today)
    others -= in_force.keys()
    divisions = (*_sorted_divisions(in_force), *_sorted_divisions(others))
    return NameMatch(divisions, via, None, is_short)


def _sorted_divisions(codes: Iterable[str]) -> tuple[Division, ...]:
    return tuple(divisions_in_force()[code] for code in sorted(codes))


def _nearest(named: Sequence[NamedDivision], area: Area) -> Sequence[NamedDivision]:
    """The counties that are nearest to lying in an area, if any does or did."""
    for is_near in _NEARNESS:
        near = [(county, via) for county, via in named if is_near(county, area)]
        if near:
            return near
    return ()


def lies_in(division: Division, area: Area) -> bool:
    """Whether a division in force lies in an area, or its territory once did."""
    return any(is_near(division, area) for is_near in _NEARNESS)


def _is_in(division: Division, area: Area) -> bool:
    return _is_below((division.province, division.prefecture), area)


def _is_today_in(county: Division, area: Area) -> bool:
    return any(_is_in(divisions_in_force()[code], area) for code in county.today)


def _was_ever_in(county: Division, area: Area) -> bool:
    return any(
        _is_below(above, area)
        for code in county.today
        for above in _above_over_time()[code]
    )


_NEARNESS = (_is_in, _is_today_in, _was_ever_in)  # the nearest first


def _is_below(above: tuple[str, str], area: Area) -> bool:
    """Whether a province and a prefecture are an area's."""
    province, prefecture = above
    return (not area.provinces or province in area.provinces) and (
        not area.prefectures or prefecture in area.prefectures
    )


@cache
def _above_over_time() -> dict[str, set[tuple[str, str]]]:
    """The provinces and prefectures that the territory of each county was ever in."""
    above: defaultdict[str, set[tuple[str, str]]] = defaultdict(set)
    for county in counties_over_time():
        for code in county.today:
            above[code].add((county.province, county.prefecture))
    return above


# The beginnings of names


def prefix_index(named: Iterable[tuple[str, T]]) -> PrefixIndex[T]:
    """Names by their first two characters, the longest first."""
    by_prefix: defaultdict[str, list[tuple[str, T]]] = defaultdict(list)
    for name, value in named:
        by_prefix[name[:2]].append((name, value))
    return {
        prefix: tuple(sorted(entries, key=lambda entry: len(entry[0]), reverse=True))
        for prefix, entries in by_prefix.items()
    }


@cache
def county_prefixes() -> PrefixIndex[None]:
    """The names of counties."""
    return prefix_index((name, None) for name in counties_by_name())


@cache
def prefecture_prefixes() -> PrefixIndex[frozenset[str]]:
    """The names of prefectures, with the official names that they may stand for."""
    return prefix_index(prefecture_names().items())


@cache
def province_prefixes() -> PrefixIndex[frozenset[str]]:
    """The names of provinces, with the official names that they may stand for."""
    return prefix_index(province_names().items())


# Codes


@cache
def match_code(code: str) -> NameMatch | None:
    """What a county's code stands for, today's or former."""
    counties = _counties_by_code().get(code, ())
    in_force = [county for county in counties if county.until is None]
    if in_force:
        return NameMatch(tuple(in_force), Via.CODE)
    if not counties:
        return None
    today = {each for county in counties for each in county.today}
    until = max(county.until for county in counties if county.until)
    return NameMatch(_sorted_divisions(today), Via.FORMER_CODE, until)


@cache
def _counties_by_code() -> dict[str, list[Division]]:
    counties: defaultdict[str, list[Division]] = defaultdict(list)
    for county in counties_over_time():
        if county.code:
            counties[county.code].append(county)
    return counties


def area_of_code(code: str) -> Area | None:
    """The area that the code of a prefecture or a province stands for."""
    return _areas_by_code().get(code)


@cache
def _areas_by_code() -> dict[str, Area]:
    prefectures: defaultdict[str, set[str]] = defaultdict(set)
    for division in prefectures_over_time():
        prefectures[division.code].add(division.name)
    return {
        code: Area(prefectures=frozenset(names)) for code, names in prefectures.items()
    } | {
        province.code: Area(frozenset({province.name}))
        for province in dataset.provinces()
    }


# The list


@cache
def listed_by_code() -> dict[str, County]:
    """The key counties by code."""
    return {county.code: county for county in dataset.counties()}
