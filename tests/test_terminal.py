"""Terminals, pipes and locales, as the shell hands them over."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import LIST, on_terminal, posix, process
from rich.cells import cell_len
from rich.text import Text


@pytest.mark.parametrize("columns", ["1", "20", "400"])
def test_a_pipe_gets_all_whatever_the_width(columns: str) -> None:
    for arguments in (["list"], ["show", "石渠县"], ["count", "-b", "tier"]):
        plain = process(*arguments)
        environment = {"COLUMNS": columns, "FORCE_COLOR": "1", "GITHUB_ACTIONS": "1"}
        narrow = process(*arguments, environment=environment)
        assert narrow.stdout == plain.stdout
        assert b"\x1b" not in plain.stdout
    helped = process("list", "--help", environment=environment).stdout
    assert helped == process("list", "--help").stdout
    assert b"\x1b" not in helped
    assert "…" not in helped.decode()


@pytest.mark.parametrize(
    "environment",
    [
        {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"},
        {"PYTHONIOENCODING": "ascii"},
        {"PYTHONIOENCODING": "cp1252"},
        {"PYTHONIOENCODING": "cp936"},
    ],
)
@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (["list"], 0),
        (["show", "513301", "nowhere"], 1),
        (["count", "-b", "kind"], 0),
        (["show", "--help"], 0),
        (["list", "-p", "美姑"], 2),
    ],
)
def test_no_locale_stops_an_answer(
    environment: dict[str, str], arguments: list[str], status: int
) -> None:
    done = process(*arguments, environment=environment)
    assert done.returncode == status
    assert b"Traceback" not in done.stderr
    assert done.stdout or status == 2


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "cp936"])
def test_machine_formats_are_utf8_in_every_locale(encoding: str) -> None:
    done = process("list", "-f", "csv", environment={"PYTHONIOENCODING": encoding})
    assert (done.stdout, done.stderr) == (LIST, b"")


@posix
def test_a_closed_pipe_ends_it_quietly() -> None:
    for arguments in ("list", "list -f csv", "--help"):
        command = f"{sys.executable} -m shudi {arguments}"
        read, write = os.pipe()
        os.close(read)
        done = process(*arguments.split(), stdout=write)
        os.close(write)
        assert done.stderr == b"", command
        assert done.returncode == 0 or arguments == "--help"


@posix
def test_a_full_disk_is_reported_in_one_line() -> None:
    for arguments in ("list", "list -f csv", "show 美姑"):
        with Path("/dev/full").open("wb") as full:
            done = process(*arguments.split(), stdout=full)
        assert done.returncode == 1
        assert done.stderr == b"shudi: standard output: No space left on device\n"


@posix
def test_a_closed_standard_output_is_reported() -> None:
    done = subprocess.run(
        f"{sys.executable} -m shudi list >&-",
        shell=True,
        capture_output=True,
        timeout=60,
    )
    assert done.returncode == 1
    assert done.stderr == b"shudi: standard output is closed\n"


@posix
@pytest.mark.parametrize("width", [80, 50])
@pytest.mark.parametrize(
    "arguments",
    [
        "list",
        "show 木里",
        "count -b prefecture",
        "count -b tier -b prefecture",
        "list --lang zh",
        "show 木里 --lang zh",
        "count -b prefecture --lang zh",
        "count -b tier -b prefecture --lang zh",
        "map --lang zh",
        "source --lang zh",
    ],
)
def test_a_terminal_gets_colour_and_its_width(arguments: str, width: int) -> None:
    shown = on_terminal(arguments, COLUMNS=str(width), TERM="xterm")
    assert "\x1b[" in shown
    for line in shown.splitlines():
        assert cell_len(Text.from_ansi(line).plain) <= width
    assert "\x1b[3" not in on_terminal(arguments, NO_COLOR="1", TERM="xterm")
    assert "\x1b" not in on_terminal(arguments, TERM="dumb")


@posix
@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize(
    "command", ["", "list", "show", "count", "map", "match", "aliases", "source"]
)
def test_help_is_complete_at_50_columns(command: str, language: str) -> None:
    shown = on_terminal(f"{command} -h --lang {language}", COLUMNS="50", TERM="xterm")
    lines = Text.from_ansi(shown).plain.splitlines()
    assert max(map(cell_len, lines)) <= 50
    # Typer has no room for the two longest names of options, which it shortens.
    names = re.compile("--(install-compl|output-enco)[a-z]*…")
    assert not any("…" in names.sub("", line) for line in lines)


@posix
def test_a_terminal_gets_the_machine_formats_too() -> None:
    shown = on_terminal("list -f csv", TERM="xterm")
    assert shown.replace("\r\n", "\n").encode() == LIST
