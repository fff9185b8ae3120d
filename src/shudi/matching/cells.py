"""Resolve the cells of a row that hold one place: names, codes, or both."""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import permutations
from typing import NamedTuple

from shudi.errors import UnknownNameError
from shudi.places.index import (
    ANYWHERE,
    Area,
    ambiguous,
    area_in,
    area_of_code,
    lies_in,
    match_name,
    prefectures_in_force,
    provinces_of,
)
from shudi.places.models import Division, Reason, Resolution, Status
from shudi.places.resolver import find_area, resolve_in
from shudi.spelling import normalize_text, value_text

# What tables have in cells without a value.
_EMPTY = frozenset(
    "na n/a #n/a nan nat null none nil <na> . .. ... - -- — —— ― _ / \\ * ? "
    "无 空 缺 缺失 暂无 不详 未填".split()
)
# What stands where there is no prefecture or no county, and in rows of totals.
FILLERS = frozenset(
    "市辖区 县 省直辖县级行政区划 自治区直辖县级行政区划 省直辖县级行政单位 "
    "省直辖行政单位 省直辖县级 直辖县级 省直辖县 直辖县 省直辖 "
    "合计 总计 小计 全国 全省 全市 全县 其他".split()
)
_SAYS_NOTHING = FILLERS | {""}
# As the resolver takes them; a spreadsheet may have made a number of a code.
_CODE = re.compile(r"(?:CN-?)?([0-9]{6})(?:[0-9]{6}|[0-9]{3})?(?:\.0+)?", re.I)
_AREA_CODE = re.compile(r"([0-9]{2}|[0-9]{4})(?:\.0+)?")  # 51, 5134
_MAX_PERMUTED = 4  # cells: province, prefecture, county, township
_PROVINCE, _PREFECTURE, _FORMER_PREFECTURE, _NO_AREA = range(4)


class Place(NamedTuple):
    """What the cells of a row say of its place.

    Attributes:
        text: the cells as one text, for reports.
        resolution: what they stand for.
        is_held: whether the cells beside them contradict them, or would settle them.
    """

    text: str
    resolution: Resolution
    is_held: bool = False


def cell_text(value: object) -> str:
    """The text of a cell; empty if it says that there is no value (NA, NULL, -, 无)."""
    text = value_text(value).strip()
    return "" if text.casefold() in _EMPTY else text


def resolve_place(
    cells: Sequence[str], beside: Sequence[str] = (), within: Area = ANYWHERE
) -> Place:
    """Resolve the cells of a row that hold its place, in any order.

    A code among them decides, and the names are held against it.

    Args:
        cells: names of province, prefecture and county, codes, or an address.
        beside: further cells that the county is held against, of any of these.
        within: where the place is known to lie, whatever the cells beside it say.
    """
    text = join_cells(map(cell_text, cells))
    said = _said(cells)
    resolution = _resolve_cells(said, within)
    held = [
        cell
        for cell in map(cell_text, beside)
        if cell not in _SAYS_NOTHING and not lies_outside(area_code(cell), within)
    ]
    if resolution.division:
        for cell in held:
            if contradicts(resolution, area_code(cell)):
                contradiction = _contradiction(resolution, [area_code(cell)])
                return Place(join_cells((text, cell)), contradiction, is_held=True)
    elif held and resolution.status is Status.AMBIGUOUS:
        all_said = (*said, *map(area_code, held))
        is_settled = _resolve_cells(all_said, within).division is not None
        return Place(text, resolution, is_settled)
    return Place(text, resolution)


def area_code(cell: str) -> str:
    """The six digits of a province's or prefecture's code in two or four: 51, 5134.

    Any other cell stays as it is.
    """
    found = _AREA_CODE.fullmatch(normalize_text(cell))
    code = found[1].ljust(6, "0") if found else ""
    return code if area_of_code(code) else cell


def contradicts(resolution: Resolution, cell: str) -> bool:
    """Whether a cell names a county or an area, and none that fits a county."""
    counties = resolution.divisions
    named = resolve_cell(cell).divisions
    if any(county in named for county in counties):
        return False
    area = area_of(cell)
    if area is None:
        return bool(named)
    return not any(lies_in(county, area) for county in counties)


def lies_outside(cell: str, within: Area) -> bool:
    """Whether a cell names an area that is apart from another one."""
    area = area_of(cell)
    if area is None or not any(within):
        return False
    are_apart = area.prefectures.isdisjoint(within.prefectures)
    return provinces_of(area).isdisjoint(provinces_of(within)) or (
        are_apart and bool(area.prefectures and within.prefectures)
    )


@lru_cache(maxsize=20_000)
def resolve_cell(cell: str) -> Resolution:
    """What a cell stands for by itself."""
    return resolve_in(cell)


@lru_cache(maxsize=20_000)
def area_of(cell: str) -> Area | None:
    """The province or prefecture that a cell names, or whose code it has."""
    try:
        area = find_area(cell)
    except UnknownNameError:
        return None
    return area if any(area) else None  # China


def is_code(cell: str) -> bool:
    """Whether a cell looks like a code of GB/T 2260, or begins with one."""
    return _CODE.fullmatch(normalize_text(cell)) is not None


