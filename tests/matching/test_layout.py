from io import BytesIO

import pytest

from shudi.errors import TableError
from shudi.matching.layout import detect_layout
from shudi.tables.base import Encoding, ReadOptions, TableLayout
from shudi.tables.delimited import open_table

ADDED = (
    "shudi_status shudi_code shudi_name shudi_tier shudi_prefecture shudi_province "
    "shudi_via"
)


def layout_of(text: str, **options: object) -> TableLayout:
    read_as = ReadOptions(Encoding.named("utf-8"))
    table = open_table(BytesIO(text.encode()), "t.csv", read_as)
    return detect_layout(table, **options)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "header_row", "layout"),
    [
        ("县,n\n美姑,1\n", 1, (0, (1, ["县", "n"]), 2)),
        ("一览表,\n县,n\n美姑,1\n", 2, (1, (2, ["县", "n"]), 2)),
        ("县,n\n", 1, (0, (1, ["县", "n"]), 2)),
        ("一览表\n2020年\n县,n\n美姑,1\n", 3, (2, (3, ["县", "n"]), 2)),
        ("美姑,1\n", 0, (0, None, 2)),
        ("\n美姑,1\n", 0, (0, None, 2)),
        # Detected.
        ("县,n\n美姑,1\n", None, (0, (1, ["县", "n"]), 2)),
        ("县,n\n", None, (0, (1, ["县", "n"]), 2)),
        ("\n县,n\n美姑,1\n", None, (1, (2, ["县", "n"]), 2)),
        ("一览表,,\n县,n,m\n美姑,1,2\n", None, (1, (2, ["县", "n", "m"]), 3)),
        ("一览表\n\n县,n,m\n美姑,1,2\n", None, (2, (3, ["县", "n", "m"]), 3)),
        (
            "一览表,一览表,一览表,一览表\n单位:万元,,2020年,\n县,甲,乙,丙\n"
            "美姑,1,2,3\n布拖,,,\n金阳,1,1,1\n",
            None,
            (2, (3, ["县", "甲", "乙", "丙"]), 4),
        ),
        # Notes have fewer values than the header, or other columns.
        (
            "县,,甲,,乙\n美姑,1,2,3,4\n布拖,1,2,3,4\n",
            None,
            (0, (1, ["县", "", "甲", "", "乙"]), 5),
        ),
        (
            "单位,万元\n县,n,m\n美姑,1,2\n布拖,1,2\n",
            None,
            (1, (2, ["县", "n", "m"]), 3),
        ),
        (
            "制表,省局,2021年,8月\n县,n,m\n美姑,1,2\n布拖,1,2\n",
            None,
            (1, (2, ["县", "n", "m"]), 3),
        ),
        (
            "表1 各县情况\n" * 19 + "县,n\n" + "美姑,1\n" * 30,
            None,
            (19, (20, ["县", "n"]), 2),
        ),
        (
            "表1 各县情况\n" * 20 + "县,n\n" + "美姑,1\n" * 30,
            None,
            (0, (1, ["表1 各县情况"]), 1),
        ),
        # The last fifty rows say how many values are usual: here, as many as columns.
        (
            "单位:万元,,2020年,\n县,甲,乙,丙\n"
            + "美姑,1,,\n" * 60
            + "美姑,1,2,3\n"
            + "美姑,1,,\n" * 25
            + "美姑,1,2,3\n" * 24,
            None,
            (1, (2, ["县", "甲", "乙", "丙"]), 4),
        ),
        # A second row of names, below merged cells.
        (
            "一览表,,,\n地区,人口,,GDP\n,男,女,\n美姑县,1,2,3\n",
            None,
            (2, (3, ["地区", "男", "女", "GDP"]), 4),
        ),
        (
            "地区,人口,,GDP\n,男,女,\n美姑县,1,2,3\n",
            None,
            (1, (2, ["地区", "男", "女", "GDP"]), 4),
        ),
        (
            "地区,人口,人口\n地区,男,女\n美姑县,1,2\n",
            None,
            (1, (2, ["地区", "男", "女"]), 3),
        ),
        (
            "地区,户数,户数\n地区,农户,全部\n美姑县,1,2\n",
            None,
            (1, (2, ["地区", "农户", "全部"]), 3),
        ),
        (
            "地区,人口,人口,人口\n地区,男,女,共\n美姑县,1,2,3\n",
            None,
            (1, (2, ["地区", "男", "女", "共"]), 4),
        ),
        (
            "地区,人口,人口\n县名,男,女\n美姑县,1,2\n",
            None,
            (0, (1, ["地区", "人口", "人口"]), 3),
        ),
        ("县,备注\n美姑县,\n", None, (0, (1, ["县", "备注"]), 2)),
        # A row of values below merged cells, a name once more, names further down.
        ("地区,人口,\n美姑县,,无\n", None, (0, (1, ["地区", "人口", ""]), 3)),
        ("名称,人口,\n甲,,3\n乙,1,2\n", None, (0, (1, ["名称", "人口", ""]), 3)),
        ("地区,人口,\n地区,人口,\n甲,1,2\n", None, (0, (1, ["地区", "人口", ""]), 3)),
        (
            "地区,人口,\n甲,1,2\n,男,女\n乙,1,2\n",
            None,
            (0, (1, ["地区", "人口", ""]), 3),
        ),
        ("名称,n,m\n甲,,x\n乙,1,1\n", None, (0, (1, ["名称", "n", "m"]), 3)),
        # A header with few names, as programs write them.
        (",gdp\n美姑县,3\n康定市,4\n", None, (0, (1, ["", "gdp"]), 2)),
        (",,v\n1,美姑县,3\n2,康定市,4\n", None, (0, (1, ["", "", "v"]), 3)),
        ("一览表,,\n,,v\n1,美姑县,3\n2,康定市,4\n", None, (1, (2, ["", "", "v"]), 3)),
        ("0,1\n美姑县,3\n康定市,4\n", None, (0, (1, ["0", "1"]), 2)),
        (
            "县名,v,县名,v\n美姑县,1,康定市,2\n布拖县,1,理县,2\n",
            None,
            (0, (1, ["县名", "v", "县名", "v"]), 4),
        ),
        # No header.
        ("美姑县,1\n布拖县,2\n", None, (0, None, 2)),
        ("美姑县\n", None, (0, None, 1)),
        ("一览表,,\n1,四川,美姑县\n2,四川,布拖县\n", None, (1, None, 3)),
        ("513436,1\n513429,2\n", None, (0, None, 2)),
        ("\n513436,1\n513429,2\n", None, (1, None, 2)),
        ("一览表,2020年\n美姑县,1,2\n布拖县,1,2\n", None, (1, None, 3)),
        ("一览表,2020年,8月,省局\n美姑县,1,2\n布拖县,1,2\n", None, (1, None, 3)),
        ("1,x,美姑县\n2\n3,y,布拖县\n4,z,康定市\n", None, (0, None, 3)),
        # Half of the rows below it are places as well.
        ("美姑县,5\n" + "布拖县,1\n" * 3 + "某地,1\n" * 3, None, (0, None, 2)),
        (
            "美姑县,5\n" + "布拖县,1\n" * 3 + "某地,1\n" * 4,
            None,
            (0, (1, ["美姑县", "5"]), 2),
        ),
        ("美姑县,5\n" + "布拖县,1\n" * 5 + "某地,1\n", None, (0, None, 2)),
        ("美姑县,5\n" + "某地,1\n" * 4 + "布拖县,1\n" * 4, None, (0, None, 2)),
        # Only the next fifty are looked at.
        (
            "美姑县,5\n"
            + "布拖县,1\n" * 24
            + "某地,1\n" * 25
            + "布拖县,1\n"
            + "某地,1\n" * 9,
            None,
            (0, None, 2),
        ),
        # Names of counties as columns, and words that have one.
        (
            "年份,美姑县,布拖县\n2020,1,2\n",
            None,
            (0, (1, ["年份", "美姑县", "布拖县"]), 3),
        ),
        ("到达县,n\n美姑县,1\n", None, (0, (1, ["到达县", "n"]), 2)),
    ],
)
def test_the_parts_of_a_table(
    text: str, header_row: int | None, layout: tuple[object, ...]
) -> None:
    found = layout_of(text, header_row=header_row)
    assert found[:3] == layout
    assert list(found.new_columns) == ADDED.split()


