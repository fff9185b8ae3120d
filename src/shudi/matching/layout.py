"""Which record of a table is the header, and which columns are to be added."""

import re
from collections.abc import Sequence
from itertools import zip_longest
from statistics import median_high

from shudi.errors import TableError
from shudi.i18n import _
from shudi.matching.cells import area_of, cell_text, resolve_cell
from shudi.matching.rows import Match
from shudi.places.models import Via
from shudi.tables.base import Record, Table, TableLayout

HEAD = 3_000  # records that are looked at

_SHAPED = 50  # records from which the usual row is known
_MAX_PREAMBLE = 20
_NUMBER = re.compile(r"[-+]?[0-9][0-9,，]*(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?[%％]?")


def detect_layout(
    table: Table,
    *,
    header_row: int | None = None,
    prefix: str = "shudi_",
    fields: Sequence[str] = Match._fields,
    named: Sequence[str] = (),
) -> TableLayout:
    """Find the header of a table, below titles and empty rows.

    Args:
        table: not read from yet.
        header_row: which record is the header; 0 if there is none, None to detect it.
        prefix: of the names of the columns to add.
        fields: columns to add, with the prefix.
        named: columns to add after them, by their full names.

    Raises:
        TableError: the table is empty, damaged, has no header in that row, or has
            columns of those names already.
    """
    head = table.head(max(HEAD, header_row or HEAD))
    if not any(cells for _, cells in head):
        raise TableError(table.name, None, _("the table is empty"))
    if table.is_named:
        if header_row is not None:
            problem = _("its columns have names; use no option for the header")
            raise TableError(table.name, None, problem)
        header_row = 1
    if header_row is None:
        preamble, header = _detect_header(head, table.width)
    elif header_row:
        preamble, header = header_row - 1, _header_in(head, header_row, table.name)
    else:
        preamble, header = 0, None
    first = header or next(record for record in head[preamble:] if record[1])
    new_columns = [f"{prefix}{field}" for field in fields]
    another_prefix = _("column {name} already exists; use another --prefix")
    _check_names(table.name, header, new_columns, another_prefix)
    another_name = _("column {name} already exists; use another name")
    _check_names(table.name, header, named, another_name, new_columns)
    width = len(first[1]) if header else table.width or len(first[1])
    return TableLayout(preamble, header, width, [*new_columns, *named])


def _header_in(head: Sequence[Record], row: int, name: str) -> Record:
    filled = {number: each for number, each in enumerate(head, start=1) if each[1]}
    if row in filled:
        return filled[row]
    other = next((number for number in filled if number > row), None)
    message = (
        _("no header in row {row}; use --header-row {other}")
        if other
        else _("no header in row {row}; the last row is {last}")
    )
    last = max(filled)
    raise TableError(name, None, message.format(row=row, other=other, last=last))


def _check_names(
    name: str,
    header: Record | None,
    new: Sequence[str],
    message: str,
    also: Sequence[str] = (),
) -> None:
    line, cells = header or (None, [])
    taken = {cell.casefold() for cell in (*cells, *also)}
    for column in new:
        if column.casefold() in taken:  # Excel tells names apart by their letters alone
            raise TableError(name, line, message.format(name=column))


def _detect_header(head: Sequence[Record], width: int) -> tuple[int, Record | None]:
    """How many records are above the header, and the header if there is one.

    The header is the first record that is as filled as the others; titles and notes
    have fewer values. A second row of names below it is the header in its place.
    """
    filled = [record for record in head if record[1]]
    rows = [cells for _, cells in filled[-_SHAPED:]]
    widths = list(map(len, rows))
    usual = width or max(widths, key=widths.count)
    enough = median_high(sum(map(bool, cells)) for cells in rows) / 2
    row = next(
        (
            row
            for row, (_, cells) in enumerate(head[:_MAX_PREAMBLE])
            if (width or len(cells) == usual)
            and len(_values(cells)) > enough
            and not all(map(_NUMBER.fullmatch, cells))
        ),
        head.index(filled[0]),
    )
    (line, cells), *after = head[row:]
    below = [cells for _, cells in after if cells]
    if _is_row(cells, below[:_SHAPED]):
        if not row or not _is_sparse_header(head[row - 1][1], cells, width):
            return row, None
        row -= 1
        (line, cells), *after = head[row:]
    for line_below, names in after:
        both = zip_longest(cells, names, fillvalue="")
        pairs = [(above.strip(), name.strip()) for above, name in both]
        if not _is_second_header(pairs):
            break
        row, line = row + 1, line_below
        cells = [name or above for above, name in pairs][: len(names)]
    return row, (line, cells)


def _values(cells: Sequence[str]) -> set[str]:
    """What values there are, those of merged cells once."""
    return set(filter(None, map(str.strip, cells)))


def _is_row(cells: Sequence[str], below: Sequence[Sequence[str]]) -> bool:
    """Whether what may be a header is a row already: a place, as are those below."""
    for position, cell in enumerate(cells):
        if _is_place(cell):
            values = [row[position] for row in below if position < len(row)]
            if sum(map(_is_place, values)) * 2 >= len(values):
                return True
    return False


def _is_sparse_header(cells: Sequence[str], row: Sequence[str], width: int) -> bool:
    """Whether what is above the first row is a header with few names, and no title.

    A title stands in the first cell alone or, merged, in all.
    """
    has_width = len(cells) == len(row) or bool(width and cells)
    return has_width and _values(cells) != {cells[0].strip()}


def _is_second_header(pairs: Sequence[tuple[str, str]]) -> bool:
    """Whether a row below a header has names too, below a merged cell: 人口, 男 女.

    A merged cell's name stands in each of its cells, or in the first alone.

    Args:
        pairs: of a cell of the header and the one below it.
    """
    first = [above for above, _ in pairs]
    is_merged = any(above and name in ("", above) for above, name in pairs)
    has_names = any(name and name != above for above, name in pairs)
    spans = len({"", *first}) <= len(first)  # a name is missing, or is there twice
    has_values = any(_NUMBER.fullmatch(name) or _is_place(name) for _, name in pairs)
    return is_merged and has_names and spans and not has_values


def _is_place(cell: str) -> bool:
    """Whether a cell is a place's name, code or address, and not other words."""
    text = cell_text(cell)
    if not text:
        return False
    resolution = resolve_cell(text)
    is_county = resolution.divisions and resolution.via is not Via.WITHIN
    return bool(is_county) or area_of(text) is not None
