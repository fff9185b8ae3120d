"""Names in Latin letters: pinyin and the romanization of GB/T 2260, folded."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import product

from shudi.places.index import (
    NamedDivision,
    counties_in_force,
    county_divisions,
    listed_by_code,
    prefectures,
    resolutions,
)
from shudi.places.models import County, Division, Resolution, Via
from shudi.places.names import split_name
from shudi.spelling import fold

PROVINCE_FORMS = ("sichuansheng", "sichuanprovince", "sichuan")
_COUNTRY_AND_PROVINCE_FORMS = ("china", "prc", *PROVINCE_FORMS)

_ETHNIC_GROUPS = {
    "藏族": ("zangzu", "tibetan"),
    "羌族": ("qiangzu", "qiang"),
    "彝族": ("yizu", "yi"),
}
_KINDS = {
    "县": ("xian", "county"),
    "区": ("qu", "district"),
    "工农区": ("qu", "district"),
    "市": ("shi", "city"),
    "地区": ("diqu", "prefecture"),
    "自治县": ("xian", "county"),
    "自治州": ("zhou", "prefecture"),
}
_AUTONOMOUS_KINDS = {
    "自治县": ("zizhixian", "autonomouscounty"),
    "自治州": ("zizhizhou", "autonomousprefecture"),
}


def latin_forms(official_name: str, romanized: str) -> Iterator[str]:
    """The ways to write a name with its kind in Latin letters, folded.

    Args:
        official_name: in Chinese; it gives the kind and the ethnic groups.
        romanized: the name in pinyin or another romanization, without the kind
            unless the name has but one character (Lixian).
    """
    short, ethnic_groups, kind = split_name(official_name)
    name = fold(romanized)
    stems = [name]
    if len(short) == 1:
        stems.append(name.removesuffix(_KINDS[kind][0]))
    for stem, word in product(stems, _KINDS[kind]):
        yield f"{stem}{word}"
    if ethnic_groups:
        spellings = (_ETHNIC_GROUPS[group] for group in re.findall("..", ethnic_groups))
        for words, joint, word in product(
            list(product(*spellings)), ("", "and"), _AUTONOMOUS_KINDS[kind]
        ):
            yield f"{name}{joint.join(words)}{word}"


def latin_names(division: Division) -> tuple[str, ...]:
    """The names of a division in force: pinyin, then those of GB/T 2260 if others."""
    return (division.pinyin, *_romanizations(division.code))


@cache
def _romanizations(code: str) -> tuple[str, ...]:
    """GB/T 2260's own romanization of a division in force and its second name, if any.

    A prefecture that has the name of one of its counties is romanized like it.
    """
    county = listed_by_code().get(code) or _county_of_same_name(code)
    if county is None:
        return ()
    return tuple(filter(None, (county.romanization, county.second_romanization)))


def _county_of_same_name(prefecture_code: str) -> County | None:
    for county in listed_by_code().values():
        if county.prefecture_code == prefecture_code:
            prefecture = split_name(county.prefecture_official)
            if prefecture.short == split_name(county.official_name).short:
                return county
    return None


def _forms_of(division: Division) -> Iterator[tuple[str, Via]]:
    """The folded Latin forms of the name of a division in force."""
    for name in latin_names(division):
        via = Via.PINYIN if name == division.pinyin else Via.ROMANIZATION
        yield fold(name), via
        for form in latin_forms(division.name, name):
            yield form, via


def _named_counties(
    counties: Iterable[Division],
) -> Iterator[tuple[str, NamedDivision]]:
    """Latin forms of counties in force, and of former ones of the same short name."""
    for county in counties:
        for form, via in _forms_of(county):
            yield form, (county, via)
        short = split_name(county.name).short
        for former in _predecessors().get((county.code, short), ()):
            for name in latin_names(county):
                for form in latin_forms(former.name, name):
                    yield form, (former, Via.FORMER_NAME)


@cache
def _predecessors() -> dict[tuple[str, str], list[Division]]:
    """Former counties by the code of one that has their territory, and short name.

    Not those of one character, whose Latin names are those of their kind.
    """
    predecessors = defaultdict(list)
    for county in county_divisions():
        short = split_name(county.name).short
        if county.until is not None and len(short) > 1:
            for code in county.today:
                predecessors[code, short].append(county)
    return predecessors


@cache
def romanized_names() -> dict[str, Resolution]:
    """What each folded Latin name stands for by itself."""
    named = _named_counties(counties_in_force().values())
    return resolutions(named, romanized_prefectures())


@cache
def romanized_prefectures() -> dict[str, Division]:
    """The prefectures in force by folded Latin name."""
    return {
        form: prefecture
        for prefecture in prefectures()
        for form, _ in _forms_of(prefecture)
    }


@cache
def romanized_names_in(prefecture: str) -> dict[str, Resolution]:
    """What each folded Latin name stands for with its prefecture's official name."""
    return resolutions(
        _named_counties(
            county
            for county in counties_in_force().values()
            if county.prefecture == prefecture
        )
    )


def resolve_romanized(folded: str) -> Resolution | None:
    """Resolve a folded Latin name, alone or beside its prefecture and province."""
    names = romanized_names()
    rest = folded
    for _ in range(2):
        for form in _COUNTRY_AND_PROVINCE_FORMS:
            rest = rest.removeprefix(form).removesuffix(form) or rest
    for name in (folded, rest):
        if name in names:
            return names[name]
    for form, prefecture in romanized_prefectures().items():
        for name in (rest.removeprefix(form), rest.removesuffix(form)):
            if name != rest:
                resolution = romanized_names_in(prefecture.name).get(name)
                if resolution is not None:
                    return resolution
    return None
