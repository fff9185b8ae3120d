import pytest
from hypothesis import given
from hypothesis import strategies as st

from shudi.matching.cells import join_cells, resolve_place
from shudi.places.index import ANYWHERE
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
        # A contradiction stays one in every order.
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
        ("金川", "甘肃省", "ambiguous, held", "金川"),
        ("金川", "山东省", "ambiguous", "金川"),
        ("合计", "四川省", "unknown", "合计"),
    ],
)
def test_a_county_is_held_against_the_cells_beside_it(
    cells: str, beside: str, result: str, text: str
) -> None:
    place = resolve_place(cells.split("|"), beside.split("|"))
    assert place.resolution.status + ", held" * place.is_held == result
    assert place.text == text


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
