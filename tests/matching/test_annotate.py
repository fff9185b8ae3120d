import csv
from io import BytesIO, StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shudi.errors import ColumnError, TableError
from shudi.matching import annotate
from shudi.matching.annotate import (
    Marker,
    Unplaced,
    lay_out,
    marked_rows,
    marked_text,
    text_writer,
)
from shudi.tables.delimited import open_text

ADDED = "shudi_status,shudi_code,shudi_name,shudi_tier,shudi_prefecture,shudi_via"
MEIGU = "listed,513436,美姑县,national,凉山州,name"


def marked(text: str, columns: tuple[str, ...] = (), **options: object) -> str:
    table = open_text(BytesIO(text.encode()), "t.csv", "utf-8")
    layout, table = lay_out(table, columns=columns, **options)  # type: ignore[arg-type]
    marker = Marker(text_writer(table.delimiter, layout.header))
    return "".join(marked_text(table, layout, marker))


def why(text: str) -> str:
    return lay_out(open_text(BytesIO(text.encode()), "t.csv"))[0].why


def test_columns_are_added_and_all_else_stays() -> None:
    text = '县,"值 "\r\n美姑县,"a,""b"""\r\n\r\n南京,\n'
    assert marked(text) == (
        f'县,"值 ",{ADDED}\r\n美姑县,"a,""b""",{MEIGU}\r\n\r\n南京,,unknown,,,,,\n'
    )


def test_a_last_line_without_an_end_has_none() -> None:
    assert marked("县\n美姑县") == f"县,{ADDED}\n美姑县,{MEIGU}"


def test_where_all_is_in_quotes_the_added_cells_are_too() -> None:
    lines = marked('"县","n"\n"美姑县","1"\n').splitlines()
    assert lines[0] == '"县","n","' + ADDED.replace(",", '","') + '"'
    assert lines[1] == '"美姑县","1","' + MEIGU.replace(",", '","') + '"'


def test_tabs_stay_tabs() -> None:
    assert marked("n\t县\n1\t美姑县\n").splitlines()[1] == (
        "1\t美姑县\t" + MEIGU.replace(",", "\t")
    )


def test_rows_above_the_header_stay() -> None:
    text = "一览表,\n县,值\n美姑县,1\n"
    assert marked(text, header_row=2) == f"一览表,\n县,值,{ADDED}\n美姑县,1,{MEIGU}\n"


def test_a_table_without_a_header_gets_none() -> None:
    text = "1,美姑县\n2,美姑县\n"
    assert marked(text, header_row=None) == f"1,美姑县,{MEIGU}\n2,美姑县,{MEIGU}\n"


@pytest.mark.parametrize("columns", [("省", "市", "县"), ("1", "2", "县"), ("3",)])
def test_columns_are_chosen_by_name_or_number(columns: tuple[str, ...]) -> None:
    text = "省,市,县\n四川,凉山州,美姑县\n"
    assert MEIGU in marked(text, columns)


def test_several_columns_are_read_together() -> None:
    text = "省,县\n江苏,美姑县\n四川,美姑县\n"
    lines = marked(text, ("省", "县")).splitlines()
    assert [line.split(",")[2] for line in lines[1:]] == ["unknown", "listed"]


def test_another_prefix_may_be_chosen() -> None:
    assert marked("县\n美姑县\n", prefix="x_").startswith("县,x_status,x_code,x_name,")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (
            "n,县\n1,美姑县\n2,布拖县\n3,南京\n",
            "column 县 says where: 2 of the first 3 rows are counties of Sichuan there",
        ),
        ("县\n南京\n", ""),
    ],
)
def test_the_column_that_resolves_best_is_picked(text: str, reason: str) -> None:
    assert why(text) == reason


