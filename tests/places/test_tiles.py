from collections import defaultdict
from itertools import combinations, permutations
from math import cos, radians
from operator import getitem

import pytest
from hypothesis import given
from hypothesis.strategies import integers, lists

from shudi.places.dataset import counties
from shudi.places.models import County
from shudi.places.tiles import (
    GRIDS,
    Grid,
    Tile,
    _cheapest_assignment,
    first_tiles,
    place_tiles,
    prefecture_borders,
)

on_each_grid = pytest.mark.parametrize("grid", GRIDS, ids=str)


def tiles_on(grid: Grid) -> list[Tile]:
    return place_tiles(counties(), grid)


def distance(one: County, other: County) -> float:
    """In degrees of latitude."""
    east = (one.longitude - other.longitude) * cos(radians(30.5))
    return float(((one.latitude - other.latitude) ** 2 + east**2) ** 0.5)


@on_each_grid
def test_each_county_has_a_tile_of_its_own_on_the_grid(grid: Grid) -> None:
    tiles = tiles_on(grid)
    assert [tile.county for tile in tiles] == list(counties())
    assert len({(tile.row, tile.column) for tile in tiles}) == 50
    assert {tile.row for tile in tiles} == set(range(1, grid.rows + 1))
    assert {tile.column for tile in tiles} == set(range(1, grid.columns + 1))


@on_each_grid
def test_a_county_and_its_nearest_neighbour_touch(grid: Grid) -> None:
    tiles = tiles_on(grid)
    for tile in tiles:
        nearest = min(
            (other for other in tiles if other is not tile),
            key=lambda other: distance(tile.county, other.county),
        )
        steps = max(abs(tile.row - nearest.row), abs(tile.column - nearest.column))
        assert steps == 1, (tile.county.name, nearest.county.name)


@on_each_grid
def test_north_is_up_and_east_is_right(grid: Grid) -> None:
    """Two counties that lie a degree apart are never the other way round."""
    for one, other in combinations(tiles_on(grid), 2):
        north = one.county.latitude - other.county.latitude
        east = one.county.longitude - other.county.longitude
        if abs(north) >= 1:
            assert (one.row - other.row) * north <= 0, (one, other)
        if abs(east) >= 1:
            assert (one.column - other.column) * east >= 0, (one, other)


@on_each_grid
def test_a_prefecture_is_in_one_piece(grid: Grid) -> None:
    places = defaultdict(set)
    for tile in tiles_on(grid):
        places[tile.county.prefecture].add((tile.row, tile.column))
    assert len(places) == 7
    for prefecture, members in places.items():
        reached, edge = set(), {min(members)}
        while edge:
            reached |= edge
            edge = {
                (row + down, column + right)
                for row, column in edge
                for down, right in ((0, 1), (1, 0), (0, -1), (-1, 0))
            } & (members - reached)
        assert reached == members, prefecture


@given(
    integers(1, 5).flatmap(
        lambda width: lists(
            lists(integers(0, 9), min_size=width, max_size=width),
            min_size=1,
            max_size=width,
        )
    )
)
def test_the_placing_costs_least(costs: list[list[int]]) -> None:
    chosen = _cheapest_assignment(costs)
    assert len(set(chosen)) == len(costs)
    ways = permutations(range(len(costs[0])), len(costs))
    least = min(sum(map(getitem, costs, way)) for way in ways)
    assert sum(map(getitem, costs, chosen)) == least


@on_each_grid
def test_borders_are_where_prefectures_differ(grid: Grid) -> None:
    tiles = {(tile.row, tile.column): tile for tile in tiles_on(grid)}
    above, left = prefecture_borders(tiles.values(), grid)
    for place, tile in tiles.items():
        row, column = place
        for border, other in ((above, (row - 1, column)), (left, (row, column - 1))):
            same = other in tiles and (
                tiles[other].county.prefecture == tile.county.prefecture
            )
            assert (place in border) is not same
        assert ((row + 1, column) in above) or ((row + 1, column) in tiles)
        assert ((row, column + 1) in left) or ((row, column + 1) in tiles)


@on_each_grid
def test_the_first_tile_of_a_prefecture_has_none_above_it(grid: Grid) -> None:
    tiles = tiles_on(grid)
    first = first_tiles(tiles)
    assert len({tile.county.prefecture for tile in first}) == len(first) == 7
    above, _ = prefecture_borders(tiles, grid)
    assert {(tile.row, tile.column) for tile in first} <= above
