"""Chinese screens and messages, word for word."""

import errno
import os
from pathlib import Path

import pytest
from conftest import LIST, Shudi, posix

from shudi import counties
from shudi.errors import EncodingError, MissingExtraError, TableError
from shudi.places import dataset
from shudi.render.labels import Label
from shudi.render.map_svg import svg_map
from shudi.text import join_or, join_some, quote

pytestmark = pytest.mark.usefixtures("chinese")


def test_a_list(shudi: Shudi) -> None:
    status, out, err = shudi("list", "-p", "乐山")
    assert (status, err) == (0, "")
    assert out == (
        "县名      代码    层级  市州    拼音\n"
        "────────────────────────────────────────\n"
        "马边县    511133  省级  乐山市  Mabian\n"
        "峨边县    511132  省级  乐山市  Ebian\n"
        "金口河区  511113  省级  乐山市  Jinkouhe\n"
        "\n"
        "共3个县（市、区） · 川农领〔2021〕12号，2021年8月10日\n"
    )


def test_columns_are_named_in_chinese_and_so_are_their_values(shudi: Shudi) -> None:
    columns = "县名,市（州）代码,原贫困县,摘帽年份,深度贫困县"
    assert shudi("list", "-s", "马边", "--columns", columns).out == (
        "县名    市州代码  原贫困县  摘帽年份  深度贫困县\n"
        "────────────────────────────────────────────────\n"
        "马边县  511100    国家级    2019      是\n"
        "\n"
        "共1个县（市、区） · 川农领〔2021〕12号，2021年8月10日\n"
    )


def test_what_programs_read_is_the_same_in_every_language(shudi: Shudi) -> None:
    assert shudi("list", "-f", "csv").out.encode() == LIST
    columns = shudi("count", "-b", "层级", "-f", "csv").out
    assert columns == "tier,count,share\nnational,25,0.5\nprovincial,25,0.5\n"
    shown = shudi("show", "康定县", "-f", "csv").out
    assert shown.endswith(
        ',listed,康定县,former name,"川农领〔2021〕12号, 2021-08-10"\n'
    )
    assert '"asks"' in shudi("source", "-f", "json").out


def test_counts(shudi: Shudi) -> None:
    assert shudi("count", "-b", "类型", "--sort", "数量").out == (
        "类型    数量  占比\n"
        "────────────────────────────────────────\n"
        "县        43   86%  ━━━━━━━━━━━━━━━━━━━━\n"
        "自治县     3    6%  ━\n"
        "市         3    6%  ━\n"
        "区         1    2%  ━\n"
        "────────────────────────────────────────\n"
        "合计      50  100%\n"
        "\n"
        "共50个县（市、区） · 川农领〔2021〕12号，2021年8月10日\n"
    )
    assert shudi("count", "-b", "市州", "-b", "层级", "-p", "凉山").out == (
        "市州    国家级  省级  合计\n"
        "──────────────────────────\n"
        "凉山州      10     1    11\n"
        "──────────────────────────\n"
        "合计        10     1    11\n"
        "\n"
        "共11个县（市、区） · 川农领〔2021〕12号，2021年8月10日\n"
    )


def test_the_card_of_a_key_county(shudi: Shudi) -> None:
    status, out, err = shudi("show", "康定县")
    assert (status, err) == (0, "")
    assert out == (
        "╭─ 康定市 Kangding ──────────────────────────────────────╮\n"
        "│ 查询      康定县（曾用名，用至2015年）                 │\n"
        "│ 层级      省乡村振兴重点帮扶县                         │\n"
        "│ 全称      康定市                                       │\n"
        "│ 拼音      Kangding                                     │\n"
        "│ 另一拼写  Dardo                                        │\n"
        "│ 代码      513301                                       │\n"
        "│ 原贫困县  国家级，深度贫困县，2018年摘帽               │\n"
        "│ 市（州）  甘孜藏族自治州（513300）                     │\n"
        "│ 驻地      北纬30.0°，东经102.0°                        │\n"
        "│ 来源      川农领〔2021〕12号，2021年8月10日            │\n"
        "│           关于印发国家和省乡村振兴重点帮扶县名单的通知 │\n"
        "╰────────────────────────────────────────────────────────╯\n"
    )


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("美姑", ["层级 国家乡村振兴重点帮扶县"]),
        ("若尔盖", ["罗马字母拼写 Zoigê"]),
        ("锦江区", ["层级 未列入名单", "市（州） 成都市"]),
        ("海淀区", ["层级 不属四川省，不在名单范围", "省（区、市） 北京市"]),
        ("513321", ["查询 513321（曾用代码，用至2015年）"]),
        (
            "凉山州",
            [
                "重点帮扶县 国家级10个、省级1个",
                "列出 shudi list --prefecture 凉山州",
            ],
        ),
        ("成都市", ["重点帮扶县 无"]),
        ("嘉陵区", ["原贫困县 国家级，2017年摘帽"]),
        ("合江县", ["原贫困县 省级，2017年摘帽"]),
        ("金口河", ["原贫困县 省级，深度贫困县，2018年摘帽"]),
    ],
)
def test_facts_on_cards(shudi: Shudi, name: str, lines: list[str]) -> None:
    status, out, err = shudi("show", name)
    assert (status, err) == (0, "")
    shown = [" ".join(line.strip("│ ").split()) for line in out.splitlines()]
    assert set(lines) <= set(shown)


