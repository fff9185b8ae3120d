import json
import os
import subprocess
import sys
from io import BytesIO, TextIOWrapper
from pathlib import Path

import pytest
from conftest import ROOT, Shudi, process
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.text import Text

from shudi.cli import run

LIST = (ROOT / "data/counties.csv").read_bytes()

posix = pytest.mark.skipif(sys.platform == "win32", reason="POSIX only")


def test_list_as_csv_is_the_file_byte_for_byte() -> None:
    assert process("list", "--format", "csv").stdout == LIST


def test_list_by_tier(shudi: Shudi) -> None:
    status, out, err = shudi("list", "--tier", "national")
    lines = out.splitlines()
    assert (status, err) == (0, "")
    assert lines[2].split() == [
        "壤塘县",
        "513230",
        "国家",
        "national",
        "阿坝州",
        "Rangtang",
        "Zamtang",
    ]
    assert len(lines) == 2 + 25 + 2
    assert lines[-1] == "25 counties · 川农领〔2021〕12号, 2021-08-10"


@pytest.mark.parametrize(
    ("arguments", "names"),
    [
        ("-t 国家级 -p 凉山 -s 布", "布拖县"),
        ("-p 乐山市 -p 5108", "剑阁县 旺苍县 马边县 峨边县 金口河区"),
        ("-p 凉山彝族自治州 -t provincial", "木里县"),
        ("-p 凉山 -s 里 -t national -t 省级", "木里县"),
        ("-p 广元 -t national -t provincial", "剑阁县 旺苍县"),
        ("-p 513400 -t 省级", "木里县"),
        ("-p 广元 --reverse", "旺苍县 剑阁县"),
        ("-p 广元 --sort code", "旺苍县 剑阁县"),
        ("-p 乐山 --sort 拼音", "峨边县 金口河区 马边县"),
    ],
)
def test_list_is_filtered_and_sorted(shudi: Shudi, arguments: str, names: str) -> None:
    status, out, _ = shudi("list", *arguments.split(), "--format", "jsonl")
    assert status == 0
    assert [json.loads(line)["name"] for line in out.splitlines()] == names.split()


def test_an_empty_list_is_an_answer_said_on_stderr(shudi: Shudi) -> None:
    told = "shudi: no county matches; `shudi list` shows all 50\n"
    assert shudi("list", "-t", "国家", "-p", "广元") == (0, "", told)
    assert shudi("list", "-s", "zzz", "-f", "json") == (0, "[]\n", told)
    assert shudi("count", "-s", "zzz") == (0, "0\n", told)


def test_json_has_the_columns_of_the_csv_with_typed_values(shudi: Shudi) -> None:
    _, out, _ = shudi("show", "若尔盖", "-f", "json")
    assert json.loads(out) == [
        {
            "code": "513232",
            "name": "若尔盖县",
            "official_name": "若尔盖县",
            "pinyin": "Ruo'ergai",
            "romanization": "Zoigê",
            "second_romanization": "",
            "tier": "national",
            "prefecture_code": "513200",
            "prefecture": "阿坝州",
            "prefecture_official": "阿坝藏族羌族自治州",
            "latitude": 33.6,
            "longitude": 103.0,
        }
    ]


def test_show_has_what_an_official_would_want(shudi: Shudi) -> None:
    status, out, err = shudi("show", "Zoige")
    assert (status, err) == (0, "")
    for text in (
        "若尔盖县",
        "国家乡村振兴重点帮扶县",
        "national key county for rural revitalization assistance",
        "Ruo'ergai",
        "Zoigê",
        "513232",
        "阿坝藏族羌族自治州 (513200)",
        "33.6° N, 103.0° E",
        "川农领〔2021〕12号, 2021-08-10",
        "关于印发国家和省乡村振兴重点帮扶县名单的通知",
    ):
        assert text in out


def test_show_answers_for_the_names_it_knows(shudi: Shudi) -> None:
    status, out, err = shudi("show", "美古县", "布拖", "Atlantis", "-f", "csv")
    assert status == 1
    assert [line.split(",")[1] for line in out.splitlines()] == ["name", "布拖县"]
    assert err == (
        "shudi: unknown county '美古县'; did you mean 美姑县 or 古蔺县?\n"
        "shudi: unknown county 'Atlantis'; `shudi list` shows all names\n"
    )


