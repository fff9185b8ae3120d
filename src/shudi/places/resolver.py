"""From a text to the division that it names: strictly, without guessing.

A text is looked up as a whole: a name in any of its forms, a code, a
romanization. Failing that, it is read as an address, from its beginning: the
province, the prefecture, the county, and whatever follows.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from shudi.errors import AmbiguousNameError, UnknownNameError
from shudi.places import dataset, index
from shudi.places.index import ByBeginning
from shudi.places.models import County, Division, Level, Resolution, Status, Via
from shudi.places.names import printed_name
from shudi.spelling import (
    fold,
    look_up,
    normalize_text,
)

_UNKNOWN = Resolution(Status.UNKNOWN)

_COUNTRY = ("中华人民共和国", "中国")
_ABOVE_LATIN = ("china", "prc", *index.PROVINCE_LATIN)
_LAST_LATIN = "\u2e7f"  # behind it, the blocks of Chinese characters begin
_LONGEST_NAME = 7  # characters: 马边彝族自治县
_JOINTS = "和与及暨兼至到"
_OPENING = "'\"`‘“([{<《〈「『【〔"

# Patterns are compiled when they are first used, which most starts never do.

# Statistical and township codes begin with the county's; a spreadsheet may have
# made a number of a code.
_CODE = r"([0-9]{6})([0-9]{6}|[0-9]{3})?(?:\.0+)?(?![0-9.])"
_POSTCODE = "6[1-4]"  # Sichuan's
_LIST_NUMBER = r"[0-9]{1,3}[\W_]+(?=\D)"
# What stands behind a short name that is part of another: 康定镇, 武侯大道, 金川区.
_PART_OF_ANOTHER = "[县市区州盟旗镇村街路巷桥]|乡(?!村)|社区|大道"
_TOWNSHIP = "[镇村街路]|乡(?!村)|社区"


def resolve(text: str) -> Resolution:
    """What a text stands for: a county on the list, another one, or none.

    Understood are names in Chinese (as printed, official, short, former), alone
    or after the prefecture or the province; codes of GB/T 2260, today's and
    former, also as the beginning of a statistical code; pinyin and the
    romanization of GB/T 2260; addresses. It never guesses: what may mean several
    divisions is ambiguous, what names no county of Sichuan is unknown.
    """
    cleaned = normalize_text(text).lstrip(_OPENING)
    if cleaned[:1].isdecimal():
        return _numbered(cleaned)
    whole = index.names().get(cleaned)
    if whole is not None:
        return whole
    if cleaned[:1] > _LAST_LATIN or max(cleaned, default="") > _LAST_LATIN:
        return _address(cleaned)
    return _latin(fold(cleaned))


class Found(NamedTuple):
    """What a name that was asked for stands for.

    Attributes:
        asked: the name.
        place: a county on the list, another county, or a prefecture.
        former: what the name is, if it is a former name or code.
        until: the year in which it ended.
        namesake: the prefecture that is called so too.
    """

    asked: str
    place: County | Division
    former: Via | None = None
    until: int | None = None
    namesake: Division | None = None


def find(text: str) -> County:
    """The key county that a text stands for; `resolve` tells what is understood.

    A name that a county shares with its prefecture (甘孜) is the county's here.

    Raises:
        UnknownNameError: it stands for no key county, or for one of several. It
            is a LookupError and has suggestions.
    """
    found = look_up_place(text)
    if not isinstance(found.place, County):
        raise UnknownNameError("key county", text)
    return found.place


def look_up_place(text: str) -> Found:
    """The county or the prefecture that a name stands for.

    Raises:
        UnknownNameError: it stands for none, or for one of several.
    """
    listed = index.listed_by_spelling().get(fold(text))
    if listed:
        return Found(text, listed)
    meaning = resolve(text)
    if meaning.status is Status.UNKNOWN:
        return Found(
            text,
            look_up("county", text, index.prefectures_by_spelling(), index.suggested()),
        )
    counties = [one for one in index.meant(meaning) if one.level is Level.COUNTY]
    if len(counties) > 1:
        raise AmbiguousNameError(
            "county", text, tuple(f"{one.prefecture}{one.name}" for one in counties)
        )
    (county,) = counties
    namesake = next((one for one in meaning.candidates if one is not county), None)
    former = meaning.via if meaning.until else None
    place = index.listed_by_code().get(county.code, county)
    return Found(text, place, former, meaning.until, namesake)


def find_prefecture(text: str) -> Division:
    """The prefecture in force of this name, code or Latin name.

    Raises:
        UnknownNameError: no prefecture of Sichuan is called that.
    """
    return look_up("prefecture", text, index.prefectures_by_spelling())


def county_row(place: County | Division) -> Sequence[object]:
    """The values of counties.csv's columns for a county, or nothing for a prefecture.

    For a county on neither list, those that only the list gives are empty.
    """
    if isinstance(place, County):
        return [getattr(place, column) for column in dataset.COUNTY_COLUMNS]
    if place.level is Level.PREFECTURE:
        return ()
    above = next(one for one in index.prefectures() if one.name == place.prefecture)
    return (
        *(place.code, printed_name(place.name), place.name, place.pinyin, "", ""),
        *(above.code, printed_name(above.name), above.name, None, None),
    )


def county_words() -> list[str]:
    """What a county's name can be completed to: Chinese, pinyin and romanization."""
    return [
        word
        for county in dataset.counties()
        for word in (county.name, county.pinyin, county.romanization)
        if word
    ]


