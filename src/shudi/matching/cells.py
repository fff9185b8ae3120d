"""Resolve the cells of a row that hold one place: names, codes, or both."""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import permutations
from typing import NamedTuple

from shudi.errors import UnknownNameError
from shudi.places.index import (
    ANYWHERE,
    Area,
    ambiguous,
    area_of_code,
    lies_in,
    resolution_of,
)
from shudi.places.models import Reason, Resolution, Status, Via
from shudi.places.resolver import find_area, resolve_in
from shudi.spelling import normalize_text, value_text

# What tables have in cells without a value.
_EMPTY = frozenset(
    "na n/a #n/a nan nat null none nil <na> . .. ... - -- — —— ― _ / \\ * ? "
    "无 空 缺 缺失 暂无 不详 未填".split()
)
# As the resolver takes them; a spreadsheet may have made a number of a code.
_CODE = re.compile(r"(?:CN-?)?([0-9]{6})(?:[0-9]{6}|[0-9]{3})?(?:\.0+)?", re.I)
_MAX_PERMUTED = 4  # cells: province, prefecture, county, township


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
        beside: further cells that the county is held against: codes, and names of
            provinces and prefectures.
        within: where the place is known to lie.
    """
    cells = tuple(filter(None, map(cell_text, cells)))
    beside = tuple(filter(None, map(cell_text, beside)))
    text = join_cells(cells)
    resolution = _resolve_cells(cells, within)
    if not beside:
        return Place(text, resolution)
    if resolution.division is None:
        is_settled = _resolve_cells((*cells, *beside), within).division is not None
        is_held = resolution.status is Status.AMBIGUOUS and is_settled
        return Place(text, resolution, is_held)
    for cell in beside:
        if contradicts(resolution, cell):
            every = (resolution.division, *resolve_cell(cell).divisions)
            held = ambiguous(every, Reason.CONTRADICTION, resolution.via)
            return Place(join_cells((*cells, cell)), held, is_held=True)
    return Place(text, resolution)


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


@lru_cache(maxsize=20_000)
def resolve_cell(cell: str) -> Resolution:
    """What a cell stands for by itself."""
    return resolve_in(cell)


@lru_cache(maxsize=20_000)
def area_of(cell: str) -> Area | None:
    """The province or prefecture that a cell names, or whose code it has."""
    try:
        return find_area(cell)
    except UnknownNameError:
        return None


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


def _resolve_cells(cells: tuple[str, ...], within: Area) -> Resolution:
    code = next(filter(is_code, cells), None) if len(cells) > 1 else None
    if code is None:
        return _resolve_names(cells, within)
    names = tuple(cell for cell in cells if cell != code)
    coded = resolve_in(code, within)
    if coded.division:
        others = [cell for cell in names if contradicts(coded, cell)]
        if not others:
            return coded
        named_too = (each for cell in others for each in resolve_cell(cell).divisions)
        every = (coded.division, *named_too)
        return ambiguous(every, Reason.CONTRADICTION, coded.via)
    known = _area_of_code(code) if within is ANYWHERE else within
    named = _resolve_names(names, known or ANYWHERE)
    if coded.candidates and named.division:
        if named.division in coded.candidates:
            return resolution_of(named.division, Via.FORMER_CODE, coded.until)
        every = (named.division, *coded.candidates)
        return ambiguous(every, Reason.CONTRADICTION, coded.via)
    return coded if coded.candidates else named


# The rows from which columns are found are resolved again when the table is.
@lru_cache(maxsize=5_000)
def _resolve_names(names: tuple[str, ...], within: Area) -> Resolution:
    """Resolve names in their order or, if that does not settle it, in any other."""
    resolution = resolve_in(join_cells(names), within)
    if not 1 < len(names) <= _MAX_PERMUTED:
        return resolution
    if _is_consistent(resolution, names) or resolution.reason is Reason.CONTRADICTION:
        return resolution
    others = (resolve_in(join_cells(each), within) for each in permutations(names))
    certain = {
        other.division: other for other in others if _is_consistent(other, names)
    }
    return next(iter(certain.values())) if len(certain) == 1 else resolution


def _is_consistent(resolution: Resolution, names: Sequence[str]) -> bool:
    """Whether a county is certain, and no name is another's."""
    return resolution.division is not None and not any(
        contradicts(resolution, name) for name in names
    )


def _area_of_code(code: str) -> Area | None:
    """The area of the first digits of a code that is no county's."""
    found = _CODE.fullmatch(normalize_text(code))
    digits = found[1] if found else ""
    return (
        area_of_code(digits)
        or area_of_code(f"{digits[:4]}00")
        or area_of_code(f"{digits[:2]}0000")
    )
