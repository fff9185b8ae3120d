"""Make untrusted text safe to print."""

_MAX_QUOTED = 60  # characters
_MAX_LINE = 500

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
    return repr(shortened)


def printable(text: str) -> str:
    """Replace control characters, line feeds included, and cut a long line."""
    return "".join(
        character if character.isprintable() else "\ufffd"
        for character in text[:_MAX_LINE]
    )


def without_control_characters(text: str) -> str:
    """Replace control characters before a text goes to a terminal; lines stay."""
    return text.translate(_CONTROL_CHARACTERS)


def join_or(words: tuple[str, ...]) -> str:
    """Join words as a sentence does: "a", "a or b", "a, b or c"."""
    *most, last = words
    return f"{', '.join(most)} or {last}" if most else last