def test_show_says_that_a_prefecture_has_the_same_name(shudi: Shudi) -> None:
    status, out, err = shudi("show", "甘孜", "-f", "tsv")
    assert status == 0
    assert "513328\t甘孜县" in out
    assert err == (
        "shudi: 甘孜 is also the prefecture 甘孜州; "
        "to list it: shudi list --prefecture 甘孜州\n"
    )


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("锦江区", "on neither list"),
        ("康定县", "康定县: former name, until 2015"),
        ("513321", "513321: former code, until 2015"),
        ("四川省凉山州美姑县塔哈村", "美姑县"),
        ("凉山州", "10 national, 1 provincial"),
        ("凉山州", "shudi list --prefecture 凉山州"),
        ("成都", "none"),
    ],
)
def test_show_answers_for_all_of_sichuan(shudi: Shudi, name: str, said: str) -> None:
    status, out, err = shudi("show", name)
    assert (status, err) == (0, "")
    assert said in out


def test_show_has_rows_for_counties_on_neither_list(shudi: Shudi) -> None:
    status, out, err = shudi("show", "锦江", "凉山州", "-f", "jsonl")
    assert status == 0
    assert json.loads(out) == {
        "code": "510104",
        "name": "锦江区",
        "official_name": "锦江区",
        "pinyin": "Jinjiang",
        "romanization": "",
        "second_romanization": "",
        "tier": "",
        "prefecture_code": "510100",
        "prefecture": "成都市",
        "prefecture_official": "成都市",
        "latitude": None,
        "longitude": None,
    }
    assert err == (
        "shudi: 凉山州 is a prefecture and has no row in this format; "
        "use --format table\n"
    )


def test_show_tells_what_an_ambiguous_name_may_mean(shudi: Shudi) -> None:
    told = "shudi: '达县' is ambiguous: 达州市通川区 or 达州市达川区\n"
    assert shudi("show", "达县") == (1, "", told)


def test_list_knows_prefectures_without_key_counties(shudi: Shudi) -> None:
    told = "shudi: no county matches; `shudi list` shows all 50\n"
    for name in ("绵阳", "Chengdu", "510100"):
        assert shudi("list", "-p", name) == (0, "", told)
    assert shudi("count", "-p", "Liangshan") == (0, "11\n", "")


def test_count_is_a_number(shudi: Shudi) -> None:
    assert shudi("count") == (0, "50\n", "")
    assert shudi("count", "-t", "national", "-p", "凉山") == (0, "10\n", "")


def test_count_by_prefecture_has_count_share_and_bar(shudi: Shudi) -> None:
    _, out, _ = shudi("count", "--by", "prefecture", "--sort", "size")
    lines = [line.split() for line in out.splitlines()]
    assert lines[2] == ["甘孜州", "18", "36%", "━" * 20]
    assert lines[10] == ["total", "50", "100%"]


@pytest.mark.parametrize(
    ("arguments", "lines"),
    [
        ("", ["count,share", "50,1.0"]),
        ("-b tier", ["tier,count,share", "national,25,0.5", "provincial,25,0.5"]),
        (
            "-b 类型 -b tier -p 乐山",
            [
                "kind,tier,count,share",
                "自治县,provincial,2,0.6667",
                "区,provincial,1,0.3333",
            ],
        ),
    ],
)
def test_count_in_the_long_form(shudi: Shudi, arguments: str, lines: list[str]) -> None:
    _, out, _ = shudi("count", *arguments.split(), "-f", "csv")
    assert out.splitlines() == lines


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ("list --teir x", "No such option: --teir (Possible options: --tier)"),
        ("list -t nationl", "unknown tier 'nationl'; did you mean national?"),
        ("list -p 凉州", "unknown prefecture '凉州'; did you mean 凉山彝族自治州"),
        ("list -f xls", "unknown format 'xls'; did you mean xlsx?"),
        ("list -f pdf", "unknown format 'pdf'; did you mean table, csv, tsv, json"),
        ("list -o a.dta", "unknown file type '.dta'; use --format"),
        ("list -f xlsx", "xlsx cannot go to standard output; use --output FILE"),
        ("list --encoding klingon", "unknown encoding 'klingon'; did you mean utf-8"),
        ("list --encoding hex", "unknown encoding 'hex'; did you mean utf-8"),
        ("count -b tier -b tier", "use one dimension, or two different ones"),
        ("count -b tier -b kind -b prefecture", "use one dimension, or two"),
        ("show", "Missing argument 'NAME...'."),
        ("lsit", "No such command 'lsit'. Did you mean 'list'?"),
        ("美姑", "No such command '美姑'. Did you mean: shudi show 美姑"),
        ("凉山州", "No such command '凉山州'. Did you mean: shudi show 凉山州"),
        ("市中区", "No such command '市中区'. Did you mean: shudi show 市中区"),
        ("南京", "No such command '南京'."),
        ("list extra", "unexpected argument 'extra'"),
        ("list 凉山", "unexpected argument '凉山'; did you mean: shudi list -p 凉山"),
        ("list 国家级", "did you mean: shudi list -t 国家级"),
        ("list 美姑", "did you mean: shudi show 美姑"),
        ("count 5134 x", "did you mean: shudi count -p 5134"),
        ("count --by tier national", "did you mean: shudi count -t national"),
        ("aliases 美姑", "did you mean: shudi show 美姑"),
        ("aliases 凉山州", "did you mean: shudi show 凉山州"),
        ("match a.csv b.csv", "unexpected argument 'b.csv'"),
    ],
)
def test_a_wrong_command_line_is_told_in_two_lines(
    shudi: Shudi, arguments: str, told: str
) -> None:
    status, out, err = shudi(*arguments.split())
    assert (status, out) == (2, "")
    assert told in err
    wrong, way_out = err.splitlines()
    assert wrong.startswith("shudi: ")
    assert way_out.startswith("Try: shudi")
    assert way_out.endswith("--help")


