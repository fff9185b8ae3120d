"""When two spellings are the same, and what a misspelling was meant for."""

from collections.abc import Mapping
from typing import TypeVar
from unicodedata import normalize

T = TypeVar("T")

_LONGEST_NAME = 40  # folded characters; nothing longer looks like a name
_LONGEST_QUOTE = 60


class UnknownNameError(LookupError):
    """A text names nothing that we know.

    Attributes:
        kind: what was looked for (county, tier, …).
        text: what was asked.
        suggestions: up to three names that look like it, the likeliest first.
    """

    def __init__(self, kind: str, text: str, suggestions: tuple[str, ...]) -> None:
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


def fold(text: str) -> str:
    """Reduce a text to what tells names apart: its letters and digits.

    Case, accents, width, white space, punctuation and invisible characters go:
    "Ruo'ergai", "RUO ERGAI" and "ruòěrgài" fold to the same text, and so do
    "513436" and its full-width form.
    """
    return "".join(filter(str.isalnum, normalize("NFKD", text).casefold()))


def quote(text: str) -> str:
    """A text from outside, in quotes, safe to show: escaped, and cut if long."""
    cut = text if len(text) <= _LONGEST_QUOTE else f"{text[:_LONGEST_QUOTE]}…"
    return repr(cut)


def look_up(kind: str, text: str, named: Mapping[str, T]) -> T:
    """What the text names.

    Args:
        kind: what is looked for, for the error's message.
        text: a spelling.
        named: everything that can be named, by folded spelling; its str() is
            what is suggested.

    Raises:
        UnknownNameError: nothing is called that.
    """
    asked = fold(text)
    if asked in named:
        return named[asked]
    raise UnknownNameError(kind, text, _suggestions(asked, named))


def _suggestions(asked: str, named: Mapping[str, object]) -> tuple[str, ...]:
    from difflib import get_close_matches

    if len(asked) > _LONGEST_NAME:
        return ()
    # A Chinese name has so few characters that one of two must do.
    cutoff = 0.7 if asked.isascii() else 0.5
    near = get_close_matches(asked, named, n=10, cutoff=cutoff)
    return tuple(dict.fromkeys(str(named[spelling]) for spelling in near))[:3]
