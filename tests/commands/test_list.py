import json

import pytest
from conftest import LIST, Shudi, process


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
