"""Make untrusted text safe to print."""

import re
from collections.abc import Iterable, Sequence

from shudi.i18n import CHINESE, _, language

_MAX_QUOTED = 60  # characters
_MAX_LINE = 500
_MAX_JOINED = 4

# Control characters except tab and line feed, and those that change text direction.
_BIDIRECTIONAL = (
    *(0x061C, 0x200E, 0x200F),
    *range(0x202A, 0x202F),
    *range(0x2066, 0x206A),
)
_CONTROL_CHARACTERS = {
    code: "\ufffd"
    for code in (*range(32), *range(127, 160), *_BIDIRECTIONAL)
    if chr(code) not in "\t\n"
}


def quote(text: str) -> str:
    """Put a text in quotes, escape its control characters, and cut it if long."""
    shortened = text if len(text) <= _MAX_QUOTED else f"{text[:_MAX_QUOTED]}…"
    quoted = repr(shortened)
    return f"“{quoted[1:-1]}”" if language() == CHINESE else quoted


def shell_word(text: str) -> str:
    """A text as one word of a command line."""
    import shlex

    return text if text.isalnum() else shlex.quote(text)


def printable(text: str) -> str:
    """Replace control characters, line feeds included, and cut a long line."""
    return "".join(
        character if character.isprintable() else "\ufffd"
        for character in text[:_MAX_LINE]
    )


def without_control_characters(text: str) -> str:
    """Replace control characters before a text goes to a terminal; lines stay."""
    return text.translate(_CONTROL_CHARACTERS)


def join_some(words: Sequence[str]) -> str:
    """Join the first of many words: "a, b, c or 5 others"."""
    if len(words) <= _MAX_JOINED:
        return join_or(words)
    return _("{words} or {count} others").format(
        words=join(words[: _MAX_JOINED - 1]), count=len(words) - _MAX_JOINED + 1
    )


def join_or(words: Sequence[str]) -> str:
    """Join words as a sentence does: "a", "a or b", "a, b or c"."""
    *most, last = words
    return _joined(_("{words} or {last}"), most, last)


def join_and(words: Sequence[str]) -> str:
    """Join words as a sentence does: "a", "a and b", "a, b and c"."""
    *most, last = words
    return _joined(_("{words} and {last}"), most, last)


def _joined(message: str, most: Sequence[str], last: str) -> str:
    text = message.format(words=join(most), last=last) if most else last
    # Chinese puts spaces between its words and Latin ones.
    return re.sub("(?<=[A-Za-z])(?=[或和])|(?<=[或和])(?=[A-Za-z])", " ", text)


def join(words: Iterable[str]) -> str:
    """Join words as a list: "a, b, c"; in Chinese, 甲、乙、丙."""
    return _(", ").join(words)
