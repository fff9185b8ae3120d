"""`shudi match`, from file to file."""

import csv
import io
import json
import os
import subprocess
import sys
import zipfile
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from conftest import LIST, Shudi, process
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

ADDED = (
    "shudi_status,shudi_code,shudi_name,shudi_tier,shudi_prefecture,shudi_province,"
    "shudi_via"
)
MEIGU = "listed,513436,美姑县,national,凉山州,四川省,name"
SUMMARY = (
    "1 row: 1 listed (1 national, 0 provincial), 0 unlisted, 0 elsewhere, "
    "0 ambiguous, 0 unknown\n"
    "  1 of the 50 key counties; not 壤塘县, 若尔盖县, 红原县, 阿坝县, 金川县, 黑水县, "
    "石渠县, 色达县, 理塘县, 德格县 and 39 others\n"
)
USING = "using column 县: 1 of 1 row is a county of China; row 1 is the header\n"


def table(path: Path, content: str | bytes) -> str:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return str(path)


# Tables as the programs write them that people use: bytes, and bytes again.
EXCEL_UTF8 = '\ufeff县,备注\r\n美姑县,"一\n二"\r\n'
AS_WRITTEN = [
    ("excel-csv-utf-8.csv", EXCEL_UTF8.encode(), ",", "utf-8"),
    (
        "excel-unicode-text.txt",
        "\ufeff县\t备注\r\n美姑县\t一\r\n".encode("utf-16-le"),
        "\t",
        "utf-16-le",
    ),
    ("wps-gb18030.csv", "县,备注\r\n美姑县,一\r\n".encode("gb18030"), ",", "gb18030"),
    ("unix.tsv", "县\t备注\n美姑县\t一\n".encode(), "\t", "utf-8"),
    ("semicolon.csv", "县;备注\r\n美姑县;1,5\r\n".encode(), ";", "utf-8"),
]


@pytest.mark.parametrize(("name", "content", "delimiter", "codec"), AS_WRITTEN)
def test_a_table_keeps_encoding_delimiter_and_line_ends(
    shudi: Shudi, tmp_path: Path, name: str, content: bytes, delimiter: str, codec: str
) -> None:
    output = tmp_path / f"out{Path(name).suffix}"
    source = table(tmp_path / name, content)
    assert shudi("match", source, "-c", "县", "-o", str(output), "-q")[0] == 0
    header, row = content.decode(codec).removesuffix("\r\n").split("\n", 1)
    end = "\r\n" if "\r" in header else "\n"
    row = row.removesuffix("\n")
    assert output.read_bytes().decode(codec) == (
        f"{header.rstrip()}{delimiter}{ADDED.replace(',', delimiter)}{end}"
        f"{row}{delimiter}{MEIGU.replace(',', delimiter)}{end}"
    )


def test_a_pipe_is_matched_in_its_own_form() -> None:
    done = process("match", "-", "--format", "tsv", input="县\n美姑县\n".encode())
    assert done.returncode == 0
    assert done.stdout.decode() == (
        f"县\t{ADDED}\n美姑县\t{MEIGU}\n".replace(",", "\t")
    )
    assert done.stderr.decode() == f"shudi: {SUMMARY}"


def test_the_detected_column_is_named(shudi: Shudi, tmp_path: Path) -> None:
    source = table(tmp_path / "a.csv", "n,县\n1,美姑县\n")
    status, out, err = shudi("match", source)
    assert (status, out) == (0, f"n,县,{ADDED}\n1,美姑县,{MEIGU}\n")
    assert err == f"shudi: {USING}shudi: {SUMMARY}"
    assert shudi("match", source, "--quiet").err == ""


def test_unmatched_values_are_summarized_and_reported(
    shudi: Shudi, tmp_path: Path
) -> None:
    values = ["达县", "合计", "凉山州", "江苏美姑", "美谷县", *["合计"] * 8, "南京"]
    values += [f"无{number}" for number in range(8)]
    source = table(tmp_path / "a.csv", "\n".join(["县", *values, ""]))
    report = tmp_path / "report.csv"
    status, _, err = shudi("match", source, "--strict", "--report", str(report))
    assert status == 1
    lines = err.splitlines()
    assert lines[0] == (
        "shudi: 22 rows: 0 listed (0 national, 0 provincial), 0 unlisted, 1 elsewhere, "
        "2 ambiguous, 19 unknown"
    )
    assert lines[1].startswith("  9 × '合计', first in line 3")
    assert lines[2] == "  1 × '达县', first in line 2: 达州市通川区 or 达州市达川区?"
    assert lines[3] == "  1 × '凉山州', first in line 4 is a prefecture"
    assert lines[4] == (
        "  1 × '江苏美姑', first in line 5 contradicts itself: 凉山彝族自治州美姑县?"
    )
    assert lines[5].startswith("  1 × '美谷县', first in line 6: 美姑县")
    assert len(lines) == 12
    assert lines[11] == "  and 3 more; use --report FILE to write them all"
    with report.open(encoding="utf-8", newline="") as file:
        reported = list(csv.reader(file))
    assert reported[:3] == [
        ["value", "status", "reason", "count", "candidates", "first_line"],
        ["合计", "unknown", "not understood", "9", "", "3"],
        [
            *("达县", "ambiguous", "several counties", "1"),
            *("四川省达州市通川区 (511702); 四川省达州市达川区 (511703)", "2"),
        ],
    ]
    assert [
        "江苏美姑",
        "ambiguous",
        "contradiction",
        "1",
        "四川省凉山彝族自治州美姑县 (513436)",
        "5",
    ] in reported
    assert len(reported) == 1 + 13