@pytest.mark.parametrize(
    ("arguments", "status", "message"),
    [
        ("show 美沽县", 1, "未知的地名“美沽县”；是否指：美姑县？"),
        ("show 不存在", 1, "未知的地名“不存在”；用 shudi list 可查看50个重点帮扶县"),
        ("show 达县", 1, "“达县”所指不明：达州市通川区或达州市达川区"),
        (
            "show 市中区",
            1,
            "“市中区”所指不明：内江市市中区、乐山市市中区、泸州市江阳区或另外15个",
        ),
        (
            "show 南京",
            1,
            "“南京”不属四川省；shudi 只有四川省的名单；"
            "用 shudi list 可查看50个重点帮扶县",
        ),
        (
            "show 甘孜",
            0,
            "甘孜也可指甘孜州；列出该市（州）的县：shudi list --prefecture 甘孜州",
        ),
        ("show 金川", 0, "金川也可指甘肃省金昌市金川区"),
        (
            "show 凉山州 -f csv",
            0,
            "凉山州是市（州），在此格式中没有行；请用 --format 表格",
        ),
        ("list -s zzz", 0, "没有符合条件的县；用 shudi list 可查看全部50个县"),
        ("list -o .", 1, ". 是文件夹；请指定其中的文件"),
        ("list -o there.csv", 1, "there.csv 已存在；如需覆盖，请用 --force"),
        ("list -o no/a.csv", 1, "no/a.csv：没有该文件或目录"),
        (
            "list -o a.csv --encoding cp1252",
            1,
            "cp1252 编码中没有字符“壤”；请用 --encoding utf-8 或 gb18030",
        ),
        ("match no.csv", 1, "no.csv：没有该文件或目录"),
        ("match cells.csv -q", 1, "cells.csv 第2行：有1个单元格，应为2个"),
        ("match quote.csv", 1, "quote.csv 第1行：引号有误：有引号未闭合"),
        ("match nul.csv", 1, "nul.csv 第2行：含有空字节（NUL）；是否为文本文件？"),
        (
            "match old.csv",
            1,
            "old.csv：内容是 .xls 文件；请以 .xls 为扩展名",
        ),
        (
            "match a.rds",
            1,
            "a.rds：不能读取 .rds 文件；请将表格另存为 .xlsx 或 .csv",
        ),
        ("match quote.xlsx", 1, "quote.xlsx：不是 .xlsx 工作簿"),
    ],
)
def test_notes_and_errors(
    shudi: Shudi,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: str,
    status: int,
    message: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    for name, content in {
        "there.csv": b"",
        "cells.csv": "县,值\n美姑\n".encode(),
        "quote.csv": '县,"值\n美姑\n'.encode(),
        "quote.xlsx": b"x",
        "nul.csv": "县\n\0\n".encode(),
        "old.csv": b"\xd0\xcf\x11\xe0",
        "a.rds": b"",
    }.items():
        Path(name).write_bytes(content)
    done, _, err = shudi(*arguments.split())
    assert (done, err) == (status, f"shudi: {message}\n")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            "list -t 国及",
            "选项“--tier”、“-t”的值无效：未知的层级“国及”；是否指：国家级？",
        ),
        (
            "list -f pdf",
            "选项“--format”、“-f”的值无效：未知的格式“pdf”；"
            "是否指：表格、csv、tsv、json、jsonl、geojson、md、xlsx、parquet、"
            "feather、dta 或 sav？",
        ),
        (
            "list -o a.rds",
            "选项“--output”的值无效：未知的文件类型“.rds”；"
            "请用 --format，或用 .csv、.xlsx 等扩展名",
        ),
        (
            "list -f xlsx",
            "选项“--output”的值无效：xlsx 不能写到标准输出；"
            "请用 --output 指定文件，或用 --format csv",
        ),
        (
            "list -o a.xlsx --encoding gbk",
            "值无效：输出编码只适用于文本；a.xlsx 是工作簿",
        ),
        (
            "list -p 美姑",
            "选项“--prefecture”、“-p”的值无效：未知的市（州）“美姑”；是否指：凉山彝族自治州？",
        ),
        ("list 美姑", "多余的参数“美姑”；是否指：shudi show 美姑"),
        ("list nothing", "多余的参数“nothing”"),
        ("美姑", "没有命令“美姑”；是否指：shudi show 美姑"),
    ],
)
def test_usage_errors(shudi: Shudi, arguments: str, message: str) -> None:
    status, out, err = shudi(*arguments.split())
    assert (status, out) == (2, "")
    assert err.splitlines()[0] == f"shudi: {message}"


