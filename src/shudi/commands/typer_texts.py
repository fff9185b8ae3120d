"""Typer's own texts, in the language of messages.

Typer takes some from gettext's default domain, which `i18n.activate` makes ours; these
are only named here, for the catalog. The others are English strings within Typer: help
texts are replaced, and errors are recognized by their wording. The tests run on the
oldest and on the newest Typer; what a later one words anew stays in English.
"""

import re
from importlib import import_module
from typing import Any

import typer

from shudi.i18n import CHINESE, _, language, mark
from shudi.text import join

mark("Arguments")
mark("Options")
mark("Commands")
mark("[default: {}]")
mark("[required]")

_HELP = {
    mark("Show this message and exit."),
    mark("Install completion for the current shell."),
    mark(
        "Show completion for the current shell, to copy it or customize the "
        "installation."
    ),
}

_QUOTES = "'\""

# From an error of Typer to the message in the catalog; quotes are part of a value.
_ERRORS = (
    (
        r"No such option: (?P<option>.+) \(Possible options: (?P<options>.+)\)",
        mark("No such option: {option} (Possible options: {options})"),
    ),
    (r"No such option: (?P<option>.+)", mark("No such option: {option}")),
    (r"Missing argument (?P<name>.+)\.", mark("Missing argument {name}.")),
    (
        r"Option (?P<option>.+) requires an argument\.",
        mark("Option {option} requires an argument."),
    ),
    (
        r"Option (?P<option>.+) does not take a value\.",
        mark("Option {option} does not take a value."),
    ),
    (
        r"No such command (?P<name>.+)\. Did you mean (?P<names>.+)\?",
        mark("No such command {name}. Did you mean {names}?"),
    ),
    (r"No such command (?P<name>.+)\.", mark("No such command {name}.")),
    (
        r"Invalid value for (?P<option>.+?): (?P<problem>.+)",
        mark("Invalid value for {option}: {problem}"),
    ),
    (r"Invalid value: (?P<problem>.+)", mark("Invalid value: {problem}")),
    # Of numbers, as Typer has them before and from 0.29 on.
    (
        r"\S+ is not in the range (?P<least>\d+)<=x<=(?P<most>\d+)\.",
        mark("not a number from {least} to {most}"),
    ),
    (r"Input should be greater .+ (?P<least>\d+)", mark("less than {least}")),
    (r"Input should be less .+ (?P<most>\d+)", mark("more than {most}")),
    (
        r".+ is not a valid int(eger)?( range)?\.|Input should be a valid integer.*",
        mark("not a whole number"),
    ),
)


class TranslatedHelp:
    """What makes the help of a Typer command one in the language of messages."""

    def get_params(self, ctx: Any) -> Any:  # noqa: ANN401
        """Its options, also those that Typer adds."""
        params = super().get_params(ctx)  # type: ignore[misc]
        for param in params:
            if param.help in _HELP:
                param.help = _(param.help)
            if param.name == "install_completion":
                param.callback = _install_completion
        return params

    def get_usage(self, ctx: Any) -> str:  # noqa: ANN401
        """Its usage line."""
        usage: str = super().get_usage(ctx)  # type: ignore[misc]
        return usage.replace("Usage: ", _("Usage: "), 1)

    def format_help(self, ctx: Any, formatter: Any) -> None:  # noqa: ANN401
        """Print its help, wrapped as Chinese is."""
        if language() == CHINESE:
            _wrap_as_chinese()
        super().format_help(ctx, formatter)  # type: ignore[misc]


def _install_completion(ctx: Any, _param: Any, value: Any) -> None:  # noqa: ANN401
    """Install completion, as Typer does, and say so in the language of messages."""
    if not value or ctx.resilient_parsing:
        return
    from typer._completion_shared import install

    # Typer gives True where it finds out the shell itself.
    shell, path = install(shell=value) if isinstance(value, str) else install()
    message = _("completion for {shell} is in {path}; open a new terminal to use it")
    typer.echo(message.format(shell=shell, path=path))
    ctx.exit()


def _wrap_as_chinese() -> None:
    """Make Typer print texts that wrap, and the word for usage as in English."""
    from shudi.render.wrapping import WrappingHighlighter

    rich_utils: Any = import_module("typer.rich_utils")
    highlighter = rich_utils.OptionHighlighter()
    usage = re.escape(_("Usage: "))
    highlighter.highlights = [*highlighter.highlights, f"(?P<usage>{usage})"]
    rich_utils.highlighter = WrappingHighlighter(highlighter)


def translate_error(message: str) -> str:
    """Translate an error of Typer; any other text stays as it is."""
    if language() != CHINESE:
        return message
    for pattern, translation in _ERRORS:
        found = re.fullmatch(pattern, message, re.S)
        if found:
            values = {
                name: _translated_value(name, value)
                for name, value in found.groupdict().items()
            }
            return _(translation).format(**values)
    return message


def _translated_value(name: str, value: str) -> str:
    """A part of an error; words such as '--tier' / '-t' in the quotes of Chinese."""
    if name == "problem":
        return translate_error(value)
    if name in {"least", "most"}:
        return value
    names = re.findall(r"""'[^']*'|"[^"]*"|[^\s,/]+""", value)
    return join(f"“{name.strip(_QUOTES)}”" for name in names)
