from pathlib import Path

import pytest
from conftest import process


@pytest.mark.parametrize(
    ("line", "completions"),
    [
        ("shudi list --tier ", "national provincial"),
        ("shudi list --tier p", "provincial"),
        ("shudi list --prefecture 凉", "凉山州"),
        ("shudi list --prefecture li", "liangshan"),
        ("shudi show 马", "马边县 马尔康市"),
        ("shudi show Mei", "Meigu Meishan"),
        ("shudi show mei", "meigu meishan"),
        ("shudi show Zo", "Zoigê"),
        ("shudi show 武", "武侯区 武胜县"),
        ("shudi show 凉", "凉山州"),
        ("shudi list --tier 国", "国家级"),
        ("shudi list --tier 国家重", "国家重点帮扶县"),
        ("shudi list --columns name,ti", "name,tier"),
        ("shudi list --columns 县名、层", "县名、层级"),
        ("shudi match x.csv --only 在", "在名单"),
        ("shudi list --labels ", "en zh"),
        ("shudi list --format j", "json jsonl"),
        ("shudi count --by ", "tier prefecture kind"),
        ("shudi list --sort pi", "pinyin"),
        ("shudi co", "count"),
    ],
)
def test_completion(line: str, completions: str) -> None:
    assert completed(line) == completions.split()


def completed(line: str, **environment: str) -> list[str]:
    """What bash offers after the tab key."""
    bash = {
        "_SHUDI_COMPLETE": "complete_bash",
        "COMP_WORDS": line,
        "COMP_CWORD": str(line.count(" ")),
    }
    return process(environment=bash | environment).stdout.decode().split()


def test_without_a_beginning_values_are_in_the_language_of_messages() -> None:
    assert completed("shudi list --tier ", SHUDI_LANG="zh") == ["国家级", "省级"]


def test_columns_of_the_file_are_completed(tmp_path: Path) -> None:
    table = tmp_path / "table.csv"
    table.write_text("标题,,\n省,县,GDP\n四川,美姑县,1\n四川,金阳县,2\n", "utf-8")
    assert completed(f"shudi match {table} --column ") == ["省", "县", "GDP"]
    assert completed(f"shudi match {table} -c 省 -c g") == ["gDP"]
    assert completed(f"shudi match {tmp_path / 'none.csv'} -c ") == []
    assert completed("shudi match - -c ") == []
    (tmp_path / "not.xlsx").write_bytes(b"text")
    assert completed(f"shudi match {tmp_path / 'not.xlsx'} -c ") == []
