"""The command line: Typer parses, other modules answer, the answer is printed."""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple, TypeVar

import typer

from shudi import __version__
from shudi.commands.choices import chooser
from shudi.errors import ColumnError, ShudiError, UnknownNameError
from shudi.export import Format, TableFormat
from shudi.output import (
    Answer,
    Destination,
    abandon_stdout,
    deliver,
    note,
    prepare_streams,
    stdout_is_terminal,
)
from shudi.places import dataset, query
from shudi.places.dataset import COUNTY_COLUMNS
from shudi.places.find import (
    county_words,
    find_place,
    find_prefecture,
    prefecture_words,
)
from shudi.places.models import County, Division, Level, Tier
from shudi.places.names import display_name
from shudi.places.query import Dimension, SortKey, TallyOrder

if TYPE_CHECKING:
    from rich.console import Console

    from shudi.render.tables import Draw

T = TypeVar("T")


def run(arguments: Sequence[str] = ()) -> int:
    """Run one command line and return its exit status."""
    prepare_streams()
    if not stdout_is_terminal():
        # Typer draws help; in a pipe it is to be complete and without colour.
        os.environ["_TYPER_FORCE_DISABLE_TERMINAL"] = "1"
        os.environ["TERMINAL_WIDTH"] = "80"
    try:
        app = _application(arguments)
        return app(arguments, prog_name="shudi", standalone_mode=False) or 0
    except typer.TyperException as error:
        context = getattr(error, "ctx", None)
        command = context.command_path if context else "shudi"
        message = error.format_message().replace("\n", " ")
        note(f"{message}\nTry: {command} --help")
        return 2
    except OSError as error:
        abandon_stdout()
        note(f"{error.filename or 'standard output'}: {error.strerror}")
        return 1
    except ShudiError as error:
        note(str(error))
        return 1


def _parsed_by(parse: Callable[[str], T]) -> Callable[[str], T]:
    """The parser of an option's value, with an error that Typer can show."""

    def parser(text: str) -> T:
        try:
            return parse(text)
        except UnknownNameError as error:
            raise typer.BadParameter(str(error)) from None

    return parser


def _completed_with(
    words: Callable[[], Iterable[str]],
) -> Callable[[str], Iterator[str]]:
    """The completer of a value, whatever case the user begins it in."""

    def completer(incomplete: str) -> Iterator[str]:
        for word in words():
            if word.casefold().startswith(incomplete.casefold()):
                yield incomplete + word[len(incomplete) :]

    return completer


def _encoding(name: str) -> str:
    try:
        "".encode(name)
    except (LookupError, ValueError):
        raise UnknownNameError("encoding", name, ("utf-8", "gb18030")) from None
    return name


def _different(by: list[Dimension]) -> list[Dimension]:
    if len(by) > 2 or len(set(by)) < len(by):
        raise typer.BadParameter("give one dimension, or two different ones")
    return by


def _delimiter(text: str) -> str:
    delimiter = {"tab": "\t", "\\t": "\t"}.get(text, text)
    if len(delimiter) != 1 or delimiter in '"\r\n':
        raise typer.BadParameter(f"{text!r} is not one character; tab may be said tab")
    return delimiter


_FILTERS = "Filters"
_INPUT = "Input"
_OUTPUT = "Output"

TierOption = Annotated[
    Tier | None,
    typer.Option(
        "--tier",
        "-t",
        parser=_parsed_by(chooser("tier", Tier)),
        metavar="TIER",
        autocompletion=_completed_with(lambda: Tier),
        rich_help_panel=_FILTERS,
        help="national (国家级) or provincial (省级).",
    ),
]
PrefectureOption = Annotated[
    list[Division],
    typer.Option(
        "--prefecture",
        "-p",
        parser=_parsed_by(find_prefecture),
        metavar="NAME",
        autocompletion=_completed_with(prefecture_words),
        rich_help_panel=_FILTERS,
        help="Name or code: 凉山, 凉山州, 513400. Give it again for more.",
    ),
]
SearchOption = Annotated[
    str,
    typer.Option(
        "--search",
        "-s",
        metavar="TEXT",
        rich_help_panel=_FILTERS,
        help="Part of a name, a romanization or a code.",
    ),
]
FormatOption = Annotated[
    Format | None,
    typer.Option(
        "--format",
        "-f",
        parser=_parsed_by(chooser("format", Format)),
        metavar="FORMAT",
        autocompletion=_completed_with(lambda: Format),
        rich_help_panel=_OUTPUT,
        help=f"{', '.join(Format)}; else by the ending of --output.",
    ),
]
OutputOption = Annotated[
    Path | None,
    typer.Option(
        "--output",
        "-o",
        metavar="FILE",
        rich_help_panel=_OUTPUT,
        help="Write to a file, whole or not at all.",
    ),
]
ForceOption = Annotated[
    bool,
    typer.Option("--force", rich_help_panel=_OUTPUT, help="Replace the file."),
]
EncodingOption = Annotated[
    str | None,
    typer.Option(
        "--encoding",
        parser=_parsed_by(_encoding),
        metavar="NAME",
        rich_help_panel=_OUTPUT,
        help="utf-8 (default), utf-8-sig for Excel, gb18030.",
    ),
]


