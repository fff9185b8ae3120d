"""Which columns of a table hold the place."""

import re
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple, TypeVar

from shudi.errors import ColumnError
from shudi.i18n import _, ngettext
from shudi.matching.cells import (
    area_of,
    cell_text,
    contradicts,
    is_code,
    resolve_cell,
    resolve_place,
)
from shudi.matching.layout import HEAD
from shudi.places.index import ANYWHERE, Area
from shudi.places.models import Level, Resolution
from shudi.tables.base import Table, TableLayout
from shudi.text import join, join_and, printable, quote

_SPREAD = 1_000  # rows sampled below the first ones
_COMPARED = 500  # of these rows, those by which columns are judged and compared

# What stands where there is no prefecture or no county.
_FILLERS = frozenset(
    "市辖区 县 省直辖县级行政区划 自治区直辖县级行政区划 省直辖县级行政单位 "
    "省直辖行政单位 省直辖县级 直辖县级 省直辖县 直辖县 省直辖 "
    "合计 总计 小计 全国 全省 全市 其他".split()
)
# Headers that say where a row lies, and nothing else (not 户籍省, 对口支援省).
_PROVINCE = (
    "(?:所在|所属)?(?:省|省份|省级|省区市?|省市|省市区)|prov|province|sheng|name_?1"
)
_PREFECTURE = (
    "(?:所在|所属)?(?:市|州|地级|地级市|市州|州市|地市|地区|地州|城市)"
    "|pref|prefecture|city|shi|name_?2"
)
_CODE = (
    "(?:行政区?划?|区划|区县|县区|县|县级|县市|地区|国标)?(?:代码|编码|码)"
    "|(?:ad|adm|gb|county|division|district|region|admin)?_?(?:code|id)"
)
_ENDING = "(?:名称?|全称|简称|_?(?:name|cn|zh|en|chn|eng|nm))*[0-9]*"
_LOCATION = re.compile(f"(?:{_PROVINCE}|{_PREFECTURE}|{_CODE}){_ENDING}", re.IGNORECASE)
_COUNTY = re.compile(
    "县(?!级|均|数)|^区$|市区|adcode|区划代?码|county|district|xian(?!g)|cnty",
    re.IGNORECASE,
)
_PLACE = re.compile(
    "地[区点址域名]|所在|位置|名称|区划|单位|place|address|location|region|name|area|addr",
    re.IGNORECASE,
)


T = TypeVar("T")


class PlaceColumns(NamedTuple):
    """The columns that hold the place.

    Attributes:
        positions: of their cells, from 0.
        beside: positions of columns that the place is held against.
        reason: why they were chosen; empty if the user said so.
        counties: how many of the rows looked at are a county for certain.
    """

    positions: Sequence[int]
    beside: Sequence[int] = ()
    reason: str = ""
    counties: int = 0


class _Column(NamedTuple):
    """A column, and what its cells stand for.

    Attributes:
        position: from 0.
        label: its name.
        cells: of the rows looked at.
        places: how many name a county; one of several counts half.
        areas: how many name a province or a prefecture.
        provinces: how many of these name a province.
        codes: how many look like codes.
        filled: how many cells say anything.
    """

    position: int
    label: str
    cells: Sequence[str]
    places: float
    areas: int
    provinces: int
    codes: int
    filled: int

    @property
    def is_area(self) -> bool:
        """Whether it is a column of provinces or prefectures."""
        return self.areas * 2 >= self.filled and self.areas > self.places

    @property
    def level(self) -> int:
        """0 of a column of provinces, 1 of one of prefectures."""
        return 0 if self.provinces * 2 >= self.areas else 1

    @property
    def is_code(self) -> bool:
        """Whether it is a column of codes."""
        return self.codes * 2 >= self.filled

    @property
    def is_location(self) -> bool:
        """Whether its name says that its rows lie there."""
        return _LOCATION.fullmatch(self.label.strip()) is not None

    @property
    def header_rank(self) -> int:
        """2 if its name is that of a county's column, 1 if of any place's."""
        if _COUNTY.search(self.label) or (self.is_code and self.is_location):
            return 2
        return 1 if _PLACE.search(self.label) else 0

    @property
    def holds_counties(self) -> bool:
        """Whether so many cells name counties that it can be the place column."""
        needed = 0.25 if self.header_rank < 2 else 0.05
        return not self.is_area and self.places > self.filled * needed

    @property
    def distinct(self) -> int:
        """How many different counties its cells name."""
        named = {resolve_cell(cell).divisions for cell in self.cells}
        return len(named - {()})


