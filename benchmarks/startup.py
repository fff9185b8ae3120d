"""What a start of shudi costs, relative to the least that Typer and Rich can cost.

    .venv/bin/python -m pip install --group bench
    .venv/bin/python benchmarks/startup.py

Each command runs in a process of its own, all of them in turn, round by round;
the CPU time of the whole process is measured, and the minimum of all rounds is
reported: the rest is the noise of the machine. The floor of a command
is the smallest Typer app with as many commands that prints as much through the
same library: the same cells in a Rich table, the same text, or its own --help.
"""

import os
import shutil
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console
from rich.table import Table

from shudi import counties
from shudi.places.dataset import COUNTY_COLUMNS, data_folder

ROUNDS = 30
LIST = data_folder() / "counties.csv"
# Byte code is kept, as for an installed command.
ENVIRONMENT = {
    name: value
    for name, value in os.environ.items()
    if name != "PYTHONDONTWRITEBYTECODE"
}

FLOOR = """
import typer

app = typer.Typer(rich_markup_mode="rich")


@app.command("list")
def list_(csv: bool = False) -> None:
    "List the key counties, filtered and sorted."
    if csv:
        print(TEXT, end="")
        return
    from rich.console import Console
    from rich.table import Table

    table = Table(*HEAD)
    for row in ROWS:
        table.add_row(*row)
    Console(width=100).print(table)


@app.command()
def show(name: str) -> None:
    "Show all about one county or more."
    from rich.console import Console
    from rich.panel import Panel
    from rich.table import Table

    grid = Table.grid()
    for fact in FACTS:
        grid.add_row(*fact)
    Console(width=100).print(Panel.fit(grid))


@app.command()
def count() -> None:
    "Count the key counties, by tier, prefecture or kind."
    print(50)


@app.command()
def match(file: str) -> None:
    "Match the places in your table and add the results."


@app.command()
def aliases() -> None:
    "List all accepted spellings, to join in your own database."
"""


def write_floor(folder: Path) -> Path:
    columns = ("name", "code", "tier", "prefecture", "pinyin", "romanization")
    rows = [
        [str(getattr(county, column)) for column in columns] for county in counties()
    ]
    shown = counties()[15]
    facts = [(column, str(getattr(shown, column))) for column in COUNTY_COLUMNS]
    literals = {
        "HEAD": columns,
        "ROWS": rows,
        "FACTS": facts,
        "TEXT": LIST.read_text("utf-8"),
    }
    source = "".join(f"{name} = {value!r}\n" for name, value in literals.items())
    (folder / "floor.py").write_text(source + FLOOR, "utf-8")
    script = folder / "run_floor.py"
    script.write_text("from floor import app\n\napp()\n")
    return script


def cpu_seconds(command: list[str]) -> float:
    """The CPU time of one process and its children, user and system."""
    null = os.open(os.devnull, os.O_WRONLY)
    actions = [(os.POSIX_SPAWN_DUP2, null, 1)]
    process = os.posix_spawn(command[0], command, ENVIRONMENT, file_actions=actions)
    _, status, usage = os.wait4(process, 0)
    os.close(null)
    if status:
        raise SystemExit(f"{command} failed")
    return usage.ru_utime + usage.ru_stime


def main() -> None:
    python = sys.executable
    shudi = str(Path(python).with_name("shudi"))
    csvgrep = shutil.which("csvgrep", path=Path(python).parent)
    with TemporaryDirectory() as folder:
        floor = [python, str(write_floor(Path(folder)))]
        pairs = {
            "show 美姑县": ([shudi, "show", "美姑县"], [*floor, "show", "x"]),
            "list": ([shudi, "list"], [*floor, "list"]),
            "list --format csv": (
                [shudi, "list", "--format", "csv"],
                [*floor, "list", "--csv"],
            ),
            "--help": ([shudi, "--help"], [*floor, "--help"]),
        }
        others = {"python -c pass": [python, "-c", "pass"]}
        if csvgrep:
            others["csvgrep -c name -m 美姑县"] = [
                *(csvgrep, "-c", "name", "-m", "美姑县", str(LIST))
            ]
        commands = [
            *(command for pair in pairs.values() for command in pair),
            *others.values(),
        ]
        seconds: dict[tuple[str, ...], list[float]] = {}
        for command in commands:
            cpu_seconds(command)
        for _ in range(ROUNDS):
            for command in commands:
                seconds.setdefault(tuple(command), []).append(cpu_seconds(command))

    def milliseconds(command: list[str]) -> float:
        return 1000 * min(seconds[tuple(command)])

    table = Table("command", "CPU ms", "floor ms", "ratio")
    for name, (ours, least) in pairs.items():
        ratio = milliseconds(ours) / milliseconds(least)
        cells = (f"{milliseconds(ours):.0f}", f"{milliseconds(least):.0f}")
        table.add_row(f"shudi {name}", *cells, f"{ratio:.2f}")
    for name, command in others.items():
        table.add_row(name, f"{milliseconds(command):.0f}", "", "")
    Console().print(table)


if __name__ == "__main__":
    main()