@pytest.mark.parametrize(
    "arguments",
    [
        ["--help"],
        ["-h"],
        [],
        ["list", "-h"],
        ["show", "--help"],
        ["count", "-h"],
        ["aliases", "-h"],
    ],
)
def test_help_teaches_by_example(shudi: Shudi, arguments: list[str]) -> None:
    status, out, err = shudi(*arguments)
    assert (status, err) == (0, "")
    command = " ".join(["shudi", *arguments[:-1]])
    _, examples = out.split("Examples")
    lines = [line.strip() for line in examples.splitlines() if line.strip()]
    assert 2 <= len(lines) <= 3
    assert all(line.startswith(command) for line in lines)
    for line in lines:
        assert "--output" in line or shudi(*line.split()[1:], "-o", os.devnull)[0] == 0


def test_help_of_match_teaches_by_example(shudi: Shudi) -> None:
    _, out, _ = shudi("match", "-h")
    assert "cut -f2 places.tsv | shudi match - --format tsv" in out
    assert all(f"─ {panel} ─" in out for panel in ("Input", "Output"))


@pytest.mark.parametrize("command", ["list", "show", "count"])
def test_help_groups_the_options(shudi: Shudi, command: str) -> None:
    _, out, _ = shudi(command, "--help")
    titles = [line.split()[1] for line in out.splitlines() if line.startswith("╭")]
    filters = [] if command == "show" else ["Filters"]
    arguments = ["Arguments"] if command == "show" else []
    assert titles == [*arguments, "Options", *filters, "Output"]


def test_version(shudi: Shudi) -> None:
    from shudi import __version__

    assert shudi("--version") == (0, f"shudi {__version__}\n", "")


def test_aliases_are_listed_in_every_format(shudi: Shudi, tmp_path: Path) -> None:
    status, out, err = shudi("aliases")
    assert (status, err) == (0, "")
    lines = out.splitlines()
    assert lines[0] == "alias,status,code,name,tier,prefecture,via"
    assert "美姑,listed,513436,美姑县,national,凉山州,short name" in lines
    for form in ("json", "jsonl", "tsv", "md"):
        path = tmp_path / f"aliases.{form}"
        assert shudi("aliases", "-o", str(path)) == (0, "", "")
        assert path.read_text("utf-8").count("\n") >= len(lines) - 1


# Output to files


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
    assert written == [line.split(",") for line in as_numbers.splitlines()]


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
def test_the_ending_of_a_file_tells_the_format(
    shudi: Shudi, tmp_path: Path, name: str, start: str
) -> None:
    shudi("list", "-o", str(tmp_path / name))
    assert (tmp_path / name).read_text("utf-8").startswith(start)


