"""Place the counties on a grid, one tile each, as they lie to each other."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import product
from math import inf
from operator import attrgetter
from statistics import fmean
from typing import NamedTuple

from shudi.places.models import County

# How far a position follows the true distances; for the rest, the order of the
# counties, which draws apart those that lie close together.
_TRUE_DISTANCE = 0.3
# How far a county is drawn to the middle of its prefecture, which keeps it together.
_COHESION = 0.2


class Grid(NamedTuple):
    """How many rows and columns of tiles a map has."""

    rows: int
    columns: int


# For the 50 counties, the widest first; on each, every prefecture is in one piece.
GRIDS = (Grid(8, 9), Grid(9, 7), Grid(9, 6))


class Tile(NamedTuple):
    """A county's place on a grid.

    Attributes:
        county: the county.
        row: from 1, the northernmost.
        column: from 1, the westernmost.
    """

    county: County
    row: int
    column: int


def place_tiles(counties: Sequence[County], grid: Grid) -> list[Tile]:
    """Give each county a tile of its own, so that all are least out of place.

    Args:
        counties: at least two, of different latitudes and longitudes.
        grid: one with a tile for each county.

    Returns:
        The tiles, in the order of the counties.
    """
    downward = _positions(counties, [-county.latitude for county in counties])
    rightward = _positions(counties, [county.longitude for county in counties])
    places = list(product(range(1, grid.rows + 1), range(1, grid.columns + 1)))
    costs = [
        [
            (1 + y * (grid.rows - 1) - row) ** 2
            + (1 + x * (grid.columns - 1) - column) ** 2
            for row, column in places
        ]
        for y, x in zip(downward, rightward, strict=True)
    ]
    return [
        Tile(county, *places[place])
        for county, place in zip(counties, _cheapest_assignment(costs), strict=True)
    ]


class Borders(NamedTuple):
    """Where the tiles of different prefectures meet, or a prefecture ends.

    Attributes:
        above: the rows and columns of the tiles with a border above them.
        left: the same, to the left.
    """

    above: frozenset[tuple[int, int]]
    left: frozenset[tuple[int, int]]


def prefecture_borders(tiles: Iterable[Tile], grid: Grid) -> Borders:
    """The borders between prefectures, with those around all of them."""
    prefectures = {
        (tile.row, tile.column): tile.county.prefecture_code for tile in tiles
    }
    places = list(product(range(1, grid.rows + 2), range(1, grid.columns + 2)))
    return Borders(
        above=frozenset(
            (row, column)
            for row, column in places
            if prefectures.get((row, column)) != prefectures.get((row - 1, column))
        ),
        left=frozenset(
            (row, column)
            for row, column in places
            if prefectures.get((row, column)) != prefectures.get((row, column - 1))
        ),
    )


def first_tiles(tiles: Iterable[Tile]) -> list[Tile]:
    """The tile of each prefecture that is furthest north, then west."""
    first: dict[str, Tile] = {}
    for tile in sorted(tiles, key=attrgetter("row", "column")):
        first.setdefault(tile.county.prefecture_code, tile)
    return list(first.values())


def _positions(counties: Sequence[County], degrees: Sequence[float]) -> list[float]:
    """Where the counties belong on one axis, from 0 to 1."""
    ordered = sorted(degrees)
    low, high, last = ordered[0], ordered[-1], len(ordered) - 1
    positions = [
        _TRUE_DISTANCE * (degree - low) / (high - low)
        + (1 - _TRUE_DISTANCE)
        * (bisect_left(ordered, degree) + bisect_right(ordered, degree) - 1)
        / (2 * last)
        for degree in degrees
    ]
    by_prefecture = defaultdict(list)
    for county, position in zip(counties, positions, strict=True):
        by_prefecture[county.prefecture_code].append(position)
    middles = {code: fmean(members) for code, members in by_prefecture.items()}
    return [
        position + _COHESION * (middles[county.prefecture_code] - position)
        for county, position in zip(counties, positions, strict=True)
    ]


def _cheapest_assignment(costs: Sequence[Sequence[float]]) -> list[int]:
    """A column for each row, no two the same, whose costs have the least sum.

    The Hungarian method: each row in turn gets a column by the cheapest chain of
    exchanges with the rows before it, which Dijkstra's algorithm finds.
    """
    width = len(costs[0])
    row_prices = [0.0] * len(costs)
    column_prices = [0.0] * width
    owners: list[int | None] = [None] * width
    for new_row in range(len(costs)):
        distances = [inf] * width
        previous: list[int | None] = [None] * width
        passed: list[tuple[int, int]] = []
        unvisited = list(range(width))
        row: int | None = new_row
        column: int | None = None
        reached = 0.0
        while row is not None:
            for following in unvisited:
                price = row_prices[row] + column_prices[following]
                distance = reached + costs[row][following] - price
                if distance < distances[following]:
                    distances[following] = distance
                    previous[following] = column
            column = min(unvisited, key=distances.__getitem__)
            reached = distances[column]
            unvisited.remove(column)
            row = owners[column]
            if row is not None:
                passed.append((row, column))
        row_prices[new_row] += reached
        for owner, owned in passed:
            rebate = reached - distances[owned]
            row_prices[owner] += rebate
            column_prices[owned] -= rebate
        while column is not None:
            before = previous[column]
            owners[column] = new_row if before is None else owners[before]
            column = before
    columns = {row: column for column, row in enumerate(owners)}
    return [columns[row] for row in range(len(costs))]
