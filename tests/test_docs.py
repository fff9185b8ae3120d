"""The README and the pages of docs/ against the program that they describe."""

import re
from html import unescape
from pathlib import Path

import make
import pytest
from conftest import ROOT, Shudi
from rich.cells import cell_len

from shudi.cli import COMMANDS
from shudi.i18n import CHINESE

README = (ROOT / "README.md").read_text("utf-8")
PAGES = {path.name: path.read_text("utf-8") for path in make.PAGES}
LANGUAGES = {path.name: make.language_of(path) for path in make.PAGES}
ENGLISH_OF = {
    name: name.replace(".zh-CN.", ".")
    for name, language in LANGUAGES.items()
    if language == CHINESE
}

CODE = re.compile(r"^```.*?^```$", re.M | re.S)


@pytest.mark.parametrize("page", PAGES)
def test_blocks_and_facts_are_what_the_program_prints(page: str) -> None:
    assert make.filled(PAGES[page], LANGUAGES[page]) == PAGES[page]


def test_the_readme_is_short_and_tells_of_every_command() -> None:
    assert len(README.splitlines()) <= 150
    shown = set(re.findall(r"^\$ shudi (\w+)", README, re.M))
    assert shown >= {"list", "show", "count", "match"}
    assert set(re.findall(r"`shudi (\w+)", README)) >= set(COMMANDS)


def test_the_chinese_readme_tells_of_every_command() -> None:
    chinese = PAGES["README.zh-CN.md"]
    assert set(re.findall(r"`shudi (\w+)", chinese)) >= set(COMMANDS)


def test_all_pages_but_those_for_contributors_are_in_chinese_too() -> None:
    in_english_alone = PAGES.keys() - ENGLISH_OF.keys() - set(ENGLISH_OF.values())
    assert in_english_alone == {"architecture.md", "benchmarks.md"}


def code_of(page: str) -> list[str]:
    """The code of a page; of console blocks, what is typed."""
    return [
        "\n".join(re.findall(r"^\$ .*$", block, re.M))
        if block.startswith("```console\n")
        else block
        for block in CODE.findall(page)
    ]


def outline(page: str) -> list[str]:
    """How the lines of a page begin that are headings, items of lists or rows."""
    return re.findall(r"^(?:#+|-|\d+\.|\||<!-- .*)(?= |$)", CODE.sub("", page), re.M)


@pytest.mark.parametrize("name", ENGLISH_OF)
def test_both_languages_show_the_same_and_link_to_each_other(name: str) -> None:
    chinese, english = PAGES[name], PAGES[ENGLISH_OF[name]]
    assert code_of(chinese) == code_of(english)
    assert outline(chinese) == outline(english)
    assert f"]({name})" in english
    assert f"]({ENGLISH_OF[name]})" in chinese


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


@pytest.mark.parametrize("name", ENGLISH_OF)
def test_chinese_pages_lead_to_chinese_pages(name: str) -> None:
    targets = {Path(target).name for page, target in links() if page == name}
    assert targets & set(ENGLISH_OF.values()) == {ENGLISH_OF[name]}


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
