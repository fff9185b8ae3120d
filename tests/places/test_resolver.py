from collections import defaultdict

import pytest
from hypothesis import given
from hypothesis import strategies as st
from opencc import OpenCC

from shudi.errors import UnknownNameError
from shudi.places.dataset import counties, divisions, provinces
from shudi.places.index import counties_over_time, prefecture_of
from shudi.places.models import (
    SICHUAN,
    County,
    Division,
    Level,
    Reason,
    Resolution,
    Status,
    Via,
)
from shudi.places.names import county_forms, display_name
from shudi.places.resolver import find_area, resolve
from shudi.places.romanization import counties_by_latin_name, latin_forms

COUNTIES = [division for division in divisions() if division.level is Level.COUNTY]
IN_FORCE = [division for division in COUNTIES if division.until is None]
FORMER = [division for division in COUNTIES if division.until is not None]
IN_SICHUAN = [division for division in IN_FORCE if division.province == SICHUAN]
PREFECTURES = {each.name for each in divisions() if each.level is Level.PREFECTURE}
LISTED = {county.code: county for county in counties()}

in_force = st.sampled_from(IN_FORCE)
in_sichuan = st.sampled_from(IN_SICHUAN)
spaces = st.sampled_from(
    ["", " ", "\t", "\u3000", "\xa0", "\ufeff", "\u200b", "\u2028"]
)


def code_of(text: str, within: str | None = None) -> str:
    """The code that a text resolves to, or its status."""
    resolution = resolve(text, within)
    return resolution.division.code if resolution.division else resolution.status


def names_of(resolution: Resolution) -> set[str]:
    return {division.full_name for division in resolution.candidates}


def status_of(county: Division) -> Status:
    if county.province != SICHUAN:
        return Status.ELSEWHERE
    return Status.LISTED if county.code in LISTED else Status.UNLISTED


def above(county: Division) -> str:
    """The province and the prefecture of a county, in full."""
    return f"{county.province}{county.prefecture}"


@pytest.mark.parametrize("code", [513436, 513436.0, 513436100200.0])
def test_a_number_is_a_code(code: object) -> None:
    assert resolve(code).county == LISTED["513436"]


@pytest.mark.parametrize("value", [None, float("nan"), [], {}, object(), b"\xff", -1])
def test_any_other_value_is_unknown(value: object) -> None:
    assert resolve(value) == Resolution(Status.UNKNOWN)


# Every county of China


def _having() -> dict[str, set[str]]:
    """Today's codes of the counties that have or had a full name, by the records."""
    having = defaultdict(set)
    former = defaultdict(list)
    for county in IN_FORCE:
        for form, via in county_forms(county):
            if via is not Via.SHORT_NAME:
                having[form].add(county.code)
    for county in FORMER:
        former[county.name].append(county)
    for name, had in former.items():
        in_force = frozenset(having[name])
        for county in had:
            if county.code not in in_force and in_force.isdisjoint(county.today):
                having[name].update(county.today)
    return having


HAVING = _having()


def test_every_county_in_force_resolves_by_name_and_code() -> None:
    for county in IN_FORCE:
        expected = (status_of(county), county, LISTED.get(county.code))
        texts = [
            county.code,
            f"{county.code}100200",
            f"{above(county)}{county.name}",
            f"{county.province}/{county.prefecture}/{county.name}",
            f"中国{above(county)}{county.name}",
        ]
        prefecture = prefecture_of(county)
        if prefecture:
            printed = display_name(prefecture)
            texts += [
                f"{prefecture.name}{county.name}",
                f"{printed}{display_name(county)}",
                f"{county.province}{printed} {county.name}",
                f"{county.name}，{printed}，{county.province}",
            ]
        if HAVING[county.name] == {county.code}:
            texts.append(county.name)
        for text in texts:
            resolution = resolve(text)
            found = resolution.status, resolution.division, resolution.county
            assert found == expected, text


def test_a_full_name_that_others_have_or_had_is_ambiguous() -> None:
    for name in {county.name for county in COUNTIES} - PREFECTURES:
        codes = HAVING[name]
        if len(codes) > 1:
            resolution = resolve(name)
            assert resolution.status is Status.AMBIGUOUS, name
            assert {each.code for each in resolution.candidates} >= codes, name


def test_every_former_county_resolves_to_its_successors() -> None:
    for former in FORMER:
        nearer = {
            (each.province, each.prefecture)
            for each in COUNTIES
            if each.name == former.name and each.today != former.today
        }
        if former.name in PREFECTURES or (former.province, former.prefecture) in nearer:
            continue
        text = f"{above(former)}{former.name}"
        resolution = resolve(text)
        found = {each.code for each in resolution.divisions}
        today = {code for code in former.today if not code.endswith("00")}
        assert found >= today or found <= set(former.today), text
        assert found or not today, text


