"""Finding the one place that a person asks for, or suggesting similar names."""

from collections.abc import Iterable, Iterator
from functools import cache
from typing import NamedTuple

from shudi.errors import AmbiguousNameError, ElsewhereError, UnknownNameError
from shudi.places import dataset
from shudi.places.index import (
    counties_by_name,
    listed_by_code,
    match_counties,
    prefectures,
)
from shudi.places.models import (
    SICHUAN,
    County,
    Division,
    Level,
    Reason,
    Resolution,
    Status,
    Via,
)
from shudi.places.names import display_name, prefecture_forms
from shudi.spelling import fold, is_latin, look_up, normalize_text

# The names of key counties without their kind that others have too. All other names are
# found without reading the divisions of all China; a test holds these against them.
_SHARED_NAMES = frozenset(
    "甘孜 阿坝 金川 aba dawu ganzi garze jinchuan lixian ngawa shiqu tongjiang "
    "xiangcheng yuexi".split()
)


class PlaceLookup(NamedTuple):
    """The place that a name stands for.

    Attributes:
        query: the name.
        place: a county on the list, another county, or a prefecture of Sichuan.
        via: how it was recognized; None for a prefecture.
        until: the year in which a former name or code ended.
        others: what else has the name, where the place is a key county.
    """

    query: str
    place: County | Division
    via: Via | None = None
    until: int | None = None
    others: tuple[Division, ...] = ()


def find(text: str) -> County:
    """Find the key county for a text; see `resolve` for what is accepted.

    A name shared by a key county and others (甘孜, 金川) means the key county.

    Raises:
        UnknownNameError: it is not a key county. It is a LookupError and has
            suggestions.
        AmbiguousNameError: it fits several counties; they are the suggestions.
    """
    place = find_place(text).place
    if not isinstance(place, County):
        raise UnknownNameError("key county", text)
    return place


def find_place(text: str) -> PlaceLookup:
    """Find the county, or the prefecture of Sichuan, that a name stands for.

    Raises:
        ElsewhereError: it is a prefecture or province outside Sichuan.
        UnknownNameError: it stands for none, or for one of several.
    """
    normalized = normalize_text(text)
    name = fold(normalized) if is_latin(normalized) else normalized
    listed = _unshared_names().get(name)
    if listed:
        return PlaceLookup(text, *listed)
    # Most of what a person asks for needs neither, and both take a moment to import.
    from shudi.places.resolver import resolve

    resolution = resolve(text)
    if resolution.status is Status.UNKNOWN:
        prefecture = look_up(
            "county or prefecture",
            text,
            _prefectures_by_spelling(),
            _suggestions_by_spelling(),
        )
        return PlaceLookup(text, prefecture)
    if not resolution.divisions:
        raise ElsewhereError("county", text)
    division, others = _choose(text, resolution)
    place = listed_by_code().get(division.code, division)
    return PlaceLookup(text, place, resolution.via, resolution.until, others)


def _choose(text: str, resolution: Resolution) -> tuple[Division, tuple[Division, ...]]:
    """The division that a person means, and what else has the name.

    A key county comes before all others, then a county of Sichuan, then a prefecture.
    """
    if resolution.division:
        return resolution.division, ()
    candidates = resolution.candidates
    in_sichuan = [each for each in candidates if each.province == SICHUAN]
    is_name = resolution.reason is not Reason.CONTRADICTION and (
        resolution.via not in (Via.ADDRESS, Via.WITHIN)
    )
    preferred = (
        [each for each in in_sichuan if each.code in listed_by_code()]
        or [each for each in in_sichuan if each.level is Level.COUNTY]
        or in_sichuan
        or [each for each in candidates if each.level is Level.COUNTY]
    )
    if is_name and len(preferred) == 1:
        (division,) = preferred
        return division, tuple(each for each in candidates if each != division)
    raise AmbiguousNameError("county", text, tuple(full_names(candidates)))


def full_names(divisions: Iterable[Division]) -> list[str]:
    """Official names after those of prefecture and, elsewhere, province."""
    return [division.full_name for division in divisions]


def find_prefecture(text: str) -> Division:
    """Find the prefecture of Sichuan in force of a name, code or Latin name.

    Raises:
        UnknownNameError: no prefecture of Sichuan has it; if a county has, its
            prefecture is suggested.
    """
    try:
        return look_up("prefecture", text, _prefectures_by_spelling())
    except UnknownNameError as error:
        from shudi.places.resolver import resolve

        of_counties = {
            division.prefecture: None
            for division in resolve(text).divisions
            if division.province == SICHUAN
        }
        suggestions = tuple(of_counties) or error.suggestions
        raise UnknownNameError("prefecture", text, suggestions) from None


@cache
def _unshared_names() -> dict[str, tuple[County, Via]]:
    """The key counties, and how each is named, by code and by unshared name."""
    named: dict[str, tuple[County, Via]] = {}
    for county in dataset.counties():
        named[county.code] = county, Via.CODE
        named[county.official_name] = county, Via.OFFICIAL_NAME
        named[county.name] = county, Via.NAME
        if county.short_name[1:] and county.short_name not in _SHARED_NAMES:
            named[county.short_name] = county, Via.SHORT_NAME
        latin = {
            fold(county.romanization): Via.ROMANIZATION,
            fold(county.second_romanization): Via.ROMANIZATION,
            fold(county.pinyin): Via.PINYIN,
        }
        for name, via in latin.items():
            if name and name not in _SHARED_NAMES:
                named[name] = county, via
    return named


@cache
def _prefectures_by_spelling() -> dict[str, Division]:
    """Sichuan's prefectures in force by folded spelling."""
    from shudi.places.romanization import latin_forms

    spellings = {}
    for prefecture in prefectures():
        forms = (
            *prefecture_forms(prefecture),
            *(form for form, _ in latin_forms(prefecture)),
            prefecture.code,
            prefecture.code[:4],
        )
        for form in forms:
            spellings[fold(form)] = prefecture
    return spellings


@cache
def _suggestions_by_spelling() -> dict[str, County | Division]:
    """What may be suggested for a misspelling, by folded name: Sichuan's counties."""
    from shudi.places.romanization import counties_by_latin_name

    suggestions: dict[str, County | Division] = {}
    for names in (counties_by_name(), counties_by_latin_name()):
        for name, named in names.items():
            if any(county.province == SICHUAN for county, _ in named):
                match = match_counties(named)
                if match and len(match.divisions) == 1:
                    (division,) = match.divisions
                    listed = listed_by_code().get(division.code)
                    suggestions[fold(name)] = listed or division
    return suggestions


def place_completions() -> list[str]:
    """Completions of the counties of Sichuan, the key ones first, and prefectures.

    Of the key counties all romanizations, of the others the pinyin.
    """
    listed = [
        name
        for county in dataset.counties()
        for name in (
            county.name,
            county.pinyin,
            county.romanization,
            county.second_romanization,
        )
        if name
    ]
    others = (
        division
        for division in dataset.divisions(SICHUAN)
        if division.level is Level.COUNTY
        and division.until is None
        and division.code not in listed_by_code()
    )
    return [*listed, *_completions(others), *prefecture_completions()]


def prefecture_completions() -> list[str]:
    """Completions of a prefecture's name."""
    return list(_completions(prefectures()))


def _completions(divisions: Iterable[Division]) -> Iterator[str]:
    for division in divisions:
        yield display_name(division)
        yield division.pinyin
