"""The errors that end a command, each with a message for its user."""


class CommandError(Exception):
    """What was asked for cannot be done. The message says why and the way out."""


class OutputError(CommandError):
    """An answer cannot be delivered. The message says why and the way out."""


class TableError(CommandError):
    """A table cannot be read. The message names the file, the line and the reason."""

    def __init__(self, name: str, line: int | None, wrong: str) -> None:
        super().__init__(f"{name}{f', line {line}' if line else ''}: {wrong}")


class MissingExtraError(CommandError):
    """openpyxl is not installed."""

    def __init__(self) -> None:
        super().__init__("workbooks need openpyxl: pip install 'shudi[excel]'")


class ColumnError(LookupError):
    """The column that says where is not there, or cannot be told."""
