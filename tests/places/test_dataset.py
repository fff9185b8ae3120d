import json
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from random import Random
from zlib import crc32

import frictionless
import pytest
from conftest import ROOT

from shudi import __version__
from shudi.errors import DatasetError
from shudi.places import dataset, provenance
from shudi.places.dataset import read_counties, read_divisions
from shudi.places.models import SICHUAN, Division, Level, Tier
from shudi.places.names import split_name
from shudi.places.provenance import notification, released

GOOD = (ROOT / "data/counties.csv").read_text("utf-8")
DIVISIONS = (ROOT / "data/divisions.csv").read_text("utf-8")


# What must be true of the list, from the notification itself.
BY_TIER_AND_PREFECTURE = {
    ("national", "阿坝州"): 6,
    ("national", "甘孜州"): 9,
    ("national", "凉山州"): 10,
    ("provincial", "广元市"): 2,
    ("provincial", "乐山市"): 3,
    ("provincial", "达州市"): 1,
    ("provincial", "巴中市"): 2,
    ("provincial", "阿坝州"): 7,
    ("provincial", "甘孜州"): 9,
    ("provincial", "凉山州"): 1,
}
PREFECTURES = {
    "广元市": ("510800", "广元市"),
    "乐山市": ("511100", "乐山市"),
    "达州市": ("511700", "达州市"),
    "巴中市": ("511900", "巴中市"),
    "阿坝州": ("513200", "阿坝藏族羌族自治州"),
    "甘孜州": ("513300", "甘孜藏族自治州"),
    "凉山州": ("513400", "凉山彝族自治州"),
}


def test_the_counts_are_the_notifications() -> None:
    counted = Counter((county.tier, county.prefecture) for county in dataset.counties())
    assert counted == BY_TIER_AND_PREFECTURE


def test_the_order_is_the_notifications() -> None:
    counties = dataset.counties()
    tiers = [county.tier for county in counties]
    assert tiers == [Tier.NATIONAL] * 25 + [Tier.PROVINCIAL] * 25
    named = [counties[place].name for place in (0, 15, 24, 25, 49)]
    assert named == ["壤塘县", "美姑县", "雷波县", "剑阁县", "木里县"]


def test_every_prefecture_has_its_code_and_full_name() -> None:
    for county in dataset.counties():
        prefecture = (county.prefecture_code, county.prefecture_official)
        assert prefecture == PREFECTURES[county.prefecture]


def test_printed_and_official_names_differ_in_the_autonomous_counties_alone() -> None:
    different = {
        county.name: county.official_name
        for county in dataset.counties()
        if county.name != county.official_name
    }
    assert different == {
        "马边县": "马边彝族自治县",
        "峨边县": "峨边彝族自治县",
        "木里县": "木里藏族自治县",
    }


def test_the_last_two_digits_tell_the_kind() -> None:
    """GB/T 2260 numbers districts from 01, counties from 21, cities from 81.

    Autonomous prefectures have no districts and number their cities from 01.
    """
    for county in dataset.counties():
        number = int(county.code[4:])
        autonomous = county.prefecture.endswith("州")
        if county.kind == "市":
            assert number < 21 if autonomous else number >= 81
        elif county.kind == "区":
            assert number < 21
        else:
            assert 21 <= number < 81


