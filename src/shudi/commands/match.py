"""`shudi match`: a table of the user's, with the matched counties added."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Annotated, Any

import typer

from shudi.commands.choices import choice_parser, choice_words
from shudi.commands.options import (
    INPUT,
    OUTPUT,
    ForceOption,
    LabelsOption,
    OutputOption,
    choice_completer,
    choices_option,
    completions,
    destination,
    option_parser,
    parse_encoding,
)
from shudi.errors import ColumnError, FormatError, ShudiError, error_message
from shudi.i18n import ENGLISH, _, mark
from shudi.matching.annotate import Added
from shudi.matching.files import (
    Source,
    Target,
    check_paths,
    column_names,
    match_file,
    write_report,
)
from shudi.matching.report import Summary, summary_lines
from shudi.output import Destination
from shudi.places.dataset import POVERTY_COLUMNS
from shudi.places.index import ANYWHERE, Area
from shudi.places.models import Status
from shudi.places.resolver import find_area
from shudi.streams import note
from shudi.tables.base import Encoding, ReadOptions
from shudi.tables.formats import WRITTEN, format_of, input_format, output_name
from shudi.text import quote

EXAMPLES = (
    _("shudi match panel.csv -o matched.csv"),
    _("shudi match 项目台账.xlsx --column 县市区 -o 标注.xlsx"),
    _("shudi match 2018.csv 2019.csv --output marked/"),
    _("cut -f2 places.tsv | shudi match - --format tsv"),
)


def _column_completions(context: typer.Context, incomplete: str) -> Iterator[str]:
    """Complete a column of the file, where it is named before the option."""
    # Typer has not parsed the arguments, as the option still lacks its value.
    path = Path(next(iter(context.args), ""))
    if path.is_file():
        with suppress(ShudiError, OSError):
            yield from completions(column_names(path), incomplete)


def _parse_delimiter(text: str) -> str:
    delimiter = {"tab": "\t", "\\t": "\t"}.get(text, text)
    if len(delimiter) != 1 or delimiter in '"\r\n':
        message = _("invalid delimiter {text}; use a single character, or tab")
        raise typer.BadParameter(message.format(text=quote(text)))
    return delimiter


def _report_destination(path: Path, *, force: bool, labels: str) -> Destination:
    return destination(
        None, path, force, None, labels=labels, default="csv", option="--report"
    )


def _refuse_useless(
    file: Path, sheet: str | None, delimiter: str | None, encoding: Encoding | None
) -> None:
    """Refuse options that have no effect on a file of its kind."""
    file_format = input_format(file)
    if sheet is not None and not file_format.sheets:
        message = _("--sheet is for workbooks; {file} has no sheets")
    elif delimiter is not None and file_format.name not in {"csv", "tsv"}:
        message = _("--delimiter is for delimited text; {file} is none")
    elif encoding is not None and file_format.binary and not file_format.encoded:
        message = _("--encoding is for text; {file} is none")
    else:
        return
    raise typer.BadParameter(message.format(file=file))


def _names_a_file(path: Path) -> bool:
    """Whether a path that is no folder has the suffix of a table."""
    try:
        return not path.is_dir() and format_of(path) is not None
    except FormatError:
        return False


def _destinations(
    files: Sequence[Path], target: Destination
) -> Mapping[Path, Destination]:
    """Where each table goes; those of several files, under their names in a folder."""
    folder = target.path
    if len(files) > 1 and (folder is None or _names_a_file(folder)):
        message = _("several files need a folder; use --output FOLDER")
        raise typer.BadParameter(message)
    if folder is None or not (len(files) > 1 or folder.is_dir()):
        return dict.fromkeys(files, target)
    if Path("-") in files:
        message = _("standard input has no name for the folder; use --output FILE")
        raise typer.BadParameter(message)
    names = [output_name(file, target.format) for file in files]
    for name in names:
        if names.count(name) > 1:
            message = _("{name} would be written twice; match these files one by one")
            raise typer.BadParameter(message.format(name=name))
    folder.mkdir(parents=True, exist_ok=True)
    return {
        file: target._replace(
            path=folder / name, format=target.format or format_of(Path(name))
        )
        for file, name in zip(files, names, strict=True)
    }


def command(
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar=_("FILE..."),
            help=_(
                "Tables: .csv, .xlsx, .xls, .dta, .parquet, .json and others; "
                "- is standard input."
            ),
        ),
    ],
    column: Annotated[
        list[str],
        typer.Option(
            "--column",
            "-c",
            metavar=_("NAME"),
            autocompletion=_column_completions,
            rich_help_panel=INPUT,
            help=_(
                "Column with the place name or code, by name or number \\[default: "
                "detected]; repeatable, for province, prefecture and county."
            ),
        ),
    ] = [],  # noqa: B006
    within: Annotated[
        Area | None,
        typer.Option(
            "--within",
            parser=option_parser(find_area),
            metavar=_("NAME"),
            rich_help_panel=INPUT,
            help=_("Province or prefecture in which all rows lie: 四川, 凉山州."),
        ),
    ] = None,
    header_row: Annotated[
        int | None,
        typer.Option(
            "--header-row",
            min=1,
            max=1_000_000,
            metavar=_("ROW"),
            rich_help_panel=INPUT,
            help=_("Row with the column names \\[default: detected]."),
        ),
    ] = None,
    no_header: Annotated[
        bool,
        typer.Option(
            "--no-header", rich_help_panel=INPUT, help=_("The table has no header row.")
        ),
    ] = False,
    delimiter: Annotated[
        str | None,
        typer.Option(
            "--delimiter",
            parser=_parse_delimiter,
            metavar=_("CHARACTER"),
            rich_help_panel=INPUT,
            help=_("Input delimiter \\[default: detected]."),
        ),
    ] = None,
    encoding: Annotated[
        Encoding | None,
        typer.Option(
            "--encoding",
            parser=parse_encoding,
            metavar=_("NAME"),
            rich_help_panel=INPUT,
            help=_("Input encoding \\[default: detected]."),
        ),
    ] = None,
    sheet: Annotated[
        str | None,
        typer.Option(
            "--sheet",
            metavar=_("NAME"),
            rich_help_panel=INPUT,
            help=_(
                "Sheet of a workbook, by name or number \\[default: the active one "
                "or, if it has few counties, the one with the most]."
            ),
        ),
    ] = None,
    format_: Annotated[
        str | None,
        typer.Option(
            "--format",
            "-f",
            parser=option_parser(choice_parser("format", WRITTEN)),
            metavar=_("FORMAT"),
            autocompletion=choice_completer(WRITTEN),
            rich_help_panel=OUTPUT,
            help=_(
                "{formats} \\[default: by the suffix of --output, or as the input]."
            ).format(formats=choice_words(WRITTEN)),
        ),
    ] = None,
    output: OutputOption = None,
    force: ForceOption = False,
    output_encoding: Annotated[
        Encoding | None,
        typer.Option(
            "--output-encoding",
            parser=parse_encoding,
            metavar=_("NAME"),
            rich_help_panel=OUTPUT,
            help=_("Output encoding \\[default: as the input]."),
        ),
    ] = None,
    labels: LabelsOption = ENGLISH,
    prefix: Annotated[
        str,
        typer.Option(
            "--prefix",
            metavar=_("TEXT"),
            rich_help_panel=OUTPUT,
            show_default=False,
            help=_("Prefix of the added columns \\[default: shudi_]."),
        ),
    ] = "shudi_",
    extra: Annotated[
        list[Any],
        choices_option(
            "--with",
            kind=mark("column"),
            choices=POVERTY_COLUMNS,
            panel=OUTPUT,
            help_text=_("Columns to add about former poverty counties"),
        ),
    ] = [],  # noqa: B006
    yes_no: Annotated[
        str,
        typer.Option(
            "--yes-no",
            metavar=_("NAME"),
            rich_help_panel=OUTPUT,
            help=_(
                "Add a column of this name: 1 if listed, 0 if not, empty if ambiguous "
                "or unknown."
            ),
        ),
    ] = "",
    only: Annotated[
        list[Any],
        choices_option(
            "--only",
            kind=mark("status"),
            choices=Status,
            panel=OUTPUT,
            help_text=_("Keep only rows of these statuses"),
        ),
    ] = [],  # noqa: B006
    report: Annotated[
        Path | None,
        typer.Option(
            "--report",
            metavar=_("FILE"),
            rich_help_panel=OUTPUT,
            help=_("Write the unmatched values to a .csv, .xlsx or other table."),
        ),
    ] = None,
    strict: Annotated[
        bool,
        typer.Option(
            "--strict", help=_("Exit with status 1 if any value is unmatched.")
        ),
    ] = False,
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", help=_("Print no notes and no summary."))
    ] = False,
) -> None:
    """Match the places in your tables and add the results (标注表格).

    Adds status, code, name, tier, prefecture, province and via. The status is
    listed (a key county: the treated rows of a study), unlisted (another county
    of Sichuan), elsewhere (no control group by itself: other provinces have key
    counties too), ambiguous (one of several, or a contradiction) or unknown.
    """
    for file in files:
        _refuse_useless(file, sheet, delimiter, encoding)
    if no_header and header_row is not None:
        raise typer.BadParameter(_("use --header-row or --no-header, not both"))
    source = Source(
        path=None,
        columns=column,
        header_row=0 if no_header else header_row,
        options=ReadOptions(encoding, delimiter, sheet),
        within=within or ANYWHERE,
    )
    target = Target(
        destination(format_, output, force, output_encoding)._replace(labels=labels),
        prefix,
        Added(extra, yes_no, only),
        _report_destination(report, force=force, labels=labels) if report else None,
    )
    jobs = [
        (
            source._replace(path=None if str(file) == "-" else file),
            target._replace(destination=each),
        )
        for file, each in _destinations(files, target.destination).items()
    ]
    for job in jobs:
        check_paths(job[0].path, job[1])
    try:
        into_folder = jobs[0][1].destination.path != target.destination.path
        summaries = _match_all(jobs, into_folder=into_folder, quiet=quiet)
    except ColumnError as error:
        raise typer.BadParameter(str(error), param_hint="--column") from None
    except FormatError as error:
        raise typer.BadParameter(str(error), param_hint="--output") from None
    if target.report is not None:
        write_report(summaries, target.report)
    is_unmatched = any(summary.unmatched for summary in summaries.values())
    if len(summaries) < len(files) or (strict and is_unmatched):
        raise typer.Exit(1)


def _match_all(
    jobs: Sequence[tuple[Source, Target]], *, into_folder: bool, quiet: bool
) -> Mapping[str, Summary]:
    """Match one or several files; of several, one that cannot be matched is noted."""
    summaries = {}
    for source, target in jobs:
        if into_folder and not quiet:
            note(f"{source.path} → {target.destination.path}")
        try:
            summary = match_file(source, target, quiet=quiet)
        except (ShudiError, OSError) as error:
            if len(jobs) == 1:
                raise
            note(error_message(error))
            continue
        summaries[str(source.path)] = summary
        if not quiet:
            note("\n".join(summary_lines(summary)))
    return summaries
