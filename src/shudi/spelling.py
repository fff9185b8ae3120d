"""Folding and normalizing spellings, and looking them up with suggestions."""

from collections.abc import Mapping
from typing import TypeVar
from unicodedata import category, is_normalized, normalize

from shudi.errors import UnknownNameError

T = TypeVar("T")

# Traditional and variant characters that occur in division names and option values.
_SIMPLIFIED = str.maketrans(
    "儀內劍勝區國垻壩夾寧寶崍嶽廣彞慶敘敍會東榮樂橋檯涼溝溫滎漢瀘灘灣為營爐爲爾甯稜簡"
    "紅納經綿縣羅羗臺興華萬蒼蓋藺蘆裏裡覺貢資賓農連遊達遠邊鄉鄰鋒錦鎣長開閣閬陽隴雙雲順"
    "馬驛鹽龍峩劒壽級",
    "仪内剑胜区国坝坝夹宁宝崃岳广彝庆叙叙会东荣乐桥台凉沟温荥汉泸滩湾为营炉为尔宁棱简"
    "红纳经绵县罗羌台兴华万苍盖蔺芦里里觉贡资宾农连游达远边乡邻锋锦蓥长开阁阆阳陇双云顺"
    "马驿盐龙峨剑寿级",
)

_TRADITIONAL = frozenset(map(chr, _SIMPLIFIED))

MAX_TEXT = 2_000  # characters; no longer text is read, as normalizing it takes long
_MAX_QUERY = 40  # folded characters; nothing longer looks like a name


def fold(text: str) -> str:
    """Reduce a text to its letters and digits, to compare names.

    Case, accents, width, white space, punctuation and invisible characters are
    dropped, and traditional characters simplified: "Ruo'ergai", "RUO ERGAI" and
    "ruòěrgài" fold to the same text, and so do "513436" and its full-width form,
    美姑縣 and 美姑县. A text of more than MAX_TEXT characters folds to nothing.
    """
    if len(text) > MAX_TEXT:
        return ""
    simplified = normalize("NFKD", text).translate(_SIMPLIFIED)
    return "".join(filter(str.isalnum, simplified.casefold()))


def normalize_text(text: str) -> str:
    """Normalize width, script and white space, and drop invisible characters.

    Full-width letters and digits become narrow, traditional characters (those
    that occur in names) simplified; white space and invisible characters of
    every kind are dropped. Of more than MAX_TEXT characters nothing is kept.
    """
    text = "".join(text.split())
    if len(text) > MAX_TEXT:
        return ""
    if not is_normalized("NFKC", text):
        text = normalize("NFKC", text)
    text = "".join(text.split())
    if not text.isprintable():
        text = "".join(
            character for character in text if category(character) not in {"Cc", "Cf"}
        )
    return text if _TRADITIONAL.isdisjoint(text) else text.translate(_SIMPLIFIED)


def value_text(value: object) -> str:
    """Convert a value to text, whatever it is.

    A missing value (None, NaN, NaT, NA), and one that has no text, becomes empty.
    """
    if isinstance(value, str):
        return value
    try:
        # NaN and NaT differ from themselves; pandas.NA has no truth value.
        return "" if value is None or value != value else str(value)
    except Exception:
        return ""


def look_up(
    kind: str,
    text: str,
    named: Mapping[str, T],
    suggested: Mapping[str, object] | None = None,
) -> T:
    """Look up a name, however it is spelled.

    Args:
        kind: what is looked for, for the error's message.
        text: a spelling.
        named: everything that can be found, by folded spelling; its str() is
            what is suggested.
        suggested: what to suggest instead, by folded spelling.

    Raises:
        UnknownNameError: nothing has that name.
    """
    folded = fold(text)
    if folded in named:
        return named[folded]
    raise UnknownNameError(kind, text, _suggestions(folded, suggested or named))


def _suggestions(folded: str, named: Mapping[str, object]) -> tuple[str, ...]:
    from difflib import get_close_matches

    if len(folded) > _MAX_QUERY:
        return ()
    # Chinese names are so short that one common character in two must do.
    cutoff = 0.7 if folded.isascii() else 0.5
    similar = get_close_matches(folded, named, n=10, cutoff=cutoff)
    return tuple(dict.fromkeys(str(named[spelling]) for spelling in similar))[:3]