def _show_version(asked: bool) -> None:
    if asked:
        typer.echo(f"shudi {__version__}")
        raise typer.Exit


def shudi(
    context: typer.Context,
    version: Annotated[  # noqa: ARG001
        bool,
        typer.Option(
            "--version",
            callback=_show_version,
            is_eager=True,
            help="Show the version.",
        ),
    ] = False,
) -> None:
    """Sichuan's key counties for rural revitalization assistance.

    四川省乡村振兴重点帮扶县: 25 national and 25 provincial, after 川农领〔2021〕12号.
    """
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


def list_(
    tier: TierOption = None,
    prefecture: PrefectureOption = [],  # noqa: B006
    search: SearchOption = "",
    sort: Annotated[
        SortKey,
        typer.Option(
            parser=_parsed_by(chooser("order", SortKey)),
            metavar="KEY",
            autocompletion=_completed_with(lambda: SortKey),
            help=f"{', '.join(SortKey)}.",
        ),
    ] = SortKey.OFFICIAL,
    reverse: Annotated[bool, typer.Option("--reverse", help="Last first.")] = False,
    format_: FormatOption = None,
    output: OutputOption = None,
    force: ForceOption = False,
    encoding: EncodingOption = None,
) -> None:
    """List the key counties, filtered and sorted (列出名单)."""
    found = query.order(_select(tier, prefecture, search), sort, reverse=reverse)

    def draw(console: "Console") -> None:
        from shudi.render.tables import draw_counties

        draw_counties(console, found)

    deliver(_counties(found, draw), _destination(format_, output, force, encoding))


def show(
    names: Annotated[
        list[str],
        typer.Argument(
            metavar="NAME...",
            autocompletion=_completed_with(county_words),
            help="Name, former name, code, pinyin, address: 美姑, 康定县, 513436.",
        ),
    ],
    format_: FormatOption = None,
    output: OutputOption = None,
    force: ForceOption = False,
    encoding: EncodingOption = None,
) -> None:
    """Tell what a county or a prefecture is, on the list or not (查询)."""
    from shudi.wording import of_namesake

    found = []
    for name in names:
        try:
            found.append(find_place(name))
        except UnknownNameError as error:
            way_out = "" if error.suggestions else "; shudi list has all the names"
            note(f"{error}{way_out}")
            continue
        if found[-1].prefecture:
            note(of_namesake(name, found[-1].prefecture))
    destination = _destination(format_, output, force, encoding)
    rows = [row for one in found if (row := _county_row(one.place))]
    if len(rows) < len(found) and destination.format is not Format.TABLE:
        note("prefectures have no row here; --format table tells of them")

    def draw(console: "Console") -> None:
        from shudi.render.tables import draw_places

        draw_places(console, found)

    deliver(Answer(COUNTY_COLUMNS, rows, draw), destination)
    if len(found) < len(names):
        raise typer.Exit(1)


def count(
    by: Annotated[
        list[Dimension],
        typer.Option(
            "--by",
            "-b",
            parser=_parsed_by(chooser("dimension", Dimension)),
            callback=_different,
            metavar="DIMENSION",
            autocompletion=_completed_with(lambda: Dimension),
            help=f"{', '.join(Dimension)}; give it twice for a cross table.",
        ),
    ] = [],  # noqa: B006
    sort: Annotated[
        TallyOrder,
        typer.Option(
            parser=_parsed_by(chooser("order", TallyOrder)),
            metavar="KEY",
            autocompletion=_completed_with(lambda: TallyOrder),
            help=f"{', '.join(TallyOrder)}.",
        ),
    ] = TallyOrder.OFFICIAL,
    tier: TierOption = None,
    prefecture: PrefectureOption = [],  # noqa: B006
    search: SearchOption = "",
    format_: FormatOption = None,
    output: OutputOption = None,
    force: ForceOption = False,
    encoding: EncodingOption = None,
) -> None:
    """Count the key counties, by tier, prefecture or kind (统计)."""
    tallies = query.tally(_select(tier, prefecture, search), by, sort)

    def draw(console: "Console") -> None:
        from shudi.render.tables import draw_tallies

        draw_tallies(console, tallies, by)

    rows = ((*tally.values, tally.counties, round(tally.share, 4)) for tally in tallies)
    answer = Answer((*by, "count", "share"), rows, draw)
    deliver(answer, _destination(format_, output, force, encoding))