def test_the_romanizations_are_gbt_2260s() -> None:
    romanized = [county.romanization for county in dataset.counties()]
    assert [text for text in romanized if text] == (
        [
            "Zamtang",
            "Zoigê",
            "Sêrxü",
            "Sêrtar",
            "Dêgê",
            "Garzê",
            "Baiyü",
            "Dawu",
            "Barkam",
            "Dêrong",
        ]
    )
    second = {
        county.name: county.second_romanization
        for county in dataset.counties()
        if county.second_romanization
    }
    assert second == {
        "阿坝县": "Ngawa",
        "新龙县": "Nyagrong",
        "炉霍县": "Zhaggo",
        "雅江县": "Nyagquka",
        "丹巴县": "Rongzhag",
        "乡城县": "Qagchêng",
        "稻城县": "Dabba",
        "九龙县": "Gyaisi",
        "康定市": "Dardo",
        "泸定县": "Jagsamka",
    }


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("national,513200", "nationl,513200", "line 2, column tier: 'nationl' is not"),
        ("513436,美", "51343,美", "line 17, column code: '51343' is not six digits"),
        ("513436,美", "51343６,美", "column code: '51343６' is not six digits"),
        ("513436,美", "323436,美", "'323436' is not a code of Sichuan (51)"),
        (
            "513436,美",
            "513437,美",
            "line 26, column code: '513437' is already in line 17",
        ),
        (
            "喜德县,喜德县",
            "美姑县,喜德县",
            "line 21, column name: '美姑县' is already in",
        ),
        (
            "喜德县,喜德县",
            "喜德县,美姑县",
            "column official_name: '美姑县' is already in",
        ),
        ("美姑县,美姑县", "美姑县,美姑", "line 17, column official_name: '美姑' does"),
        ("美姑县,美姑县", "美姑县, 美姑县", "' 美姑县' is empty or has white space"),
        ("Meigu", "", "line 17, column pinyin: '' is empty or has white space"),
        ("national,513200", "national,513100", "'513100' is not the prefecture of 51"),
        ("national,513200", "national,513201", "'513201' does not end in 00"),
        ("28.3,103.1", "83.2,103.1", "column latitude: '83.2' is not between 26.0"),
        ("28.3,103.1", "28.3,east", "line 17, column longitude: 'east' is not a num"),
        ("28.3,103.1", "28.3", "line 17, column (all): '513436,美姑县,美姑县,Meigu"),
        ("513436,", '513436,"', "line 17, column (all): '513436,\"美姑县"),
        ("code,name", "name,code", "line 1, column (header): 'name,code,official"),
    ],
)
def test_damage_is_reported_with_file_line_column_and_value(
    tmp_path: Path, old: str, new: str, message: str
) -> None:
    path = tmp_path / "damaged.csv"
    path.write_text(GOOD.replace(old, new, 1), "utf-8")
    with pytest.raises(DatasetError) as error:
        read_counties(path)
    assert str(error.value).startswith(f"{path}, line ")
    assert message in str(error.value)


def test_a_file_that_is_not_utf8_is_reported_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "gbk.csv"
    path.write_bytes(GOOD.encode("gb18030"))
    with pytest.raises(DatasetError, match="line 2, column .any.: .* is not UTF-8"):
        read_counties(path)


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "empty.csv"
    path.touch()
    with pytest.raises(DatasetError, match="line 1, column .header.: '' is not code,"):
        read_counties(path)


# Divisions


def in_force(level: Level, province: str = SICHUAN) -> list[Division]:
    return [
        division
        for division in dataset.divisions(province)
        if division.level is level and division.until is None
    ]


def test_2846_counties_and_333_prefectures_are_in_force_in_china() -> None:
    assert len(in_force(Level.COUNTY, "")) == 2846
    assert len(in_force(Level.PREFECTURE, "")) == 333
    assert len(dataset.divisions()) == 6789


def test_provinces_have_the_official_number_of_counties() -> None:
    """By the Ministry of Civil Affairs, at the end of 2024, without Taiwan's."""
    counted = Counter(county.province for county in in_force(Level.COUNTY, ""))
    assert counted == {
        "北京市": 16, "天津市": 16, "河北省": 167, "山西省": 117, "内蒙古自治区": 103,
        "辽宁省": 100, "吉林省": 60, "黑龙江省": 121, "上海市": 16, "江苏省": 95,
        "浙江省": 90, "安徽省": 104, "福建省": 84, "江西省": 100, "山东省": 136,
        "河南省": 157, "湖北省": 103, "湖南省": 122, "广东省": 122,
        "广西壮族自治区": 111, "海南省": 25, "重庆市": 38, "四川省": 183, "贵州省": 88,
        "云南省": 129, "西藏自治区": 74, "陕西省": 107, "甘肃省": 86, "青海省": 44,
        "宁夏回族自治区": 22, "新疆维吾尔自治区": 110,
    }  # fmt: skip


