"""The recipes of docs/joins.md, run, against what `shudi match` gives."""

import csv
import re
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import pandas
import polars
import pytest
from conftest import ROOT, Shudi, posix

import shudi

FIELDS = [f"shudi_{field}" for field in shudi.Match._fields]

# What people have in the column of the county, alone or below a province.
PLACES = [
    *"美姑县 美姑 马边彝族自治县 马边县 马边 康定县 康定市 康定 茂县 理县 达县 金川 金川县".split(),
    *"南坪县 南坪 九寨沟县 市中区 东区 锦江区 海淀区 北川县 通江 平昌县 万源市 金口河区".split(),
    *"美姑縣 馬邊彝族自治縣 馬邊縣 岳池縣 若爾蓋縣 甘孜 甘孜县 阿坝 阿坝县 凉山州 成都市".split(),
    *"凉山州美姑县 四川省凉山州美姑县 四川省凉山州美姑县塔哈村 甘孜州康定县炉城镇".split(),
    *"乐山市市中区 内江市市中区 攀枝花市东区 江苏省美姑县 四川省达州市色达县 云南省昭通市".split(),
    *"513436 513436.0 513321 513301 510104 110101 511781 ５１３４３６ CN513436".split(),
    *"513436000000 999999 510000 513400 12 -1 2021年美姑县 1、美姑县 ①美姑县".split(),
    *"Meigu meigu MEIGU Zoigê zoige Ruo'ergai Sêrxü Kangding Mabian Yuexi Dardo".split(),
    *(
        "Kangding County",
        "kangding  county",
        "Meigu Xian",
        "Li Xian",
        "Garzê",
        "Ｍeigu",
    ),
    *("美姑 县", " 美姑县 ", "美姑县。", "（美姑）", "美姑*", "美姑县\u3000", "ﾒｲｸﾞ"),
    *("中国农业银行四川省康定县支行", "成都银行金阳支行", "甘孜州白玉兰酒店"),
    *("合计", "全省", "其他", "无", "NA", "NULL", "-", "", ".", "nan", "未知", "县"),
    *(
        "美姑县、布拖县",
        "美姑县和布拖县",
        "美姑县以外",
        "凉山州美姑布拖",
        "阿坝州小金川流域",
    ),
]
ROWS = [(province, place) for province in ("", "四川省") for place in PLACES]


def recipe(heading: str, language: str) -> str:
    page = (ROOT / "docs/joins.md").read_text("utf-8")
    _, section = page.split(f"\n## {heading}\n", 1)
    found = re.search(rf"^```{language}\n(.*?)^```", section, re.M | re.S)
    assert found
    return found[1]


@pytest.fixture
def expected(
    shudi: Shudi, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> list[tuple[str, ...]]:
    """Write panel.csv, with columns whose names shudi has too; what match adds to it."""
    monkeypatch.chdir(tmp_path)
    with Path("panel.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["省", "县", "code", "name", "status"])
        writer.writerows([*row, number, "x", ""] for number, row in enumerate(ROWS))
    columns = ["-c", "省", "-c", "县"]
    assert shudi("match", "panel.csv", *columns, "-o", "m.csv", "-q").status == 0
    return matched("m.csv")


def matched(path: str) -> list[tuple[str, ...]]:
    with Path(path).open(encoding="utf-8", newline="") as file:
        return [tuple(row[field] for field in FIELDS) for row in csv.DictReader(file)]


def test_the_pandas_recipe(expected: list[tuple[str, ...]]) -> None:
    panel = pandas.read_csv("panel.csv", dtype=str)  # NA and empty cells are NaN
    panel.index = [7] * len(panel)
    names = {"panel": panel, "shudi": shudi}
    exec(recipe("pandas", "py"), names)
    assert [tuple(row) for row in panel[FIELDS].values.tolist()] == expected
    assert list(panel)[:5] == ["省", "县", "code", "name", "status"]


def test_the_pandas_recipe_reads_numbers_as_codes() -> None:
    panel = pandas.DataFrame({"省": [None, None], "县": [513436, float("nan")]})
    exec(recipe("pandas", "py"), {"panel": panel, "shudi": shudi})
    assert panel["shudi_code"].tolist() == ["513436", ""]


def test_the_polars_recipe(expected: list[tuple[str, ...]]) -> None:
    panel = polars.read_csv("panel.csv", infer_schema=False)
    names = {"panel": panel, "polars": polars, "shudi": shudi}
    exec(recipe("polars", "py"), names)
    assert names["panel"].select(FIELDS).rows() == expected  # type: ignore[attr-defined]


def test_the_duckdb_recipe(expected: list[tuple[str, ...]]) -> None:
    names = {"duckdb": duckdb, "shudi": shudi}
    try:
        exec(recipe("DuckDB", "py"), names)
        panel = names["panel"].select(*FIELDS)  # type: ignore[attr-defined]
        assert panel.fetchall() == expected
    finally:
        duckdb.remove_function("shudi")


@posix
@pytest.mark.skipif(not shutil.which("Rscript"), reason="R is not installed")
def test_the_r_recipe(expected: list[tuple[str, ...]]) -> None:
    command = Path(sys.executable).with_name("shudi")
    code = recipe("R", "r").replace('"shudi"', f'"{command}"')
    code = code.replace('"--quiet"', '"-c", "省", "-c", "县", "--quiet"')
    write = 'write.csv(panel, "r.csv", row.names = FALSE, na = "")'
    Path("recipe.R").write_text(f"{code}\n{write}\n", "utf-8")
    subprocess.run(["Rscript", "--encoding=UTF-8", "recipe.R"], check=True)
    assert matched("r.csv") == expected


def test_the_aliases_have_the_answers_of_match(
    shudi: Shudi, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Wherever they have any, but for contradictions and several in one text."""
    monkeypatch.chdir(tmp_path)
    places = [place for place in PLACES if place]
    with Path("panel.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["place"], *([place] for place in places)])
    assert shudi("aliases", "-o", "aliases.csv").status == 0
    assert shudi("match", "panel.csv", "-o", "m.csv", "-q").status == 0
    joined = duckdb.sql(recipe("Without Python", "sql"))
    statuses = dict(joined.select("place", "shudi_status").fetchall())
    codes = dict(joined.select("place", "shudi_code").fetchall())
    known = [
        (place, status, code)
        for place, (status, code, *_) in zip(places, matched("m.csv"), strict=True)
        if statuses[place.strip(" ")] != "unknown"
    ]
    assert len(known) > 50
    for place, status, code in known:
        found = statuses[place.strip(" ")], codes[place.strip(" ")] or ""
        assert found == (status, code), place
