"""Make what the README shows of shudi from shudi itself.

    .venv/bin/python docs/make.py

Every console block of the README that begins with `$ shudi` gets the output of
its command lines, and list.svg the picture of a table. tests/test_readme.py
tells when either is out of date.
"""

import os
import re
import shlex
import subprocess
import sys
from io import StringIO
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import DEFAULT_TERMINAL_THEME
from rich.text import Text

from shudi import counties
from shudi.places.find import find_place
from shudi.places.models import Tier
from shudi.places.query import select
from shudi.render.cards import place_cards
from shudi.render.tables import CountyTable

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
PICTURE = ROOT / "docs/list.svg"

BLOCK = re.compile(r"(?<=^```console\n)\$ shudi .*?(?=^```$)", re.M | re.S)


def with_output(readme: str) -> str:
    """The README with the output that its commands have now."""
    return BLOCK.sub(lambda block: _run(block[0]), readme)


def _run(block: str) -> str:
    lines = []
    for line in block.splitlines():
        if line.startswith("$ "):
            arguments = shlex.split(line.removeprefix("$ shudi"))
            done = subprocess.run(
                [sys.executable, "-m", "shudi", *arguments],
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                cwd=ROOT,
                env={**os.environ, "PYTHONUTF8": "1"},
                check=False,
            )
            lines += [line, done.stdout.decode().replace("\r\n", "\n").strip("\n")]
    return "\n".join(lines) + "\n"


def picture() -> str:
    """A terminal with a list and a card, as SVG."""
    console = Console(record=True, width=80, file=StringIO(), force_terminal=True)
    console.print(Text("$ shudi list --tier national --prefecture 凉山", "bold"))
    liangshan = select(counties(), tiers={Tier.NATIONAL}, prefectures={"513400"})
    console.print(CountyTable(liangshan))
    console.print(Text("\n$ shudi show 美姑", "bold"))
    console.print(place_cards([find_place("美姑")]))
    return console.export_svg(
        title="shudi", theme=DEFAULT_TERMINAL_THEME, unique_id="shudi"
    )


if __name__ == "__main__":
    README.write_text(with_output(README.read_text("utf-8")), "utf-8", newline="\n")
    PICTURE.write_text(picture(), "utf-8", newline="\n")
