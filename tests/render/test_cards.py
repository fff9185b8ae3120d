from io import StringIO

import pytest
from rich.console import Console

from shudi.places.find import find_place, find_prefecture
from shudi.render.cards import former_name_note, place_cards, prefecture_summary


def lines(*names: str) -> list[str]:
    file = StringIO()
    Console(file=file, width=100).print(place_cards(map(find_place, names)))
    return [
        " ".join(line.strip("│ \n").split()) for line in file.getvalue().split("\n")
    ]


@pytest.mark.parametrize(
    ("name", "summary"),
    [
        ("凉山", "10 national, 1 provincial"),
        ("广元", "0 national, 2 provincial"),
        ("成都", "none"),
    ],
)
def test_a_prefecture_has_its_key_counties_counted(name: str, summary: str) -> None:
    assert prefecture_summary(find_prefecture(name)) == summary


def test_the_card_of_a_prefecture_counts_and_lists_its_key_counties() -> None:
    card = lines("凉山州")
    assert "key counties 10 national, 1 provincial" in card
    assert "list them shudi list --prefecture 凉山州" in card
    assert not any(line.startswith("tier") for line in card)


def test_the_card_of_a_prefecture_without_key_counties_lists_none() -> None:
    card = lines("成都市")
    assert "key counties none" in card
    assert not any(line.startswith("list them") for line in card)


def test_the_card_of_another_county_says_that_it_is_not_on_the_list() -> None:
    card = lines("锦江区")
    assert "tier on neither list" in card
    assert "prefecture 成都市" in card


@pytest.mark.parametrize(
    ("query", "note"),
    [
        ("康定县", "康定县: former name, until 2015"),
        ("513321", "513321: former code, until 2015"),
        ("康定市", ""),
        ("康\x1b定县", "康\ufffd定县: former name, until 2015"),
    ],
)
def test_a_former_name_is_noted_with_its_last_year(query: str, note: str) -> None:
    assert former_name_note(find_place(query)) == note
