import pytest

from shudi.places.dataset import divisions, provinces
from shudi.places.models import Division, Level
from shudi.places.names import (
    NameParts,
    county_forms,
    display_name,
    prefecture_forms,
    province_forms,
    split_name,
)


def division(name: str) -> Division:
    return next(division for division in divisions() if division.name == name)


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
        ("万柏林区", "万柏林", "", "区"),
        ("神农架林区", "神农架", "", "林区"),
        ("鄂温克族自治旗", "鄂温克族", "", "自治旗"),
        ("锡林郭勒盟", "锡林郭勒", "", "盟"),
        ("西沙群岛", "西沙群岛", "", ""),
    ],
)
def test_a_name_is_taken_apart(
    name: str, short: str, ethnic_groups: str, kind: str
) -> None:
    assert split_name(division(name)) == NameParts(short, ethnic_groups, kind)


@pytest.mark.parametrize("change", [{"short_name": "布"}, {"level": Level.PREFECTURE}])
def test_what_is_no_name_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="is not the name of a division"):
        split_name(division("美姑县")._replace(**change))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "forms"),
    [
        ("美姑县", "美姑县 美姑"),
        ("理县", "理县"),
        (
            "马边彝族自治县",
            "马边彝族自治县 马边县 马边自治县 马边彝族县 马边彝族 马边",
        ),
        ("浦东新区", "浦东新区 浦东新 浦东"),
    ],
)
def test_the_forms_of_a_county(name: str, forms: str) -> None:
    assert [form for form, _ in county_forms(division(name))] == forms.split()


@pytest.mark.parametrize(
    ("name", "forms", "printed"),
    [
        ("成都市", "成都市 成都", "成都市"),
        (
            "凉山彝族自治州",
            "凉山彝族自治州 凉山州 凉山自治州 凉山彝族州 凉山彝族 凉山",
            "凉山州",
        ),
        ("达县地区", "达县地区 达县", "达县地区"),
    ],
)
def test_the_forms_of_a_prefecture(name: str, forms: str, printed: str) -> None:
    assert list(prefecture_forms(division(name))) == forms.split()
    assert display_name(division(name)) == printed


@pytest.mark.parametrize(
    ("name", "forms"),
    [
        ("四川省", "四川省 四川"),
        ("内蒙古自治区", "内蒙古自治区 内蒙古 内蒙古自治区 内蒙古省"),
        ("广西壮族自治区", "广西壮族自治区 广西 广西自治区 广西省"),
        ("香港特别行政区", "香港特别行政区 香港 香港特区"),
    ],
)
def test_the_forms_of_a_province(name: str, forms: str) -> None:
    (province,) = [province for province in provinces() if province.name == name]
    assert list(province_forms(province)) == forms.split()
