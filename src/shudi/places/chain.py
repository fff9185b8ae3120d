"""Read the place that begins at a position of a text: an area, a county, or both."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from shudi.places.index import (
    ANYWHERE,
    Area,
    NameMatch,
    PrefixIndex,
    T,
    area_in,
    county_prefixes,
    lies_in,
    match_name,
    prefecture_names,
    prefecture_prefixes,
    prefecture_short_names,
    prefectures_in_force,
    province_prefixes,
    province_short_names,
    provinces_by_abbreviation,
    resolution_of,
    unknown_inside,
)
from shudi.places.models import Division, Reason, Resolution, Via
from shudi.places.words import (
    AFTER_OTHER_NAME,
    AFTER_OTHER_SHORT_NAME,
    AFTER_SEVERAL,
    AFTER_SHORT_NAME_IN_PREFECTURE,
    AFTER_SHORT_NAME_IN_PROVINCE,
    CONJUNCTIONS,
)

_COUNTRY = re.compile("中华人民共和国|中国")
# What stands for no prefecture where the province governs the counties itself.
_FILLER = re.compile(
    "市辖区|省直辖县级行政区划|自治区直辖县级行政区划|省直辖县级行政单位"
    "|省直辖行政单位|省直辖县级|省直辖县|省直辖|直辖县级|直辖县"
)
_COUNTY_ENDING = re.compile("[县市区旗]")
_MAX_HEAD = 40  # characters


class Chain(NamedTuple):
    """A place in a text: an area, a county in it, or both.

    Attributes:
        end: the position after it.
        area: where the county lies, as the chain says.
        county: what the county's name stands for; None if there is none.
        reason: why the county is not certain, if it is not.
        is_area: whether the area's name can be no other word.
        usual: what an address means that begins with it, if it ends with the full name
            of one county, as most do.
    """

    end: int
    area: Area = ANYWHERE
    county: NameMatch | None = None
    reason: Reason | None = None
    is_area: bool = False
    usual: Resolution | None = None


def usual_head(text: str) -> Chain | None:
    """The chain at the start, if it ends with the full name of one county.

    Addresses share their heads, so that most of them need not be read again.
    """
    for ending in _COUNTY_ENDING.finditer(text, endpos=_MAX_HEAD):
        chain = _chain_of_head(text[: ending.end()])
        if chain and not AFTER_OTHER_NAME.match(text, chain.end):
            return chain
    return None


@lru_cache(maxsize=20_000)
def _chain_of_head(head: str) -> Chain | None:
    """The chain that a head is, if it is the same whatever follows."""
    chain = chain_at(head, skip_separators(head, 0))
    if (
        chain is None
        or head[chain.end :]
        or chain.county is None
        or chain.county.is_short
        or chain.reason
        or any(_goes_on(head, start) for start in range(len(head)))
    ):
        return None
    division, *others = chain.county.divisions
    if others:
        return None
    return chain._replace(usual=resolution_of(division, Via.ADDRESS))


def _goes_on(head: str, start: int) -> bool:
    """Whether a longer name, or a prefecture's, begins as a head ends: 万县市."""
    ending = head[start:]
    return ending in prefecture_names() or any(
        name.removeprefix(ending) not in ("", name)
        for name, _ in county_prefixes().get(ending[:2], ())
    )


