"""Random texts, tables, workbooks, command lines and signals, for as long as you like.

    .venv/bin/python benchmarks/fuzz.py SECONDS [SEED]

Each case must be answered, or refused in a line with a status of 1 or 2; a table's own
cells come out as they went in, and nothing half-written is left. The first case that
is not so ends it, with the seed that repeats it. tests/test_fuzz.py runs some.
"""

import csv
import io
import os
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from zipfile import ZIP_DEFLATED, ZipFile

import xlsxwriter

import shudi
from shudi.cli import run
from shudi.places.dataset import counties, divisions

_NAMES = [division.name for division in divisions()]
_WORDS = [
    *("四川省", "凉山州", "县", "区", "镇", "513436", "Zoigê", "Meigu", "County"),
    *("(", "、", " ", "\u3000", "\u200b", "\u0301", "\u202e", "\0", "\ud800", "😀"),
]
_OPTIONS = [
    *("--tier", "--prefecture", "--search", "--sort", "--columns", "--by", "--format"),
    *("-t", "-p", "-s", "-f", "-o", "--output", "--reverse", "--column", "--sheet"),
    *("--header-row", "--no-header", "--delimiter", "--encoding", "--strict", "-q"),
    *("--report", "--prefix", "--force", "--help", "--version", "--", "-", "--bogus"),
]
_VALUES = [
    *("national", "省级", "凉山", "code", "tier", "name,code", "美姑", "1", "-1", "0"),
    *("t.csv", "t.xlsx", "no.csv", "o.csv", "o.xlsx", "o.md", ".", "", "é" * 300),
    *("utf-8", "gb18030", "punycode", "tab", "\udcff", "[bold]", "9" * 20),
]
_JUNK = [
    *(b"", b"<", b">", b'"', b"&", b"/", b"\0", b"\xff", b"-1", b"0", b"x"),
    *(b"XFD1048577", b"4294967296", b"9" * 20, b'<!DOCTYPE a [<!ENTITY b "c">]>'),
]


def shudi_command(*arguments: str) -> tuple[int, str]:
    """Run a command in the present folder; its status and standard error."""
    error = io.StringIO()
    output = io.TextIOWrapper(io.BytesIO(), "utf-8")
    with redirect_stdout(output), redirect_stderr(error):
        status = run(list(arguments))
    return status, error.getvalue()


def text(random: Random) -> str:
    """Resolve a text; a county is called listed only if it is on the list."""
    value = "".join(
        random.choice(random.choice([_NAMES, _WORDS]))
        for _ in range(random.choice([1, 2, 3, 9]))
    )
    if random.random() < 0.5:
        position = random.randrange(len(value))
        value = value[:position] + value[position + 1 :]
    resolution = shudi.resolve(value)
    assert (resolution.status == "listed") == (resolution.county in counties()), value
    return str(resolution.status)


