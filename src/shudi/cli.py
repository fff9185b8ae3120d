"""The Typer app: the table of commands, loaded on demand, and exit statuses."""

import os
from collections.abc import Iterable, Sequence
from importlib import import_module
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup

from shudi import __version__
from shudi.errors import ShudiError
from shudi.streams import note, prepare_streams, silence_stdout, stdout_is_terminal
from shudi.text import quote

# Modules of shudi.commands, imported on demand: Typer takes longer to set up the
# options of all commands than any command takes to run.
COMMANDS = ("list", "show", "count", "map", "match", "aliases", "source")

_SETTINGS = {"help_option_names": ["-h", "--help"]}


class _CommandGroup(TyperGroup):
    """The group of commands, each loaded on demand."""

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ANN401, ARG002
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ANN401, ARG002
        if cmd_name in COMMANDS and cmd_name not in self.commands:
            self.commands[cmd_name] = _load_command(cmd_name)
        return self.commands.get(cmd_name)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:  # noqa: ANN401
        if args[0] not in COMMANDS:
            from shudi.commands.hints import hint_for

            hint = hint_for(args[0])
            if hint:
                ctx.fail(f"No such command {quote(args[0])}. Did you mean: {hint}")
            for name in COMMANDS:  # those that Typer may suggest
                self.get_command(ctx, name)
        return super().resolve_command(ctx, args)


class _Command(TyperCommand):
    """A command that suggests a fix for an unexpected argument."""

    allow_extra_args = True

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:  # noqa: ANN401
        rest = super().parse_args(ctx, args)
        if ctx.args and not ctx.resilient_parsing:
            from shudi.commands.hints import hint_for

            options = {option for param in self.params for option in param.opts}
            hint = hint_for(ctx.args[0], f"{self.name}", options)
            problem = f"Unexpected argument {quote(ctx.args[0])}."
            ctx.fail(f"{problem} Did you mean: {hint}" if hint else problem)
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
        message = error.format_message().replace("\n", " ")
        note(f"{message}\nTry: {command} --help")
        return 2
    except OSError as error:
        silence_stdout()
        note(f"{error.filename or 'standard output'}: {error.strerror}")
        return 1
    except ShudiError as error:
        note(str(error))
        return 1


def _app() -> typer.Typer:
    app = typer.Typer(
        cls=_CommandGroup,
        context_settings=_SETTINGS,
        pretty_exceptions_enable=False,
        rich_markup_mode="rich",
    )
    examples = (
        "shudi list --tier national --prefecture 凉山",
        "shudi show 美姑县",
        "shudi count --by prefecture",
    )
    app.callback(invoke_without_command=True, epilog=_epilog(examples))(shudi)
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
    app.command(name, cls=_Command, epilog=_epilog(module.EXAMPLES))(module.command)
    return typer.main.get_command(app)


def _epilog(examples: Iterable[str]) -> str:
    """The examples at the end of a help text."""
    return "\n".join(["[bold]Examples[/]", *(f"  {line}" for line in examples)])


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

    四川省乡村振兴重点帮扶县: 25 national and 25 provincial,
    listed in 川农领〔2021〕12号.
    """
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())
