"""The Typer app: the table of commands, loaded on demand, and exit statuses."""

import inspect
import os
from collections.abc import Callable, Iterable, Sequence
from importlib import import_module
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup

from shudi import __version__
from shudi.commands.typer_texts import TranslatedHelp, translate_error
from shudi.errors import ShudiError, UnknownNameError, error_message
from shudi.i18n import LANGUAGES, _, parse_language
from shudi.streams import note, prepare_streams, silence_stdout, stdout_is_terminal
from shudi.text import quote

# Modules of shudi.commands, imported on demand: Typer takes longer to set up the
# options of all commands than any command takes to run.
COMMANDS = ("list", "show", "count", "map", "match", "aliases", "source")

_LANG = "--lang"
_SETTINGS = {"help_option_names": ["-h", "--help"]}


class _CommandGroup(TranslatedHelp, TyperGroup):
    """The group of commands, each loaded on demand."""

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ANN401, ARG002
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ANN401, ARG002
        if cmd_name in COMMANDS and cmd_name not in self.commands:
            command = _load_command(cmd_name)
            command.params.extend(
                param for param in self.params if param.name == _LANG.strip("-")
            )
            self.commands[cmd_name] = command
        return self.commands.get(cmd_name)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:  # noqa: ANN401
        if args[0] not in COMMANDS:
            from shudi.commands.hints import hint_for

            hint = hint_for(args[0])
            if hint:
                message = _("No such command {name}. Did you mean: {hint}")
                ctx.fail(message.format(name=quote(args[0]), hint=hint))
            for name in COMMANDS:  # those that Typer may suggest
                self.get_command(ctx, name)
        return super().resolve_command(ctx, args)


class _Command(TranslatedHelp, TyperCommand):
    """A command that suggests a fix for an unexpected argument."""

    allow_extra_args = True

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:  # noqa: ANN401
        rest = super().parse_args(ctx, args)
        if ctx.args and not ctx.resilient_parsing:
            from shudi.commands.hints import hint_for

            options = {option for param in self.params for option in param.opts}
            hint = hint_for(ctx.args[0], f"{self.name}", options)
            message = (
                _("Unexpected argument {name}. Did you mean: {hint}")
                if hint
                else _("Unexpected argument {name}.")
            )
            ctx.fail(message.format(name=quote(ctx.args[0]), hint=hint))
        return rest


def run(arguments: Sequence[str] = ()) -> int:
    """Run one command line and return its exit status."""
    prepare_streams()
    if not stdout_is_terminal():
        # Help in a pipe is complete and without colour.
        os.environ["_TYPER_FORCE_DISABLE_TERMINAL"] = "1"
        os.environ["TERMINAL_WIDTH"] = "80"
    try:
        app = typer.main.get_command(_app())
        return app(arguments, prog_name="shudi", standalone_mode=False) or 0
    except typer.TyperException as error:
        context = getattr(error, "ctx", None)
        first = [name for name in arguments[:1] if name in COMMANDS]
        command = context.command_path if context else " ".join(["shudi", *first])
        message = translate_error(error.format_message().replace("\n", " "))
        way_out = _("Try: {command} --help").format(command=command)
        note(f"{message}\n{way_out}")
        return 2
    except OSError as error:
        silence_stdout()
        note(error_message(error))
        return 1
    except ShudiError as error:
        note(error_message(error))
        return 1


def _app() -> typer.Typer:
    app = typer.Typer(
        cls=_CommandGroup,
        context_settings=_SETTINGS,
        pretty_exceptions_enable=False,
        rich_markup_mode="rich",
    )
    examples = (
        _("shudi list --tier national --prefecture 凉山"),
        _("shudi show 美姑县"),
        _("shudi count --by prefecture"),
    )
    app.callback(
        invoke_without_command=True,
        help=_help(shudi),
        epilog=_epilog(examples),
        options_metavar=_("[OPTIONS]"),
        subcommand_metavar=_("COMMAND [ARGS]..."),
    )(shudi)
    return app


def _load_command(name: str) -> Any:  # noqa: ANN401
    """Import a command's module and make Typer's command of it."""
    module = import_module(f"shudi.commands.{name}")
    app = typer.Typer(
        add_completion=False,
        context_settings=_SETTINGS,
        pretty_exceptions_enable=False,
        rich_markup_mode="rich",
    )
    app.command(
        name,
        cls=_Command,
        help=_help(module.command),
        epilog=_epilog(module.EXAMPLES),
        options_metavar=_("[OPTIONS]"),
    )(module.command)
    return typer.main.get_command(app)


def _help(command: Callable[..., None]) -> str:
    """The help text of a command: its docstring."""
    return _(str(inspect.getdoc(command)))


def _epilog(examples: Iterable[str]) -> str:
    """The examples at the end of a help text."""
    heading = _("Examples")
    return "\n".join([f"[bold]{heading}[/]", *(f"  {line}" for line in examples)])


def _show_version(asked: bool) -> None:
    if asked:
        typer.echo(f"shudi {__version__}")
        raise typer.Exit


def _parse_lang(text: str) -> str:
    language = parse_language(text)
    if language is None:
        error = UnknownNameError("language", text, LANGUAGES)
        raise typer.BadParameter(str(error), param_hint=[_LANG, "SHUDI_LANG"])
    return language


def shudi(
    context: typer.Context,
    version: Annotated[  # noqa: ARG001
        bool,
        typer.Option(
            "--version",
            callback=_show_version,
            is_eager=True,
            help=_("Show the version."),
        ),
    ] = False,
    lang: Annotated[  # noqa: ARG001
        str | None,
        typer.Option(
            _LANG,
            parser=_parse_lang,
            envvar="SHUDI_LANG",
            show_envvar=False,
            expose_value=False,  # it is settled before Typer is imported
            metavar=_("LANGUAGE"),
            help=_(
                "Language of messages: zh or en \\[default: SHUDI_LANG, or the locale]."
            ),
        ),
    ] = None,
) -> None:
    """Sichuan's key counties for rural revitalization assistance.

    四川省乡村振兴重点帮扶县: 25 national and 25 provincial,
    listed in 川农领〔2021〕12号.
    """
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())
