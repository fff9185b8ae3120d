from collections import defaultdict

import pytest
from hypothesis import given
from hypothesis import strategies as st
from opencc import OpenCC

from shudi.places.dataset import counties, divisions
from shudi.places.models import County, Division, Level, Resolution, Status, Via
from shudi.places.names import split_name
from shudi.places.resolver import resolve

COUNTIES = [division for division in divisions() if division.level is Level.COUNTY]
IN_FORCE = [division for division in COUNTIES if division.until is None]
FORMER = [division for division in COUNTIES if division.until is not None]
LISTED = {county.code: county for county in counties()}

in_force = st.sampled_from(IN_FORCE)
spaces = st.sampled_from(
    ["", " ", "\t", "\u3000", "\xa0", "\ufeff", "\u200b", "\u2028"]
)


def code_of(text: str) -> str:
    """The code that a text resolves to, or its status."""
    resolution = resolve(text)
    return resolution.division.code if resolution.division else resolution.status


def candidates_of(text: str) -> list[str]:
    return [
        f"{division.prefecture}{division.name}" for division in resolve(text).candidates
    ]


@pytest.mark.parametrize("code", [513436, 513436.0, 513436100200.0])
def test_a_number_is_a_code(code: object) -> None:
    assert resolve(code).county == LISTED["513436"]


@pytest.mark.parametrize("value", [None, float("nan"), [], {}, object(), b"\xff", -1])
def test_any_other_value_is_unknown(value: object) -> None:
    assert resolve(value) == Resolution(Status.UNKNOWN)


# Every county


@pytest.mark.parametrize("county", IN_FORCE, ids=lambda division: division.code)
def test_each_of_the_183_resolves_by_name_and_code(county: Division) -> None:
    listed = LISTED.get(county.code)
    status = Status.LISTED if listed else Status.UNLISTED
    short, _, kind = split_name(county.name)
    above, _, above_kind = split_name(county.prefecture)
    printed_above = above + above_kind[-1]
    unique = [division for division in IN_FORCE if division.name == county.name] == [
        county
    ]
    texts = [
        county.code,
        f"{county.prefecture}{county.name}",
        f"四川省{county.prefecture}{county.name}",
        f"四川 {printed_above} {county.name}",
        f"{above}{short}{kind[-1]}",
        f"{county.prefecture}/{county.name}",
        f"四川省{county.prefecture}{county.name}塔哈村三组",
        *([county.name, f"四川{county.name}"] if unique else []),
        *([f"{printed_above}{short}"] if len(short) > 1 else []),
    ]
    for text in texts:
        resolution = resolve(text)
        assert (resolution.status, resolution.division, resolution.county) == (
            status,
            county,
            listed,
        ), text


@pytest.mark.parametrize("county", counties(), ids=str)
def test_a_key_county_resolves_by_each_of_its_names(county: County) -> None:
    for text in (
        county.name,
        county.official_name,
        f"{county.prefecture}{county.name}",
    ):
        assert resolve(text).county is county
    shared = county.name in ("甘孜县", "阿坝县")
    for text in (county.pinyin, county.romanization or county.pinyin):
        assert shared or resolve(text).county is county
        assert resolve(f"{text} County").county is county or county.kind != "县"


@pytest.mark.parametrize(
    "former", FORMER, ids=lambda division: f"{division.code} {division.since}"
)
def test_a_former_code_leads_to_all_that_hold_its_territory(former: Division) -> None:
    reused = {division.code for division in IN_FORCE if division.code == former.code}
    resolution = resolve(former.code)
    found = {resolution.division, *resolution.candidates} - {None}
    assert {division.code for division in found if division} == (
        reused or set(former.today)
    )
    if not reused:
        until = max(
            division.until or 0 for division in FORMER if division.code == former.code
        )
        assert (resolution.via, resolution.until) == (Via.FORMER_CODE, until)


@pytest.mark.parametrize(
    "former",
    [division for division in FORMER if set(division.today) & set(LISTED)],
    ids=lambda division: f"{division.prefecture}{division.name}",
)
def test_every_former_name_of_a_key_county_leads_to_it(former: Division) -> None:
    (code,) = former.today
    for text in (
        former.name,
        f"{former.prefecture}{former.name}",
        f"四川省{former.prefecture}{former.name}",
    ):
        assert resolve(text).county == LISTED[code]


# Names