def table(random: Random) -> str:
    """Match a delimited table; its own cells stay, and no line is lost."""
    width = random.randrange(1, 5)
    special = ["", '"', ",", "\n", "\r\n", "\t"]
    alphabet = [*_WORDS[:15], *random.sample(_NAMES, 20), *special]
    rows = [
        ["".join(random.choices(alphabet, k=random.randrange(3))) for _ in range(width)]
        for _ in range(random.randrange(1, 30))
    ]
    dialect = {
        "delimiter": random.choice(",\t;|"),
        "quoting": random.choice([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
        "lineterminator": random.choice(["\n", "\r\n"]),
    }
    encoding = random.choice(["utf-8", "utf-8-sig", "utf-16", "gb18030"])
    with Path("t.csv").open("w", encoding=encoding, newline="") as file:
        csv.writer(file, **dialect).writerows([map(str, range(width)), *rows])
    options = ["--column", "1", "--delimiter", dialect["delimiter"], "--force", "-q"]
    status, error = shudi_command("match", "t.csv", "-o", "o.csv", *options)
    if status:
        return f"status {status}"
    with Path("o.csv").open(encoding=encoding, newline="") as file:
        matched = list(csv.reader(file, delimiter=dialect["delimiter"]))
    with Path("t.csv").open(encoding=encoding, newline="") as file:
        original = list(csv.reader(file, delimiter=dialect["delimiter"]))
    assert [row[:width] for row in matched] == original, error
    return "matched"


def _write_workbook() -> None:
    with xlsxwriter.Workbook("w.xlsx") as workbook:
        sheet = workbook.add_worksheet("台账")
        sheet.merge_range("A1:C1", "2024年项目台账")
        for number in range(2, 8):
            sheet.write_row(number, 0, [number, _NAMES[number], number / 7])
            sheet.write_formula(number, 3, f"=C{number + 1}*2", None, "x")
        columns = [{"header": name} for name in ("n", "县", "额", "合计")]
        sheet.add_table("A2:D8", {"columns": columns})
        sheet.print_area("A1:D8")
        workbook.add_worksheet("说明").write("A1", "x")


def _damaged(content: bytes, random: Random) -> bytes:
    damaged = bytearray(content)
    for _ in range(random.choice([1, 1, 3])):
        numbers = [found.span() for found in re.finditer(rb"\d+", damaged)]
        start = random.randrange(len(damaged) + 1)
        end = start + random.choice([0, 1, 10, 200, len(damaged)])
        if numbers and random.random() < 0.3:
            start, end = random.choice(numbers)
        damaged[start:end] = random.choice(_JUNK)
    return bytes(damaged)


def workbook(random: Random) -> str:
    """Match a damaged workbook: marked, or refused in a line with its name."""
    _write_workbook()
    content = Path("w.xlsx").read_bytes()
    if random.random() < 0.3:
        content = _damaged(content, random)
    else:
        with ZipFile(io.BytesIO(content)) as package:
            parts = {name: package.read(name) for name in package.namelist()}
        part = random.choice(["xl/worksheets/sheet1.xml", *parts])
        parts[part] = _damaged(parts[part], random)
        with ZipFile("w.xlsx", "w", ZIP_DEFLATED) as package:
            for name, markup in parts.items():
                package.writestr(name, markup)
        content = Path("w.xlsx").read_bytes()
    Path("t.xlsx").write_bytes(content)
    options = ["--header-row", "2", "--column", "2", "--force", "-q"]
    Path("o.xlsx").unlink(missing_ok=True)
    status, error = shudi_command("match", "t.xlsx", "-o", "o.xlsx", *options)
    if status == 0:
        assert Path("o.xlsx").exists()
        return "matched"
    assert not Path("o.xlsx").exists()
    assert error.count("\n") == 1 or status == 2, error
    return f"status {status}"


def command_line(random: Random) -> str:
    """Run a random command line; it is answered, or refused."""
    Path("t.csv").write_text("县\n美姑县\n", encoding="utf-8")
    command = random.choice(["list", "show", "count", "match", "aliases", "bogus", ""])
    arguments = [
        random.choice(random.choice([_OPTIONS, _VALUES]))
        for _ in range(random.randrange(6))
    ]
    status, error = shudi_command(command, *arguments)
    assert status in {0, 1, 2}, (command, arguments)
    assert "Traceback" not in error, (command, arguments)
    return f"status {status}"


def interruptible(*arguments: str, stdin: int | None = None) -> subprocess.Popen[bytes]:
    """Start a process of shudi that a signal ends, whoever started this one."""
    return subprocess.Popen(
        [sys.executable, "-m", "shudi", *arguments],
        stdin=stdin,
        stderr=subprocess.PIPE,
        # A signal that comes while coverage holds its lock would hang the process.
        env={
            name: value
            for name, value in os.environ.items()
            if not name.startswith("COV")
        },
        # The parent may ignore them (nohup).
        preexec_fn=lambda: [signal.signal(each, signal.SIG_DFL) for each in _SIGNALS],
    )


def interrupt(random: Random) -> str:
    """Send a signal at some time: the table is whole or not there."""
    rows = 100_000
    Path("t.csv").write_text("县\n" + "美姑县\n" * rows, encoding="utf-8")
    Path("o.csv").unlink(missing_ok=True)
    process = interruptible("match", "t.csv", "-o", "o.csv", "-q")
    time.sleep(random.random() / 2)
    process.send_signal(random.choice(_SIGNALS))
    try:
        _, error = process.communicate(timeout=60)
    finally:
        process.kill()
    # Before main() runs, Ctrl-C is for the interpreter to answer.
    assert not re.search(rb'__main__\.py", line \d+, in main', error), error
    assert not list(Path().glob(".shudi-*"))
    if Path("o.csv").exists():
        with Path("o.csv").open("rb") as file:
            assert sum(1 for _ in file) == rows + 1
    return f"status {process.returncode}"


Kind = Callable[[Random], str]  # runs a case and names its outcome

KINDS: tuple[Kind, ...] = (text, table, workbook, command_line)
if os.name == "posix":
    KINDS += (interrupt,)
    _SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def main(seconds: float, seed: int) -> None:
    """Run cases of all kinds in turn, an equal time each, and print their number."""
    for kind in KINDS:
        outcomes: Counter[str] = Counter()
        until = time.monotonic() + seconds / len(KINDS)
        while time.monotonic() < until:
            case = f"{kind.__name__} {seed} {outcomes.total()}"
            try:
                outcomes[kind(Random(case))] += 1
            except BaseException:
                print(f"failed: Random({case!r})", file=sys.stderr)
                raise
        parts = ", ".join(f"{count:,} {name}" for name, count in outcomes.most_common())
        print(f"{kind.__name__}: {outcomes.total():,} cases ({parts})")


if __name__ == "__main__":
    with TemporaryDirectory() as folder:
        os.chdir(folder)
        main(float(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 0)
