"""The options that commands share, each declared once."""

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import chain, islice
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer

from shudi.commands.choices import choice_forms, choice_parser, choice_words
from shudi.errors import FormatError, UnknownNameError
from shudi.glossary import word
from shudi.i18n import ENGLISH, LANGUAGES, _
from shudi.output import Destination, new_destination
from shudi.places import dataset, query
from shudi.places.find import find_prefecture, prefecture_completions
from shudi.places.models import County, Division, Tier
from shudi.streams import note
from shudi.tables.base import Encoding
from shudi.tables.formats import FORMATS, WRITTEN, format_of

T = TypeVar("T")

INPUT = _("Input")
FILTERS = _("Filters")
OUTPUT = _("Output")

TABLE_FORMAT = "table"  # the value of --format for people

_COMMA = "[,，、]"  # between the words of a list

# By its path it would be a file that exists, where a shell has redirected it to one.
_STDOUT = {"-", "/dev/stdout"}


def option_parser(parse: Callable[[str], T]) -> Callable[[str], T]:
    """Make a parser whose errors Typer can show."""

    def parser(text: str) -> T:
        try:
            return parse(text)
        except UnknownNameError as error:
            raise typer.BadParameter(str(error)) from None

    return parser


def completer(words: Callable[[], Iterable[str]]) -> Callable[[str], Iterator[str]]:
    """Make a completer of words, whatever case the user begins them in."""
    return lambda incomplete: completions(words(), incomplete)


def choice_completer(choices: Iterable[str]) -> Callable[[str], Iterator[str]]:
    """Make a completer of choices, each in the script in which the user began it."""

    def complete(incomplete: str) -> Iterator[str]:
        for choice in choices:
            forms = choice_forms(choice) if incomplete else (word(choice),)
            yield from islice(completions(forms, incomplete), 1)

    return complete


def completions(words: Iterable[str], incomplete: str) -> Iterator[str]:
    """The words that begin as the user began, whatever their case."""
    for whole in words:
        if whole.casefold().startswith(incomplete.casefold()):
            yield incomplete + whole[len(incomplete) :]


def _parse_encoding(name: str) -> Encoding:
    try:
        return Encoding.named(name)
    except (LookupError, ValueError):
        raise UnknownNameError("encoding", name, ("utf-8", "gb18030")) from None


parse_encoding = option_parser(_parse_encoding)


def choices_option(
    *names: str,
    kind: str,
    choices: Iterable[str],
    help_text: str,
    panel: str | None = None,
) -> Any:  # noqa: ANN401
    """An option for some of several words, repeatable or separated by commas."""
    parse = option_parser(choice_parser(kind, choices))
    complete = choice_completer(choices)

    def parse_names(text: str) -> list[str]:
        return [parse(name) for name in re.split(_COMMA, text)]

    def complete_last(incomplete: str) -> Iterator[str]:
        *before, last = re.split(f"({_COMMA})", incomplete)
        return ("".join([*before, name]) for name in complete(last))

    return typer.Option(
        *names,
        parser=parse_names,
        callback=lambda values: list(dict.fromkeys(chain.from_iterable(values))),
        metavar=_("NAME,..."),
        autocompletion=complete_last,
        rich_help_panel=panel,
        help=_("{text}: {choices}.").format(
            text=help_text, choices=choice_words(choices)
        ),
    )


TierOption = Annotated[
    list[Tier],
    typer.Option(
        "--tier",
        "-t",
        parser=option_parser(choice_parser("tier", Tier)),
        metavar=_("TIER"),
        autocompletion=choice_completer(Tier),
        rich_help_panel=FILTERS,
        help=_("national or provincial (国家级, 省级); repeatable."),
    ),
]
PrefectureOption = Annotated[
    list[Division],
    typer.Option(
        "--prefecture",
        "-p",
        parser=option_parser(find_prefecture),
        metavar=_("NAME"),
        autocompletion=completer(prefecture_completions),
        rich_help_panel=FILTERS,
        help=_("Prefecture, by name or code: 凉山, 凉山州, 513400; repeatable."),
    ),
]
SearchOption = Annotated[
    str,
    typer.Option(
        "--search",
        "-s",
        metavar=_("TEXT"),
        rich_help_panel=FILTERS,
        help=_("Text in a name, prefecture, romanization or code."),
    ),
]