def test_columns_of_poverty_counties_are_added(shudi: Shudi, tmp_path: Path) -> None:
    source = table(tmp_path / "a.csv", "县\n美姑县\n合江县\n锦江区\n市中区\n")
    options = ["--with", "delisted,poverty", "--with", "deep_poverty", "--prefix", "x_"]
    lines = shudi("match", source, *options, "-q").out.splitlines()
    assert lines[0].endswith("x_via,x_delisted,x_poverty,x_deep_poverty")
    assert [line.split(",")[-3:] for line in lines[1:]] == [
        ["2020", "national", "yes"],
        ["2017", "provincial", "no"],
        ["", "", ""],
        ["", "", ""],
    ]


def test_several_columns_are_read_together(shudi: Shudi, tmp_path: Path) -> None:
    source = table(tmp_path / "a.csv", "省,县\n江苏,美姑\n四川,美姑\n")
    _, out, _ = shudi("match", source, "-c", "省", "-c", "县", "-q")
    assert [line.split(",")[2] for line in out.splitlines()[1:]] == [
        "ambiguous",
        "listed",
    ]


def marked(out: str, column: int) -> list[str]:
    return [line.split(",")[column] for line in out.splitlines()[1:]]


def test_all_rows_may_lie_in_one_area(shudi: Shudi, tmp_path: Path) -> None:
    source = table(tmp_path / "a.csv", "县,n\n金川,1\n市中区,2\n江苏省,3\n")
    _, out, _ = shudi("match", source, "--within", "四川", "-q")
    assert marked(out, 3) == ["513226", "", ""]
    _, out, _ = shudi("match", source, "--within", "内江", "-c", "县", "-q")
    assert marked(out, 2) == ["ambiguous", "unlisted", "elsewhere"]
    done = shudi("match", source, "--within", "美姑县")
    assert (done.status, done.out) == (2, "")
    assert "'--within': unknown province or prefecture '美姑县'" in done.err


def test_a_row_that_another_column_contradicts_is_ambiguous(
    shudi: Shudi, tmp_path: Path
) -> None:
    source = table(
        tmp_path / "a.csv",
        "county,province_cn,adcode\n美姑县,江苏省,\n布拖县,四川省,513429\n"
        "金阳县,,513436\n金川,四川省,\n合计,,\n",
    )
    _, out, err = shudi("match", source, "-c", "county")
    assert marked(out, 3) == [
        "ambiguous",
        "listed",
        "ambiguous",
        "ambiguous",
        "unknown",
    ]
    assert err.splitlines()[2:6] == [
        "  other columns say more of the ambiguous rows; give -c province_cn -c "
        "adcode too",
        "  1 × '美姑县 江苏省', first in line 2 contradicts itself: "
        "凉山彝族自治州美姑县?",
        "  1 × '金阳县 513436', first in line 4 contradicts itself: "
        "凉山彝族自治州金阳县 or 凉山彝族自治州美姑县?",
        "  1 × '金川', first in line 5: 阿坝藏族羌族自治州金川县 or "
        "甘肃省金昌市金川区?",
    ]
    columns = ["-c", "province_cn", "-c", "adcode"]
    _, out, err = shudi("match", source, "-c", "county", *columns)
    assert marked(out, 3) == ["ambiguous", "listed", "ambiguous", "listed", "unknown"]
    assert "other columns" not in err


def test_key_counties_that_are_missing_are_named(shudi: Shudi, tmp_path: Path) -> None:
    rows = [line.split(",")[1] for line in LIST.decode().splitlines()[1:]]
    there = [name for name in rows if name not in ("阿坝县", "通江县", "平昌县")]
    source = table(tmp_path / "a.csv", "\n".join(["县", *there, "锦江区", ""]))
    _, _, err = shudi("match", source, "--within", "四川")
    assert err.splitlines() == [
        "shudi: 48 rows: 47 listed (24 national, 23 provincial), 1 unlisted, "
        "0 elsewhere, 0 ambiguous, 0 unknown",
        "  47 of the 50 key counties; not 阿坝县, 通江县, 平昌县",
    ]
    source = table(tmp_path / "b.csv", "\n".join(["县", *rows, ""]))
    _, _, err = shudi("match", source, "--within", "四川")
    assert err.splitlines()[1:] == ["  all 50 key counties"]
    source = table(tmp_path / "c.csv", "县\n海淀区\n")
    _, _, err = shudi("match", source)
    assert len(err.splitlines()) == 1


def test_rows_of_other_provinces_are_no_problem(shudi: Shudi, tmp_path: Path) -> None:
    source = table(tmp_path / "a.csv", "县\n鼓楼区\n鼓楼区\n河西区\n市中区\n")
    report = tmp_path / "r.csv"
    _, _, err = shudi("match", source, "--report", str(report))
    assert err.splitlines() == [
        "shudi: 4 rows: 0 listed (0 national, 0 provincial), 0 unlisted, 0 elsewhere, "
        "4 ambiguous, 0 unknown",
        "  1 × '市中区', first in line 5: 内江市市中区, 乐山市市中区, 泸州市江阳区 or "
        "15 others?",
        "  2 values are ambiguous outside Sichuan alone; use --report FILE",
    ]
    assert report.read_text("utf-8").splitlines()[1].startswith("鼓楼区,ambiguous,")
    source = table(tmp_path / "b.csv", "县\n鼓楼区\n")
    _, _, err = shudi("match", source)
    assert err.splitlines()[1:] == [
        "  1 value is ambiguous outside Sichuan alone; use --report FILE"
    ]