@pytest.mark.parametrize(
    ("text", "code", "via"),
    [
        ("美姑县", "513436", "name"),
        ("马边县", "511133", "name"),
        ("马边彝族自治县", "511133", "official name"),
        ("美姑", "513436", "short name"),
        ("锦江", "510104", "short name"),
        ("康定县", "513301", "former name"),
        ("南坪县", "513225", "former name"),
        ("南坪", "513225", "former name"),
        ("茂汶羌族自治县", "513223", "former name"),
        ("万源县", "511781", "former name"),
        ("金口河工农区", "511113", "former name"),
        ("513436", "513436", "code"),
        ("513321", "513301", "former code"),
        ("513229", "513201", "former code"),
        ("512632", "511132", "former code"),
        ("Meigu", "513436", "pinyin"),
        ("Zoigê", "513232", "romanization"),
        ("四川省凉山州美姑县", "513436", "name"),
        ("凉山彝族自治州 / 美姑县", "513436", "name"),
        ("四川 美姑", "513436", "short name"),
        ("甘孜州康定县", "513301", "former name"),
        ("四川省凉山彝族自治州美姑县塔哈村", "513436", "address"),
        ("凉山州美姑塔哈村", "513436", "address"),
        ("阿坝州金川集团", "513226", "address"),
        ("美姑县乡村振兴局", "513436", "address"),
        ("九寨沟县（原南坪县）", "513225", "address"),
        ("阿坝县(阿坝)", "513231", "address"),
        ("渡口市东区", "510402", "former name"),
        ("达县地区万源县", "511781", "former name"),
        ("资阳市简阳市", "510185", "former name"),
        ("温江地区温江区", "510115", "name"),
        ("宜宾地区宜宾市", "511502", "former name"),
        ("宜宾市南溪县", "511503", "former name"),
        ("达州达川", "511703", "short name"),
        ("内江市中区", "511002", "name"),
        ("四川省东区炳草岗街道", "510402", "address"),
    ],
)
def test_what_is_understood_and_by_what(text: str, code: str, via: str) -> None:
    resolution = resolve(text)
    assert resolution.division is not None
    assert (resolution.division.code, resolution.via) == (code, via)


@pytest.mark.parametrize(
    "text",
    [
        "四川省涼山彝族自治州美姑縣",
        "凉山州美姑縣塔哈村",
        "　美　姑　县　",
        "\ufeff美\u200b姑\u2060县",
        "５１３４３６",
        "美姑县\n",
        "Ｍｅｉｇｕ",
        "513436.0",
        "513436100",
        "513436100000",
        "513436100200.00",
        "'513436",
        "Měigū",
        "MEI GU",
        "Meigu Xian",
        "Meigu County",
        "Meigu, Liangshan, Sichuan, China",
        "Sichuan Liangshan Meigu",
        "Liangshan Prefecture, Meigu County",
        "中国四川省凉山州美姑县",
        "1、美姑县",
        "12. 美姑县",
        "616450 四川省凉山州美姑县",
        "513436 美姑县",
        "[513436]美姑县",
        "（四川省）凉山州-美姑县",
    ],
)
def test_the_ways_to_write_one_county(text: str) -> None:
    assert code_of(text) == "513436"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Li County", "513222"),
        ("Lixian", "513222"),
        ("Mao Xian", "513223"),
        ("Ruo'ergai", "513232"),
        ("ruo er gai", "513232"),
        ("Sertar", "513333"),
        ("Barkam City", "513201"),
        ("Barkam County", "513201"),
        ("Kangding County", "513301"),
        ("Jinkouhe District", "511113"),
        ("Jinkouhe Qu", "511113"),
        ("Mabian Yi Autonomous County", "511133"),
        ("Muli Tibetan Autonomous County", "513422"),
        ("Aba County", "513231"),
        ("Garzê Xian", "513328"),
        ("Dardo", "513301"),
        ("Dardo County", "513301"),
        ("Nyagrong", "513329"),
        ("Ngawa County", "513231"),
        ("qagcheng, Garzê", "513336"),
        ("Leshan Shizhong", "511102"),
        ("Jinjiang", "510104"),
        ("爐霍縣", "513327"),
        ("若爾蓋", "513232"),
        ("馬爾康市", "513201"),
        ("瀘定縣", "513322"),
        ("滎經縣", "511822"),
        ("劍閣縣", "510823"),
        ("仁壽縣", "511421"),
    ],
)
def test_latin_letters_and_traditional_characters(text: str, code: str) -> None:
    assert code_of(text) == code


@pytest.mark.parametrize("standard", ["s2t", "s2tw", "s2hk"])
def test_every_name_resolves_in_traditional_characters(standard: str) -> None:
    convert = OpenCC(standard).convert
    for division in divisions():
        for text in (division.name, f"四川省{division.prefecture}{division.name}"):
            assert resolve(convert(text)) == resolve(text), convert(text)


# What is not resolved


