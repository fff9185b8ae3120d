from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shudi.errors import AmbiguousNameError, ElsewhereError, UnknownNameError
from shudi.places.dataset import counties
from shudi.places.find import (
    _SHARED_NAMES,
    _prefectures_by_spelling,
    _suggestions_by_spelling,
    _unshared_names,
    find,
    find_place,
    find_prefecture,
    full_names,
    place_completions,
    prefecture_completions,
)
from shudi.places.index import prefectures
from shudi.places.models import County, Division, Level, Status, Via
from shudi.places.names import split_name
from shudi.places.resolver import resolve
from shudi.spelling import fold

LISTED = {county.code: county for county in counties()}


@pytest.mark.parametrize(
    "build", [_unshared_names, _prefectures_by_spelling, _suggestions_by_spelling]
)
def test_the_names_are_read_once(build: Callable[[], object]) -> None:
    assert build() is build()


@pytest.mark.parametrize("name", sorted(_unshared_names()))
def test_the_short_cut_to_the_list_finds_what_resolving_finds(name: str) -> None:
    resolution = resolve(name)
    assert (resolution.county, resolution.via) == _unshared_names()[name]


def test_the_names_that_others_have_too_are_known() -> None:
    for county in counties():
        names = [county.pinyin, county.romanization, county.second_romanization]
        names = [fold(name) for name in names if name]
        if len(county.short_name) > 1:
            names.append(county.short_name)
        for name in names:
            is_ambiguous = resolve(name).status is Status.AMBIGUOUS
            assert is_ambiguous is (name in _SHARED_NAMES), name


names = st.sampled_from(
    "美姑县 美姑 马边彝族自治县 513436 513321 Meigu Zoigê LiCounty 甘孜 阿坝 "
    "康定县 达县 凉山州 锦江区 四川省凉山州美姑县".split()
)
noise = st.text(" \u3000'\"-.,、()（）县市 1x\u0301", max_size=2)


@settings(max_examples=500)
@given(names, noise, noise, noise, st.integers(0, 8))
def test_finding_and_resolving_agree(
    name: str, before: str, within: str, after: str, at: int
) -> None:
    """But for a county that has a prefecture's name, which finding prefers."""
    text = before + name[:at] + within + name[at:] + after
    resolution = resolve(text)
    try:
        place = find_place(text).place
    except AmbiguousNameError:
        assert resolution.status is Status.AMBIGUOUS
        return
    except UnknownNameError:
        assert resolution.status is Status.UNKNOWN
        return
    code = place.code
    if resolution.division:
        assert code == resolution.division.code
    elif resolution.status is Status.AMBIGUOUS:
        assert code in [division.code for division in resolution.candidates]
    else:
        assert not isinstance(place, County)
        assert place.level is Level.PREFECTURE


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("美姑", "美姑县"),
        ("美姑縣", "美姑县"),
        ("康定县", "康定市"),
        ("甘孜", "甘孜县"),
    ],
)
def test_a_key_county_is_found(text: str, name: str) -> None:
    assert find(text).name == name


@pytest.mark.parametrize("text", ["锦江区", "凉山州", "成都市锦江区"])
def test_what_is_no_key_county_is_not_found(text: str) -> None:
    with pytest.raises(LookupError, match=f"unknown key county '{text}'"):
        find(text)


def test_an_ambiguous_name_lists_what_it_fits() -> None:
    with pytest.raises(AmbiguousNameError) as error:
        find("市中区")
    assert str(error.value).startswith(
        "'市中区' is ambiguous: 内江市市中区, 乐山市市中区, "
    )
    assert str(error.value).endswith(" others")
    assert "乐山市市中区" in error.value.suggestions
    assert "山东省济南市市中区" in error.value.suggestions
    with pytest.raises(AmbiguousNameError) as error:
        find("达县")
    assert str(error.value) == "'达县' is ambiguous: 达州市通川区 or 达州市达川区"


def test_outside_sichuan_a_county_comes_before_the_prefecture_of_its_name() -> None:
    found = find_place("辽阳")
    assert str(found.place) == "辽阳县"
    assert [str(other) for other in found.others] == ["辽阳市"]