def find_place_columns(
    table: Table,
    layout: TableLayout,
    names: Sequence[str] = (),
    within: Area = ANYWHERE,
) -> PlaceColumns:
    """Find the columns that hold the place.

    Args:
        table: not read from yet, except for its head.
        layout: its parts.
        names: of the columns, or their numbers from 1; none to find them.
        within: where all rows lie.

    Raises:
        ColumnError: there is no such column, or none can be determined.
    """
    header = layout.header[1] if layout.header else []
    named = [_position(name, header, layout.width) for name in names]
    rows, is_whole = _sample(table, layout)
    if not rows or layout.width == 1:
        positions = named or [0]
        counties = _certain(_resolutions(positions, rows, within))
        return PlaceColumns(positions, counties=counties)
    labels = [printable(_one_line(label)) for label in layout.columns[: layout.width]]
    columns = _columns(labels, rows, named)
    if named:
        resolutions = _resolutions(named, rows, within)
        beside = _columns_beside(columns, _compared(resolutions))
        return PlaceColumns(named, beside, "", _certain(resolutions))
    chosen, unused = _best_columns(columns, labels)
    positions = [column.position for column in chosen]
    counties = _certain(_resolutions(positions, rows, within))
    reason = _reason(chosen, unused, counties, len(rows), is_whole=is_whole)
    return PlaceColumns(positions, (), reason, counties)


def _position(column: str, header: Sequence[str], width: int) -> int:
    """The position of a column by name or number."""
    positions = [
        position
        for position, name in enumerate(header)
        if _one_line(name) == _one_line(column)
    ]
    if len(positions) == 1:
        return positions[0]
    if not positions and column.isdecimal() and 1 <= int(column) <= width:
        return int(column) - 1
    columns = join(map(printable, header)) or _("1 to {last}").format(last=width)
    message = (
        _("more than one column {name}; columns: {columns}")
        if positions
        else _("no column {name}; columns: {columns}")
    )
    raise ColumnError(message.format(name=quote(column), columns=columns))


def _one_line(label: str) -> str:
    """A label without line breaks and the white space around it."""
    return " ".join(label.split())


def _sample(table: Table, layout: TableLayout) -> tuple[list[list[str]], bool]:
    """Rows spread through the table, and whether they are all that it has."""
    head = table.head(layout.first_row + HEAD)
    rows = [cells for _, cells in head[layout.first_row :] if cells]
    if len(head) < layout.first_row + HEAD:
        return rows, True
    spread = [cells for cells in table.sample(_SPREAD) if len(cells) == layout.width]
    return [*rows[::3], *spread], False


def _columns(
    labels: Sequence[str], rows: Sequence[Sequence[str]], named: Sequence[int]
) -> list[_Column]:
    """The columns that may have places."""
    columns = (
        _column(position, label, _compared(rows))
        for position, label in enumerate(labels)
        if position not in named
    )
    return [column for column in columns if column.places or column.areas]