def prefecture_words() -> list[str]:
    """What a prefecture's name can be completed to."""
    return [
        word
        for one in index.prefectures()
        for word in (printed_name(one.name), one.pinyin)
    ]


def _numbered(text: str) -> Resolution:
    """A code, or a name behind a code, a postal code or the number in a list."""
    in_list = re.match(_LIST_NUMBER, text)
    if in_list:
        rest = text[in_list.end() :].lstrip(_OPENING)
        return _UNKNOWN if rest[:1].isdecimal() else resolve(rest)
    match = re.match(_CODE, text)
    if match is None:
        return _UNKNOWN
    coded = index.codes().get(match[1], _UNKNOWN)
    second = index.codes().get(match[2])
    if second and coded is not _UNKNOWN:  # there was white space between them
        return index.standing_for({*index.meant(coded), *index.meant(second)}, Via.CODE)
    rest = text[_skip(text, match.end()) :]
    if not rest:
        return coded
    named = _UNKNOWN if rest[0].isdecimal() else resolve(rest)
    if coded is _UNKNOWN and re.match(_POSTCODE, text):
        return named
    if _UNKNOWN in (coded, named):
        return _UNKNOWN
    if index.meant(coded) == index.meant(named):
        return coded
    return index.standing_for({*index.meant(coded), *index.meant(named)}, Via.CODE)


def _address(text: str) -> Resolution:
    """Read the county off the beginning of a text."""
    country = _behind(text, _skip(text, 0), _COUNTRY)
    start = _behind(text, country, index.PROVINCE)
    names = index.full_names() if start == country else index.full_names_in_sichuan()
    if start:
        whole = index.names().get(text[start:])
        if whole is not None:
            return whole
    for form, counties in index.prefectures_by_beginning().get(
        text[start : start + 2], ()
    ):
        if text.startswith(form, start):
            found = _at(text, _skip(text, start + len(form)), counties())
            if found is not None:
                return found
    return _at(text, start, names) or _UNKNOWN


def _behind(text: str, start: int, forms: tuple[str, ...]) -> int:
    """The place behind a form, and what separates it, if one stands at the start."""
    if not text.startswith(forms, start):
        return start
    form = next(form for form in forms if text.startswith(form, start))
    return _skip(text, start + len(form))


def _skip(text: str, start: int) -> int:
    """Where the next letter or digit is."""
    while start < len(text) and not text[start].isalnum():
        start += 1
    return start


def _at(text: str, start: int, names: ByBeginning[Resolution]) -> Resolution | None:
    """The county whose name stands at a place in a text, the longest name first."""
    for form, named in names.get(text[start : start + 2], ()):
        if not text.startswith(form, start):
            continue
        tail = text[start + len(form) :]
        if not tail:
            return named
        if form[-1] not in index.KINDS and re.match(_PART_OF_ANOTHER, tail):
            continue
        others = _others(tail, named)
        if others:
            return index.standing_for({*index.meant(named), *others}, Via.ADDRESS)
        return index.in_address(named.division.code) if named.division else named
    return None


def _others(tail: str, named: Resolution) -> Sequence[Division]:
    """Counties other than the one named that stand further on in its address."""
    mentioned = []
    if not tail.isalnum():
        for piece in re.split(r"[\W_]+", tail):
            meaning = index.names().get(piece) or index.codes().get(piece)
            if meaning and piece not in index.prefecture_names():
                mentioned.append(meaning)
    for kind in index.KINDS:
        if kind in tail:
            mentioned += _named_within(tail, kind)
    if not mentioned:
        return ()
    own = index.meant(named)
    return [
        division
        for meaning in mentioned
        if not any(division in own for division in index.meant(meaning))
        for division in index.meant(meaning)
    ]


def _named_within(tail: str, kind: str) -> Iterator[Resolution]:
    """The counties of a kind whose full names are within the rest of an address."""
    township = re.compile(_TOWNSHIP)
    end = tail.find(kind) + 1
    while end:
        if not township.match(tail, end):
            meaning = _ending_at(tail, end)
            if meaning:
                yield meaning
        end = tail.find(kind, end) + 1


def _ending_at(tail: str, end: int) -> Resolution | None:
    """The county whose full name ends at a place in a text, the longest name first.

    A name of two characters, such as 理县, is too short to be told within other
    words: it counts at the start, behind a separator and behind 和 and the like.
    """
    for begin in range(max(0, end - _LONGEST_NAME), end - 1):
        if begin == end - 2 and begin > 0:
            before = tail[begin - 1]
            if before.isalnum() and before not in _JOINTS:
                return None
        for form, meaning in index.full_names().get(tail[begin : begin + 2], ()):
            if tail[begin:end] == form:
                return meaning
    return None


def _latin(folded: str) -> Resolution:
    """A name in Latin letters, with what it is in before or behind it."""
    names = index.latin_names()
    rest = folded
    for _ in range(2):
        for above in _ABOVE_LATIN:
            rest = rest.removeprefix(above).removesuffix(above) or rest
    for candidate in (folded, rest):
        if candidate in names:
            return names[candidate]
    for form, prefecture in index.latin_prefectures().items():
        for place in (rest.removeprefix(form), rest.removesuffix(form)):
            if place != rest:
                inside = index.latin_counties_of(prefecture.name).get(place)
                if inside is not None:
                    return inside
    return _UNKNOWN