def test_columns_without_a_header_have_numbers() -> None:
    assert layout_of("美姑,1\n", header_row=0).columns[:3] == [
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
        ("", {"header_row": 0}, "t.csv: the table is empty"),
        ("\n\n", {}, "t.csv: the table is empty"),
        (
            "\n县\n",
            {"header_row": 1},
            "t.csv: no header in row 1; use --header-row 2",
        ),
        (
            "a\n\n县\n",
            {"header_row": 2},
            "t.csv: no header in row 2; use --header-row 3",
        ),
        ("\n\n", {"header_row": 0}, "t.csv: the table is empty"),
        ("一\n", {"header_row": 3}, "t.csv: no header in row 3; the last row is 1"),
        (
            "县,shudi_code\n美姑县,1\n",
            {},
            "t.csv, line 1: column shudi_code already exists; use another --prefix",
        ),
        (
            "县\n美姑县\n",
            {"named": ["shudi_status"]},
            "t.csv, line 1: column shudi_status already exists; use another name",
        ),
        (
            "县,Key\n美姑县,1\n",
            {"named": ["key"]},
            "t.csv, line 1: column key already exists; use another name",
        ),
    ],
)
def test_a_table_without_a_usable_header_is_refused(
    text: str, options: dict[str, object], message: str
) -> None:
    with pytest.raises(TableError) as error:
        layout_of(text, **options)
    assert str(error.value) == message
