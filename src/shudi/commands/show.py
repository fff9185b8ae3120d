"""`shudi show`: a card for each county or prefecture."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from shudi.commands.options import (
    EncodingOption,
    ForceOption,
    FormatOption,
    LabelsOption,
    OutputOption,
    completer,
    destination,
)
from shudi.errors import UnknownNameError
from shudi.i18n import ENGLISH, _
from shudi.output import Result, deliver
from shudi.places import index
from shudi.places.dataset import COUNTY_COLUMNS
from shudi.places.find import (
    PlaceLookup,
    find_place,
    full_names,
    place_completions,
)
from shudi.places.index import prefecture_of
from shudi.places.models import SICHUAN, County, Division, Level, Status
from shudi.places.names import display_name
from shudi.places.provenance import notification
from shudi.streams import note
from shudi.text import join_some

if TYPE_CHECKING:
    from shudi.render.console import View

EXAMPLES = (
    _("shudi show 美姑县"),
    _("shudi show 马边 513436 Zoige 康定县"),
    _("shudi show 康定市 --format json"),
)

_ANSWER_COLUMNS = ("status", "query", "via", "source")


def command(
    names: Annotated[
        list[str],
        typer.Argument(
            metavar=_("NAME..."),
            autocompletion=completer(place_completions),
            help=_("Name, former name, code, pinyin, address: 美姑, 康定县, 513436."),
        ),
    ],
    format_: FormatOption = None,
    output: OutputOption = None,
    force: ForceOption = False,
    encoding: EncodingOption = None,
    labels: LabelsOption = ENGLISH,
) -> None:
    """Show a county or prefecture, on the list or not (查询)."""
    target = destination(format_, output, force, encoding, labels=labels)
    lookups = _look_up(names)
    source = str(notification())
    rows = []
    for lookup in lookups:
        place = lookup.place
        if isinstance(place, Division) and place.level is Level.PREFECTURE:
            if target.format is not None:
                message = _(
                    "{prefecture} is a prefecture and has no row in this format; "
                    "use --format table"
                )
                note(message.format(prefecture=display_name(place)))
        else:
            answer = (_status(place), lookup.query, lookup.via, source)
            rows.append([*county_row(place), *answer])

    def view() -> "View":
        from shudi.render.cards import place_cards

        return place_cards(lookups)

    deliver(Result((*COUNTY_COLUMNS, *_ANSWER_COLUMNS), rows, view), target)
    if len(lookups) < len(names):
        raise typer.Exit(1)


def county_row(county: County | Division) -> Sequence[object]:
    """The values of counties.csv's columns for a county.

    For a county on neither list, those that only the list gives are empty.
    """
    if isinstance(county, County):
        return [getattr(county, column) for column in COUNTY_COLUMNS]
    prefecture = prefecture_of(county)
    values = {
        "code": county.code,
        "name": display_name(county),
        "official_name": county.name,
        "pinyin": county.pinyin,
        "prefecture_code": prefecture.code if prefecture else "",
        "prefecture": display_name(prefecture) if prefecture else "",
        "prefecture_official": prefecture.name if prefecture else "",
        "latitude": None,
        "longitude": None,
    }
    return [values.get(column, "") for column in COUNTY_COLUMNS]


def _status(place: County | Division) -> Status:
    if isinstance(place, County):
        return Status.LISTED
    return Status.UNLISTED if place.province == SICHUAN else Status.ELSEWHERE


def same_name_note(name: str, others: Sequence[Division]) -> str:
    """What else has the name, and how to ask for a prefecture of Sichuan."""
    prefectures = [
        display_name(other) for other in others if other in index.prefectures()
    ]
    if not prefectures:
        message = _("{name} is also {others}")
        return message.format(name=name, others=join_some(full_names(others)))
    (printed,) = prefectures
    return _(
        "{name} is also the prefecture {prefecture}; "
        "to list it: shudi list --prefecture {prefecture}"
    ).format(name=name, prefecture=printed)


def _look_up(names: Sequence[str]) -> list[PlaceLookup]:
    """The places that are found; what is not found is noted."""
    lookups = []
    for name in names:
        try:
            lookup = find_place(name)
        except UnknownNameError as error:
            hint = (
                "{error}"
                if error.suggestions
                else _("{error}; `shudi list` shows the 50 key counties")
            )
            note(hint.format(error=error))
            continue
        lookups.append(lookup)
        if lookup.others:
            note(same_name_note(name, lookup.others))
    return lookups
