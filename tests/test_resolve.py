import pytest
from hypothesis import given
from hypothesis import strategies as st

from shudi.dataset import counties, prefectures
from shudi.records import County, Prefecture
from shudi.resolve import county_words, find, find_prefecture, same_named_prefecture
from shudi.spelling import UnknownNameError


@pytest.mark.parametrize("county", counties(), ids=str)
def test_a_county_is_found_by_each_of_its_names(county: County) -> None:
    for text in (
        county.name,
        county.official_name,
        county.code,
        county.pinyin,
        county.pinyin.upper(),
        county.pinyin.replace("'", ""),
        county.pinyin.replace("'", " "),
        county.romanization or county.pinyin,
    ):
        assert find(text) is county


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("美姑", "美姑县"),
        ("马边", "马边县"),
        ("金口河", "金口河区"),
        ("康定", "康定市"),
        ("Zoige", "若尔盖县"),
        ("SERXU", "石渠县"),
        ("ma er kang", "马尔康市"),
        ("５１３４３６", "美姑县"),
        ("甘孜", "甘孜县"),
    ],
)
def test_a_county_is_found_as_people_write_it(text: str, name: str) -> None:
    assert find(text).name == name


@pytest.mark.parametrize("text", ["理", "茂", "", "县", "513400", "凉山州", "51343"])
def test_what_is_no_county_is_not_found(text: str) -> None:
    with pytest.raises(UnknownNameError):
        find(text)


@given(st.sampled_from(counties()), st.sampled_from(["", " ", "\u3000", "\ufeff"]))
def test_white_space_does_not_matter(county: County, space: str) -> None:
    assert find(space.join(["", *county.official_name, ""])) is county


@given(st.text())
def test_any_text_is_found_or_told_to_be_unknown(text: str) -> None:
    try:
        assert find(text) in counties()
    except UnknownNameError:
        assert text not in county_words()


@pytest.mark.parametrize("prefecture", prefectures(), ids=str)
def test_a_prefecture_is_found_by_each_of_its_names(prefecture: Prefecture) -> None:
    for text in (
        prefecture.name,
        prefecture.official_name,
        prefecture.name[:-1],
        prefecture.code,
        prefecture.code[:4],
    ):
        assert find_prefecture(text) == prefecture


def test_a_county_is_no_prefecture() -> None:
    with pytest.raises(UnknownNameError, match="unknown prefecture '美姑县'"):
        find_prefecture("美姑县")


@pytest.mark.parametrize(
    ("text", "prefecture"),
    [("甘孜", "甘孜州"), ("阿坝", "阿坝州"), ("甘孜县", "None"), ("美姑", "None")],
)
def test_a_short_name_can_be_a_prefectures_too(text: str, prefecture: str) -> None:
    assert str(same_named_prefecture(text)) == prefecture
