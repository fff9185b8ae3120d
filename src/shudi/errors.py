"""Every exception of the package. Each message says what is wrong and what to do."""

from shudi.text import join_or, quote


class ShudiError(Exception):
    """Base of all errors that shudi raises itself."""


class UnknownNameError(ShudiError, LookupError):
    """A text is the name of nothing that was looked for.

    Attributes:
        kind: what was looked for (county, tier, …).
        text: what was asked.
        suggestions: up to three names that look like it, the most similar first.
    """

    def __init__(self, kind: str, text: str, suggestions: tuple[str, ...] = ()) -> None:
        super().__init__(kind, text, suggestions)
        self.kind = kind
        self.text = text
        self.suggestions = suggestions

    def __str__(self) -> str:
        """What was asked, and similar names."""
        message = f"unknown {self.kind} {quote(self.text)}"
        if not self.suggestions:
            return message
        return f"{message}; did you mean {join_or(self.suggestions)}?"


class AmbiguousNameError(UnknownNameError):
    """A text fits several divisions; they are the suggestions."""

    def __str__(self) -> str:
        """What was asked, and what it fits."""
        return f"{quote(self.text)} is ambiguous: {' or '.join(self.suggestions)}"


class DatasetError(ShudiError, ValueError):
    """A data file is damaged. The message names it, and line and column if known."""


class TableError(ShudiError):
    """A table cannot be read or written. The message names the file and the line."""

    def __init__(self, name: str, line: int | None, problem: str) -> None:
        super().__init__(f"{name}{f', line {line}' if line else ''}: {problem}")


class MissingExtraError(ShudiError):
    """An optional dependency is not installed."""

    def __init__(self, suffix: str, extra: str) -> None:
        super().__init__(
            f"{suffix} needs shudi[{extra}]; install it: pip install 'shudi[{extra}]'"
        )


class ColumnError(ShudiError, LookupError):
    """The column with the place name does not exist, or cannot be told."""


class FormatError(ShudiError, ValueError):
    """A file type cannot be written, or not to where it was to go."""


class OutputError(ShudiError):
    """An answer cannot be delivered."""


class EncodingError(OutputError):
    """An output encoding lacks a character.

    Attributes:
        encoding: its name.
        character: the first one that it lacks.
    """

    def __init__(
        self, encoding: str, character: str, option: str = "--encoding"
    ) -> None:
        super().__init__(
            f"{encoding} cannot encode {character!r}; use {option} utf-8 or gb18030"
        )
        self.encoding = encoding
        self.character = character
