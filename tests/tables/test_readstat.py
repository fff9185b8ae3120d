"""Files of Stata and SPSS, as pandas and pyreadstat write them."""

import struct
import zlib
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from io import BytesIO
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pandas as pd
import pyreadstat
import pytest
from conftest import Shudi
from hypothesis import given
from hypothesis import strategies as st

from shudi.errors import TableError
from shudi.tables.base import (
    UTF_8,
    Annotator,
    Encoding,
    NewTable,
    ReadOptions,
    TableLayout,
)
from shudi.tables.binary import NewVariables
from shudi.tables.formats import FORMATS, write_table
from shudi.tables.readstat import ReadstatTable, open_table
from shudi.tables.sav import SavFile

NEW = ["shudi_status", "shudi_name"]
NUMBERS = ["shudi_status", "shudi_delisted", "treated"]
FRAME = pd.DataFrame(
    {
        "code": np.array([1, 2, 3, 1], dtype="int8"),
        "place": ["Meigu", "", "x", "y"],
        "year": np.array([2019, 2020, 2021, 2022], dtype="int16"),
        "id": np.array([513436, 2, 3, 4], dtype="int32"),
        "rate": np.array([0.1, 0.25, -1, 3], dtype="float32"),
        "income": [1234.5, 2.0, np.nan, 12.25],
        "day": pd.to_datetime(["2020-01-02", "1949-10-01", None, "2021-08-10"]),
        "moment": pd.to_datetime(["2020-01-02 03:04:05.678"] * 4),
    }
)
LABELS = {1: "美姑县", 2: "金阳县"}
STATA = {
    "convert_dates": {"day": "td", "moment": "tc"},
    "write_index": False,
    "value_labels": {"code": LABELS},
    "variable_labels": {"code": "县", "income": "收入"},
    "data_label": "调查",
}


def stata(frame: pd.DataFrame = FRAME, version: int = 118, **options: object) -> bytes:
    file = BytesIO()
    frame.to_stata(file, version=version, **(options or STATA))
    return file.getvalue()


def latin(options: dict[str, Any]) -> dict[str, Any]:
    """The options of a file that has no Chinese, as pandas writes old ones."""
    labels = {"value_labels": {"code": {1: "Meigu"}}, "variable_labels": {"code": "c"}}
    return {**options, **labels, "data_label": "panel"}


@pytest.fixture
def spss(tmp_path: Path) -> Callable[..., bytes]:
    def spss(frame: pd.DataFrame, **options: object) -> bytes:
        path = tmp_path / "t.sav"
        pyreadstat.write_sav(frame, path, **options)
        return path.read_bytes()

    return spss


@pytest.fixture
def old_stata(tmp_path: Path) -> Callable[..., bytes]:
    def old_stata(frame: pd.DataFrame, **options: object) -> bytes:
        path = tmp_path / "t.dta"
        pyreadstat.write_dta(frame, path, **options)
        return path.read_bytes()

    return old_stata


def opened(
    content: bytes, format_name: str, encoding: str | None = None
) -> ReadstatTable:
    options = ReadOptions(
        Encoding.named(encoding) if encoding else None, format=format_name
    )
    return open_table(BytesIO(content), f"t.{format_name}", options)


def layout(table: ReadstatTable, new: Sequence[str] = NEW) -> TableLayout:
    (header,) = table.head(1)
    return TableLayout(0, header, table.width, new)


def records(
    content: bytes, format_name: str, encoding: str | None = None
) -> list[list[str]]:
    table = opened(content, format_name, encoding)
    read = list(table.records())
    assert [line for line, _ in read] == list(range(1, len(read) + 1))
    return [cells for _, cells in read]


def values(content: bytes, format_name: str) -> list[list[object]]:
    table = opened(content, format_name)
    return [list(row) for _, row in table.values(layout(table))]


def numbered(line: int, cells: list[str]) -> tuple[str, str]:
    return ("listed", f"县{line}")


def with_numbers(line: int, _cells: list[str]) -> tuple[object, ...] | None:
    """Of four rows: listed, unlisted, one that is left out, and unknown."""
    rows = [("listed", 2020, 1), ("unlisted", None, 0), None, ("unknown", None, None)]
    return rows[line - 2]


def marked(
    content: bytes,
    format_name: str,
    annotator: Annotator = numbered,
    *,
    encoding: str | None = None,
    new: Sequence[str] = NEW,
) -> bytes:
    table = opened(content, format_name, encoding)
    numbers = [1, 2] if new == NUMBERS else []
    file = BytesIO()
    parts = layout(table, new)._replace(numbers=numbers)
    table.annotate(file, parts, annotator, UTF_8)
    return file.getvalue()


def raw(
    content: bytes, format_name: str
) -> tuple[dict[str, list[Any]], dict[str, Any]]:
    """All that pyreadstat reads: the raw values, and what it knows of the variables."""
    read = getattr(pyreadstat, f"read_{format_name}")
    data, meta = read(
        BytesIO(content),
        encoding="iso-8859-1",
        output_format="dict",
        user_missing=True,
        disable_datetime_conversion=True,
    )
    facts = {
        name: fact
        for name, fact in vars(meta).items()
        if name not in {"creation_time", "modification_time", "number_columns"}
    }
    return dict(data), facts


def assert_kept(before: bytes, after: bytes, format_name: str) -> None:
    """All is as before, but for the variables that were added at the end."""
    old, old_facts = raw(before, format_name)
    new, new_facts = raw(after, format_name)
    assert list(new) == [*old, *NEW]
    assert {name: new[name] for name in old} == old
    for fact, was in old_facts.items():
        now = new_facts[fact]
        if isinstance(was, dict):
            now = {name: value for name, value in now.items() if name not in NEW}
        elif fact in {"column_names", "column_labels"}:
            now = now[: -len(NEW)]
        assert now == was, fact


def written(table: NewTable, format_name: str) -> bytes:
    file = BytesIO()
    write_table(table, file, FORMATS[format_name])
    return file.getvalue()


# Stata, read


@pytest.mark.parametrize("version", [114, 117, 118, 119])
@pytest.mark.parametrize("byteorder", ["little", "big"])
def test_a_file_of_stata_is_read(version: int, byteorder: str) -> None:
    options = STATA if version >= 118 else latin(STATA)
    name = "美姑县" if version >= 118 else "Meigu"
    other = "金阳县" if version >= 118 else "2"
    content = stata(version=version, **options, byteorder=byteorder)
    moment = "2020-01-02 03:04:05.678000"
    assert records(content, "dta") == [
        [*FRAME.columns],
        [name, "Meigu", "2019", "513436", "0.1", "1234.5", "2020-01-02", moment],
        [other, "", "2020", "2", "0.25", "2", "1949-10-01", moment],
        ["3", "x", "2021", "3", "-1", "", "", moment],
        [name, "y", "2022", "4", "3", "12.25", "2021-08-10", moment],
    ]


def test_how_far_a_file_has_been_read_is_not_known() -> None:
    assert opened(stata(), "dta").position() == 0


def test_values_keep_their_types() -> None:
    moment = datetime(2020, 1, 2, 3, 4, 5, 678000)
    rows = values(stata(), "dta")
    assert rows[0] == [
        *("美姑县", "Meigu", 2019, 513436, 0.1, 1234.5),
        *(date(2020, 1, 2), moment),
    ]
    assert rows[2] == [3, "x", 2021, 3, -1, None, None, moment]
    assert [type(value) for value in rows[0][2:4]] == [int, int]


