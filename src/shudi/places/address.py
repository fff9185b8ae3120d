"""Read a text as an address: country, province, prefecture, county, and the rest.

What the rest says is held against what stands before it: another county, another
area or a word such as 以外 makes the text ambiguous, never another county's.
"""

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import NamedTuple

from shudi.places.index import (
    ANYWHERE,
    Area,
    NameMatch,
    PrefixIndex,
    T,
    ambiguous,
    area_in,
    area_of_code,
    county_prefixes,
    lies_in,
    match_code,
    match_name,
    prefecture_names,
    prefecture_prefixes,
    prefecture_short_names,
    prefectures_in_force,
    province_prefixes,
    province_short_names,
    provinces_by_abbreviation,
    provinces_of,
    resolution_in,
    resolution_of,
)
from shudi.places.models import Division, Reason, Resolution, Via

_COUNTRIES = ("中华人民共和国", "中国")
# What stands for no prefecture where the province governs the counties itself.
_FILLERS = (
    *("市辖区", "省直辖县级行政区划", "自治区直辖县级行政区划", "省直辖县级行政单位"),
    *("省直辖行政单位", "省直辖县级", "省直辖县", "省直辖", "直辖县级", "直辖县"),
)
_BEGIN_FILLERS = {filler[0] for filler in _FILLERS}
_CONJUNCTIONS = "和与及或至到暨兼"
_LIST_GOES_ON = f"{_CONJUNCTIONS}等"

_CHINESE = "[\u4e00-\u9fff]"
_TOWNSHIP_KIND = "(?:镇|乡(?!村)|街道|苏木|社区|村)"
# What makes another name of a name that it follows: 东区街道, 武侯大道, 万源市场.
_AFTER_OTHER_NAME = re.compile(
    rf"(?:镇|街道|社区|大道|路)(?!{_CHINESE})|街道(?:办|[一二三四五六七八九十]+[组村社])|(?<=市)场"
)
_AFTER_OTHER_SHORT_NAME = re.compile("[县市区州盟旗镇村街路巷桥]|乡(?!村)|社区|大道")
# What may follow a county's short name in an address: a township or a village, a street
# with a number, an institution.
_AFTER_SHORT_NAME = re.compile(
    rf"{_CHINESE}{{2,8}}?{_TOWNSHIP_KIND}"
    rf"|{_CHINESE}{{2,10}}[0-9]+[号弄巷组]"
    "|人民|中医|妇幼|民族|第[一二三四五六七八九十0-9]|职业|农村|农商|农信|信用|税务|国税|地税"
    "|公安|教育|财政|卫生|民政|司法|交通|水利|农业|林业|自然资源|乡村振兴|扶贫|气象|统计|审计"
    "|法院|检察|政府|县委|市委|区委|纪委|党委|武装|人大|政协|邮政|供电|电力|移动|电信|联通"
    "|中学|小学|幼儿园|医院|支行|分行|分公司|联社|烟草"
)
_AFTER_SEVERAL = re.compile("等[0-9一二三四五六七八九十两几多个余]*(?:[县市区州地]|$)")
_EXCEPT = re.compile(
    "以外|之外|除外|除.{2,8}外|不含|不包括|不在|不属于|周边|附近|毗邻|邻近|接壤|交界(?![街镇乡村])|以[东南西北](?!街|路|村|乡|镇)"
)
_TOWNSHIP = re.compile(rf"{_CHINESE}{{1,8}}?(?:{_TOWNSHIP_KIND}|[路街巷])")
# Without one of these, the rest of an address says nothing of counties and areas.
_NOTEWORTHY = re.compile(rf"[县市区旗省州盟外含括在属边近邻壤界以等{_CONJUNCTIONS}\W_]")
_COUNTY_ENDING = re.compile("[县市区旗]")
_MAX_HEAD = 40  # characters
_KIND = re.compile("[县市旗省州盟]|[地治政]区")
_VIA_CODE = (Via.CODE, Via.FORMER_CODE)
_CODE = re.compile(r"(?<![0-9])([0-9]{6})(?:[0-9]{6}|[0-9]{3})?(?![0-9])")


class _Chain(NamedTuple):
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