def chain_at(text: str, start: int, within: Area = ANYWHERE) -> Chain | None:
    """The place that begins at a position: the reading that has a county, if any has.

    Args:
        text: the text.
        start: the position.
        within: where the place is known to lie.
    """
    area_alone = None
    is_in_prefecture = False
    after_province = start
    for end, area, is_certain, is_prefecture in _areas_at(text, start):
        if end < after_province or (is_in_prefecture and not area.prefectures):
            continue  # 黑龙江省, not 龙江 in 黑; 巴中市, no more a county
        position = _skip(_FILLER, text, end)
        county = _county_at(text, position, area, within)
        if county is None and area.provinces and text.startswith("县", position):
            # 重庆市县城口县: the counties that are no districts.
            county = _county_at(text, position + 1, area, within)
        if county:
            return county
        is_abbreviated = end - start <= 1  # 甘: no area by itself
        contradiction = _contradiction_at(text, position, area)
        if contradiction and not is_abbreviated:
            return contradiction
        is_whole = not text[end - 1 : end].isalnum() or is_word_end(text, end)
        is_in_prefecture = is_in_prefecture or is_prefecture
        if area.provinces and not area.prefectures and (is_certain or is_whole):
            after_province = end  # 河北, not the district of that name
        if area_alone is None and (is_certain or (is_whole and not is_abbreviated)):
            area_alone = Chain(end, area, is_area=is_certain)
    return area_alone


class _Beginning(NamedTuple):
    """An area whose name begins a text.

    Attributes:
        end: the position after it.
        area: the area.
        is_certain: whether its name can be no other word.
        is_prefecture: whether its name is that of a prefecture in force.
    """

    end: int
    area: Area
    is_certain: bool = False
    is_prefecture: bool = False


def _areas_at(text: str, start: int) -> Iterator[_Beginning]:
    """The areas that begin at a position, the most specific and longest first."""
    begin = _skip(_FILLER, text, _skip(_COUNTRY, text, start))
    has_province = False
    for name, provinces in _names_at(province_prefixes(), text, begin):
        has_province = True
        end = skip_separators(text, begin + len(name))
        yield from _prefectures_at(text, _skip(_FILLER, text, end), provinces)
        is_certain = name not in province_short_names() or unknown_inside().issuperset(
            provinces
        )
        yield _Beginning(end, area_in(provinces), is_certain)
    yield from _prefectures_at(text, begin)
    yield _Beginning(begin, ANYWHERE)
    end = begin + 1
    abbreviated = provinces_by_abbreviation().get(text[begin:end])
    if abbreviated and not has_province:  # 川凉山州美姑县, not 龙江 in 黑龙江
        provinces = frozenset({abbreviated.name})
        yield from _prefectures_at(text, end, provinces)
        yield _Beginning(end, area_in(provinces))


def _prefectures_at(
    text: str, start: int, provinces: frozenset[str] = frozenset()
) -> Iterator[_Beginning]:
    for name, prefectures in _names_at(prefecture_prefixes(), text, start):
        is_certain = name not in prefecture_short_names()
        area = area_in(provinces, prefectures)
        if is_certain and not area.prefectures:  # a contradiction
            area = Area(provinces, prefectures)
        # Not 晋江, long no prefecture.
        if area.prefectures and (is_certain or not _is_county_alone(name)):
            end = skip_separators(text, start + len(name))
            is_prefecture = is_certain and name in prefectures_in_force()
            yield _Beginning(end, area, is_certain, is_prefecture)


def _is_county_alone(name: str) -> bool:
    """Whether a short name is a county's today, and no more a prefecture's."""
    match = match_name(name)
    return name not in prefectures_in_force() and match is not None and not match.until


def _names_at(
    prefixes: PrefixIndex[T], text: str, start: int
) -> Iterator[tuple[str, T]]:
    for name, value in prefixes.get(text[start : start + 2], ()):
        if text.startswith(name, start) and not (
            name.endswith("市") and text.startswith("场", start + len(name))
        ):
            yield name, value


def _county_at(text: str, start: int, area: Area, within: Area) -> Chain | None:
    """The county whose name begins at a position, the longest name first."""
    doubtful = None
    for name, _ in county_prefixes().get(text[start : start + 2], ()):
        if text.startswith(name, start):
            chain = _county_named(name, text, start, area, within)
            if chain and not chain.reason:
                return chain
            doubtful = doubtful or chain
    return doubtful


