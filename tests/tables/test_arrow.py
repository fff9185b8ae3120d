"""Parquet and Feather, beside what pyarrow and pandas read."""

import json
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest
from conftest import Shudi
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from pyarrow import feather, parquet

from shudi.errors import TableError
from shudi.tables.arrow import ArrowTable
from shudi.tables.base import UTF_8, NewTable, ReadOptions, TableLayout
from shudi.tables.formats import FORMATS, open_table, write_table

KINDS = ["parquet", "feather"]
ROWS = 40_000
TABLE = pa.table(
    {
        "县": pa.array(["美姑县", "武侯区", None, "合作市"]).dictionary_encode(),
        "code": pa.array([513436.0, 510107, None, 623001]),
        "n": pa.array([1, 2, 3, None], pa.int16()),
        "day": pa.array([date(2021, 8, 10)] * 4),
        "at": pa.array([datetime(2021, 8, 10, 1, 2, 3)] * 4, pa.timestamp("ns")),
        "money": pa.array([Decimal("1.50"), None, Decimal(2), Decimal(3)]),
        "raw": pa.array(["青川县".encode(), b"\xff", None, b""]),
        "list": pa.array([[1], None, [], [2, 3]]),
    },
    metadata={"who": "县统计局"},
)


def content(table: pa.Table, kind: str, **options: object) -> bytes:
    file = BytesIO()
    if kind == "feather":
        feather.write_feather(table, file, **options)
    else:
        parquet.write_table(table, file, **options)
    return file.getvalue()


def read(table: pa.Table, kind: str, **options: object) -> ArrowTable:
    opened = open_table(
        BytesIO(content(table, kind, **options)), Path(f"a.{kind}"), ReadOptions()
    )
    assert isinstance(opened, ArrowTable)
    return opened


def marked(table: ArrowTable, *kept: str) -> bytes:
    layout = TableLayout(0, table.head(1)[0], table.width, ["x", "y"], [0, 1])
    file = BytesIO()

    def annotator(line: int, cells: list[str]) -> list[str] | None:
        is_kept = not kept or cells[0] in kept
        return [f"{line}{cells[0]}{cells[1]}", ""] if is_kept else None

    table.annotate(file, layout, annotator, UTF_8)
    return file.getvalue()


def loaded(file: bytes, kind: str) -> pa.Table:
    return (
        feather.read_table(BytesIO(file))
        if kind == "feather"
        else parquet.read_table(BytesIO(file))
    )


@pytest.mark.parametrize("kind", KINDS)
def test_cells_are_as_people_type_them(kind: str) -> None:
    table = read(TABLE, kind)
    day, at = "2021-08-10", "2021-08-10 01:02:03"
    expected = [
        (1, TABLE.column_names),
        (1, ["美姑县", "513436", "1", day, at, "1.5", "e99d92e5b79de58ebf", "[1]"]),
        (2, ["武侯区", "510107", "2", day, at, "", "ff", ""]),
        (3, ["", "", "3", day, at, "2", "", "[]"]),
        (4, ["合作市", "623001", "", day, at, "3", "", "[2, 3]"]),
    ]
    assert list(table.records()) == table.head(9) == expected
    assert table.sample(9) == [cells for _, cells in expected[1:]]
    layout = TableLayout(0, (1, TABLE.column_names), 8, [])
    assert list(table.rows(layout)) == expected[1:]
    _, values = next(iter(table.values(layout)))
    moments = (date(2021, 8, 10), datetime(2021, 8, 10, 1, 2, 3))
    assert values[:5] == ("美姑县", 513436.0, 1, *moments)
    assert table.position() == 0


def test_text_that_is_stored_as_bytes_is_text() -> None:
    table = read(pa.table({"县": pa.array(["美姑县".encode(), None])}), "parquet")
    assert [cells for _, cells in table.records()] == [["县"], ["美姑县"], [""]]


