"""Find the county in an address: province, prefecture, county, and the rest."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache, partial
from typing import TypeVar

from shudi.places.index import (
    PROVINCE_FORMS,
    codes,
    county_in_force,
    names,
    names_in,
    prefecture_names,
    resolution_for,
)
from shudi.places.models import Division, Resolution, Via

T = TypeVar("T")
PrefixIndex = Mapping[str, tuple[tuple[str, T], ...]]  # by two characters

_COUNTRY_FORMS = ("中华人民共和国", "中国")
_COUNTY_ENDINGS = "县市区"
_MAX_NAME = 7  # characters: 马边彝族自治县
_CONJUNCTIONS = "和与及暨兼至到"

# Patterns are compiled on first use; most commands need none.

# What follows a short name that is part of another: 康定镇, 武侯大道, 金川区.
_OTHER_NAME = "[县市区州盟旗镇村街路巷桥]|乡(?!村)|社区|大道"
_TOWNSHIP = "[镇村街路]|乡(?!村)|社区"


def resolve_address(text: str) -> Resolution | None:
    """Resolve a normalized text that begins with a place in Sichuan.

    Returns:
        None if it does not.
    """
    after_country = _skip_prefix(text, _skip_separators(text, 0), _COUNTRY_FORMS)
    start = _skip_prefix(text, after_country, PROVINCE_FORMS)
    if start:
        whole = names().get(text[start:])
        if whole is not None:
            return whole
    for form, county_names in _prefectures_by_prefix().get(text[start : start + 2], ()):
        if text.startswith(form, start):
            after = _skip_separators(text, start + len(form))
            county = _county_at(text, after, county_names())
            if county is not None:
                return county
    has_province = start > after_country
    return _county_at(
        text, start, names_after_province() if has_province else unambiguous_names()
    )


def _prefix_index(named: Iterable[tuple[str, T]]) -> PrefixIndex[T]:
    """Names by their first two characters, the longest first."""
    by_prefix: defaultdict[str, list[tuple[str, T]]] = defaultdict(list)
    for name, value in named:
        by_prefix[name[:2]].append((name, value))
    return {
        prefix: tuple(sorted(entries, key=lambda entry: -len(entry[0])))
        for prefix, entries in by_prefix.items()
    }


@cache
def names_after_province() -> PrefixIndex[Resolution]:
    """The names with their kind: what a county is called within an address."""
    return _prefix_index(
        (name, resolution)
        for name, resolution in names().items()
        if name[-1] in _COUNTY_ENDINGS
    )


@cache
def unambiguous_names() -> PrefixIndex[Resolution]:
    """Names that can only be a county of Sichuan.

    Not 东区 and 西区: there are too many of them in China, and streets of that name.
    """
    return _prefix_index(
        (name, resolution)
        for name, resolution in names().items()
        if name[-1] in _COUNTY_ENDINGS and not (name[-1] == "区" and len(name) == 2)
    )


@cache
def _prefectures_by_prefix() -> PrefixIndex[Callable[[], PrefixIndex[Resolution]]]:
    """The forms of the prefectures' names, and how to get the names in each."""
    return _prefix_index(
        (form, partial(_names_in_by_prefix, prefectures))
        for form, prefectures in prefecture_names().items()
    )


@cache
def _names_in_by_prefix(prefectures: frozenset[str]) -> PrefixIndex[Resolution]:
    return _prefix_index(names_in(prefectures).items())


@cache
def _county_in_address(code: str) -> Resolution:
    return resolution_for([county_in_force(code)], Via.ADDRESS)


def _skip_prefix(text: str, start: int, prefixes: tuple[str, ...]) -> int:
    """The position after a prefix and its separators; the start if there is none."""
    for prefix in prefixes:
        if text.startswith(prefix, start):
            return _skip_separators(text, start + len(prefix))
    return start


def _skip_separators(text: str, start: int) -> int:
    """The position of the next letter or digit."""
    while start < len(text) and not text[start].isalnum():
        start += 1
    return start


def _county_at(
    text: str, start: int, county_names: PrefixIndex[Resolution]
) -> Resolution | None:
    """The county whose name is at a position of a text, the longest name first."""
    for name, resolution in county_names.get(text[start : start + 2], ()):
        if not text.startswith(name, start):
            continue
        rest = text[start + len(name) :]
        if not rest:
            return resolution
        if name[-1] not in _COUNTY_ENDINGS and re.match(_OTHER_NAME, rest):
            continue
        others = _other_counties(rest, resolution)
        if others:
            return resolution_for({*resolution.divisions, *others}, Via.ADDRESS)
        if resolution.division is None:
            return resolution
        return _county_in_address(resolution.division.code)
    return None


def _other_counties(rest: str, first: Resolution) -> Sequence[Division]:
    """Counties other than the first one, in the rest of its address."""
    mentioned = []
    if not rest.isalnum():
        for word in re.split(r"[\W_]+", rest):
            resolution = names().get(word) or codes().get(word)
            if resolution and word not in prefecture_names():
                mentioned.append(resolution)
    for ending in _COUNTY_ENDINGS:
        if ending in rest:
            mentioned += _full_names_within(rest, ending)
    return [
        division
        for resolution in mentioned
        if not any(division in first.divisions for division in resolution.divisions)
        for division in resolution.divisions
    ]


def _full_names_within(rest: str, ending: str) -> Iterator[Resolution]:
    """The counties whose full names, with an ending, are within a text."""
    township = re.compile(_TOWNSHIP)
    end = rest.find(ending) + 1
    while end:
        if not township.match(rest, end):
            resolution = _name_ending_at(rest, end)
            if resolution:
                yield resolution
        end = rest.find(ending, end) + 1


def _name_ending_at(text: str, end: int) -> Resolution | None:
    """The county whose full name ends at a position of a text, the longest first.

    A name of two characters, such as 理县, is too short to recognize inside other
    words; it counts only at the start, after a separator or after a conjunction.
    """
    for start in range(max(0, end - _MAX_NAME), end - 1):
        if start == end - 2 and start > 0:
            before = text[start - 1]
            if before.isalnum() and before not in _CONJUNCTIONS:
                return None
        for name, resolution in unambiguous_names().get(text[start : start + 2], ()):
            if text[start:end] == name:
                return resolution
    return None
