"""`shudi source`: where the list comes from, and how to cite it."""

from typing import TYPE_CHECKING, Annotated

import typer

from shudi.commands.choices import choice_parser, choice_words
from shudi.commands.options import (
    TABLE_FORMAT,
    EncodingOption,
    ForceOption,
    FormatOption,
    OutputOption,
    choice_completer,
    destination,
    option_parser,
)
from shudi.i18n import _
from shudi.output import Result, deliver
from shudi.places.citation import CitationStyle, citations
from shudi.places.provenance import Fact, facts

if TYPE_CHECKING:
    from shudi.render.console import View

EXAMPLES = (
    _("shudi source"),
    _("shudi source --cite gb7714"),
    _("shudi source --cite bibtex -o shudi.bib"),
)


def command(
    cite: Annotated[
        CitationStyle | None,
        typer.Option(
            parser=option_parser(choice_parser("style", CitationStyle)),
            metavar=_("STYLE"),
            autocompletion=choice_completer(CitationStyle),
            help=_(
                "Print only the citations of shudi and of the notification: {choices}."
            ).format(choices=choice_words(CitationStyle)),
        ),
    ] = None,
    format_: FormatOption = None,
    output: OutputOption = None,
    force: ForceOption = False,
    encoding: EncodingOption = None,
) -> None:
    """Show where the list comes from, and how to cite it (来源)."""
    if cite is not None:
        if format_ not in (None, TABLE_FORMAT):
            raise typer.BadParameter(_("use --cite or --format, not both"))
        target = destination(TABLE_FORMAT, output, force, encoding)
        deliver(Result((), (), citations(cite)), target)
        return
    target = destination(format_, output, force, encoding)

    def view() -> "View":
        from shudi.render.facts import FactSections

        return FactSections(facts())

    deliver(Result(Fact._fields, facts(), view), target)
