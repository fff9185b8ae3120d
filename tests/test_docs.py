"""The README and the pages of docs/ against the program that they describe."""

import re
from html import unescape

import make
import pytest
from conftest import ROOT, Shudi
from rich.cells import cell_len

from shudi.cli import COMMANDS

README = (ROOT / "README.md").read_text("utf-8")
PAGES = {path.name: path.read_text("utf-8") for path in make.PAGES}
LANGUAGES = {path.name: make.language_of(path) for path in make.PAGES}


@pytest.mark.parametrize("page", PAGES)
def test_blocks_and_facts_are_what_the_program_prints(page: str) -> None:
    assert make.filled(PAGES[page], LANGUAGES[page]) == PAGES[page]


def test_the_readme_is_short_and_tells_of_every_command() -> None:
    assert len(README.splitlines()) <= 150
    shown = set(re.findall(r"^\$ shudi (\w+)", README, re.M))
    assert shown >= {"list", "show", "count", "match"}
    assert set(re.findall(r"`shudi (\w+)", README)) >= set(COMMANDS)


def test_the_readmes_show_the_same_and_link_to_each_other() -> None:
    chinese = PAGES["README.zh-CN.md"]
    for pattern in (r"^\$ .*$", r"^```(?:sh|powershell|python)\n.*?^```$"):
        shown = [re.findall(pattern, page, re.M) for page in (README, chinese)]
        assert shown[0] == shown[1]
    assert set(re.findall(r"`shudi (\w+)", chinese)) >= set(COMMANDS)
    assert "](README.zh-CN.md)" in README
    assert "](README.md)" in chinese


def links() -> list[tuple[str, str]]:
    return [
        (name, target)
        for name, page in PAGES.items()
        for target in re.findall(r"\]\(([^)]+)\)", page)
        if "://" not in target
    ]


@pytest.mark.parametrize(("page", "target"), links())
def test_links_lead_to_files(page: str, target: str) -> None:
    (folder,) = {path.parent for path in make.PAGES if path.name == page}
    assert (folder / target).exists()


def test_the_tree_of_the_architecture_is_that_of_the_code() -> None:
    """Every module is named on the page, and it names no other."""
    page = PAGES["architecture.md"]
    tree = page.split("```")[1]
    named = set(re.findall(r"\w+", tree))
    for path in (ROOT / "src/shudi").rglob("*.py"):
        assert path.stem in named or path.parent.name == "commands", path
    for package in re.findall(r"^  (\w+)/", tree, re.M):
        assert (ROOT / "src/shudi" / package / "__init__.py").exists()


def texts(svg: str) -> list[tuple[float, str]]:
    """Each text of a picture, with the length that it is given."""
    found = re.findall(r'<text[^>]*textLength="([^"]*)"[^>]*>([^<]*)', svg)
    return [(float(length), unescape(text)) for length, text in found]


def test_the_picture_is_what_the_program_draws() -> None:
    assert texts(make.PICTURE.read_text("utf-8")) == texts(make.picture())


def test_the_map_is_what_the_program_draws(shudi: Shudi) -> None:
    assert make.MAP.read_text("utf-8") == shudi("map", "--format", "svg").out


def test_texts_of_the_picture_have_their_width_in_cells() -> None:
    drawn = texts(make.PICTURE.read_text("utf-8"))
    assert any("国家乡村振兴重点帮扶县" in text for _, text in drawn)
    for length, text in drawn:
        assert length == pytest.approx(12.2 * cell_len(text)), text
        assert len({cell_len(character) for character in text}) == 1, text


@pytest.mark.parametrize(
    "example",
    [
        example
        for page in PAGES.values()
        for example in re.findall(r"^```python\n(.*?)^```", page, re.M | re.S)
    ],
)
def test_python_examples_say_what_they_do(example: str) -> None:
    """Run an example; a comment after an expression is what it gives."""
    names: dict[str, object] = {}
    for line in example.splitlines():
        code, _, expected = line.partition("  # ")
        if expected:
            assert str(eval(code, names)) == expected.strip()
        else:
            exec(code, names)
