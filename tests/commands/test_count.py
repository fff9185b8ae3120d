import pytest
from conftest import Shudi


def test_count_is_a_number(shudi: Shudi) -> None:
    assert shudi("count") == (0, "50\n", "")
    assert shudi("count", "-t", "national", "-p", "凉山") == (0, "10\n", "")


def test_count_by_prefecture_has_count_share_and_bar(shudi: Shudi) -> None:
    _, out, _ = shudi("count", "--by", "prefecture", "--sort", "size")
    lines = [line.split() for line in out.splitlines()]
    assert lines[2] == ["甘孜州", "18", "36%", "━" * 20]
    assert lines[10] == ["total", "50", "100%"]


@pytest.mark.parametrize(
    ("arguments", "lines"),
    [
        ("", ["count,share", "50,1.0"]),
        ("-b tier", ["tier,count,share", "national,25,0.5", "provincial,25,0.5"]),
        (
            "-b 类型 -b tier -p 乐山",
            [
                "kind,tier,count,share",
                "自治县,provincial,2,0.6667",
                "区,provincial,1,0.3333",
            ],
        ),
    ],
)
def test_count_in_the_long_form(shudi: Shudi, arguments: str, lines: list[str]) -> None:
    _, out, _ = shudi("count", *arguments.split(), "-f", "csv")
    assert out.splitlines() == lines
