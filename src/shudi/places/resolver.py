"""From a text to the division that it stands for: strictly, without guessing.

What stands before a text is dropped (a number, a year); a code is looked up; a text
in Latin letters is a romanized name; all else is read as an address, a name alone
among them. docs/resolving.md tells the rules in the order in which they are applied.
"""

import re

from shudi.errors import UnknownNameError
from shudi.places.address import resolve_address
from shudi.places.index import (
    ANYWHERE,
    Area,
    NameMatch,
    ambiguous,
    area_of_code,
    lies_in,
    match_code,
    prefecture_names,
    province_names,
    province_prefixes,
    provinces_by_abbreviation,
    provinces_of,
    resolution_in,
    resolution_of,
)
from shudi.places.models import Reason, Resolution, Status, Via
from shudi.places.romanization import find_romanized_area, resolve_romanized
from shudi.spelling import LAST_LATIN, fold, is_latin, normalize_text, value_text

_UNKNOWN = Resolution(Status.UNKNOWN)

# Patterns are compiled on first use; most commands need none.

_MARKS = r"^(?!-[0-9])[\W_]+|[\W_]+$"  # not the sign of a number
# Statistical and township codes begin with the county's; a spreadsheet may have
# made a number of a code.
_CODE = r"(?:(?:CN|cn)-?)?([0-9]{6})([0-9]{6}|[0-9]{3})?(?:\.0+)?(?![0-9.])"
_LATIN_WORD = "[A-Za-z\u00c0-\u024f][A-Za-z\u00c0-\u024f',.]{2,}"
_POSTCODE = "6[1-4]"  # Sichuan's
_BEGIN_NUMBERS = frozenset("0123456789一二三四五六七八九十")
# A number in a list, a year or a date: 1、 ① 一、 2021年 2021-05-06.
_NUMBER = (
    r"(?:(?:19|20)[0-9]{2}(?:年度?|[-/.][0-9]{1,2}[-/.][0-9]{1,2})?|[0-9]{1,5}|[一二三四五六七八九十]{1,3}(?=[、.．)]))"
    r"[\W_]*(?=[^\W0-9_])"
)


def resolve(text: object, within: str | None = None) -> Resolution:
    """Resolve a text to a county of China: on the list, in Sichuan, or elsewhere.

    Accepts strings, numbers (read as codes) and missing values (None, NaN, NA, NaT:
    unknown, as an empty text is), and raises no error for them.

    Understood are names in Chinese (as printed, official, short, former), alone
    or with the prefecture or the province; codes of GB/T 2260, today's and
    former, also as the beginning of a statistical code; pinyin and the
    romanization of GB/T 2260; addresses. It never guesses: what may mean several
    divisions is ambiguous.

    Args:
        text: the text.
        within: a province or a prefecture, in which the text is known to lie.

    Raises:
        UnknownNameError: within is no province or prefecture.
    """
    area = ANYWHERE if within is None else find_area(within)
    return resolve_in(value_text(text), area)


def find_area(text: str) -> Area:
    """The province or prefecture of a name or code, Chinese or Latin.

    Raises:
        UnknownNameError: there is none of that name.
    """
    name = _unmarked(normalize_text(text))
    if name in province_names():
        return Area(province_names()[name])
    if name in prefecture_names():
        return Area(prefectures=prefecture_names()[name])
    if name in provinces_by_abbreviation():
        return Area(frozenset({provinces_by_abbreviation()[name].name}))
    for form, provinces in province_prefixes().get(name[:2], ()):
        below = name.removeprefix(form)
        if below != name and below in prefecture_names():
            return Area(provinces, prefecture_names()[below])
    area = area_of_code(name)
    if area is None and is_latin(name):
        area = find_romanized_area(fold(name))
    if area is None:
        raise UnknownNameError("province or prefecture", text)
    return area


def resolve_in(text: str, within: Area = ANYWHERE) -> Resolution:
    """Resolve a text that is known to lie in an area; see `resolve`."""
    name = _unmarked(normalize_text(text))
    if name[:1] > LAST_LATIN and name[0] not in _BEGIN_NUMBERS:
        return _resolve_address(name, within)
    if not name:
        return _UNKNOWN
    if name[0].isdecimal() or name[:2] in ("CN", "cn"):
        code = re.match(_CODE, name)
        if code:
            return _resolve_code(code, name[code.end() :], within)
    if name[0] in _BEGIN_NUMBERS:
        number = re.match(_NUMBER, name)
        if number:
            return resolve_in(name[number.end() :], within)
        if name[0].isdecimal():
            return _UNKNOWN
    if is_latin(name):
        return resolve_romanized(fold(name), within)
    return _resolve_address(name, within)


def _resolve_address(name: str, within: Area) -> Resolution:
    """Resolve an address, and hold its words in Latin letters against it."""
    resolution = resolve_address(name, within)
    if name.isascii() or not re.search(_LATIN_WORD, name):
        return resolution
    for word in re.findall(_LATIN_WORD, name):
        resolution = _hold_against(resolution, fold(word))
    return resolution


def _hold_against(resolution: Resolution, folded: str) -> Resolution:
    """A resolution, unless a Latin name beside it is another place's."""
    if not resolution.divisions:
        return resolution
    area = find_romanized_area(folded)
    if area and any(lies_in(each, area) for each in resolution.divisions):
        return resolution
    named = resolve_romanized(folded).divisions
    if named and set(named).isdisjoint(resolution.divisions):
        every = (*resolution.divisions, *named)
        return ambiguous(every, Reason.SEVERAL, resolution.via)
    if area and not named:
        return ambiguous(resolution.divisions, Reason.CONTRADICTION, resolution.via)
    return resolution


def _unmarked(normalized: str) -> str:
    """A text without the marks around it."""
    if normalized.isalnum():
        return normalized
    return re.sub(_MARKS, "", normalized)


def _resolve_code(code: re.Match[str], rest: str, within: Area) -> Resolution:
    """Resolve a code, or a name after a code or a postal code."""
    coded, area = match_code(code[1]), area_of_code(code[1])
    second = match_code(code[2] or "")
    if coded and second:  # there was white space between them
        return ambiguous(
            (*coded.divisions, *second.divisions), Reason.SEVERAL, Via.CODE
        )
    name = _unmarked(rest)
    if not name:
        if coded:
            return _resolution_of_code(coded, within)
        return resolution_in(provinces_of(area) if area else ())
    if name[0].isdecimal():
        return _UNKNOWN
    if area:
        return resolve_in(name, area)
    if coded is None:
        is_postcode = re.match(_POSTCODE, code[1])
        return resolve_in(name, within) if is_postcode else _UNKNOWN
    named = resolve_in(name, within)
    if named.divisions:
        common = set(coded.divisions) & set(named.divisions)
        if not common:
            every = (*coded.divisions, *named.divisions)
            return ambiguous(every, Reason.CONTRADICTION, Via.CODE)
        return _resolution_of_code(coded, within)
    try:
        return _resolution_of_code(coded, find_area(name))
    except UnknownNameError:
        return _UNKNOWN


def _resolution_of_code(coded: NameMatch, within: Area) -> Resolution:
    fitting = [division for division in coded.divisions if lies_in(division, within)]
    if not fitting:
        return ambiguous(coded.divisions, Reason.CONTRADICTION, coded.via, coded.until)
    division, *others = fitting
    if others:
        return ambiguous(fitting, Reason.SEVERAL, coded.via, coded.until)
    return resolution_of(division, coded.via, coded.until)
