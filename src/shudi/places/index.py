"""Indexes from names and codes to resolutions, built on first use."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache

from shudi.places import dataset
from shudi.places.models import County, Division, Level, Resolution, Status, Via
from shudi.places.names import county_forms, prefecture_forms, split_name
from shudi.spelling import fold

PROVINCE_FORMS = ("四川省", "四川")

NamedDivision = tuple[Division, Via]  # a division, and how a name refers to it


def resolution_for(
    divisions: Iterable[Division], via: Via, until: int | None = None
) -> Resolution:
    """The resolution of a text that fits one division, or several."""
    first, *others = sorted(divisions, key=lambda division: division.code)
    if others:
        return Resolution(Status.AMBIGUOUS, None, None, (first, *others), via, until)
    county = listed_by_code().get(first.code)
    status = Status.UNLISTED if county is None else Status.LISTED
    return Resolution(status, first, county, (), via, until)


def _resolution_of_name(
    named: Iterable[NamedDivision],
    prefecture: Division | None = None,
    via_former: Via = Via.FORMER_NAME,
) -> Resolution | None:
    """Resolve a name or code from the counties that have or had it.

    Counties in force take precedence, but a short name is ambiguous if a former
    county of that name is part of another county today.

    Args:
        named: the counties.
        prefecture: the prefecture in force of the same name.
        via_former: what the name is to a county that had it.

    Returns:
        None where only the prefecture has the name today.
    """
    in_force = {county.code: via for county, via in named if county.until is None}
    former = [county for county, _ in named if county.until is not None]
    if not in_force:
        if prefecture:
            return None
        today = {code for county in former for code in county.today}
        until = max(county.until or 0 for county in former)
        return resolution_for(map(county_in_force, today), via_former, until)
    via = next(iter(in_force.values()))
    codes = set(in_force)
    if via is Via.SHORT_NAME:
        for county in former:
            if codes.isdisjoint(county.today):
                codes.update(county.today)
    divisions = list(map(county_in_force, codes))
    return resolution_for([*divisions, prefecture] if prefecture else divisions, via)


def resolutions(
    named: Iterable[tuple[str, NamedDivision]],
    prefectures: Mapping[str, Division] | None = None,
) -> dict[str, Resolution]:
    """What each name stands for.

    Args:
        named: each name with a county that has or had it.
        prefectures: the prefectures in force by name.
    """
    by_name: defaultdict[str, list[NamedDivision]] = defaultdict(list)
    for name, county in named:
        by_name[name].append(county)
    return {
        name: resolution
        for name, counties in by_name.items()
        if (resolution := _resolution_of_name(counties, (prefectures or {}).get(name)))
    }


@cache
def county_divisions() -> tuple[Division, ...]:
    """Sichuan's counties, in force or former."""
    return tuple(
        division for division in dataset.divisions() if division.level is Level.COUNTY
    )


@cache
def counties_in_force() -> dict[str, Division]:
    """Sichuan's 183 counties in force, by code."""
    return {
        county.code: county for county in county_divisions() if county.until is None
    }


def county_in_force(code: str) -> Division:
    """The county in force of a code.

    Raises:
        KeyError: there is none.
    """
    return counties_in_force()[code]


@cache
def prefectures() -> tuple[Division, ...]:
    """Sichuan's 21 prefectures in force, in the order of their codes."""
    return tuple(
        division
        for division in dataset.divisions()
        if division.level is Level.PREFECTURE and division.until is None
    )


def prefecture_in_force(code: str) -> Division:
    """The prefecture in force of a code.

    Raises:
        KeyError: there is none.
    """
    return _prefectures_by_code()[code]


@cache
def _prefectures_by_code() -> dict[str, Division]:
    return {prefecture.code: prefecture for prefecture in prefectures()}


@cache
def prefecture_names() -> dict[str, frozenset[str]]:
    """The prefectures, in force or former, by each form of their names."""
    names: defaultdict[str, set[str]] = defaultdict(set)
    for division in dataset.divisions():
        if division.level is Level.PREFECTURE:
            for form in prefecture_forms(division.name):
                names[form].add(division.name)
    return {form: frozenset(official) for form, official in names.items()}


@cache
def listed_by_code() -> dict[str, County]:
    """The key counties by code."""
    return {county.code: county for county in dataset.counties()}


@cache
def listed_by_spelling() -> dict[str, tuple[County, Via]]:
    """The key counties, and how each is named, by the spellings that are theirs alone.

    Chinese names and codes are normalized, Latin names folded. A name that a
    prefecture has too is not among them.
    """
    shared = {
        split_name(county.prefecture_official).short for county in dataset.counties()
    }
    spellings: dict[str, tuple[County, Via]] = {}
    for county in dataset.counties():
        short = split_name(county.official_name).short
        spellings[county.code] = county, Via.CODE
        for form, via in county_forms(county.official_name):
            if form not in shared:
                spellings[form] = county, via
        if short not in shared:
            spellings[fold(county.pinyin)] = county, Via.PINYIN
            for name in (county.romanization, county.second_romanization):
                spellings[fold(name)] = county, Via.ROMANIZATION
    del spellings[""]  # of the counties that have no other romanization
    return spellings


@cache
def codes() -> dict[str, Resolution]:
    """What each code stands for, today's or former."""
    by_code: defaultdict[str, list[NamedDivision]] = defaultdict(list)
    for county in county_divisions():
        by_code[county.code].append((county, Via.CODE))
    return {
        code: resolution
        for code, counties in by_code.items()
        if (resolution := _resolution_of_name(counties, via_former=Via.FORMER_CODE))
    }


@cache
def names() -> dict[str, Resolution]:
    """What each Chinese name stands for by itself."""
    return resolutions(
        (
            (form, (county, via))
            for county in county_divisions()
            for form, via in county_forms(county.name)
        ),
        {
            form: prefecture
            for prefecture in prefectures()
            for form in prefecture_forms(prefecture.name)
        },
    )


@cache
def _prefectures_over_time() -> dict[str, set[str]]:
    """The prefectures that the territory of each county in force was ever under."""
    over_time = {
        code: {county.prefecture} for code, county in counties_in_force().items()
    }
    for county in county_divisions():
        for code in county.today:
            over_time[code].add(county.prefecture)
    return over_time


@cache
def names_in(prefectures: frozenset[str]) -> dict[str, Resolution]:
    """What each county's name stands for after the name of its prefecture.

    Counties that were under a prefecture of that name take precedence over counties
    whose territory is in it today, and these over those whose territory once was.

    Args:
        prefectures: the official names that the prefecture's name may stand for.
    """

    def rank(county: Division) -> int | None:
        if county.prefecture in prefectures:
            return 0
        if any(
            county_in_force(code).prefecture in prefectures for code in county.today
        ):
            return 1
        if any(_prefectures_over_time()[code] & prefectures for code in county.today):
            return 2
        return None

    official = {
        division.name
        for division in dataset.divisions()
        if division.level is Level.PREFECTURE
    }
    nearest: dict[str, int] = {}
    named: list[tuple[int, str, NamedDivision]] = []
    for county in county_divisions():
        nearness = rank(county)
        if nearness is None:
            continue
        for form, via in county_forms(county.name):
            # 宜宾市宜宾市 is the prefecture written twice, 宜宾地区宜宾市 a county.
            if form in official and (nearness or len(prefectures) > 1):
                continue
            named.append((nearness, form, (county, via)))
            nearest[form] = min(nearness, nearest.get(form, nearness))
    return resolutions(
        (form, county) for nearness, form, county in named if nearness == nearest[form]
    )
