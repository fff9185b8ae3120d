"""Tables with headings and values in Chinese, for people to whom they are handed on."""

import csv
import json
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from conftest import Shudi
from openpyxl import load_workbook
from pyarrow import parquet

BOM = "\ufeff"


@pytest.mark.parametrize("language", ["zh", "中文", "zh-CN"])
def test_a_list_in_chinese(shudi: Shudi, language: str) -> None:
    columns = "name,code,tier,prefecture,poverty,delisted,deep_poverty"
    out = shudi(
        *("list", "-s", "马边", "--columns", columns, "--labels", language),
        *("-f", "csv"),
    ).out
    assert out == (
        "县名,代码,层级,市州,原贫困县,摘帽年份,深度贫困县\n"
        "马边县,511133,省级,乐山市,国家级,2019,是\n"
    )


def test_english_labels_are_the_keys(shudi: Shudi) -> None:
    listed = shudi("list", "-f", "csv", "--labels", "en")
    assert listed == shudi("list", "-f", "csv")


def test_a_count_and_a_card_in_chinese(shudi: Shudi) -> None:
    assert shudi("count", "-b", "tier", "--labels", "zh", "-f", "md").out == (
        "| 层级 | 数量 | 占比 |\n"
        "| --- | --- | --- |\n"
        "| 国家级 | 25 | 0.5 |\n"
        "| 省级 | 25 | 0.5 |\n"
    )
    header, row, _ = shudi("show", "武侯区", "--labels", "zh", "-f", "tsv").out.split(
        "\n"
    )
    shown = dict(zip(header.split("\t"), row.split("\t"), strict=True))
    assert shown["县名"] == shown["查询内容"] == "武侯区"
    assert (shown["状态"], shown["层级"], shown["匹配依据"]) == ("不在名单", "", "县名")


def test_a_workbook_in_chinese_has_its_source_in_chinese(
    shudi: Shudi, tmp_path: Path
) -> None:
    path = tmp_path / "名单.xlsx"
    assert shudi("list", "-o", str(path), "--labels", "zh") == (0, "", "")
    sheet, source = load_workbook(BytesIO(path.read_bytes())).worksheets
    assert [cell.value for cell in sheet[1]][:2] == ["代码", "县名"]
    assert sheet["G2"].value == "国家级"
    assert source.title == "来源"
    assert [cell.value for cell in source[1]] == ["类别", "项目", "文本"]
    assert source["B4"].value == "文号"


def test_a_csv_in_chinese_opens_in_excel(shudi: Shudi, tmp_path: Path) -> None:
    path = tmp_path / "名单.csv"
    assert shudi("list", "-o", str(path), "--labels", "zh") == (0, "", "")
    assert path.read_text("utf-8").startswith(BOM + "代码,县名,")
    encoded = ("--encoding", "gb18030", "--force")
    assert shudi("list", "-o", str(path), "--labels", "zh", *encoded) == (0, "", "")
    assert path.read_text("gb18030").startswith("代码,县名,")
    shudi("list", "-o", str(tmp_path / "名单.tsv"), "--labels", "zh")
    assert (tmp_path / "名单.tsv").read_text("utf-8").startswith("代码\t县名\t")