@pytest.mark.parametrize("version", [8, 10, 12, 13, 14, 15])
def test_missing_values_of_stata_are_empty(
    old_stata: Callable[..., bytes], version: int
) -> None:
    frame = pd.DataFrame({"v": [1, "a", 2, "z"], "s": ["", "b", "c", "d"]})
    content = old_stata(
        frame,
        version=version,
        missing_user_values={"v": ["a", "z"]},
        variable_value_labels={"v": {1: "one", "a": "refused"}},
    )
    assert records(content, "dta") == [
        ["v", "s"],
        *(["one", ""], ["", "b"], ["2", "c"], ["", "d"]),
    ]
    assert_kept(content, marked(content, "dta"), "dta")


@pytest.mark.parametrize(
    ("display", "number", "value"),
    [
        ("%td", 22646.0, date(2022, 1, 1)),
        ("%tdCCYY-NN-DD", 22646.0, date(2022, 1, 1)),
        ("%-td", 0.0, date(1960, 1, 1)),
        ("%d", -1.0, date(1959, 12, 31)),
        ("%tc", 1000.0, datetime(1960, 1, 1, 0, 0, 1)),
        ("%tcHH:MM:SS", 3_723_000.0, time(1, 2, 3)),
        ("%tm", 721.0, "2020m2"),
        ("%tq", -1.0, "1959q4"),
        ("%tw", 52.0, "1961w1"),
        ("%th", 1.0, "1960h2"),
        ("%ty", 2020.0, 2020),
        ("%tC", 1000.0, 1000),
        ("%tb", 5.0, 5),
        ("%9.2f", 5.5, 5.5),
        ("%td", 1e12, 10**12),
    ],
)
def test_the_dates_of_stata(
    old_stata: Callable[..., bytes], display: str, number: float, value: object
) -> None:
    content = old_stata(
        pd.DataFrame({"v": [number, np.nan]}), variable_format={"v": display}
    )
    (first,), (second,) = values(content, "dta")
    assert (first, type(first)) == (value, type(value))
    assert second is None


def test_long_text_of_stata_is_read_and_kept() -> None:
    frame = pd.DataFrame({"s": ["县" * 3000, "", "b"], "t": ["x", "y", "z"]})
    content = stata(frame, 118, write_index=False, convert_strl=["s"])
    assert records(content, "dta")[1:] == [["县" * 3000, "x"], ["", "y"], ["b", "z"]]
    assert_kept(content, marked(content, "dta"), "dta")


def gb18030_file(version: int) -> bytes:
    """A file of an old Stata on a Chinese Windows."""
    frame = pd.DataFrame({"place": ["AAAA", "BBBBBB", "x"], "n": [1, 2, 3]})
    labels = {"value_labels": {"n": {1: "CCCCCC"}}, "variable_labels": {"n": "DD"}}
    content = stata(frame, version, write_index=False, **labels)
    for old, new in [
        ("AAAA", "美姑"),
        ("BBBBBB", "金阳县"),
        ("CCCCCC", "布拖县"),
        ("DD", "县"),
    ]:
        assert old.encode() in content
        content = content.replace(old.encode(), new.encode("gbk"))
    return content


@pytest.mark.parametrize("version", [114, 117, 118])
@pytest.mark.parametrize("encoding", [None, "gbk"])
def test_text_that_is_not_utf_8_is_gb18030(version: int, encoding: str | None) -> None:
    content = gb18030_file(version)
    assert records(content, "dta", encoding) == [
        ["place", "n"],
        *(["美姑", "布拖县"], ["金阳县", "2"], ["x", "3"]),
    ]
    after = marked(content, "dta", encoding=encoding)
    assert_kept(content, after, "dta")
    assert [row[3] for row in records(after, "dta")[1:]] == ["县2", "县3", "县4"]


def test_a_character_that_is_cut_off_is_left_out() -> None:
    content = stata(pd.DataFrame({"s": ["四川省"]}), 118, write_index=False)
    content = content.replace("省".encode(), "省".encode()[:2] + b"\0")
    assert records(content, "dta") == [["s"], ["四川"]]


def test_text_of_no_known_encoding_is_an_error() -> None:
    frame = pd.DataFrame({"s": ["abcd"]})
    content = stata(frame, 114, write_index=False).replace(b"abcd", b"\xff\xffab")
    with pytest.raises(TableError) as error:
        opened(content, "dta")
    assert str(error.value) == (
        "t.dta: not UTF-8 or GB18030 text; use --encoding, such as big5 or gb18030"
    )
    with pytest.raises(TableError) as error:
        records(content, "dta", "big5")
    assert str(error.value) == "t.dta: not big5 text; use another --encoding"


# Stata, marked


@pytest.mark.parametrize("version", [114, 117, 118, 119])
@pytest.mark.parametrize("byteorder", ["little", "big"])
def test_a_marked_file_of_stata_is_the_same_with_variables(
    version: int, byteorder: str
) -> None:
    options = STATA if version >= 118 else latin(STATA)
    content = stata(version=version, **options, byteorder=byteorder)
    after = marked(content, "dta")
    assert_kept(content, after, "dta")
    head = {114: 1, 117: 31, 118: 31, 119: 31}[version]
    assert after[:head] == content[:head]  # the version
    rows = [["listed", "县2"], ["listed", "县3"], ["listed", "县4"], ["listed", "县5"]]
    assert [row[-2:] for row in records(after, "dta")] == [NEW, *rows]
    _, facts = raw(after, "dta")
    assert facts["column_labels"][-2:] == ["shudi: status", "shudi: county"]
    assert [facts["readstat_variable_types"][name] for name in NEW] == ["string"] * 2
    assert [facts["variable_storage_width"][name] for name in NEW] == [7, 5]
    assert [facts["original_variable_types"][name] for name in NEW] == ["%-9s"] * 2
    pandas_reads = pd.read_stata(BytesIO(after), convert_categoricals=False)
    assert list(pandas_reads["shudi_status"]) == ["listed"] * 4


def assert_numbers_of_stata(content: bytes) -> None:
    """Numbers are added to four rows, of which one is left out."""
    before, facts_before = raw(content, "dta")
    after = marked(content, "dta", with_numbers, new=NUMBERS)
    data, facts = raw(after, "dta")
    assert list(data) == [*before, *NUMBERS]
    kept = {name: [*values[:2], values[3]] for name, values in before.items()}
    assert {name: data[name] for name in before} == kept
    assert data["shudi_status"] == ["listed", "unlisted", "unknown"]
    assert data["shudi_delisted"] == [2020, None, None]
    assert data["treated"] == [1, 0, None]
    assert facts["column_labels"] == [
        *facts_before["column_labels"],
        *("shudi: status", "shudi: delisted", "shudi: treated"),
    ]
    assert facts["variable_value_labels"] == facts_before["variable_value_labels"]
    for name in NUMBERS[1:]:
        assert facts["readstat_variable_types"][name] == "double"
        assert facts["original_variable_types"][name] == "%9.0g"
    frame = pd.read_stata(BytesIO(after), convert_categoricals=False)
    assert [*frame.dtypes[NUMBERS[1:]]] == [np.dtype("float64")] * 2
    assert [*frame["treated"].fillna(-1)] == [1, 0, -1]
    assert [*frame["shudi_delisted"].fillna(-1)] == [2020, -1, -1]
    frame = pd.read_stata(
        BytesIO(after), convert_categoricals=False, convert_missing=True
    )
    assert [*map(str, frame["treated"])] == ["1.0", "0.0", "."]
    assert records(after, "dta")[0][-3:] == NUMBERS
    assert [row[-3:] for row in records(after, "dta")[1:]] == [
        ["listed", "2020", "1"],
        ["unlisted", "", "0"],
        ["unknown", "", ""],
    ]


