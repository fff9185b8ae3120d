"""Lines of Chinese."""

import pytest
from rich.cells import cell_len
from rich.columns import Columns
from rich.console import Console
from rich.measure import Measurement
from rich.text import Text

from shudi.render.wrapping import WrappingHighlighter, WrappingText, break_offsets

SENTENCE = (
    "列出重点帮扶县（共50个），可筛选。用 shudi list --tier 国家级 [默认：名单]。"
)


def wrapped(line: str, width: int) -> list[str]:
    parts = Text(line).divide(break_offsets(line, width))
    return [part.plain for part in parts]


@pytest.mark.parametrize(
    ("line", "width", "expected"),
    [
        ("", 10, [""]),
        ("共50个县", 10, ["共50个县"]),
        ("甲乙丙丁", 4, ["甲乙", "丙丁"]),
        ("甲乙丙丁", 5, ["甲乙", "丙丁"]),
        # No mark begins a line, and none that opens ends one.
        ("甲乙，丙丁", 4, ["甲", "乙，", "丙丁"]),
        ("甲乙（丙）丁", 6, ["甲乙", "（丙）", "丁"]),
        ("甲乙 [丙]。", 6, ["甲乙 ", "[丙]。"]),
        ("甲乙10日", 6, ["甲乙", "10日"]),
        # Words stay whole, if a line can hold them.
        ("用 list 列出", 7, ["用 list ", "列出"]),
        ("用 shudi 列出", 7, ["用 ", "shudi ", "列出"]),
        ("use shudi list", 9, ["use shudi ", "list"]),
        ("abcdefgh", 3, ["abc", "def", "gh"]),
        ("a  b", 2, ["a  ", "b"]),
    ],
)
def test_lines_break_where_chinese_may(
    line: str, width: int, expected: list[str]
) -> None:
    assert wrapped(line, width) == expected


@pytest.mark.parametrize("width", range(4, 90))
def test_nothing_is_cut_at_any_width(width: int) -> None:
    parts = wrapped(SENTENCE, width)
    assert "".join(parts) == SENTENCE
    assert all(cell_len(part.rstrip()) <= width for part in parts)
    console = Console(width=width)
    with console.capture() as capture:
        console.print(Columns([WrappingText(SENTENCE)]))
    assert "".join(capture.get().split()) == "".join(SENTENCE.split())


def test_the_measure_is_that_of_pieces_and_lines() -> None:
    console = Console(width=80)
    measure = Measurement.get(console, console.options, WrappingText("甲乙，丙\nlist"))
    assert measure == (4, 8)
    assert Measurement.get(console, console.options, WrappingText("")) == (0, 0)


def test_a_highlighter_keeps_styles() -> None:
    highlighter = WrappingHighlighter(lambda text: Text.assemble((str(text), "bold")))
    highlighted = highlighter("甲")
    assert isinstance(highlighted, WrappingText)
    assert highlighted.spans[0].style == "bold"