def test_the_first_two_digits_are_the_provinces_of_today() -> None:
    codes = {province.name: province.code for province in dataset.provinces()}
    assert len(codes) == 34
    for division in dataset.divisions():
        if division.until is None:
            assert division.code[:2] + "0000" == codes[division.province]
        assert division.province in codes


def test_both_ways_to_read_the_divisions_agree() -> None:
    path = dataset.data_folder() / "divisions.csv"
    assert dataset.read_divisions(path) == dataset.divisions()


def test_183_counties_and_21_prefectures_are_in_force() -> None:
    assert len(in_force(Level.COUNTY)) == 183
    assert len(in_force(Level.PREFECTURE)) == 21


def test_prefectures_have_the_official_number_of_counties() -> None:
    """By the Ministry of Civil Affairs, at the end of 2024."""
    counted = Counter(division.prefecture for division in in_force(Level.COUNTY))
    assert counted == {
        "成都市": 20, "自贡市": 6, "攀枝花市": 5, "泸州市": 7, "德阳市": 6, "绵阳市": 9,
        "广元市": 7, "遂宁市": 5, "内江市": 5, "乐山市": 11, "南充市": 9, "眉山市": 6,
        "宜宾市": 10, "广安市": 6, "达州市": 7, "雅安市": 8, "巴中市": 5, "资阳市": 3,
        "阿坝藏族羌族自治州": 13, "甘孜藏族自治州": 18, "凉山彝族自治州": 17,
    }  # fmt: skip


def test_codes_in_force_are_unique_and_match_their_prefecture() -> None:
    counties = in_force(Level.COUNTY, "")
    prefectures = {
        (division.province, division.name): division.code
        for division in in_force(Level.PREFECTURE, "")
    }
    assert len({division.code for division in counties}) == 2846
    for county in counties:
        if county.prefecture:
            code = prefectures[county.province, county.prefecture]
            assert county.code[:4] + "00" == code
        assert county.today == (county.code,)


def test_every_key_county_is_a_division_in_force() -> None:
    divisions = {division.code: division for division in in_force(Level.COUNTY)}
    for county in dataset.counties():
        division = divisions[county.code]
        assert (division.name, division.prefecture, division.pinyin) == (
            county.official_name,
            county.prefecture_official,
            county.pinyin,
        )


def test_a_code_passes_on_in_the_year_in_which_it_ended() -> None:
    by_code: dict[str, list[Division]] = {}
    for division in dataset.divisions():
        by_code.setdefault(division.code, []).append(division)
    for several in by_code.values():
        for earlier, later in pairwise(several):
            assert earlier.until is not None
            assert later.since is not None
            assert earlier.until <= later.since


def test_what_was_sichuans_until_1997_leads_to_chongqing() -> None:
    for division in dataset.divisions(SICHUAN):
        is_chongqings = division.code[:4] in {"5102", "5112", "5122", "5123", "5135"}
        if is_chongqings and division.until == 1997 and division.level is Level.COUNTY:
            assert {code[:2] for code in division.today} == {"50"}, division.name


def test_every_name_can_be_taken_apart() -> None:
    kinds = {split_name(division).kind for division in dataset.divisions()}
    assert kinds == {
        *(
            "县",
            "市",
            "区",
            "旗",
            "自治县",
            "自治旗",
            "工农区",
            "工矿区",
            "矿区",
            "林区",
        ),
        *("特区", "镇", "自治州", "地区", "行政区", "盟", ""),
    }
    for name in dataset.former_names():
        assert split_name(name).short == name.short_name