def resolve_address(text: str, within: Area = ANYWHERE) -> Resolution:
    """Resolve a normalized text as an address.

    Args:
        text: the address.
        within: where it is known to lie.
    """
    first = _usual_head(text) if within is ANYWHERE else None
    if first is None:
        first = _chain_at(text, _skip_separators(text, 0), within) or _Chain(0, within)
    rest = text[first.end :]
    county = first.county
    if county and not rest:
        return _resolution([first], within, county.via, county.until)
    via = Via.ADDRESS if county else Via.WITHIN
    if _is_plain(rest):
        return first.usual or _resolution([first], within, via)
    chains = [first, *_chains_after(rest, first)]
    resolution = _resolution(chains, within, via)
    if resolution.divisions and _EXCEPT.search(rest):
        return ambiguous(resolution.divisions, Reason.CONTRADICTION, via)
    if resolution.divisions and _AFTER_SEVERAL.match(rest):
        return ambiguous(resolution.divisions, Reason.SEVERAL, via)
    return resolution


def _resolution(
    chains: list[_Chain], within: Area, via: Via, until: int | None = None
) -> Resolution:
    """Hold the places of a text against each other."""
    counties = [chain.county for chain in chains if chain.county]
    if all(county.via in _VIA_CODE for county in counties):
        counties = []  # any number may look like a code
    areas = [chain.area for chain in chains if chain.area != ANYWHERE]
    if not counties:
        return _resolution_of_areas(areas)
    first, *others = counties
    named = [
        division
        for division in first.divisions
        if all(division in other.divisions for other in others)
    ]
    if not named:
        every = [division for county in counties for division in county.divisions]
        return ambiguous(every, Reason.SEVERAL, via, until)
    fitting = [
        division
        for division in named
        if all(lies_in(division, area) for area in (*areas, within))
    ]
    reason = next((chain.reason for chain in chains if chain.reason), None)
    if not fitting:
        return ambiguous(named, Reason.CONTRADICTION, via, until)
    if len(fitting) > 1 or reason:
        return ambiguous(fitting, reason or Reason.SEVERAL, via, until)
    return resolution_of(fitting[0], via, until)


def _resolution_of_areas(areas: list[Area]) -> Resolution:
    """A text without a county; elsewhere only if all its areas may lie together."""
    possible = [provinces_of(area) for area in areas]
    return resolution_in(frozenset.intersection(*possible) if possible else ())


# The chain at the start of a text, or of a part of it


def _usual_head(text: str) -> _Chain | None:
    """The chain at the start, if it ends with the full name of one county.

    Addresses share their heads, so that most of them need not be read again.
    """
    for ending in _COUNTY_ENDING.finditer(text, 1, _MAX_HEAD):
        chain = _chain_of_head(text[: ending.end()])
        if chain and not _AFTER_OTHER_NAME.match(text, chain.end):
            return chain
    return None


@lru_cache(maxsize=20_000)
def _chain_of_head(head: str) -> _Chain | None:
    """The chain that a head is, if it is the same whatever follows."""
    chain = _chain_at(head, _skip_separators(head, 0))
    if (
        chain is None
        or chain.end < len(head)
        or chain.county is None
        or chain.county.is_short
        or len(chain.county.divisions) > 1
        or chain.reason
        or any(_goes_on(head, start) for start in range(len(head) - 1))
    ):
        return None
    return chain._replace(usual=resolution_of(chain.county.divisions[0], Via.ADDRESS))


def _goes_on(head: str, start: int) -> bool:
    """Whether a longer name, or a prefecture's, begins as a head ends: 万县市."""
    ending = head[start:]
    return ending in prefecture_names() or any(
        name.startswith(ending) and name != ending
        for prefixes in (county_prefixes(), prefecture_prefixes())
        for name, _ in prefixes.get(ending[:2], ())
    )


def _chain_at(text: str, start: int, within: Area = ANYWHERE) -> _Chain | None:
    """The place that begins at a position: the reading that has a county, if any has.

    Args:
        text: the text.
        start: the position.
        within: where the place is known to lie.
    """
    area_alone = None
    is_in_prefecture = False
    after_province = start
    for end, area, is_certain, is_in_force in _areas_at(text, start):
        if end < after_province or (is_in_prefecture and not area.prefectures):
            continue  # 黑龙江省, not 龙江 in 黑; 巴中市, no more a county
        position = _skip_fillers(text, end) if end > start else end
        county = _county_at(text, position, area, within)
        if county is None and area.provinces and text.startswith("县", position):
            # 重庆市县城口县: the counties that are no districts.
            county = _county_at(text, position + 1, area, within)
        if county:
            return county
        is_abbreviated = end <= start + 1  # 甘: no area by itself
        contradiction = _contradiction_at(text, position, area)
        if contradiction and not is_abbreviated:
            return contradiction
        if is_certain:
            is_in_prefecture |= is_in_force and area.prefectures != frozenset()
            after_province = after_province if area.prefectures else end
        is_whole = end == len(text) or not text[end - 1 : end + 1].isalnum()
        if area_alone is None and (is_certain or (is_whole and not is_abbreviated)):
            after = _skip_same_prefecture(text, end, area)
            area_alone = _Chain(after, area, is_area=is_certain)
    return area_alone


