"""Print to the terminal, or render as plain text."""

from io import BytesIO, TextIOWrapper

from rich.console import Console, RenderableType

View = RenderableType  # what the other packages know of Rich

_UNLIMITED = 100_000  # columns: in a pipe or a file nothing is cut or wrapped


def print_view(view: View) -> None:
    """Print for the person at the terminal, in its width and colours."""
    Console(highlight=False, markup=False, emoji=False).print(view)


def to_text(view: View, encoding: str) -> str:
    """Render as plain text of any width, in characters that the encoding has."""
    file = TextIOWrapper(BytesIO(), encoding, errors="replace", newline="")
    Console(
        file=file,
        width=_UNLIMITED,
        force_terminal=False,
        color_system=None,
        legacy_windows=False,
        highlight=False,
        markup=False,
        emoji=False,
    ).print(view)
    file.seek(0)
    return "".join(f"{line.rstrip()}\n" for line in file)
