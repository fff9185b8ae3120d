"""The provenance of the list, section by section."""

from collections.abc import Sequence
from itertools import groupby

from rich.console import Console, ConsoleOptions, RenderResult
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from shudi.i18n import _
from shudi.places.provenance import Fact
from shudi.render.style import wrapping

_WIDEST = 100  # columns; longer lines are hard to read


class FactSections:
    """A heading for each section, and its facts below."""

    def __init__(self, facts: Sequence[Fact]) -> None:
        self.facts = facts

    def __rich_console__(
        self, console: Console, options: ConsoleOptions
    ) -> RenderResult:
        """Print the sections, no wider than is easy to read."""
        limited = options.update(max_width=min(options.max_width, _WIDEST))
        for number, (section, facts) in enumerate(
            groupby(self.facts, key=lambda fact: fact.section)
        ):
            section = _(section)
            heading = section[0].upper() + section[1:]
            yield Text("\n" * bool(number) + heading, "bold")
            grid = Table.grid(padding=(0, 2, 0, 0))
            grid.add_column(style="dim")
            grid.add_column(overflow="fold")
            for fact in facts:
                grid.add_row(Text(_(fact.item)), wrapping(Text(_(fact.text))))
            yield from console.render(Padding(grid, (0, 0, 0, 2)), limited)
