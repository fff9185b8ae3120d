import csv
from io import BytesIO, StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shudi.errors import TableError
from shudi.matching.annotate import annotated_rows
from shudi.matching.cells import resolve_place
from shudi.matching.columns import find_place_columns
from shudi.matching.layout import detect_layout
from shudi.matching.rows import CELL_SEPARATOR, CachedMatcher
from shudi.tables.base import UTF_8, ReadOptions
from shudi.tables.delimited import open_table

ADDED = (
    "shudi_status,shudi_code,shudi_name,shudi_tier,shudi_prefecture,shudi_province,"
    "shudi_via"
)
MEIGU = "listed,513436,美姑县,national,凉山州,四川省,name"


def annotated(text: str, *names: str, **options: object) -> str:
    """The table with the matches added, in its own form."""
    delimiter = "\t" if "\t" in text else ","
    table = open_table(BytesIO(text.encode()), "t.csv", ReadOptions(UTF_8, delimiter))
    layout = detect_layout(table, **options)  # type: ignore[arg-type]
    positions = find_place_columns(table, layout, names).positions
    matcher: CachedMatcher[list[str]] = CachedMatcher(
        lambda cells: CELL_SEPARATOR.join(cells[position] for position in positions),
        resolve_place,
    )
    file = BytesIO()
    table.annotate(file, layout, matcher.match, UTF_8)
    return file.getvalue().decode()


def test_columns_are_added_and_all_else_stays() -> None:
    text = '县,"值 "\r\n美姑县,"a,""b"""\r\n\r\n南京,\n'
    assert annotated(text, "县") == (
        f'县,"值 ",{ADDED}\r\n美姑县,"a,""b""",{MEIGU}\r\n\r\n南京,,elsewhere,,,,,,\n'
    )


def test_a_last_line_without_an_end_has_none() -> None:
    assert annotated("县\n美姑县") == f"县,{ADDED}\n美姑县,{MEIGU}"


def test_where_all_is_in_quotes_the_added_cells_are_too() -> None:
    lines = annotated('"县","n"\n"美姑县","1"\n').splitlines()
    assert lines[0] == '"县","n","' + ADDED.replace(",", '","') + '"'
    assert lines[1] == '"美姑县","1","' + MEIGU.replace(",", '","') + '"'


def test_tabs_stay_tabs() -> None:
    assert annotated("n\t县\n1\t美姑县\n").splitlines()[1] == (
        "1\t美姑县\t" + MEIGU.replace(",", "\t")
    )


def test_rows_above_the_header_stay() -> None:
    text = "一览表,\n县,值\n美姑县,1\n"
    assert annotated(text, header_row=2) == (
        f"一览表,\n县,值,{ADDED}\n美姑县,1,{MEIGU}\n"
    )


def test_a_table_without_a_header_gets_none() -> None:
    text = "1,美姑县\n2,美姑县\n"
    assert annotated(text, header_row=0) == f"1,美姑县,{MEIGU}\n2,美姑县,{MEIGU}\n"


def test_several_columns_are_read_together() -> None:
    text = "省,县\n江苏,美姑县\n四川,美姑县\n"
    lines = annotated(text, "省", "县").splitlines()
    assert [line.split(",")[2] for line in lines[1:]] == ["ambiguous", "listed"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("县,n\n美姑县,1\n布拖县\n", "t.csv, line 3: found 1 cell, expected 2"),
        ("县,n\n美姑县,1,2\n", "t.csv, line 2: found 3 cells, expected 2"),
    ],
)
def test_a_ragged_row_is_refused_with_its_line(text: str, message: str) -> None:
    with pytest.raises(TableError) as error:
        annotated(text, "1")
    assert str(error.value) == message


def test_rows_for_another_format_have_the_matches_too() -> None:
    text = "t\n县,n\n\n美姑县,1\n布拖县\n"
    table = open_table(BytesIO(text.encode()), "t.csv", ReadOptions(UTF_8, ","))
    layout = detect_layout(table, header_row=2)
    new = annotated_rows(
        table, layout, lambda line, cells: [str(line)] * 7, "x", typed=True
    )
    assert (new.preamble, new.has_header, new.name) == ([["t"]], True, "x")
    assert list(new.columns) == ["县", "n", *ADDED.split(",")]
    rows = iter(new.rows)
    assert next(rows) == ("美姑县", 1, *"4444444")
    with pytest.raises(TableError, match="line 5: found 1 cell, expected 2"):
        next(rows)


cells = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
tables = st.integers(2, 4).flatmap(
    lambda width: st.lists(
        st.lists(cells, min_size=width, max_size=width), min_size=1, max_size=8
    )
)


@given(tables, st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]))
def test_without_the_added_columns_the_table_is_as_it_was(
    table: list[list[str]], quoting: int
) -> None:
    text = StringIO(newline="")
    csv.writer(text, quoting=quoting).writerows(table)  # type: ignore[arg-type]
    source = open_table(
        BytesIO(text.getvalue().encode()), "t.csv", ReadOptions(UTF_8, ",")
    )
    layout = detect_layout(source, header_row=0)
    matcher: CachedMatcher[list[str]] = CachedMatcher(
        lambda cells: cells[0], resolve_place
    )
    file = BytesIO()
    source.annotate(file, layout, matcher.match, UTF_8)
    read = list(csv.reader(StringIO(file.getvalue().decode(), newline="")))
    assert [row[:-7] for row in read] == table
    assert all(len(row) == len(table[0]) + 7 for row in read)
    assert sum(matcher.counts().values()) == len(table)
