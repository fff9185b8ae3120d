"""When two spellings are the same, and what a misspelling was meant for."""

from collections.abc import Mapping
from typing import TypeVar
from unicodedata import category, is_normalized, normalize

T = TypeVar("T")

# The traditional characters and variants of those in the names of divisions.
_SIMPLIFIED = str.maketrans(
    "儀內劍勝區國垻壩夾寧寶崍嶽廣彞慶敘敍會東榮樂橋檯涼溝溫滎漢瀘灘灣為營爐爲爾甯稜簡"
    "紅納經綿縣羅羗臺興華萬蒼蓋藺蘆裏裡覺貢資賓農連遊達遠邊鄉鄰鋒錦鎣長開閣閬陽隴雙雲順"
    "馬驛鹽龍峩劒",
    "仪内剑胜区国坝坝夹宁宝崃岳广彝庆叙叙会东荣乐桥台凉沟温荥汉泸滩湾为营炉为尔宁棱简"
    "红纳经绵县罗羌台兴华万苍盖蔺芦里里觉贡资宾农连游达远边乡邻锋锦蓥长开阁阆阳陇双云顺"
    "马驿盐龙峨剑",
)

_TRADITIONAL = frozenset(map(chr, _SIMPLIFIED))

_LONGEST_NAME = 40  # folded characters; nothing longer looks like a name
_LONGEST_QUOTE = 60
_LONGEST_LINE = 500


class UnknownNameError(LookupError):
    """A text names nothing that we know.

    Attributes:
        kind: what was looked for (county, tier, …).
        text: what was asked.
        suggestions: up to three names that look like it, the likeliest first.
    """

    def __init__(self, kind: str, text: str, suggestions: tuple[str, ...] = ()) -> None:
        super().__init__(kind, text, suggestions)
        self.kind = kind
        self.text = text
        self.suggestions = suggestions

    def __str__(self) -> str:
        """What was asked, and what may have been meant."""
        *most, last = self.suggestions or ("",)
        near = f"{', '.join(most)} or {last}" if most else last
        hint = f"; did you mean {near}?" if near else ""
        return f"unknown {self.kind} {quote(self.text)}{hint}"


class AmbiguousNameError(UnknownNameError):
    """A text may mean several divisions; they are the suggestions."""

    def __str__(self) -> str:
        """What was asked, and what it may mean."""
        return f"{quote(self.text)} is ambiguous: {' or '.join(self.suggestions)}"


def fold(text: str) -> str:
    """Reduce a text to what tells names apart: its letters and digits.

    Case, accents, width, white space, punctuation and invisible characters go:
    "Ruo'ergai", "RUO ERGAI" and "ruòěrgài" fold to the same text, and so do
    "513436" and its full-width form, 美姑縣 and 美姑县.
    """
    simplified = normalize("NFKD", text).translate(_SIMPLIFIED)
    return "".join(filter(str.isalnum, simplified.casefold()))


def clean(text: str) -> str:
    """A text without what people do not see or mean, otherwise as it was.

    Full-width letters and digits become narrow, traditional characters (those
    that occur in names) simplified, and white space and invisible characters of
    every kind go.
    """
    if not is_normalized("NFKC", text):
        text = normalize("NFKC", text)
    text = "".join(text.split())
    if not text.isprintable():
        text = "".join(one for one in text if category(one) not in {"Cc", "Cf"})
    return text if _TRADITIONAL.isdisjoint(text) else text.translate(_SIMPLIFIED)


def quote(text: str) -> str:
    """A text from outside, in quotes, safe to show: escaped, and cut if long."""
    cut = text if len(text) <= _LONGEST_QUOTE else f"{text[:_LONGEST_QUOTE]}…"
    return repr(cut)


def printable(text: str) -> str:
    """A text from outside as it can be shown: no control characters, not too long."""
    return "".join(
        one if one.isprintable() else "\ufffd" for one in text[:_LONGEST_LINE]
    )


def look_up(
    kind: str,
    text: str,
    named: Mapping[str, T],
    suggested: Mapping[str, object] | None = None,
) -> T:
    """What the text names.

    Args:
        kind: what is looked for, for the error's message.
        text: a spelling.
        named: everything that can be named, by folded spelling; its str() is
            what is suggested.
        suggested: what to suggest instead, by folded spelling.

    Raises:
        UnknownNameError: nothing is called that.
    """
    asked = fold(text)
    if asked in named:
        return named[asked]
    raise UnknownNameError(kind, text, _suggestions(asked, suggested or named))


def _suggestions(asked: str, named: Mapping[str, object]) -> tuple[str, ...]:
    from difflib import get_close_matches

    if len(asked) > _LONGEST_NAME:
        return ()
    # A Chinese name has so few characters that one of two must do.
    cutoff = 0.7 if asked.isascii() else 0.5
    near = get_close_matches(asked, named, n=10, cutoff=cutoff)
    return tuple(dict.fromkeys(str(named[spelling]) for spelling in near))[:3]