@pytest.mark.parametrize("version", [114, 117, 118, 119])
@pytest.mark.parametrize("byteorder", ["little", "big"])
def test_numbers_are_added_to_stata(version: int, byteorder: str) -> None:
    options = STATA if version >= 118 else latin(STATA)
    assert_numbers_of_stata(stata(version=version, **options, byteorder=byteorder))


@pytest.mark.parametrize(
    ("version", "release"),
    [(8, b"q"), (10, b"r"), (12, b"s"), (13, b"<stata_dta><header><release>117<")],
)
def test_numbers_are_added_to_older_releases(
    old_stata: Callable[..., bytes], version: int, release: bytes
) -> None:
    content = old_stata(
        FRAME[["code", "place", "income"]],
        version=version,
        variable_value_labels={"code": {1: "Meigu"}},
        column_labels={"code": "county"},
    )
    assert content.startswith(release)
    assert_numbers_of_stata(content)


def test_numbers_are_added_although_all_rows_are_left_out() -> None:
    after = marked(stata(), "dta", lambda line, cells: None, new=NUMBERS)
    assert raw(after, "dta")[1]["readstat_variable_types"]["treated"] == "double"
    frame = pd.read_stata(BytesIO(after), convert_categoricals=False)
    assert frame.shape == (0, len(FRAME.columns) + len(NUMBERS))


def test_what_pyreadstat_does_not_read_is_kept_too() -> None:
    content = stata(version=117, **latin(STATA))
    note = (
        b"_dta".ljust(33, b"\0") + b"note1".ljust(33, b"\0") + "面板".encode() + b"\0"
    )
    characteristic = b"<ch>" + struct.pack("<I", len(note)) + note + b"</ch>"
    tag = b"<characteristics>"
    place = content.index(tag) + len(tag)
    head = content.index(b"<map>") + len(b"<map>") + 9 * 8  # of what comes after it
    offsets = struct.unpack_from("<5Q", content, head)
    moved = (offset + len(characteristic) for offset in offsets)
    content = (
        content[:head]
        + struct.pack("<5Q", *moved)
        + content[head + 5 * 8 : place]
        + characteristic
        + content[place:]
    )
    after = marked(content, "dta")
    assert characteristic in after
    assert_kept(content, after, "dta")


def test_the_map_of_a_marked_file_leads_to_its_parts() -> None:
    after = marked(
        stata(), "dta", lambda line, cells: None if line == 3 else ("a", "b")
    )
    place = after.index(b"<map>") + len(b"<map>")
    offsets = struct.unpack("<14Q", after[place : place + 14 * 8])
    tags = (
        "stata_dta map variable_types varnames sortlist formats value_label_names "
        "variable_labels characteristics data strls value_labels /stata_dta"
    ).split()
    for offset, tag in zip(offsets, tags, strict=False):
        assert after[offset:].startswith(b"<%s>" % tag.encode())
    assert offsets[-1] == len(after)


def test_the_characteristics_of_an_old_file_are_kept() -> None:
    content = stata(FRAME[["place", "id"]], 114, write_index=False)
    characteristic = struct.pack("<Bi", 1, 70) + b"x" * 70
    end = content.index(struct.pack("<Bi", 0, 0) + b"Meigu")
    content = content[:end] + characteristic + content[end:]
    after = marked(content, "dta")
    assert characteristic in after
    assert_kept(content, after, "dta")


@pytest.mark.parametrize("version", [114, 118])
def test_rows_are_left_out_of_stata(version: int) -> None:
    content = stata(version=version, **(STATA if version == 118 else latin(STATA)))
    after = marked(
        content, "dta", lambda line, cells: None if line % 2 else ("", cells[1])
    )
    data, facts = raw(after, "dta")
    assert facts["number_rows"] == 2
    assert data["year"] == [2019, 2021]
    assert data["shudi_status"] == ["", ""]
    assert data["shudi_name"] == ["Meigu", "x"]
    assert facts["variable_storage_width"]["shudi_status"] == 2
    none = marked(content, "dta", lambda line, cells: None)
    assert raw(none, "dta")[1]["number_rows"] == 0


def test_only_the_cells_of_the_place_are_read_for_the_annotator() -> None:
    table = opened(stata(), "dta")
    places = layout(table)._replace(places=[1, 0])
    assert list(table.rows(places)) == [
        (2, ["美姑县", "Meigu", *[""] * 6]),
        (3, ["金阳县", "", *[""] * 6]),
        (4, ["3", "x", *[""] * 6]),
        (5, ["美姑县", "y", *[""] * 6]),
    ]


@pytest.mark.parametrize(
    ("content", "new", "cell", "problem"),
    [
        (stata(), ["1"], "", "Stata has no variables like '1': up to 32 letters"),
        (stata(), ["县" * 33], "", "Stata has no variables like '县县县"),
        (stata(), [NEW[0]], "x" * 2046, "the file holds at most 2,045 bytes of text"),
        (
            stata(version=114, **latin(STATA)),
            [NEW[0]],
            "x" * 245,
            "the file holds at most 244 bytes of text in a cell",
        ),
        (
            stata(version=114, **latin(STATA)),
            ["县" * 11],
            "",
            "Stata has no variables like '县县县县县县县县县县县'",
        ),
        (
            stata(pd.DataFrame({"a": [1]}), 118, write_index=False),
            [f"v{number}" for number in range(32_767)],
            "",
            "the file holds at most 32,767 variables",
        ),
        (
            stata(pd.DataFrame({"a": [1]}), 119, write_index=False),
            [f"v{number}" for number in range(120_000)],
            "",
            "the file holds at most 120,000 variables",
        ),
    ],
)
def test_what_stata_cannot_hold_is_an_error(
    content: bytes, new: list[str], cell: str, problem: str
) -> None:
    with pytest.raises(TableError) as error:
        marked(content, "dta", lambda line, cells: [cell] * len(new), new=new)
    assert str(error.value).startswith(f"t.dta: {problem}")


def test_rows_are_not_left_out_where_texts_are_kept_by_row() -> None:
    frame = pd.DataFrame({"s": ["a", "b"]})
    content = stata(frame, 118, write_index=False, convert_strl=["s"])
    with pytest.raises(TableError) as error:
        marked(content, "dta", lambda line, cells: None)
    assert str(error.value) == (
        "t.dta: rows cannot be left out of a file with variables of type strL; "
        "leave out --only, or write a .csv"
    )


def test_the_encoding_of_the_file_has_to_have_the_text() -> None:
    content = stata(FRAME[["place"]], 114, write_index=False)
    with pytest.raises(TableError) as error:
        marked(content, "dta", encoding="cp1252")
    assert str(error.value) == (
        "t.dta: the file is in cp1252, which lacks '县'; "
        "save it in UTF-8, or write a .csv"
    )


# SPSS


def spss_options(**options: object) -> dict[str, Any]:
    return {
        "file_label": "调查",
        "note": ["第一条", "second"],
        "column_labels": {"code": "县", "income": "收入"},
        "variable_value_labels": {"code": LABELS, "place": {"x": "西昌市"}},
        "missing_ranges": {
            "code": [9, 8],
            "income": [{"lo": 2, "hi": 3}, 99],
            "place": ["y"],
        },
        "variable_display_width": {"code": 12},
        "variable_measure": {"code": "nominal", "income": "scale", "place": "ordinal"},
        "variable_format": {"income": "F10.1"},
        **options,
    }


@pytest.fixture(params=[{}, {"row_compress": True}, {"compress": True}])
def survey(spss: Callable[..., bytes], request: pytest.FixtureRequest) -> bytes:
    return spss(FRAME, **spss_options(**request.param))