def test_a_former_code_leads_to_all_that_hold_its_territory() -> None:
    today = defaultdict(set)
    until = defaultdict(int)
    for former in FORMER:
        today[former.code].update(former.today)
        until[former.code] = max(until[former.code], former.until or 0)
    for code in today.keys() - {county.code for county in IN_FORCE}:
        resolution = resolve(code)
        found = {division.code for division in resolution.divisions}
        expected = today[code]
        if all(each.endswith("00") for each in expected):
            assert resolution == Resolution(Status.ELSEWHERE)
        else:
            assert found == expected, code
            assert (resolution.via, resolution.until) == (
                Via.FORMER_CODE,
                until[code],
            )


@pytest.mark.parametrize("county", counties(), ids=str)
def test_a_key_county_resolves_by_each_of_its_names(county: County) -> None:
    short = county.short_name
    texts = [county.name, county.official_name, f"{county.prefecture}{county.name}"]
    texts += [f"四川{county.name}", f"四川省{county.prefecture}{county.official_name}"]
    if len(short) > 1 and short not in ("甘孜", "阿坝"):
        texts += [f"{county.prefecture}{short}", f"四川{short}", f"（四川）{short}。"]
    for text in texts:
        assert resolve(text).county is county, text
    for name in (county.pinyin, county.romanization, county.second_romanization):
        if name:
            kind = "City" if county.name[-1] == "市" else "County"
            kind = "District" if county.name[-1] == "区" else kind
            assert resolve(f"{name} {kind}, Sichuan").county is county
            assert resolve(f"{name} {kind}").county in (county, None)


@pytest.mark.parametrize(
    "former",
    [
        division
        for division in counties_over_time()
        if division.until and set(division.today) & set(LISTED)
    ],
    ids=lambda division: f"{division.prefecture}{division.name}",
)
def test_every_former_name_of_a_key_county_leads_to_it(former: Division) -> None:
    for text in (former.name, f"四川省{former.prefecture}{former.name}"):
        resolution = resolve(text)
        assert {each.code for each in resolution.divisions} == set(former.today), text


def test_no_bare_name_is_a_county_of_sichuan_that_another_county_has_or_had() -> None:
    having = defaultdict(set)
    for county in counties_over_time():
        forms = {form for form, _ in county_forms(county)}
        if county.pinyin:
            forms |= {form for form, _ in latin_forms(county)}
        for form in forms:
            having[form].add(county)
    for form, named in having.items():
        division = resolve(form).division
        if division and division.province == SICHUAN:
            for county in named:
                assert division.code in county.today, form


def test_a_former_short_name_alone_is_no_county() -> None:
    for county in FORMER:
        short = county.short_name
        in_force = {form for each in IN_FORCE for form, _ in county_forms(each)}
        break
    for county in FORMER:
        short = county.short_name
        if len(short) > 1 and short not in in_force and short[-1] not in "县市":
            assert resolve(short).division is None, short


# Names


