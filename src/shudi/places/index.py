"""What names mean: indexes made from the divisions when they are first asked for."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache, partial
from typing import TypeVar

from shudi.places import dataset
from shudi.places.models import County, Division, Level, Resolution, Status, Via
from shudi.places.names import county_forms, latin_forms, parts, prefecture_forms
from shudi.spelling import fold

PROVINCE = ("四川省", "四川")
PROVINCE_LATIN = ("sichuansheng", "sichuanprovince", "sichuan")
KINDS = "县市区"  # the last character of a county's name in full

T = TypeVar("T")
ByBeginning = Mapping[str, tuple[tuple[str, T], ...]]  # by two characters
Bearer = tuple[Division, Via]  # a division of some name, and what the name is to it


def meant(resolution: Resolution) -> tuple[Division, ...]:
    """The divisions that a resolution stands for; none if it is unknown."""
    division = resolution.division
    return resolution.candidates if division is None else (division,)


def standing_for(
    divisions: Iterable[Division], via: Via, until: int | None = None
) -> Resolution:
    """The resolution that means one division, or one of several."""
    one, *more = sorted(divisions, key=lambda division: division.code)
    if more:
        return Resolution(Status.AMBIGUOUS, None, None, (one, *more), via, until)
    county = listed_by_code().get(one.code)
    status = Status.UNLISTED if county is None else Status.LISTED
    return Resolution(status, one, county, (), via, until)


def _meaning(
    bearers: Iterable[Bearer],
    namesake: Division | None = None,
    via_former: Via = Via.FORMER_NAME,
) -> Resolution | None:
    """What is meant by a name, or a code, that some counties bear or bore.

    Those in force go before the former ones; but a short name stays ambiguous
    where one that bore it lies in another county today.

    Args:
        bearers: the counties.
        namesake: the prefecture in force that is called so too.
        via_former: what the name is to a county that bore it.

    Returns:
        None where the name is the prefecture's alone today.
    """
    in_force = {one.code: via for one, via in bearers if one.until is None}
    former = [one for one, _ in bearers if one.until is not None]
    if not in_force:
        if namesake:
            return None
        today = {code for one in former for code in one.today}
        until = max(one.until or 0 for one in former)
        return standing_for(map(_county, today), via_former, until)
    via = next(iter(in_force.values()))
    meant = set(in_force)
    if via is Via.SHORT_NAME:
        for one in former:
            if meant.isdisjoint(one.today):
                meant.update(one.today)
    return standing_for([*map(_county, meant), *([namesake] if namesake else [])], via)


def _by_beginning(named: Iterable[tuple[str, T]]) -> ByBeginning[T]:
    """Names by their first two characters, which all have, the longest first."""
    beginnings: defaultdict[str, list[tuple[str, T]]] = defaultdict(list)
    for name, meaning in named:
        beginnings[name[:2]].append((name, meaning))
    return {
        beginning: tuple(sorted(some, key=lambda one: -len(one[0])))
        for beginning, some in beginnings.items()
    }


def _meanings(
    named: Iterable[tuple[str, Bearer]],
    namesakes: Mapping[str, Division] | None = None,
) -> dict[str, Resolution]:
    bearers: defaultdict[str, list[Bearer]] = defaultdict(list)
    for name, bearer in named:
        bearers[name].append(bearer)
    return {
        name: meaning
        for name, some in bearers.items()
        if (meaning := _meaning(some, (namesakes or {}).get(name)))
    }


@cache
def listed_by_spelling() -> dict[str, County]:
    """The key counties by those spellings that need no look at other divisions.

    A name that a prefecture has too is not among them.
    """
    above = {parts(county.prefecture_official).short for county in dataset.counties()}
    spellings = {}
    for county in dataset.counties():
        short = parts(county.official_name).short
        spellings[fold(county.code)] = county
        for form, _ in county_forms(county.official_name):
            if form not in above:
                spellings[fold(form)] = county
        if short not in above:
            spellings[fold(county.pinyin)] = county
            spellings[fold(county.romanization or county.pinyin)] = county
    return spellings


@cache
def suggested() -> dict[str, County | Division]:
    """What may be suggested for a misspelling, by folded name."""
    named = {**names(), **latin_names()}
    return {
        fold(name): meaning.county or meaning.division
        for name, meaning in named.items()
        if meaning.division
    }


@cache
def prefectures_by_spelling() -> dict[str, Division]:
    """The prefectures in force by folded spelling."""
    spellings = dict(latin_prefectures())
    for one in prefectures():
        for form in (*prefecture_forms(one.name), one.code, one.code[:4]):
            spellings[fold(form)] = one
    return spellings


@cache
def listed_by_code() -> dict[str, County]:
    """The key counties by their codes."""
    return {county.code: county for county in dataset.counties()}


@cache
def _counties() -> tuple[Division, ...]:
    return tuple(one for one in dataset.divisions() if one.level is Level.COUNTY)


@cache
def _in_force() -> dict[str, Division]:
    return {one.code: one for one in _counties() if one.until is None}


def _county(code: str) -> Division:
    return _in_force()[code]


@cache
def in_address(code: str) -> Resolution:
    """The county of a code, named in an address."""
    return standing_for([_county(code)], Via.ADDRESS)


@cache
def codes() -> dict[str, Resolution]:
    """What each code means, today's or former."""
    bearers: defaultdict[str, list[Bearer]] = defaultdict(list)
    for county in _counties():
        bearers[county.code].append((county, Via.CODE))
    coded = {
        code: _meaning(some, via_former=Via.FORMER_CODE)
        for code, some in bearers.items()
    }
    return {code: meaning for code, meaning in coded.items() if meaning}