def match_(
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE",
            help="A table: .csv, .tsv or .xlsx; - for standard input.",
        ),
    ],
    column: Annotated[
        list[str],
        typer.Option(
            "--column",
            "-c",
            metavar="NAME",
            rich_help_panel=_INPUT,
            help="The column that says where, by name or number. Give it again where "
            "several do: 省, 市, 县.",
        ),
    ] = [],  # noqa: B006
    header_row: Annotated[
        int,
        typer.Option(
            "--header-row",
            min=1,
            metavar="ROW",
            rich_help_panel=_INPUT,
            help="Which row has the names of the columns.",
        ),
    ] = 1,
    no_header: Annotated[
        bool,
        typer.Option(
            "--no-header", rich_help_panel=_INPUT, help="There are no names of columns."
        ),
    ] = False,
    delimiter: Annotated[
        str | None,
        typer.Option(
            "--delimiter",
            parser=_delimiter,
            metavar="CHARACTER",
            rich_help_panel=_INPUT,
            help="What separates the cells; recognized unless given.",
        ),
    ] = None,
    encoding: Annotated[
        str | None,
        typer.Option(
            "--encoding",
            parser=_parsed_by(_encoding),
            metavar="NAME",
            rich_help_panel=_INPUT,
            help="Of the table; recognized unless given.",
        ),
    ] = None,
    sheet: Annotated[
        str | None,
        typer.Option(
            "--sheet",
            metavar="NAME",
            rich_help_panel=_INPUT,
            help="Of a workbook, by name or number.",
        ),
    ] = None,
    format_: Annotated[
        TableFormat | None,
        typer.Option(
            "--format",
            "-f",
            parser=_parsed_by(chooser("format", TableFormat)),
            metavar="FORMAT",
            autocompletion=_completed_with(lambda: TableFormat),
            rich_help_panel=_OUTPUT,
            help=f"{', '.join(TableFormat)}; else by the ending of --output, else as "
            "the table.",
        ),
    ] = None,
    output: OutputOption = None,
    force: ForceOption = False,
    output_encoding: Annotated[
        str | None,
        typer.Option(
            "--output-encoding",
            parser=_parsed_by(_encoding),
            metavar="NAME",
            rich_help_panel=_OUTPUT,
            help="Else that of the table.",
        ),
    ] = None,
    prefix: Annotated[
        str,
        typer.Option(
            "--prefix",
            metavar="TEXT",
            rich_help_panel=_OUTPUT,
            help="Of the names of the columns added.",
        ),
    ] = "shudi_",
    report: Annotated[
        Path | None,
        typer.Option(
            "--report",
            metavar="FILE",
            rich_help_panel=_OUTPUT,
            help="Write each value that was not placed to a csv file.",
        ),
    ] = None,
    strict: Annotated[
        bool,
        typer.Option("--strict", help="Exit with 1 if any value was not placed."),
    ] = False,
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", help="Leave out notes and summary.")
    ] = False,
) -> None:
    """Mark the key counties in a table of your own (标注表格)."""
    from shudi.matching.files import Source, Target, mark_file, summary_lines

    source = Source(
        path=None if str(file) == "-" else file,
        columns=column,
        header_row=None if no_header else header_row,
        delimiter=delimiter,
        encoding=encoding,
        sheet=sheet,
    )
    target = Target(
        path=output,
        format=format_,
        encoding=output_encoding,
        prefix=prefix,
        force=force,
        report=report,
    )
    try:
        summary = mark_file(source, target, quiet=quiet)
    except ColumnError as error:
        raise typer.BadParameter(str(error), param_hint="--column") from None
    if not quiet:
        note("\n".join(summary_lines(summary)))
    if strict and summary.unplaced:
        raise typer.Exit(1)