def test_a_column_without_places_is_told(shudi: Shudi, tmp_path: Path) -> None:
    names = "".join(f"好又多{number}号店,1\n" for number in range(20))
    source = table(tmp_path / "a.csv", f"商号,n\n{names}美姑县,1\n")
    _, _, err = shudi("match", source, "-c", "商号")
    note = "  hardly any value is a place; if another column has them, use --column"
    assert err.splitlines()[2] == note
    source = table(
        tmp_path / "b.csv", f"商号,n\n{names}{'美姑县,1' * 1}\n海淀区,2\n锦江区,3\n"
    )
    _, _, err = shudi("match", source, "-c", "商号")
    assert note not in err


@pytest.mark.parametrize(
    ("only", "names"),
    [
        (["--only", "listed"], ["美姑县"]),
        (["--only", "listed,unlisted"], ["美姑县", "锦江区"]),
        (["--only", "在名单", "--only", "无法识别"], ["美姑县", "合计"]),
        (["--only", "ambiguous"], []),
        ([], ["美姑县", "锦江区", "合计", "海淀区"]),
    ],
)
@pytest.mark.parametrize("form", ["csv", "tsv", "jsonl"])
def test_only_some_rows_may_be_kept(
    shudi: Shudi, tmp_path: Path, only: list[str], names: list[str], form: str
) -> None:
    source = table(tmp_path / "a.csv", "县\n美姑县\n锦江区\n合计\n海淀区\n")
    _, out, err = shudi("match", source, *only, "-f", form)
    rows = out.splitlines()[form != "jsonl" :]
    assert [row.strip('{"县: ')[:3].rstrip('",\t') for row in rows] == names
    assert err.startswith("shudi: 4 rows: 1 listed")


def test_an_unknown_status_is_refused(shudi: Shudi, tmp_path: Path) -> None:
    source = table(tmp_path / "a.csv", "县\n美姑县\n")
    done = shudi("match", source, "--only", "treated")
    assert (done.status, done.out) == (2, "")
    assert "unknown status 'treated'; did you mean" in done.err


