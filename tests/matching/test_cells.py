import pytest
from hypothesis import given
from hypothesis import strategies as st

from shudi.matching.cells import area_of, join_cells, resolve_cell, resolve_place
from shudi.places.dataset import divisions
from shudi.places.index import ANYWHERE
from shudi.places.models import Level
from shudi.places.resolver import find_area, resolve


@pytest.mark.parametrize(
    ("cells", "text"),
    [
        (["四川省", "凉山州", "美姑县"], "四川省 凉山州 美姑县"),
        (["成都市", "成都市锦江区"], "成都市锦江区"),
        (["四川省", "四川省成都市", "四川省成都市锦江区"], "四川省成都市锦江区"),
        (["", " 美姑县 ", ""], "美姑县"),
        ([], ""),
    ],
)
def test_join_cells_keeps_each_part_once(cells: list[str], text: str) -> None:
    assert join_cells(cells) == text


@pytest.mark.parametrize(
    ("cells", "result"),
    [
        # In any order.
        ("四川省|凉山州|美姑县", "listed 513436"),
        ("美姑县|凉山州|四川省", "listed 513436"),
        ("美姑|四川", "listed 513436"),
        ("海南|内蒙古", "elsewhere 150303"),
        ("河南|黄南|青海", "elsewhere 632324"),
        ("Sichuan|Kangding|Garzê Tibetan", "listed 513301"),
        # Cells without a value.
        ("NA|.|美姑县", "listed 513436"),
        ("-|无|布拖县|NULL|None|NaN|nan|——|#N/A", "listed 513429"),
        ("NA", "unknown"),
        ("", "unknown"),
        # Fillers.
        ("北京市|市辖区|东城区", "elsewhere 110101"),
        ("重庆市|县|城口县", "elsewhere 500229"),
        # A code decides, and names are held against it.
        ("513436|美姑县", "listed 513436"),
        ("四川省|凉山州|美姑县|513436", "listed 513436"),
        ("美姑县|513436.0", "listed 513436"),
        ("美姑|５１３４３６", "listed 513436"),
        ("甘孜|513328", "listed 513328"),
        ("市中区|511002", "unlisted 511002"),
        ("513436|某某乡", "listed 513436"),
        ("513436|合计", "listed 513436"),
        ("513436|布拖县", "ambiguous contradiction 513429 513436"),
        ("513436|江苏省", "ambiguous contradiction 513436"),
        ("四川省|泸州市|513436", "ambiguous contradiction 513436"),
        ("513436|513429|美姑县", "ambiguous contradiction 513429 513436"),
        ("513436|513436", "listed 513436"),
        # A former code of several counties, and a name that is one of them.
        ("512502|江阳区", "unlisted 510502"),
        ("512502|某某", "ambiguous several counties 510502 510503 510504"),
        ("512502|江阳区|美姑县", "ambiguous several counties 510502 510503 510504"),
        ("511100|布拖县", "ambiguous contradiction 513429"),
        # Codes of a prefecture or a province, and such as are nobody's.
        ("510000|金川", "listed 513226"),
        ("金川|513200", "listed 513226"),
        ("513499|美姑县", "listed 513436"),
        ("320199|美姑县", "ambiguous contradiction 513436"),
        ("999999|美姑县", "listed 513436"),
        ("999999|NA", "unknown"),
        # What is a prefecture is no county of its name.
        ("四川|甘孜", "ambiguous several counties 513300 513328"),
        ("甘孜|四川", "ambiguous several counties 513300 513328"),
        ("四川|阿坝|市辖区", "ambiguous several counties 513200 513231"),
        ("四川|阿坝|阿坝藏族羌族自治州", "unknown"),
        ("四川|广安|合计", "ambiguous several counties 511600 511602"),
        ("山西|大同", "elsewhere"),
        ("513300|甘孜", "unknown"),
        ("5133|甘孜", "unknown"),
        ("513300|甘孜|甘孜县", "listed 513328"),
        # Codes of areas in two and four digits.
        ("51|金川", "listed 513226"),
        ("62.0|金川", "elsewhere 620302"),
        ("33|金阳县", "ambiguous contradiction 513430"),
        ("3301|金阳县", "ambiguous contradiction 513430"),
        ("2020|金阳县", "listed 513430"),
        ("513400|513436", "listed 513436"),
        ("330100|513430", "ambiguous contradiction 513430"),
        ("512500|512502|江阳区", "unlisted 510502"),
        ("519999|金川", "listed 513226"),
        ("513400|江苏省|美姑县", "ambiguous contradiction 513436"),
        ("513400|泸州市|美姑县", "ambiguous contradiction 513436"),
        ("62", "unknown"),
        ("320100", "elsewhere"),
        # Prefectures after those that they have become, and each order if need be.
        ("吉林省|四平地区|四平市", "elsewhere"),
        ("四川|南充地区|天水市", "unknown"),
        ("内江市|四川|内江地区", "unknown"),
        ("宜宾地区|高县", "unlisted 511525"),
        ("绵阳|四川省|旺苍|某某", "listed 510821"),
        ("绵阳|四川省|旺苍|某某|甲乙", "unknown"),
        # In two scripts.
        ("Sichuan|Ganzi|石渠县", "listed 513332"),
        ("Sichuan|Garzê|石渠县", "listed 513332"),
        ("Sichuan|Leshan|市中区", "unlisted 511102"),
        ("四川|Kangding", "listed 513301"),
        ("Beijing|东城区", "elsewhere 110101"),
        ("Jiangsu|美姑县", "ambiguous contradiction 513436"),
        # Of many cells not every order is tried.
        ("Sichuan|市中区|四川|乐山|甲", "unlisted 511102"),
        ("甲|乙|丙|丁|戊", "unknown"),
        # A contradiction stays one in every order.
        ("浙|康定市", "ambiguous contradiction 513301"),
        ("美姑县|新乡", "ambiguous contradiction 513436"),
        ("新乡|美姑县", "ambiguous contradiction 513436"),
        ("江苏省|美姑县", "ambiguous contradiction 513436"),
        ("美姑县|布拖县", "ambiguous several counties 513429 513436"),
        ("合计|美姑县外", "ambiguous contradiction 513436"),
    ],
)
def test_cells_are_resolved_together(cells: str, result: str) -> None:
    resolution = resolve_place(cells.split("|")).resolution
    codes = sorted(division.code for division in resolution.divisions)
    words = [resolution.status, resolution.reason or "", *codes]
    assert " ".join(filter(None, words)) == result