def aliases(
    format_: FormatOption = None,
    output: OutputOption = None,
    force: ForceOption = False,
    encoding: EncodingOption = None,
) -> None:
    """List every spelling that is understood, to join with elsewhere (别名)."""
    from shudi.matching.rows import Match, match_text
    from shudi.places.aliases import aliases as all_aliases

    columns = ("alias", *Match._fields)
    rows = [(alias, *match_text(alias)) for alias in all_aliases()]

    def draw(console: "Console") -> None:
        from shudi.render.tables import draw_rows

        draw_rows(console, columns, rows)

    if output is None:
        format_ = format_ or Format.CSV  # nobody reads a table of 29,000 rows
    destination = _destination(format_, output, force, encoding)
    deliver(Answer(columns, rows, draw), destination)


def _county_row(place: County | Division) -> Sequence[object]:
    """The values of counties.csv's columns for a county; none for a prefecture.

    For a county on neither list, those that only the list gives are empty.
    """
    if isinstance(place, County):
        return [getattr(place, column) for column in COUNTY_COLUMNS]
    if place.level is Level.PREFECTURE:
        return ()
    prefecture = find_prefecture(place.prefecture)
    return (
        *(place.code, display_name(place.name), place.name, place.pinyin, "", ""),
        *(prefecture.code, display_name(prefecture.name), prefecture.name, None, None),
    )


def _select(
    tier: Tier | None, prefectures: Iterable[Division], search: str
) -> tuple[County, ...]:
    codes = {prefecture.code for prefecture in prefectures}
    found = query.select(
        dataset.counties(), tier=tier, prefectures=codes, search=search
    )
    if not found:
        note("no key county fits; shudi list has all 50")
    return found


def _counties(found: Sequence[County], draw: "Draw") -> Answer:
    return Answer(COUNTY_COLUMNS, map(attrgetter(*COUNTY_COLUMNS), found), draw)


def _destination(
    format_: Format | None,
    path: Path | None,
    force: bool,
    encoding: str | None,
) -> Destination:
    """Where the answer goes, in the format asked for or that of the file's ending."""
    if format_ is None:
        ending = path.suffix.lower().removeprefix(".") if path else ""
        if ending in {"", "txt"}:
            format_ = Format.TABLE
        elif ending in list(Format):
            format_ = Format(ending)
        else:
            raise typer.BadParameter(f"no format is known by .{ending}; say --format")
    return Destination(format_, path, force, encoding)


class Command(NamedTuple):
    """A command, and the command lines that its help gives as examples."""

    function: Callable[..., None]
    examples: Sequence[str]


COMMANDS = {
    "list": Command(
        list_,
        (
            "shudi list --tier national --prefecture 凉山",
            "shudi list --sort pinyin --format csv",
            "shudi list -o counties.csv --encoding utf-8-sig",
        ),
    ),
    "show": Command(
        show,
        (
            "shudi show 美姑县",
            "shudi show 马边 513436 Zoige 康定县",
            "shudi show 康定市 --format json",
        ),
    ),
    "count": Command(
        count,
        (
            "shudi count --by prefecture",
            "shudi count --by prefecture --by tier",
            "shudi count --tier 国家级 --prefecture 凉山州",
        ),
    ),
    "match": Command(
        match_,
        (
            "shudi match panel.csv -o marked.csv",
            "shudi match 项目台账.xlsx --column 县市区 -o 标注.xlsx",
            "cut -f2 places.tsv | shudi match - --format tsv",
        ),
    ),
    "aliases": Command(
        aliases,
        (
            "shudi aliases -o aliases.csv",
            "shudi aliases --format jsonl",
        ),
    ),
}


def _application(arguments: Sequence[str]) -> typer.Typer:
    """The program with all commands, or with the one that is asked for.

    Typer prepares the options of every command at each start, which takes longer
    than to answer. Help and completion want them all.
    """
    app = typer.Typer(
        context_settings={"help_option_names": ["-h", "--help"]},
        pretty_exceptions_enable=False,
        rich_markup_mode="rich",
    )
    first = [COMMANDS[name].examples[0] for name in ("list", "show", "count")]
    app.callback(invoke_without_command=True, epilog=_examples(first))(shudi)
    asked = arguments[0] if arguments else ""
    for name in [asked] if asked in COMMANDS else COMMANDS:
        command = COMMANDS[name]
        app.command(name, epilog=_examples(command.examples))(command.function)
    return app


def _examples(commands: Iterable[str]) -> str:
    """The end of a command's help."""
    return "\n".join(["[bold]Examples[/]", *(f"  {command}" for command in commands)])