@pytest.mark.parametrize(
    ("text", "code", "via"),
    [
        ("美姑县", "513436", "name"),
        ("马边县", "511133", "name"),
        ("马边彝族自治县", "511133", "official name"),
        ("马边彝族县", "511133", "name"),
        ("马边彝族", "511133", "short name"),
        ("美姑", "513436", "short name"),
        ("锦江", "510104", "short name"),
        ("海淀", "110108", "short name"),
        ("浦东", "310115", "short name"),
        ("康定县", "513301", "former name"),
        ("南坪县", "513225", "former name"),
        ("阿坝州南坪", "513225", "former name"),
        ("茂汶羌族自治县", "513223", "former name"),
        ("万源县", "511781", "former name"),
        ("金口河工农区", "511113", "former name"),
        ("马尔康区", "513201", "former name"),
        ("懋功县", "513227", "former name"),
        ("四川省理番县", "513222", "former name"),
        ("513436", "513436", "code"),
        ("CN513436", "513436", "code"),
        ("513321", "513301", "former code"),
        ("511104", "511113", "former code"),
        ("511103", "511111", "former code"),
        ("512632", "511132", "former code"),
        ("510222", "ambiguous", "former code"),
        ("Meigu", "513436", "pinyin"),
        ("Zoigê", "513232", "romanization"),
        ("四川省凉山州美姑县", "513436", "name"),
        ("凉山彝族自治州 / 美姑县", "513436", "name"),
        ("四川 美姑", "513436", "short name"),
        ("川凉山州美姑县", "513436", "name"),
        ("甘孜州康定县", "513301", "former name"),
        ("西康省康定县", "513301", "former name"),
        ("四川省凉山彝族自治州美姑县塔哈村", "513436", "address"),
        ("凉山州美姑塔哈村", "513436", "address"),
        ("甘孜州白玉登龙乡", "513331", "address"),
        ("巴中市通江中学", "511921", "address"),
        ("四川省泸定新南街49号", "513322", "address"),
        ("美姑县乡村振兴局", "513436", "address"),
        ("美姑县和平乡", "513436", "address"),
        ("九寨沟县（原南坪县）", "513225", "address"),
        ("美姑县（999999）", "513436", "address"),
        ("美姑县-513436", "513436", "address"),
        ("阿坝县(阿坝)", "513231", "address"),
        ("美姑县, 凉山州, 四川省", "513436", "address"),
        ("金川, 阿坝州", "513226", "address"),
        ("金川（四川）", "513226", "address"),
        ("渡口市东区", "510402", "former name"),
        ("达县地区万源县", "511781", "former name"),
        ("资阳市简阳市", "510185", "former name"),
        ("温江地区温江区", "510115", "name"),
        ("宜宾地区宜宾市", "511502", "former name"),
        ("宜宾市南溪县", "511503", "former name"),
        ("达州达川", "511703", "short name"),
        ("内江市中区", "511002", "name"),
        ("攀枝花市东区炳草岗街道", "510402", "address"),
        ("重庆市县城口县", "500229", "name"),
        ("北京市市辖区海淀区", "110108", "name"),
        ("河南省省直辖县级行政区划济源市", "419001", "name"),
        ("四川省涪陵市", "500102", "former name"),
        ("内蒙古呼和浩特市新城区", "150102", "name"),
        ("513400 美姑县", "513436", "name"),
        ("513436 凉山州", "513436", "code"),
        ("南京市鼓楼", "320106", "short name"),
        ("川金川", "513226", "short name"),
        ("中国 川金川", "513226", "short name"),
        ("中国四川金川", "513226", "short name"),
        ("中国、川金川", "513226", "short name"),
        ("中国 四川金川", "513226", "short name"),
        ("安徽省宿县地区砀山县", "341321", "former name"),
        ("山西省忻县地区原平县", "140981", "former name"),
        # What follows may have parts that others are named as.
        ("美姑县 理", "513436", "address"),
        ("美姑县和平乡 3组", "513436", "address"),
        ("美姑县东区新村 3组", "513436", "address"),
        ("美姑县老南京", "513436", "address"),
        ("美姑县、老南京", "513436", "address"),
        ("美姑县、南京饭店", "513436", "address"),
        ("美姑县、老布拖", "513436", "address"),
        ("美姑县巴普镇老城区", "513436", "address"),
        ("美姑县场镇", "513436", "address"),
        ("洛宁县老城区", "410328", "address"),
        ("美姑县统筹管理县域经济办公室", "513436", "address"),
        ("美姑县（巴普镇）管理县域经济办公室", "513436", "address"),
        ("管理县域经济办公室", "unknown", None),
        # Organisations
        ("中国农业银行四川省康定县支行", "513301", "within"),
        ("峨边彝族自治县支行", "511132", "address"),
        ("位于美姑县", "513436", "within"),
        ("四川农信康定县联社", "513301", "within"),
        ("Meigu County 美姑县", "513436", "within"),
        ("美姑县 Meigu County", "513436", "address"),
        ("理县 (Li Xian)", "513222", "address"),
        ("美姑县KTV", "513436", "address"),
        ("合计 Meigu 美姑", "unknown", None),
        ("凉山州美姑塔哈村村民委员会", "513436", "address"),
        ("四川省通江县教育和体育局", "511921", "address"),
        ("巴中市通江教育和体育局", "511921", "address"),
        ("四川省九龙人民法院", "513324", "address"),
        ("西康康定", "513301", "short name"),
        # In any order, with nothing between them
        ("美姑 凉山 四川", "513436", "address"),
        ("康定 甘孜州", "513301", "address"),
        ("凉山 美姑 四川", "513436", "address"),
        ("五大连池 黑龙江 黑河", "231182", "address"),
        ("福建，晋江，泉州", "350582", "address"),
        ("河北 邯郸 涉县", "130426", "name"),
        ("青海 海南 共和县", "632521", "name"),
        ("中国银行凉山州金阳支行", "513430", "within"),
    ],
)
def test_what_is_understood_and_by_what(text: str, code: str, via: str) -> None:
    assert (code_of(text), resolve(text).via) == (code, via)


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
        "1 美姑县",
        "12345 美姑县",
        "2021-05-06 美姑县",
        "2021/5/6 美姑县",
        "CN-513436",
        "①美姑县",
        "一、美姑县",
        "（一）美姑县",
        "2021年美姑县",
        "2021 美姑",
        "（美姑）",
        "美姑。",
        "美姑*",
        "凉山彝族州美姑县",
        "凉山彝族美姑",
        "P.R. China, Sichuan, Liangshan, Meigu",
        "Meigu; Sichuan Sheng",
        "Liangshan Yi, Meigu",
        "美姑县 513436",
    ],
)
def test_the_ways_to_write_one_county(text: str) -> None:
    assert code_of(text) == "513436"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Maoxian", "513223"),
        ("Mao Xian", "513223"),
        ("Li Xian, Aba", "513222"),
        ("Ruo'ergai", "513232"),
        ("ruo er gai", "513232"),
        ("Sertar", "513333"),
        ("Barkam City", "513201"),
        ("Barkam County", "513201"),
        ("Kangding County", "513301"),
        ("Jinkouhe District", "511113"),
        ("Jinkouhe Qu", "511113"),
        ("Mabian Yi Autonomous County", "511133"),
        ("Mabian Yizu Zizhixian", "511133"),
        ("Muli Tibetan Autonomous County", "513422"),
        ("Ebian Yi", "511132"),
        ("Muli Tibetan", "513422"),
        ("Garzê Tibetan Kangding", "513301"),
        ("Kangding, Garzê Tibetan", "513301"),
        ("Kangding(Dardo) Xian", "513301"),
        ("XINLONG/NYAGRONG", "513329"),
        ("Serxv Xian", "513332"),
        ("Shiqu(Serxv) Xian", "513332"),
        ("Li, Ngawa Tibetan and Qiang", "513222"),
        ("Mao, Aba, Sichuan", "513223"),
        ("Meigu County, Liangshan Yi A.P., Sichuan", "513436"),
        ("Meigu, Sichuan, the People's Republic of China", "513436"),
        ("Aba County", "513231"),
        ("Garzê Xian", "513328"),
        ("Dardo", "513301"),
        ("Dardo County", "513301"),
        ("Nyagrong", "513329"),
        ("Ngawa County", "513231"),
        ("qagcheng, Garzê", "513336"),
        ("Nanping County", "513225"),
        ("Leshan Shizhong", "511102"),
        ("Yuexi, Liangshan", "513434"),
        ("Jinjiang, Chengdu", "510104"),
        ("Haidian District, Beijing", "110108"),
        ("Chuxiong Yi, Yongren County", "532327"),
        ("Ya'an Shimian Xian", "511824"),
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
    for division in divisions(SICHUAN):
        for text in (division.name, f"四川省{division.prefecture}{division.name}"):
            assert resolve(convert(text)) == resolve(text), convert(text)