@pytest.mark.parametrize(
    ("cells", "beside", "result", "text"),
    [
        ("美姑县", "四川省", "listed", "美姑县"),
        ("美姑县", "四川省|凉山州|513436", "listed", "美姑县"),
        ("美姑县", "NULL", "listed", "美姑县"),
        ("美姑县", "江苏省", "ambiguous, held", "美姑县 江苏省"),
        ("美姑县", "四川省|泸州市", "ambiguous, held", "美姑县 泸州市"),
        ("美姑县", "513429", "ambiguous, held", "美姑县 513429"),
        ("海淀区", "天津", "ambiguous, held", "海淀区 天津"),
        ("美姑县", "其他", "listed", "美姑县"),
        ("美姑县", "33", "ambiguous, held", "美姑县 33"),
        ("美姑县", "51", "listed", "美姑县"),
        ("金川", "62", "ambiguous, held", "金川"),
        ("美姑县", "2020", "listed", "美姑县"),
        ("美姑县", "布拖县", "ambiguous, held", "美姑县 布拖县"),
        ("金川", "甘肃省", "ambiguous, held", "金川"),
        ("金川", "山东省", "ambiguous", "金川"),
        ("合计", "四川省", "unknown", "合计"),
        ("某某", "513436", "unknown", "某某"),
    ],
)
def test_a_county_is_held_against_the_cells_beside_it(
    cells: str, beside: str, result: str, text: str
) -> None:
    place = resolve_place(cells.split("|"), beside.split("|"))
    assert place.resolution.status + ", held" * place.is_held == result
    assert place.text == text


def test_a_cell_is_read_once() -> None:
    assert resolve_cell("美姑县") is resolve_cell("美姑县")
    assert area_of("5134") is None
    assert area_of("凉山州") is area_of("凉山州")
    names = "四川省", "美姑县"
    assert resolve_place(names).resolution is resolve_place(names).resolution


def test_a_contradiction_has_both_counties_as_candidates() -> None:
    resolution = resolve_place(["美姑县"], ["513429"]).resolution
    assert {each.name for each in resolution.candidates} == {"美姑县", "布拖县"}
    assert resolution.reason == "contradiction"


@pytest.mark.parametrize(
    ("cells", "within", "result"),
    [
        ("金川", "四川", "513226"),
        ("金川|NA", "四川", "513226"),
        ("市中区", "内江市", "511002"),
        ("金川", "甘肃", "620302"),
        ("江苏省|美姑县", "四川", "contradiction"),
        ("620302", "四川", "contradiction"),
        ("620302|金川区", "四川", "contradiction"),
        ("512502|美姑县", "四川", "contradiction"),
    ],
)
def test_all_rows_may_lie_in_an_area(cells: str, within: str, result: str) -> None:
    resolution = resolve_place(cells.split("|"), (), find_area(within)).resolution
    division = resolution.division
    assert (division.code if division else resolution.reason) == result


@pytest.mark.parametrize(
    ("beside", "within", "status"),
    [
        ("浙江省", "四川", "listed"),
        ("杭州市", "凉山州", "listed"),
        ("泸州市", "四川", "ambiguous"),
        ("泸州市", "凉山州", "listed"),
        ("海淀区", "四川", "ambiguous"),
    ],
)
def test_where_all_rows_lie_other_areas_beside_them_do_not_matter(
    beside: str, within: str, status: str
) -> None:
    place = resolve_place(["美姑县"], [beside], find_area(within))
    assert place.resolution.status == status


@pytest.mark.parametrize("order", [1, -1])
def test_no_county_comes_of_a_prefecture(order: int) -> None:
    """Whatever stands beside its name, of all that China has."""
    for prefecture in divisions():
        if prefecture.level is Level.PREFECTURE and prefecture.until is None:
            province, short = prefecture.province[:-1], prefecture.short_name
            for cells in (
                [province, short],
                [province, short, "市辖区"],
                [province, short, prefecture.name],
                [prefecture.code, short],
                [prefecture.code[:4], province, short],
            ):
                assert resolve_place(cells[::order]).resolution.division is None, cells


NAMES = st.sampled_from(
    "四川省 江苏省 甘肃 吉林 凉山州 甘孜 阿坝州 朝阳 美姑县 布拖 金川 通江县 市中区 "
    "513436 620302 Meigu NA 合计".split()
)


@given(st.lists(NAMES, min_size=1, max_size=3))
def test_the_order_of_cells_never_makes_another_county(cells: list[str]) -> None:
    found = resolve_place(cells).resolution.division
    turned = resolve_place(cells[::-1]).resolution.division
    assert found is None or turned is None or found == turned


@given(NAMES)
def test_one_cell_is_read_as_a_text(cell: str) -> None:
    expected = resolve("" if cell == "NA" else cell)
    assert resolve_place([cell], (), ANYWHERE).resolution == expected
