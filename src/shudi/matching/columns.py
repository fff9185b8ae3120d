"""Which columns of a table hold the place."""

import re
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple, TypeVar
from unicodedata import normalize

from shudi.errors import ColumnError
from shudi.i18n import _, ngettext
from shudi.matching.cells import (
    FILLERS,
    area_code,
    area_of,
    cell_text,
    contradicts,
    is_code,
    lies_outside,
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

_FEW = 5  # rows from which it cannot be told that columns differ by chance

# Headers that say where a row lies, and nothing else (not 户籍省, 对口支援省); without
# white space and marks: 省（自治区、直辖市）, ADM1_EN.
_PROVINCE = (
    "(?:所在地?|所属)?(?:省|省份|省级|省级行政(?:区|单位)|省区市?|省市区?|省市自治区"
    "|省自治区直辖市)|prov|province|sheng|shengfen|(?:nl)?name1|adm1|admin1|pname"
)
_PREFECTURE = (
    "(?:所在地?|所属)?(?:市|州|市级|市州|州市|地市|地区|地州|地州市|地市州|城市|地级"
    "|地级市|地级行政(?:区|单位))"
    "|pref|prefecture|prefecturecity|city|shi|(?:nl)?name2|adm2|admin2"
)
_CODE = (
    "(?:行政区?划?|区划|区县|县区|县|县级|县市|地区|国标|统计用?区划)(?:代码|编码|码)"
    "|(?:ad|adm|gb|county|cnty|division|district|region|admin)(?:code|id)"
    "|adm3|admin3|pac|gb|xzqdm|fips"
)
_ENDING = (
    "(?:名称?|全称|简称|代码|编码|name|cn|zh|en|ch|chn|eng|nm|code|pcode|id)*[0-9]*"
)
_LOCATION = re.compile(f"(?:{_PROVINCE}|{_PREFECTURE}|{_CODE}){_ENDING}")
_ANY_CODE = re.compile("(?:代码|编码|码|code|id)[0-9]*")  # of whatever
_COUNTY = re.compile(
    "县(?!级|均|数)|^区$|市区|adcode|区划代?码|county|district|xian(?!g)|cnty"
)
_PLACE = re.compile(
    "地[区点址域名]|所在|位置|名称|区划|单位|place|address|location|region|name|area|addr"
)


T = TypeVar("T")


class PlaceColumns(NamedTuple):
    """The columns that hold the place.

    Attributes:
        positions: of their cells, from 0.
        counties: how many of the rows looked at are a county for certain.
        beside: positions of further columns that the place is held against.
        reason: why they were chosen; empty if the user said so.
    """

    positions: Sequence[int]
    counties: int
    beside: Sequence[int] = ()
    reason: str = ""


class _Column(NamedTuple):
    """A column, and what its cells stand for.

    Attributes:
        position: from 0.
        label: its name.
        cells: of the rows looked at.
        places: how many name a county and no area; one of several counts half.
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
        return self.areas * 2 >= self.filled and self.areas > self.places * 4

    @property
    def has_prefectures(self) -> bool:
        """Whether most of its areas are no provinces."""
        return self.provinces * 2 < self.areas

    @property
    def is_code(self) -> bool:
        """Whether it is a column of numbers that may be codes."""
        return self.codes * 2 >= self.filled

    @property
    def is_location(self) -> bool:
        """Whether its name says that its rows lie there."""
        return _is_location(self.label)

    @property
    def header_rank(self) -> int:
        """2 if its name is that of a county's column, 1 if of any place's."""
        name = _squeezed(self.label)
        if _COUNTY.search(name) or (self.is_code and self.is_location):
            return 2
        return 1 if _PLACE.search(name) or _ANY_CODE.fullmatch(name) else 0

    @property
    def holds_counties(self) -> bool:
        """Whether so many cells name counties that it can be the place column.

        Of numbers, most must be codes: many an id looks like one.
        """
        if self.is_area:
            return False
        if self.is_code:
            return (self.places + self.areas) * 2 > self.filled
        return self.places > self.filled * (0.25 if self.header_rank < 2 else 0.05)

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
        return PlaceColumns(positions, counties)
    labels = [
        printable(_one_line(label)) or str(number)
        for number, label in enumerate(layout.columns[: layout.width], start=1)
    ]
    columns = _columns(labels, rows, named)
    if named:
        resolutions = _resolutions(named, rows, within)
        agreeing = _agreeing(columns, _compared(resolutions), within)
        beside = [column.position for column in agreeing]
        return PlaceColumns(named, _certain(resolutions), beside)
    chosen, beside, unused = _best_columns(columns, labels, within)
    positions = [column.position for column in chosen]
    counties = _certain(_resolutions(positions, rows, within))
    reason = _reason(chosen, unused, counties, len(rows), is_whole=is_whole)
    return PlaceColumns(positions, counties, beside, reason)


def _position(column: str, header: Sequence[str], width: int) -> int:
    """The position of a column by name or number."""
    positions = [
        position
        for position, name in enumerate(header)
        if _one_line(name) == _one_line(column)
    ]
    if len(positions) == 1:
        return positions.pop()
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


def _squeezed(label: str) -> str:
    """A label without white space and marks, in lower case."""
    return re.sub(r"[\W_]+", "", normalize("NFKC", label).casefold())


def _is_location(label: str) -> bool:
    """Whether a column of this name says where its rows lie."""
    return _LOCATION.fullmatch(_squeezed(label)) is not None


def _sample(table: Table, layout: TableLayout) -> tuple[list[list[str]], bool]:
    """Rows spread through the table, and whether they are all that it has."""
    end = layout.first_row + HEAD
    head = table.head(end)
    rows = [cells for _, cells in head[layout.first_row :] if cells]
    if len(head) < end:
        return rows, True
    spread = [cells for cells in table.sample(_SPREAD) if len(cells) == layout.width]
    if not spread:  # a pipe
        head = table.head(layout.first_row + 10 * HEAD)
        spread = [cells for _, cells in head[end::10] if cells]
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
    cells = [cell_text(_cell(row, position)) for row in rows]
    if _is_location(label):
        cells = list(map(area_code, cells))
    filled = [cell for cell in cells if cell and cell not in FILLERS]
    areas = [area for area in map(area_of, filled) if area]
    resolutions = [resolve_cell(cell) for cell in filled if area_of(cell) is None]
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
        sum(not area.prefectures for area in areas),
        sum(map(is_code, filled)),
        len(filled),
    )


def _cell(row: Sequence[str], position: int) -> str:
    return row[position] if position < len(row) else ""


def _certain(resolutions: Sequence[Resolution]) -> int:
    return sum(resolution.division is not None for resolution in resolutions)


def _names_county(resolution: Resolution) -> bool:
    return any(each.level is Level.COUNTY for each in resolution.divisions)


def _best_columns(
    columns: Sequence[_Column], labels: Sequence[str], within: Area
) -> tuple[list[_Column], list[int], list[_Column]]:
    """The columns that hold the place, the largest first.

    Returns:
        those, the positions of others that the place is held against, and others that
        might be the place's.
    """
    fitting = [column for column in columns if column.holds_counties]
    if not fitting:
        raise ColumnError(_no_column_problem(columns, labels))
    most = max(column.places for column in fitting)
    fitting = [column for column in fitting if column.places * 2 >= most]
    most_distinct = max(column.distinct for column in fitting)

    def rank(column: _Column) -> tuple[bool, int, int]:
        is_varied = column.distinct * 2 >= most_distinct
        return is_varied, column.header_rank, column.distinct

    best, *others = sorted(fitting, key=rank, reverse=True)
    agreeing = _agreeing(
        [column for column in columns if column is not best],
        [resolve_cell(cell) for cell in best.cells],
        within,
    )
    unused = [column for column in others if column not in agreeing]
    equal = [column.label for column in unused if rank(column) == rank(best)]
    if equal:
        message = _("columns {columns} fit equally well; use --column")
        raise ColumnError(message.format(columns=join_and([best.label, *equal])))
    companion = [
        column
        for column in agreeing
        if column.holds_counties and column.is_code != best.is_code
    ][:1]
    names_and_code = sorted([best, *companion], key=lambda column: column.is_code)
    chosen = [*_areas(agreeing), *names_and_code]
    beside = [column.position for column in agreeing if column not in chosen]
    return chosen, beside, unused


def _no_column_problem(columns: Sequence[_Column], labels: Sequence[str]) -> str:
    areas = _areas(columns)
    if areas:
        message = _(
            "column {column} has provinces or prefectures, and none has counties; use "
            "--column to match it all the same"
        )
        return message.format(column=areas[-1].label)
    message = _(
        "cannot tell which column holds the place names; use --column. "
        "Columns: {columns}"
    )
    return message.format(columns=join(labels))


def _areas(columns: Sequence[_Column]) -> list[_Column]:
    """The column of the province, and that of the prefecture, where there are."""
    by_level: dict[bool, _Column] = {}
    for column in sorted(columns, key=lambda column: not column.is_location):
        if column.is_area:
            by_level.setdefault(column.has_prefectures, column)
    return [column for _, column in sorted(by_level.items())]


def _agreeing(
    columns: Sequence[_Column], resolutions: Sequence[Resolution], within: Area
) -> list[_Column]:
    """The columns that say where their rows lie, as the place does."""
    return [column for column in columns if _agrees(column, resolutions, within)]


def _agrees(column: _Column, resolutions: Sequence[Resolution], within: Area) -> bool:
    """Whether a column says where its rows lie, as the place does.

    One with such a name need not agree: where it does not, no county is certain.
    """
    known = agreeing = outside = 0
    for cell, resolution in zip(column.cells, resolutions, strict=True):
        if resolution.divisions and (area_of(cell) or resolve_cell(cell).divisions):
            known += 1
            agreeing += not contradicts(resolution, cell)
            outside += lies_outside(cell, within)
    if not known or outside * 2 > known:
        return False  # the latter where others lie, by the user's word
    is_area_or_code = column.is_area or (column.is_code and column.holds_counties)
    if is_area_or_code and column.is_location:
        return True
    if known < _FEW and _ANY_CODE.fullmatch(_squeezed(column.label)):
        return is_area_or_code
    needed = 0.5 if column.is_area or column.header_rank else 0.9
    return known * needed <= agreeing


def _resolutions(
    positions: Sequence[int], rows: Sequence[Sequence[str]], within: Area
) -> list[Resolution]:
    """What each row stands for."""

    @cache
    def resolve(cells: tuple[str, ...]) -> Resolution:
        return resolve_place(cells, (), within).resolution

    return [resolve(tuple(_cell(row, each) for each in positions)) for row in rows]


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
    codes = [each.label for each in chosen if each.is_code and each.holds_counties]
    decides = _(" ({column} decides)") if codes and chosen[1:] else ""
    which = decides.format(column="".join(codes))
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