@pytest.mark.parametrize(
    ("text", "candidates"),
    [
        ("甘孜", "甘孜藏族自治州甘孜藏族自治州 甘孜藏族自治州甘孜县"),
        ("阿坝", "阿坝藏族羌族自治州阿坝藏族羌族自治州 阿坝藏族羌族自治州阿坝县"),
        ("Ngawa", "阿坝藏族羌族自治州阿坝藏族羌族自治州 阿坝藏族羌族自治州阿坝县"),
        ("Garzê", "甘孜藏族自治州甘孜藏族自治州 甘孜藏族自治州甘孜县"),
        ("广安", "广安市广安市 广安市广安区"),
        ("市中区", "内江市市中区 乐山市市中区"),
        ("Shizhong", "内江市市中区 乐山市市中区"),
        ("达县", "达州市通川区 达州市达川区"),
        ("达州市达县", "达州市通川区 达州市达川区"),
        ("达县南外镇", "达州市通川区 达州市达川区"),
        ("达川", "达州市通川区 达州市达川区"),
        ("安县", "绵阳市安州区 绵阳市北川羌族自治县"),
        ("南溪县", "宜宾市翠屏区 宜宾市南溪区"),
        ("512502", "泸州市江阳区 泸州市纳溪区 泸州市龙马潭区"),
        ("美姑县布拖县", "凉山彝族自治州布拖县 凉山彝族自治州美姑县"),
        ("美姑县、布拖县", "凉山彝族自治州布拖县 凉山彝族自治州美姑县"),
        ("凉山州美姑、布拖", "凉山彝族自治州布拖县 凉山彝族自治州美姑县"),
        ("茂县和理县", "阿坝藏族羌族自治州理县 阿坝藏族羌族自治州茂县"),
        ("美姑县(513429)", "凉山彝族自治州布拖县 凉山彝族自治州美姑县"),
        ("513436 513429", "凉山彝族自治州布拖县 凉山彝族自治州美姑县"),
        ("513429 美姑县", "凉山彝族自治州布拖县 凉山彝族自治州美姑县"),
        ("四川省美姑县驻成都市锦江区办事处", "成都市锦江区 凉山彝族自治州美姑县"),
    ],
)
def test_what_may_be_several_is_ambiguous(text: str, candidates: str) -> None:
    resolution = resolve(text)
    assert (resolution.status, resolution.division) == (Status.AMBIGUOUS, None)
    assert candidates_of(text) == candidates.split()


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "\ufeff", "县", "理", "茂", "市", "-", "、", "?"),
        *("合计", "小计", "四川", "四川省", "全省", "中国", "无", "其他"),
        *("凉山州", "凉山", "绵阳市", "宜宾市", "成都", "泸州市", "四川省凉山州", "渡口市"),
        *("Liangshan", "Sichuan", "China", "Chengdu City", "Leshan", "Li", "County"),
        *("513400", "510000", "513400000000", "51343", "5134361", "51343610", "123"),
        *("2021", "20210810", "513436.5", "513436.0.0", "-513436", "13800138000"),
        *("999999", "320102", "512301", "512322", "513436198001011234", "1e6", "320102513436"),
        *("江苏省美姑县", "江苏省 美姑县", "甘肃省金昌市金川区", "金昌市金川区东湾街道"),
        *("云南省昭通市昭阳区凤凰街道", "昭通市昭阳区", "济南市市中区", "山东省济南市市中区"),
        *("重庆市南岸区南坪镇", "南坪镇", "金川集团", "四川金川集团", "金川区", "阿坝州金川区"),
        *("绵阳市美姑县", "宜宾市宜宾市", "垫江县", "重庆市垫江县", "涪陵市", "洛阳市新安县"),
        *("东区街道", "西区街道三组", "成都武侯大道", "甘孜州康定镇", "位于美姑县", "美姑姑"),
        *("513400 美姑县", "320102 美姑县", "513436 合计", "616450 合计"),
        *("Meigu, Jiangsu", "Nanjing Meigu", "Meigu Qu", "Chengdu Meigu"),
    ],
)  # fmt: skip
def test_what_names_no_county_of_sichuan_is_unknown(text: str) -> None:
    assert resolve(text) == Resolution(Status.UNKNOWN)


# Addresses, built as those of the whole country are

