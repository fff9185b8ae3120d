"""The sketch map as a standalone SVG file."""

from collections.abc import Collection, Iterator, Sequence
from html import escape

from rich.cells import cell_len

from shudi.i18n import _, mark
from shudi.places.models import County, Tier
from shudi.places.tiles import (
    GRIDS,
    Tile,
    first_tiles,
    place_tiles,
    prefecture_borders,
)
from shudi.render.labels import LABEL_FORMS, Label, map_caption, prefecture_label
from shudi.render.style import source_caption, tier_name

# Lengths in units of the picture; a phone shows two or three to a pixel.
_FONT, _SMALL_FONT = 28, 23
_LATIN_WIDTH = 0.62  # of the font size, at most; a Chinese character has all of it
_MARGIN = 16
_MAX_MAP_WIDTH = 900
_PADDING = 4  # of the text in a tile
_GAP = 4  # between a tile and the border
_TILE_HEIGHT = 48
_NAME_HEIGHT = 32  # of the strip above a tile, for the prefecture's name
_LINE_HEIGHT = 40  # of the text above and below the map

_TITLE = "四川省乡村振兴重点帮扶县"
_SUBTITLE = mark("Sichuan's key counties for rural revitalization assistance")
_STYLE = f"""
text {{
  font: {_FONT}px "Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC",
    "PingFang SC", "Microsoft YaHei", "WenQuanYi Micro Hei", sans-serif;
  fill: #1f2328;
}}
.small {{ font-size: {_SMALL_FONT}px; }}
.strong {{ font-weight: bold; }}
.label {{ text-anchor: middle; }}
.background {{ fill: #ffffff; }}
.borders {{ fill: none; stroke: #6e7781; stroke-width: 2; stroke-linecap: round; }}
rect {{ stroke-width: 3; }}
rect.national {{ fill: #b3261e; stroke: #b3261e; }}
rect.provincial {{ fill: transparent; stroke: #1a7f37; }}
rect.other {{ fill: transparent; }}
text.national {{ fill: #ffffff; }}
text.other {{ fill: #6e7781; }}
@media (prefers-color-scheme: dark) {{
  text {{ fill: #e6edf3; }}
  .background {{ fill: #0d1117; }}
  .borders {{ stroke: #8b949e; }}
  rect.national {{ fill: #c93c37; stroke: #c93c37; }}
  rect.provincial {{ stroke: #3fb950; }}
  text.other {{ fill: #8b949e; }}
}}
"""


def svg_map(
    counties: Sequence[County], selected: Collection[County], label: Label
) -> str:
    """Draw the counties; those that are not selected are grey, without a frame."""
    form = LABEL_FORMS[label][-1]
    tile_width = max(_text_width(form(county)) for county in counties) + 2 * _PADDING
    step = tile_width + 2 * _GAP
    grid = next(
        (grid for grid in GRIDS if grid.columns * step <= _MAX_MAP_WIDTH), GRIDS[-1]
    )
    tiles = place_tiles(counties, grid)
    row_step = _NAME_HEIGHT + _TILE_HEIGHT + 2 * _GAP
    top = _MARGIN + 2 * _LINE_HEIGHT

    def left_of(column: int) -> int:
        return _MARGIN + (column - 1) * step

    def top_of(row: int) -> int:
        return top + (row - 1) * row_step

    def tile_parts(tile: Tile) -> Iterator[str]:
        county, row, column = tile
        x, y = left_of(column) + _GAP, top_of(row) + _NAME_HEIGHT
        look = county.tier if county in selected else "other"
        yield f"<g><title>{escape(_tile_title(county))}</title>"
        yield _rect(x, y, tile_width, _TILE_HEIGHT, look)
        middle, baseline = x + tile_width // 2, y + (_TILE_HEIGHT + _FONT) // 2 - 4
        yield f"{_text(middle, baseline, form(county), f'label {look}')}</g>"

    above, left = prefecture_borders(tiles, grid)
    borders = [
        *(f"M{left_of(column)} {top_of(row)}h{step}" for row, column in sorted(above)),
        *(
            f"M{left_of(column)} {top_of(row)}v{row_step}"
            for row, column in sorted(left)
        ),
    ]
    subtitle = _(_SUBTITLE)
    source = f"{source_caption()} · shudi"
    width = 2 * _MARGIN + grid.columns * step
    below = top_of(grid.rows + 1)
    height = below + 3 * _LINE_HEIGHT + _MARGIN
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}"'
            ' role="img" aria-labelledby="title">',
            f'<title id="title">{_TITLE} {escape(subtitle)}</title>',
            f"<style>{_STYLE}</style>",
            f'<rect class="background" width="{width}" height="{height}"/>',
            _text(_MARGIN, top - _LINE_HEIGHT - 10, _TITLE, "strong"),
            _text(_MARGIN, top - 14, subtitle, "small"),
            f'<path class="borders" d="{"".join(borders)}"/>',
            *(part for tile in tiles for part in tile_parts(tile)),
            *(
                _text(
                    left_of(tile.column) + 2 * _GAP,
                    top_of(tile.row) + _NAME_HEIGHT - 8,
                    prefecture_label(tile.county, label),
                    "small strong",
                )
                for tile in first_tiles(tiles)
            ),
            *_legend(counties, selected, below + _LINE_HEIGHT),
            _text(_MARGIN, below + 2 * _LINE_HEIGHT, map_caption(), "small"),
            _text(_MARGIN, below + 3 * _LINE_HEIGHT, source, "small"),
            "</svg>",
        ]
    )


def _legend(
    counties: Sequence[County], selected: Collection[County], baseline: int
) -> Iterator[str]:
    x = _MARGIN
    for tier in Tier:
        count = sum(county.tier is tier for county in selected)
        entry = f"{tier_name(tier)} {count}"
        yield _rect(x + 2, baseline - _SMALL_FONT, _FONT, _FONT, tier)
        yield _text(x + _FONT + 12, baseline, entry, "small")
        x += 2 * _FONT + _text_width(entry) * _SMALL_FONT // _FONT
    others = len(counties) - len(selected)
    if others:
        text = _("{count} others").format(count=others)
        yield _text(x, baseline, text, "small other")


def _tile_title(county: County) -> str:
    return _("{name} {latin}, {code}, {prefecture}: {tier}").format(
        name=county.name,
        latin=county.romanization or county.pinyin,
        code=county.code,
        prefecture=county.prefecture,
        tier=tier_name(county.tier),
    )


def _rect(x: int, y: int, width: int, height: int, look: str) -> str:
    size = f'width="{width}" height="{height}"'
    return f'<rect class="{look}" x="{x}" y="{y}" {size} rx="6"/>'


def _text(x: int, y: int, text: str, look: str) -> str:
    return f'<text class="{look}" x="{x}" y="{y}">{escape(text)}</text>'


def _text_width(text: str) -> int:
    """How much room a text in the large font needs."""
    wide = cell_len(text) - len(text)
    return round(_FONT * (wide + _LATIN_WIDTH * (len(text) - wide)))