# What is known of where it lies


@pytest.mark.parametrize(
    ("text", "within", "found"),
    [
        ("金川", "四川", "513226"),
        ("金川", "甘肃省", "620302"),
        ("金川", "甘", "620302"),
        ("金川", "Gansu", "620302"),
        ("市中区", "乐山", "511102"),
        ("市中区", "511100", "511102"),
        ("Yuexi", "四川省凉山州", "513434"),
        ("Yuexi County", "Liangshan Yi", "513434"),
        ("甘孜县", "甘孜州", "513328"),
        ("甘孜", "甘孜州", "513328"),
        ("Garzê", "甘孜州", "513328"),
        ("甘孜", "四川", "ambiguous"),
        ("海淀区", "四川", "ambiguous"),
        ("110108", "四川", "ambiguous"),
        ("美姑县塔哈村", "江苏", "ambiguous"),
        ("Meigu", "江苏", "ambiguous"),
        ("塔哈村", "四川", "unknown"),
        ("市中区", "四川省", "ambiguous"),
        ("510222", "重庆市", "ambiguous"),
    ],
)
def test_a_text_is_read_as_lying_in_an_area(text: str, within: str, found: str) -> None:
    assert code_of(text, within) == found


@pytest.mark.parametrize("within", ["", "美姑县", "X", "江苏省凉山"])
def test_an_area_must_be_a_province_or_a_prefecture(within: str) -> None:
    if within == "江苏省凉山":
        assert find_area(within).provinces == {"江苏省"}
    else:
        with pytest.raises(UnknownNameError, match="unknown province or prefecture"):
            resolve("美姑县", within)


# What is elsewhere, and no county


@pytest.mark.parametrize(
    "text",
    [
        *("云南省", "新疆", "内蒙古自治区", "广西壮族自治区", "香港", "澳门特别行政区", "台湾省"),
        *("香港九龙", "香港 九龙", "台湾 台北市", "澳门氹仔", "河北 - 邯郸 - 涉"),
        *("云南，某某", "昭通市", "云南省昭通市", "昭通市某某路", "大理州", "南京", "重庆市", "北京"),
        *("东莞市石排镇", "江苏省南京市某街道", "320100", "320000", "530600 合计", "黔东南州"),
        *("海南省海南行政区", "海南省海南黎族苗族自治州"),  # of Guangdong until 1988
        *("Xizang", "Inner Mongolia", "Nanjing City", "Hong Kong", "Yunnan, China", "Chuxiong Yi"),
    ],
)  # fmt: skip
def test_what_is_outside_of_sichuan_for_certain_is_elsewhere(text: str) -> None:
    assert resolve(text) == Resolution(Status.ELSEWHERE)


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "\ufeff", "县", "理", "茂", "市", "-", "、", "?"),
        *("合计", "小计", "四川", "四川省", "全省", "中国", "无", "其他", "西康省"),
        *("凉山州", "凉山", "绵阳市", "宜宾市", "成都", "泸州市", "四川省凉山州", "渡口市"),
        *("Mianyang City", "Sichuan", "China", "Leshan", "Li", "County", "Chengdu City"),
        *("513400", "510000", "513400000000", "51343", "5134361", "51343610", "123"),
        *("2021", "20210810", "513436.5", "513436.0.0", "-513436", "13800138000"),
        *("999999", "513436198001011234", "1e6", "513436 合计", "1234567 美姑县", "616450 合计", "编号513436"),
        *("513436/5", "513436-5", "甘.孜", "川", "项目在甘孜州白玉兰酒店", "南坪镇", "金川集团", "东区街道", "西区街道三组", "康定市场", "四川省康定市场"),
        *("成都武侯大道", "甘孜州康定镇", "美姑姑", "康定路", "成都银行金阳支行", "项目-美姑"),
        *("甘孜州甘孜", "四川省甘孜藏族自治州甘孜", "巴中市巴中", "宜宾市宜宾市", "巴中"),
        *("宜宾市中心路", "成都市东城根街", "巴中市巴中经济开发区", "绵阳市城区"),
        *("Aba(Ngawa) Zangzu Qiangzu Zizhizhou", "Garze(Ganzi) Zangzu Zizhizhou"),
        *("南京东路", "南京市场", "上海路", "Meigu Qu", "x" * 300, "Sichuan Liangshan Sichuan China xyz"),
        *("江苏省四川省", "江苏省凉山州", "江苏凉山州"),
    ],
)  # fmt: skip
def test_what_names_no_county_is_unknown(text: str) -> None:
    assert resolve(text) == Resolution(Status.UNKNOWN)