def test_a_map(shudi: Shudi) -> None:
    lines = shudi("map", "-p", "凉山").out.splitlines()
    assert lines[-2:] == [
        "● 国家级 10  ○ 省级 1  其他39个",
        "示意图：上北下南，不表示边界 · 川农领〔2021〕12号，2021年8月10日",
    ]


def test_a_map_as_a_picture() -> None:
    picture = svg_map(counties(), counties()[:1], Label.NAME)
    for text in (
        "四川省乡村振兴重点帮扶县 国家乡村振兴重点帮扶县和省乡村振兴重点帮扶县</title>",
        "<title>壤塘县（Zamtang），513230，阿坝州：国家级</title>",
        ">国家级 1<",
        ">其他49个<",
        ">川农领〔2021〕12号，2021年8月10日 · shudi<",
    ):
        assert text in picture
    assert "Sichuan" not in picture


def test_the_source(shudi: Shudi) -> None:
    out = shudi("source").out
    for line in (
        "通知\n  标题          关于印发国家和省乡村振兴重点帮扶县名单的通知\n",
        "  印发日期      2021年8月10日\n",
        "\n时效\n  过渡期    5年，至2025年底。2026年中央一号文件提出常态化精准帮扶。\n",
    ):
        assert line in out


def test_the_sheet_with_the_source(shudi: Shudi, tmp_path: Path) -> None:
    import openpyxl

    path = tmp_path / "a.xlsx"
    assert shudi("list", "-o", str(path)) == (0, "", "")
    sheet = openpyxl.load_workbook(path)["来源"]
    rows = [[cell.value for cell in row] for row in sheet]
    assert rows[0] == ["section", "item", "text"]
    assert ["通知", "文号", "川农领〔2021〕12号"] in rows


def test_words_in_a_sentence() -> None:
    assert join_or(["甲"]) == "甲"
    assert join_or(["甲", "乙", "丙"]) == "甲、乙或丙"
    assert join_some(list("甲乙丙丁戊")) == "甲、乙、丙或另外2个"
    assert quote("美姑") == "“美姑”"
    assert quote("a\x1bb'c") == "“a\\x1bb'c”"


def test_errors_that_take_a_file_or_a_package() -> None:
    assert str(TableError("a.csv", None, "表格为空")) == "a.csv：表格为空"
    assert str(EncodingError("ascii", "县")).startswith("ascii 编码中没有字符“县”")
    assert str(MissingExtraError(".xlsx", "excel")) == (
        ".xlsx 需要 shudi[excel]；安装命令：pip install 'shudi[excel]'"
    )


def test_a_damaged_data_file(tmp_path: Path) -> None:
    path = tmp_path / "counties.csv"
    path.write_bytes(LIST.replace(b"513230,", b"51323,", 1))
    with pytest.raises(dataset.DatasetError) as caught:
        dataset.read_counties(path)
    assert str(caught.value) == f"{path} 第2行 code 列：'51323' 不是六位数字"


@posix
@pytest.mark.parametrize("number", [errno.ENOENT, errno.EACCES, errno.ENOSPC])
def test_what_the_system_says_is_translated(number: int) -> None:
    from shudi.i18n import _

    assert _(os.strerror(number)) != os.strerror(number)


def test_a_table_is_matched(shudi: Shudi, tmp_path: Path) -> None:
    source = tmp_path / "t.csv"
    source.write_text(
        "县,n\n美姑县,1\n锦江区,2\n江苏省美姑县,3\n合计,4\n市中区,5\n美古县,6\n",
        "utf-8",
    )
    status, out, err = shudi("match", str(source), "--yes-no", "处理组")
    assert status == 0
    added = [line.split(",")[-1] for line in out.splitlines()]
    assert added == ["处理组", "是", "否", "", "", "", ""]
    lines = err.splitlines()
    assert lines[:2] == [
        "shudi: 采用列“县”：共6行，其中2行是县级行政区；第1行为表头",
        "shudi: 共6行：在名单1行（国家级1行，省级0行），不在名单1行，省外0行，"
        "不明确2行，无法识别2行",
    ]
    assert lines[3:] == [
        "  “江苏省美姑县”：1行，首见于第4行，前后矛盾，可能指凉山彝族自治州美姑县",
        "  “合计”：1行，首见于第5行",
        "  “市中区”：1行，首见于第6行，可能是内江市市中区、乐山市市中区、泸州市江阳区或"
        "另外15个",
        "  “美古县”：1行，首见于第7行，可能是美姑县或古蔺县",
    ]


def test_latin_words_have_spaces_around_them() -> None:
    assert join_or(["zh", "en"]) == "zh 或 en"
    assert join_or(["美姑县", "金阳县"]) == "美姑县或金阳县"
