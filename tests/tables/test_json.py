"""JSON arrays, objects that have one, and GeoJSON."""

import json
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from conftest import Shudi
from hypothesis import given
from hypothesis import strategies as st

from shudi.errors import EncodingError, FormatError, TableError
from shudi.tables.base import UTF_8, Encoding, NewTable, ReadOptions, TableLayout
from shudi.tables.formats import FORMATS, open_table, write_table
from shudi.tables.json import JsonTable

ADDED = (
    '"shudi_status": "listed", "shudi_code": "513436", "shudi_name": "美姑县", '
    '"shudi_tier": "national", "shudi_prefecture": "凉山州", '
    '"shudi_province": "四川省", "shudi_via": "name"'
)


def read(text: str, name: str = "a.json", encoding: str = "utf-8") -> JsonTable:
    table = open_table(BytesIO(text.encode(encoding)), Path(name), ReadOptions())
    assert isinstance(table, JsonTable)
    return table


def marked(text: str, *only: str, name: str = "a.json") -> str:
    """The text with a member x, the text of the first column; some rows left out."""
    table = read(text, name)
    columns = table.head(1)[0][1] if table.width else []
    layout = TableLayout(0, (1, columns), table.width, ["x"], [0])
    file = BytesIO()

    def annotator(line: int, cells: list[str]) -> list[str] | None:
        return [f"{line}:{cells[0]}"] if not only or cells[0] in only else None

    table.annotate(file, layout, annotator, UTF_8)
    return file.getvalue().decode()


def test_the_columns_are_the_keys_of_all_records() -> None:
    table = read('[{"县": "美姑县", "n": 1}, {"n": 2, "m": {"a": 1, "b": [2]}}, {}]')
    assert table.width == 4
    assert list(table.records()) == [
        (1, ["县", "n", "m.a", "m.b"]),
        (1, ["美姑县", "1", "", ""]),
        (2, ["", "2", "1", "[2]"]),
        (3, ["", "", "", ""]),
    ]
    layout = TableLayout(0, (1, ["县", "n", "m.a", "m.b"]), 4, [])
    assert [values for _, values in table.values(layout)] == [
        ["美姑县", 1, None, None],
        [None, 2, 1, "[2]"],
        [None, None, None, None],
    ]
    assert [cells for _, cells in table.rows(layout)] == table.sample(10)
    assert table.sample(1) == [["美姑县", "1", "", ""]]
    assert table.position() == 0


def test_records_have_numbers_whatever_the_lines() -> None:
    table = read('[\n{"a": 1},\n\n{"a":\n2}, {"a": 3}]')
    assert [number for number, _ in table.records()] == [1, 1, 2, 3]


@pytest.mark.parametrize(
    "text",
    [
        '{"code": 0, "data": {"total": 1, "list": [{"县": "美姑县"}], "x": {}}}',
        '{"data": [{"县": "美姑县"}], "none": [], "numbers": [1, 2], "names": ["a"]}',
    ],
)
def test_the_one_array_of_objects_is_found_wherever_it_is(text: str) -> None:
    assert [cells for _, cells in read(text).records()] == [["县"], ["美姑县"]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('[{"a": "1", "b": 1.10}]', '[{"a": "1", "b": 1.10, "x": "1:1"}]'),
        ('[{"a":1,"b":2}]\n', '[{"a":1,"b":2,"x":"1:1"}]\n'),
        (
            '[\n  {\n    "a": 1,\n    "b": [\n 1]\n  }\n]',
            '[\n  {\n    "a": 1,\n    "b": [\n 1],\n    "x": "1:1"\n  }\n]',
        ),
        ('[{"a":1},{ }]', '[{"a":1,"x":"1:1"},{"x": "2:"}]'),
        (
            '{"n":1,"rows":[{"a":1}],"b":[]}',
            '{"n":1,"rows":[{"a":1,"x":"1:1"}],"b":[]}',
        ),
        ('[{"a\\"": "\\u53bf"}]', '[{"a\\"": "\\u53bf", "x": "1:县"}]'),
        ('[{"a": 1e400}]', '[{"a": 1e400, "x": "1:inf"}]'),
    ],
)
def test_a_member_is_added_and_all_else_stays(text: str, expected: str) -> None:
    assert marked(text) == expected