def join_cells(cells: Iterable[str]) -> str:
    """The text of several cells that hold one place, each part of it once.

    A cell that the next one begins with (成都市 before 成都市锦江区) adds nothing.
    """
    kept: list[str] = []
    for cell in map(str.strip, cells):
        if kept and cell.startswith(kept[-1]):
            kept.pop()
        kept.append(cell)
    return " ".join(filter(None, kept))


def _said(cells: Iterable[str]) -> tuple[str, ...]:
    """What cells say, without those that say nothing; codes of areas in six digits."""
    said = [cell for cell in map(cell_text, cells) if cell not in _SAYS_NOTHING]
    return tuple(map(area_code, said)) if said[1:] else tuple(said)


def _resolve_cells(cells: tuple[str, ...], within: Area) -> Resolution:
    codes = list(filter(is_code, cells)) if cells[1:] else []
    if not codes:
        return _resolve_names(cells, within)
    code = max(codes, key=_precision)
    others = [cell for cell in cells if cell != code]
    coded = resolve_in(code, within)
    if coded.division:
        contradicting = [cell for cell in others if contradicts(coded, cell)]
        return _contradiction(coded, contradicting) if contradicting else coded
    area = _area_of_code(code)
    # The prefecture whose code it is, and not the county of the same name.
    names = [cell for cell in others if not is_code(cell) and not _is_same(cell, area)]
    named = _resolve_names(tuple(names), within if any(within) else area)
    if coded.candidates and named.division in coded.candidates:
        return named
    contradicting = [each for each in codes if contradicts(named, each)]
    if named.division and contradicting:
        return _contradiction(named, contradicting)
    return coded if coded.candidates else named


def _contradiction(resolution: Resolution, cells: Iterable[str]) -> Resolution:
    """The resolution of a county that cells contradict."""
    named = (each for cell in cells for each in resolve_cell(cell).divisions)
    every = (*resolution.divisions, *named)
    return ambiguous(every, Reason.CONTRADICTION, resolution.via)


# The rows from which columns are found are resolved again when the table is.
@lru_cache(maxsize=5_000)
def _resolve_names(names: tuple[str, ...], within: Area) -> Resolution:
    """Resolve names from the largest area down or, if that fails, in any order.

    Each must fit the county, so that the order in which they come does not matter.
    """
    ordered = sorted(names, key=_level)
    resolution = resolve_in(join_cells(ordered), within)
    if not names[1:] or resolution.reason is Reason.CONTRADICTION:
        return resolution
    for readings in ([resolution], _apart(ordered, within), _permuted(names, within)):
        fitting = {each.division: each for each in readings if _fits(each, names)}
        if len(fitting) == 1:
            return next(iter(fitting.values()))
    if resolution.division is None:
        return resolution
    return _contradiction(
        resolution, (name for name in names if contradicts(resolution, name))
    )


def _apart(names: Sequence[str], within: Area) -> Iterator[Resolution]:
    """The names that are no areas, within those that are: 四川, Kangding."""
    areas = list(filter(None, map(area_of, names)))
    rest = [name for name in names if area_of(name) is None]
    provinces = frozenset().union(*(area.provinces for area in areas))
    prefectures = frozenset().union(*(area.prefectures for area in areas))
    area = area_in(provinces, prefectures)
    yield resolve_in(join_cells(rest), within if any(within) else area)


def _permuted(names: Sequence[str], within: Area) -> Iterator[Resolution]:
    if len(names) <= _MAX_PERMUTED:
        for permutation in permutations(names):
            yield resolve_in(join_cells(permutation), within)


def _fits(resolution: Resolution, names: Sequence[str]) -> bool:
    """Whether a county is certain, and no name is another's."""
    return resolution.division is not None and not any(
        not _is_name_of(resolution.division, name) and contradicts(resolution, name)
        for name in names
    )


def _is_name_of(county: Division, name: str) -> bool:
    """Whether a county has a name that is an area's as well: 海南 in 内蒙古."""
    match = match_name(normalize_text(name))
    return match is not None and county in match.divisions


def _level(name: str) -> int:
    """How large the area is that a name stands for."""
    area = area_of(name)
    if area is None:
        return _NO_AREA
    if not area.prefectures:
        return _PROVINCE
    in_force = prefectures_in_force()
    is_former = in_force.keys().isdisjoint(area.prefectures)
    return _FORMER_PREFECTURE if is_former else _PREFECTURE


def _is_same(cell: str, area: Area) -> bool:
    """Whether a cell names the prefecture that an area is."""
    named = area_of(cell)
    return bool(named and named.prefectures & area.prefectures)


def _precision(code: str) -> tuple[bool, bool, bool]:
    """How precisely a code says where: those of counties most."""
    area = _area_of_code(code)
    is_county = bool(resolve_cell(code).divisions)
    return is_county, bool(area.prefectures), bool(area.provinces)


def _area_of_code(code: str) -> Area:
    """The area of the first digits of a code that is no county's."""
    found = _CODE.fullmatch(normalize_text(code))
    digits = found[1] if found else ""
    return (
        area_of_code(f"{digits[:4]}00") or area_of_code(f"{digits[:2]}0000") or ANYWHERE
    )
