import json

import pytest
from conftest import Shudi, posix, process
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st


def test_json_has_the_columns_of_the_csv_with_typed_values(shudi: Shudi) -> None:
    _, out, _ = shudi("show", "若尔盖", "-f", "json")
    assert json.loads(out) == [
        {
            "code": "513232",
            "name": "若尔盖县",
            "official_name": "若尔盖县",
            "pinyin": "Ruo'ergai",
            "romanization": "Zoigê",
            "second_romanization": "",
            "tier": "national",
            "prefecture_code": "513200",
            "prefecture": "阿坝州",
            "prefecture_official": "阿坝藏族羌族自治州",
            "latitude": 33.6,
            "longitude": 103.0,
            "status": "listed",
            "query": "若尔盖",
            "via": "short name",
            "source": "川农领〔2021〕12号, 2021-08-10",
        }
    ]


def test_show_has_what_an_official_would_want(shudi: Shudi) -> None:
    status, out, err = shudi("show", "Zoige")
    assert (status, err) == (0, "")
    for text in (
        "若尔盖县",
        "国家乡村振兴重点帮扶县",
        "national key county for rural revitalization assistance",
        "Ruo'ergai",
        "Zoigê",
        "513232",
        "阿坝藏族羌族自治州 (513200)",
        "33.6° N, 103.0° E",
        "川农领〔2021〕12号, 2021-08-10",
        "关于印发国家和省乡村振兴重点帮扶县名单的通知",
    ):
        assert text in out


def test_show_answers_for_the_names_it_knows(shudi: Shudi) -> None:
    status, out, err = shudi("show", "美古县", "布拖", "Atlantis", "-f", "csv")
    assert status == 1
    assert [line.split(",")[1] for line in out.splitlines()] == ["name", "布拖县"]
    assert err == (
        "shudi: unknown county or prefecture '美古县'; did you mean 美姑县 or 古蔺县?\n"
        "shudi: unknown county or prefecture 'Atlantis'; "
        "`shudi list` shows the 50 key counties\n"
    )


def test_show_says_that_a_prefecture_has_the_same_name(shudi: Shudi) -> None:
    status, out, err = shudi("show", "甘孜", "-f", "tsv")
    assert status == 0
    assert "513328\t甘孜县" in out
    assert err == (
        "shudi: 甘孜 is also the prefecture 甘孜州; "
        "to list it: shudi list --prefecture 甘孜州\n"
    )


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("锦江区", "on neither list"),
        ("马边", "原国家级贫困县 · 深度贫困县 · 2019年摘帽"),
        ("马边", "former national poverty county, deep poverty, delisted 2019"),
        ("剑阁", "原国家级贫困县 · 2019年摘帽"),
        ("合江县", "原省级贫困县 · 2017年摘帽"),
        ("合江县", "former provincial poverty county, delisted 2017"),
        ("康定县", "康定县: former name, until 2015"),
        ("513321", "513321: former code, until 2015"),
        ("四川省凉山州美姑县塔哈村", "美姑县"),
        ("凉山州", "10 national, 1 provincial"),
        ("凉山州", "shudi list --prefecture 凉山州"),
        ("成都", "none"),
    ],
)
def test_show_answers_for_all_of_sichuan(
    shudi: Shudi, name: str, expected: str
) -> None:
    status, out, err = shudi("show", name)
    assert (status, err) == (0, "")
    assert expected in out


def test_show_has_rows_for_counties_on_neither_list(shudi: Shudi) -> None:
    status, out, err = shudi("show", "锦江", "凉山州", "-f", "jsonl")
    assert status == 0
    assert json.loads(out) == {
        "code": "510104",
        "name": "锦江区",
        "official_name": "锦江区",
        "pinyin": "Jinjiang",
        "romanization": "",
        "second_romanization": "",
        "tier": "",
        "prefecture_code": "510100",
        "prefecture": "成都市",
        "prefecture_official": "成都市",
        "latitude": None,
        "longitude": None,
        "status": "unlisted",
        "query": "锦江",
        "via": "short name",
        "source": "川农领〔2021〕12号, 2021-08-10",
    }
    assert err == (
        "shudi: 凉山州 is a prefecture and has no row in this format; "
        "use --format table\n"
    )


def test_show_lists_what_an_ambiguous_name_fits(shudi: Shudi) -> None:
    message = "shudi: '达县' is ambiguous: 达州市通川区 or 达州市达川区\n"
    assert shudi("show", "达县") == (1, "", message)


def test_show_takes_the_key_county_and_says_what_else_has_the_name(
    shudi: Shudi,
) -> None:
    status, out, err = shudi("show", "金川", "-f", "csv")
    assert (status, out.splitlines()[1].split(",")[1]) == (0, "金川县")
    assert err == "shudi: 金川 is also 甘肃省金昌市金川区\n"


def test_show_answers_for_a_county_outside_of_sichuan(shudi: Shudi) -> None:
    status, out, err = shudi("show", "海淀区")
    assert (status, err) == (0, "")
    for text in ("outside Sichuan", "110108", "北京市"):
        assert text in out
    (row,) = json.loads(shudi("show", "海淀区", "-f", "json").out)
    assert (row["status"], row["prefecture"], row["tier"]) == ("elsewhere", "", "")
    message = "shudi: '昭通市' is outside Sichuan; shudi's list is Sichuan's alone\n"
    assert shudi("show", "昭通市").err.startswith(message[:-1])


def test_markup_in_a_name_is_shown_as_it_is(shudi: Shudi) -> None:
    assert shudi("show", "[red]x").err.startswith(
        "shudi: unknown county or prefecture '[red]x'"
    )


@posix
def test_bytes_that_are_no_utf8_do_no_harm() -> None:
    done = process("show", b"\xff\xfe\xc3")
    assert done.returncode == 1
    assert done.stderr.startswith(
        rb"shudi: unknown county or prefecture '\udcff\udcfe\udcc3'"
    )


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text())
def test_any_text_is_a_name_that_is_known_or_not(shudi: Shudi, text: str) -> None:
    assert shudi("show", "-f", "csv", "--", text).status in (0, 1)


@pytest.mark.parametrize(
    ("name", "via"),
    [
        ("513321", "former code"),
        ("513301", "code"),
        ("康定县", "former name"),
        ("Dardo", "romanization"),
        ("kang ding", "pinyin"),
        ("四川省甘孜州康定市炉城街道", "address"),
    ],
)
def test_rows_say_how_a_name_was_recognized(shudi: Shudi, name: str, via: str) -> None:
    (row,) = json.loads(shudi("show", name, "-f", "json").out)
    assert (row["code"], row["query"], row["via"]) == ("513301", name, via)