def test_a_file_of_spss_is_read(survey: bytes) -> None:
    moment = "2020-01-02 03:04:05.678000"
    midnight = " 00:00:00"
    rate = "0.10000000149011612"
    assert records(survey, "sav") == [
        [*FRAME.columns],
        [
            "美姑县",
            "Meigu",
            "2019",
            "513436",
            rate,
            "1234.5",
            f"2020-01-02{midnight}",
            moment,
        ],
        ["金阳县", "", "2020", "2", "0.25", "", f"1949-10-01{midnight}", moment],
        ["3", "西昌市", "2021", "3", "-1", "", "", moment],
        ["美姑县", "", "2022", "4", "3", "12.25", f"2021-08-10{midnight}", moment],
    ]


def test_a_marked_file_of_spss_is_the_same_with_variables(survey: bytes) -> None:
    after = marked(survey, "sav")
    assert_kept(survey, after, "sav")
    assert after[:4] == survey[:4]
    assert after[72:76] == survey[72:76]  # the compression
    rows = [["listed", "县2"], ["listed", "县3"], ["listed", "县4"], ["listed", "县5"]]
    assert [row[-2:] for row in records(after, "sav")] == [NEW, *rows]
    _, facts = raw(after, "sav")
    assert facts["column_labels"][-2:] == ["shudi: status", "shudi: county"]
    assert [facts["original_variable_types"][name] for name in NEW] == ["A6", "A4"]
    assert [facts["variable_measure"][name] for name in NEW] == ["nominal"] * 2
    assert [facts["variable_alignment"][name] for name in NEW] == ["left"] * 2
    assert [facts["variable_display_width"][name] for name in NEW] == [8, 8]


def test_rows_are_left_out_of_spss(survey: bytes) -> None:
    after = marked(
        survey, "sav", lambda line, cells: None if line % 2 else ("", cells[1] * 9)
    )
    data, facts = raw(after, "sav")
    assert facts["number_rows"] == 2
    assert data["year"] == [2019, 2021]
    assert data["shudi_status"] == ["", ""]
    assert data["shudi_name"] == ["Meigu" * 9, "西昌市".encode().decode("latin-1") * 9]


def assert_numbers_of_spss(content: bytes) -> dict[str, Any]:
    """Numbers are added to rows, of which the third is left out, if it is there."""
    before, facts_before = raw(content, "sav")
    after = marked(content, "sav", with_numbers, new=NUMBERS)
    assert after[64:68] == content[64:68]  # the byte order
    assert after[72:76] == content[72:76]  # the compression
    data, facts = raw(after, "sav")
    assert list(data) == [*before, *NUMBERS]
    kept = {name: [*values[:2], *values[3:]] for name, values in before.items()}
    assert {name: data[name] for name in before} == kept
    count = len(next(iter(kept.values())))
    assert data["shudi_status"] == ["listed", "unlisted", "unknown"][:count]
    assert data["shudi_delisted"] == [2020, None, None][:count]
    assert data["treated"] == [1, 0, None][:count]
    assert facts["column_labels"] == [
        *facts_before["column_labels"],
        *("shudi: status", "shudi: delisted", "shudi: treated"),
    ]
    assert facts["variable_value_labels"] == facts_before["variable_value_labels"]
    for name in NUMBERS[1:]:
        assert facts["readstat_variable_types"][name] == "double"
        assert facts["original_variable_types"][name] == "F8.0"
    assert [row[-2:] for row in records(after, "sav")] == [
        NUMBERS[1:],
        *[["2020", "1"], ["", "0"], ["", ""]][:count],
    ]
    return facts


def test_numbers_are_added_to_spss(survey: bytes, tmp_path: Path) -> None:
    facts = assert_numbers_of_spss(survey)
    assert facts["number_rows"] == 3
    for name in NUMBERS[1:]:
        assert facts["variable_measure"][name] == "nominal"
        assert facts["variable_alignment"][name] == "right"
        assert facts["variable_display_width"][name] == 8
    path = tmp_path / "m.sav"
    path.write_bytes(marked(survey, "sav", with_numbers, new=NUMBERS))
    frame = pd.read_spss(path, convert_categoricals=False)
    assert [*frame.dtypes[NUMBERS[1:]]] == [np.dtype("float64")] * 2
    assert [*frame["treated"].fillna(-1)] == [1, 0, -1]
    assert [*frame["shudi_delisted"].fillna(-1)] == [2020, -1, -1]


def test_a_marked_file_can_be_marked_again(survey: bytes) -> None:
    first = marked(survey, "sav")
    again = marked(first, "sav", new=["z_status", "z_name"])
    assert [row[-4:] for row in records(again, "sav")][:2] == [
        [*NEW, "z_status", "z_name"],
        ["listed", "县2", "listed", "县2"],
    ]


def test_long_texts_of_spss_are_kept(spss: Callable[..., bytes]) -> None:
    content = spss(pd.DataFrame({"s": ["县" * 300, "b"], "n": [1.0, 2.0]}))
    assert records(content, "sav")[1:] == [["县" * 300, "1"], ["b", "2"]]
    assert_kept(content, marked(content, "sav"), "sav")


def test_many_rows_fill_several_blocks(spss: Callable[..., bytes]) -> None:
    numbers = np.random.default_rng(1).random((9_000, 60))
    frame = pd.DataFrame(numbers, columns=[f"v{number}" for number in range(60)])
    content = spss(frame, compress=True)
    assert_kept(content, marked(content, "sav"), "sav")


@pytest.mark.parametrize(
    ("display", "number", "value"),
    [
        ("DATE11", 13_860_374_400.0, date(2022, 1, 1)),
        ("SDATE10", 0.0, date(1582, 10, 14)),
        ("MOYR8", 13_860_374_400.0, date(2022, 1, 1)),
        ("DATETIME20", 13_860_374_401.5, datetime(2022, 1, 1, 0, 0, 1, 500000)),
        ("TIME8", 3723.0, time(1, 2, 3)),
        ("DTIME10", 90_000.0, timedelta(hours=25)),
        ("TIME8", -1.0, timedelta(seconds=-1)),
        ("F8.2", 2.5, 2.5),
        ("DATE11", 1e15, 10**15),
    ],
)
def test_the_dates_of_spss(
    spss: Callable[..., bytes], display: str, number: float, value: object
) -> None:
    content = spss(
        pd.DataFrame({"v": [number, np.nan]}), variable_format={"v": display}
    )
    (first,), (second,) = values(content, "sav")
    assert (first, type(first)) == (value, type(value))
    assert second is None


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("_x", "SPSS has no variables like '_x': up to 64 bytes of letters"),
        ("县" * 22, "SPSS has no variables like '县县县"),
        ("with", "'with' is a reserved word in SPSS; use another name"),
        ("a.", "SPSS has no variables like 'a.'"),
    ],
)
def test_a_name_that_spss_does_not_take(survey: bytes, name: str, problem: str) -> None:
    with pytest.raises(TableError) as error:
        marked(survey, "sav", lambda line, cells: ("",), new=[name])
    assert str(error.value).startswith(f"t.sav: {problem}")


def test_a_text_that_is_too_long_for_spss(survey: bytes) -> None:
    with pytest.raises(TableError) as error:
        marked(survey, "sav", lambda line, cells: ("x" * 256, ""))
    assert (
        str(error.value) == "t.sav: the file holds at most 255 bytes of text in a cell"
    )


# What SPSS has written, and pyreadstat does not write