# What may be several


@pytest.mark.parametrize(
    ("text", "candidates"),
    [
        ("甘孜", "甘孜藏族自治州 甘孜藏族自治州甘孜县"),
        ("四川省甘孜", "甘孜藏族自治州 甘孜藏族自治州甘孜县"),
        ("阿坝", "阿坝藏族羌族自治州 阿坝藏族羌族自治州阿坝县"),
        ("Ngawa", "阿坝藏族羌族自治州 阿坝藏族羌族自治州阿坝县"),
        ("Garzê", "甘孜藏族自治州 甘孜藏族自治州甘孜县"),
        ("广安", "广安市 广安市广安区"),
        ("金川", "阿坝藏族羌族自治州金川县 甘肃省金昌市金川区"),
        ("Jinchuan", "阿坝藏族羌族自治州金川县 甘肃省金昌市金川区"),
        ("Yuexi County", "凉山彝族自治州越西县 安徽省安庆市岳西县"),
        ("Tongjiang", "巴中市通江县 黑龙江省佳木斯市同江市"),
        ("白沙", "达州市万源市 海南省白沙黎族自治县"),
        ("朝阳区", "北京市朝阳区 吉林省长春市朝阳区"),
        ("达县", "达州市通川区 达州市达川区"),
        ("Daxian", "达州市通川区 达州市达川区"),
        ("达州市达县", "达州市通川区 达州市达川区"),
        ("达县南外镇", "达州市通川区 达州市达川区"),
        ("达川", "达州市通川区 达州市达川区"),
        ("安县", "绵阳市安州区 绵阳市北川羌族自治县"),
        ("南溪县", "宜宾市翠屏区 宜宾市南溪区"),
        ("越嶲县", "凉山彝族自治州越西县 凉山彝族自治州甘洛县"),
        ("512502", "泸州市江阳区 泸州市纳溪区 泸州市龙马潭区"),
    ],
)
def test_a_name_that_several_have_is_ambiguous(text: str, candidates: str) -> None:
    resolution = resolve(text)
    assert (resolution.reason, resolution.division) == (Reason.SEVERAL, None)
    assert names_of(resolution) == set(candidates.split())


def test_what_is_named_after_an_area_is_not_there() -> None:
    assert code_of("盐边县台湾农民创业园") == "510422"
    assert code_of("盐边县永兴镇台湾农民创业园") == "510422"


def test_candidates_in_sichuan_come_first() -> None:
    found = [division.province for division in resolve("市中区").candidates]
    assert found == sorted(found, key=lambda province: province != SICHUAN)
    assert {SICHUAN, "山东省"} <= set(found)
    names = [division.full_name for division in resolve("长宁").candidates]
    assert names == ["宜宾市长宁县", "上海市长宁区"]


BUTUO_AND_MEIGU = "凉山彝族自治州布拖县 凉山彝族自治州美姑县"