@cache
def names() -> dict[str, Resolution]:
    """What each name means that stands alone."""
    return _meanings(
        (
            (form, (county, via))
            for county in _counties()
            for form, via in county_forms(county.name)
        ),
        {
            form: prefecture
            for prefecture in prefectures()
            for form in prefecture_forms(prefecture.name)
        },
    )


@cache
def full_names_in_sichuan() -> ByBeginning[Resolution]:
    """The names with their kind: what a county is called within an address."""
    return _by_beginning(
        (name, meaning) for name, meaning in names().items() if name[-1] in KINDS
    )


@cache
def full_names() -> ByBeginning[Resolution]:
    """Those that tell by themselves that a county of Sichuan is meant.

    Not 东区 and 西区: there are too many of them in China, and streets of that name.
    """
    return _by_beginning(
        (name, meaning)
        for name, meaning in names().items()
        if name[-1] in KINDS and not (name[-1] == "区" and len(name) == 2)
    )


@cache
def prefectures() -> tuple[Division, ...]:
    """Sichuan's 21 prefectures in force, in the order of their codes."""
    return tuple(
        one
        for one in dataset.divisions()
        if one.level is Level.PREFECTURE and one.until is None
    )


@cache
def prefecture_names() -> dict[str, frozenset[str]]:
    """The prefectures, in force or former, that each form of a name may mean."""
    names: defaultdict[str, set[str]] = defaultdict(set)
    for one in dataset.divisions():
        if one.level is Level.PREFECTURE:
            for form in prefecture_forms(one.name):
                names[form].add(one.name)
    return {form: frozenset(some) for form, some in names.items()}


@cache
def prefectures_by_beginning() -> ByBeginning[Callable[[], ByBeginning[Resolution]]]:
    """The forms of the prefectures' names, and how to get what is named below them."""
    return _by_beginning(
        (form, partial(_counties_below, names))
        for form, names in prefecture_names().items()
    )


@cache
def _counties_below(prefectures: frozenset[str]) -> ByBeginning[Resolution]:
    return _by_beginning(_counties_of(prefectures).items())


@cache
def _homes() -> dict[str, set[str]]:
    """The prefectures that the territory of each county in force was ever under."""
    homes = {code: {county.prefecture} for code, county in _in_force().items()}
    for county in _counties():
        for code in county.today:
            homes[code].add(county.prefecture)
    return homes


