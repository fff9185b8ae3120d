import json
from pathlib import Path

import pytest
from conftest import Shudi, on_terminal, posix, without_style
from rich.cells import cell_len

from shudi import __version__


def test_source_tells_what_the_list_rests_on(shudi: Shudi) -> None:
    status, out, err = shudi("source")
    assert (status, err) == (0, "")
    for text in (
        "关于印发国家和省乡村振兴重点帮扶县名单的通知",
        "川农领〔2021〕12号",
        "中共四川省委农村工作领导小组",
        "2021-08-10",
        "国家乡村振兴重点帮扶县 (25)",
        "省乡村振兴重点帮扶县 (25)",
        "2020-12-16",
        "（十三）扎实做好国家和省级乡村振兴重点帮扶县工作",
        "It ends within point 14",
        "to the end of 2025",
        "The other 135 of the 160 national key counties",
        "in force at the end of 2024",
        "CC BY 4.0",
    ):
        assert text in out


def test_source_as_rows(shudi: Shudi) -> None:
    facts = json.loads(shudi("source", "--format", "json").out)
    assert {"section": "notification", "item": "issued", "text": "2021-08-10"} in facts
    for fact in facts:
        assert list(fact) == ["section", "item", "text"]
        assert all(fact.values())
    (provinces,) = [fact["text"] for fact in facts if fact["item"] == "other provinces"]
    for name in "内蒙古 广西 重庆 贵州 云南 陕西 甘肃 青海 宁夏".split():
        assert name in provinces


@posix
@pytest.mark.parametrize("columns", [80, 50])
def test_source_fits_the_terminal(columns: int) -> None:
    screen = without_style(on_terminal("source", COLUMNS=str(columns)))
    assert max(map(cell_len, screen.splitlines())) <= columns
    assert "川农领〔2021〕12号" in screen


NOTIFICATION = (
    "中共四川省委农村工作领导小组",
    "关于印发国家和省乡村振兴重点帮扶县名单的通知",
    "川农领〔2021〕12号",
    "2021-08-10",
)


@pytest.mark.parametrize("style", ["bibtex", "gb7714", "text"])
def test_each_style_cites_shudi_and_the_notification(shudi: Shudi, style: str) -> None:
    status, out, err = shudi("source", "--cite", style)
    assert (status, err) == (0, "")
    for text in (f"version {__version__}", "The shudi maintainers", *NOTIFICATION):
        assert text in out


def test_the_citations_by_gb_t_7714(shudi: Shudi) -> None:
    assert shudi("source", "--cite", "GB7714").out == (
        "The shudi maintainers. shudi: Sichuan's key counties for rural revitalization "
        f"assistance: version {__version__}[CP]. 2026.\n"
        "中共四川省委农村工作领导小组. 关于印发国家和省乡村振兴重点帮扶县名单的通知: "
        "川农领〔2021〕12号[A]. 2021-08-10.\n"
    )


def test_bibtex_entries_have_a_key_and_closed_braces(shudi: Shudi) -> None:
    entries = shudi("source", "--cite", "bibtex").out.strip().split("\n\n")
    assert [entry.partition(",")[0] for entry in entries] == [
        "@misc{shudi",
        "@misc{sichuan-key-counties-2021",
    ]
    for entry in entries:
        assert entry.count("{") == entry.count("}")
    assert "  month = aug,\n" in entries[1]


def test_citations_go_to_any_file(shudi: Shudi, tmp_path: Path) -> None:
    path = tmp_path / "shudi.bib"
    assert shudi("source", "--cite", "bibtex", "-o", str(path)) == (0, "", "")
    assert path.read_text("utf-8") == shudi("source", "--cite", "bibtex").out


def test_a_citation_is_no_table(shudi: Shudi) -> None:
    status, out, err = shudi("source", "--cite", "text", "--format", "csv")
    assert (status, out) == (2, "")
    assert "use --cite or --format, not both" in err
