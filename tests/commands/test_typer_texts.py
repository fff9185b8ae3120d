"""What Typer says, in Chinese; run on the oldest and the newest Typer."""

import re
from pathlib import Path

import pytest
from conftest import Shudi, on_terminal, posix, process


@pytest.mark.usefixtures("chinese")
@pytest.mark.parametrize(
    ("arguments", "message", "command"),
    [
        ("list --teir x", "没有选项“--teir”；是否指：“--tier”？", "list "),
        ("list --zzz", "没有选项“--zzz”", "list "),
        ("list --sort", "选项“--sort”需要一个值", "list "),
        ("list --reverse=1", "选项“--reverse”不能带值", "list "),
        ("lsit", "没有命令“lsit”；是否指：“list”？", ""),
        ("南京+路", "没有命令“南京 路”", ""),
        (
            "list -p 凉州市场",
            "选项“--prefecture”、“-p”的值无效：未知的市（州）",
            "list ",
        ),
        ("count -b tier -b tier", "选项“--by”、“-b”的值无效：只能有一个分组", "count "),
        ("source --cite text -f csv", "值无效：--cite 和 --format 不能同", "source "),
        (
            "match a.csv --header-row x",
            "选项“--header-row”的值无效：不是整数",
            "match ",
        ),
    ],
)
def test_errors(shudi: Shudi, arguments: str, message: str, command: str) -> None:
    status, out, err = shudi(*(word.replace("+", " ") for word in arguments.split()))
    assert (status, out) == (2, "")
    assert err.startswith(f"shudi: {message}")
    assert err.endswith(f"\n用法见：shudi {command}--help\n")


@pytest.mark.usefixtures("chinese")
@pytest.mark.parametrize(
    ("row", "problems"),
    [
        ("0", ("不是1到1000000之间的数", "小于1")),
        ("1000001", ("不是1到1000000之间的数", "大于1000000")),
    ],
)
def test_a_number_out_of_range(
    shudi: Shudi, row: str, problems: tuple[str, str]
) -> None:
    _, _, err = shudi("match", "a.csv", "--header-row", row)
    assert err.splitlines()[0] in [
        f"shudi: 选项“--header-row”的值无效：{problem}" for problem in problems
    ]


def test_a_missing_argument() -> None:
    done = process("show", environment={"SHUDI_LANG": "zh", "PYTHONUTF8": "1"})
    assert done.returncode == 2
    lines = done.stderr.decode().splitlines()
    assert lines == ["shudi: 缺少参数“名称...”", "用法见：shudi show --help"]


def helped(*arguments: str) -> list[str]:
    """The lines of a help text, without frames and what differs between Typers."""
    done = process(*arguments, environment={"SHUDI_LANG": "zh", "PYTHONUTF8": "1"})
    assert (done.returncode, done.stderr) == (0, b"")
    text = re.sub(r"<\S+>|(?<=\})\.\.\.", "", done.stdout.decode())
    return [line.strip(" │╭╮╰╯─\r") for line in text.splitlines()]


HELP = """
用法：shudi [选项] 命令 [参数]...
查询四川省乡村振兴重点帮扶县。
国家级25个，省级25个，名单见川农领〔2021〕12号。
选项
--version 显示版本号。
--lang 语言 界面语言：zh（中文）或 en（英文） [默认：按 SHUDI_LANG 或系统区域]。
--install-completion 为当前的 shell 安装自动补全。
--show-completion 显示当前 shell 的自动补全脚本，供复制或修改。
--help -h 显示此帮助。
命令
list 列出重点帮扶县，可筛选和排序。
show 查询县（市、区）或市（州），不限于名单。
count 按层级、市（州）或类型统计重点帮扶县。
map 绘制重点帮扶县示意图。
match 识别表格中的地名，并添加结果列。
aliases 列出可识别的全部写法，供在数据库中关联。
source 说明名单的来源和引用方式。
示例
shudi list --tier 国家级 --prefecture 凉山
shudi show 美姑县
shudi count --by 市州
"""


def test_the_help_of_all() -> None:
    assert "".join("".join(helped("--help")).split()) == "".join(HELP.split())


SHOW_HELP = """
用法：shudi show [选项] {名称...}
查询县（市、区）或市（州），不限于名单。
参数
* 名称... 名称、曾用名、代码、拼音或地址，如美姑、康定县、513436。 [必填]
选项
--lang 语言 界面语言：zh（中文）或 en（英文） [默认：按 SHUDI_LANG 或系统区域]。
--help -h 显示此帮助。
输出
--format -f 格式 输出格式：表格、csv、tsv、json、jsonl、geojson、md、xlsx、
parquet、feather、dta、sav
[默认：按 --output 的扩展名]。
--output -o 文件 写入文件；- 表示标准输出。
--force 覆盖已有文件。
--encoding 名称 输出编码：utf-8（默认）、utf-8-sig（供 Excel 打开）或 gb18030。
--labels 语言 csv、tsv、md、xlsx 的表头和取值：zh（县名、国家级、在名单），或
en（供程序读取） [默认]。
示例
shudi show 美姑县
shudi show 马边 513436 Zoige 康定县
shudi show 康定市 --format json
"""


def test_the_help_of_a_command() -> None:
    assert "".join("".join(helped("show", "-h")).split()) == "".join(SHOW_HELP.split())


@pytest.mark.parametrize("command", ["list", "count", "map", "aliases", "source"])
def test_help_is_all_chinese(command: str) -> None:
    text = "".join(helped(command, "-h"))
    english = (
        "Usage Options Arguments default required Show exit Output Filters".split()
    )
    assert not any(word in text for word in english)
    assert "显示此帮助。" in text


@pytest.mark.parametrize("command", ["list", "show", "count", "map", "source"])
def test_examples_work(
    shudi: Shudi, command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    lines = helped(command, "-h")
    examples = [line for line in lines[lines.index("示例") + 1 :] if line]
    assert 2 <= len(examples) <= 3
    for example in examples:
        status, _, err = shudi(*example.split()[1:])
        assert (status, err) == (0, "")


@posix
def test_the_word_for_usage_is_coloured_as_in_english() -> None:
    for language, word in (("en", "Usage: "), ("zh", "用法：")):
        shown = on_terminal(f"list -h --lang {language}", TERM="xterm")
        assert f"\x1b[1;33m{word}\x1b[0m" in shown


@pytest.mark.parametrize(
    ("language", "message"),
    [
        ("en", "completion for bash is in {path}; open a new terminal to use it"),
        ("zh", "bash 的自动补全已安装到 {path}；重新打开终端后生效"),
    ],
)
@posix
def test_completion_is_installed(tmp_path: Path, language: str, message: str) -> None:
    environment = {"HOME": str(tmp_path), "SHUDI_LANG": language}
    done = process("--install-completion", "bash", environment=environment)
    path = tmp_path / ".bash_completions/shudi.sh"
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.decode().strip() == message.format(path=path)
    assert "_SHUDI_COMPLETE=complete_bash" in path.read_text("utf-8")
