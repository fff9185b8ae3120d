"""What every format of the registry holds to, each with a file of its own."""

import csv
from collections.abc import Mapping
from datetime import date, datetime
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from conftest import ROOT, Shudi
from xlsb import Sheet, xlsb

from shudi.tables.base import NewTable
from shudi.tables.formats import FORMATS, WRITTEN, Format, write_table

FILES = ROOT / "tests/files"
COLUMNS = ["省", "county", "code", "amount", "day"]
ROWS: list[list[object]] = [
    ["四川省", "美姑县", "513436", 1.5, date(2021, 8, 10)],
    ["四川省", "武侯区", "510107", 2, None],
    ["甘肃省", "合作市", "623001", None, date(2021, 8, 12)],
]
READ = [name for name, file_format in FORMATS.items() if file_format.reads]
TYPED = [name for name in READ if FORMATS[name].typed]
MARKED = [name for name in READ if FORMATS[name].marks]


def sample(file_format: Format) -> bytes:
    """A small file; of a format that is not written, another program's."""
    if file_format.name == "xlsb":
        return xlsb(Sheet("表", [COLUMNS[:4], *(row[:4] for row in ROWS)]))
    if file_format.written_as:
        return (FILES / f"county{file_format.suffixes[0]}").read_bytes()
    columns, rows = COLUMNS, ROWS
    if file_format.name == "geojson":
        columns = [*COLUMNS, "latitude", "longitude"]
        rows = [[*row, 28.3, 103.1] for row in ROWS]
    file = BytesIO()
    write_table(NewTable(columns, rows), file, file_format)
    return file.getvalue()


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Mapping[str, Path]:
    """A file of each format that is read."""
    monkeypatch.chdir(tmp_path)
    paths = {}
    for name in READ:
        paths[name] = Path(f"t{FORMATS[name].suffixes[0]}")
        paths[name].write_bytes(sample(FORMATS[name]))
    return paths


def rows_of(shudi: Shudi, path: Path, *options: str) -> list[dict[str, str]]:
    """The marked table as text."""
    done = shudi("match", str(path), "-q", "-f", "csv", *options)
    assert (done.status, done.err) == (0, "")
    rows = iter(csv.reader(StringIO(done.out)))
    header = next(row for row in rows if "shudi_code" in row)  # below a title
    return [dict(zip(header, row, strict=True)) for row in rows]


@pytest.mark.parametrize("name", READ)
def test_a_table_of_each_format_is_matched(
    shudi: Shudi, files: Mapping[str, Path], name: str
) -> None:
    codes = [row["shudi_code"] for row in rows_of(shudi, files[name])]
    by_libreoffice = ["513436", "513429", "510104", "513437"]
    is_ours = name not in ("xls", "ods")
    assert codes == (["513436", "510107", "623001"] if is_ours else by_libreoffice)


@pytest.mark.parametrize("name", TYPED)
def test_numbers_and_dates_stay_such(
    shudi: Shudi, files: Mapping[str, Path], name: str
) -> None:
    from openpyxl import load_workbook

    target = Path("out.xlsx")
    done = shudi("match", str(files[name]), "-q", "-o", str(target))
    assert (done.status, done.err) == (0, "")
    values = [cell.value for row in load_workbook(target).worksheets[0] for cell in row]
    is_ours = name not in ("xls", "ods")
    assert (1.5 if is_ours else 12.5) in values
    if name not in ("json", "jsonl", "geojson", "xlsb"):  # which have no dates
        assert (datetime(2021, 8, 10) if is_ours else datetime(2024, 5, 1)) in values


@pytest.mark.parametrize("name", MARKED)
def test_a_marked_copy_has_the_same_cells_and_more(
    shudi: Shudi, files: Mapping[str, Path], name: str
) -> None:
    target = Path(f"m{FORMATS[name].suffixes[0]}")
    done = shudi("match", str(files[name]), "-q", "-o", str(target))
    assert (done.status, done.err) == (0, "")
    before = shudi("match", str(files[name]), "-q", "-f", "csv").out
    again = shudi("match", str(target), "-q", "-f", "csv", "--prefix", "x_")
    assert again.status == 0
    for line, marked in zip(before.splitlines(), again.out.splitlines(), strict=True):
        assert marked.startswith(f"{line},")


@pytest.mark.parametrize("written", WRITTEN)
@pytest.mark.parametrize("name", READ)
def test_each_format_is_written_as_each_other(
    shudi: Shudi, files: Mapping[str, Path], name: str, written: str
) -> None:
    target = Path(f"out{WRITTEN[written].suffixes[0]}")
    done = shudi("match", str(files[name]), "-q", "-o", str(target))
    if written == "geojson" and name != "geojson":
        assert done.status == 2
        assert "geojson needs columns latitude and longitude" in done.err
        assert not target.exists()
        return
    assert (done.status, done.err) == (0, "")
    assert target.stat().st_size > 0
    if WRITTEN[written].reads:
        again = rows_of(shudi, target, "--prefix", "x_")
        assert [row["shudi_code"] for row in again] == [row["x_code"] for row in again]


@pytest.mark.parametrize("name", READ)
def test_a_damaged_file_is_one_line_and_nothing_is_written(
    shudi: Shudi, files: Mapping[str, Path], name: str
) -> None:
    path = files[name]
    whole = path.read_bytes()
    is_text = not FORMATS[name].binary
    for damaged in (
        whole[: len(whole) // 2] + (b'\n"\xff' if is_text else b""),
        whole[: len(whole) // 3] + (b"\0" if is_text else b""),
        b"",
    ):
        path.write_bytes(damaged)
        status, out, err = shudi("match", str(path), "-o", "out.csv", "-c", "1", "-q")
        assert (status, out) == (1, "")
        assert err.startswith(f"shudi: {path}")
        assert err.count("\n") == 1
        assert not Path("out.csv").exists()
        assert [*Path().glob(".shudi-*")] == []
