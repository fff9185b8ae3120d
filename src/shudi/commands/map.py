"""`shudi map`: the key counties where they lie to each other."""

from collections.abc import Iterator
from operator import attrgetter
from typing import TYPE_CHECKING, Annotated

import typer

from shudi.commands.choices import choice_parser, choice_words
from shudi.commands.options import (
    EncodingOption,
    ForceOption,
    OutputOption,
    PrefectureOption,
    SearchOption,
    TierOption,
    choice_completer,
    destination,
    format_option,
    option_parser,
    select_counties,
)
from shudi.glossary import word
from shudi.i18n import _
from shudi.output import Result, deliver
from shudi.places import dataset
from shudi.places.dataset import COUNTY_COLUMNS
from shudi.places.tiles import GRIDS, place_tiles
from shudi.render.labels import Label
from shudi.tables.base import UTF_8

if TYPE_CHECKING:
    from shudi.render.console import View

EXAMPLES = (
    _("shudi map"),
    _("shudi map --tier national --label pinyin"),
    _("shudi map --prefecture 凉山 --output liangshan.svg"),
)

_TEXT, _SVG = "map", "svg"  # the values of --format for people


def command(
    label: Annotated[
        Label,
        typer.Option(
            "--label",  # Typer 0.27.3 would name it after the metavar
            parser=option_parser(choice_parser("label", Label)),
            metavar=_("LABEL"),
            autocompletion=choice_completer(Label),
            show_default=False,
            help=_("What names a county: {choices} \\[default: {default}].").format(
                choices=choice_words(Label), default=word(Label.NAME)
            ),
        ),
    ] = Label.NAME,
    tier: TierOption = [],  # noqa: B006
    prefecture: PrefectureOption = [],  # noqa: B006
    search: SearchOption = "",
    format_: Annotated[str | None, format_option(_TEXT, _SVG)] = None,
    output: OutputOption = None,
    force: ForceOption = False,
    encoding: EncodingOption = None,
) -> None:
    """Draw a sketch map of the key counties (示意图)."""
    is_svg = format_ == _SVG or (
        format_ is None and output is not None and output.suffix.lower() == ".svg"
    )
    if is_svg and encoding not in (None, UTF_8):
        raise typer.BadParameter(_("SVG is written as UTF-8"), param_hint="--encoding")
    target = destination(_SVG if is_svg else format_, output, force, encoding)
    selected = select_counties(tier, prefecture, search)

    def view() -> "View | str":
        if is_svg:
            from shudi.render.map_svg import svg_map

            return svg_map(dataset.counties(), selected, label)
        from shudi.render.map import CountyMap

        return CountyMap(dataset.counties(), selected, label)

    def rows() -> Iterator[list[object]]:
        values = attrgetter(*COUNTY_COLUMNS)
        for county, row, column in place_tiles(dataset.counties(), GRIDS[0]):
            if county in selected:
                yield [*values(county), row, column]

    deliver(Result((*COUNTY_COLUMNS, "row", "column"), rows(), view), target)
