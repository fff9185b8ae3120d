"""A sketch map in characters: a tile for each county, north up."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from itertools import islice
from typing import NamedTuple

from rich.cells import cell_len, set_cell_size
from rich.console import Console, ConsoleOptions, RenderResult
from rich.text import Text

from shudi.i18n import _
from shudi.places.models import County, Tier
from shudi.places.tiles import (
    GRIDS,
    Grid,
    first_tiles,
    place_tiles,
    prefecture_borders,
)
from shudi.render.labels import LABEL_FORMS, Label, map_caption, prefecture_label
from shudi.render.style import TIER_STYLES, source_caption, tier_name, wrapping
from shudi.render.tables import CountyTable

_MARKS = {Tier.NATIONAL: "●", Tier.PROVINCIAL: "○"}
_ASCII_MARKS = {Tier.NATIONAL: "*", Tier.PROVINCIAL: "+"}
# By the borders that meet: 1 above, 2 to the right, 4 below and 8 to the left.
_CORNERS = " ╵╶└╷│┌├╴┘─┴┐┤┬┼"
_ASCII_CORNERS = " ++++|++++-+++++"
_HORIZONTAL, _VERTICAL = 2 | 8, 1 | 4

_PIPE_WIDTH = 80
_BELOW = 4  # lines: an empty one, the legend, the caption and the next prompt
_WIDEST_TILE = 16

LabelForm = Callable[[County], str]
Place = tuple[int, int]  # row and column


class _Fit(NamedTuple):
    """How the map fills the room that it has.

    Attributes:
        grid: the tiles.
        width: of a tile, with the border at its left, in cells.
        height: of a tile, with the border above, in lines.
        gap: between the mark and the label.
        texts: what the lines within a tile say.
    """

    grid: Grid
    width: int
    height: int
    gap: str
    texts: Sequence[LabelForm]


class CountyMap:
    """A map as large as the terminal allows, or a table where it has no room."""

    def __init__(
        self, counties: Sequence[County], selected: Collection[County], label: Label
    ) -> None:
        self.counties = counties
        self.selected = [county for county in counties if county in selected]
        self.label = label

    def __rich_console__(
        self, console: Console, options: ConsoleOptions
    ) -> RenderResult:
        """Print the map, or nothing for no counties."""
        if not self.selected:
            return
        width, height = _PIPE_WIDTH, 0
        if console.is_terminal:
            width, height = options.max_width, console.height
        fit = self._fit(width, height)
        if fit is None:
            least = GRIDS[-1].columns * self._least_width + 1
            message = _(
                "the map needs {least} columns, so here is the list; widen the "
                "terminal or use --output map.svg"
            )
            yield wrapping(Text(f"{message.format(least=least)}\n", style="dim"))
            yield CountyTable(self.selected)
            return
        marks = _ASCII_MARKS if options.ascii_only else _MARKS
        corners = _ASCII_CORNERS if options.ascii_only else _CORNERS
        yield from _Sketch(self, fit, marks, corners).lines()
        yield self._legend(marks)
        caption = f"{map_caption()} · {source_caption()}"
        yield wrapping(Text(caption, style="dim"))

    @property
    def _least_width(self) -> int:
        """Of a tile: a border, a mark, and the label in its shortest form."""
        return 2 + self._longest(LABEL_FORMS[self.label][-1])

    def _longest(self, form: LabelForm) -> int:
        return max(cell_len(form(county)) for county in self.counties)

    def _fit(self, max_width: int, max_height: int) -> _Fit | None:
        for grid in GRIDS:
            width = min((max_width - 1) // grid.columns, _WIDEST_TILE)
            if width >= self._least_width:
                break
        else:
            return None
        texts = []
        for label in (self.label, *Label):
            fitting = (
                form for form in LABEL_FORMS[label] if self._longest(form) <= width - 2
            )
            texts += [form for form in islice(fitting, 1) if form not in texts]
        lines = max(1, (max_height - _BELOW - 1) // grid.rows - 1)
        texts = texts[:lines]
        gap = " " * all(self._longest(form) <= width - 3 for form in texts)
        return _Fit(grid, width, 1 + len(texts), gap, texts)

    def _legend(self, marks: Mapping[Tier, str]) -> Text:
        legend = Text("\n")
        for tier in Tier:
            count = sum(county.tier is tier for county in self.selected)
            legend.append(f"{marks[tier]} {tier_name(tier)} ", TIER_STYLES[tier])
            legend.append(f"{count}  ")
        others = len(self.counties) - len(self.selected)
        if others:
            legend.append(_("{count} others").format(count=others), "dim")
        legend.rstrip()
        return legend


class _Sketch:
    """The tiles of a map, drawn line by line."""

    def __init__(
        self, county_map: CountyMap, fit: _Fit, marks: Mapping[Tier, str], corners: str
    ) -> None:
        tiles = place_tiles(county_map.counties, fit.grid)
        self.selected = county_map.selected
        self.label = county_map.label
        self.fit = fit
        self.marks = marks
        self.corners = corners
        self.counties = {(tile.row, tile.column): tile.county for tile in tiles}
        self.first = {(tile.row, tile.column) for tile in first_tiles(tiles)}
        self.above, self.left = prefecture_borders(tiles, fit.grid)
        self.inner_width = fit.width - 1

    def lines(self) -> Iterator[Text]:
        """Each row of tiles, with its upper border, and the last border."""
        rows = self.fit.grid.rows
        for row in range(1, rows + 2):
            yield self._border(row)
            if row <= rows:
                for number in range(self.fit.height - 1):
                    yield self._content(row, number)

    def _border(self, row: int) -> Text:
        line = Text()
        for column in range(1, self.fit.grid.columns + 2):
            is_above = (row, column) in self.above
            corner = (
                1 * ((row - 1, column) in self.left)
                + 2 * is_above
                + 4 * ((row, column) in self.left)
                + 8 * ((row, column - 1) in self.above)
            )
            line.append(self.corners[corner], "dim")
            name = self._prefecture((row, column))
            line.append_text(name)
            stroke = self.corners[_HORIZONTAL] if is_above else " "
            line.append(stroke * (self.inner_width - name.cell_len), "dim")
        line.rstrip()
        return line

    def _prefecture(self, place: Place) -> Text:
        """A prefecture's name, in the border above its first tile."""
        if place not in self.first:
            return Text()
        county = self.counties[place]
        is_selected = any(
            county.prefecture_code == other.prefecture_code for other in self.selected
        )
        name = prefecture_label(county, self.label)
        return Text(name, "bold" if is_selected else "dim")

    def _content(self, row: int, number: int) -> Text:
        line = Text()
        for column in range(1, self.fit.grid.columns + 2):
            is_left = (row, column) in self.left
            line.append(self.corners[_VERTICAL] if is_left else " ", "dim")
            county = self.counties.get((row, column))
            if county is None:
                line.append(" " * self.inner_width)
            else:
                line.append_text(self._tile(county, number))
        line.rstrip()
        return line

    def _tile(self, county: County, number: int) -> Text:
        """A line of a county's tile: its mark and label, or a further text."""
        is_selected = county in self.selected
        mark = self.marks[county.tier] if is_selected and number == 0 else " "
        text = set_cell_size(
            f"{mark}{self.fit.gap}{self.fit.texts[number](county)}", self.inner_width
        )
        if not is_selected:
            return Text(text, "dim")
        return Text(text, TIER_STYLES[county.tier] if number == 0 else "")