@pytest.mark.parametrize(
    ("text", "candidates"),
    [
        ("美姑县布拖县", BUTUO_AND_MEIGU),
        ("美姑县布拖县新村", BUTUO_AND_MEIGU),
        ("美姑县布拖", BUTUO_AND_MEIGU),
        ("美姑县 布拖县", BUTUO_AND_MEIGU),
        ("美姑 布拖", BUTUO_AND_MEIGU),
        ("美姑布拖", BUTUO_AND_MEIGU),
        ("凉山州美姑布拖", BUTUO_AND_MEIGU),
        ("凉山州美姑、布拖", BUTUO_AND_MEIGU),
        ("美姑县、布拖县", BUTUO_AND_MEIGU),
        ("美姑县和布拖", BUTUO_AND_MEIGU),
        ("美姑与布拖", BUTUO_AND_MEIGU),
        ("美姑县及布拖县", BUTUO_AND_MEIGU),
        ("美姑或布拖", BUTUO_AND_MEIGU),
        ("美姑至布拖", BUTUO_AND_MEIGU),
        ("美姑-布拖", BUTUO_AND_MEIGU),
        ("美姑县—布拖县公路", BUTUO_AND_MEIGU),
        ("Meigu, Butuo", BUTUO_AND_MEIGU),
        ("Meigu and Butuo", BUTUO_AND_MEIGU),
        ("Meigu Butuo Jinyang", BUTUO_AND_MEIGU),
        ("美姑县 Butuo County", BUTUO_AND_MEIGU),
        ("美姑县(Butuo)", BUTUO_AND_MEIGU),
        ("Meigu 布拖县", BUTUO_AND_MEIGU),
        ("美姑县 513429", BUTUO_AND_MEIGU),
        ("美姑县513429000000", BUTUO_AND_MEIGU),
        ("美姑县 CN513429", BUTUO_AND_MEIGU),
        ("马边县金口河区", "乐山市马边彝族自治县 乐山市金口河区"),
        ("四川省得荣乡城县", "甘孜藏族自治州得荣县 甘孜藏族自治州乡城县"),
        ("凉山州甘洛和乡城", "凉山彝族自治州甘洛县 甘孜藏族自治州乡城县"),
        ("美姑县等深度贫困县", "凉山彝族自治州美姑县"),
        ("美姑县和", "凉山彝族自治州美姑县"),
        ("美姑县(513429)", BUTUO_AND_MEIGU),
        ("513436 513429", BUTUO_AND_MEIGU),
        ("美姑布拖等七县", BUTUO_AND_MEIGU),
        ("美姑等七县", "凉山彝族自治州美姑县"),
        ("美姑县等县", "凉山彝族自治州美姑县"),
        ("美姑县等", "凉山彝族自治州美姑县"),
        ("美姑县等县和平乡", "凉山彝族自治州美姑县"),
        # What looks like a township's name, or begins one.
        ("美姑和镇雄", "凉山彝族自治州美姑县 云南省昭通市镇雄县"),
        ("美姑县与镇雄县", "凉山彝族自治州美姑县 云南省昭通市镇雄县"),
        ("美姑县泸州江阳区新村", "凉山彝族自治州美姑县 泸州市江阳区"),
        ("美姑县新、布拖", BUTUO_AND_MEIGU),
        ("茂县和理县", "阿坝藏族羌族自治州理县 阿坝藏族羌族自治州茂县"),
        ("凉山州美姑布拖金阳", f"{BUTUO_AND_MEIGU} 凉山彝族自治州金阳县"),
        ("四川省美姑县驻成都市锦江区办事处", "成都市锦江区 凉山彝族自治州美姑县"),
    ],
)
def test_a_text_that_names_several_is_ambiguous(text: str, candidates: str) -> None:
    resolution = resolve(text)
    assert resolution.reason is Reason.SEVERAL
    assert names_of(resolution) >= set(candidates.split()) - {"凉山彝族自治州金阳县"}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("四川省达州市色达县", "甘孜藏族自治州色达县"),
        ("四川省昭通市镇雄", "云南省昭通市镇雄县"),
        ("江苏省美姑县", "凉山彝族自治州美姑县"),
        ("江苏省 美姑县", "凉山彝族自治州美姑县"),
        ("江苏 美姑县", "凉山彝族自治州美姑县"),
        ("江苏美姑县塔哈村", "凉山彝族自治州美姑县"),
        ("江苏 美姑", "凉山彝族自治州美姑县"),
        ("南京市美姑", "凉山彝族自治州美姑县"),
        ("江苏省凉山州美姑县", "凉山彝族自治州美姑县"),
        ("江苏省南京市美姑县塔哈村", "凉山彝族自治州美姑县"),
        ("绵阳市美姑县", "凉山彝族自治州美姑县"),
        ("四川省海淀区", "北京市海淀区"),
        ("金川县（甘肃省金昌市）", "阿坝藏族羌族自治州金川县"),
        ("金川县（甘肃）", "阿坝藏族羌族自治州金川县"),
        ("马边县 甘孜州", "乐山市马边彝族自治县"),
        ("美姑县(513300)", "凉山彝族自治州美姑县"),
        ("美姑县(513300000000)", "凉山彝族自治州美姑县"),
        ("美姑县以外", "凉山彝族自治州美姑县"),
        ("除美姑县外", "凉山彝族自治州美姑县"),
        ("凉山州（不含美姑县）", "凉山彝族自治州美姑县"),
        ("美姑县除外", "凉山彝族自治州美姑县"),
        ("美姑县周边", "凉山彝族自治州美姑县"),
        ("不在美姑县", "凉山彝族自治州美姑县"),
        ("凉山州(除美姑县)", "凉山彝族自治州美姑县"),
        ("非美姑县", "凉山彝族自治州美姑县"),
        ("不是美姑县", "凉山彝族自治州美姑县"),
        ("靠近美姑县", "凉山彝族自治州美姑县"),
        ("美姑县外", "凉山彝族自治州美姑县"),
        ("全部美姑县外", "凉山彝族自治州美姑县"),
        ("美姑县境外", "凉山彝族自治州美姑县"),
        ("美姑县旁边", "凉山彝族自治州美姑县"),
        ("美姑县一带", "凉山彝族自治州美姑县"),
        ("美姑 江苏", "凉山彝族自治州美姑县"),
        ("美姑 南京", "凉山彝族自治州美姑县"),
        ("美姑县 Jiangsu", "凉山彝族自治州美姑县"),
        ("金川县 (Gansu)", "阿坝藏族羌族自治州金川县"),
        ("浙江省对口支援四川省美姑县", "凉山彝族自治州美姑县"),
        ("浙江省对口支援美姑县", "凉山彝族自治州美姑县"),
        ("对口支援江苏省美姑县", "凉山彝族自治州美姑县"),
        ("美姑县驻江苏省办事处", "凉山彝族自治州美姑县"),
        ("美姑县驻锦江区办事处", "凉山彝族自治州美姑县"),
        ("美姑县人民政府驻成都联络处", "凉山彝族自治州美姑县"),
        ("美姑县驻京办", "凉山彝族自治州美姑县"),
        ("疑似美姑县", "凉山彝族自治州美姑县"),
        ("美姑县迁出", "凉山彝族自治州美姑县"),
        ("Meigu, Jiangsu", "凉山彝族自治州美姑县"),
        ("Chengdu Meigu", "凉山彝族自治州美姑县"),
    ],
)
def test_what_contradicts_itself_is_ambiguous(text: str, name: str) -> None:
    resolution = resolve(text)
    assert resolution.reason is Reason.CONTRADICTION
    assert names_of(resolution) == {name}