def extension(order: str, kind: int, size: int, content: bytes) -> bytes:
    return struct.pack(order + "4i", 7, kind, size, len(content) // size) + content


def variable(order: str, width: int, name: bytes, label: bytes = b"") -> bytes:
    display = (1 if width else 5) << 16 | (width or 8) << 8
    head = struct.pack(order + "6i", 2, width, bool(label), 0, display, display)
    text = struct.pack(order + "i", len(label)) + label + b" " * (-len(label) % 4)
    rest = struct.pack(order + "6i", 2, -1, 0, 0, 0, 0) + b" " * 8
    parts = (max(width, 1) + 7) // 8 - 1
    return head + name.ljust(8) + (text if label else b"") + rest * parts


def spss_file(
    data: bytes,
    *,
    order: str = "<",
    compression: int = 0,
    rows: int = 2,
    variables: bytes | None = None,
    more: bytes = b"",
) -> bytes:
    """A file with a number and a text of ten bytes, in three segments."""
    head = b"$FL2" + b"@(#) SPSS DATA FILE".ljust(60)
    head += struct.pack(order + "5id", 2, 3, compression, 0, rows, 100.0)
    head += b"01 Jan 2012:00:00" + b"survey".ljust(64) + bytes(3)
    if variables is None:
        variables = variable(order, 0, b"N") + variable(order, 10, b"S", b"a text")
    return head + variables + more + struct.pack(order + "2i", 999, 0) + data


def plain_rows(order: str = "<") -> bytes:
    return struct.pack(order + "d16sd16s", 1.0, b"a".ljust(16), 2.0, b"b".ljust(16))


COMPRESSED = b"".join(
    [
        bytes([101, 253, 254, 0, 102, 253, 253, 252]),
        b"a".ljust(8),
        b"b".ljust(8),
        b"c".ljust(8),
    ]
)


@pytest.mark.parametrize("order", ["<", ">"])
def test_an_old_file_of_spss(order: str) -> None:
    display = struct.pack(order + "4i", 3, 1, 1, 0)
    content = spss_file(
        plain_rows(order),
        order=order,
        more=struct.pack(order + "2i80s", 6, 1, b"a document".ljust(80))
        + extension(order, 3, 4, struct.pack(order + "8i", *[0] * 7, 936))
        + extension(order, 11, 4, display)
        + extension(order, 16, 8, struct.pack(order + "2q", 1, 2))
        + extension(order, 17, 1, b"$@Role"),
    )
    assert records(content, "sav") == [["N", "S"], ["1", "a"], ["2", "b"]]
    after = marked(content, "sav")
    assert_kept(content, after, "sav")
    assert "县2".encode("gbk") in after
    assert b"SHUDI1=shudi_status\tSHUDI2=shudi_name" in after
    fewer = marked(content, "sav", lambda line, cells: None if line == 2 else ("", ""))
    assert extension(order, 16, 8, struct.pack(order + "2q", 1, 1)) in fewer
    assert raw(fewer, "sav")[0]["S"] == ["b"]


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("compression", [0, 1])
@pytest.mark.parametrize("shown", [b"", b"3i", b"2i"])
def test_numbers_are_added_to_an_old_file_of_spss(
    order: str, compression: int, shown: bytes
) -> None:
    fields = [3, 8, 1][-len(shown) :] if shown else []
    display = struct.pack(f"{order}{2 * len(fields)}i", *fields * 2)
    content = spss_file(
        COMPRESSED if compression else plain_rows(order),
        order=order,
        compression=compression,
        more=extension(order, 11, 4, display) if shown else b"",
    )
    assert_numbers_of_spss(content)


@pytest.mark.parametrize("rows", [2, -1])
@pytest.mark.parametrize("tail", [b"", bytes([252, *[0] * 7])])
def test_compressed_rows_of_spss(rows: int, tail: bytes) -> None:
    content = spss_file(COMPRESSED + tail, compression=1, rows=rows)
    assert records(content, "sav") == [["N", "S"], ["1", "a"], ["2", "b       c"]]
    assert opened(content, "sav").sample(2) == (
        [] if rows < 0 else [["1", "a"], ["2", "b       c"]]
    )
    after = marked(content, "sav")
    assert_kept(content, after, "sav")
    assert records(after, "sav")[1:] == [
        ["1", "a", "listed", "县2"],
        ["2", "b       c", "listed", "县3"],
    ]


@pytest.mark.parametrize(
    ("code", "codec"),
    [
        (b"UTF-8", "utf-8"),
        (b"windows-936", "gbk"),
        (b"GB18030", "gb18030"),
        (b"unheard-of", "utf-8"),
        (b"hex", "utf-8"),
        (b"a\0b", "utf-8"),
    ],
)
def test_the_encoding_that_a_file_of_spss_names(code: bytes, codec: str) -> None:
    content = spss_file(plain_rows(), more=extension("<", 20, 1, code))
    assert opened(content, "sav").encoding == Encoding(codec)


def test_value_labels_of_spss_stay() -> None:
    labels = struct.pack("<2id", 3, 1, 1.0) + b"\x09" + "美姑县".encode() + bytes(6)
    content = spss_file(plain_rows(), more=labels + struct.pack("<3i", 4, 1, 1))
    assert records(content, "sav")[1:] == [["美姑县", "a"], ["2", "b"]]
    assert_kept(content, marked(content, "sav"), "sav")


def test_names_that_are_taken_are_left_to_their_variables() -> None:
    variables = variable("<", 0, b"SHUDI1") + variable("<", 10, b"S")
    content = spss_file(plain_rows(), variables=variables)
    assert records(marked(content, "sav"), "sav")[0] == ["SHUDI1", "S", *NEW]


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "not a .sav file of SPSS"),
        (b"a,b\n" * 100, "not a .sav file of SPSS"),
        (spss_file(b"", rows=1_000_000), "the file is damaged: it ends too early"),
        (
            spss_file(b"", rows=1_000_000, compression=1),
            "the file is damaged: it ends too early",
        ),
        (
            spss_file(b"", rows=1_000_000, compression=2),
            "the file is damaged: it ends too early",
        ),
        (spss_file(b"", compression=3), "the file is damaged: there is no type 3"),
        (
            spss_file(b"")[:84] + struct.pack("<d", -1.0) + spss_file(b"")[92:],
            "the file is damaged: byte 92 is out of place",
        ),
        (
            spss_file(b"", variables=b""),
            "the file is damaged: byte 180 is out of place",
        ),
        (
            spss_file(b"", more=struct.pack("<i", 77)),
            "the file is damaged: byte 288 is out of place",
        ),
        (
            spss_file(b"", variables=variable("<", 255, b"S")[:32]),
            "the file is damaged: byte 212 is out of place",
        ),
        (
            spss_file(
                b"", variables=variable("<", 9, b"S")[:32] + variable("<", 0, b"N")
            ),
            "the file is damaged: byte 224 is out of place",
        ),
        (
            spss_file(b"", variables=variable("<", 256, b"S")),
            "the file is damaged: byte 192 is out of place",
        ),
        (
            spss_file(
                b"", variables=struct.pack("<6i8s", 2, 0, 0, 4, 0, 0, b"N".ljust(8))
            ),
            "the file is damaged: byte 208 is out of place",
        ),
        (
            spss_file(
                b"",
                rows=-1,
                compression=1,
                variables=b"".join(variable("<", 0, b"V%d" % n) for n in range(10_001)),
            ),
            "the file is damaged: it ends too early",
        ),
        (
            spss_file(plain_rows(), variables=variable("<", 0, b""), rows=1),
            "the file is damaged: a variable has no name",
        ),
        (
            spss_file(plain_rows(), variables=variable("<", 0, b"N") * 3, rows=1),
            "the file is damaged: column 'N' is duplicated, renamed to 'N_duplicated1'",
        ),
    ],
)
def test_a_damaged_file_of_spss_is_one_line(content: bytes, problem: str) -> None:
    with pytest.raises(TableError) as error:
        opened(content, "sav")
    assert str(error.value) == f"t.sav: {problem}"


