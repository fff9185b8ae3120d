from collections.abc import Callable

import pytest

from shudi.places import index
from shudi.places.index import ANYWHERE, Area, area_in, match_code, match_name


@pytest.mark.parametrize(
    "build",
    [
        index.divisions_in_force,
        index.counties_over_time,
        index.prefectures_over_time,
        index.prefectures,
        index._sichuan_prefectures_by_code,
        index.prefectures_in_force,
        index.prefecture_short_names,
        index.province_short_names,
        index.prefecture_names,
        index.provinces_of_prefectures,
        index.province_names,
        index.unknown_inside,
        index.provinces_by_abbreviation,
        index.counties_by_name,
        index._above_over_time,
        index.county_prefixes,
        index.prefecture_prefixes,
        index.province_prefixes,
        index._counties_by_code,
        index._areas_by_code,
        index.listed_by_code,
    ],
    ids=lambda build: build.__name__,
)
def test_an_index_is_built_once(build: Callable[[], object]) -> None:
    assert build() is build()


def test_what_a_name_or_a_code_stands_for_is_looked_up_once() -> None:
    assert match_name("美姑县", ANYWHERE) is match_name("美姑县", ANYWHERE)
    assert match_code("513436") is match_code("513436")
    sichuan = frozenset({"四川省"})
    assert area_in(sichuan) is area_in(sichuan)
    assert area_in(sichuan) == Area(sichuan)
