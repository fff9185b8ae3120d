from decimal import Decimal

import numpy
import pandas
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shudi.errors import UnknownNameError
from shudi.spelling import (
    _SIMPLIFIED,
    MAX_TEXT,
    fold,
    look_up,
    normalize_text,
    traditional_forms,
    value_text,
)

NAMED = {"meigu": "美姑县", "美姑": "美姑县", "butuo": "布拖县", "zhaojue": "昭觉县"}


@pytest.mark.parametrize(
    "spelling",
    ["Ruo'ergai", "RUO ERGAI", "ruòěrgài", "Ruo’ergai", "\ufeffruo-er\u200bgai\u3000"],
)
def test_case_accents_and_punctuation_do_not_tell_names_apart(spelling: str) -> None:
    assert fold(spelling) == "ruoergai"


def test_full_width_digits_are_digits() -> None:
    assert fold("５１３４３６") == "513436"


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


class Broken:
    """A value that has no text."""

    def __str__(self) -> str:
        raise RuntimeError


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("美姑县", "美姑县"),
        (513436, "513436"),
        (513436.0, "513436.0"),
        (numpy.int64(513436), "513436"),
        (True, "True"),
        (None, ""),
        (float("nan"), ""),
        (numpy.float32("nan"), ""),
        (numpy.datetime64("NaT", "ns"), ""),
        (pandas.NA, ""),
        (pandas.NaT, ""),
        (Decimal("NaN"), ""),
        (Decimal("sNaN"), ""),
        (["美姑县"], "['美姑县']"),
        pytest.param(10**5000, "", id="too many digits"),
        (numpy.array([1, 2]), ""),
        (Broken(), ""),
    ],
)
def test_missing_values_are_empty_and_numbers_are_digits(
    value: object, text: str
) -> None:
    assert value_text(value) == text


def test_a_known_name_is_looked_up() -> None:
    assert look_up("county", "MEI GU", NAMED) == "美姑县"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("Meigo", "unknown county 'Meigo'; did you mean 美姑县?"),
        ("美古", "unknown county '美古'; did you mean 美姑县?"),
        ("北京", "unknown county '北京'"),
        ("", "unknown county ''"),
        ("\x1b[31m", r"unknown county '\x1b[31m'"),
    ],
)
def test_an_unknown_name_is_reported_with_suggestions(text: str, message: str) -> None:
    with pytest.raises(UnknownNameError) as error:
        look_up("county", text, NAMED)
    assert str(error.value) == message
    assert (error.value.kind, error.value.text) == ("county", text)


@pytest.mark.parametrize("times", [9, 200_000])
def test_nothing_is_suggested_for_a_text_too_long_to_be_a_name(times: int) -> None:
    with pytest.raises(UnknownNameError) as error:
        look_up("county", "meigu" * times, NAMED)
    assert error.value.suggestions == ()
    assert len(str(error.value)) < 100


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        (" 美 姑\u3000县\n", "美姑县"),
        ("\ufeff美\u200b姑\u2060县\x00", "美姑县"),
        ("５１３４３６", "513436"),
        ("涼山彝族自治州美姑縣", "凉山彝族自治州美姑县"),
        ("（美姑县）", "(美姑县)"),
    ],
)
def test_normalized_text_keeps_what_is_meant(text: str, cleaned: str) -> None:
    assert normalize_text(text) == cleaned


def test_a_text_too_long_to_be_a_place_is_not_read() -> None:
    """Combining marks take quadratic time to normalize: minutes for so many."""
    for long in ("\u0323\u0301" * 500_000, "县" * (MAX_TEXT + 1)):
        assert normalize_text(long) == fold(long) == ""
    assert normalize_text("县" * MAX_TEXT) == fold("县" * MAX_TEXT) == "县" * MAX_TEXT
    assert normalize_text("美姑县" + " " * 100_000) == "美姑县"


def test_traditional_characters_become_those_of_the_names() -> None:
    from shudi.places.dataset import divisions, former_names, provinces

    names = [*divisions(), *former_names(), *provinces()]
    used = {character for place in names for character in place.name}
    simplified = {chr(character) for character in _SIMPLIFIED.values()}
    assert simplified <= used | set("层级别")


@pytest.mark.parametrize(
    ("text", "forms"),
    [
        ("美姑县", {"美姑縣"}),
        ("马边彝族自治县", {"馬邊彝族自治縣", "馬邊彞族自治縣"}),
        ("岳池县", {"岳池縣", "嶽池縣"}),
        ("三台", {"三臺", "三檯"}),
        ("美姑", set()),
        ("美姑縣", set()),
        ("meigu 513436", set()),
        ("", set()),
    ],
)
def test_a_text_has_so_many_traditional_forms(text: str, forms: set[str]) -> None:
    assert sorted(traditional_forms(text)) == sorted(forms)


@given(st.text(sorted({chr(code) for code in _SIMPLIFIED.values()}), max_size=5))
def test_traditional_forms_are_normalized_to_the_text(text: str) -> None:
    forms = list(traditional_forms(text))
    assert {normalize_text(form) for form in forms} <= {text}
    assert len(set(forms)) == len(forms)
    assert text not in forms