def zlib_file(block: bytes, rows: int = 2) -> bytes:
    """A file with rows that are compressed twice."""
    start = len(spss_file(b"", compression=2))
    head = struct.pack("<3q", start, start + 24 + len(block), 48)
    tail = struct.pack("<2q2i", -100, 0, 0x3FF000, 1)
    tail += struct.pack("<2q2i", start, start + 24, len(COMPRESSED), len(block))
    return spss_file(head + block + tail, compression=2, rows=rows)


def test_rows_that_are_compressed_twice() -> None:
    content = zlib_file(zlib.compress(COMPRESSED))
    after = marked(content, "sav")
    assert_kept(content, after, "sav")
    assert records(after, "sav")[1:] == [
        ["1", "a", "listed", "县2"],
        ["2", "b       c", "listed", "县3"],
    ]


def test_rows_that_are_damaged_are_found_when_they_are_read() -> None:
    content = zlib_file(b"\xff" * 20)
    with pytest.raises(TableError) as error:
        records(content, "sav")
    assert str(error.value).startswith("t.sav: the file is damaged: ")


# Damage


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "the file is damaged: it ends too early"),
        (b"a,b\n1,2\n", "not a .dta file of Stata 8 or later"),
        (b"q\x03\x01\0" + bytes(200), "not a .dta file of Stata 8 or later"),
        (b"\x69\x01\x01\0" + bytes(200), "not a .dta file of Stata 8 or later"),
        (stata()[:40].replace(b"118", b"121"), "not a .dta file of Stata 8 or later"),
        (stata()[:40].replace(b"118", b"1x1"), "not a .dta file of Stata 8 or later"),
        (stata().replace(b"<map>", b"<nap>"), "the file is damaged: byte 143 is out"),
        (stata().replace(b"</data>", b"</date>"), "the file is damaged: byte 5778 is"),
        (
            stata().replace(b"year\0", b"code\0"),
            "the file is damaged: column 'code' is duplicated",
        ),
        (
            stata(version=114, **latin(STATA)).replace(
                bytes([251, 5, 252, 253]), bytes([251, 5, 252, 0])
            ),
            "the file is damaged: there is no type 0",
        ),
        (
            stata(version=114, **latin(STATA))[:6]
            + b"\xff\xff\xff\x7f"
            + stata(version=114, **latin(STATA))[10:],
            "the file is damaged: it ends too early",
        ),
    ],
)
def test_a_damaged_file_of_stata_is_one_line(content: bytes, problem: str) -> None:
    with pytest.raises(TableError) as error:
        opened(content, "dta")
    assert str(error.value).startswith(f"t.dta: {problem}")


def used(content: bytes, format_name: str) -> None:
    """Read and mark a file, in all ways that there are."""
    table = opened(content, format_name)
    table.head(3)
    table.sample(20)
    list(table.values(layout(table)))
    table.annotate(BytesIO(), layout(table), numbered, UTF_8)


def assert_read_or_one_line(content: bytes, format_name: str) -> None:
    message = f"t.{format_name} is read"
    try:
        used(content, format_name)
    except TableError as error:
        message = str(error)
    assert message.startswith(f"t.{format_name}")
    assert "\n" not in message


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("version", [114, 117, 118])
def test_a_damaged_file_of_stata_is_read_or_one_line(version: int, seed: int) -> None:
    content = stata(version=version, **(STATA if version >= 118 else latin(STATA)))
    assert_damage_is_read_or_one_line(content, "dta", Random(seed))


@pytest.mark.parametrize("seed", range(20))
def test_a_damaged_file_of_spss_is_read_or_one_line(survey: bytes, seed: int) -> None:
    assert_damage_is_read_or_one_line(survey, "sav", Random(seed))


def assert_damage_is_read_or_one_line(
    content: bytes, format_name: str, random: Random
) -> None:
    assert_read_or_one_line(content[: random.randrange(len(content))], format_name)
    for _ in range(10):
        damaged = bytearray(content)
        for _ in range(random.choice([1, 1, 3])):
            damaged[random.randrange(len(damaged))] = random.choice(
                [0, 1, 127, 128, 255, random.randrange(256)]
            )
        assert_read_or_one_line(bytes(damaged), format_name)


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (spss_file(bytes([101, 252, *[0] * 6]), compression=1), "it ends too early"),
        (spss_file(COMPRESSED[:16], compression=1), "it ends too early"),
        (spss_file(COMPRESSED[:20], compression=1), "it ends too early"),
        (zlib_file(zlib.compress(COMPRESSED)[:-9]), "it ends too early"),
        (zlib_file(zlib.compress(COMPRESSED[:16])), "it ends too early"),
        (zlib_file(zlib.compress(bytes(0x3FF008))), "it ends too early"),
        (zlib_file(b"\xff" * 20), "Error -3 while decompressing data"),
    ],
)
def test_rows_that_are_damaged_are_not_copied(content: bytes, problem: str) -> None:
    new = NewVariables([b"a"], [b""], [1], [[b"x"], [b"y"]])
    file = SavFile(BytesIO(content), "t.sav")
    with pytest.raises(TableError) as error:
        file.add(new, BytesIO())
    assert str(error.value).startswith(f"t.sav: the file is damaged: {problem}")


# Written


ROWS = [
    [1, 1.5, "美姑县", date(2020, 1, 2), datetime(2020, 1, 2, 3, 4, 5), 1, None],
    [None, 2, "", None, None, "x", None],
    [-513436, None, None, date(1949, 10, 1), date(2021, 8, 10), 2.5, ""],
]
COLUMNS = ["n", "份额", "place", "day", "moment", "mixed", "empty"]


@pytest.mark.parametrize("name", ["dta", "sav"])
def test_numbers_and_dates_are_written_as_such(name: str) -> None:
    content = written(NewTable(COLUMNS, ROWS), name)
    missing = None
    assert values(content, name) == [
        [1, 1.5, "美姑县", date(2020, 1, 2), datetime(2020, 1, 2, 3, 4, 5), "1", ""],
        [missing, 2, "", missing, missing, "x", ""],
        [-513436, missing, "", date(1949, 10, 1), datetime(2021, 8, 10), "2.5", ""],
    ]


def test_the_displays_that_are_written() -> None:
    displays = raw(written(NewTable(COLUMNS, ROWS), "dta"), "dta")[1]
    assert [*displays["original_variable_types"].values()] == [
        *("%8.0f", "%10.0g", "%-9s", "%td", "%tc", "%-9s", "%-9s"),
    ]
    assert displays["readstat_variable_types"]["n"] == "int32"
    displays = raw(written(NewTable(COLUMNS, ROWS), "sav"), "sav")[1]
    assert [*displays["original_variable_types"].values()] == [
        *("F8.0", "F8.2", "A9", "SDATE10", "DATETIME20", "A3", "A1"),
    ]


def test_new_files_are_those_of_stata_14_and_compressed_ones_of_spss() -> None:
    table = NewTable(["a"], [["b"]])
    assert written(table, "dta").startswith(b"<stata_dta><header><release>118<")
    content = written(table, "sav")
    assert (content[:4], content[72:76]) == (b"$FL2", b"\1\0\0\0")


@pytest.mark.parametrize("name", ["dta", "sav"])
@pytest.mark.parametrize(
    ("value", "read"),
    [
        (2**31, 2**31),
        (2**53, 2**53),
        (2**53 + 1, str(2**53 + 1)),
        (float("nan"), ""),
        (True, 1),
        (False, 0),
        ("TRUE", 1),
        ("false", 0),
        ("true.", "true."),
        (0.1, 0.1),
        (time(1, 2), "01:02:00"),
        (datetime(2020, 1, 1, tzinfo=UTC), "2020-01-01 00:00:00+00:00"),
        ("a\0b", "a\ufffdb"),
        (" 美姑县", " 美姑县"),
    ],
)
def test_a_value_is_written_exactly_or_as_text(
    name: str, value: object, read: object
) -> None:
    ((found,),) = values(written(NewTable(["v"], [[value]]), name), name)
    assert (found, type(found)) == (read, type(read))


