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
    unknown_inside,
)
from shudi.places.models import SICHUAN, Division, Reason, Resolution, Via

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
_TOWNSHIP_KIND = "(?:镇|乡(?![村城])|街道|苏木|社区|村)"
# What makes another name of a name that it follows: 东区街道, 武侯大道, 万源市场.
_AFTER_OTHER_NAME = re.compile(
    rf"(?:镇|街道|社区|大道|路)(?!{_CHINESE})|街道(?:办|[一二三四五六七八九十]+[组村社])|(?<=市)场"
)
_AFTER_OTHER_SHORT_NAME = re.compile(
    "[县市区州盟旗镇村街路巷桥]|乡(?![村城])|社区|大道"
)
# What may follow a county's short name in an address: a township, a street with a
# number, an institution; below its prefecture also a village. Not what begins as the
# rest of another word does: 白玉兰, 小金川, 通江大桥, 九龙山庄.
_OTHER_WORD = (
    f"[兰光川河江湖溪滩口谷寺塘浩门沟]|山庄|大桥|[彝藏羌回苗]族乡|集镇"
    f"|{_CHINESE}{{0,8}}(?:开发区|示范区|新区|园区|管理区|工业区)"
)
_STREET = rf"{_CHINESE}{{1,8}}[路街巷道弄段][0-9]+[号弄巷组]"
_INSTITUTION = (
    "[县市区]?(?:人民(?:医院|政府|法院|检察院|银行)|中医|妇幼|民族(?:中学|小学|职业)"
    "|第[一二三四五六七八九十0-9]+(?:中学|小学|人民医院|幼儿园)|职业(?:中学|技术|高级)"
    "|农村(?:信用|商业银行)|农商|农信|信用社|联社|政府|县委|市委|区委|纪委|党委|武装部"
    "|人大常委|政协|法院|检察院|中学|小学|幼儿园|医院|支行|分行|分公司"
    f"|(?:公安|教育|财政|卫生|民政|司法|交通|水利|农业|林业|自然资源|乡村振兴|扶贫|气象"
    f"|统计|审计|税务|国税|地税|邮政|供电|烟草){_CHINESE}{{0,8}}?局)"
)
_AFTER_SHORT_NAME_IN_PROVINCE = re.compile(
    rf"(?!{_OTHER_WORD})(?:{_CHINESE}{{2,8}}?(?:镇|乡(?![村城])|街道|苏木)|{_STREET})"
    rf"|{_INSTITUTION}"
)
_AFTER_SHORT_NAME_IN_PREFECTURE = re.compile(
    rf"(?!{_OTHER_WORD}){_CHINESE}{{2,8}}?(?:社区|(?<!村)村)"
    rf"|{_AFTER_SHORT_NAME_IN_PROVINCE.pattern}"
)
_AFTER_SEVERAL = re.compile(
    rf"等(?!级)(?:{_CHINESE}|[0-9]){{0,10}}?[县市区州地]|等$|[{_CONJUNCTIONS}]$"
)
_EXCEPT = re.compile(
    "以外|之外|境外|^外(?!\\w)|除外|除了?(?![夕草险尘])|不含|未含|不包括|不在|不是|不属于|非(?=.{1,6}[县市区])"
    "|周边|旁边|边界|边缘|一带|附近|靠近|毗邻|邻近|接壤|交界(?![街镇乡村])|以[东南西北](?!街|路|村|乡|镇)"
)
_TOWNSHIP = re.compile(rf"{_CHINESE}{{1,8}}?(?:{_TOWNSHIP_KIND}|[路街巷])")
# Without one of these, the rest of an address says nothing of counties and areas.
_NOTEWORTHY = re.compile(
    rf"[县市区旗省州盟外除含括在是属非边近邻壤界带以等{_CONJUNCTIONS}\W_]|[0-9]{{6}}"
)
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
        is_whole = end == len(text) or not text[end - 1 : end + 1].isalnum()
        if is_certain:
            is_in_prefecture |= is_in_force and area.prefectures != frozenset()
        if area.provinces and not area.prefectures and (is_certain or is_whole):
            after_province = end  # 河北, not the district of that name
        if area_alone is None and (is_certain or (is_whole and not is_abbreviated)):
            area_alone = _Chain(end, area, is_area=is_certain)
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
    has_province = False
    for name, provinces in _names_at(province_prefixes(), text, begin):
        has_province = True
        end = _skip_separators(text, begin + len(name))
        yield from _prefectures_at(text, _skip_fillers(text, end), provinces)
        is_certain = name not in province_short_names() or provinces <= unknown_inside()
        yield _Beginning(end, area_in(provinces), is_certain, is_certain)
    yield from _prefectures_at(text, begin)
    yield _Beginning(begin, ANYWHERE, is_certain=False, is_in_force=False)
    abbreviated = provinces_by_abbreviation().get(text[begin : begin + 1])
    if abbreviated and not has_province:  # 川凉山州美姑县, not 龙江 in 黑龙江
        provinces = frozenset({abbreviated.name})
        yield from _prefectures_at(text, begin + 1, provinces)
        yield _Beginning(begin + 1, area_in(provinces), False, False)