@pytest.mark.parametrize(
    ("text", "columns", "told"),
    [
        ("a,b\n1,x\n", (), "which column says where? give --column; columns: a, b"),
        ("a,b\n", (), "which column says where? give --column; columns: a, b"),
        ("县,码\n美姑,513436\n", (), "县 and 码 fit equally well; give --column"),
        ("a,b\n1,2\n", ("c",), "there is no column 'c'; columns: a, b"),
        ("a,b\n1,2\n", ("3",), "there is no column '3'; columns: a, b"),
        ("a,b\n1,2\n", ("0",), "there is no column '0'; columns: a, b"),
        ("a,a\n1,2\n", ("a",), "there is more than one column 'a'; columns: a, a"),
    ],
)
def test_a_column_that_cannot_be_told_is_asked_for(
    text: str, columns: tuple[str, ...], told: str
) -> None:
    with pytest.raises(ColumnError) as error:
        marked(text, columns)
    assert str(error.value) == told


def test_without_a_header_columns_have_numbers() -> None:
    with pytest.raises(ColumnError, match="there is no column 'a'; columns: 1 to 2"):
        marked("1,2\n", ("a",), header_row=None)


@pytest.mark.parametrize(
    ("text", "options", "told"),
    [
        ("县,n\n美姑县,1\n布拖县\n", {}, "t.csv, line 3: found 1 cell, not 2"),
        ("县,n\n美姑县,1,2\n", {}, "t.csv, line 2: found 3 cells, not 2"),
        ("", {}, "t.csv, line 1: the table is empty"),
        ("", {"header_row": None}, "t.csv: the table is empty"),
        ("\n\n", {}, "t.csv, line 1: the table is empty"),
        ("一\n", {"header_row": 3}, "t.csv, line 3: there is no header"),
        (
            "县,shudi_code\n美姑县,1\n",
            {},
            "t.csv, line 1: there is a column shudi_code already; choose another --pre",
        ),
    ],
)
def test_damage_is_told_by_file_and_line(
    text: str, options: dict[str, object], told: str
) -> None:
    with pytest.raises(TableError) as error:
        marked(text, ("1",), **options)
    assert str(error.value).startswith(told)


def test_a_ragged_row_is_told_in_another_form_too() -> None:
    table = open_text(BytesIO("县,n\n\n美姑县\n".encode()), "t.csv")
    layout, table = lay_out(table, columns=["1"])
    with pytest.raises(TableError, match="line 3: found 1 cell, not 2"):
        list(marked_rows(table, layout, Marker()))


# Counting


def test_what_came_of_the_rows_is_counted() -> None:
    marker = Marker()
    values = ["美姑县", "美姑", "康定县", "锦江区", "市中区", "南京", "", "南京"]
    for line, value in enumerate(values, start=2):
        marker.seen(value, line)
    summary = marker.summary()
    assert summary[:6] == (8, 2, 1, 1, 1, 3)
    assert summary.unplaced == (
        Unplaced("南京", "unknown", 2, 7),  # type: ignore[arg-type]
        Unplaced("市中区", "ambiguous", 1, 6),  # type: ignore[arg-type]
        Unplaced("", "unknown", 1, 8),  # type: ignore[arg-type]
    )


@pytest.mark.parametrize("keep_all", [True, False])
def test_memory_is_bounded_and_counts_stay_right(
    monkeypatch: pytest.MonkeyPatch, *, keep_all: bool
) -> None:
    monkeypatch.setattr(annotate, "_MOST_KEPT", 10)
    marker = Marker(keep_all=keep_all)
    for line in range(100):
        marker.seen(f"x{line}", line)
        marker.seen("often", line)
        marker.seen("美姑", line)
    summary = marker.summary()
    assert (summary.rows, summary.national, summary.unknown) == (300, 100, 200)
    assert summary.unplaced[0] == Unplaced("often", "unknown", 100, 0)  # type: ignore[arg-type]
    assert (len(summary.unplaced) == 101) is keep_all


# Properties

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
    content = BytesIO(text.getvalue().encode())
    opened = open_text(content, "t.csv", "utf-8", ",")
    layout, opened = lay_out(opened, columns=["1"], header_row=None)
    marker = Marker(text_writer(",", None))
    written = "".join(marked_text(opened, layout, marker))
    read = list(csv.reader(StringIO(written, newline="")))
    assert [row[:-6] for row in read] == table
    assert all(len(row) == len(table[0]) + 6 for row in read)
    assert marker.summary().rows == len(table)