@pytest.mark.parametrize("text", ["513429 美姑县", "320102 美姑县", "513436 海淀区"])
def test_a_code_and_a_name_of_two_counties_contradict(text: str) -> None:
    resolution = resolve(text)
    assert resolution.reason is Reason.CONTRADICTION
    assert len(resolution.candidates) == 2


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("甘孜州白玉兰酒店", "甘孜藏族自治州白玉县"),
        ("阿坝州小金川流域", "阿坝藏族羌族自治州小金县"),
        ("巴中市通江大桥", "巴中市通江县"),
        ("凉山州越西南大街", "凉山彝族自治州越西县"),
        ("阿坝州金川集团", "阿坝藏族羌族自治州金川县"),
        ("甘孜州白玉兰酒店3号", "甘孜藏族自治州白玉县"),
        ("凉山州金阳光小区3号", "凉山彝族自治州金阳县"),
        ("巴中市通江大桥南路12号", "巴中市通江县"),
        ("阿坝州小金川路12号", "阿坝藏族羌族自治州小金县"),
        ("甘孜州九龙山庄8号", "甘孜藏族自治州九龙县"),
        ("四川省九龙大厦12号", "甘孜藏族自治州九龙县"),
        ("四川省九龙滩村村民委员会", "甘孜藏族自治州九龙县"),
        ("四川省新龙寺村村民委员会", "甘孜藏族自治州新龙县"),
        ("四川省黑水坪村", "阿坝藏族羌族自治州黑水县"),
        ("四川省小金彝族乡", "阿坝藏族羌族自治州小金县"),
        ("四川省新龙集镇社区", "甘孜藏族自治州新龙县"),
        ("四川省九龙农业科技公司", "甘孜藏族自治州九龙县"),
        ("四川省通江水利枢纽", "巴中市通江县"),
        ("阿坝州黑水经济开发区和平乡", "阿坝藏族羌族自治州黑水县"),
        ("南坪", "阿坝藏族羌族自治州九寨沟县"),
        ("四川省南坪", "阿坝藏族羌族自治州九寨沟县"),
    ],
)
def test_a_name_that_may_be_another_word_is_ambiguous(text: str, name: str) -> None:
    resolution = resolve(text)
    assert resolution.reason is Reason.DOUBT
    assert names_of(resolution) == {name}


def test_shi_qu_is_the_city_itself_as_often() -> None:
    assert resolve("shi qu").status is Status.AMBIGUOUS
    assert code_of("Shiqu County") == "513332"
    assert code_of("Shiqu, Garzê") == "513332"


# Addresses, built as those of the whole country are

TOWNSHIPS = (
    "城关镇 塔哈村 东区街道 锦官驿街道 南坪镇 金川镇 新市镇 高县路社区 城南乡 市中区街道 和平乡 民族乡 与县镇 北镇街道 镇南镇 路口镇 西山北镇"
).split()


@pytest.mark.parametrize("township", TOWNSHIPS)
def test_every_address_resolves_to_its_own_county(township: str) -> None:
    for county in IN_FORCE[::7] + IN_SICHUAN:
        place = f"{county.prefecture}{county.name}{township}"
        addresses = [f"{county.province}{place}", f"{county.province}{place}3号"]
        if county.prefecture:
            addresses.append(place)
        for address in addresses:
            assert code_of(address) == county.code, address
        alone = resolve(f"{county.name}{township}")
        assert alone.division == county or county in alone.candidates, county