TOWNSHIPS = (
    "城关镇 塔哈村 东区街道 锦官驿街道 南坪镇 金川镇 新市镇 高县路社区 城南乡 市中区街道"
).split()
PROVINCES_ELSEWHERE = (
    "北京市 天津市 河北省 山西省 内蒙古自治区 辽宁省 吉林省 黑龙江省 上海市 江苏省 浙江省 安徽省 "
    "福建省 江西省 山东省 河南省 湖北省 湖南省 广东省 广西壮族自治区 海南省 重庆市 贵州省 云南省 "
    "西藏自治区 陕西省 甘肃省 青海省 宁夏回族自治区 新疆维吾尔自治区 台湾省 香港特别行政区"
).split()
PREFECTURES_ELSEWHERE = (
    "市辖区 县 省直辖县级行政区划 自治区直辖县级行政区划 石家庄市 邯郸市 保定市 太原市 长治市 包头市 "
    "锡林郭勒盟 兴安盟 沈阳市 大连市 长春市 延边朝鲜族自治州 哈尔滨市 齐齐哈尔市 大兴安岭地区 南京市 "
    "南通市 泰州市 杭州市 宁波市 合肥市 安庆市 六安市 福州市 南平市 南昌市 吉安市 济南市 枣庄市 德州市 "
    "郑州市 洛阳市 安阳市 南阳市 武汉市 恩施土家族苗族自治州 长沙市 益阳市 湘西土家族苗族自治州 广州市 "
    "中山市 东莞市 南宁市 来宾市 海口市 儋州市 贵阳市 安顺市 黔西南布依族苗族自治州 昆明市 昭通市 丽江市 "
    "楚雄彝族自治州 迪庆藏族自治州 拉萨市 昌都市 西安市 汉中市 安康市 兰州市 金昌市 甘南藏族自治州 "
    "西宁市 玉树藏族自治州 果洛藏族自治州 银川市 乌鲁木齐市 阿克苏地区 巴音郭楞蒙古自治州"
).split()


@pytest.mark.parametrize("above", [*PROVINCES_ELSEWHERE, *PREFECTURES_ELSEWHERE])
def test_no_name_below_another_province_resolves(above: str) -> None:
    for number, county in enumerate(COUNTIES):
        township = TOWNSHIPS[number % len(TOWNSHIPS)]
        for address in (
            f"{above}{county.name}",
            f"{above}{county.name}{township}",
            f"{above} {county.name} {township}",
            f"{above}{split_name(county.name).short}{township}",
        ):
            assert code_of(address) == "unknown", address


@pytest.mark.parametrize("township", TOWNSHIPS)
def test_every_address_in_sichuan_resolves_to_its_own_county(township: str) -> None:
    for county in IN_FORCE:
        place = f"{county.prefecture}{county.name}{township}"
        for address in (place, f"四川省{place}", f"四川{place}3号"):
            assert code_of(address) == county.code, address


# Properties


@given(st.text())
def test_any_text_gives_a_resolution(text: str) -> None:
    resolution = resolve(text)
    resolved = resolution.status in (Status.LISTED, Status.UNLISTED)
    assert resolved is (resolution.division is not None)
    assert (resolution.status is Status.LISTED) is (resolution.county is not None)
    assert (resolution.status is Status.AMBIGUOUS) is (len(resolution.candidates) > 1)
    assert (resolution.via is None) is (resolution.status is Status.UNKNOWN)


@pytest.mark.parametrize(
    "text",
    [
        "1、'" * 300_000,
        "513436'" * 150_000,
        "e\u0301\u0323" * 300_000,
        "美姑县" + "县" * 1_000_000,
        "美姑县" + "和理县" * 300_000,
        "四川" * 500_000,
        "sichuan" * 150_000,
        " " * 1_000_000,
        "x" * 1_000_000,
    ],
    ids=lambda text: text[:6],
)
def test_a_megabyte_of_text_gives_a_resolution(text: str) -> None:
    assert isinstance(resolve(text), Resolution)


@given(
    st.text(alphabet="四川省凉山州美姑县阿坝甘孜市中区51343 6、,和镇Aba", max_size=20)
)
def test_any_text_like_an_address_gives_a_resolution(text: str) -> None:
    assert isinstance(resolve(text), Resolution)


@given(in_force, st.lists(spaces, min_size=30, max_size=30))
def test_white_space_and_invisible_characters_change_nothing(
    county: Division, between: list[str]
) -> None:
    name = f"{county.prefecture}{county.name}"
    spaced = "".join(a + b for a, b in zip(between, name, strict=False))
    assert resolve(spaced + between[-1]).division is county


@given(
    in_force, st.sampled_from(["四川省", "四川", "中国四川省", "四川省 ", "四川省/"])
)
def test_the_province_in_front_changes_nothing(county: Division, above: str) -> None:
    name = f"{county.prefecture}{county.name}"
    assert resolve(above + name).division is county
    alone = resolve(county.name)
    assert resolve(above + county.name) == alone


@given(st.text(min_size=1))
def test_a_resolved_division_resolves_to_itself(text: str) -> None:
    division = resolve(text).division
    if division:
        assert resolve(f"{division.prefecture}{division.name}").division is division


def test_no_name_of_a_county_is_lost() -> None:
    """Each form that the records' names have means the record's counties, at least."""
    meant = defaultdict(set)
    for division in COUNTIES:
        meant[division.name].update(division.today)
    for name, codes in meant.items():
        resolution = resolve(name)
        found = {resolution.division, *resolution.candidates} - {None}
        assert not found or {division.code for division in found if division} <= codes