def test_a_file_is_replaced_by_force_alone(shudi: Shudi, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("mine")
    status, out, err = shudi("list", "-o", str(path))
    assert (status, out) == (1, "")
    assert err == f"shudi: {path} already exists; use --force to overwrite it\n"
    assert path.read_text() == "mine"
    assert shudi("list", "-o", str(path), "--force") == (0, "", "")
    assert path.read_bytes() == LIST


def test_a_file_that_cannot_be_written_is_told(shudi: Shudi, tmp_path: Path) -> None:
    status, out, err = shudi("list", "-o", str(tmp_path / "no" / "a.csv"))
    assert (status, out) == (1, "")
    assert err.endswith("No such file or directory\n")
    assert len(err.splitlines()) == 1


def test_what_an_encoding_lacks_is_told(shudi: Shudi, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    status, _, err = shudi("list", "-o", str(path), "--encoding", "cp1252")
    assert status == 1
    assert err == "shudi: cp1252 cannot encode '壤'; use --encoding utf-8 or gb18030\n"
    assert not path.exists()


def test_a_pipe_has_the_encoding_asked_for() -> None:
    out = process("list", "-f", "csv", "--encoding", "gb18030").stdout
    assert out == LIST.decode().encode("gb18030")


def test_damaged_data_are_told(
    shudi: Shudi, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from shudi.places import dataset

    (tmp_path / "counties.csv").write_text("no,list\n")
    monkeypatch.setattr(dataset, "data_folder", lambda: tmp_path)
    dataset.counties.cache_clear()
    try:
        status, out, err = shudi("list")
    finally:
        dataset.counties.cache_clear()
    assert (status, out) == (1, "")
    assert "counties.csv, line 1, column (header): 'no,list' is not code,name" in err


# Pipes, terminals and locales


@pytest.mark.parametrize("columns", ["1", "20", "400"])
def test_a_pipe_gets_all_whatever_the_width(columns: str) -> None:
    for arguments in (["list"], ["show", "石渠县"], ["count", "-b", "tier"]):
        plain = process(*arguments)
        environment = {"COLUMNS": columns, "FORCE_COLOR": "1", "GITHUB_ACTIONS": "1"}
        narrow = process(*arguments, environment=environment)
        assert narrow.stdout == plain.stdout
        assert b"\x1b" not in plain.stdout
    helped = process("list", "--help", environment=environment).stdout
    assert helped == process("list", "--help").stdout
    assert b"\x1b" not in helped
    assert "…" not in helped.decode()


@pytest.mark.parametrize(
    "environment",
    [
        {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"},
        {"PYTHONIOENCODING": "ascii"},
        {"PYTHONIOENCODING": "cp1252"},
        {"PYTHONIOENCODING": "cp936"},
    ],
)
@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (["list"], 0),
        (["show", "513301", "nowhere"], 1),
        (["count", "-b", "kind"], 0),
        (["show", "--help"], 0),
        (["list", "-p", "美姑"], 2),
    ],
)
def test_no_locale_stops_an_answer(
    environment: dict[str, str], arguments: list[str], status: int
) -> None:
    done = process(*arguments, environment=environment)
    assert done.returncode == status
    assert b"Traceback" not in done.stderr
    assert done.stdout or status == 2


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "cp936"])
def test_machine_formats_are_utf8_in_every_locale(encoding: str) -> None:
    done = process("list", "-f", "csv", environment={"PYTHONIOENCODING": encoding})
    assert (done.stdout, done.stderr) == (LIST, b"")


@posix
def test_a_closed_pipe_ends_it_quietly() -> None:
    for arguments in ("list", "list -f csv", "--help"):
        command = f"{sys.executable} -m shudi {arguments}"
        read, write = os.pipe()
        os.close(read)
        done = process(*arguments.split(), stdout=write)
        os.close(write)
        assert done.stderr == b"", command
        assert done.returncode == 0 or arguments == "--help"


@posix
def test_a_full_disk_is_told_in_one_line() -> None:
    for arguments in ("list", "list -f csv", "show 美姑"):
        with Path("/dev/full").open("wb") as full:
            done = process(*arguments.split(), stdout=full)
        assert done.returncode == 1
        assert done.stderr == b"shudi: standard output: No space left on device\n"


@posix
def test_a_closed_standard_output_is_told() -> None:
    done = subprocess.run(
        f"{sys.executable} -m shudi list >&-",
        shell=True,
        capture_output=True,
        timeout=60,
    )
    assert done.returncode == 1
    assert done.stderr == b"shudi: standard output is closed\n"


