"""Text that wraps as Chinese does.

Rich breaks lines at spaces alone. Chinese has none: a sentence would be cut, or broken
before a full stop.
"""

from collections.abc import Callable, Sequence
from functools import cache
from itertools import pairwise
from typing import Any

from rich.cells import cell_len, chop_cells
from rich.console import Console, ConsoleOptions
from rich.containers import Lines
from rich.measure import Measurement
from rich.text import Text

# What ends no line, and what begins none.
_OPENING = frozenset("（《〈“‘「『【〔[(")
_CLOSING = frozenset("，。、；：？！）》〉”’」』】〕…%°])")


class WrappingText(Text):
    """A text whose lines may break between any two Chinese characters."""

    @classmethod
    def of(cls, text: Text) -> "WrappingText":
        """A text with the content and style of another."""
        wrapping = cls(style=text.style)
        wrapping.append_text(text)
        return wrapping

    def wrap(self, console: Console, width: int, **options: Any) -> Lines:  # noqa: ANN401
        """Break it into lines of a width."""
        lines = Lines()
        for line in self.split(allow_blank=True):
            for part in line.divide(break_offsets(line.plain, width)):
                part.rstrip()
                lines.extend(part.wrap(console, width, **options))
        return lines

    def __rich_measure__(
        self, console: Console, options: ConsoleOptions
    ) -> Measurement:
        """The width of its longest piece, and of its longest line."""
        lines = self.plain.splitlines()
        pieces = (piece.rstrip() for line in lines for piece in _pieces(line))
        return Measurement(
            max(map(cell_len, pieces), default=0), max(map(cell_len, lines), default=0)
        )


class WrappingHighlighter:
    """A highlighter that gives such texts.

    Args:
        highlight: gives the text and its styles.
    """

    def __init__(self, highlight: Callable[[str | Text], Text]) -> None:
        self._highlight = highlight

    def __call__(self, text: str | Text) -> Text:
        """Highlight a text."""
        return WrappingText.of(self._highlight(text))


def break_offsets(line: str, width: int) -> list[int]:
    """Where a line is to be broken so that no part is wider.

    Args:
        line: of text.
        width: in cells.
    """
    offsets = []
    position = used = 0
    for piece in _pieces(line):
        needed = cell_len(piece.rstrip())
        if used and used + needed > width:
            offsets.append(position)
            used = 0
        *full, last = chop_cells(piece, width) if needed > width else [piece]
        for part in full:
            position += len(part)
            offsets.append(position)
        position += len(last)
        used += cell_len(last)
    return offsets


@cache  # Rich measures a text several times before it wraps it
def _pieces(line: str) -> Sequence[str]:
    """The parts of a line that stay whole, with the spaces after them."""
    pairs = enumerate(pairwise(line), start=1)
    ends = [end for end, (before, after) in pairs if _may_break(before, after)]
    return [line[start:end] for start, end in pairwise([0, *ends, len(line)])]


def _may_break(before: str, after: str) -> bool:
    """Whether a line may break between two characters."""
    if after.isspace() or before in _OPENING or after in _CLOSING:
        return False
    if before.isdecimal():  # 50个, 10日
        return False
    return before.isspace() or cell_len(before) > 1 or cell_len(after) > 1
