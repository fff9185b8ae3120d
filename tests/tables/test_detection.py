"""Files that are not what their names say, in the bytes that real ones begin with."""

import gzip
import lzma
import sqlite3
from bz2 import compress
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pandas
import polars
import pytest
from conftest import ROOT, process
from xlsb import Sheet, xlsb

from shudi.errors import TableError
from shudi.tables.base import ReadOptions
from shudi.tables.formats import open_table

FILES = ROOT / "tests/files"
NAMED = "{0} file by its content; name it {0}"
ARCHIVE = "{} archive by its content; unpack it"
OTHER = "{} file by its content; save the table as .xlsx or .csv"


def archive(*names: str) -> bytes:
    """A ZIP archive of files without content."""
    file = BytesIO()
    with ZipFile(file, "w") as package:
        for name in names:
            package.writestr(name, "")
    return file.getvalue()


def problem_of(content: bytes, name: str = "a.csv") -> str:
    with pytest.raises(TableError) as error:
        open_table(BytesIO(content), Path(name), ReadOptions())
    return str(error.value).removeprefix(f"{name}: ")


@pytest.mark.parametrize("suffix", [".xls", ".xlsx", ".ods"])
def test_a_workbook_is_told_by_its_kind(suffix: str) -> None:
    content = (FILES / f"county{suffix}").read_bytes()
    assert problem_of(content) == NAMED.format(suffix)


def test_an_xlsb_is_told_from_an_xlsx() -> None:
    assert problem_of(xlsb(Sheet("a", [[1]]))) == NAMED.format(".xlsb")


@pytest.mark.parametrize(
    ("names", "problem"),
    [
        (["xl/workbook.xml"], NAMED.format(".xlsx")),
        (["[Content_Types].xml", "word/document.xml"], OTHER.format("Word")),
        (["a.csv"], NAMED.format(".zip")),
    ],
)
def test_archives_are_told_by_their_parts(names: list[str], problem: str) -> None:
    assert problem_of(archive(*names)) == problem


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (gzip.compress(b"a,b\n"), NAMED.format(".gz")),
        (compress(b"a,b\n"), ARCHIVE.format("bzip2")),
        (lzma.compress(b"a,b\n"), ARCHIVE.format("xz")),
        (b"\x28\xb5\x2f\xfd\x04\x58", ARCHIVE.format("zstd")),
        (b"7z\xbc\xaf\x27\x1c\0\4", ARCHIVE.format("7z")),
        (b"Rar!\x1a\x07\x01\0", ARCHIVE.format("RAR")),
        (b"%PDF-1.7\n%\xe2\xe3", OTHER.format("PDF")),
        (b"ARROW1\0\0\xff\xff", NAMED.format(".feather")),
        (b"$FL2@(#) IBM SPSS STATISTICS", NAMED.format(".sav")),
        (b"$FL3@(#) IBM SPSS STATISTICS", NAMED.format(".sav")),
        (b"\0\1\0\0Standard Jet DB\0", OTHER.format("Access")),
        (b"\x89PNG\r\n\x1a\n", OTHER.format("PNG")),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", OTHER.format("JPEG")),
        (b"{\\rtf1\\ansi", OTHER.format("RTF")),
        (b"<table><tr><td>1</td></tr></table>", OTHER.format("HTML")),
        (b"\xef\xbb\xbf\r\n<!DOCTYPE html>\n<html>", OTHER.format("HTML")),
        ("\ufeff<HTML xmlns:x=''>".encode("utf-16-le"), OTHER.format("HTML")),
        (b'<?xml version="1.0"?><Workbook>', OTHER.format("XML")),
    ],
)
@pytest.mark.parametrize("name", ["a.csv", "a.tsv", "a"])
def test_what_is_no_text_is_told_by_its_kind(
    content: bytes, problem: str, name: str
) -> None:
    assert problem_of(content, name) == problem


def test_what_pandas_and_sqlite_write_is_told(tmp_path: Path) -> None:
    table = pandas.DataFrame({"a": [1]})
    table.to_stata(tmp_path / "a.dta", version=118)
    with sqlite3.connect(tmp_path / "a.db") as database:
        database.execute("CREATE TABLE a (b)")
    database.close()
    assert problem_of((tmp_path / "a.dta").read_bytes()) == NAMED.format(".dta")
    assert problem_of((tmp_path / "a.db").read_bytes()) == OTHER.format("SQLite")


def test_what_polars_writes_is_told() -> None:
    file = BytesIO()
    polars.DataFrame({"县": ["美姑县"]}).write_parquet(file)
    assert problem_of(file.getvalue()) == NAMED.format(".parquet")


@pytest.mark.parametrize(
    "text",
    ["PAR1,x\n", "<5,x\n", "<tables,x\n", "Rar!,x\n", "7z,x\n", "BZh9,x\n", "{a,x\n"],
)
def test_text_that_begins_like_another_kind_is_read(text: str) -> None:
    table = open_table(BytesIO(text.encode()), Path("a.csv"), ReadOptions())
    assert list(table.records()) == [(1, text[:-1].split(","))]


def test_a_workbook_on_standard_input_is_told() -> None:
    with (FILES / "county.xlsx").open("rb") as file:
        printed = process("match", "-", stdin=file)
    problem = NAMED.format(".xlsx")
    assert printed.stderr.decode() == f"shudi: standard input: {problem}\n"
    assert printed.returncode == 1


@pytest.mark.parametrize(
    ("content", "name", "problem"),
    [
        (b"PAR1\x15", "a.dta", NAMED.format(".parquet")),
        (b"<stata_dta>", "a.parquet", NAMED.format(".dta")),
        (b"PAR1\x15", "a.feather", NAMED.format(".parquet")),
        (b"%PDF-1.7", "a.xlsx", OTHER.format("PDF")),
        (b"<html>", "a.sav", OTHER.format("HTML")),
    ],
)
def test_a_binary_file_of_another_kind_is_told(
    content: bytes, name: str, problem: str
) -> None:
    assert problem_of(content, name) == problem


def test_an_ods_named_xlsx_is_told_and_one_named_xls_is_read() -> None:
    content = (FILES / "county.ods").read_bytes()
    assert problem_of(content, "a.xlsx") == NAMED.format(".ods")
    table = open_table(BytesIO(content), Path("a.xls"), ReadOptions())
    assert table.head(2)[1][1][:2] == ["省", "县"]
