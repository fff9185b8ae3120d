import csv
import json
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shudi.export import Format, export

cells = st.text(st.characters(exclude_categories=["Cs"]))
tables = st.integers(1, 4).flatmap(
    lambda width: st.tuples(
        st.lists(cells, min_size=width, max_size=width, unique=True),
        st.lists(st.lists(cells, min_size=width, max_size=width)),
    )
)

Table = tuple[list[str], list[list[str]]]


@pytest.mark.parametrize(
    ("format_", "text"),
    [
        (Format.CSV, 'name,n\n"a,b",1\n县,2.5\n'),
        (Format.TSV, "name\tn\na,b\t1\n县\t2.5\n"),
        (
            Format.JSON,
            '[\n  {\n    "name": "a,b",\n    "n": 1\n  },\n'
            '  {\n    "name": "县",\n    "n": 2.5\n  }\n]\n',
        ),
        (Format.JSONL, '{"name": "a,b", "n": 1}\n{"name": "县", "n": 2.5}\n'),
        (Format.MD, "| name | n |\n| --- | --- |\n| a,b | 1 |\n| 县 | 2.5 |\n"),
    ],
)
def test_each_format_has_its_form(format_: Format, text: str) -> None:
    assert export(format_, ["name", "n"], [["a,b", 1], ["县", 2.5]]) == text


@pytest.mark.parametrize(
    ("format_", "text"),
    [
        (Format.CSV, "name\n"),
        (Format.TSV, "name\n"),
        (Format.JSON, "[]\n"),
        (Format.JSONL, ""),
        (Format.MD, "| name |\n| --- |\n"),
    ],
)
def test_no_rows_are_an_answer_too(format_: Format, text: str) -> None:
    assert export(format_, ["name"], []) == text


@given(tables, st.sampled_from([(Format.CSV, ","), (Format.TSV, "\t")]))
def test_what_was_written_as_csv_or_tsv_reads_back_equal(
    table: Table, form: tuple[Format, str]
) -> None:
    columns, rows = table
    format_, delimiter = form
    text = export(format_, columns, rows)
    read = csv.reader(StringIO(text, newline=""), delimiter=delimiter)
    assert list(read) == [columns, *rows]


@given(tables)
def test_what_was_written_as_json_reads_back_equal(table: Table) -> None:
    columns, rows = table
    objects = [dict(zip(columns, row, strict=True)) for row in rows]
    assert json.loads(export(Format.JSON, columns, rows)) == objects
    lines = export(Format.JSONL, columns, rows).split("\n")
    assert [json.loads(line) for line in lines[:-1]] == objects


@given(tables)
def test_a_markdown_table_has_a_line_a_row(table: Table) -> None:
    columns, rows = table
    lines = export(Format.MD, columns, rows).splitlines()
    assert len(lines) == 2 + len(rows)


def test_markdown_cells_keep_bars_and_line_breaks() -> None:
    text = export(Format.MD, ["x"], [["a|b\\c\nd"]])
    assert text.splitlines()[2] == r"| a\|b\\c<br>d |"