@pytest.mark.parametrize(
    ("kept", "expected"),
    [
        ("123", '[ {"a":1,"x":"1:1"} , {"a":2,"x":"2:2"} ,\n{"a":3,"x":"3:3"} ]'),
        ("1", '[ {"a":1,"x":"1:1"} ]'),
        ("2", '[  {"a":2,"x":"2:2"} ]'),
        ("3", '[ \n{"a":3,"x":"3:3"} ]'),
        ("13", '[ {"a":1,"x":"1:1"} ,\n{"a":3,"x":"3:3"} ]'),
        ("23", '[  {"a":2,"x":"2:2"} ,\n{"a":3,"x":"3:3"} ]'),
        ("0", "[ ]"),
    ],
)
def test_rows_are_left_out_with_their_commas(kept: str, expected: str) -> None:
    text = marked('[ {"a":1} , {"a":2} ,\n{"a":3} ]', *kept)
    assert [row["a"] for row in json.loads(text)] == [
        int(each) for each in kept if each != "0"
    ]
    assert text.split() == expected.split()


FEATURES = (
    '{"type": "FeatureCollection", "crs": {"properties": {}}, "features": [\n'
    '{"type": "Feature", "geometry": {"type": "Point", "coordinates": [103.10, 28]}, '
    '"properties": {"县": "美姑县"}},\n'
    '{"type": "Feature", "properties": null, "geometry": null}\n]}'
)


def test_a_feature_has_its_values_in_its_properties() -> None:
    assert list(read(FEATURES, "a.geojson").records()) == [
        (1, ["县"]),
        (1, ["美姑县"]),
        (2, [""]),
    ]
    assert marked(FEATURES, name="a.geojson") == FEATURES.replace(
        '{"县": "美姑县"}', '{"县": "美姑县", "x": "1:美姑县"}'
    ).replace("null,", '{"x": "2:"},', 1)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "a.json, line 1: not JSON: Expecting value"),
        ("[", "a.json, line 1: not JSON: Expecting value"),
        ('[{"a": 1}', "a.json, line 1: not JSON: Expecting ',' delimiter"),
        ('[{"a": 1}\n{"a": 2}]', "a.json, line 2: not JSON: Expecting ',' delimiter"),
        ('[{"a": 1}]\n]', "a.json, line 2: not JSON: Extra data"),
        ('[{"a": 1},\n2]', "a.json, line 2: not an object"),
        ('[{"a": 1},\n{"a" 2}]', "a.json, line 2: not JSON: Expecting ':' delimiter"),
        ('{"a": [{}], 1: 2}', "a.json, line 1: not JSON: Expecting property name"),
        ('{"a" [{}]}', "a.json, line 1: not JSON: Expecting ':' delimiter"),
        ('{"a": [{}] "b": 1}', "a.json, line 1: not JSON: Expecting ',' delimiter"),
        ('[{"a": "\n"}]', "a.json, line 1: not JSON: Invalid control character at"),
        ("[]", "a.json: has no array of objects, such as ["),
        ("{}", "a.json: has no array of objects, such as ["),
        ("1", "a.json: has no array of objects, such as ["),
        ('[["县"]]', "a.json: has no array of objects, such as ["),
        ('{"a": [{}], "b": [{}]}', "a.json: has several arrays of objects; keep one"),
        ("[" * 100_000, "a.json, line 1: not JSON: it is nested too deeply"),
        ('{"a":' * 100_000, "a.json, line 1: not JSON: it is nested too deeply"),
        (
            '{"a": 1}\n{"a": 2}',
            "line 2: not JSON: a value after the end; if it is JSON",
        ),
        ('[{"a": ' + "1" * 5_000 + "}]", "line 1: not JSON: a number has too many"),
        (
            '[{"type": "Feature", "properties": 1}]',
            "a.json, line 1: not an object",
        ),
    ],
)
def test_what_is_no_table_is_told(text: str, problem: str) -> None:
    with pytest.raises(TableError) as error:
        read(text)
    assert problem in str(error.value)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
def test_other_encodings_are_read(encoding: str) -> None:
    table = read('[{"县": "美姑县"}]', encoding=encoding)
    assert [cells for _, cells in table.records()] == [["县"], ["美姑县"]]


def test_a_text_in_no_encoding_is_told() -> None:
    content = b'[{"a": "' + b"x" * 70_000 + b'"},\n{"a": "\xff"}]'
    with pytest.raises(TableError, match=r"a\.json, line 2: not utf-8 text"):
        open_table(BytesIO(content), Path("a.json"), ReadOptions())