def test_a_workbook_of_some_rows_is_written_anew(
    shudi: Shudi, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    workbook = openpyxl.Workbook()
    assert workbook.active is not None
    since = datetime(2021, 8, 10)
    for row in (["县", "n", "since"], ["美姑县", 1.5, since], ["锦江区", 2, since]):
        workbook.active.append(row)
    workbook.save("t.xlsx")
    _, _, err = shudi("match", "t.xlsx", "--only", "listed", "-o", "o.xlsx")
    assert "shudi: a new file is written: this sheet alone, without formats\n" in err
    rows = list(openpyxl.load_workbook("o.xlsx").worksheets[0].values)
    assert [row[:3] for row in rows] == [("县", "n", "since"), ("美姑县", 1.5, since)]


def test_one_column_says_whether_a_county_is_listed(
    shudi: Shudi, tmp_path: Path
) -> None:
    source = table(tmp_path / "a.csv", "县\n美姑县\n锦江区\n海淀区\n市中区\n合计\n")
    _, out, _ = shudi("match", source, "--yes-no", "treated", "-q")
    assert out.splitlines()[0] == f"县,{ADDED},treated"
    assert marked(out, 8) == ["1", "0", "0", "", ""]
    done = shudi("match", source, "--yes-no", "县")
    assert done.status == 1
    assert "column 县 already exists; use another name" in done.err


def test_the_sheet_with_the_counties_is_taken(
    shudi: Shudi, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    workbook = openpyxl.Workbook()
    assert workbook.active is not None
    workbook.active.title = "封面"
    workbook.active.append(["2020年县域数据"])
    workbook.active.append(["说明", "单位为万元"])
    workbook.create_sheet("空")
    for name in ("2019", "2020"):
        sheet = workbook.create_sheet(name)
        sheet.append([])
        sheet.append(["县", "n"])
        sheet.append(["美姑县", 1])
    workbook.save("t.xlsx")
    _, out, err = shudi("match", "t.xlsx", "-f", "csv")
    assert out == f"\n县,n,{ADDED}\n美姑县,1,{MEIGU}\n"
    assert err.startswith(
        "shudi: using sheet 2019; --sheet takes another one (封面, 空, 2020)\n"
        "shudi: using column 县: 1 of 1 row is a county of China; row 2 is the header\n"
    )
    _, _, err = shudi("match", "t.xlsx", "-f", "csv", "-c", "县")
    assert err.startswith(
        "shudi: using sheet 2019; --sheet takes another one (封面, 空, 2020)\n"
        "shudi: row 2 is the header\n"
    )
    _, _, err = shudi("match", "t.xlsx", "-f", "csv", "--sheet", "2020", "-c", "县")
    assert err.startswith("shudi: row 2 is the header\nshudi: 1 row")
    done = shudi("match", "t.xlsx", "-f", "csv", "-c", "区")
    assert (done.status, done.out) == (2, "")
    assert "no column '区'; columns: 说明, 单位为万元" in done.err
    _, _, err = shudi("match", "t.xlsx", "-f", "csv", "--sheet", "封面")
    assert err.startswith("shudi: row 2 is the header\nshudi: 0 rows")


def test_a_cover_sheet_with_a_county_is_not_the_table(
    shudi: Shudi, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    workbook = openpyxl.Workbook()
    assert workbook.active is not None
    workbook.active.title = "封面"
    workbook.active.append(["单位", "四川省美姑县乡村振兴局"])
    workbook.active.append(["负责", "美姑县"])
    sheet = workbook.create_sheet("台账")
    for row in (["县", "n"], ["布拖县", 1], ["金阳县", 2], ["理县", 2], ["茂县", 2]):
        sheet.append(row)
    workbook.save("t.xlsx")
    _, out, err = shudi("match", "t.xlsx", "-f", "csv")
    assert err.startswith("shudi: using sheet 台账; --sheet takes another one (封面)\n")
    assert out.splitlines()[1].startswith("布拖县,1,listed")


def test_of_sheets_alike_the_active_one_is_taken(
    shudi: Shudi, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    workbook = openpyxl.Workbook()
    for title, names in (("2019", "布拖县 金阳县"), ("2018", "布拖县 金阳县 茂县")):
        sheet = workbook.create_sheet(title)
        for name in ("县", *names.split()):
            sheet.append([name, title])
    del workbook["Sheet"]
    workbook.save("t.xlsx")
    _, _, err = shudi("match", "t.xlsx", "-f", "csv")
    assert err.startswith("shudi: using sheet 2019; --sheet takes another one (2018)\n")


def test_totals_get_no_suggestions(shudi: Shudi, tmp_path: Path) -> None:
    source = table(tmp_path / "a.csv", "县,n\n美姑县,3\n全省,1\n合计,2\n")
    _, _, err = shudi("match", source)
    assert err.splitlines()[3:] == [
        "  1 × '全省', first in line 3",
        "  1 × '合计', first in line 4",
    ]


def test_where_no_sheet_has_counties_the_active_one_is_taken(
    shudi: Shudi, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    workbook = openpyxl.Workbook()
    for title in ("a", "b"):
        sheet = workbook.create_sheet(title)
        sheet.append(["县", "n"])
        sheet.append(["合计", title])
    del workbook["Sheet"]
    workbook.active = 1
    workbook.save("t.xlsx")
    _, out, err = shudi("match", "t.xlsx", "-f", "csv", "-c", "县")
    assert out.splitlines()[1] == "合计,b,unknown,,,,,,"
    assert err.startswith("shudi: using sheet b; --sheet takes another one (a)\n")


def test_a_long_sheet_is_looked_at_all_through(shudi: Shudi, tmp_path: Path) -> None:
    source = tmp_path / "t.xlsx"
    with xlsxwriter.Workbook(source) as workbook:
        sheet = workbook.add_worksheet()
        sheet.write_row("A1", ["县", "n", "甲"])
        for row in range(1, 8_000):
            sheet.write_row(row, 0, ["合计" if row < 4_000 else "美姑县", row])
    _, _, err = shudi("match", str(source), "-f", "csv")
    assert err.startswith("shudi: using column 县: ")


def test_empty_cells_are_counted_as_unknown(shudi: Shudi, tmp_path: Path) -> None:
    source = table(tmp_path / "a.csv", "县,n\nNULL,1\n,2\n美姑县,3\n")
    _, _, err = shudi("match", source, "-c", "县")
    assert err.splitlines()[2:] == ["  2 × empty, first in line 2"]


def test_a_header_that_is_none_is_told(shudi: Shudi, tmp_path: Path) -> None:
    source = table(tmp_path / "a.csv", "美姑县\n布拖县\n")
    _, out, err = shudi("match", source)
    assert marked(f"\n{out}", 2) == ["513436", "513429"]
    assert err.startswith(
        "shudi: no header, as row 1 has a place; if it is one, use --header-row\n"
    )
    _, out, err = shudi("match", source, "--header-row", "1")
    assert marked(out, 2) == ["513429"]
    assert err.startswith("shudi: 1 row")
    _, _, err = shudi("match", source, "--no-header")
    assert err.startswith("shudi: 2 rows")
    source = table(tmp_path / "b.csv", "1,美姑县\n2,布拖县\n")
    _, _, err = shudi("match", source, "--no-header")
    assert err.startswith(
        "shudi: using column 2: 2 of 2 rows are counties of China; there is no header\n"
    )


def test_a_report_has_the_format_of_its_suffix(shudi: Shudi, tmp_path: Path) -> None:
    source = table(tmp_path / "a.csv", "县\n合计\n")
    report = tmp_path / "r.xlsx"
    assert shudi("match", source, "-q", "--report", str(report)).status == 0
    rows = list(openpyxl.load_workbook(report).worksheets[0].values)
    assert rows[1][:3] == ("合计", "unknown", "not understood")
    done = shudi("match", source, "-q", "--report", str(tmp_path / "r.rds"))
    assert (done.status, done.out) == (2, "")
    assert "Invalid value for --report: unknown file type '.rds'" in done.err


def test_strict_passes_if_all_values_match(shudi: Shudi, tmp_path: Path) -> None:
    source = table(tmp_path / "a.csv", "县\n美姑县\n锦江区\n")
    assert shudi("match", source, "--strict", "-q").status == 0


@pytest.mark.parametrize("form", ["json", "jsonl", "md", "tsv", "csv"])
def test_another_format_may_be_chosen(shudi: Shudi, tmp_path: Path, form: str) -> None:
    source = table(tmp_path / "a.csv", "县;n\n美姑县;1\n\n")
    _, by_option, _ = shudi("match", source, "-q", "-f", form)
    output = tmp_path / f"out.{form}"
    shudi("match", source, "-q", "-o", str(output))
    assert output.read_text("utf-8") == by_option
    values = ["美姑县", "1", *MEIGU.split(",")]
    typed = ["美姑县", 1, *MEIGU.split(",")]
    if form == "jsonl":
        assert list(json.loads(by_option).values()) == typed
        assert list(json.loads(by_option)) == ["县", "n", *ADDED.split(",")]
    elif form == "json":
        assert [list(row.values()) for row in json.loads(by_option)] == [typed]
    else:
        between = {"md": " | ", "tsv": "\t", "csv": ";"}[form]
        assert between.join(values) in by_option


def test_a_table_without_a_header_keeps_to_it(shudi: Shudi, tmp_path: Path) -> None:
    source = table(tmp_path / "a.csv", "美姑县,1\n")
    _, out, _ = shudi("match", source, "-q", "--no-header", "-c", "1", "-f", "tsv")
    assert out == f"美姑县,1,{MEIGU}\n".replace(",", "\t")
    _, out, _ = shudi("match", source, "-q", "--no-header", "-c", "1", "-f", "jsonl")
    assert list(json.loads(out)) == ["1", "2", *ADDED.split(",")]


def test_rows_above_the_header_are_kept_where_they_can_be(
    shudi: Shudi, tmp_path: Path
) -> None:
    source = table(tmp_path / "a.csv", "一览表,\n县,n\n美姑县,1\n")
    options = ["-q", "-c", "县"]
    _, out, _ = shudi("match", source, *options, "-f", "tsv")
    assert out.splitlines()[:2] == ["一览表\t", f"县,n,{ADDED}".replace(",", "\t")]
    _, out, _ = shudi("match", source, *options, "-f", "jsonl")
    assert len(out.splitlines()) == 1


@pytest.mark.parametrize(
    ("encoding", "start"),
    [("gb18030", b"\xcf\xd8"), ("utf-8-sig", b"\xef\xbb\xbf"), ("utf-16", b"\xff\xfe")],
)
def test_another_encoding_may_be_chosen(
    shudi: Shudi, tmp_path: Path, encoding: str, start: bytes
) -> None:
    source = table(tmp_path / "a.csv", "县\n美姑县\n")
    output = tmp_path / "out.csv"
    shudi("match", source, "-o", str(output), "--output-encoding", encoding)
    assert output.read_bytes().startswith(start)
    assert output.read_bytes().decode(encoding) == f"县,{ADDED}\n美姑县,{MEIGU}\n"


def test_encoding_and_delimiter_can_be_given(shudi: Shudi, tmp_path: Path) -> None:
    source = table(tmp_path / "a.csv", "縣#n\n美姑縣#1\n".encode("big5"))
    options = ["--encoding", "big5", "--delimiter", "#", "-c", "縣", "-q"]
    _, out, _ = shudi("match", source, *options, "--output-encoding", "utf-8")
    assert out.splitlines()[1] == "美姑縣#1#" + MEIGU.replace(",", "#")
    source = table(tmp_path / "b.csv", "县\tn\n美姑县\t1\n")
    status, out, _ = shudi("match", source, "--delimiter", "tab", "-c", "县", "-q")
    assert (status, out.splitlines()[1]) == (
        0,
        "美姑县\t1\t" + MEIGU.replace(",", "\t"),
    )


@pytest.mark.parametrize(
    ("arguments", "status", "message"),
    [
        ("nowhere.csv", 1, "nowhere.csv: No such file or directory\n"),
        (".", 1, "Is a directory\n"),
        ("ragged.csv -c 县", 1, "ragged.csv, line 3: found 1 cell, expected 2\n"),
        ("nul.csv", 1, "nul.csv, line 2: contains a NUL byte; is it a text file?\n"),
        ("cut.csv", 1, "cut.csv, line 2: malformed quoting: a quote is not closed"),
        ("half.csv", 1, "half.csv, line 3: not utf-8 text; use another --encoding\n"),
        ("empty.csv", 1, "empty.csv: the table is empty\n"),
        ("ragged.csv -c 区", 2, "no column '区'; columns: 县, n\nTry: shudi match"),
        (
            "ragged.csv --delimiter ab",
            2,
            "invalid delimiter 'ab'; use a single character",
        ),
        ("ragged.csv --header-row 0", 2, "--header-row"),
        ("ragged.csv -f xls", 2, "unknown format 'xls'; did you mean xlsx"),
        ("ragged.csv -f xlsx -c 县", 2, "xlsx cannot go to standard output; use"),
        (
            "ragged.csv --sheet 1",
            2,
            "--sheet is for workbooks; ragged.csv has no",
        ),
        ("no.xlsx --encoding gbk", 2, "--encoding is for text; no.xlsx is none"),
        ("ragged.csv --no-header --header-row 1", 2, "or --no-header, not both"),
        ("ragged.csv --header-row 99999999999999999999", 2, "--header-row"),
        (
            "a.xls",
            1,
            "a.xls: the workbook is damaged: its parts do not fit together\n",
        ),
        (
            "a.rds",
            1,
            "a.rds: cannot read .rds files; save the table as .xlsx or .csv\n",
        ),
        ("ragged.csv -o x.rds", 2, "unknown file type '.rds'; use --format, or"),
        (
            "ragged.csv -o x.xls",
            2,
            ".xls files are read, not written; use",
        ),
        (
            "ragged.csv -o x.weird",
            2,
            "unknown file type '.weird'; use --format, or",
        ),
        ("no.xlsx", 1, "no.xlsx: not an .xlsx workbook\n"),
    ],
)
def test_errors_say_what_is_wrong(
    shudi: Shudi,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: str,
    status: int,
    message: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    table(tmp_path / "ragged.csv", "县,n\n美姑县,1\n布拖县\n")
    table(tmp_path / "nul.csv", "县\n美姑\0县\n")
    table(tmp_path / "cut.csv", '县\n"美姑县\n')
    table(tmp_path / "half.csv", "县\n美姑县\n".encode() + b"\xff\n" + b"x" * 99)
    table(tmp_path / "empty.csv", "")
    table(tmp_path / "no.xlsx", "")
    table(tmp_path / "a.xls", b"\xd0\xcf\x11\xe0")
    table(tmp_path / "a.rds", b"<stata_dta>")
    before = sorted(os.listdir())
    half = ["--encoding", "utf-8"] if "half" in arguments else []
    done = shudi("match", *arguments.split(), *half)
    assert sorted(os.listdir()) == before
    assert done.status == status
    assert message in done.err
    assert "Traceback" not in done.err


def test_no_half_written_file_is_left(shudi: Shudi, tmp_path: Path) -> None:
    source = table(tmp_path / "a.csv", "县,n\n" + "美姑县,1\n" * 9999 + "布拖县\n")
    status, _, err = shudi("match", source, "-c", "县", "-o", str(tmp_path / "b.csv"))
    assert (status, err) == (
        1,
        f"shudi: {source}, line 10001: found 1 cell, expected 2\n",
    )
    assert os.listdir(tmp_path) == ["a.csv"]


def test_a_header_alone_is_a_table_without_rows(shudi: Shudi, tmp_path: Path) -> None:
    source = table(tmp_path / "a.csv", "县,n\n")
    status, out, err = shudi("match", source, "-c", "县")
    assert (status, out) == (0, f"县,n,{ADDED}\n")
    assert err.startswith("shudi: 0 rows: 0 listed (0 national")


def test_a_table_is_never_written_onto_itself(shudi: Shudi, tmp_path: Path) -> None:
    source = table(tmp_path / "a.csv", "县\n美姑县\n")
    os.link(source, tmp_path / "link.csv")
    for option in ("-o", "--report"):
        for output in (source, str(tmp_path / "link.csv")):
            status, _, err = shudi("match", source, option, output, "--force")
            message = f"shudi: {output} is the input file; write to another file\n"
            assert (status, err) == (1, message)
    message = "shudi: the table and the report cannot both go to standard output\n"
    assert shudi("match", source, "--report", "-") == (1, "", message)
    both = str(tmp_path / "both.csv")
    status, _, err = shudi("match", source, "-o", both, "--report", both)
    message = f"shudi: the table and the report cannot both go to {both}\n"
    assert (status, err) == (1, message)
    assert Path(source).read_text("utf-8") == "县\n美姑县\n"


def test_a_missing_table_is_named_before_its_output_is_touched(
    shudi: Shudi, tmp_path: Path
) -> None:
    output = tmp_path / "b.csv"
    output.write_text("mine")
    arguments = [str(tmp_path / "no.csv"), "-o", str(output), "--force"]
    status, _, err = shudi("match", *arguments)
    assert (status, err.split(": ")[-1]) == (1, "No such file or directory\n")
    assert output.read_text() == "mine"


def test_files_are_overwritten_only_with_force(shudi: Shudi, tmp_path: Path) -> None:
    source = table(tmp_path / "a.csv", "县\n美姑县\n")
    output, report = tmp_path / "b.csv", tmp_path / "r.csv"
    output.write_text("mine")
    report.write_text("mine")
    arguments = ["match", source, "-o", str(output), "--report", str(report), "-q"]
    assert shudi(*arguments).status == 1
    assert output.read_text() == report.read_text() == "mine"
    output.unlink()
    assert shudi(*arguments).status == 1
    assert not output.exists()
    assert shudi(*arguments, "--force").status == 0
    assert (
        report.read_text("utf-8") == "value,status,reason,count,candidates,first_line\n"
    )


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX only")
def test_a_closed_pipe_ends_it_quietly_without_a_report_of_a_part(
    tmp_path: Path,
) -> None:
    source = table(tmp_path / "a.csv", "县\n" + "美姑县\n" * 50_000)
    read, write = os.pipe()
    os.close(read)
    report = str(tmp_path / "r.csv")
    done = process("match", source, "-c", "县", "--report", report, stdout=write)
    os.close(write)
    assert (done.returncode, done.stderr) == (0, b"")
    assert os.listdir(tmp_path) == ["a.csv"]


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX only")
def test_a_terminal_sees_the_table_and_a_bar(tmp_path: Path) -> None:
    import pty

    source = table(tmp_path / "a.csv", "县\n美姑县\n\x1b]0;x\x07\n")
    main, terminal = pty.openpty()
    done = process("match", source, stdout=terminal, stderr=terminal)
    os.close(terminal)
    shown = os.read(main, 65536).decode()
    os.close(main)
    assert done.returncode == 0
    assert f"美姑县,{MEIGU}" in shown
    assert "\ufffd]0;x\ufffd,unknown" in shown
    assert "2 rows: 1 listed (1 national" in shown


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX only")
def test_who_waits_sees_a_note_and_no_bar_for_work_soon_done(tmp_path: Path) -> None:
    import pty

    source = table(tmp_path / "a.csv", "n,县\n1,美姑县\n")
    main, terminal = pty.openpty()
    done = process("match", source, stderr=terminal)
    os.close(terminal)
    shown = os.read(main, 65536).decode().replace("\r\n", "\n")
    os.close(main)
    assert done.returncode == 0
    assert shown == f"shudi: {USING}shudi: {SUMMARY}"


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX only")
@pytest.mark.parametrize(
    ("closed", "message"),
    [("<&-", "standard input is closed"), (">&-", "standard output is closed")],
)
def test_a_closed_stream_is_reported(closed: str, message: str) -> None:
    command = f"printf '县\\n' | {{ {sys.executable} -m shudi match - {closed}; }}"
    done = subprocess.run(command, shell=True, capture_output=True, timeout=60)
    assert done.returncode == 1
    assert done.stderr.decode() == f"shudi: {message}\n"


def test_a_minus_sign_is_standard_output(
    shudi: Shudi, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    table(tmp_path / "a.csv", "县\n美姑县\n合计\n")
    status, out, _ = shudi("match", "a.csv", "-o", "-", "-q")
    assert (status, out.splitlines()[1]) == (0, f"美姑县,{MEIGU}")
    arguments = ["-q", "-o", "b.csv", "--report", "-"]
    status, out, _ = shudi("match", "a.csv", *arguments)
    assert (status, out.splitlines()[1]) == (0, "合计,unknown,not understood,1,,3")
    assert sorted(os.listdir()) == ["a.csv", "b.csv"]


def test_a_character_that_the_output_encoding_lacks_is_reported(
    shudi: Shudi, tmp_path: Path
) -> None:
    source = table(tmp_path / "a.csv", "县\n美姑县\n")
    message = (
        "shudi: cp1252 cannot encode '县'; use --output-encoding utf-8 or gb18030\n"
    )
    done = shudi("match", source, "-q", "--output-encoding", "cp1252")
    assert (done.status, done.err) == (1, message)


# Workbooks


def test_csv_to_workbook_and_back_keeps_the_values(
    shudi: Shudi, tmp_path: Path
) -> None:
    text = '\ufeff县,码,注\r\n美姑县,001,"=1+1"\r\n布拖县,1.50,"一\n二"\r\n'
    source = table(tmp_path / "a.csv", text)
    book, back = tmp_path / "b.xlsx", tmp_path / "c.csv"
    assert shudi("match", source, "-c", "县", "-o", str(book), "-q").status == 0
    options = ["-c", "县", "--prefix", "x_", "-q"]
    assert shudi("match", str(book), *options, "-o", str(back)).status == 0
    with back.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    assert [row[:3] for row in rows] == [
        ["县", "码", "注"],
        ["美姑县", "001", "=1+1"],
        ["布拖县", "1.50", "一\n二"],
    ]


@pytest.mark.parametrize("output", [[], ["-o", "a.txt"], ["-o", "a"]])
def test_a_workbook_does_not_go_where_nobody_expects_one(
    shudi: Shudi, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, output: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    workbook = openpyxl.Workbook()
    workbook.worksheets[0].append(["县"])
    workbook.save("t.xlsx")
    status, out, err = shudi("match", "t.xlsx", *output)
    assert (status, out) == (2, "")
    assert "xlsx can only be written to a file; use --output" in err
    assert os.listdir() == ["t.xlsx"]


def test_a_workbook_is_annotated_in_place(shudi: Shudi, tmp_path: Path) -> None:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    assert sheet is not None
    sheet.append(["项目台账"])
    sheet.append(["项目", "县市区"])
    sheet.append(["路", "康定县"])
    source, output = tmp_path / "a.xlsx", tmp_path / "b.xlsx"
    workbook.save(source)
    options = ["--header-row", "2", "--column", "县市区", "-o", str(output)]
    assert shudi("match", str(source), *options).status == 0
    marked = openpyxl.load_workbook(output).active
    assert marked is not None
    rows = [list(row) for row in marked.iter_rows(values_only=True)]
    assert rows[1] == ["项目", "县市区", *ADDED.split(",")]
    assert rows[2][2:6] == ["listed", "513301", "康定市", "provincial"]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(
    st.lists(
        st.lists(
            st.text(
                st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n")
            ),
            min_size=2,
            max_size=2,
        ).filter(any),
        min_size=1,
        max_size=4,
    )
)
def test_any_table_goes_to_a_workbook_and_back(
    shudi: Shudi, tmp_path: Path, rows: list[list[str]]
) -> None:
    text = io.StringIO(newline="")
    csv.writer(text).writerows([["甲", "乙"], *rows])
    source = table(tmp_path / "a.csv", text.getvalue())
    book, back = str(tmp_path / "b.xlsx"), tmp_path / "c.csv"
    options = ["-c", "1", "--encoding", "utf-8", "--delimiter", ",", "-q", "--force"]
    assert shudi("match", source, *options, "-o", book) == (0, "", "")
    options = ["-c", "1", "--prefix", "x_", "-q", "--force"]
    assert shudi("match", book, *options, "-o", str(back)) == (0, "", "")
    read = list(csv.reader(io.StringIO(back.read_bytes().decode(), newline="")))
    assert [row[:2] for row in read[1:]] == rows


def test_what_a_marked_copy_cannot_keep_is_said_first(
    shudi: Shudi, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    workbook = openpyxl.Workbook()
    assert workbook.active is not None
    workbook.active.append(["县"])
    workbook.active.append(["美姑县"])
    workbook.save("t.xlsx")
    with zipfile.ZipFile("t.xlsx", "a") as package:
        package.writestr("_xmlsignatures/sig1.xml", "<a/>")
    _, _, err = shudi("match", "t.xlsx", "-o", "a.xlsx")
    assert err.startswith("shudi: the marked copy cannot keep its digital signature\n")
    _, _, err = shudi("match", "t.xlsx", "-o", "a.csv")
    assert "signature" not in err


@pytest.mark.parametrize(
    ("formulas", "note"),
    [
        (["=A1"], "shudi: 1 cell has a formula without a saved value, read as empty; "),
        (["=A1", "=A2"], "shudi: 2 cells have formulas without a saved value, read as"),
        ([], "shudi: 1 row"),
    ],
)
def test_formulas_that_were_never_calculated_are_told(
    shudi: Shudi,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    formulas: list[str],
    note: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    workbook = openpyxl.Workbook()
    assert workbook.active is not None
    workbook.active.append(["县", "x", "y"])
    workbook.active.append(["美姑县", *formulas])
    workbook.active.oddHeader.center.text = "台账"
    workbook.save("t.xlsx")
    status, _, err = shudi("match", "t.xlsx", "-c", "县", "-o", "a.xlsx")
    assert status == 0
    assert err.startswith(note)
    assert shudi("match", "t.xlsx", "-c", "县", "-o", "b.xlsx", "-q").err == ""


@pytest.mark.parametrize("value", [0, 1.5, "x"])
def test_formulas_with_saved_values_are_not_told(
    shudi: Shudi, tmp_path: Path, value: float | str
) -> None:
    source = tmp_path / "t.xlsx"
    with xlsxwriter.Workbook(source) as workbook:
        sheet = workbook.add_worksheet()
        sheet.write_row("A1", ["县", "x"])
        sheet.write("A2", "美姑县")
        sheet.write_formula("B2", "=A9", None, value)
    target = str(tmp_path / "o.xlsx")
    _, _, err = shudi("match", str(source), "-c", "县", "-o", target)
    assert err.startswith("shudi: 1 row")


@pytest.mark.parametrize("output", ["o.csv", "O.CSV", "o.tsv", "o.txt"])
def test_tabs_in_a_csv_file_stay(shudi: Shudi, tmp_path: Path, output: str) -> None:
    source, target = tmp_path / "t.csv", tmp_path / output
    source.write_text('县\tn\n美姑县\t"1"\n', encoding="utf-8")
    assert shudi("match", str(source), "-o", str(target)).status == 0
    assert target.read_text("utf-8").splitlines()[1] == "\t".join(
        [
            "美姑县",
            '"1"',
            "listed",
            "513436",
            "美姑县",
            "national",
            "凉山州",
            "四川省",
            "name",
        ]
    )


def test_a_tsv_file_becomes_csv_where_the_suffix_says_so(
    shudi: Shudi, tmp_path: Path
) -> None:
    source, target = tmp_path / "t.tsv", tmp_path / "o.csv"
    source.write_text("县\tn\n美姑县\t1\n", encoding="utf-8")
    assert shudi("match", str(source), "-o", str(target)).status == 0
    assert target.read_text("utf-8").splitlines()[1].startswith("美姑县,1,listed")


def test_a_header_alone_is_a_table_of_no_rows(shudi: Shudi, tmp_path: Path) -> None:
    source, target = tmp_path / "t.csv", tmp_path / "o.csv"
    source.write_text("省,县\n", encoding="utf-8")
    status, _, err = shudi("match", str(source), "-o", str(target))
    assert (status, err.splitlines()[0][:13]) == (0, "shudi: 0 rows")
    assert target.read_text("utf-8").startswith("省,县,shudi_status,")


@pytest.mark.parametrize(
    ("content", "encoding", "options", "noted"),
    [
        ("이름\n서울\n", "euc-kr", [], True),
        ("名前\n東京\n", "shift-jis", [], True),
        ("名前\n東京\n", "shift-jis", ["--encoding", "shift-jis"], False),
        ("县\n美姑县\n外国\n", "gb18030", [], False),
        ("县\n外国\n", "utf-8", [], False),
        ("县\n外国\n", "gb18030", ["-q"], False),
    ],
)
def test_a_doubtful_encoding_is_told_where_nothing_is_known(
    shudi: Shudi,
    tmp_path: Path,
    content: str,
    encoding: str,
    options: list[str],
    noted: bool,
) -> None:
    source = tmp_path / "t.csv"
    source.write_bytes(content.encode(encoding))
    target = str(tmp_path / "o.csv")
    status, _, err = shudi("match", str(source), "-o", target, *options)
    assert status == 0
    note = "which was read as gb18030; if that is wrong, use --encoding, such as euc-kr"
    assert (note in err) is noted


@pytest.mark.parametrize(
    "note", ["注：资金为中央资金。", "来源：统计局", "填表人：张三"]
)
def test_notes_below_a_table_are_no_rows(
    shudi: Shudi, tmp_path: Path, note: str
) -> None:
    workbook = openpyxl.Workbook()
    sheet = workbook.worksheets[0]
    for row in (["县", "n"], ["美姑县", 1], [note, None], ["注：二", None]):
        sheet.append(row)
    sheet.merge_cells("A4:B4")
    source = tmp_path / "t.xlsx"
    workbook.save(source)
    output = tmp_path / "o.xlsx"
    _, _, err = shudi("match", str(source), "-o", str(output), "--strict")
    assert "shudi: 1 row: 1 listed" in err
    sheet = openpyxl.load_workbook(output).worksheets[0]
    rows = [[*row] for row in sheet.values]
    assert rows[1][:3] == ["美姑县", 1, "listed"]
    assert rows[2][:3] == [note, None, None]
    _, out, _ = shudi("match", str(source), "-f", "csv", "-q")
    assert out.splitlines()[2:] == [f"{note},,,,,,,,", "注：二,,,,,,,,"]

    source = tmp_path / "t.csv"
    source.write_text(f"县,n\n美姑县,1\n{note},\n", "utf-8")
    status, out, _ = shudi("match", str(source), "--strict", "-q")
    assert (status, out.splitlines()[2]) == (0, f"{note},,,,,,,,")
    _, out, _ = shudi("match", str(source), "-f", "jsonl", "-q")
    assert json.loads(out.splitlines()[1])["县"] == note
