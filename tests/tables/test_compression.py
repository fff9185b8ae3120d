"""Compressed files."""

import gzip
import random
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from conftest import LIST, Shudi

from shudi.errors import TableError
from shudi.tables.base import ReadOptions
from shudi.tables.compression import decompressed
from shudi.tables.formats import format_of, open_table

TEXT = "县,n\n美姑县,1\n"
ADDED = "shudi_status,shudi_code,shudi_name,shudi_tier,shudi_prefecture,shudi_province,"


def zipped(*files: tuple[str, bytes]) -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files:
            archive.writestr(name, content)
    return file.getvalue()


def records(content: bytes, name: str) -> list[tuple[int, list[str]]]:
    stream, path = decompressed(BytesIO(content), Path(name))
    return list(open_table(stream, path, ReadOptions(), name).records())


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("t.csv.gz", gzip.compress(TEXT.encode())),
        ("t.CSV.GZ", gzip.compress(TEXT.encode())),
        ("t.gz", gzip.compress(TEXT.encode("gb18030"))),
        ("t.tsv.gz", gzip.compress(TEXT.replace(",", "\t").encode())),
        ("t.zip", zipped(("表.csv", TEXT.encode()))),
        (
            "t.zip",
            zipped(
                ("a/", b""),
                ("a/t.csv", TEXT.encode()),
                ("a/.DS_Store", b"x"),
                ("__MACOSX/a/._t.csv", b"x"),
            ),
        ),
        ("t.jsonl.gz", gzip.compress('{"县": "美姑县", "n": 1}\n'.encode())),
    ],
)
def test_a_compressed_table_is_read(name: str, content: bytes) -> None:
    rows = [cells for _, cells in records(content, name)]
    assert rows[-1:] == [["美姑县", "1"]] or "jsonl" in name
    assert len(rows) == 2


def test_a_compressed_workbook_is_read(shudi: Shudi, tmp_path: Path) -> None:
    assert shudi("list", "-o", str(tmp_path / "list.xlsx")).status == 0
    archive = tmp_path / "list.zip"
    archive.write_bytes(zipped(("list.xlsx", (tmp_path / "list.xlsx").read_bytes())))
    status, out, _ = shudi("match", str(archive), "-f", "csv")
    assert status == 0
    assert out.splitlines()[1].startswith("513230,壤塘县,")


def test_a_marked_table_is_compressed_as_its_name_says(
    shudi: Shudi, tmp_path: Path
) -> None:
    path = tmp_path / "t.csv.gz"
    path.write_bytes(gzip.compress(TEXT.encode()))
    done = shudi("match", str(path), "-q", "-o", str(tmp_path / "m.csv.gz"))
    assert done == (0, "", "")
    text = gzip.decompress((tmp_path / "m.csv.gz").read_bytes()).decode()
    assert text.startswith(f"县,n,{ADDED}")
    assert shudi("match", str(path), "-q").out == text


@pytest.mark.parametrize(
    ("name", "inner"), [("list.csv.zip", "list.csv"), ("list.zip", "list.csv")]
)
def test_a_new_archive_has_one_table(
    shudi: Shudi, tmp_path: Path, name: str, inner: str
) -> None:
    path = tmp_path / name
    assert shudi("list", "-f", "csv", "-o", str(path)).status == 0
    with zipfile.ZipFile(path) as archive:
        assert archive.namelist() == [inner]
        assert archive.read(inner) == LIST


def test_the_same_table_gives_the_same_file(shudi: Shudi, tmp_path: Path) -> None:
    for name in ("a", "b"):
        shudi("list", "-o", str(tmp_path / f"{name}.csv.gz"))
    assert (tmp_path / "a.csv.gz").read_bytes() == (tmp_path / "b.csv.gz").read_bytes()
    assert gzip.decompress((tmp_path / "a.csv.gz").read_bytes()) == LIST


def test_the_format_is_that_of_the_content() -> None:
    found = format_of(Path("a.json.gz"))
    assert found
    assert found.name == "json"
    assert format_of(Path("a.zip")) is None


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("t.csv.gz", TEXT.encode(), "t.csv.gz: the compressed file is damaged"),
        (
            "t.csv.gz",
            gzip.compress(TEXT.encode())[:-4],
            "the compressed file is damaged",
        ),
        ("t.zip", TEXT.encode(), "t.zip: not a .zip archive, or damaged"),
        ("t.zip", zipped(), "t.zip: the archive is empty"),
        ("t.zip", zipped(("a/", b"")), "t.zip: the archive is empty"),
        (
            "t.zip",
            zipped(("a.csv", b"1"), ("b.csv", b"2")),
            "t.zip: holds several files: a.csv, b.csv; take out the table",
        ),
        ("t.tar.gz", gzip.compress(b""), "t.tar.gz: cannot read .tar files; save the"),
        (
            "t.zip",
            zipped(("a.pdf", b"%PDF")),
            "t.zip: cannot read .pdf files; save the",
        ),
    ],
)
def test_what_is_no_compressed_table_is_told(
    name: str, content: bytes, problem: str
) -> None:
    with pytest.raises(TableError) as error:
        records(content, name)
    assert problem in str(error.value)


def test_an_encrypted_archive_is_told() -> None:
    content = bytearray(zipped(("a.csv", TEXT.encode())))
    content[6] |= 1  # the flag of the part, and that in the archive's directory
    content[content.index(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(TableError, match="the archive is encrypted; save it without"):
        records(bytes(content), "a.zip")


@pytest.mark.parametrize("kind", ["gz", "zip"])
def test_damage_is_read_over_or_told_in_one_line(kind: str) -> None:
    text = "县,n\n" + "".join(f"美姑县,{number}\n" for number in range(1_000))
    whole = text.encode()
    content = gzip.compress(whole) if kind == "gz" else zipped(("t.csv", whole))
    chance = random.Random(13)
    problems = []
    for _ in range(200):
        damaged = bytearray(content)
        damaged[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
        cut = damaged[: chance.choice([len(content), chance.randrange(len(content))])]
        try:
            records(bytes(cut), f"t.csv.{kind}")
        except TableError as error:
            problems.append(str(error))
    assert len(problems) > 100
    assert all(problem.startswith(f"t.csv.{kind}") for problem in problems)
    assert not any("\n" in problem for problem in problems)


def test_a_bomb_is_told_before_it_fills_the_disk() -> None:
    block = gzip.compress(b"," * (1 << 20), 9)
    bomb = gzip.compress("县,n\n".encode()) + block * 80
    with pytest.raises(TableError, match="expands to over 500 times its size; is it"):
        records(bomb, "t.csv.gz")
