"""Several files in one call."""

import csv
from pathlib import Path

import pytest
from conftest import ROOT, Shudi


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("2018.csv").write_text("县\n美姑县\n金川\n", "utf-8")
    Path("2019.tsv").write_text("县\tn\n武侯区\t1\n", "utf-8")
    return tmp_path


def test_each_file_is_marked_under_its_name(shudi: Shudi, folder: Path) -> None:
    status, out, err = shudi("match", "2018.csv", "2019.tsv", "-o", "marked")
    assert (status, out) == (0, "")
    assert sorted(path.name for path in Path("marked").iterdir()) == [
        "2018.csv",
        "2019.tsv",
    ]
    assert Path("marked/2018.csv").read_text("utf-8").splitlines()[1] == (
        "美姑县,listed,513436,美姑县,national,凉山州,四川省,name"
    )
    assert "武侯区\t1\tunlisted" in Path("marked/2019.tsv").read_text("utf-8")
    lines = err.splitlines()
    assert lines[0] == f"shudi: 2018.csv → {Path('marked/2018.csv')}"
    assert f"shudi: 2019.tsv → {Path('marked/2019.tsv')}" in lines
    assert "shudi: 2 rows: 1 listed (1 national, 0 provincial)" in err


def test_a_format_gives_the_files_its_suffix(shudi: Shudi, folder: Path) -> None:
    done = shudi("match", "2018.csv", "2019.tsv", "-o", "new/a.b", "-f", "jsonl", "-q")
    assert done == (0, "", "")
    assert {path.name for path in Path("new/a.b").iterdir()} == {
        "2018.jsonl",
        "2019.jsonl",
    }


def test_workbooks_and_other_binary_files_go_into_a_folder(
    shudi: Shudi, folder: Path
) -> None:
    names = ["t.xlsx", "t.parquet", "t.dta", "t.csv.gz"]
    for name in names:
        shudi("match", "2018.csv", "-o", name, "-q")
    (folder / "t.xls").write_bytes((ROOT / "tests/files/county.xls").read_bytes())
    done = shudi("match", *names, "t.xls", "-o", "m", "-q", "--prefix", "x_")
    assert (done.status, "t.xlsx would be written twice" in done.err) == (2, True)
    done = shudi("match", *names, "-o", "m", "-q", "--prefix", "x_")
    assert (done.status, done.err) == (0, "")
    assert {path.name for path in Path("m").iterdir()} == {*names}
    assert shudi("match", "t.xls", "-o", "m2", "2018.csv", "-q") == (0, "", "")
    assert {path.name for path in Path("m2").iterdir()} == {"t.xlsx", "2018.csv"}


def test_one_file_goes_into_a_folder_that_is_there(shudi: Shudi, folder: Path) -> None:
    Path("marked").mkdir()
    err = shudi("match", "2018.csv", "-o", "marked").err
    assert err.startswith(f"shudi: 2018.csv → {Path('marked/2018.csv')}\n")
    assert Path("marked/2018.csv").read_text("utf-8").startswith("县,shudi_status,")


def test_a_file_that_cannot_be_matched_does_not_stop_the_others(
    shudi: Shudi, folder: Path
) -> None:
    Path("bad.csv").write_text("品名,n\n茶叶,1\n", "utf-8")
    files = ("none.csv", "bad.csv", "2018.csv")
    status, out, err = shudi("match", *files, "-o", "marked", "-q")
    assert (status, out) == (1, "")
    assert err == (
        "shudi: none.csv: No such file or directory\n"
        "shudi: cannot tell which column holds the place names; use --column. "
        "Columns: 品名, n\n"
    )
    assert [path.name for path in Path("marked").iterdir()] == ["2018.csv"]


def test_one_report_has_the_values_of_all(shudi: Shudi, folder: Path) -> None:
    Path("2020.csv").write_text("县\n美姑县\n白沙\n", "utf-8")
    files = ("2018.csv", "2019.tsv", "2020.csv")
    shudi("match", *files, "-o", "marked", "-q", "--report", "report.csv")
    with Path("report.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["file"], row["value"], row["first_line"]) for row in rows] == [
        ("2018.csv", "金川", "3"),
        ("2020.csv", "白沙", "3"),
    ]
    assert shudi("match", *files, "-o", "m2", "-q", "--strict").status == 1
    shudi("match", "2018.csv", "-q", "--report", "one.csv")
    assert Path("one.csv").read_text("utf-8").startswith("value,status,")


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("2018.csv 2019.tsv", "several files need a folder; use --output FOLDER"),
        ("2018.csv 2019.tsv -o all.csv", "several files need a folder; use"),
        ("2018.csv - -o marked", "standard input has no name for the folder; use"),
        ("2018.csv a/2018.csv -o marked", "2018.csv would be written twice; match"),
        ("2018.csv 2018.tsv -o m -f csv", "2018.csv would be written twice; match"),
    ],
)
def test_what_cannot_be_written_is_told_before_any_work(
    shudi: Shudi, folder: Path, line: str, problem: str
) -> None:
    status, out, err = shudi("match", *line.split())
    assert (status, out) == (2, "")
    assert problem in err
    assert not Path("marked").exists()


def test_nothing_is_overwritten(shudi: Shudi, folder: Path) -> None:
    Path("marked").mkdir()
    Path("marked/2019.tsv").write_text("mine", "utf-8")
    status, _, err = shudi("match", "2018.csv", "2019.tsv", "-o", "marked")
    path = Path("marked/2019.tsv")
    assert (status, err) == (
        1,
        f"shudi: {path} already exists; use --force to overwrite it\n",
    )
    assert [path.name for path in Path("marked").iterdir()] == ["2019.tsv"]
    status, _, err = shudi("match", "2018.csv", "2019.tsv", "-o", ".", "--force")
    assert (status, err) == (
        1,
        "shudi: 2018.csv is the input file; write to another file\n",
    )


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("t.json --sheet 1", "--sheet is for workbooks; t.json has no sheets"),
        ("t.json --delimiter tab", "--delimiter is for delimited text; t.json is none"),
        ("t.parquet --encoding gbk", "--encoding is for text; t.parquet is none"),
    ],
)
def test_options_without_effect_are_refused(
    shudi: Shudi, folder: Path, line: str, problem: str
) -> None:
    status, _, err = shudi("match", *line.split())
    assert status == 2
    assert problem in err
