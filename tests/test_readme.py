"""The README against the program that it describes."""

import re
import sys
from html import unescape

import pytest
from conftest import ROOT

sys.path.insert(0, str(ROOT / "docs"))
import make

README = make.README.read_text("utf-8")


def test_every_console_block_is_what_the_program_prints() -> None:
    assert make.with_output(README) == README


def test_no_command_is_left_out() -> None:
    shown = set(re.findall(r"^\$ shudi (\w+)", README, re.M))
    assert {"list", "show", "count"} <= shown


def test_the_picture_is_what_the_program_draws() -> None:
    def words(svg: str) -> list[str]:
        return unescape(" ".join(re.findall(r"<text[^>]*>([^<]*)", svg))).split()

    assert words(make.PICTURE.read_text("utf-8")) == words(make.picture())


@pytest.mark.parametrize(
    "example", re.findall(r"^```python\n(.*?)^```", README, re.M | re.S)
)
def test_python_examples_say_what_they_do(example: str) -> None:
    """Run an example; a comment after an expression is what it gives."""
    names: dict[str, object] = {}
    for line in example.splitlines():
        code, _, said = line.partition("  # ")
        if said:
            assert str(eval(code, names)) == said.strip()
        else:
            exec(code, names)
