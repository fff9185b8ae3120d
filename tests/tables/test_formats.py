import csv
import json
import sys
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shudi.errors import FormatError, MissingExtraError, TableError
from shudi.tables.base import UTF_8, Encoding, NewTable, ReadOptions
from shudi.tables.formats import (
    FORMATS,
    WRITTEN,
    check_installed,
    format_of,
    open_table,
    write_table,
)

cells = st.text(st.characters(exclude_categories=["Cs"]))
tables = st.integers(1, 4).flatmap(
    lambda width: st.tuples(
        st.lists(cells, min_size=width, max_size=width, unique=True),
        st.lists(st.lists(cells, min_size=width, max_size=width)),
    )
)

Table = tuple[list[str], list[list[str]]]


def to_text(format_name: str, columns: list[str], rows: list[list[object]]) -> str:
    file = BytesIO()
    write_table(NewTable(columns, rows), file, FORMATS[format_name])
    return file.getvalue().decode()


@pytest.mark.parametrize(
    ("format_name", "text"),
    [
        ("csv", 'name,n\n"a,b",1\n县,2.5\n'),
        ("tsv", "name\tn\na,b\t1\n县\t2.5\n"),
        (
            "json",
            '[\n  {\n    "name": "a,b",\n    "n": 1\n  },\n'
            '  {\n    "name": "县",\n    "n": 2.5\n  }\n]\n',
        ),
        ("jsonl", '{"name": "a,b", "n": 1}\n{"name": "县", "n": 2.5}\n'),
        ("md", "| name | n |\n| --- | --- |\n| a,b | 1 |\n| 县 | 2.5 |\n"),
    ],
)
def test_each_format_has_its_form(format_name: str, text: str) -> None:
    assert to_text(format_name, ["name", "n"], [["a,b", 1], ["县", 2.5]]) == text


@pytest.mark.parametrize(
    ("format_name", "text"),
    [
        ("csv", "name\n"),
        ("tsv", "name\n"),
        ("json", "[]\n"),
        ("jsonl", ""),
        ("md", "| name |\n| --- |\n"),
    ],
)
def test_no_rows_are_an_answer_too(format_name: str, text: str) -> None:
    assert to_text(format_name, ["name"], []) == text


@given(tables, st.sampled_from([("csv", ","), ("tsv", "\t")]))
def test_what_was_written_as_csv_or_tsv_reads_back_equal(
    table: Table, form: tuple[str, str]
) -> None:
    columns, rows = table
    format_name, delimiter = form
    text = to_text(format_name, columns, rows)
    read = csv.reader(StringIO(text, newline=""), delimiter=delimiter)
    assert list(read) == [columns, *rows]


@given(tables)
def test_what_was_written_as_json_reads_back_equal(table: Table) -> None:
    columns, rows = table
    objects = [dict(zip(columns, row, strict=True)) for row in rows]
    assert json.loads(to_text("json", columns, rows)) == objects
    lines = to_text("jsonl", columns, rows).split("\n")
    assert [json.loads(line) for line in lines[:-1]] == objects


@given(tables)
def test_a_markdown_table_has_a_line_a_row(table: Table) -> None:
    columns, rows = table
    lines = to_text("md", columns, rows).splitlines()
    assert len(lines) == 2 + len(rows)


def test_markdown_cells_keep_bars_and_line_breaks() -> None:
    text = to_text("md", ["x"], [["a|b\\c\nd"]])
    assert text.splitlines()[2] == r"| a\|b\\c<br>d |"


def test_missing_values_are_empty_in_text() -> None:
    assert to_text("csv", ["a", "b"], [[None, 1]]) == "a,b\n,1\n"
    assert to_text("md", ["a", "b"], [[None, 1]]).splitlines()[2] == "|  | 1 |"
    assert to_text("jsonl", ["a"], [[None]]) == '{"a": null}\n'


