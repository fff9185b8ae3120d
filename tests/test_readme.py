"""The README against the program that it describes."""

import csv
import re
import sys
from html import unescape
from pathlib import Path

import pytest
from conftest import ROOT, Shudi

sys.path.insert(0, str(ROOT / "docs"))
import make

README = make.README.read_text("utf-8")


def test_every_console_block_is_what_the_program_prints() -> None:
    assert make.with_output(README) == README


def test_no_command_is_left_out() -> None:
    shown = set(re.findall(r"^\$ shudi (\w+)", README, re.M))
    assert {"list", "show", "count", "match"} <= shown


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


VALUES = (
    "美姑县 美姑 马边彝族自治县 马边县 康定县 513321 513436 锦江区 市中区 达县 甘孜 "
    "南京 凉山州 四川省凉山州美姑县 甘孜州康定县 内江市市中区 Zoigê zoige Meigu "
    "Kangding+County Mabian 合计 Ruo'ergai Sêrxü 阿坝 东区 攀枝花市东区 南坪县 511781"
).split()


def test_the_duckdb_recipe_finds_what_match_finds(
    shudi: Shudi, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import duckdb

    monkeypatch.chdir(tmp_path)
    rows = "".join(f"{value.replace('+', ' ')}\n" for value in VALUES)
    Path("panel.csv").write_text(f"place\n{rows}", "utf-8")
    assert shudi("aliases", "-o", "aliases.csv").status == 0
    assert shudi("match", "panel.csv", "-o", "marked.csv", "-q").status == 0
    (recipe,) = re.findall(r"^DuckDB:\n\n```sql\n(.*?)^```", README, re.M | re.S)
    joined = duckdb.sql(recipe).fetchall()
    with Path("marked.csv").open(encoding="utf-8", newline="") as file:
        marked = list(csv.reader(file))[1:]
    found = [[cell or "" for cell in row] for row in joined]
    assert sorted(found) == sorted(marked)
    assert len(found) == len(VALUES)
