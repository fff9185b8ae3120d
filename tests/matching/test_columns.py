from io import BytesIO

import pytest

from shudi.errors import ColumnError, TableError
from shudi.matching.columns import detect_layout, find_place_columns
from shudi.tables.base import Encoding, ReadOptions, TableLayout
from shudi.tables.delimited import DelimitedTable, open_table

ADDED = (
    "shudi_status shudi_code shudi_name shudi_tier shudi_prefecture shudi_province "
    "shudi_via"
)


def opened(text: str) -> DelimitedTable:
    options = ReadOptions(Encoding.named("utf-8"))
    return open_table(BytesIO(text.encode()), "t.csv", options)


def layout_of(text: str, **options: object) -> TableLayout:
    return detect_layout(opened(text), **options)  # type: ignore[arg-type]


def positions(text: str, *names: str, header_row: int | None = 1) -> list[int]:
    table = opened(text)
    layout = detect_layout(table, header_row=header_row)
    return list(find_place_columns(table, layout, names).positions)


def reason(text: str, header_row: int | None = 1) -> str:
    table = opened(text)
    return find_place_columns(table, detect_layout(table, header_row=header_row)).reason


# Layouts


@pytest.mark.parametrize(
    ("text", "header_row", "layout"),
    [
        ("县,n\n美姑,1\n", 1, (0, (1, ["县", "n"]), 2)),
        ("一览表,\n县,n\n美姑,1\n", 2, (1, (2, ["县", "n"]), 2)),
        ("美姑,1\n", None, (0, None, 2)),
        ("\n美姑,1\n", None, (0, None, 2)),
    ],
)
def test_the_parts_of_a_table(
    text: str, header_row: int | None, layout: tuple[object, ...]
) -> None:
    found = layout_of(text, header_row=header_row)
    assert found[:3] == layout
    assert list(found.new_columns) == ADDED.split()


def test_columns_without_a_header_have_numbers() -> None:
    assert layout_of("美姑,1\n", header_row=None).columns[:3] == [
        "1",
        "2",
        "shudi_status",
    ]


def test_another_prefix_may_be_chosen() -> None:
    assert layout_of("县\n", prefix="x_").new_columns[0] == "x_status"


@pytest.mark.parametrize(
    ("text", "options", "message"),
    [
        ("", {}, "t.csv: the table is empty"),
        ("", {"header_row": None}, "t.csv: the table is empty"),
        ("\n\n", {}, "t.csv: no header in row 1; use --header-row"),
        ("\n县\n", {}, "t.csv: no header in row 1; use --header-row 2"),
        (
            "a\n\n县\n",
            {"header_row": 2},
            "t.csv: no header in row 2; use --header-row 3",
        ),
        ("\n\n", {"header_row": None}, "t.csv: the table is empty"),
        ("一\n", {"header_row": 3}, "t.csv: no header in row 3; use --header-row"),
        (
            "县,shudi_code\n美姑县,1\n",
            {},
            "t.csv, line 1: column shudi_code already exists; use another --prefix",
        ),
    ],
)
def test_a_table_without_a_usable_header_is_refused(
    text: str, options: dict[str, object], message: str
) -> None:
    with pytest.raises(TableError) as error:
        layout_of(text, **options)
    assert str(error.value) == message


# Columns


@pytest.mark.parametrize(
    ("names", "expected"),
    [(("省", "市", "县"), [0, 1, 2]), (("1", "2", "县"), [0, 1, 2]), (("3",), [2])],
)
def test_columns_are_chosen_by_name_or_number(
    names: tuple[str, ...], expected: list[int]
) -> None:
    assert positions("省,市, 县 \n四川,凉山州,美姑县\n", *names) == expected


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "n,县\n1,美姑县\n2,布拖县\n3,南京\n",
            "using column '县' (2 of the first 3 values are counties of China)",
        ),
        (
            "n,县\n1,美姑县\n2\n",
            "using column '县' (1 of the first 2 values are counties of China)",
        ),
        ("n,县\n1,美姑县\n", "using column '县' (the value is a county of China)"),
        ("县\n南京\n", ""),
    ],
)
def test_the_column_that_resolves_best_is_found(text: str, message: str) -> None:
    assert reason(text) == message


def test_a_column_without_a_header_is_found() -> None:
    assert positions("1,美姑县\n2,布拖县\n", header_row=None) == [1]


@pytest.mark.parametrize(
    ("text", "names", "message"),
    [
        (
            "a,b\n1,x\n",
            (),
            "cannot tell which column holds the place names; use --column. "
            "Columns: a, b",
        ),
        (
            "a,\x1bb\n1,2\n",
            (),
            "cannot tell which column holds the place names; use --column. "
            "Columns: a, \ufffdb",
        ),
        (
            "县,码\n美姑,513436\n",
            (),
            "columns 县 and 码 fit equally well; use --column",
        ),
        ("a,b\n1,2\n", ("c",), "no column 'c'; columns: a, b"),
        ("a,b\n1,2\n", ("3",), "no column '3'; columns: a, b"),
        ("a,b\n1,2\n", ("0",), "no column '0'; columns: a, b"),
        ("a,a\n1,2\n", ("a",), "more than one column 'a'; columns: a, a"),
    ],
)
def test_a_column_that_cannot_be_determined_is_asked_for(
    text: str, names: tuple[str, ...], message: str
) -> None:
    with pytest.raises(ColumnError) as error:
        positions(text, *names)
    assert str(error.value) == message


def test_without_a_header_columns_are_chosen_by_number() -> None:
    with pytest.raises(ColumnError, match="no column 'a'; columns: 1 to 2"):
        positions("1,2\n", "a", header_row=None)