def test_a_table_without_a_header_is_written_without_one() -> None:
    file = BytesIO()
    table = NewTable(["1", "2"], [["a", "b"]], preamble=[["t", ""]], has_header=False)
    write_table(table, file, FORMATS["csv"], Encoding.named("utf-8-sig"))
    assert file.getvalue() == b"\xef\xbb\xbft,\na,b\n"


@pytest.mark.parametrize(
    ("columns", "keys"),
    [
        (["n", "n", "n"], ["n", "n_2", "n_3"]),
        (["n", "n", "n_2"], ["n", "n_3", "n_2"]),
        (["n_2", "n", "n"], ["n_2", "n", "n_3"]),
        (["", ""], ["", "_2"]),
    ],
)
@pytest.mark.parametrize("name", ["json", "jsonl"])
def test_no_column_is_lost_where_two_have_one_name(
    name: str, columns: list[str], keys: list[str]
) -> None:
    values = list(range(len(columns)))
    (found,) = [json.loads(to_text("jsonl", columns, [values]))]
    if name == "json":
        (found,) = json.loads(to_text("json", columns, [values]))
    assert found == dict(zip(keys, values, strict=True))


# The registry


@pytest.mark.parametrize(
    ("name", "format_name"),
    [
        ("a.csv", "csv"),
        ("a.CSV", "csv"),
        ("a.tsv", "tsv"),
        ("a.tab", "tsv"),
        ("a.json", "json"),
        ("a.jsonl", "jsonl"),
        ("a.md", "md"),
        ("dir.d/a.xlsx", "xlsx"),
    ],
)
def test_a_suffix_stands_for_one_format(name: str, format_name: str) -> None:
    assert format_of(Path(name)) is FORMATS[format_name]


@pytest.mark.parametrize("name", ["a", "a.txt", "a.TXT", "dir.csv/a"])
def test_plain_text_may_be_any_format(name: str) -> None:
    assert format_of(Path(name)) is None


@pytest.mark.parametrize("suffix", [".rar", ".weird", ".bz2"])
def test_an_unknown_suffix_is_refused(suffix: str) -> None:
    with pytest.raises(FormatError) as error:
        format_of(Path(f"a.csv{suffix}"))
    assert str(error.value).startswith(f"unknown file type '{suffix}'; use --format,")


@pytest.mark.parametrize("suffix", [".xlsm", ".RAR", ".md", ".pdf"])
def test_a_file_that_cannot_be_read_is_named(suffix: str) -> None:
    with pytest.raises(TableError) as error:
        open_table(BytesIO(b"a,b\n"), Path(f"a{suffix}"), ReadOptions())
    problem = f"cannot read {suffix.lower()} files; save the table as .xlsx or .csv"
    assert str(error.value) == f"a{suffix}: {problem}"


@pytest.mark.parametrize("name", ["a.csv", "a.tsv", "a.txt", "a", "a.dat", None])
def test_other_files_are_read_as_text(name: str | None) -> None:
    table = open_table(BytesIO(b"a;b\n"), Path(name) if name else None, ReadOptions())
    assert list(table.records()) == [(1, ["a", "b"])]
    assert (table.format, table.encoding) == ("csv", UTF_8)


@pytest.mark.parametrize("name", WRITTEN)
def test_each_format_writes_rows(name: str) -> None:
    file = BytesIO()
    columns = ["县", "latitude", "longitude"]
    write_table(NewTable(columns, [["美姑县", 28.3, 103.1]]), file, FORMATS[name])
    content = file.getvalue()
    assert "美姑县".encode() in content or content.startswith(b"PK")


@pytest.mark.parametrize(
    ("name", "package"),
    [
        (name, package)
        for name, file_format in FORMATS.items()
        for package in file_format.requires
    ],
)
def test_a_missing_extra_is_named(
    monkeypatch: pytest.MonkeyPatch, name: str, package: str
) -> None:
    file_format = FORMATS[name]
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(MissingExtraError) as error:
        check_installed(file_format)
    extra = f"shudi[{file_format.extra}]"
    assert str(error.value) == (
        f"{file_format.suffixes[0]} needs {extra}; install it: pip install '{extra}'"
    )
