"""`shudi count`: how many key counties, by one or two dimensions."""

from typing import TYPE_CHECKING, Annotated

import typer

from shudi.commands.choices import choice_parser, choice_words
from shudi.commands.options import (
    EncodingOption,
    ForceOption,
    FormatOption,
    LabelsOption,
    OutputOption,
    PrefectureOption,
    SearchOption,
    TierOption,
    choice_completer,
    destination,
    option_parser,
    select_counties,
    sort_help,
)
from shudi.i18n import ENGLISH, _
from shudi.output import Result, deliver
from shudi.places.query import Dimension, TallyOrder, tally

if TYPE_CHECKING:
    from shudi.render.console import View

EXAMPLES = (
    _("shudi count --by prefecture"),
    _("shudi count --by prefecture --by tier"),
    _("shudi count --tier 国家级 --prefecture 凉山州"),
)


def _distinct_dimensions(by: list[Dimension]) -> list[Dimension]:
    if len(by) > 2 or len(set(by)) < len(by):
        raise typer.BadParameter(_("use one dimension, or two different ones"))
    return by


def command(
    by: Annotated[
        list[Dimension],
        typer.Option(
            "--by",
            "-b",
            parser=option_parser(choice_parser("dimension", Dimension)),
            callback=_distinct_dimensions,
            metavar=_("DIMENSION"),
            autocompletion=choice_completer(Dimension),
            help=_("Dimension: {choices}; repeat for a cross table.").format(
                choices=choice_words(Dimension)
            ),
        ),
    ] = [],  # noqa: B006
    sort: Annotated[
        TallyOrder,
        typer.Option(
            parser=option_parser(choice_parser("order", TallyOrder)),
            metavar=_("KEY"),
            autocompletion=choice_completer(TallyOrder),
            show_default=False,
            help=sort_help(TallyOrder),
        ),
    ] = TallyOrder.OFFICIAL,
    tier: TierOption = [],  # noqa: B006
    prefecture: PrefectureOption = [],  # noqa: B006
    search: SearchOption = "",
    format_: FormatOption = None,
    output: OutputOption = None,
    force: ForceOption = False,
    encoding: EncodingOption = None,
    labels: LabelsOption = ENGLISH,
) -> None:
    """Count the key counties, by tier, prefecture or kind (统计)."""
    target = destination(format_, output, force, encoding, labels=labels)
    counties = select_counties(tier, prefecture, search)
    tallies = tally(counties, by, sort)

    def table() -> "View":
        from shudi.render.tables import TallyTable

        return TallyTable(tallies, by)

    columns = (*by, "count", "share")
    rows = ((*tally.values, tally.counties, round(tally.share, 4)) for tally in tallies)
    view = table if by else str(len(counties))
    deliver(Result(columns, rows, view), target)
