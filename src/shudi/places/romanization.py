"""Names in Latin letters: pinyin and the romanization of GB/T 2260, folded.

A folded text has no white space, so that a name is found by taking the names of
country, province and prefecture off its beginning and its end.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import permutations

from shudi.places import dataset
from shudi.places.index import (
    ANYWHERE,
    Area,
    NamedDivision,
    NameMatch,
    ambiguous,
    counties_over_time,
    lies_in,
    listed_by_code,
    match_counties,
    prefectures_in_force,
    prefectures_over_time,
    provinces_of,
    resolution_in,
    resolution_of,
)
from shudi.places.models import (
    SICHUAN,
    County,
    Division,
    Reason,
    Resolution,
    Via,
)
from shudi.places.names import split_name
from shudi.spelling import fold

_COUNTRIES = (
    *("thepeoplesrepublicofchina", "peoplesrepublicofchina", "prchina", "china", "prc"),
)
_MAX_TEXT = 200
_MAX_LISTED = 4  # names in a row

# Pinyin and English, of the names in GB/T 2260.
_ETHNIC_GROUPS = {
    "藏族": ("zangzu", "tibetan"),
    "羌族": ("qiangzu", "qiang"),
    "彝族": ("yizu", "yi"),
    "蒙古族": ("mengguzu", "mongol"),
    "蒙古": ("menggu", "mongol"),
    "回族": ("huizu", "hui"),
    "苗族": ("miaozu", "miao"),
    "壮族": ("zhuangzu", "zhuang"),
    "布依族": ("buyizu", "buyei"),
    "朝鲜族": ("chaoxianzu", "korean"),
    "满族": ("manzu", "manchu"),
    "侗族": ("dongzu", "dong"),
    "瑶族": ("yaozu", "yao"),
    "白族": ("baizu", "bai"),
    "土家族": ("tujiazu", "tujia"),
    "哈尼族": ("hanizu", "hani"),
    "哈萨克族": ("hasakezu", "kazak"),
    "哈萨克": ("hasake", "kazak"),
    "傣族": ("daizu", "dai"),
    "黎族": ("lizu", "li"),
    "傈僳族": ("lisuzu", "lisu"),
    "佤族": ("wazu", "va"),
    "畲族": ("shezu", "she"),
    "拉祜族": ("lahuzu", "lahu"),
    "水族": ("shuizu", "sui"),
    "东乡族": ("dongxiangzu", "dongxiang"),
    "纳西族": ("naxizu", "naxi"),
    "景颇族": ("jingpozu", "jingpo"),
    "柯尔克孜": ("keerkezi", "kirgiz"),
    "土族": ("tuzu", "tu"),
    "达斡尔族": ("dawoerzu", "daur"),
    "仫佬族": ("mulaozu", "mulao"),
    "布朗族": ("bulangzu", "blang"),
    "撒拉族": ("salazu", "salar"),
    "毛南族": ("maonanzu", "maonan"),
    "仡佬族": ("gelaozu", "gelao"),
    "锡伯": ("xibo", "xibe"),
    "普米族": ("pumizu", "pumi"),
    "塔吉克": ("tajike", "tajik"),
    "怒族": ("nuzu", "nu"),
    "保安族": ("baoanzu", "bonan"),
    "裕固族": ("yuguzu", "yugur"),
    "独龙族": ("dulongzu", "derung"),
    "各族": ("gezu", "multinational"),
}
_GROUP = "|".join(sorted(_ETHNIC_GROUPS, key=len, reverse=True))
_KINDS = {
    "县": ("xian", "county"),
    "区": ("qu", "district"),
    "市": ("shi", "city"),
    "旗": ("qi", "banner"),
    "盟": ("meng", "league"),
    "州": ("zhou", "prefecture"),
    "镇": ("zhen", "town"),
}
_AUTONOMOUS_KINDS = {
    "自治县": ("zizhixian", "autonomouscounty"),
    "自治旗": ("zizhiqi", "autonomousbanner"),
    "自治州": ("zizhizhou", "autonomousprefecture"),
}
_PROVINCE_KINDS = {
    "省": ("sheng", "province"),
    "市": ("shi", "city", "municipality"),
    "自治区": ("zizhiqu", "autonomousregion"),
    "特别行政区": ("tebiexingzhengqu", "specialadministrativeregion", "sar"),
}


def latin_names(division: Division) -> tuple[str, ...]:
    """The names of a division: pinyin, then those of GB/T 2260 if others."""
    names = division.pinyin.split(";")
    county = _romanized_county(division)
    if county:
        names += [county.romanization, county.second_romanization]
    return tuple(dict.fromkeys(filter(None, names)))


def _romanized_county(division: Division) -> County | None:
    """The key county whose romanization a division shares.

    A former county of the same name is romanized like it, and so is the prefecture of
    the same name.
    """
    for code in division.today or _romanized_prefectures().get(division.name, ()):
        county = listed_by_code().get(code)
        if county and county.short_name == division.short_name:
            return county
    return None


@cache
def _romanized_prefectures() -> dict[str, list[str]]:
    """The key counties of each prefecture, by its official name."""
    counties: defaultdict[str, list[str]] = defaultdict(list)
    for county in listed_by_code().values():
        counties[county.prefecture_official].append(county.code)
    return counties


def latin_forms(division: Division) -> Iterator[tuple[str, Via]]:
    """The ways to write a division's name in Latin letters, folded."""
    for name in latin_names(division):
        via = Via.PINYIN if name in division.pinyin.split(";") else Via.ROMANIZATION
        for form in _forms_of_name(division, name):
            yield form, via
            if "ü" in name:  # Serxv
                yield form.replace(fold(name), fold(name.replace("ü", "v"))), via
            elif "v" in form:  # Lvliang
                yield form.replace(fold(name), fold(name).replace("v", "u")), via


