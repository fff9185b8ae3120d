"""Tables of counties, counts and plain text."""

from collections.abc import Iterable, Mapping, Sequence

from rich.box import SIMPLE
from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.table import Table
from rich.text import Text

from shudi.glossary import heading, word
from shudi.i18n import _, ngettext
from shudi.places.dataset import POVERTY_COLUMNS
from shudi.places.models import County, Tier
from shudi.places.query import Dimension, Tally, county_values
from shudi.render.style import TIER_STYLES, source_caption, tier_name, wrapping
from shudi.text import join

_GAP = 2  # between columns
_BAR_WIDTH = 20

_COLUMNS = ("name", "code", "tier", "prefecture", "pinyin", "romanization")
# Left out on a narrow terminal, in this order.
_DROP_ORDER = ("romanization", "prefecture", "pinyin", "code")


class CountyTable:
    """A table of counties and its source, with the columns that the width allows."""

    def __init__(self, counties: Sequence[County], columns: Sequence[str] = ()) -> None:
        """Make a table.

        Args:
            counties: its rows.
            columns: those of counties.csv and poverty.csv that the user asked for, the
                last to be left out first; none for the usual ones.
        """
        self.counties = counties
        self.columns = columns or _COLUMNS
        self.drop_order = columns[:0:-1] if columns else _DROP_ORDER

    def __rich_console__(
        self, console: Console, options: ConsoleOptions
    ) -> RenderResult:
        """Print the table, or nothing for no counties."""
        if not self.counties:
            return
        columns = {}
        for column in self.columns:
            cells = [_cell(county, column) for county in self.counties]
            if any(cells):
                columns[heading(column)] = cells
        dropped = []
        for column in self.drop_order:
            if _width(columns) <= options.max_width:
                break
            if columns.pop(heading(column), None):
                dropped.append(heading(column))
        yield _text_table(columns, zip(*columns.values(), strict=True))
        yield _caption(len(self.counties))
        if dropped:
            message = _(
                "columns left out: {columns}; widen the terminal or use --format csv"
            )
            yield wrapping(Text(message.format(columns=join(dropped)), style="dim"))


def _cell(county: County, column: str) -> Text:
    if column == "tier":
        return _tier(county.tier)
    (value,) = county_values(county, [column])
    if column in POVERTY_COLUMNS and isinstance(value, str):
        return Text(word(value))
    return Text("" if value is None else str(value))


class TallyTable:
    """Counts as a table with bars, or as a cross table where there is room for it."""

    def __init__(self, tallies: Sequence[Tally], by: Sequence[Dimension]) -> None:
        self.tallies = tallies
        self.by = by

    def __rich_console__(
        self, console: Console, options: ConsoleOptions
    ) -> RenderResult:
        """Print the table, or nothing for no counties."""
        total = sum(tally.counties for tally in self.tallies)
        if not total:
            return
        if len(self.by) == 1:
            yield self._bar_table(console, options.max_width)
        else:
            cross_table = self._cross_table()
            unlimited = options.update(max_width=1_000)
            if console.measure(cross_table, options=unlimited).maximum <= (
                options.max_width
            ):
                yield cross_table
            else:
                yield self._long_table()
        yield _caption(total)

    def _bar_table(self, console: Console, width: int) -> RenderableType:
        tallies = self.tallies
        labels = [_label(tally.values[0], self.by[0]) for tally in tallies]
        largest = max(tally.counties for tally in tallies)
        table = _table(show_footer=True)
        by, total, count, share = (
            heading(self.by[0]),
            _("total"),
            heading("count"),
            heading("share"),
        )
        table.add_column(by, total)
        table.add_column(count, str(_total(tallies)), justify="right")
        table.add_column(share, f"{1:.0%}", justify="right")
        table.add_column("")
        firsts = (by, total, *(label.plain for label in labels))
        fixed = max(map(cell_len, firsts)) + cell_len(count) + cell_len(share)
        room = width - fixed - 3 * _GAP
        longest = max(1, min(_BAR_WIDTH, room))
        mark = "-" if console.options.ascii_only else "━"
        for label, tally in zip(labels, tallies, strict=True):
            length = round(longest * tally.counties / largest) or 1
            table.add_row(
                label,
                str(tally.counties),
                f"{tally.share:.0%}",
                Text(mark * length, "cyan"),
            )
        return table

    def _cross_table(self) -> RenderableType:
        counts = {tally.values: tally.counties for tally in self.tallies}
        rows = list(dict.fromkeys(row for row, _ in counts))
        columns = list(dict.fromkeys(column for _, column in counts))
        table = _table(show_footer=True)
        table.add_column(heading(self.by[0]), _("total"))
        for column in columns:
            total = sum(counts[row, column] for row in rows)
            table.add_column(_label(column, self.by[1]), str(total), justify="right")
        table.add_column(_("total"), str(_total(self.tallies)), justify="right")
        for row in rows:
            line = [counts[row, column] for column in columns]
            table.add_row(_label(row, self.by[0]), *map(str, line), str(sum(line)))
        return table

    def _long_table(self) -> RenderableType:
        table = _table(show_footer=True)
        table.add_column(heading(self.by[0]), _("total"))
        table.add_column(heading(self.by[1]))
        table.add_column(heading("count"), str(_total(self.tallies)), justify="right")
        for tally in self.tallies:
            labels = map(_label, tally.values, self.by)
            table.add_row(*labels, str(tally.counties))
        return table


def _text_table(columns: Iterable[str], rows: Iterable[Iterable[str | Text]]) -> Table:
    """A plain table; markup in its text is not interpreted."""
    table = _table()
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*(cell if isinstance(cell, Text) else Text(cell) for cell in row))
    return table


def aligned_text(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A plain table of many rows, which Rich would take half a minute to lay out."""
    lines = [columns, *rows]
    widths = [max(map(cell_len, column)) for column in zip(*lines, strict=True)]
    return "\n".join(
        (" " * _GAP)
        .join(
            cell + " " * (width - cell_len(cell))
            for cell, width in zip(line, widths, strict=True)
        )
        .rstrip()
        for line in lines
    )


def _width(columns: Mapping[str, Sequence[Text]]) -> int:
    """The width that columns take without being wrapped."""
    widths = (
        max(cell_len(heading), *(cell_len(cell.plain) for cell in cells))
        for heading, cells in columns.items()
    )
    return sum(widths) + _GAP * (len(columns) - 1)


def _table(*, show_footer: bool = False) -> Table:
    return Table(
        box=SIMPLE,
        padding=(0, _GAP - 1, 0, 0),
        show_edge=False,
        pad_edge=False,
        header_style="bold",
        show_footer=show_footer,
    )


def _caption(count: int) -> Text:
    counties = ngettext("{count} county", "{count} counties", count)
    caption = f"\n{counties.format(count=count)} · {source_caption()}"
    return wrapping(Text(caption, style="dim"))


def _tier(tier: Tier) -> Text:
    return Text(tier_name(tier), TIER_STYLES[tier])


def _label(value: str, dimension: Dimension) -> Text:
    return _tier(Tier(value)) if dimension is Dimension.TIER else Text(value)


def _total(tallies: Sequence[Tally]) -> int:
    return sum(tally.counties for tally in tallies)
