import json
from pathlib import Path

import pytest
from conftest import LIST, Shudi, on_terminal, posix, process, without_style
from openpyxl import load_workbook


def test_list_as_csv_is_the_file_byte_for_byte() -> None:
    assert process("list", "--format", "csv").stdout == LIST


def test_list_by_tier(shudi: Shudi) -> None:
    status, out, err = shudi("list", "--tier", "national")
    lines = out.splitlines()
    assert (status, err) == (0, "")
    assert lines[2].split() == [
        "壤塘县",
        "513230",
        "国家",
        "national",
        "阿坝州",
        "Rangtang",
        "Zamtang",
    ]
    assert len(lines) == 2 + 25 + 2
    assert lines[-1] == "25 counties · 川农领〔2021〕12号, 2021-08-10"


@pytest.mark.parametrize(
    ("arguments", "names"),
    [
        ("-t 国家级 -p 凉山 -s 布", "布拖县"),
        ("-p 乐山市 -p 5108", "剑阁县 旺苍县 马边县 峨边县 金口河区"),
        ("-p 凉山彝族自治州 -t provincial", "木里县"),
        ("-p 凉山 -s 里 -t national -t 省级", "木里县"),
        ("-p 广元 -t national -t provincial", "剑阁县 旺苍县"),
        ("-p 513400 -t 省级", "木里县"),
        ("-p 广元 --reverse", "旺苍县 剑阁县"),
        ("-p 广元 --sort code", "旺苍县 剑阁县"),
        ("-p 乐山 --sort 拼音", "峨边县 金口河区 马边县"),
    ],
)
def test_list_is_filtered_and_sorted(shudi: Shudi, arguments: str, names: str) -> None:
    status, out, _ = shudi("list", *arguments.split(), "--format", "jsonl")
    assert status == 0
    assert [json.loads(line)["name"] for line in out.splitlines()] == names.split()


def test_an_empty_list_is_an_answer_said_on_stderr(shudi: Shudi) -> None:
    message = "shudi: no county matches; `shudi list` shows all 50\n"
    assert shudi("list", "-t", "国家", "-p", "广元") == (0, "", message)
    assert shudi("list", "-s", "zzz", "-f", "json") == (0, "[]\n", message)
    assert shudi("count", "-s", "zzz") == (0, "0\n", message)


def test_list_knows_prefectures_without_key_counties(shudi: Shudi) -> None:
    message = "shudi: no county matches; `shudi list` shows all 50\n"
    for name in ("绵阳", "Chengdu", "510100"):
        assert shudi("list", "-p", name) == (0, "", message)
    assert shudi("count", "-p", "Liangshan") == (0, "11\n", "")


def test_the_columns_that_are_asked_for_in_their_order(shudi: Shudi) -> None:
    out = shudi("list", "-p", "广元", "--columns", "delisted,县名", "-f", "csv").out
    assert out == "delisted,name\n2019,剑阁县\n2019,旺苍县\n"
    arguments = ["--columns", "name", "--columns", "deep_poverty，name、poverty"]
    out = shudi("list", "-p", "巴中", "-s", "通", *arguments, "-f", "json").out
    assert json.loads(out) == [
        {"name": "通江县", "deep_poverty": "no", "poverty": "national"}
    ]
    lines = shudi("list", "-p", "广元", "--columns", "tier,name,deep_poverty").out
    assert lines.splitlines()[0] == "tier           county  deep poverty"


def test_a_column_that_does_not_exist_is_refused(shudi: Shudi) -> None:
    status, out, err = shudi("list", "--columns", "name,provinz")
    assert (status, out) == (2, "")
    assert "unknown column 'provinz'; did you mean" in err


@posix
def test_columns_without_room_are_named() -> None:
    screen = on_terminal(
        "list -p 广元 --columns name,official_name,prefecture_official,tier",
        COLUMNS="50",
    )
    shown = " ".join(without_style(screen).split())
    assert "columns left out: tier; widen the terminal" in shown
    assert "official name" in screen


def test_a_workbook_has_the_source_on_a_sheet(shudi: Shudi, tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    assert shudi("list", "-o", str(path)).status == 0
    listed, source = load_workbook(path)
    assert listed.max_row == 51
    assert source.title == "source"
    rows = list(source.iter_rows(values_only=True))
    assert rows[0] == ("section", "item", "text")
    assert ("notification", "number", "川农领〔2021〕12号") in rows