def _compared(rows: Sequence[T]) -> Sequence[T]:
    return rows[:: len(rows) // _COMPARED + 1]


def _column(position: int, label: str, rows: Sequence[Sequence[str]]) -> _Column:
    cells = [cell_text(row[position]) if position < len(row) else "" for row in rows]
    filled = [cell for cell in cells if cell and cell not in _FILLERS]
    resolutions = list(map(resolve_cell, filled))
    areas = [area for area in map(area_of, filled) if area]
    return _Column(
        position,
        label,
        cells,
        sum(
            0.5 + (found.division is not None) / 2
            for found in resolutions
            if _names_county(found)
        ),
        len(areas),
        sum(bool(area.provinces and not area.prefectures) for area in areas),
        sum(map(is_code, filled)),
        len(filled),
    )


def _certain(resolutions: Sequence[Resolution]) -> int:
    return sum(resolution.division is not None for resolution in resolutions)


def _names_county(resolution: Resolution) -> bool:
    return any(each.level is Level.COUNTY for each in resolution.divisions)


def _best_columns(
    columns: Sequence[_Column], labels: Sequence[str]
) -> tuple[list[_Column], list[_Column]]:
    """The columns that hold the place, the largest first, and others that might."""
    fitting = [column for column in columns if column.holds_counties]
    most = max((column.places for column in fitting), default=0)
    fitting = [column for column in fitting if column.places * 2 >= most]
    if not fitting:
        message = _(
            "cannot tell which column holds the place names; use --column. "
            "Columns: {columns}"
        )
        raise ColumnError(message.format(columns=join(labels)))
    most_distinct = max(column.distinct for column in fitting)

    def rank(column: _Column) -> tuple[bool, int, int]:
        is_varied = column.distinct * 2 >= most_distinct
        return is_varied, column.header_rank, column.distinct

    best, *others = sorted(fitting, key=rank, reverse=True)
    resolutions = [resolve_cell(cell) for cell in best.cells]
    agreeing = [
        column
        for column in columns
        if column is not best and _agrees(column, resolutions)
    ]
    unused = [column for column in others if column not in agreeing]
    equal = [column.label for column in unused if rank(column) == rank(best)]
    if equal:
        message = _("columns {columns} fit equally well; use --column")
        raise ColumnError(message.format(columns=join_and([best.label, *equal])))
    companion = [
        column
        for column in agreeing
        if column.holds_counties
        if column.is_code != best.is_code
    ][:1]
    names_and_code = sorted([best, *companion], key=lambda column: column.is_code)
    return [*_areas(agreeing), *names_and_code], unused


def _columns_beside(
    columns: Sequence[_Column], resolutions: Sequence[Resolution]
) -> list[int]:
    """The columns that rows are held against where the user named the place's."""
    agreeing = [column for column in columns if _agrees(column, resolutions)]
    codes = [column for column in agreeing if column.is_code]
    return [column.position for column in (*_areas(agreeing), *codes)]


def _areas(columns: Sequence[_Column]) -> list[_Column]:
    """The column of the province, and that of the prefecture, where there are."""
    by_level: dict[int, _Column] = {}
    for column in sorted(columns, key=lambda column: not column.is_location):
        if column.is_area:
            by_level.setdefault(column.level, column)
    return [column for _, column in sorted(by_level.items())]


def _agrees(column: _Column, resolutions: Sequence[Resolution]) -> bool:
    """Whether a column says where its rows lie, as the place does.

    One with such a name need not agree: where it does not, no county is certain.
    """
    known = agreeing = 0
    for cell, resolution in zip(column.cells, resolutions, strict=True):
        if resolution.divisions and (area_of(cell) or resolve_cell(cell).divisions):
            known += 1
            agreeing += not contradicts(resolution, cell)
    if known and column.is_location and (column.is_area or column.is_code):
        return True
    needed = 0.5 if column.header_rank == 2 else 0.9
    return 0 < known * needed <= agreeing


def _resolutions(
    positions: Sequence[int], rows: Sequence[Sequence[str]], within: Area
) -> list[Resolution]:
    """What each row stands for."""

    @cache
    def resolve(cells: tuple[str, ...]) -> Resolution:
        return resolve_place(cells, (), within).resolution

    width = max(positions) + 1
    padded = ([*row, *[""] * (width - len(row))] for row in rows)
    return [resolve(tuple(row[position] for position in positions)) for row in padded]


def _reason(
    chosen: Sequence[_Column],
    unused: Sequence[_Column],
    counties: int,
    rows: int,
    *,
    is_whole: bool,
) -> str:
    labels = join(column.label for column in chosen)
    using = ngettext("using column {columns}", "using columns {columns}", len(chosen))
    decides = [column.label for column in chosen if column.is_code and len(chosen) > 1]
    which = _(" ({column} decides)").format(column=decides[0]) if decides else ""
    message = (
        ngettext(
            "{using}: {counties} of {rows} row is a county of China",
            "{using}: {counties} of {rows} rows are counties of China",
            rows,
        )
        if is_whole
        else _("{using}: {counties} of {rows} rows looked at are counties of China")
    )
    reason = message.format(
        using=using.format(columns=labels) + which,
        counties=f"{counties:,}",
        rows=f"{rows:,}",
    )
    if not unused:
        return reason
    others = join(column.label for column in unused)
    message = _("{reason}; --column takes another one ({others})")
    return message.format(reason=reason, others=others)
