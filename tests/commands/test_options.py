"""Where answers go, the same for every command."""

import csv
import os
from pathlib import Path

import pytest
from conftest import LIST, Shudi, process


def test_a_minus_sign_is_standard_output(
    shudi: Shudi, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert shudi("list", "-f", "csv", "-o", "-").out.encode() == LIST
    assert os.listdir() == []


@pytest.mark.parametrize("arguments", ["list", "show 美姑", "count -b tier"])
def test_every_command_writes_workbooks(
    shudi: Shudi, tmp_path: Path, arguments: str
) -> None:
    import openpyxl

    path = tmp_path / "a.xlsx"
    assert shudi(*arguments.split(), "-o", str(path)) == (0, "", "")
    sheet = openpyxl.load_workbook(path).worksheets[0]
    rows = [[cell.value for cell in row] for row in sheet]
    _, csv_text, _ = shudi(*arguments.split(), "-f", "csv")
    written = [["" if cell is None else str(cell) for cell in row] for row in rows]
    as_numbers = csv_text.replace(".0\n", "\n").replace(".0,", ",")
    assert written == list(csv.reader(as_numbers.splitlines()))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_file_has_the_encoding_asked_for(
    shudi: Shudi, tmp_path: Path, encoding: str
) -> None:
    path = tmp_path / "list.csv"
    assert shudi("list", "-o", str(path), "--encoding", encoding) == (0, "", "")
    assert path.read_bytes().decode(encoding).encode() == LIST
    assert path.read_bytes().startswith(b"\xef\xbb\xbf") == (encoding == "utf-8-sig")


@pytest.mark.parametrize(
    ("name", "start"),
    [
        ("a.json", "[\n"),
        ("a.MD", "| code"),
        ("a.tsv", "code\tname"),
        ("a.txt", "county "),
        ("a", "county "),
    ],
)
def test_the_suffix_sets_the_format(
    shudi: Shudi, tmp_path: Path, name: str, start: str
) -> None:
    shudi("list", "-o", str(tmp_path / name))
    assert (tmp_path / name).read_text("utf-8").startswith(start)


def test_a_file_is_overwritten_only_with_force(shudi: Shudi, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("mine")
    status, out, err = shudi("list", "-o", str(path))
    assert (status, out) == (1, "")
    assert err == f"shudi: {path} already exists; use --force to overwrite it\n"
    assert path.read_text() == "mine"
    assert shudi("list", "-o", str(path), "--force")[:2] == (0, "")
    assert path.read_bytes() == LIST


def test_a_file_that_cannot_be_written_is_reported(
    shudi: Shudi, tmp_path: Path
) -> None:
    status, out, err = shudi("list", "-o", str(tmp_path / "no" / "a.csv"))
    assert (status, out) == (1, "")
    assert err.endswith("No such file or directory\n")
    assert len(err.splitlines()) == 1


def test_a_character_that_an_encoding_lacks_is_reported(
    shudi: Shudi, tmp_path: Path
) -> None:
    path = tmp_path / "a.csv"
    status, _, err = shudi("list", "-o", str(path), "--encoding", "cp1252")
    assert status == 1
    assert err == "shudi: cp1252 cannot encode '壤'; use --encoding utf-8 or gb18030\n"
    assert not path.exists()


@pytest.mark.parametrize(
    "arguments",
    [
        "list --encoding gb18030",
        "aliases --encoding gb18030",
        "match a.csv --output-encoding gb18030",
    ],
)
def test_a_workbook_has_no_encoding(
    shudi: Shudi, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a.csv").write_text("县\n美姑县\n", "utf-8")
    status, out, err = shudi(*arguments.split(), "-o", "b.xlsx")
    assert (status, out) == (2, "")
    assert "the output encoding is for text; b.xlsx is a workbook" in err
    assert os.listdir() == ["a.csv"]


def test_a_pipe_has_the_encoding_asked_for() -> None:
    out = process("list", "-f", "csv", "--encoding", "gb18030").stdout
    assert out == LIST.decode().encode("gb18030")