class _Beginning(NamedTuple):
    """An area whose name begins a text.

    Attributes:
        end: the position after it.
        area: the area.
        is_certain: whether its name can be no other word.
        is_in_force: whether its name is that of a province or prefecture in force.
    """

    end: int
    area: Area
    is_certain: bool
    is_in_force: bool


def _areas_at(text: str, start: int) -> Iterator[_Beginning]:
    """The areas that begin at a position, the most specific and longest first."""
    begin = _skip_fillers(text, _skip_prefix(text, start, _COUNTRIES))
    for name, provinces in _names_at(province_prefixes(), text, begin):
        end = _skip_separators(text, begin + len(name))
        yield from _prefectures_at(text, _skip_fillers(text, end), provinces)
        is_certain = name not in province_short_names()
        yield _Beginning(end, area_in(provinces), is_certain, is_certain)
    yield from _prefectures_at(text, begin)
    yield _Beginning(begin, ANYWHERE, is_certain=False, is_in_force=False)
    abbreviated = provinces_by_abbreviation().get(text[begin : begin + 1])
    if abbreviated:  # 川凉山州美姑县
        provinces = frozenset({abbreviated.name})
        yield from _prefectures_at(text, begin + 1, provinces)
        yield _Beginning(begin + 1, area_in(provinces), False, False)


def _prefectures_at(
    text: str, start: int, provinces: frozenset[str] = frozenset()
) -> Iterator[_Beginning]:
    for name, prefectures in _names_at(prefecture_prefixes(), text, start):
        is_certain = name not in prefecture_short_names()
        area = area_in(provinces, prefectures)
        if is_certain and not area.prefectures:  # a contradiction
            area = Area(provinces, prefectures)
        if area.prefectures:
            end = _skip_separators(text, start + len(name))
            is_in_force = is_certain and name in prefectures_in_force()
            yield _Beginning(end, area, is_certain, is_in_force)


def _names_at(
    prefixes: PrefixIndex[T], text: str, start: int
) -> Iterator[tuple[str, T]]:
    for name, value in prefixes.get(text[start : start + 2], ()):
        if text.startswith(name, start) and not (
            name[-1] == "市" and text.startswith("场", start + len(name))
        ):
            yield name, value


def _county_at(text: str, start: int, area: Area, within: Area) -> _Chain | None:
    """The county whose name begins at a position, the longest name first."""
    doubtful = None
    for name, _ in county_prefixes().get(text[start : start + 2], ()):
        if not text.startswith(name, start):
            continue
        match = match_name(name, area if area != ANYWHERE else within)
        if match is None and area == ANYWHERE:
            match = match_name(name)  # which contradicts what is known
        if match is None or _is_same_prefecture(name, area, match):
            continue
        end = start + len(name)
        is_end = end == len(text) or not text[end].isalnum()
        if is_end and not area.prefectures:
            prefectures = _prefectures_named(name, area)
            if prefectures and match.until is not None:
                continue  # 巴中: the prefecture, no more the county
            if prefectures:
                match = match._replace(divisions=(*prefectures, *match.divisions))
        chain = _Chain(end, area, match)
        if not match.is_short:
            if _AFTER_OTHER_NAME.match(text, end):
                continue
            return chain
        if match.until is not None:
            # A former short name is a street's or a township's as often.
            if is_end and not area.prefectures:
                doubtful = doubtful or chain._replace(reason=Reason.DOUBT)
            elif area.prefectures and (is_end or _AFTER_SHORT_NAME.match(text, end)):
                return chain
            continue
        if is_end:
            return chain
        if _AFTER_OTHER_SHORT_NAME.match(text, end):
            continue
        if _is_name_alone(text, end):
            return chain
        if area == ANYWHERE:
            continue
        if _AFTER_SHORT_NAME.match(text, end):
            return chain
        doubtful = doubtful or chain._replace(reason=Reason.DOUBT)
    return doubtful