def test_another_csv_says_how_excel_opens_it(shudi: Shudi, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    assert shudi("list", "-o", str(path)) == (
        0,
        "",
        f"shudi: {path} is UTF-8; for Excel, add --encoding utf-8-sig\n",
    )
    for number, option in enumerate(("utf-8", "utf-8-sig")):
        other = str(tmp_path / f"{number}.csv")
        assert shudi("list", "-o", other, "--encoding", option).err == ""


def test_a_matched_table_in_chinese(shudi: Shudi, tmp_path: Path) -> None:
    table = tmp_path / "table.csv"
    table.write_text("县\n四川美姑县\n金川\n合计\n", "utf-8")
    report = tmp_path / "report.csv"
    status, out, _ = shudi(
        *("match", str(table), "--labels", "zh", "--prefix", "", "--yes-no", "重点"),
        *("--with", "deep_poverty", "--report", str(report)),
    )
    assert (status, out) == (
        0,
        "县,状态,代码,县名,层级,市州,省份,匹配依据,深度贫困县,重点\n"
        "四川美姑县,在名单,513436,美姑县,国家级,凉山州,四川省,县名,是,是\n"
        "金川,不明确,,,,,,简称,,\n"
        "合计,无法识别,,,,,,,,\n",
    )
    header, first, *_ = report.read_text("utf-8-sig").splitlines()
    assert header == "原值,状态,原因,数量,可能的县,首见行号"
    assert first.startswith("金川,不明确,可指多个县,1,")


def test_only_the_prefix_is_before_a_chinese_heading(
    shudi: Shudi, tmp_path: Path
) -> None:
    table = tmp_path / "table.csv"
    table.write_text("县名,代码\n美姑县,513436\n", "utf-8")
    header = shudi("match", str(table), "--labels", "zh").out.splitlines()[0]
    assert header.startswith("县名,代码,shudi_状态,shudi_代码,shudi_县名,")


def test_a_workbook_that_becomes_a_csv_says_how_excel_opens_it(
    shudi: Shudi, tmp_path: Path
) -> None:
    shudi("list", "-o", str(tmp_path / "list.xlsx"))
    path = tmp_path / "list.csv"
    matched = shudi("match", str(tmp_path / "list.xlsx"), "-o", str(path))
    note = f"shudi: {path} is UTF-8; for Excel, add --output-encoding utf-8-sig\n"
    assert note in matched.err
    quiet = shudi(
        "match", str(tmp_path / "list.xlsx"), "-o", str(path), "-q", "--force"
    )
    assert quiet == (0, "", "")


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("list", "--labels: use --format csv too, or --lang zh for the table of the"),
        ("list -f json", "--output: --labels cannot change the keys of json"),
        ("match TABLE -f jsonl", "--labels cannot change the keys of jsonl, on which"),
        ("list -f csv --labels fr", "unknown language 'fr'; did you mean en or zh?"),
    ],
)
def test_labels_that_have_no_place_are_refused(
    shudi: Shudi, tmp_path: Path, line: str, problem: str
) -> None:
    table = tmp_path / "table.csv"
    table.write_text("县\n美姑县\n", "utf-8")
    words = [str(table) if word == "TABLE" else word for word in line.split()]
    labels = () if "--labels" in words else ("--labels", "zh")
    status, out, err = shudi(*words, *labels)
    assert (status, out) == (2, "")
    assert problem in err


@pytest.mark.parametrize("name", ["t.jsonl", "t.xlsx", "t.parquet", "t.csv"])
def test_yes_and_no_are_numbers_where_programs_read_on(
    shudi: Shudi, tmp_path: Path, name: str
) -> None:
    source = tmp_path / "source.csv"
    source.write_text("县\n美姑县\n武侯区\n合计\n", "utf-8")
    options = ("--yes-no", "treated", "--with", "delisted", "-q")
    for marked in (tmp_path / name, tmp_path / f"again-{name}"):
        done = shudi("match", str(source), *options, "-o", str(marked), "--force")
        assert (done.status, done.err) == (0, "")
        source, options = marked, (*options, "--prefix", "x_", "--yes-no", "again")
    records = [
        {key: value for key, value in row.items() if key in ("again", "x_delisted")}
        for row in read_records(marked)
    ]
    yes, year, no, empty = (
        ("1", "2020", "0", "") if name == "t.csv" else (1, 2020, 0, None)
    )
    assert records == [
        {"x_delisted": year, "again": yes},
        {"x_delisted": empty, "again": no},
        {"x_delisted": empty, "again": empty},
    ]


def read_records(path: Path) -> list[dict[str, object]]:
    """The rows of a table, as its reference library reads them."""
    if path.suffix == ".parquet":
        return parquet.read_table(path).to_pylist()
    if path.suffix == ".jsonl":
        return [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    if path.suffix == ".csv":
        return [*csv.DictReader(StringIO(path.read_text("utf-8")))]
    header, *rows = load_workbook(path).worksheets[0].values
    return [dict(zip(header, row, strict=True)) for row in rows]


@pytest.mark.usefixtures("chinese")
def test_yes_and_no_are_words_where_people_read_chinese(
    shudi: Shudi, tmp_path: Path
) -> None:
    source = tmp_path / "t.csv"
    source.write_text("县\n美姑县\n", "utf-8")
    options = ("--yes-no", "重点", "-q")
    assert shudi("match", str(source), *options).out.endswith(",是\n")
    assert '"重点": 1}' in shudi("match", str(source), *options, "-f", "jsonl").out
    shudi("match", str(source), *options, "-o", str(tmp_path / "t.xlsx"))
    assert read_records(tmp_path / "t.xlsx")[0]["重点"] == "是"