def test_former_names_lead_to_counties_in_force() -> None:
    codes = {county.code for county in in_force(Level.COUNTY)}
    assert len(dataset.former_names()) == 18
    for name in dataset.former_names():
        assert set(name.today) <= codes
    named = {name.name: name for name in dataset.former_names()}
    assert (named["懋功县"].since, named["懋功县"].until) == (1914, 1953)
    assert named["义敦县"].since is None
    assert named["越嶲县"].today == ("513434", "513435")
    assert named["马尔康区"].code == "513201"


@pytest.mark.parametrize(
    ("name", "code", "today"),
    [
        ("康定县", "513321", ["513301"]),
        ("马尔康县", "513229", ["513201"]),
        ("南坪县", "513225", ["513225"]),
        ("茂汶羌族自治县", "513223", ["513223"]),
        ("万源县", "513024", ["511781"]),
        ("达县", "511721", ["511702", "511703"]),
        ("广元县", "512827", ["510802", "510811", "510812"]),
        ("巴中县", "513027", ["511902", "511903"]),
        ("巴中市", "513701", ["511902", "511903"]),
        ("广安县", "512925", ["511602", "511603"]),
        ("蓬溪县", "512835", ["510921", "510923"]),
        ("内江市", "512401", ["511002", "511011"]),
        ("泸县", "512521", ["510502", "510503", "510504", "510521"]),
    ],
)
def test_former_counties_lead_to_todays(name: str, code: str, today: list[str]) -> None:
    named = [
        division
        for division in dataset.divisions()
        if (division.name, division.code) == (name, code)
    ]
    assert {division.today for division in named} == {tuple(today)}
    assert all(division.until for division in named)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "锦江区,锦江,county",
            "锦江区,锦江,county ",
            "column level: 'county ' is not prefecture",
        ),
        (",1988,1990,5106", ",199,1990,5106", "column since: '199' is not a year from"),
        (",1988,1990,5106", ",1988,1987,5106", "column until: 1987 is before 1988"),
        (",1990,,510104", ",1990,,510103", "column today: '510103' is not in force"),
        (",1990,,510104", ",1990,,", "column today: '' does not match level"),
        (",1990,,510104", ",1990,,51010x", "column today: '51010x' is not six"),
        (
            "510104,Jinjiang",
            "510104,",
            "column pinyin: '' is empty or has white space",
        ),
        (
            "519002,",
            "519001,",
            "column code: '519001' since 1988 is already in line",
        ),
        (
            "锦江区,锦江,county",
            "锦江区,锦,county",
            "column name: '锦江区' is not the name of a division",
        ),
    ],
)
def test_damage_of_the_divisions_is_reported(
    tmp_path: Path, old: str, new: str, message: str
) -> None:
    path = tmp_path / "damaged.csv"
    path.write_text(DIVISIONS.replace(old, new, 1), "utf-8")
    with pytest.raises(DatasetError) as error:
        read_divisions(path)
    assert message in str(error.value)


# Poverty counties


def test_the_years_in_which_they_were_delisted() -> None:
    counties = dataset.poverty_counties()
    by_year = Counter(county.delisted for county in counties.values())
    assert by_year == {2016: 5, 2017: 15, 2018: 30, 2019: 31, 2020: 7}
    listed = Counter(counties[county.code].delisted for county in dataset.counties())
    assert listed == {2017: 5, 2018: 12, 2019: 26, 2020: 7}


def test_66_were_national_and_45_of_deep_poverty() -> None:
    counties = dataset.poverty_counties().values()
    assert Counter(county.poverty for county in counties) == {
        "national": 66,
        "provincial": 22,
    }
    deep = {county.code for county in counties if county.deep_poverty}
    assert len(deep) == 45
    assert deep < {county.code for county in dataset.counties()}
    others = {county.name for county in dataset.counties() if county.code not in deep}
    assert others == {"剑阁县", "旺苍县", "万源市", "通江县", "平昌县"}


