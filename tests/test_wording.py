import pytest

from shudi.places.find import find_place, find_prefecture
from shudi.places.resolver import resolve
from shudi.wording import of_former_name, of_namesake, of_prefecture, of_unlisted


@pytest.mark.parametrize(
    ("name", "said"),
    [
        (
            "凉山",
            "凉山州 is a prefecture with 10 national and 1 provincial key counties\n"
            "to list them: shudi list --prefecture 凉山州",
        ),
        (
            "广元",
            "广元市 is a prefecture with 0 national and 2 provincial key counties\n"
            "to list them: shudi list --prefecture 广元市",
        ),
        ("成都", "成都市 is a prefecture without key counties"),
    ],
)
def test_of_a_prefecture_its_key_counties_are_told(name: str, said: str) -> None:
    assert of_prefecture(find_prefecture(name)) == said


def test_of_another_county_it_is_told_that_it_is_on_neither_list() -> None:
    division = resolve("锦江区").division
    assert division
    said = "a county-level division of 成都市, on neither list"
    assert of_unlisted(division) == said


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("康定县", "康定县: former name, until 2015"),
        ("513321", "513321: former code, until 2015"),
        ("康定市", ""),
        ("康\x1b定县", "康\ufffd定县: former name, until 2015"),
    ],
)
def test_of_a_former_name_its_end_is_told(asked: str, said: str) -> None:
    assert of_former_name(find_place(asked)) == said


def test_of_a_namesake_the_way_to_it_is_told() -> None:
    assert of_namesake("甘孜", find_prefecture("甘孜")) == (
        "甘孜 is short for 甘孜州, a prefecture, too; "
        "for that: shudi list --prefecture 甘孜州"
    )