@pytest.mark.parametrize(
    "name",
    ["[red]x", "\x1b]0;title\x07", "a\rb", "\u202eabc", "x" * 100_000, "-"],
)
def test_no_name_does_harm(shudi: Shudi, name: str) -> None:
    status, out, err = shudi("show", "--", name)
    assert (status, out) == (1, "")
    assert err.removesuffix("\n").isprintable()
    assert len(err) < 200
    status, out, err = shudi("list", "--tier", name)
    assert (status, out) == (2, "")
    assert err.replace("\n", "").isprintable()
    status, out, err = shudi(name)
    assert (status, out) == (2, "")
    assert err.replace("\n", "").isprintable()
    assert len(err) < 700


def test_markup_in_a_name_is_shown_as_it_is(shudi: Shudi) -> None:
    assert shudi("show", "[red]x").err.startswith("shudi: unknown county '[red]x'")


@posix
def test_bytes_that_are_no_utf8_do_no_harm() -> None:
    done = process("show", b"\xff\xfe\xc3")
    assert done.returncode == 1
    assert done.stderr.startswith(rb"shudi: unknown county '\udcff\udcfe\udcc3'")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text())
def test_any_text_is_a_name_that_is_known_or_not(shudi: Shudi, text: str) -> None:
    assert shudi("show", "-f", "csv", "--", text).status in (0, 1)


@posix
@pytest.mark.parametrize("width", [80, 50])
@pytest.mark.parametrize(
    "arguments",
    ["list", "show 木里", "count -b prefecture", "count -b tier -b prefecture"],
)
def test_a_terminal_gets_colour_and_its_width(arguments: str, width: int) -> None:
    shown = on_terminal(arguments, COLUMNS=str(width), TERM="xterm")
    assert "\x1b[" in shown
    for line in shown.splitlines():
        assert cell_len(Text.from_ansi(line).plain) <= width
    assert "\x1b[3" not in on_terminal(arguments, NO_COLOR="1", TERM="xterm")
    assert "\x1b" not in on_terminal(arguments, TERM="dumb")


@posix
@pytest.mark.parametrize("command", ["", "list", "show", "count", "match", "aliases"])
def test_help_is_complete_at_50_columns(command: str) -> None:
    assert "…" not in on_terminal(f"{command} -h", COLUMNS="50", TERM="xterm")


@posix
def test_a_terminal_gets_the_machine_formats_too() -> None:
    shown = on_terminal("list -f csv", TERM="xterm")
    assert shown.replace("\r\n", "\n").encode() == LIST


def on_terminal(arguments: str, **environment: str) -> str:
    """What a command line writes to a terminal."""
    import pty

    main, terminal = pty.openpty()
    started = subprocess.Popen(
        [sys.executable, "-m", "shudi", *arguments.split()],
        stdout=terminal,
        env={**os.environ, **environment},
    )
    os.close(terminal)
    content = b""
    try:
        while part := os.read(main, 65536):
            content += part
    except OSError:  # so Linux says that the other end has closed
        pass
    os.close(main)
    assert started.wait(60) == 0
    return content.decode()


class Interrupted(TextIOWrapper):
    """A standard output whose reader presses Ctrl-C."""

    def __init__(self) -> None:
        super().__init__(BytesIO(), "utf-8")

    @property
    def buffer(self) -> BytesIO:
        raise KeyboardInterrupt


def test_ctrl_c_ends_it_with_130(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", Interrupted())
    assert run(["list", "-f", "csv"]) == 130


# Completion


@pytest.mark.parametrize(
    ("line", "completions"),
    [
        ("shudi list --tier ", "national provincial"),
        ("shudi list --tier p", "provincial"),
        ("shudi list --prefecture 凉", "凉山州"),
        ("shudi list --prefecture li", "liangshan"),
        ("shudi show 马", "马边县 马尔康市"),
        ("shudi show Mei", "Meigu"),
        ("shudi show mei", "meigu"),
        ("shudi show Zo", "Zoigê"),
        ("shudi list --format j", "json jsonl"),
        ("shudi count --by ", "tier prefecture kind"),
        ("shudi list --sort pi", "pinyin"),
        ("shudi co", "count"),
    ],
)
def test_completion(line: str, completions: str) -> None:
    environment = {
        "_SHUDI_COMPLETE": "complete_bash",
        "COMP_WORDS": line,
        "COMP_CWORD": str(line.count(" ")),
    }
    assert process(environment=environment).stdout.decode().split() == (
        completions.split()
    )