@pytest.mark.parametrize("kind", KINDS)
def test_a_marked_copy_keeps_everything(kind: str) -> None:
    copy = loaded(marked(read(TABLE, kind)), kind)
    whole = loaded(content(TABLE, kind), kind)
    assert copy.drop_columns(["x", "y"]) == whole
    assert copy.schema.remove(9).remove(8).equals(whole.schema, check_metadata=True)
    assert copy["x"].to_pylist() == [
        *("1美姑县513436", "2武侯区510107", "3", "4合作市623001")
    ]
    assert copy["y"].null_count == 4
    assert (copy.schema.field("x").type, copy.schema.field("y").type) == (
        pa.string(),
        pa.string(),
    )


@pytest.mark.parametrize("kind", KINDS)
def test_rows_are_left_out(kind: str) -> None:
    copy = loaded(marked(read(TABLE, kind), "武侯区", "合作市"), kind)
    assert copy["县"].to_pylist() == ["武侯区", "合作市"]
    assert copy["x"].to_pylist() == ["2武侯区510107", "4合作市623001"]
    assert loaded(marked(read(TABLE, kind), "none"), kind).num_rows == 0


def test_row_groups_and_compression_are_kept() -> None:
    numbers = pa.table({"县": ["美姑县"] * ROWS, "n": range(ROWS)})
    options = {"row_group_size": 30_000, "compression": {"县": "zstd", "n": "gzip"}}
    copy = parquet.ParquetFile(BytesIO(marked(read(numbers, "parquet", **options))))
    groups = [copy.metadata.row_group(number) for number in range(2)]
    assert [group.num_rows for group in groups] == [30_000, 10_000]
    assert [groups[0].column(number).compression for number in range(3)] == [
        "ZSTD",
        "GZIP",
        "ZSTD",
    ]
    assert copy.read()["n"].to_pylist() == list(range(ROWS))
    assert copy.read()["x"].to_pylist()[-1] == f"{ROWS}美姑县{ROWS - 1}"


def test_a_large_row_group_is_written_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shudi.tables.arrow._MAX_GROUP", 20_000)
    numbers = pa.table({"县": ["美姑县"] * ROWS, "n": range(ROWS)})
    copy = parquet.ParquetFile(BytesIO(marked(read(numbers, "parquet"))))
    assert copy.num_row_groups == 2
    assert copy.read()["n"].to_pylist() == list(range(ROWS))


def test_rows_are_sampled_through_the_groups() -> None:
    numbers = pa.table({"n": range(ROWS)})
    sample = read(numbers, "parquet", row_group_size=1_000).sample(400)
    values = [int(value) for (value,) in sample]
    assert 350 < len(values) < 500
    assert values == sorted(values)
    assert values[-1] > ROWS - 1_100


@pytest.mark.parametrize("kind", KINDS)
def test_an_empty_table_is_one(kind: str) -> None:
    empty = pa.table({"县": pa.array([], pa.string()), "n": pa.array([], pa.int64())})
    table = read(empty, kind)
    assert (table.head(5), table.sample(5)) == ([(1, ["县", "n"])], [])
    assert loaded(marked(read(empty, kind)), kind).column_names == ["县", "n", "x", "y"]


def test_a_file_without_row_groups_is_a_table() -> None:
    file = BytesIO()
    with parquet.ParquetWriter(file, pa.schema([("县", pa.string()), ("n", "int8")])):
        pass
    table = open_table(BytesIO(file.getvalue()), Path("a.parquet"), ReadOptions())
    assert isinstance(table, ArrowTable)
    assert table.head(5) == [(1, ["县", "n"])]
    assert loaded(marked(table), "parquet").schema.names == ["县", "n", "x", "y"]


