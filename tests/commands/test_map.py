import csv
import io
from pathlib import Path

import pytest
from conftest import LIST, Shudi


def test_the_map_is_written_as_svg_by_suffix_and_by_format(
    shudi: Shudi, tmp_path: Path
) -> None:
    path = tmp_path / "MAP.SVG"
    assert shudi("map", "-t", "国家级", "-o", str(path)) == (0, "", "")
    svg = path.read_text("utf-8")
    assert svg.startswith("<svg ")
    assert shudi("map", "-t", "national", "-f", "svg") == (0, svg, "")
    text = tmp_path / "map.txt"
    assert shudi("map", "-f", "svg", "-t", "national", "-o", str(text)).status == 0
    assert text.read_text("utf-8") == svg


def test_the_map_is_text_in_other_files(shudi: Shudi, tmp_path: Path) -> None:
    path = tmp_path / "map.txt"
    assert shudi("map", "--label", "代码", "-o", str(path)).status == 0
    assert "●513436" in path.read_text("utf-8")
    assert shudi("map", "-f", "map", "--label", "code").out == path.read_text("utf-8")


def test_as_a_table_it_has_the_place_of_each_county(shudi: Shudi) -> None:
    rows = list(csv.reader(io.StringIO(shudi("map", "-f", "csv").out)))
    listed = list(csv.reader(io.StringIO(LIST.decode())))
    assert [row[:-2] for row in rows] == listed
    assert rows[0][-2:] == ["row", "column"]
    places = {tuple(map(int, row[-2:])) for row in rows[1:]}
    assert len(places) == 50
    assert {row for row, _ in places} == set(range(1, 9))
    assert {column for _, column in places} == set(range(1, 10))


def test_a_table_of_the_map_is_filtered(shudi: Shudi) -> None:
    out = shudi("map", "-p", "巴中", "-f", "csv").out
    assert [line.split(",")[1] for line in out.splitlines()[1:]] == ["通江县", "平昌县"]


@pytest.mark.parametrize("arguments", ["-o map.svg", "-f svg"])
def test_an_svg_is_utf_8(
    shudi: Shudi, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: str
) -> None:
    monkeypatch.chdir(tmp_path)
    status, out, err = shudi("map", *arguments.split(), "--encoding", "gb18030")
    assert (status, out) == (2, "")
    assert "SVG is written as UTF-8" in err
    assert shudi("map", *arguments.split(), "--encoding", "utf-8").status == 0


def test_a_label_that_does_not_exist_is_refused(shudi: Shudi) -> None:
    status, _, err = shudi("map", "--label", "adcode")
    assert status == 2
    assert "did you mean code?" in err
