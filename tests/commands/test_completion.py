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
        ("shudi show Mei", "Meigu"),
        ("shudi show mei", "meigu"),
        ("shudi show Zo", "Zoigê"),
        ("shudi list --format j", "json jsonl"),
        ("shudi count --by ", "tier prefecture kind"),
        ("shudi list --sort pi", "pinyin"),
        ("shudi co", "count"),
    ],
)
def test_completion(line: str, completions: str) -> None:
    environment = {
        "_SHUDI_COMPLETE": "complete_bash",
        "COMP_WORDS": line,
        "COMP_CWORD": str(line.count(" ")),
    }
    assert process(environment=environment).stdout.decode().split() == (
        completions.split()
    )
