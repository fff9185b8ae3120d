import pytest
from hypothesis import given
from hypothesis import strategies as st

from shudi.places.dataset import counties
from shudi.places.models import County, Tier
from shudi.places.query import (
    Dimension,
    SortKey,
    Tally,
    TallyOrder,
    order,
    select,
    tally,
)

prefecture_codes = st.sampled_from(
    sorted({county.prefecture_code for county in counties()})
)


def names(found: tuple[County, ...]) -> str:
    return " ".join(map(str, found))


def test_a_tier_is_selected_in_order() -> None:
    found = select(counties(), tiers={Tier.PROVINCIAL})
    assert found == counties()[25:]


def test_prefectures_are_selected_together() -> None:
    found = select(counties(), prefectures={"511100", "510800"})
    assert names(found) == "剑阁县 旺苍县 马边县 峨边县 金口河区"


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("彝族", "马边县 峨边县"),
        ("MEI", "美姑县"),
        ("xiang", "乡城县"),
        ("zoige", "若尔盖县"),
        ("Zoigê", "若尔盖县"),
        ("513436", "美姑县"),
        ("边", "马边县 峨边县"),
        ("Dardo", "康定市"),
        ("广元", "剑阁县 旺苍县"),
        ("乐山市", "马边县 峨边县 金口河区"),
        ("guangyuan", "剑阁县 旺苍县"),
        ("Leshan", "马边县 峨边县 金口河区"),
    ],
)
def test_a_search_looks_into_names_romanizations_and_codes(
    search: str, found: str
) -> None:
    assert names(select(counties(), search=search)) == found


@pytest.mark.parametrize("search", ["凉山", "凉山彝族自治州", "Liangshan", "513400"])
def test_a_search_finds_all_counties_of_a_prefecture(search: str) -> None:
    found = select(counties(), search=search)
    assert found == select(counties(), prefectures={"513400"})


@pytest.mark.parametrize("search", ["Garzê", "Ngawa"])
def test_a_search_knows_how_prefectures_are_romanized(search: str) -> None:
    found = select(counties(), search=search)
    assert {county.prefecture_code for county in found} in ({"513200"}, {"513300"})
    assert len(found) > 12


def test_a_search_for_nothing_but_punctuation_finds_nothing() -> None:
    assert select(counties(), search="!?") == ()


def test_no_search_finds_all() -> None:
    assert select(counties(), search="") == counties()


@given(st.sets(st.sampled_from(Tier)), st.sets(prefecture_codes), st.text(max_size=3))
def test_a_selection_keeps_the_order_and_passes_every_filter(
    tiers: set[Tier], prefectures: set[str], search: str
) -> None:
    found = select(counties(), tiers=tiers, prefectures=prefectures, search=search)
    assert list(found) == [county for county in counties() if county in found]
    assert all(not tiers or county.tier in tiers for county in found)
    assert all(
        not prefectures or county.prefecture_code in prefectures for county in found
    )
    unsearched = select(counties(), tiers=tiers, prefectures=prefectures)
    assert set(found) <= set(unsearched)


@pytest.mark.parametrize(
    ("key", "first", "last"),
    [
        (SortKey.OFFICIAL, "壤塘县", "木里县"),
        (SortKey.CODE, "旺苍县", "雷波县"),
        (SortKey.PINYIN, "阿坝县", "昭觉县"),
        (SortKey.PREFECTURE, "剑阁县", "木里县"),
        (SortKey.TIER, "壤塘县", "木里县"),
    ],
)
def test_counties_are_sorted(key: SortKey, first: str, last: str) -> None:
    ordered = order(counties(), key)
    assert (ordered[0].name, ordered[-1].name) == (first, last)
    assert order(counties(), key, reverse=True) == ordered[::-1]


@given(st.permutations(counties()), st.sampled_from(SortKey))
def test_sorting_loses_none(shuffled: list[County], key: SortKey) -> None:
    assert set(order(shuffled, key)) == set(counties())


def test_without_a_dimension_there_is_one_tally() -> None:
    assert tally(counties(), []) == (Tally((), 50, 1.0),)
    assert tally([], []) == (Tally((), 0, 0.0),)


def test_values_are_counted_in_the_order_of_their_appearance() -> None:
    assert tally(counties(), [Dimension.PREFECTURE]) == (
        Tally(("阿坝州",), 13, 0.26),
        Tally(("甘孜州",), 18, 0.36),
        Tally(("凉山州",), 11, 0.22),
        Tally(("广元市",), 2, 0.04),
        Tally(("乐山市",), 3, 0.06),
        Tally(("达州市",), 1, 0.02),
        Tally(("巴中市",), 2, 0.04),
    )


def test_values_are_counted_the_largest_first() -> None:
    counted = tally(counties(), [Dimension.KIND], TallyOrder.SIZE)
    assert [
        (*counted_tally.values, counted_tally.counties) for counted_tally in counted
    ] == [
        ("县", 43),
        ("自治县", 3),
        ("市", 3),
        ("区", 1),
    ]


def test_a_cross_table_has_every_combination() -> None:
    counted = tally(counties(), [Dimension.TIER, Dimension.PREFECTURE])
    assert len(counted) == 14
    assert Tally(("national", "广元市"), 0, 0.0) in counted
    assert Tally(("provincial", "凉山州"), 1, 0.02) in counted


@given(
    st.lists(st.sampled_from(counties()), unique=True),
    st.lists(st.sampled_from(Dimension), unique=True, max_size=2),
)
def test_counts_add_up(some: list[County], by: list[Dimension]) -> None:
    counted = tally(some, by)
    assert sum(counted_tally.counties for counted_tally in counted) == len(some)
    assert sum(counted_tally.share for counted_tally in counted) == pytest.approx(
        1 if some else 0
    )