def bracketed_forms(division: Division) -> Iterator[str]:
    """The ways to write both of its names, folded: Kangding (Dardo) Xian."""
    for pair in permutations(latin_names(division), 2):
        yield from _forms_of_name(division, "".join(pair))
        if "ü" in "".join(pair):
            yield from _forms_of_name(division, "".join(pair).replace("ü", "v"))


def _forms_of_name(division: Division, romanized: str) -> Iterator[str]:
    short, ethnic_groups, kind = split_name(division)
    kinds: tuple[str, ...]
    kinds = ("diqu", *_KINDS["州"]) if kind == "地区" else _KINDS.get(kind[-1:], ())
    name = fold(romanized)
    stem = name
    if kinds and not short[1:]:
        stem = name.removesuffix(kinds[0])
    else:
        yield name
    for word in kinds:
        yield from dict.fromkeys((f"{stem}{word}", f"{name}{word}"))
    if ethnic_groups:
        groups = re.findall(_GROUP, ethnic_groups)
        pinyin = [_ETHNIC_GROUPS[group][0] for group in groups]
        english = [_ETHNIC_GROUPS[group][1] for group in groups]
        chinese_kind, english_kind = _AUTONOMOUS_KINDS[kind]
        yield f"{name}{''.join(pinyin)}"
        yield f"{name}{''.join(pinyin)}{chinese_kind}"
        yield f"{name}{''.join(pinyin)}{english_kind}"
        for joint in {"", "and"}:
            yield f"{name}{joint.join(english)}"
            yield f"{name}{joint.join(english)}{english_kind}"
            yield f"{name}{joint.join(english)}ap"
            yield f"{name}{joint.join(english)}{chinese_kind}"
            yield f"{name}{joint.join(english)}{kinds[-1]}"
        if len(groups) > 2:  # Tibetan, Hui and Yi
            many = f"{name}{''.join(english[:-1])}and{english[-1]}"
            yield many
            yield f"{many}{english_kind}"


@cache
def counties_by_latin_name() -> Mapping[str, list[NamedDivision]]:
    """The counties, in force or former, by each folded form of their Latin names."""
    named: defaultdict[str, list[NamedDivision]] = defaultdict(list)
    for county in counties_over_time():
        if county.pinyin:
            for form, via in latin_forms(county):
                if (county, via) not in named[form]:
                    named[form].append((county, via))
            for form in bracketed_forms(county):
                named[form].append((county, Via.ROMANIZATION))
    return named


@cache
def latin_prefectures() -> Mapping[str, frozenset[str]]:
    """Official names of prefectures, in force or former, by folded Latin name."""
    names: defaultdict[str, set[str]] = defaultdict(set)
    for division in prefectures_over_time():
        for form, _ in latin_forms(division):
            names[form].add(division.name)
        for form in bracketed_forms(division):
            names[form].add(division.name)
    return {form: frozenset(official) for form, official in names.items()}


@cache
def latin_provinces() -> Mapping[str, frozenset[str]]:
    """Official names of provinces by folded Latin name."""
    names = {}
    for province in dataset.provinces():
        kind = province.name.removeprefix(province.short_name)
        kinds = next(
            words for end, words in _PROVINCE_KINDS.items() if kind.endswith(end)
        )
        romanized = province.romanization.split(";") if province.romanization else ()
        for name in (province.pinyin, *romanized):
            for word in ("", *kinds):
                names[f"{fold(name)}{word}"] = frozenset({province.name})
    return names


@cache
def _area_names() -> Mapping[str, Area]:
    """The areas by folded Latin name; a province before a prefecture."""
    areas = {name: Area() for name in _COUNTRIES}
    for form, prefectures in latin_prefectures().items():
        areas[form] = Area(prefectures=prefectures)
    for form, provinces in latin_provinces().items():
        areas[form] = Area(provinces)
    return areas


def find_romanized_area(folded: str) -> Area | None:
    """The province or prefecture of a folded Latin name; None if there is none."""
    for areas, rest in _without_areas(folded):
        if areas and not rest:
            return Area(
                frozenset().union(*(area.provinces for area in areas)),
                frozenset().union(*(area.prefectures for area in areas)),
            )
    return None