def _prefectures_at(
    text: str, start: int, provinces: frozenset[str] = frozenset()
) -> Iterator[_Beginning]:
    for name, prefectures in _names_at(prefecture_prefixes(), text, start):
        is_certain = name not in prefecture_short_names()
        if not is_certain and _is_county_alone(name):
            continue  # 晋江, long no prefecture
        area = area_in(provinces, prefectures)
        if is_certain and not area.prefectures:  # a contradiction
            area = Area(provinces, prefectures)
        if area.prefectures:
            end = _skip_separators(text, start + len(name))
            is_in_force = is_certain and name in prefectures_in_force()
            yield _Beginning(end, area, is_certain, is_in_force)


@cache
def _is_county_alone(name: str) -> bool:
    """Whether a short name is a county's today, and no more a prefecture's."""
    match = match_name(name)
    return name not in prefectures_in_force() and match is not None and not match.until


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
        if is_end and not (area.prefectures or within.prefectures):
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
            elif area.prefectures and (is_end or _is_address(text, end, area)):
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
        if _is_address(text, end, area):
            return chain
        doubtful = doubtful or chain._replace(reason=Reason.DOUBT)
    return doubtful


def _is_address(text: str, start: int, area: Area) -> bool:
    """Whether the rest of an address follows a county's short name in an area."""
    if area.prefectures:
        return bool(_AFTER_SHORT_NAME_IN_PREFECTURE.match(text, start))
    return bool(_AFTER_SHORT_NAME_IN_PROVINCE.match(text, start))


def _is_name_alone(text: str, start: int) -> bool:
    """Whether a list of names goes on, or ends: 美姑布拖, 美姑和布拖, 美姑等七县."""
    if _AFTER_SEVERAL.match(text, start):
        return True
    start += text[start] in _CONJUNCTIONS
    for prefixes in (county_prefixes(), prefecture_prefixes(), province_prefixes()):
        for name, _ in prefixes.get(text[start : start + 2], ()):
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


def _contradiction_at(text: str, start: int, area: Area) -> _Chain | None:
    """A county whose name, unlike any other, follows that of an area without it.

    A short name must end the text.
    """
    if area == ANYWHERE or (area.provinces and area.provinces <= unknown_inside()):
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
        return not _NOTEWORTHY.search(rest) and rest[:2] not in _beginnings()
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
            if chain and _is_sure(chain, rest, start, first, is_next=start == covered):
                covered = chain.end
                yield chain


def _is_sure(
    chain: _Chain, rest: str, start: int, first: _Chain, *, is_next: bool
) -> bool:
    """Whether a chain in a rest is sure to be one, and not a part of other words.

    Args:
        chain: the chain.
        rest: of the text.
        start: where in it the chain begins.
        first: the chain before the rest.
        is_next: whether nothing stands between the chain and the one before.
    """
    before = rest[start - 1 : start]
    is_token = before != "" and not before.isalnum()
    is_joined = before != "" and before in _CONJUNCTIONS
    if (is_joined or start == 0) and _TOWNSHIP.match(rest, max(0, start - 1)):
        is_joined = is_next = False  # 和平乡
    is_end = chain.end == len(rest) or not rest[chain.end].isalnum()
    if chain.county is None:
        if chain.is_area and chain.end - start > 2:  # not 台湾农民创业园
            return not _AFTER_OTHER_NAME.match(rest, chain.end)
        is_listed = is_end or _is_name_alone(rest, chain.end)
        return (is_token and is_end) or (is_next and is_listed)
    if chain.reason is not None:
        return chain.reason is Reason.CONTRADICTION
    if chain.area != ANYWHERE:
        return True
    if chain.county.is_short:
        if first.county is None:
            return False
        ends_list = is_end or first.county.is_short or rest[chain.end] in _LIST_GOES_ON
        return is_token or is_joined or (is_next and ends_list)
    is_one = len(chain.county.divisions) == 1
    if is_token or is_joined:
        return is_end or is_one
    if rest[chain.end - 1] == "区":  # 新区 and others are no counties as often
        return is_one and is_next and _is_in_sichuan(first, chain)
    # Within other words, 理县 may be a part of 管理县.
    return is_one and (is_next or chain.end - start > 2)


def _is_in_sichuan(*chains: _Chain) -> bool:
    """Whether a county of Sichuan is at stake."""
    return any(
        division.province == SICHUAN
        for chain in chains
        if chain.county
        for division in chain.county.divisions
    )


@cache
def _beginnings() -> frozenset[str]:
    """The first two characters of counties, prefectures and provinces."""
    return frozenset({*county_prefixes(), *prefecture_prefixes(), *province_prefixes()})