def _county_named(
    name: str, text: str, start: int, area: Area, within: Area
) -> Chain | None:
    """The county of a name that begins at a position, if it may be one there."""
    match = match_name(name, area if any(area) else within)
    if match is None and not any(area):
        match = match_name(name)  # which contradicts what is known
    if match is None or _is_same_prefecture(name, area, match):
        return None
    end = start + len(name)
    is_end = is_word_end(text, end)
    is_alone = is_end or (match.is_short and is_name_alone(text, end))
    if is_alone and not (area.prefectures or within.prefectures):
        prefectures = _prefectures_named(name, area)
        if prefectures and match.until is not None:
            return None  # 巴中: the prefecture, no more the county
        if prefectures:
            match = match._replace(divisions=(*prefectures, *match.divisions))
    chain = Chain(end, area, match)
    doubtful = chain._replace(reason=Reason.DOUBT)
    if not match.is_short:
        return None if AFTER_OTHER_NAME.match(text, end) else chain
    if match.until is not None:
        # A former short name is a street's or a township's as often.
        if area.prefectures:
            return chain if is_end or _is_address(text, end, area) else None
        return doubtful if is_end else None
    if is_end:
        return chain
    if AFTER_OTHER_SHORT_NAME.match(text, end):
        return None
    if is_alone or (any(area) and _is_address(text, end, area)):
        return chain
    return doubtful if any(area) else None


def _is_address(text: str, start: int, area: Area) -> bool:
    """Whether the rest of an address follows a county's short name in an area."""
    if area.prefectures:
        return bool(AFTER_SHORT_NAME_IN_PREFECTURE.match(text, start))
    return bool(AFTER_SHORT_NAME_IN_PROVINCE.match(text, start))


def is_name_alone(text: str, start: int) -> bool:
    """Whether a list of names goes on, or ends: 美姑布拖, 美姑和布拖, 美姑等七县."""
    if AFTER_SEVERAL.match(text, start):
        return True
    start += text[start] in CONJUNCTIONS
    for prefixes in (county_prefixes(), prefecture_prefixes(), province_prefixes()):
        for name, _ in prefixes.get(text[start : start + 2], ()):
            if text.startswith(name, start):
                end = start + len(name)
                if is_word_end(text, end) or is_name_alone(text, end):
                    return True
    return False


def _prefectures_named(name: str, area: Area) -> tuple[Division, ...]:
    return tuple(
        prefecture
        for prefecture in prefectures_in_force().get(name, ())
        if lies_in(prefecture, area)
    )


def _is_same_prefecture(name: str, area: Area, match: NameMatch) -> bool:
    """Whether a name below a prefecture is the prefecture's once more."""
    if not prefecture_names().get(name, frozenset()) & area.prefectures:
        return False
    return match.is_short or name in area.prefectures


def _contradiction_at(text: str, start: int, area: Area) -> Chain | None:
    """A county whose name, unlike any other, follows that of an area without it.

    A short name must end the text.
    """
    if not any(area) or (
        area.provinces and unknown_inside().issuperset(area.provinces)
    ):
        return None
    for name, _ in county_prefixes().get(text[start : start + 2], ()):
        if text.startswith(name, start):
            match = match_name(name)
            end = start + len(name)
            if (
                match
                and not match.divisions[1:]
                and not (match.is_short and (match.until or text[end:]))
                and not any(lies_in(each, area) for each in match.divisions)
                and not AFTER_OTHER_NAME.match(text, end)
            ):
                return Chain(end, area, match, Reason.CONTRADICTION)
    return None


def _skip(pattern: re.Pattern[str], text: str, start: int) -> int:
    """The position after what a pattern matches and its separators, if it does."""
    found = pattern.match(text, start)
    return skip_separators(text, found.end()) if found else start


def is_word_end(text: str, end: int) -> bool:
    """Whether no letter or digit follows."""
    return not text[end : end + 1].isalnum()


def skip_separators(text: str, start: int) -> int:
    """The position of the next letter or digit."""
    for position in range(start, len(text)):
        if text[position].isalnum():
            return position
    return len(text)
