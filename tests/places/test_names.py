import pytest

from shudi.places.names import (
    NameParts,
    county_forms,
    display_name,
    prefecture_forms,
    split_name,
)


@pytest.mark.parametrize(
    ("name", "short", "ethnic_groups", "kind"),
    [
        ("美姑县", "美姑", "", "县"),
        ("理县", "理", "", "县"),
        ("马边彝族自治县", "马边", "彝族", "自治县"),
        ("金口河工农区", "金口河", "", "工农区"),
        ("阿坝藏族羌族自治州", "阿坝", "藏族羌族", "自治州"),
        ("达县地区", "达县", "", "地区"),
        ("市中区", "市中", "", "区"),
    ],
)
def test_a_name_is_taken_apart(
    name: str, short: str, ethnic_groups: str, kind: str
) -> None:
    assert split_name(name) == NameParts(short, ethnic_groups, kind)


def test_what_is_no_name_is_refused() -> None:
    with pytest.raises(ValueError, match="is not the name of a division"):
        split_name("四川省")


@pytest.mark.parametrize(
    ("name", "forms"),
    [
        ("美姑县", "美姑县 美姑"),
        ("理县", "理县"),
        ("马边彝族自治县", "马边彝族自治县 马边县 马边自治县 马边"),
    ],
)
def test_the_forms_of_a_county(name: str, forms: str) -> None:
    assert [form for form, _ in county_forms(name)] == forms.split()


@pytest.mark.parametrize(
    ("name", "forms", "printed"),
    [
        ("成都市", "成都市 成都", "成都市"),
        ("凉山彝族自治州", "凉山彝族自治州 凉山州 凉山自治州 凉山", "凉山州"),
        ("达县地区", "达县地区 达县", "达县地区"),
    ],
)
def test_the_forms_of_a_prefecture(name: str, forms: str, printed: str) -> None:
    assert list(prefecture_forms(name)) == forms.split()
    assert display_name(name) == printed
