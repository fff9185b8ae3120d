"""From a text to the division that it stands for: strictly, without guessing.

A text is looked up as a whole: a code, a name in any of its forms, a
romanization. Failing that, it is read as an address.
"""

import re

from shudi.places.address import resolve_address
from shudi.places.index import codes, names, resolution_for
from shudi.places.models import Resolution, Status, Via
from shudi.places.romanization import resolve_romanized
from shudi.spelling import fold, normalize_text, value_text

_UNKNOWN = Resolution(Status.UNKNOWN)

_LAST_LATIN = "\u2e7f"  # the blocks of Chinese characters come after it
_OPENING = "'\"`‘“([{<《〈「『【〔"

# Patterns are compiled on first use; most commands need none.

# Statistical and township codes begin with the county's; a spreadsheet may have
# made a number of a code.
_CODE = r"([0-9]{6})([0-9]{6}|[0-9]{3})?(?:\.0+)?(?![0-9.])"
_POSTCODE = "6[1-4]"  # Sichuan's
_LIST_NUMBER = r"[0-9]{1,3}[\W_]+(?=\D)"


def resolve(text: object) -> Resolution:
    """Resolve a text to a county of Sichuan, on the list or not.

    Accepts strings, numbers (read as codes) and missing values (None, NaN, NA, NaT:
    unknown, as an empty text is), and raises no error for them.

    Understood are names in Chinese (as printed, official, short, former), alone
    or after the prefecture or the province; codes of GB/T 2260, today's and
    former, also as the beginning of a statistical code; pinyin and the
    romanization of GB/T 2260; addresses. It never guesses: what fits several
    divisions is ambiguous, what is no county of Sichuan is unknown.
    """
    return _resolve_text(value_text(text))


def _resolve_text(text: str) -> Resolution:
    normalized = normalize_text(text).lstrip(_OPENING)
    if normalized[:1].isdecimal():
        return _resolve_code(normalized)
    whole = names().get(normalized)
    if whole is not None:
        return whole
    if is_latin(normalized):
        return resolve_romanized(fold(normalized)) or _UNKNOWN
    return resolve_address(normalized) or _UNKNOWN


def is_latin(text: str) -> bool:
    """Whether a normalized text is a name in Latin letters, and not a code."""
    return (
        text[:1] <= _LAST_LATIN
        and not text[:1].isdecimal()
        and any(map(str.isalpha, text))
        and max(text) <= _LAST_LATIN
    )


def _resolve_code(text: str) -> Resolution:
    """Resolve a code, or a name after a code, a postal code or a list number."""
    list_number = re.match(_LIST_NUMBER, text)
    if list_number:
        rest = text[list_number.end() :].lstrip(_OPENING)
        return _UNKNOWN if rest[:1].isdecimal() else _resolve_text(rest)
    match = re.match(_CODE, text)
    if match is None:
        return _UNKNOWN
    coded = codes().get(match[1], _UNKNOWN)
    second = codes().get(match[2])
    if second and coded is not _UNKNOWN:  # there was white space between them
        return resolution_for({*coded.divisions, *second.divisions}, Via.CODE)
    rest = re.sub(r"^[\W_]+", "", text[match.end() :])
    if not rest:
        return coded
    named = _UNKNOWN if rest[0].isdecimal() else _resolve_text(rest)
    if coded is _UNKNOWN and re.match(_POSTCODE, text):
        return named
    if _UNKNOWN in (coded, named):
        return _UNKNOWN
    if coded.divisions == named.divisions:
        return coded
    return resolution_for({*coded.divisions, *named.divisions}, Via.CODE)
