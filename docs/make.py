"""Update the console blocks and facts of the README and docs/, and the pictures.

    .venv/bin/python docs/make.py

Every console block that begins with `$ shudi` gets the output of its command lines,
and a list of facts below a comment such as `<!-- facts: tiers, licences -->` what
`shudi source` says in those sections;
list.svg the picture of a terminal, and map.svg that of `shudi map`.
tests/test_docs.py fails when one is out of date.
"""

import os
import re
import shlex
import subprocess
import sys
from html import escape, unescape
from io import StringIO
from itertools import groupby
from pathlib import Path

from rich.cells import cell_len
from rich.console import Console
from rich.terminal_theme import DEFAULT_TERMINAL_THEME
from rich.text import Text

from shudi import counties
from shudi.i18n import CHINESE, ENGLISH, _, activate, language
from shudi.places.find import find_place
from shudi.places.models import Tier
from shudi.places.provenance import facts
from shudi.places.query import select
from shudi.render.cards import place_cards
from shudi.render.labels import Label
from shudi.render.map_svg import svg_map
from shudi.render.tables import CountyTable

ROOT = Path(__file__).parents[1]
PAGES = [*sorted(ROOT.glob("README*.md")), *sorted((ROOT / "docs").glob("*.md"))]
PICTURE = ROOT / "docs/list.svg"
MAP = ROOT / "docs/map.svg"

CELL = 12.2  # units of the picture: Rich's width of a Latin character
TEXT = re.compile(
    r'<text(?P<before>[^>]*?)x="(?P<x>[^"]*)"(?P<between>[^>]*?)textLength="[^"]*"'
    r"(?P<after>[^>]*)>(?P<content>[^<]*)</text>"
)
BLOCK = re.compile(r"(?<=^```console\n)\$ shudi .*?(?=^```$)", re.M | re.S)
FACTS = re.compile(r"(<!-- facts: (.*?) -->\n).*?(?=<!-- end of facts -->)", re.S)


def language_of(path: Path) -> str:
    """The language of a page, by its name: README.zh-CN.md."""
    return CHINESE if ".zh-CN." in path.name else ENGLISH


def filled(page: str, language: str = ENGLISH) -> str:
    """The page with the output that its commands have now, and with its facts."""
    activate(language)
    page = FACTS.sub(lambda block: block[1] + _facts(block[2].split(", ")), page)
    activate(ENGLISH)
    return BLOCK.sub(lambda block: _run(block[0], language), page)


def _facts(sections: list[str]) -> str:
    by_section = groupby(facts(), key=lambda fact: fact.section)
    return "\n".join(
        f"**{_(section)[0].upper()}{_(section)[1:]}**\n\n"
        + "".join(_fact(_(fact.item), _(fact.text)) for fact in members)
        for section, members in by_section
        if section in sections
    )


def _fact(item: str, text: str) -> str:
    return f"- {item}：{text}\n" if language() == CHINESE else f"- {item}: {text}\n"


def _run(block: str, language: str) -> str:
    lines = []
    for line in block.splitlines():
        if line.startswith("$ "):
            arguments = shlex.split(line.removeprefix("$ shudi"))
            done = subprocess.run(
                [sys.executable, "-m", "shudi", *arguments],
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                cwd=ROOT,
                env={**os.environ, "PYTHONUTF8": "1", "SHUDI_LANG": language},
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
    svg = console.export_svg(
        title="shudi", theme=DEFAULT_TERMINAL_THEME, unique_id="shudi"
    )
    return TEXT.sub(_by_width, svg)


def _by_width(text: re.Match[str]) -> str:
    """A text of the picture, in pieces of wide and of narrow characters.

    Rich takes each character for as wide as a Latin one, so that Chinese overlaps.
    """
    x = float(text["x"])
    pieces = []
    for width, characters in groupby(unescape(text["content"]), cell_len):
        piece = "".join(characters)
        length = CELL * width * len(piece)
        if piece.strip("\xa0\n"):
            pieces.append(
                f'<text{text["before"]}x="{x:g}"{text["between"]}'
                f'textLength="{length:g}"{text["after"]}>{escape(piece)}</text>'
            )
        x += length
    return "".join(pieces)


def map_picture() -> str:
    """The map of all key counties, as SVG."""
    return svg_map(counties(), counties(), Label.NAME)


if __name__ == "__main__":
    for path in PAGES:
        page = filled(path.read_text("utf-8"), language_of(path))
        path.write_text(page, "utf-8", newline="\n")
    PICTURE.write_text(picture(), "utf-8", newline="\n")
    MAP.write_text(f"{map_picture()}\n", "utf-8", newline="\n")