def _is_name_alone(text: str, start: int) -> bool:
    """Whether a list of names goes on, or ends: 美姑布拖, 美姑和布拖, 美姑等七县."""
    if _AFTER_SEVERAL.match(text, start):
        return True
    start += text[start] in _CONJUNCTIONS
    for name, _ in county_prefixes().get(text[start : start + 2], ()):
        if text.startswith(name, start):
            end = start + len(name)
            if end == len(text) or not text[end].isalnum():
                return True
            if _is_name_alone(text, end):
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


def _skip_same_prefecture(text: str, start: int, area: Area) -> int:
    """The position after the prefecture's name once more: 甘孜藏族自治州甘孜."""
    for name, prefectures in _names_at(prefecture_prefixes(), text, start):
        if prefectures & area.prefectures:
            return start + len(name)
    return start


def _contradiction_at(text: str, start: int, area: Area) -> _Chain | None:
    """A county whose name, unlike any other, follows that of an area without it.

    A short name must end the text.
    """
    if area == ANYWHERE:
        return None
    for name, _ in county_prefixes().get(text[start : start + 2], ()):
        if text.startswith(name, start):
            match = match_name(name)
            end = start + len(name)
            if (
                match
                and len(match.divisions) == 1
                and not (match.is_short and (match.until or end < len(text)))
                and not lies_in(match.divisions[0], area)
                and not _AFTER_OTHER_NAME.match(text, end)
            ):
                return _Chain(end, area, match, Reason.CONTRADICTION)
    return None


def _skip_prefix(text: str, start: int, prefixes: tuple[str, ...]) -> int:
    """The position after a prefix and its separators; the start if there is none."""
    for prefix in prefixes:
        if text.startswith(prefix, start):
            return _skip_separators(text, start + len(prefix))
    return start


def _skip_fillers(text: str, start: int) -> int:
    if text[start : start + 1] not in _BEGIN_FILLERS:
        return start
    return _skip_prefix(text, start, _FILLERS)


def _skip_separators(text: str, start: int) -> int:
    """The position of the next letter or digit."""
    while start < len(text) and not text[start].isalnum():
        start += 1
    return start


# The rest


def _is_plain(rest: str) -> bool:
    """Whether a rest is sure to name no other county or area, as most are."""
    township = _TOWNSHIP.match(rest)
    if township is None:
        return not _NOTEWORTHY.search(rest) and rest[:2] not in county_prefixes()
    return not (
        _KIND.search(rest, 2, township.end())
        or _NOTEWORTHY.search(rest, township.end())
    )


def _chains_after(rest: str, first: _Chain) -> Iterator[_Chain]:
    """The counties and areas that the rest of a text names."""
    for code in _CODE.finditer(rest):
        coded, area = match_code(code[1]), area_of_code(code[1])
        if coded or area:
            yield _Chain(code.end(), area or ANYWHERE, coded)
    covered = 0
    for start in range(len(rest) - 1):
        if start >= covered and rest[start : start + 2] in _beginnings():
            chain = _chain_at(rest, start)
            if chain and _is_sure(chain, rest, start, first):
                covered = chain.end
                yield chain


def _is_sure(chain: _Chain, rest: str, start: int, first: _Chain) -> bool:
    """Whether a chain in a rest is sure to be one, and not a part of other words."""
    before = rest[start - 1] if start else ""
    is_token = before != "" and not before.isalnum()
    is_joined = before in _CONJUNCTIONS and before != ""
    if (is_joined or start == 0) and _TOWNSHIP.match(rest, max(0, start - 1)):
        is_joined = False  # 和平乡
        is_next = False
    else:
        is_next = start == 0
    is_end = chain.end == len(rest) or not rest[chain.end].isalnum()
    if chain.county is None:
        if chain.is_area:
            return not _AFTER_OTHER_NAME.match(rest, chain.end)
        return is_token and is_end
    if chain.reason is not None:
        return chain.reason is Reason.CONTRADICTION
    if chain.area != ANYWHERE:
        return True
    if chain.county.is_short:
        if first.county is None:
            return False
        ends_list = is_end or first.county.is_short or rest[chain.end] in _LIST_GOES_ON
        return is_token or is_joined or (is_next and ends_list)
    if is_token or is_joined:
        return is_end or len(chain.county.divisions) == 1
    # Within other words, 理县 may be a part of 管理县 and 新区 no county.
    is_long = is_next or chain.end - start > 2
    return is_long and len(chain.county.divisions) == 1 and rest[chain.end - 1] != "区"


@cache
def _beginnings() -> frozenset[str]:
    """The first two characters of counties, prefectures and provinces."""
    return frozenset({*county_prefixes(), *prefecture_prefixes(), *province_prefixes()})
