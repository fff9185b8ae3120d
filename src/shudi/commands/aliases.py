"""`shudi aliases`: all accepted spellings, to join in a database."""

from shudi.commands.options import (
    EncodingOption,
    ForceOption,
    FormatOption,
    OutputOption,
    destination,
)
from shudi.i18n import _
from shudi.matching.rows import Match, to_match
from shudi.output import Result, deliver
from shudi.places.aliases import aliases

EXAMPLES = (
    _("shudi aliases -o aliases.csv"),
    _("shudi aliases --format jsonl"),
)


def command(
    format_: FormatOption = None,
    output: OutputOption = None,
    force: ForceOption = False,
    encoding: EncodingOption = None,
) -> None:
    """List all accepted spellings, to join in your own database (别名)."""
    # A table of 35,000 rows in the terminal helps nobody.
    target = destination(format_, output, force, encoding, default="csv")
    columns = ("alias", *Match._fields)
    rows = [(alias, *to_match(resolution)) for alias, resolution in aliases()]

    def view() -> str:
        from shudi.render.tables import aligned_text

        return aligned_text(columns, rows)

    deliver(Result(columns, rows, view), target)