@pytest.mark.parametrize("name", ["dta", "sav"])
@pytest.mark.parametrize(
    ("column", "read"),
    [
        ([True, None, False], [1, None, 0]),
        (["True", "", "False"], [1, None, 0]),
        ([True, 2, None], ["TRUE", "2", ""]),
        ([True, "x", None], ["TRUE", "x", ""]),
    ],
)
def test_true_and_false_are_written_as_1_and_0(
    name: str, column: list[object], read: list[object]
) -> None:
    content = written(NewTable(["v"], [[value] for value in column]), name)
    assert [value for (value,) in values(content, name)] == read
    (stored,) = raw(content, name)[0].values()
    assert stored == read


@pytest.mark.parametrize(("name", "program"), [("dta", "Stata"), ("sav", "SPSS")])
@pytest.mark.parametrize("number", [float("inf"), float("-inf")])
def test_an_infinite_number_is_an_error(name: str, program: str, number: float) -> None:
    table = NewTable(["a", "份额"], [[1, 1], [2, number]], name=f"o.{name}")
    file = BytesIO()
    with pytest.raises(TableError) as error:
        write_table(table, file, FORMATS[name])
    assert str(error.value) == (
        f"o.{name}, line 3: column '份额': {program} has no infinite numbers; "
        "leave the cell empty, or write a .csv"
    )
    assert file.getvalue() == b""


@pytest.mark.parametrize("name", ["dta", "sav"])
def test_an_infinite_number_among_texts_is_text(name: str) -> None:
    content = written(NewTable(["v"], [["x"], [float("inf")]]), name)
    assert values(content, name) == [["x"], ["inf"]]


@pytest.mark.parametrize("name", ["dta", "sav"])
def test_a_table_without_rows_is_written(name: str) -> None:
    content = written(NewTable(["县", "n"], []), name)
    assert records(content, name) == [["县", "n"]]
    assert opened(content, name).sample(5) == []
    assert_kept(content, marked(content, name), name)


def test_stata_holds_texts_of_any_length() -> None:
    content = written(NewTable(["v"], [["县" * 5000], [""], ["b"]]), "dta")
    assert values(content, "dta") == [["县" * 5000], [""], ["b"]]


texts = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0")
).filter(lambda text: text.upper() not in {"TRUE", "FALSE"})
columns = st.one_of(
    st.lists(st.one_of(st.none(), cells), max_size=5)
    for cells in (
        texts,
        st.integers(-(2**53), 2**53),
        st.floats(-1e300, 1e300),
        st.dates(date(1600, 1, 1)),
        st.datetimes(datetime(1600, 1, 1)).map(
            lambda each: each.replace(microsecond=0)
        ),
    )
)


@pytest.mark.parametrize("name", ["dta", "sav"])
@given(column=columns)
def test_what_was_written_reads_back_equal(name: str, column: list[object]) -> None:
    table = NewTable(["v"], [[cell] for cell in column])
    found = [row[0] for row in values(written(table, name), name)]
    if all(isinstance(cell, str | None) for cell in column):
        # An empty text is a missing one; SPSS fills texts up with spaces.
        spaces = " " if name == "sav" else ""
        column = [str(cell or "").rstrip(spaces) for cell in column]
    assert found == column


@pytest.mark.parametrize(
    ("name", "columns", "problem"),
    [
        ("dta", ["a", ""], "column 2 has no name; give it one, or write a .csv"),
        ("sav", [""], "column 1 has no name; give it one, or write a .csv"),
        ("dta", ["a b"], "Stata has no variables like 'a b'"),
        (
            "dta",
            ["a" * 33],
            f"Stata has no variables like '{'a' * 33}': up to 32 letters, digits "
            "and _, the first no digit; rename the column, or write a .csv",
        ),
        (
            "sav",
            ["1"],
            "SPSS has no variables like '1': up to 64 bytes of letters, digits and _, "
            "the first a letter; rename the column, or write a .csv",
        ),
        (
            "dta",
            ["long"],
            "'long' is a reserved word in Stata; rename the column, or write a .csv",
        ),
        ("dta", ["_N"], "'_N' is a reserved word in Stata"),
        ("dta", ["str9"], "'str9' is a reserved word in Stata"),
        ("sav", ["By"], "'By' is a reserved word in SPSS"),
        ("sav", ["县" * 22], "SPSS has no variables like '县"),
        ("dta", ["a", "a"], "two columns are named 'a'; rename one, or write a .csv"),
        ("sav", ["a", "A"], "two columns are named 'A'; rename one, or write a .csv"),
        (
            "dta",
            [f"v{number}" for number in range(32_768)],
            "the file holds at most 32,767 variables",
        ),
    ],
)
def test_columns_that_a_format_cannot_hold_are_errors(
    name: str, columns: list[str], problem: str
) -> None:
    file = BytesIO()
    with pytest.raises(TableError) as error:
        write_table(NewTable(columns, [], name=f"o.{name}"), file, FORMATS[name])
    assert str(error.value).startswith(f"o.{name}: {problem}")
    assert file.getvalue() == b""


def test_names_that_a_format_holds() -> None:
    names = ["A", "a", "县" * 32, "_x", "str", "x1", "Long", "_All", "longer"]
    assert records(written(NewTable(names, []), "dta"), "dta") == [names]
    names = ["A", "县" * 21, "x.y", "x@1", "Bye"]
    assert records(written(NewTable(names, []), "sav"), "sav") == [names]


def test_a_text_that_spss_cannot_hold_is_an_error() -> None:
    table = NewTable(["v"], [["a"], ["x" * 32_768]], name="o.sav")
    with pytest.raises(TableError) as error:
        write_table(table, BytesIO(), FORMATS["sav"])
    assert str(error.value) == (
        "o.sav, line 3: the file holds at most 32,767 bytes of text in a cell"
    )


# The command


@pytest.mark.parametrize("suffix", ["dta", "sav"])
def test_a_csv_becomes_a_file_and_a_csv_again(
    shudi: Shudi, tmp_path: Path, suffix: str
) -> None:
    table, other, back = (tmp_path / f"t.{end}" for end in ("csv", suffix, "back.csv"))
    table.write_text("place,n\n美姑县,1\n双流区,2\n", "utf-8")
    assert shudi("match", str(table), "-o", str(other), "-q").status == 0
    options = ["-q", "-c", "place", "--prefix", "x_", "-o", str(back)]
    assert shudi("match", str(other), *options).status == 0
    assert back.read_text("utf-8").splitlines()[1] == (
        "美姑县,1,listed,513436,美姑县,national,凉山州,四川省,name,"
        "listed,513436,美姑县,national,凉山州,四川省,name"
    )


