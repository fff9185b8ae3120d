"""Command lines: help, errors and exit statuses."""

import os
import sys
from importlib import import_module
from io import BytesIO, TextIOWrapper
from pathlib import Path

import pytest
from conftest import Shudi

from shudi import commands
from shudi.cli import COMMANDS, run


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ("list --teir x", "No such option: --teir (Possible options: --tier)"),
        ("list -t nationl", "unknown tier 'nationl'; did you mean national?"),
        ("list -p 凉州", "unknown prefecture '凉州'; did you mean 凉山彝族自治州"),
        ("list -f xls", "unknown format 'xls'; did you mean xlsx?"),
        ("list -f pdf", "unknown format 'pdf'; did you mean table, csv, tsv, json"),
        ("list -o a.rds", "unknown file type '.rds'; use --format"),
        ("list -f xlsx", "xlsx cannot go to standard output; use --output FILE"),
        ("list --encoding klingon", "unknown encoding 'klingon'; did you mean utf-8"),
        ("list --encoding hex", "unknown encoding 'hex'; did you mean utf-8"),
        ("count -b tier -b tier", "use one dimension, or two different ones"),
        ("count -b tier -b kind -b prefecture", "use one dimension, or two"),
        ("show", "Missing argument 'NAME...'."),
        ("lsit", "No such command 'lsit'. Did you mean 'list'?"),
        ("美姑", "No such command '美姑'. Did you mean: shudi show 美姑"),
        ("凉山州", "No such command '凉山州'. Did you mean: shudi show 凉山州"),
        ("市中区", "No such command '市中区'. Did you mean: shudi show 市中区"),
        ("南京", "No such command '南京'."),
        ("Leibo+County", "Did you mean: shudi show 'Leibo County'"),
        ("list --sort", "requires an argument"),
        ("list extra", "Unexpected argument 'extra'"),
        ("list 凉山", "Unexpected argument '凉山'. Did you mean: shudi list -p 凉山"),
        ("list 国家级", "Did you mean: shudi list -t 国家级"),
        ("list 美姑", "Did you mean: shudi show 美姑"),
        ("count 5134 x", "Did you mean: shudi count -p 5134"),
        ("count --by tier national", "Did you mean: shudi count -t national"),
        ("aliases 美姑", "Did you mean: shudi show 美姑"),
        ("aliases 凉山州", "Did you mean: shudi show 凉山州"),
        ("match a.csv b.csv", "several files need a folder; use --output FOLDER"),
    ],
)
def test_a_usage_error_has_two_lines(
    shudi: Shudi, arguments: str, message: str
) -> None:
    status, out, err = shudi(*(word.replace("+", " ") for word in arguments.split()))
    assert (status, out) == (2, "")
    assert message in err
    wrong, way_out = err.splitlines()
    assert wrong.startswith("shudi: ")
    assert way_out.startswith("Try: shudi")
    assert way_out.endswith("--help")


@pytest.mark.parametrize(
    "arguments",
    [
        ["--help"],
        ["-h"],
        [],
        ["list", "-h"],
        ["show", "--help"],
        ["count", "-h"],
        ["aliases", "-h"],
    ],
)
def test_help_teaches_by_example(shudi: Shudi, arguments: list[str]) -> None:
    status, out, err = shudi(*arguments)
    assert (status, err) == (0, "")
    command = " ".join(["shudi", *arguments[:-1]])
    _, examples = out.split("Examples")
    lines = [line.strip() for line in examples.splitlines() if line.strip()]
    assert 2 <= len(lines) <= 3
    assert all(line.startswith(command) for line in lines)
    for line in lines:
        assert "--output" in line or shudi(*line.split()[1:], "-o", os.devnull)[0] == 0


def test_help_of_match_teaches_by_example(shudi: Shudi) -> None:
    _, out, _ = shudi("match", "-h")
    assert "cut -f2 places.tsv | shudi match - --format tsv" in out
    assert all(f"─ {panel} ─" in out for panel in ("Input", "Output"))


def test_each_command_is_a_module() -> None:
    folder = Path(commands.__file__).parent
    modules = {
        path.stem
        for path in folder.glob("*.py")
        if "\ndef command(" in path.read_text("utf-8")
    }
    assert modules == set(COMMANDS)
    for name in COMMANDS:
        assert import_module(f"shudi.commands.{name}").EXAMPLES


def test_help_names_the_defaults(shudi: Shudi) -> None:
    """Square brackets are markup to Typer, unless they are escaped."""
    _, out, _ = shudi("match", "-h")
    words = " ".join(out.replace("│", " ").split())
    assert words.count("[default: detected]") == 4
    assert "listed (a key county: the treated rows of a study)" in words


@pytest.mark.parametrize("command", ["list", "show", "count"])
def test_help_groups_the_options(shudi: Shudi, command: str) -> None:
    _, out, _ = shudi(command, "--help")
    titles = [line.split()[1] for line in out.splitlines() if line.startswith("╭")]
    filters = [] if command == "show" else ["Filters"]
    arguments = ["Arguments"] if command == "show" else []
    assert titles == [*arguments, "Options", *filters, "Output"]


def test_version(shudi: Shudi) -> None:
    from shudi import __version__

    assert shudi("--version") == (0, f"shudi {__version__}\n", "")


def test_damaged_data_is_reported(
    shudi: Shudi, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from shudi.places import dataset

    (tmp_path / "counties.csv").write_text("no,list\n")
    monkeypatch.setattr(dataset, "data_folder", lambda: tmp_path)
    dataset.counties.cache_clear()
    try:
        status, out, err = shudi("list")
    finally:
        dataset.counties.cache_clear()
    assert (status, out) == (1, "")
    assert "counties.csv, line 1, column (header): 'no,list' is not code,name" in err


@pytest.mark.parametrize(
    "name",
    ["[red]x", "\x1b]0;title\x07", "a\rb", "\u202eabc", "x" * 100_000, "-"],
)
def test_hostile_names_are_harmless(shudi: Shudi, name: str) -> None:
    status, out, err = shudi("show", "--", name)
    assert (status, out) == (1, "")
    assert err.removesuffix("\n").isprintable()
    assert len(err) < 200
    status, out, err = shudi("list", "--tier", name)
    assert (status, out) == (2, "")
    assert err.replace("\n", "").isprintable()
    status, out, err = shudi(name)
    assert (status, out) == (2, "")
    assert err.replace("\n", "").isprintable()
    assert len(err) < 700


class Interrupted(TextIOWrapper):
    """A standard output whose reader presses Ctrl-C."""

    def __init__(self) -> None:
        super().__init__(BytesIO(), "utf-8")

    @property
    def buffer(self) -> BytesIO:
        raise KeyboardInterrupt


def test_ctrl_c_ends_it_with_130(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", Interrupted())
    assert run(["list", "-f", "csv"]) == 130
