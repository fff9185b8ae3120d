"""Read a text as an address: country, province, prefecture, county, and the rest.

What the rest says is held against what stands before it: another county, another
area or a word such as 以外 makes the text ambiguous, never another county's.
"""

import re
from collections.abc import Iterator
from functools import cache

from shudi.places.chain import (
    Chain,
    chain_at,
    is_name_alone,
    is_word_end,
    skip_separators,
    usual_head,
)
from shudi.places.index import (
    ANYWHERE,
    Area,
    NameMatch,
    ambiguous,
    area_of_code,
    county_prefixes,
    lies_in,
    match_code,
    match_name,
    prefecture_prefixes,
    province_prefixes,
    provinces_of,
    resolution_in,
    resolution_of,
)
from shudi.places.models import SICHUAN, Reason, Resolution, Via
from shudi.places.words import (
    AFTER_OTHER_NAME,
    AFTER_ROAD_ENDS,
    AFTER_SEVERAL,
    CONJUNCTIONS,
    DASH,
    EXCEPT,
    KIND,
    LIST_GOES_ON,
    NOTEWORTHY,
    OFFICE_ELSEWHERE,
    TOWNSHIP,
)

_VIA_CODE = (Via.CODE, Via.FORMER_CODE)
_CODE = re.compile(r"(?<![0-9])([0-9]{6})(?:[0-9]{6}|[0-9]{3})?(?![0-9])")


def resolve_address(text: str, within: Area = ANYWHERE) -> Resolution:
    """Resolve a normalized text as an address.

    Args:
        text: the address.
        within: where it is known to lie.
    """
    first = None if any(within) else usual_head(text)
    if first is None:
        first = chain_at(text, skip_separators(text, 0), within) or Chain(0, within)
    rest = text[first.end :]
    county = first.county
    if county and not rest:
        return _resolution([first], within, county.via, county.until)
    via = Via.ADDRESS if county else Via.WITHIN
    if _is_plain(rest):
        return first.usual or _resolution([first], within, via)
    chains = [first, *_chains_after(rest, first)]
    resolution = _resolution(chains, within, via)
    if resolution.divisions and EXCEPT.search(rest):
        return ambiguous(resolution.divisions, Reason.CONTRADICTION, via)
    other = _end_of_road(rest)
    if resolution.division and other:
        both = [resolution.division, *other.divisions]
        return ambiguous(both, Reason.SEVERAL, via)
    if resolution.division and OFFICE_ELSEWHERE.search(rest):
        return ambiguous([resolution.division], Reason.CONTRADICTION, via)
    if resolution.divisions and AFTER_SEVERAL.match(rest):
        return ambiguous(resolution.divisions, Reason.SEVERAL, via)
    return resolution


def _resolution(
    chains: list[Chain], within: Area, via: Via, until: int | None = None
) -> Resolution:
    """Hold the places of a text against each other."""
    counties = [chain.county for chain in chains if chain.county]
    if all(county.via in _VIA_CODE for county in counties):
        counties = []  # any number may look like a code
    areas = [chain.area for chain in chains if any(chain.area)]
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
    division, *more = fitting
    if more or reason:
        return ambiguous(fitting, reason or Reason.SEVERAL, via, until)
    return resolution_of(division, via, until)


def _resolution_of_areas(areas: list[Area]) -> Resolution:
    """A text without a county; elsewhere only if all its areas may lie together."""
    possible = [provinces_of(area) for area in areas]
    return resolution_in(frozenset.intersection(*possible) if possible else ())


def _end_of_road(rest: str) -> NameMatch | None:
    """The county at the other end of a road, by its short name after a dash."""
    dash = DASH.match(rest)
    start = dash.end() if dash else len(rest)
    for name, _ in county_prefixes().get(rest[start : start + 2], ()):
        end = start + len(name)
        if rest.startswith(name, start) and AFTER_ROAD_ENDS.match(rest, end):
            return match_name(name)
    return None


def _is_plain(rest: str) -> bool:
    """Whether a rest is sure to name no other county or area, as most are."""
    township = TOWNSHIP.match(rest)
    if township is None:
        return not NOTEWORTHY.search(rest) and rest[:2] not in _beginnings()
    end = township.end()
    return not (KIND.search(rest, endpos=end) or NOTEWORTHY.search(rest, end))


def _chains_after(rest: str, first: Chain) -> Iterator[Chain]:
    """The counties and areas that the rest of a text names."""
    for code in _CODE.finditer(rest):
        digits = code[1]
        coded, area = match_code(digits), area_of_code(digits)
        if coded or area:
            yield Chain(code.end(), area or ANYWHERE, coded)
    covered = 0
    for start in range(len(rest)):
        if start >= covered and rest[start : start + 2] in _beginnings():
            chain = chain_at(rest, start)
            is_next = not rest[covered:start]
            if chain and _is_sure(chain, rest, start, first, is_next=is_next):
                covered = chain.end
                yield chain


def _is_sure(
    chain: Chain, rest: str, start: int, first: Chain, *, is_next: bool
) -> bool:
    """Whether a chain in a rest is sure to be one, and not a part of other words.

    Args:
        chain: the chain.
        rest: of the text.
        start: where in it the chain begins.
        first: the chain before the rest.
        is_next: whether nothing stands between the chain and the one before.
    """
    name, before = rest[start : chain.end], rest[:start][-1:]
    is_token = bool(before) and not before.isalnum()
    is_joined = before in set(CONJUNCTIONS)
    if (is_joined or not start) and TOWNSHIP.match(rest, start):
        is_joined = is_next = False  # 和平乡
    is_end = is_word_end(rest, chain.end)
    if chain.county is None:
        if chain.is_area and name[2:]:  # not 台湾农民创业园
            return not AFTER_OTHER_NAME.match(rest, chain.end)
        is_listed = is_end or is_name_alone(rest, chain.end)
        return (is_token and is_end) or (is_next and is_listed)
    if chain.reason is not None:
        return chain.reason is Reason.CONTRADICTION
    if any(chain.area):
        return True
    if chain.county.is_short:
        if first.county is None:
            return False
        ends_list = is_end or first.county.is_short or rest[chain.end] in LIST_GOES_ON
        return is_token or is_joined or (is_next and ends_list)
    is_one = not chain.county.divisions[1:]
    if is_token or is_joined:
        return is_end or is_one
    if name.endswith("区"):  # 新区 and others are no counties as often
        return is_one and is_next and _is_in_sichuan(first, chain)
    # Within other words, 理县 may be a part of 管理县.
    return is_one and (is_next or bool(name[2:]))


def _is_in_sichuan(*chains: Chain) -> bool:
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