def test_poverty_counties_are_counties_in_force() -> None:
    names = {division.code: division.name for division in in_force(Level.COUNTY)}
    for county in dataset.poverty_counties().values():
        assert names[county.code] == county.name


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("national,2019", "national,2015", "'2015' is not a year from 2016 to 2020"),
        ("national,2019", "national,2021", "'2021' is not a year from 2016 to 2020"),
        ("2019,yes", "2019,true", "'true' is not yes or no"),
    ],
)
def test_damage_of_the_poverty_counties_is_reported(
    copied: Path, old: str, new: str, problem: str
) -> None:
    path = copied / "poverty.csv"
    path.write_text(path.read_text("utf-8").replace(old, new, 1), "utf-8")
    with pytest.raises(DatasetError, match=problem):
        dataset.poverty_counties()


# Damage


@pytest.mark.parametrize("name", dataset._CHECKSUMS)
def test_the_checksum_is_that_of_the_file(name: str) -> None:
    content = (ROOT / "data" / name).read_bytes()
    assert dataset._CHECKSUMS[name] == crc32(content), f"0x{crc32(content):08X}"


LOADERS = {
    "counties.csv": dataset.counties,
    "divisions.csv": dataset.divisions,
    "poverty.csv": dataset.poverty_counties,
    "former_names.csv": dataset.former_names,
    "provinces.csv": dataset.provinces,
    "datapackage.json": provenance._package,
}


@pytest.fixture
def copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder with the data files, from which they are loaded."""
    for name in LOADERS:
        (tmp_path / name).write_bytes((ROOT / "data" / name).read_bytes())
    monkeypatch.setattr(dataset, "data_folder", lambda: tmp_path)
    monkeypatch.setattr(provenance, "data_folder", lambda: tmp_path)
    for load in LOADERS.values():
        load.cache_clear()
    yield tmp_path
    for load in LOADERS.values():
        load.cache_clear()


def test_any_single_damage_is_detected(copied: Path) -> None:
    """A byte changed, lost or doubled, a line lost, the end cut off."""
    chance = Random(8)
    for name, load in LOADERS.items():
        path = copied / name
        good = path.read_bytes()
        lines = good.splitlines(keepends=True)
        for _ in range(100):
            at = chance.randrange(len(good))
            line = chance.randrange(len(lines))
            damaged = chance.choice(
                [
                    good[:at] + bytes([good[at] ^ 1]) + good[at + 1 :],
                    good[:at] + good[at + 1 :],
                    good[:at] + good[at : at + 1] + good[at:],
                    b"".join(lines[:line] + lines[line + 1 :]),
                    b"".join(lines[: line + 1]),
                    lines[0],
                ]
            )
            if damaged != good:
                path.write_bytes(damaged)
                load.cache_clear()
                with pytest.raises(DatasetError, match=name):
                    load()


# The data package


def test_the_data_package_describes_the_files() -> None:
    report = frictionless.validate(ROOT / "data/datapackage.json")
    assert report.valid, report.to_summary()


def test_the_data_package_notices_a_wrong_tier(tmp_path: Path) -> None:
    for name in LOADERS:
        content = (ROOT / "data" / name).read_text("utf-8")
        (tmp_path / name).write_text(content.replace(",national,", ",nation,"), "utf-8")
    assert not frictionless.validate(tmp_path / "datapackage.json").valid


def test_the_data_package_cites_the_notification() -> None:
    package = json.loads((ROOT / "data/datapackage.json").read_text("utf-8"))
    titles = [source["title"] for source in package["sources"]]
    assert f"{notification().number} {notification().title}" in titles


def test_the_release_is_that_of_the_citation_file() -> None:
    citation = (ROOT / "CITATION.cff").read_text("utf-8")
    assert f'date-released: "{released()}"' in citation
    assert f"version: {__version__}\n" in citation