def test_an_encoding_that_lacks_a_character_is_told() -> None:
    table = read('[{"a": 1}]')
    layout = TableLayout(0, (1, ["a"]), 1, ["x"], [0])
    with pytest.raises(EncodingError, match="ascii cannot encode '县'"):
        table.annotate(
            BytesIO(), layout, lambda line, cells: ["县"], Encoding.named("ascii")
        )


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=5,
)


@given(
    st.lists(st.dictionaries(st.text(), json_values), min_size=1),
    st.sampled_from([None, 0, 2, "\t"]),
    st.booleans(),
)
def test_any_objects_keep_their_values(
    records: list[dict[str, object]], indent: int | str | None, ascii_only: bool
) -> None:
    text = json.dumps(records, ensure_ascii=ascii_only, indent=indent)
    try:
        text.encode()
    except UnicodeEncodeError:  # a lone surrogate, which no file has
        return
    table = read(text)
    layout = TableLayout(0, None, table.width, ["shudi_x"])
    file = BytesIO()
    table.annotate(file, layout, lambda line, cells: ["县"], UTF_8)
    again = json.loads(file.getvalue())
    assert json.dumps(again) == json.dumps(
        [{**record, "shudi_x": "县"} for record in records]
    )


def test_a_table_is_matched(shudi: Shudi, tmp_path: Path) -> None:
    path = tmp_path / "t.json"
    path.write_text('[{"县": "四川美姑县", "n": 1.50}]', "utf-8")
    status, out, err = shudi("match", str(path))
    assert (status, out) == (
        0,
        '[{"县": "四川美姑县", "n": 1.50, ' + ADDED + "}]",
    )
    assert err.startswith("shudi: using column 县: 1 of 1 row is a county of China\n")


def test_options_for_a_header_are_refused(shudi: Shudi, tmp_path: Path) -> None:
    path = tmp_path / "t.json"
    path.write_text('[{"县": "美姑县"}]', "utf-8")
    for option in (["--no-header"], ["--header-row", "1"]):
        assert shudi("match", str(path), *option) == (
            1,
            "",
            f"shudi: {path}: its columns have names; use no option for the header\n",
        )


def test_numbers_and_dates_of_other_formats_are_written(tmp_path: Path) -> None:
    rows = [[1, 1.5, float("nan"), date(2021, 8, 10), True, None]]
    for name in ("json", "jsonl"):
        file = BytesIO()
        write_table(NewTable([*"abcdef"], rows), file, FORMATS[name])
        (record,) = (
            [json.loads(file.getvalue())]
            if name == "jsonl"
            else json.loads(file.getvalue())
        )
        assert [*record.values()] == [1, 1.5, None, "2021-08-10", True, None]


def test_the_list_as_points(shudi: Shudi, tmp_path: Path) -> None:
    path = tmp_path / "list.geojson"
    assert shudi("list", "-p", "乐山", "-o", str(path)) == (0, "", "")
    points = json.loads(path.read_text("utf-8"))
    assert points["type"] == "FeatureCollection"
    first = points["features"][0]
    assert first["geometry"] == {"type": "Point", "coordinates": [103.5, 28.8]}
    assert first["properties"]["name"] == "马边县"
    assert "latitude" not in first["properties"]
    caution = [fact["text"] for fact in points["source"] if fact["item"] == "positions"]
    assert "rounded to 0.1°" in caution[0]
    assert "not to measure with" in caution[0]


def test_a_county_that_is_not_on_the_list_has_no_point(shudi: Shudi) -> None:
    (feature,) = json.loads(shudi("show", "武侯区", "-f", "geojson").out)["features"]
    assert feature["geometry"] is None
    assert feature["properties"]["status"] == "unlisted"


def test_without_positions_there_are_no_points(shudi: Shudi, tmp_path: Path) -> None:
    path = tmp_path / "count.geojson"
    status, out, err = shudi("count", "-o", str(path))
    assert (status, out, path.exists()) == (1, "", False)
    problem = "geojson needs columns latitude and longitude; use --format json"
    assert err == f"shudi: {problem}\n"
    with pytest.raises(FormatError):
        write_table(NewTable(["latitude"], []), BytesIO(), FORMATS["geojson"])


def test_a_table_with_positions_becomes_points(shudi: Shudi, tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("county,longitude,latitude\n美姑县,103.1,28.3\n", "utf-8")
    target = tmp_path / "t.geojson"
    assert shudi("match", str(path), "-o", str(target), "-q") == (0, "", "")
    (feature,) = json.loads(target.read_text("utf-8"))["features"]
    assert feature["geometry"]["coordinates"] == [103.1, 28.3]