@pytest.mark.parametrize("kind", KINDS)
def test_rows_are_written_with_their_types(kind: str) -> None:
    file = BytesIO()
    day, at = date(2021, 8, 10), datetime(2021, 8, 10, 1, 2, 3)
    rows = [[1, 1, "a", day, at, True, None], [2, 0.5, 3, None, at, None, None]]
    write_table(NewTable([*"abcdefg"], rows), file, FORMATS[kind])
    table = loaded(file.getvalue(), kind)
    assert [str(field.type) for field in table.schema] == [
        *("int64", "double", "string", "date32[day]", "timestamp[us]", "bool"),
        "string",
    ]
    assert table.to_pylist() == [
        dict(zip("abcdefg", values, strict=True))
        for values in (
            [1, 1.0, "a", day, at, True, None],
            [2, 0.5, "3", None, at, None, None],
        )
    ]


def test_a_column_has_one_type_in_all_its_parts() -> None:
    rows = [[1, 1, None, 10**30], *[[0.5, "县", "x", 1]] * 20_000]
    rows[1:1] = [[1, 1, None, 1]] * 20_000
    file = BytesIO()
    write_table(NewTable([*"abcd"], rows), file, FORMATS["parquet"])
    table = parquet.read_table(BytesIO(file.getvalue()))
    assert [str(field.type) for field in table.schema] == [
        "double",
        "string",
        "string",
        "string",
    ]
    assert table["a"][0].as_py() == 1.0
    assert (table["b"][0].as_py(), table["b"][-1].as_py()) == ("1", "县")
    assert (table["c"][0].as_py(), table["d"][0].as_py()) == (None, "1" + "0" * 30)


@pytest.mark.parametrize("names", [["a", "a"], ["a", ""]])
def test_columns_need_names_of_their_own(names: list[str]) -> None:
    table = NewTable(names, [], name="a.parquet")
    with pytest.raises(TableError, match=r"^a\.parquet: parquet needs a name for each"):
        write_table(table, BytesIO(), FORMATS["parquet"])


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_that_is_cut_or_another_is_told(kind: str) -> None:
    whole = content(TABLE, kind)
    for end in range(0, len(whole), 97):
        with pytest.raises(
            TableError, match=rf"^a\.{kind}: not a {kind} file, or damaged"
        ) as e:
            list(
                open_table(
                    BytesIO(whole[:end]), Path(f"a.{kind}"), ReadOptions()
                ).records()
            )
        assert "\n" not in str(e.value)


values = st.one_of(
    st.none(), st.integers(), st.floats(allow_nan=False), st.text(), st.dates()
)


@given(st.lists(st.lists(values, min_size=2, max_size=2), min_size=1, max_size=9))
def test_what_was_written_reads_back_as_its_values_or_their_text(
    rows: list[list[object]],
) -> None:
    file = BytesIO()
    try:
        write_table(NewTable(["a", "b"], rows), file, FORMATS["parquet"])
    except UnicodeEncodeError:  # a lone surrogate, which no file has
        return
    table = open_table(BytesIO(file.getvalue()), Path("a.parquet"), ReadOptions())
    again = [cells for _, cells in table.records()][1:]
    assert len(again) == len(rows)
    for written, cells in zip(rows, again, strict=True):
        for value, cell in zip(written, cells, strict=True):
            if isinstance(value, str):
                assert cell == value.replace("\0", "\ufffd")
            elif isinstance(value, int | float) and cell:
                assert float(cell) == float(value)
            else:
                assert cell == ("" if value is None else str(value))


def test_a_frame_of_pandas_is_marked(shudi: Shudi, tmp_path: Path) -> None:
    frame = pd.DataFrame(
        {
            "县": ["美姑县", "武侯区"],
            "when": pd.to_datetime(["2020-01-01"] * 2),
        },
        index=pd.Index([7, 9], name="id"),
    )
    frame.to_parquet(tmp_path / "t.parquet")
    target = tmp_path / "m.parquet"
    assert shudi("match", str(tmp_path / "t.parquet"), "-o", str(target), "-q") == (
        0,
        "",
        "",
    )
    again = pd.read_parquet(target)
    pd.testing.assert_frame_equal(again[["县", "when"]], frame)
    assert [*again["shudi_status"]] == ["listed", "unlisted"]
    assert [*again["shudi_tier"].isna()] == [False, True]