@pytest.mark.parametrize("suffix", ["dta", "sav"])
@pytest.mark.parametrize("source", ["csv", "dta", "sav"])
def test_yes_and_no_and_years_are_numbers(
    shudi: Shudi, tmp_path: Path, source: str, suffix: str
) -> None:
    table, output = tmp_path / f"t.{source}", tmp_path / f"o.{suffix}"
    rows = [["美姑县"], ["武侯区"], ["市中区"], ["合计"], ["金阳县"]]
    if source == "csv":
        table.write_text("县\n" + "".join(f"{name}\n" for (name,) in rows), "utf-8")
    else:
        table.write_bytes(written(NewTable(["县"], rows), source))
    options = ["--yes-no", "treated", "--with", "delisted,poverty"]
    only = ["--only", "listed,unlisted,unknown"]
    done = shudi("match", str(table), "-o", str(output), *options, *only)
    assert done.status == 0
    is_new = source not in ("csv", suffix)
    note = "shudi: a new file is written: without labels and formats\n"
    assert (note in done.err) == is_new
    data, facts = raw(output.read_bytes(), suffix)
    assert data["treated"] == [1, 0, None, 1]
    assert data["shudi_delisted"] == [2020, None, None, 2020]
    assert data["shudi_code"] == ["513436", "510107", "", "513430"]
    assert facts["readstat_variable_types"]["treated"] != "string"


def test_a_file_without_types_is_written_without_a_note(
    shudi: Shudi, tmp_path: Path
) -> None:
    table = tmp_path / "t.dta"
    table.write_bytes(written(NewTable(["县"], [["美姑县"]]), "dta"))
    note = "a new file is written"
    for name, is_told in [("o.csv", False), ("o.xlsx", True), ("o.json", True)]:
        done = shudi("match", str(table), "-o", str(tmp_path / name))
        assert (done.status, note in done.err) == (0, is_told)
    done = shudi("match", str(table), "-q", "-o", str(tmp_path / "q.xlsx"))
    assert (done.status, done.err) == (0, "")


@pytest.mark.parametrize("source", ["csv", "dta", "sav"])
@pytest.mark.parametrize("suffix", ["dta", "sav"])
@pytest.mark.parametrize(
    ("options", "remedy"),
    [
        (["--prefix", "脱贫 "], "use another --prefix"),
        (["--yes-no", "是否 listed"], "use another name"),
        (["--yes-no", "shudi_ x"], "use another name"),
        (["--yes-no", "with"], "use another name"),
        (["--with", "delisted", "--prefix", "p" * 60], "use another --prefix"),
    ],
)
def test_a_name_that_the_user_gives_is_not_that_of_a_column(
    shudi: Shudi,
    tmp_path: Path,
    source: str,
    suffix: str,
    options: list[str],
    remedy: str,
) -> None:
    table, output = tmp_path / f"t.{source}", tmp_path / f"o.{suffix}"
    if source == "csv":
        table.write_text("县\n美姑县\n", "utf-8")
    else:
        table.write_bytes(written(NewTable(["县"], [["美姑县"]]), source))
    done = shudi("match", str(table), *options, "-o", str(output), "-q")
    assert done.status == 1
    assert done.err.endswith(f"; {remedy}\n")
    assert not output.exists()


@pytest.mark.parametrize("suffix", ["dta", "sav"])
def test_truths_of_csv_and_parquet_are_numbers(
    shudi: Shudi, tmp_path: Path, suffix: str
) -> None:
    table = tmp_path / "t.csv"
    table.write_text("县,x,y\n美姑县,True,TRUE\n武侯区,,FALSE\n", "utf-8")
    frame = pd.DataFrame(
        {"县": ["美姑县", "武侯区"], "x": [True, None], "y": [True, False]}
    )
    frame.to_parquet(tmp_path / "t.parquet")
    for source in (table, tmp_path / "t.parquet"):
        output = tmp_path / f"{source.suffix[1:]}.{suffix}"
        assert shudi("match", str(source), "-o", str(output), "-q").status == 0
        data, _ = raw(output.read_bytes(), suffix)
        assert (data["x"], data["y"]) == ([1, None], [1, 0])


def test_a_dta_becomes_a_workbook_with_numbers_and_dates(
    shudi: Shudi, tmp_path: Path
) -> None:
    from openpyxl import load_workbook

    table, book = tmp_path / "t.dta", tmp_path / "t.xlsx"
    table.write_bytes(stata())
    result = shudi("match", str(table), "-c", "code", "-o", str(book), "-q")
    assert (result.status, result.err) == (0, "")
    _, row, *_ = load_workbook(book).active.iter_rows(values_only=True)
    assert row[:7] == (
        *("美姑县", "Meigu", 2019, 513436, 0.1, 1234.5),
        datetime(2020, 1, 2),
    )


def test_a_dta_is_marked_by_the_labels_of_its_codes(
    shudi: Shudi, tmp_path: Path
) -> None:
    table, output = tmp_path / "t.dta", tmp_path / "o.dta"
    table.write_bytes(
        stata(
            FRAME[["code", "income"]],
            118,
            write_index=False,
            value_labels={"code": LABELS},
        )
    )
    result = shudi("match", str(table), "-o", str(output))
    assert "using column code: 3 of 4 rows are counties" in result.err
    data, _ = raw(output.read_bytes(), "dta")
    assert data["code"] == [1, 2, 3, 1]
    assert data["shudi_code"] == ["513436", "513430", "", "513436"]
    assert data["shudi_status"] == ["listed", "listed", "unknown", "listed"]


@pytest.mark.parametrize("suffix", ["dta", "sav"])
@pytest.mark.parametrize("command", [["list"], ["count"], ["show", "美姑县"]])
def test_every_command_writes_them(
    shudi: Shudi, tmp_path: Path, suffix: str, command: list[str]
) -> None:
    output = tmp_path / f"o.{suffix}"
    csv = tmp_path / "o.csv"
    assert shudi(*command, "-o", str(output)).status == 0
    assert shudi(*command, "-o", str(csv)).status == 0
    lines = csv.read_text("utf-8").splitlines()
    assert len(records(output.read_bytes(), suffix)) == len(lines)


def test_a_file_of_ten_thousand_rows(shudi: Shudi, tmp_path: Path) -> None:
    table, output = tmp_path / "t.dta", tmp_path / "o.dta"
    frame = pd.DataFrame({"n": range(10_000), "place": ["美姑县", "双流区"] * 5_000})
    table.write_bytes(stata(frame, 118, write_index=False))
    assert shudi("match", str(table), "-o", str(output), "-q").status == 0
    data, _ = raw(output.read_bytes(), "dta")
    assert data["n"] == list(range(10_000))
    assert data["shudi_code"] == ["513436", "510116"] * 5_000


def test_an_encoding_is_taken_for_a_dta_and_no_sheet(
    shudi: Shudi, tmp_path: Path
) -> None:
    table, output = tmp_path / "t.dta", tmp_path / "o.csv"
    table.write_bytes(gb18030_file(114))
    options = ["-c", "place", "--encoding", "gbk", "-o", str(output), "-q"]
    assert shudi("match", str(table), *options).status == 0
    assert output.read_text("utf-8").splitlines()[1].startswith("美姑,布拖县,listed,")


def test_the_names_of_the_variables_are_the_header(
    shudi: Shudi, tmp_path: Path
) -> None:
    table = tmp_path / "t.dta"
    frame = pd.DataFrame({"成都市": ["美姑县", "金阳县"], "n": ["武侯区", "x"]})
    table.write_bytes(stata(frame, 118, write_index=False))
    done = shudi("match", str(table), "-c", "成都市", "--format", "csv", "-q")
    assert done.out.splitlines()[1].startswith("美姑县,武侯区,listed,513436,")
    done = shudi("match", str(table), "--no-header", "--format", "csv")
    assert "its columns have names; use no option for the header" in done.err


def test_options_that_have_no_effect_are_refused(shudi: Shudi, tmp_path: Path) -> None:
    table = tmp_path / "t.sav"
    done = shudi("match", str(table), "--sheet", "1")
    assert (done.status, "--sheet is for workbooks" in done.err) == (2, True)
    done = shudi("match", str(table), "--delimiter", ";")
    assert (done.status, "--delimiter is for delimited text" in done.err) == (2, True)
