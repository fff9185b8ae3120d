"""`shudi list`: the key counties, filtered and sorted."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from shudi.commands.choices import choice_parser
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
    choices_option,
    destination,
    option_parser,
    select_counties,
    sort_help,
)
from shudi.i18n import ENGLISH, _, mark
from shudi.output import Result, deliver
from shudi.places.dataset import COUNTY_COLUMNS, POVERTY_COLUMNS
from shudi.places.query import SortKey, county_values, order

if TYPE_CHECKING:
    from shudi.render.console import View

EXAMPLES = (
    _("shudi list --tier national --prefecture 凉山"),
    _("shudi list --sort pinyin --columns name,tier,delisted"),
    _("shudi list -o counties.csv --encoding utf-8-sig"),
)


def command(
    tier: TierOption = [],  # noqa: B006
    prefecture: PrefectureOption = [],  # noqa: B006
    search: SearchOption = "",
    sort: Annotated[
        SortKey,
        typer.Option(
            parser=option_parser(choice_parser("order", SortKey)),
            metavar=_("KEY"),
            autocompletion=choice_completer(SortKey),
            show_default=False,
            help=sort_help(SortKey),
        ),
    ] = SortKey.OFFICIAL,
    reverse: Annotated[
        bool, typer.Option("--reverse", help=_("Reverse the order."))
    ] = False,
    columns: Annotated[
        list[Any],
        choices_option(
            "--columns",
            kind=mark("column"),
            choices=(*COUNTY_COLUMNS, *POVERTY_COLUMNS),
            help_text=_("Columns to print, in this order"),
        ),
    ] = [],  # noqa: B006
    format_: FormatOption = None,
    output: OutputOption = None,
    force: ForceOption = False,
    encoding: EncodingOption = None,
    labels: LabelsOption = ENGLISH,
) -> None:
    """List the key counties, filtered and sorted (列出名单)."""
    target = destination(format_, output, force, encoding, labels=labels)
    selected = select_counties(tier, prefecture, search)
    counties = order(selected, sort, reverse=reverse)

    def view() -> "View":
        from shudi.render.tables import CountyTable

        return CountyTable(counties, columns)

    named = columns or COUNTY_COLUMNS
    rows = (county_values(county, named) for county in counties)
    deliver(Result(named, rows, view), target)
