import pytest

from shudi.places.names import (
    Parts,
    county_forms,
    latin_forms,
    parts,
    prefecture_forms,
    printed_name,
)


@pytest.mark.parametrize(
    ("name", "short", "peoples", "kind"),
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
def test_a_name_is_taken_apart(name: str, short: str, peoples: str, kind: str) -> None:
    assert parts(name) == Parts(short, peoples, kind)


def test_what_is_no_name_is_refused() -> None:
    with pytest.raises(ValueError, match="is no name of a division"):
        parts("四川省")


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
    assert printed_name(name) == printed


@pytest.mark.parametrize(
    ("name", "romanized", "forms"),
    [
        ("美姑县", "Meigu", "meiguxian meigucounty"),
        ("康定市", "Kangding", "kangdingshi kangdingcity"),
        ("理县", "Lixian", "lixianxian lixiancounty lixian licounty"),
        (
            "马边彝族自治县",
            "Mabian",
            "mabianxian mabiancounty mabianyizuzizhixian mabianyizuautonomouscounty "
            "mabianyizizhixian mabianyiautonomouscounty",
        ),
    ],
)
def test_latin_forms_have_the_kind(name: str, romanized: str, forms: str) -> None:
    made = list(dict.fromkeys(latin_forms(name, romanized)))
    assert made == forms.split()


def test_two_peoples_may_be_joined_by_and() -> None:
    forms = set(latin_forms("阿坝藏族羌族自治州", "Ngawa"))
    assert "ngawatibetanandqiangautonomousprefecture" in forms
    assert "ngawazangzuqiangzuzizhizhou" in forms
