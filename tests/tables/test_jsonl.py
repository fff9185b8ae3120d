"""JSON Lines."""

import json
from io import BytesIO
from pathlib import Path

import pytest
from conftest import Shudi
from hypothesis import given
from hypothesis import strategies as st

from shudi.errors import TableError
from shudi.tables.base import UTF_8, ReadOptions, TableLayout
from shudi.tables.formats import open_table
from shudi.tables.jsonl import JsonLinesTable


class Pipe(BytesIO):
    """A stream in which one cannot go back."""

    def seekable(self) -> bool:
        return False


def read(text: str, file: type[BytesIO] = BytesIO) -> JsonLinesTable:
    table = open_table(file(text.encode()), Path("a.jsonl"), ReadOptions())
    assert isinstance(table, JsonLinesTable)
    return table


def test_the_columns_are_the_keys_of_the_lines_looked_at() -> None:
    table = read('{"县": "美姑县", "m": {"a": 1}}\n\n{"n": 2}\n')
    assert table.head(9) == [
        (1, ["县", "m.a", "n"]),
        (1, ["美姑县", "1", ""]),
        (2, []),
        (3, ["", "", "2"]),
    ]
    assert table.head(1) == [(1, ["县", "m.a", "n"])]
    assert table.width == 3
    assert list(table.records()) == [
        (1, ["县", "m.a", "n"]),
        (1, ["美姑县", "1", ""]),
        (2, []),
        (3, ["", "", "2"]),
    ]


def test_rows_have_values_and_no_empty_lines() -> None:
    table = read('{"a": 1.0}\n \n{"a": true}\r\n')
    layout = TableLayout(0, table.head(1)[0], 1, [])
    assert list(table.rows(layout)) == [(1, ["1"]), (3, ["TRUE"])]
    table = read('{"a": 1.0}\n{"a": [1]}')
    table.head(2)
    assert [values for _, values in table.values(layout)] == [[1.0], ["[1]"]]


def test_records_are_sampled_through_a_file_and_not_of_a_pipe() -> None:
    lines = [json.dumps({"n": number, "x": "x" * 100}) for number in range(100_000)]
    text = "\n".join([*lines[:50_000], "[1]", "{", *lines[50_000:]])
    table = read(text)
    table.head(10)
    numbers = [int(cells[0]) for cells in table.sample(100)]
    assert len(numbers) > 50
    assert numbers == sorted(numbers)
    assert numbers[0] < 10_000
    assert numbers[-1] > 90_000
    assert read(text, Pipe).sample(100) == []


def test_lines_that_are_no_objects_are_not_sampled() -> None:
    line = json.dumps({"n": 1, "x": "x" * 100})
    table = read("\n".join([line] * 2 + [line, "[1]", "{"] * 2_000))
    assert table.head(2)[0] == (1, ["n", "x"])
    sample = table.sample(5_000)
    assert len(sample) > 900
    assert {cells[0] for cells in sample} == {"1"}


def marked(text: str, *, kept: str = "") -> str:
    table = read(text)
    layout = TableLayout(0, table.head(100)[0], table.width, ["x"], [0])
    file = BytesIO()

    def annotator(line: int, cells: list[str]) -> list[str] | None:
        return [f"{line}:{cells[0]}"] if not kept or cells[0] in kept else None

    table.annotate(file, layout, annotator, UTF_8)
    assert table.position() == len(text.encode())
    return file.getvalue().decode()


def test_a_member_is_added_and_all_else_stays() -> None:
    text = '{"a": 1.10, "b": [1,\t2]}\r\n\n  {"a":"县"} \n{ }'
    assert marked(text) == (
        '{"a": 1.10, "b": [1,\t2], "x": "1:1.1"}\r\n\n  {"a":"县","x":"3:县"} \n'
        '{"x": "4:"}'
    )


def test_rows_are_left_out() -> None:
    assert marked('{"a":1}\n\n{"a":2}\n{"a":3}\n', kept="13") == (
        '{"a":1,"x":"1:1"}\n\n{"a":3,"x":"4:3"}\n'
    )


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('{"a": 1}\n{"a": }', "a.jsonl, line 2: not JSON: Expecting value"),
        ('{"a": 1}\n[1]', "a.jsonl, line 2: not an object"),
        ('{"a": 1} {"a": 2}', "a.jsonl, line 1: not JSON: Extra data"),
        ('{"a": 1}\n\n{"a": 1', "a.jsonl, line 3: not JSON: Expecting ',' delimiter"),
        ('[\n{"a": 1}\n]', "a.jsonl, line 1: not JSON: Expecting value"),
    ],
)
def test_a_damaged_line_is_told(text: str, problem: str) -> None:
    with pytest.raises(TableError) as error:
        list(read(text).records())
    assert str(error.value) == problem


def test_a_line_that_is_not_in_the_encoding_is_told() -> None:
    content = b'{"a": "x"}\n' * 10_000 + b'{"a": "\xff"}\n'
    table = open_table(BytesIO(content), Path("a.jsonl"), ReadOptions())
    with pytest.raises(TableError, match=r"a\.jsonl, line 10001: not utf-8 text"):
        list(table.records())


def test_a_key_that_comes_later_stays_and_is_no_column(
    shudi: Shudi, tmp_path: Path
) -> None:
    path = tmp_path / "t.jsonl"
    line = '{"县": "美姑县"}\n'
    path.write_text(line * 9_999 + '{"县": "美姑县", "later": 1}\n', "utf-8")
    out = shudi("match", str(path), "-q").out
    last = out.splitlines()[-1]
    assert last.startswith('{"县": "美姑县", "later": 1, "shudi_status": "listed"')
    assert shudi("match", str(path), "-q", "-f", "csv").err == (
        f"shudi: {path}, line 10000: key 'later' is not in the first 3001 lines; "
        "use --format jsonl\n"
    )


def test_large_records_are_not_all_looked_at() -> None:
    line = json.dumps({"a": "x" * 1_000_000})
    table = read("\n".join([line] * 40))
    assert len(table.head(3_000)) == 18  # with the header: 16 MiB of text


lines = st.lists(
    st.dictionaries(st.text(), st.none() | st.integers() | st.text(), max_size=4),
    min_size=1,
)


@given(lines, st.booleans())
def test_any_objects_keep_their_values(
    records: list[dict[str, object]], ascii_only: bool
) -> None:
    text = "\n".join(json.dumps(each, ensure_ascii=ascii_only) for each in records)
    try:
        text.encode()
    except UnicodeEncodeError:  # a lone surrogate, which no file has
        return
    table = read(text)
    layout = TableLayout(0, table.head(100)[0], table.width, ["shudi_x"])
    file = BytesIO()
    table.annotate(file, layout, lambda line, cells: ["县"], UTF_8)
    again = [json.loads(line) for line in file.getvalue().decode().split("\n")]
    assert again == [{**record, "shudi_x": "县"} for record in records]