def test_an_unknown_name_has_suggestions() -> None:
    with pytest.raises(UnknownNameError) as error:
        find("美古县")
    assert error.value.suggestions[0] == "美姑县"


def test_a_former_name_is_reported() -> None:
    found = find_place("513321")
    assert (found.place, found.via, found.until) == (
        LISTED["513301"],
        Via.FORMER_CODE,
        2015,
    )


def test_a_prefecture_of_the_same_name_is_reported() -> None:
    found = find_place("阿坝")
    assert found.place == LISTED["513231"]
    assert [str(other) for other in found.others] == ["阿坝藏族羌族自治州"]
    assert find_place("阿坝县").others == ()


@pytest.mark.parametrize(
    ("text", "name", "others"),
    [
        ("金川", "金川县", ["甘肃省金昌市金川区"]),
        ("Yuexi County", "越西县", ["安徽省安庆市岳西县"]),
        ("Tongjiang", "通江县", ["黑龙江省佳木斯市同江市"]),
        ("南坪", "九寨沟县", []),
        ("广安", "广安区", ["广安市"]),
        ("Liangshan", "凉山彝族自治州", ["山东省济宁市梁山县"]),
    ],
)
def test_a_key_county_comes_before_others_of_its_name(
    text: str, name: str, others: list[str]
) -> None:
    found = find_place(text)
    assert found.place.name == name
    assert full_names(found.others) == others


@pytest.mark.parametrize(
    "text", ["江苏省美姑县", "美姑县、锦江区", "甘孜州白玉兰酒店", "越嶲县", "朝阳区"]
)
def test_what_contradicts_itself_or_names_several_is_ambiguous(text: str) -> None:
    with pytest.raises(AmbiguousNameError):
        find_place(text)


@pytest.mark.parametrize("text", ["昭通市", "江苏", "Nanjing City", "320100"])
def test_what_is_outside_of_sichuan_is_told(text: str) -> None:
    with pytest.raises(ElsewhereError) as error:
        find_place(text)
    assert str(error.value) == (
        f"'{text}' is outside Sichuan; shudi's list is Sichuan's alone"
    )


def test_a_county_elsewhere_is_found() -> None:
    assert find_place("海淀区").place == resolve("110108").division
    with pytest.raises(UnknownNameError, match="unknown key county '海淀区'"):
        find("海淀区")


def test_a_prefecture_is_found() -> None:
    assert find_place("凉山州").place == find_prefecture("Liangshan")


# Prefectures


@pytest.mark.parametrize("prefecture", prefectures(), ids=str)
def test_a_prefecture_is_found_by_each_of_its_names(prefecture: Division) -> None:
    short, _, kind = split_name(prefecture)
    for text in (
        prefecture.name,
        short,
        short + kind[-1],
        prefecture.code,
        prefecture.code[:4],
        prefecture.pinyin,
        prefecture.pinyin.lower(),
    ):
        assert find_prefecture(text) is prefecture


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("涼山州", "凉山彝族自治州"),
        ("Ngawa", "阿坝藏族羌族自治州"),
        ("Garzê Tibetan Autonomous Prefecture", "甘孜藏族自治州"),
        ("Chengdu City", "成都市"),
    ],
)
def test_a_prefecture_is_found_as_people_write_it(text: str, name: str) -> None:
    assert find_prefecture(text).name == name


@pytest.mark.parametrize("text", ["美姑县", "513436", "Meigu"])
def test_a_county_is_no_prefecture_but_suggests_its_own(text: str) -> None:
    with pytest.raises(UnknownNameError) as error:
        find_prefecture(text)
    assert str(error.value) == (
        f"unknown prefecture '{text}'; did you mean 凉山彝族自治州?"
    )


def test_prefectures_complete_in_chinese_and_pinyin() -> None:
    assert {"凉山州", "Liangshan", "成都市"} <= set(prefecture_completions())


def test_completions_have_all_counties_of_today() -> None:
    words = set(place_completions())
    assert {"美姑县", "Zoigê", "武侯区", "Wuhou", "凉山州"} <= words
    assert "达县" not in words  # until 2013
