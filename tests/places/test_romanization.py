from collections.abc import Callable

import pytest

from shudi.places import romanization
from shudi.places.dataset import divisions
from shudi.places.models import Division
from shudi.places.romanization import bracketed_forms, latin_forms, latin_names


def division(name: str) -> Division:
    return next(division for division in divisions() if division.name == name)


@pytest.mark.parametrize(
    ("name", "forms"),
    [
        ("美姑县", "meigu meiguxian meigucounty"),
        ("理县", "lixian lixianxian licounty lixiancounty"),
        (
            "马边彝族自治县",
            "mabian mabianxian mabiancounty mabianyizu mabianyizuzizhixian "
            "mabianyizuautonomouscounty mabianyi mabianyiautonomouscounty "
            "mabianyizizhixian mabianyicounty mabianyiap",
        ),
        ("温江县", "wenjiang wenjiangxian wenjiangcounty"),
        ("鄂伦春自治旗", "elunchun elunchunqi elunchunbanner"),
        ("西沙群岛", "xishaqundao"),
    ],
)
def test_the_latin_forms_of_a_name(name: str, forms: str) -> None:
    made = [form for form, _ in latin_forms(division(name))]
    assert set(forms.split()) <= set(made)
    assert set(made) - set(forms.split()) <= {
        "elunchunzizhiqi",
        "elunchunautonomousbanner",
    }


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("阿坝藏族羌族自治州", "ngawatibetanandqiangautonomousprefecture"),
        ("阿坝藏族羌族自治州", "abangawazangzuqiangzuzizhizhou"),
        ("甘孜藏族自治州", "garzetibetan"),
        ("康定市", "kangdingdardoshi"),
        ("康定县", "kangdingdardoxian"),
        ("石渠县", "serxvxian"),
        ("石渠县", "serxuxian"),
        ("吕梁市", "lvliangshi"),
        ("吕梁市", "luliangshi"),
        ("略阳县", "lueyangxian"),
        ("隆林各族自治县", "longlinmultinational"),
        ("双江拉祜族佤族布朗族傣族自治县", "shuangjianglahuvablanganddai"),
        ("阿克苏地区", "akesudiqu"),
        ("阿拉善盟", "alashanleague"),
    ],
)
def test_the_ways_to_write_it_in_latin_letters(name: str, form: str) -> None:
    forms = [form for form, _ in latin_forms(division(name))]
    assert form in [*forms, *bracketed_forms(division(name))]


def test_a_former_county_and_a_prefecture_share_the_romanization() -> None:
    assert latin_names(division("马尔康县")) == ("Ma'erkang", "Barkam")
    assert latin_names(division("甘孜藏族自治州")) == ("Ganzi", "Garzê")
    assert latin_names(division("襄都区")) == ("Xiangdou", "Xiangdu")


@pytest.mark.parametrize(
    "build",
    [
        romanization._romanized_prefectures,
        romanization.counties_by_latin_name,
        romanization.latin_prefectures,
        romanization.latin_provinces,
        romanization._area_names,
        romanization._area_lengths,
    ],
    ids=lambda build: build.__name__,
)
def test_what_has_a_latin_name_is_read_once(build: Callable[[], object]) -> None:
    assert build() is build()