def match_latin_name(folded: str, area: Area = ANYWHERE) -> NameMatch | None:
    """What a folded Latin name stands for in an area; None if nothing has it."""
    named = counties_by_latin_name().get(folded)
    if not named and area.prefectures:  # Li, Ngawa Tibetan and Qiang
        named = counties_by_latin_name().get(f"{folded}xian")
    if not named:
        return None
    return match_counties(named, area)


def resolve_romanized(folded: str, within: Area = ANYWHERE) -> Resolution:
    """Resolve a folded Latin name, alone or with its prefecture and province."""
    if len(folded) > _MAX_TEXT:
        return resolution_in(())
    contradiction = None
    for areas, rest in _without_areas(folded):
        if not rest:
            known = [provinces_of(area) for area in areas if any(area)]
            return resolution_in(frozenset.intersection(*known) if known else ())
        match = _match_in(rest, (*areas, within))
        if match and not _is_same_prefecture(rest, areas):
            resolution = _resolution(rest, match, areas, within)
            if resolution.reason is not Reason.CONTRADICTION:
                return resolution
            contradiction = contradiction or resolution
    return contradiction or _several(folded) or resolution_in(())


def _is_same_prefecture(name: str, areas: Iterable[Area]) -> bool:
    """Whether a name is that of the prefecture once more."""
    prefectures = latin_prefectures().get(name, frozenset())
    return any(prefectures & area.prefectures for area in areas)


def _match_in(name: str, areas: Iterable[Area]) -> NameMatch | None:
    """What a name stands for in all of some areas; in any, if that is nothing."""
    for area in areas:
        if any(area):
            match = match_latin_name(name, area)
            if match:
                return match
    return match_latin_name(name)


def _resolution(
    name: str, match: NameMatch, areas: tuple[Area, ...], within: Area
) -> Resolution:
    known = (*areas, within)
    same_name = () if any(area.prefectures for area in known) else _prefectures(name)
    if same_name and match.until is not None:
        return resolution_in({prefecture.province for prefecture in same_name})
    every = (*same_name, *match.divisions)
    fitting = [
        division for division in every if all(lies_in(division, area) for area in known)
    ]
    if not fitting:
        return ambiguous(every, Reason.CONTRADICTION, match.via, match.until)
    division, *others = fitting
    if others:
        return ambiguous(fitting, Reason.SEVERAL, match.via, match.until)
    return resolution_of(division, match.via, match.until)


def _prefectures(name: str) -> tuple[Division, ...]:
    named = (
        division
        for official in latin_prefectures().get(name, ())
        for division in prefectures_in_force().get(official, ())
        if division.name == official
    )
    return tuple(sorted(named, key=lambda division: division.code))


def _without_areas(
    folded: str,
) -> Iterator[tuple[tuple[Area, ...], str]]:
    """A text without the areas at its beginning and end, the fewest first."""
    pending: list[tuple[tuple[Area, ...], str]] = [((), folded)]
    seen = {folded}
    for areas, text in pending:
        yield areas, text
        if len(areas) == 3:
            continue
        for name, rest in _areas_taken_off(text):
            area = _area_names().get(name)
            if area is not None and rest not in seen:
                seen.add(rest)
                pending.append(((*areas, area), rest))


def _areas_taken_off(text: str) -> Iterator[tuple[str, str]]:
    """What may be an area's name at either end, the longest first, and the rest."""
    beginnings, endings = _area_lengths()
    for length in beginnings.get(text[:3], ()):
        yield text[:length], text[length:]
    for length in endings.get(text[-3:], ()):
        yield text[-length:], text[:-length]


@cache
def _area_lengths() -> tuple[Mapping[str, Sequence[int]], Mapping[str, Sequence[int]]]:
    """How long areas' names are, by their first and by their last three letters."""
    beginnings, endings = defaultdict(set), defaultdict(set)
    for name in _area_names():
        beginnings[name[:3]].add(len(name))
        endings[name[-3:]].add(len(name))
    return (
        {text: sorted(lengths, reverse=True) for text, lengths in beginnings.items()},
        {text: sorted(lengths, reverse=True) for text, lengths in endings.items()},
    )


def _several(folded: str) -> Resolution | None:
    """Several counties, one after the other."""
    matches = _list_of_names(folded)
    if not matches or SICHUAN not in set().union(*map(_provinces, matches)):
        return None
    every = [division for match in matches for division in match.divisions]
    return ambiguous(every, Reason.SEVERAL, matches[0].via)


def _list_of_names(folded: str, depth: int = 0) -> list[NameMatch]:
    """What the names mean of which a text consists; nothing if it has other words."""
    for cut in range(3, len(folded) + 1):
        match = match_latin_name(folded[:cut])
        rest = folded[cut:].removeprefix("and")
        if match and not rest:
            return [match] if depth else []
        if match and depth < _MAX_LISTED:
            others = _list_of_names(rest, depth + 1)
            if others:
                return [match, *others]
    return []


def _provinces(match: NameMatch) -> set[str]:
    return {division.province for division in match.divisions}