@cache
def _counties_of(prefectures: frozenset[str]) -> dict[str, Resolution]:
    """What each county's name means behind the name of its prefecture.

    The counties that were under the prefecture by that name go before those
    whose territory is under it today, and these before those whose territory was.
    """

    def distance(county: Division) -> int | None:
        if county.prefecture in prefectures:
            return 0
        if any(_county(code).prefecture in prefectures for code in county.today):
            return 1
        if any(_homes()[code] & prefectures for code in county.today):
            return 2
        return None

    official = {
        one.name for one in dataset.divisions() if one.level is not Level.COUNTY
    }
    nearest: dict[str, int] = {}
    named: list[tuple[int, str, Bearer]] = []
    for county in _counties():
        far = distance(county)
        if far is None:
            continue
        for form, via in county_forms(county.name):
            # 宜宾市宜宾市 is the prefecture said twice, 宜宾地区宜宾市 a county.
            if form in official and (far or len(prefectures) > 1):
                continue
            named.append((far, form, (county, via)))
            nearest[form] = min(far, nearest.get(form, far))
    return _meanings(
        (form, bearer) for far, form, bearer in named if far == nearest[form]
    )


@cache
def _romanization(code: str) -> str:
    """The GB/T 2260 romanization of a division in force, empty if it is the pinyin.

    A prefecture that is called after one of its counties is romanized like it.
    """
    county = listed_by_code().get(code)
    if county:
        return county.romanization
    for prefecture in prefectures():
        for county in listed_by_code().values():
            if (
                prefecture.code == code == county.prefecture_code
                and parts(prefecture.name).short == parts(county.official_name).short
            ):
                return county.romanization
    return ""


def _latin_forms(one: Division) -> Iterator[tuple[str, Via]]:
    """The folded Latin forms of the name of a division in force."""
    romanization = _romanization(one.code)
    for romanized, via in ((one.pinyin, Via.PINYIN), (romanization, Via.ROMANIZATION)):
        if romanized:
            yield fold(romanized), via
            for form in latin_forms(one.name, romanized):
                yield form, via


def _latin_bearers(counties: Iterable[Division]) -> Iterator[tuple[str, Bearer]]:
    """Latin forms of counties in force, and of former ones of the same short name."""
    for county in counties:
        for form, via in _latin_forms(county):
            yield form, (county, via)
        for former in _predecessors().get((county.code, parts(county.name).short), ()):
            for romanized in filter(None, (county.pinyin, _romanization(county.code))):
                for form in latin_forms(former.name, romanized):
                    yield form, (former, Via.FORMER_NAME)


@cache
def _predecessors() -> dict[tuple[str, str], list[Division]]:
    """Former counties by the code of one that has their territory, and short name.

    Not those of one character, whose Latin names are those of their kind.
    """
    predecessors = defaultdict(list)
    for one in _counties():
        short = parts(one.name).short
        if one.until is not None and len(short) > 1:
            for code in one.today:
                predecessors[code, short].append(one)
    return predecessors


@cache
def latin_names() -> dict[str, Resolution]:
    """What each folded Latin name means that stands alone."""
    return _meanings(_latin_bearers(_in_force().values()), latin_prefectures())


@cache
def latin_prefectures() -> dict[str, Division]:
    """The prefectures in force by folded Latin name."""
    return {form: one for one in prefectures() for form, _ in _latin_forms(one)}


@cache
def latin_counties_of(prefecture: str) -> dict[str, Resolution]:
    """What each folded Latin name means with its prefecture's official name."""
    inside = (one for one in _in_force().values() if one.prefecture == prefecture)
    return _meanings(_latin_bearers(inside))


def spellings() -> Iterator[str]:
    """Every spelling that stands for a county, or for several, as a whole.

    Names and codes alone; names behind the province, the prefecture, or both, in
    any of their forms; Latin names, folded, likewise.
    """
    yield from codes()
    for province in ("", *PROVINCE):
        yield from (f"{province}{name}" for name in names())
        for form, prefectures in prefecture_names().items():
            for name in _counties_of(prefectures):
                yield f"{province}{form}{name}"
    for province in ("", *PROVINCE_LATIN):
        yield from (f"{province}{name}" for name in latin_names())
        for form, prefecture in latin_prefectures().items():
            for name in latin_counties_of(prefecture.name):
                yield f"{province}{form}{name}"