def format_option(*views: str) -> Any:  # noqa: ANN401
    """The option --format, for the formats of views and of tables."""
    choices = (*views, *WRITTEN)
    return typer.Option(
        "--format",
        "-f",
        parser=option_parser(choice_parser("format", choices)),
        metavar=_("FORMAT"),
        autocompletion=choice_completer(choices),
        rich_help_panel=OUTPUT,
        help=_(
            "Output format: {choices} \\[default: by the suffix of --output]."
        ).format(choices=choice_words(choices)),
    )


FormatOption = Annotated[str | None, format_option(TABLE_FORMAT)]
OutputOption = Annotated[
    Path | None,
    typer.Option(
        "--output",
        "-o",
        metavar=_("FILE"),
        rich_help_panel=OUTPUT,
        help=_("Write to a file; - is standard output."),
    ),
]
ForceOption = Annotated[
    bool,
    typer.Option(
        "--force", rich_help_panel=OUTPUT, help=_("Overwrite an existing file.")
    ),
]
EncodingOption = Annotated[
    Encoding | None,
    typer.Option(
        "--encoding",
        parser=parse_encoding,
        metavar=_("NAME"),
        rich_help_panel=OUTPUT,
        help=_("Output encoding: utf-8 (default), utf-8-sig for Excel, gb18030."),
    ),
]


def labels_option() -> Any:  # noqa: ANN401
    """The option --labels, for the formats that people read."""
    names = [name for name, file_format in FORMATS.items() if file_format.labels]
    return typer.Option(
        "--labels",
        parser=option_parser(choice_parser("language", LANGUAGES)),
        metavar=_("LANGUAGE"),
        autocompletion=choice_completer(LANGUAGES),
        show_default=False,
        rich_help_panel=OUTPUT,
        help=_(
            "Headings and values of {formats}: zh (县名, 国家级, 在名单), or en as "
            "programs expect them \\[default]."
        ).format(formats=choice_words(names)),
    )


LabelsOption = Annotated[str, labels_option()]


def sort_help(keys: Iterable[str]) -> str:
    """The help of --sort; the first key is the default."""
    return _("Sort by: {keys} \\[default: {default}].").format(
        keys=choice_words(keys), default=word(next(iter(keys)))
    )


def select_counties(
    tiers: Iterable[Tier], prefectures: Iterable[Division], search: str
) -> tuple[County, ...]:
    """Select the key counties that pass the filters; note it if there are none."""
    counties = query.select(
        dataset.counties(),
        tiers=set(tiers),
        prefectures={prefecture.code for prefecture in prefectures},
        search=search,
    )
    if not counties:
        note(_("no county matches; `shudi list` shows all 50"))
    return counties


def destination(
    format_name: str | None,
    path: Path | None,
    force: bool,
    encoding: Encoding | None,
    *,
    labels: str = ENGLISH,
    default: str = TABLE_FORMAT,
    option: str = "--output",
) -> Destination:
    """The destination that the output options stand for.

    Args:
        format_name: the value of --format.
        path: that of --output.
        force: that of --force.
        encoding: that of --encoding.
        labels: that of --labels.
        default: the format if neither --format nor the suffix of --output says so.
        option: the one that names the path.

    Raises:
        BadParameter: its file type is unknown, has no encoding, or cannot go to
            standard output.
        MissingExtraError: an optional package is needed.
    """
    if path is not None and str(path) in _STDOUT:
        path = None
    try:
        file_format = format_of(path) if path and format_name is None else None
        if file_format is None:
            file_format = FORMATS.get(format_name or default)
        made = new_destination(
            path, file_format, force=force, encoding=encoding, labels=labels
        )
    except FormatError as error:
        raise typer.BadParameter(str(error), param_hint=option) from None
    if encoding and file_format and file_format.binary:
        problem = _("the output encoding is for text; {path} is a workbook")
        raise typer.BadParameter(problem.format(path=path))
    if labels != ENGLISH and file_format is None:
        problem = _("use --format csv too, or --lang zh for the table of the terminal")
        raise typer.BadParameter(problem, param_hint="--labels")
    return made