@pytest.mark.parametrize("province", provinces(), ids=lambda province: province.code)
def test_no_county_of_sichuan_lies_below_another_province(province: object) -> None:
    name = str(province.name)  # type: ignore[attr-defined]
    for number, county in enumerate(IN_SICHUAN):
        township = TOWNSHIPS[number % len(TOWNSHIPS)]
        for text in (
            f"{name}{county.name}",
            f"{name}{county.name}{township}",
            f"{name} {county.name} {township}",
            f"{name}{county.short_name}{township}",
            f"{county.name}{township}（{name}）",
        ):
            resolution = resolve(text)
            division = resolution.division
            if name == SICHUAN:
                assert division in (county, None), text
            else:
                assert division is None or division.province != SICHUAN, text


# Properties


@given(st.text())
def test_any_text_gives_a_resolution(text: str) -> None:
    resolution = resolve(text)
    is_ambiguous = resolution.status is Status.AMBIGUOUS
    assert (resolution.status is Status.LISTED) is (resolution.county is not None)
    assert is_ambiguous is bool(resolution.candidates)
    assert is_ambiguous is (resolution.reason is not None)
    assert (resolution.via is None) is (not resolution.divisions)


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
    st.text(
        alphabet="四川省凉山州美姑县阿坝甘孜市中区51343 6、,和镇等外Aba", max_size=20
    ),
    st.sampled_from([None, "四川", "凉山州", "江苏"]),
)
def test_any_text_like_an_address_gives_a_resolution(
    text: str, within: str | None
) -> None:
    assert isinstance(resolve(text, within), Resolution)


@given(in_force, st.lists(spaces, min_size=40, max_size=40))
def test_white_space_and_invisible_characters_change_nothing(
    county: Division, between: list[str]
) -> None:
    name = f"{above(county)}{county.name}"
    spaced = "".join(a + b for a, b in zip(between, name, strict=False))
    assert resolve(spaced + between[-1]).division is county


townships = st.sampled_from(["", *TOWNSHIPS])


@given(in_force, townships, st.sampled_from(["", "中国", "中华人民共和国"]))
def test_the_right_province_changes_nothing(
    county: Division, township: str, country: str
) -> None:
    place = f"{county.prefecture}{county.name}{township}"
    alone = resolve(place).division
    for province in (county.province, f"{county.province} ", f"{county.province}/"):
        assert resolve(f"{country}{province}{place}").division is county
    assert alone in (county, None)


@given(in_sichuan, townships, st.sampled_from(provinces()))
def test_a_wrong_province_never_leaves_a_county_listed(
    county: Division, township: str, province: object
) -> None:
    name = str(province.name)  # type: ignore[attr-defined]
    short = str(province.short_name)  # type: ignore[attr-defined]
    if name != SICHUAN:
        for text in (
            f"{short}{county.name}{township}",
            f"{short} {county.short_name}",
            f"{name}{county.prefecture}{county.name}{township}",
            f"{name}{county.name}{township}",
            f"{county.name}{township}, {name}",
        ):
            assert resolve(text).status is not Status.LISTED


@given(st.text(min_size=1))
def test_a_resolved_division_resolves_to_itself(text: str) -> None:
    division = resolve(text).division
    if division:
        assert resolve(f"{above(division)}{division.name}").division is division


def test_latin_names_are_those_of_counties() -> None:
    """Each folded form of a county's Latin name means the county, at least."""
    names = counties_by_latin_name()
    for county in IN_SICHUAN:
        for form, _ in latin_forms(county):
            assert any(county.code in each.today for each, _ in names[form])
            assert county in resolve(form).divisions


@pytest.mark.parametrize(
    "text",
    ["美姑县驻村工作队", "美姑县政府驻地", "美姑县牛牛坝镇驻地办公室", "美姑县驻军"],
)
def test_what_is_stationed_in_a_county_is_there(text: str) -> None:
    assert resolve(text).status is Status.LISTED


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("雷波-永善大桥", {"凉山彝族自治州雷波县", "云南省昭通市永善县"}),
        ("盐源-宁蒗公路", {"凉山彝族自治州盐源县", "云南省丽江市宁蒗彝族自治县"}),
        (
            "汶川——马尔康高速",
            {"阿坝藏族羌族自治州汶川县", "阿坝藏族羌族自治州马尔康市"},
        ),
        ("美姑—昭觉公路", {"凉山彝族自治州美姑县", "凉山彝族自治州昭觉县"}),
    ],
)
def test_a_road_between_two_counties_is_in_both(text: str, names: set[str]) -> None:
    resolution = resolve(text)
    assert resolution.reason is Reason.SEVERAL
    assert names_of(resolution) == names


def test_what_has_the_name_of_a_county_after_a_dash_is_no_road() -> None:
    assert resolve("美姑县-牛牛坝镇").status is Status.LISTED
    assert resolve("四川省成都市武侯区-金牛大道12号").status is Status.UNLISTED