def test_numbers_and_dates_reach_a_workbook(shudi: Shudi, tmp_path: Path) -> None:
    moments = {"time": [time(1, 2)], "span": [timedelta(hours=30)]}
    table = pa.table(
        {"县": ["美姑县"], "n": [1.5], "day": [date(2021, 8, 10)], **moments}
    )
    parquet.write_table(table, tmp_path / "t.parquet")
    target = tmp_path / "m.xlsx"
    assert shudi("match", str(tmp_path / "t.parquet"), "-o", str(target)).status == 0
    sheet = load_workbook(target).worksheets[0]
    assert [cell.value for cell in sheet[2]][:5] == [
        *("美姑县", 1.5, datetime(2021, 8, 10), time(1, 2), timedelta(hours=30))
    ]
    assert sheet["C2"].number_format == "yyyy-mm-dd"


def test_what_has_no_output_says_what_to_do(shudi: Shudi, tmp_path: Path) -> None:
    path = tmp_path / "t.parquet"
    parquet.write_table(pa.table({"县": ["美姑县"]}), path)
    assert shudi("match", str(path)).err.startswith(
        "shudi: Invalid value for --output: parquet can only be written to a file; "
        "use --output FILE.parquet or --format csv\n"
    )


def test_the_list_is_written(shudi: Shudi, tmp_path: Path) -> None:
    path = tmp_path / "list.parquet"
    assert shudi("list", "-o", str(path)) == (0, "", "")
    table = parquet.read_table(path)
    assert (table.num_rows, str(table.schema.field("latitude").type)) == (50, "double")
    assert table["code"][0].as_py() == "513230"


def test_decimal_numbers_keep_all_their_digits(shudi: Shudi, tmp_path: Path) -> None:
    numbers = ["513436199001011234", "123456789012345678.25", "1.10", "2"]
    table = pa.table(
        {
            "县": ["美姑县"] * 4,
            "n": pa.array(map(Decimal, numbers), pa.decimal128(38, 2)),
        }
    )
    parquet.write_table(table, tmp_path / "t.parquet")
    out = shudi("match", str(tmp_path / "t.parquet"), "-q", "-f", "csv").out
    written = ["513436199001011234", "123456789012345678.25", "1.1", "2"]
    assert [line.split(",")[1] for line in out.splitlines()[1:]] == written
    out = shudi("match", str(tmp_path / "t.parquet"), "-q", "-f", "jsonl").out
    assert [json.loads(line)["n"] for line in out.splitlines()] == [
        *(513436199001011234, "123456789012345678.25", 1.1, 2)
    ]


def test_single_precision_is_not_made_longer() -> None:
    table = read(pa.table({"n": pa.array([0.1, None, 1e10], pa.float32())}), "parquet")
    assert [cells for _, cells in table.records()] == [
        ["n"],
        ["0.1"],
        [""],
        ["10000000000"],
    ]


def test_days_and_moments_of_a_workbook_are_moments() -> None:
    rows = [[date(2021, 3, 1)], [datetime(2021, 4, 5, 10, 30)], [None]]
    file = BytesIO()
    write_table(NewTable(["when"], rows), file, FORMATS["parquet"])
    assert parquet.read_table(BytesIO(file.getvalue()))["when"].to_pylist() == [
        *(datetime(2021, 3, 1), datetime(2021, 4, 5, 10, 30), None)
    ]


def test_what_is_in_a_struct_is_json_in_text(shudi: Shudi, tmp_path: Path) -> None:
    table = pa.table({"县": ["美姑县"], "s": [{"a": 1, "b": ["县"]}]})
    parquet.write_table(table, tmp_path / "t.parquet")
    out = shudi("match", str(tmp_path / "t.parquet"), "-q", "-f", "tsv").out
    assert '{""a"": 1, ""b"": [""县""]}' in out
