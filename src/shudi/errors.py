"""Every exception of the package. Each message says what is wrong and what to do."""

from shudi.i18n import _, mark
from shudi.text import join_or, join_some, quote

# What the system says of a file, as far as that is usual.
_SYSTEM_ERRORS = (
    mark("No such file or directory"),
    mark("Permission denied"),
    mark("Operation not permitted"),
    mark("Is a directory"),
    mark("Not a directory"),
    mark("No space left on device"),
    mark("Read-only file system"),
    mark("File name too long"),
    mark("Too many levels of symbolic links"),
    mark("Input/output error"),
)


class ShudiError(Exception):
    """Base of all errors that shudi raises itself."""


class UnknownNameError(ShudiError, LookupError):
    """No county, prefecture or option value has this name.

    Attributes:
        kind: what was looked for (county, tier, …), in English.
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
        words = {"kind": _(self.kind), "text": quote(self.text)}
        if not self.suggestions:
            return _("unknown {kind} {text}").format(**words)
        return _("unknown {kind} {text}; did you mean {names}?").format(
            **words, names=join_or(self.suggestions)
        )


class AmbiguousNameError(UnknownNameError):
    """A text fits several divisions; they are the suggestions."""

    def __str__(self) -> str:
        """What was asked, and what it fits."""
        return _("{text} is ambiguous: {names}").format(
            text=quote(self.text), names=join_some(self.suggestions)
        )


class ElsewhereError(UnknownNameError):
    """A text is a prefecture or a province outside Sichuan."""

    def __str__(self) -> str:
        """What was asked, and that it is elsewhere."""
        message = _("{text} is outside Sichuan; shudi's list is Sichuan's alone")
        return message.format(text=quote(self.text))


class DatasetError(ShudiError):
    """A data file is damaged. The message names it, and line and column if known.

    It is no ValueError, which Typer would take for a wrong value of an option.
    """


class TableError(ShudiError):
    """A table cannot be read or written. The message names the file and the line."""

    def __init__(self, name: str, line: int | None, problem: str) -> None:
        message = (
            _("{name}, line {line}: {problem}") if line else _("{name}: {problem}")
        )
        super().__init__(message.format(name=name, line=line, problem=problem))


class MissingExtraError(ShudiError):
    """An optional dependency is not installed."""

    def __init__(self, suffix: str, extra: str) -> None:
        message = _(
            "{suffix} needs shudi[{extra}]; install it: pip install 'shudi[{extra}]'"
        )
        super().__init__(message.format(suffix=suffix, extra=extra))


class ColumnError(ShudiError, LookupError):
    """The column with the place name does not exist, or cannot be determined."""


class FormatError(ShudiError, ValueError):
    """A file type is unknown, or cannot be written to this destination."""


class OutputError(ShudiError):
    """Input or output is not available, or the output must not be written."""


class EncodingError(OutputError):
    """The output encoding cannot represent a character.

    Attributes:
        encoding: its name.
        character: the first one that it lacks.
    """

    def __init__(
        self, encoding: str, character: str, option: str = "--encoding"
    ) -> None:
        message = _(
            "{encoding} cannot encode {character}; use {option} utf-8 or gb18030"
        )
        super().__init__(
            message.format(encoding=encoding, character=quote(character), option=option)
        )
        self.encoding = encoding
        self.character = character


def error_message(error: ShudiError | OSError) -> str:
    """What an error says to the user; one of the system names the file."""
    if isinstance(error, ShudiError):
        return str(error)
    name = error.filename or _("standard output")
    return _("{name}: {problem}").format(name=name, problem=_(str(error.strerror)))
