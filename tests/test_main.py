"""The process: signals, streams and files as the shell hands them over."""

import gzip
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from conftest import LIST, ROOT, posix, process
from fuzz import interruptible

from shudi.__main__ import _clean_up_on_signals

pytestmark = posix


def shell(
    command: str, folder: Path, **options: object
) -> subprocess.CompletedProcess[bytes]:
    """Run a command line of bash, in which `shudi` is this one."""
    function = f'shudi() {{ "{sys.executable}" -m shudi "$@"; }}; '
    return subprocess.run(
        ["bash", "-c", function + command],
        cwd=folder,
        timeout=60,
        **{"capture_output": True, **options},
    )


# Signals


def waiting(folder: Path) -> subprocess.Popen[bytes]:
    """A process that has begun to write b.csv and waits for more of its input."""
    started = interruptible(
        "match", "-", "-o", str(folder / "b.csv"), stdin=subprocess.PIPE
    )
    assert started.stdin
    started.stdin.write(("县\n" + "美姑县\n" * 60_000).encode())
    started.stdin.flush()
    deadline = time.monotonic() + 30
    while not list(folder.glob(".*.part")) and time.monotonic() < deadline:
        time.sleep(0.01)
    return started


@pytest.mark.parametrize(
    ("number", "status"),
    [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)],
)
def test_a_signal_leaves_no_file(tmp_path: Path, number: int, status: int) -> None:
    started = waiting(tmp_path)
    started.send_signal(number)
    _, err = started.communicate(timeout=60)
    assert (started.returncode, err) == (status, b"")
    assert os.listdir(tmp_path) == []


def test_the_signals_that_end_a_program_end_it_as_an_exception_does() -> None:
    before = {
        number: signal.signal(number, signal.SIG_DFL)
        for number in (signal.SIGTERM, signal.SIGHUP)
    }
    try:
        _clean_up_on_signals()
        with pytest.raises(SystemExit, match="^143$"):
            signal.raise_signal(signal.SIGTERM)
        with pytest.raises(SystemExit, match="^129$"):
            signal.raise_signal(signal.SIGHUP)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def test_a_signal_that_the_parent_ignores_is_ignored(tmp_path: Path) -> None:
    command = (
        "trap '' HUP; shudi match - -q < <(echo 县; kill -HUP $BASHPID; echo 美姑)"
    )
    done = shell(command, tmp_path)
    assert (done.returncode, done.stderr) == (0, b"")
    assert "美姑,listed" in done.stdout.decode()


def test_ctrl_c_at_the_start_shows_no_traceback() -> None:
    code = """
import sys

class Interrupt:
    def find_spec(self, name, path, target=None):
        if name == "typer":
            raise KeyboardInterrupt

sys.meta_path.insert(0, Interrupt())
from shudi.__main__ import main
main()
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, timeout=60)
    assert (done.returncode, done.stdout, done.stderr) == (130, b"", b"")


def test_little_is_imported_before_ctrl_c_is_caught() -> None:
    """The time in which Python itself would answer Ctrl-C with a traceback."""
    code = "import shudi.__main__, sys; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, timeout=60, check=True
    )
    ours = {name for name in done.stdout.decode().split() if name.startswith("shudi")}
    assert ours == {"shudi", "shudi.__main__"}


# Streams


def test_with_standard_error_closed_notes_do_not_land_in_the_data(
    tmp_path: Path,
) -> None:
    done = shell("shudi list -s zzz -f csv 2>&-", tmp_path)
    assert done.returncode == 0
    assert done.stdout == LIST.splitlines(keepends=True)[0]


def test_output_goes_through_a_process_substitution(tmp_path: Path) -> None:
    done = shell("shudi list -o >(gzip > x.gz) -f csv; sleep 0.5", tmp_path)
    assert (done.returncode, done.stderr) == (0, b"")
    assert gzip.decompress((tmp_path / "x.gz").read_bytes()) == LIST


@pytest.mark.skipif(not Path("/dev/stdout").exists(), reason="there is none")
def test_output_goes_to_dev_stdout_in_a_pipe(tmp_path: Path) -> None:
    done = shell("shudi list -o /dev/stdout -f csv | cat", tmp_path)
    assert (done.stdout, done.stderr) == (LIST, b"")


@pytest.mark.skipif(not Path("/dev/stdout").exists(), reason="there is none")
def test_output_goes_to_dev_stdout_in_a_file(tmp_path: Path) -> None:
    command = "(echo first; shudi list -o /dev/stdout -f csv; echo last) > a.csv"
    done = shell(command, tmp_path)
    assert (done.returncode, done.stderr) == (0, b"")
    assert (tmp_path / "a.csv").read_bytes() == b"first\n" + LIST + b"last\n"
    (tmp_path / "b.csv").write_text("县\n合计\n", "utf-8")
    done = shell("shudi match b.csv -q -o c.csv --report /dev/stdout > r.csv", tmp_path)
    assert (done.returncode, done.stderr) == (0, b"")
    assert "合计,unknown,not understood,1,,2" in (tmp_path / "r.csv").read_text("utf-8")


@pytest.mark.parametrize("columns", ["0", "00"])
def test_a_width_of_zero_is_none(columns: str) -> None:
    for arguments in (["list"], ["--help"]):
        done = process(*arguments, environment={"COLUMNS": columns})
        assert done.stdout == process(*arguments).stdout


# Files


def test_a_deleted_folder_is_blamed_on_the_file(tmp_path: Path) -> None:
    done = shell("mkdir d; cd d; rmdir ../d; shudi list -o a.csv", tmp_path)
    assert done.returncode == 1
    assert done.stderr == b"shudi: a.csv: No such file or directory\n"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is none")
def test_a_full_device_is_blamed_by_its_name(tmp_path: Path) -> None:
    done = shell("shudi list -o /dev/full -f csv", tmp_path)
    assert done.returncode == 1
    assert done.stderr == b"shudi: /dev/full: No space left on device\n"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is none")
def test_a_workbook_on_a_full_device_is_one_line(tmp_path: Path) -> None:
    message = b"shudi: /dev/full: No space left on device\n"
    done = shell("shudi list -o /dev/full -f xlsx", tmp_path)
    assert (done.returncode, done.stderr) == (1, message)
    (tmp_path / "a.csv").write_text("县\n美姑县\n", "utf-8")
    marked = shell("shudi match a.csv -o a.xlsx", tmp_path)
    assert marked.returncode == 0
    done = shell(
        "shudi match a.xlsx -c 县 --prefix x_ -q -f xlsx -o /dev/full", tmp_path
    )
    assert (done.returncode, done.stderr) == (1, message)


def test_a_workbook_beyond_the_largest_file_is_one_line(tmp_path: Path) -> None:
    rows = "美姑县\n" * 50_000  # several MB in XlsxWriter's temporary file
    (tmp_path / "a.csv").write_text("县\n" + rows, "utf-8")
    done = shell("ulimit -f 1024; shudi match a.csv -q -o b.xlsx", tmp_path)
    message = b"shudi: b.xlsx: File too large\n"
    assert (done.returncode, done.stderr) == (1, message)
    assert os.listdir(tmp_path) == ["a.csv"]


@pytest.mark.parametrize("arguments", ["list", "list --prefecture 凉山"])
def test_a_damaged_data_file_is_no_wrong_value_of_an_option(
    tmp_path: Path, arguments: str
) -> None:
    code = """
import sys
from pathlib import Path
from shudi.cli import run
from shudi.places import dataset

dataset.data_folder = Path
sys.exit(run(sys.argv[1:]))
"""
    lines = LIST.splitlines(keepends=True)
    (tmp_path / "counties.csv").write_bytes(b"".join(lines[:-1]))
    for name in ("divisions.csv", "poverty.csv", "datapackage.json"):
        (tmp_path / name).write_bytes((ROOT / "data" / name).read_bytes())
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments.split()],
        cwd=tmp_path,
        capture_output=True,
        timeout=60,
    )
    assert (done.returncode, done.stderr.decode()) == (
        1,
        "shudi: counties.csv does not match its checksum; reinstall shudi\n",
    )


@pytest.mark.parametrize("option", ["-o", "--report"])
def test_the_file_behind_standard_input_is_not_overwritten(
    tmp_path: Path, option: str
) -> None:
    (tmp_path / "a.csv").write_text("县\n美姑县\n", "utf-8")
    output = "-o b.csv" if option == "--report" else ""
    done = shell(f"shudi match - {output} {option} a.csv --force < a.csv", tmp_path)
    assert done.returncode == 1
    message = b"shudi: a.csv is the input file; write to another file\n"
    assert done.stderr == message
    assert (tmp_path / "a.csv").read_text("utf-8") == "县\n美姑县\n"


@pytest.mark.parametrize("option", ["-o", "-o b.csv --report"])
def test_a_loop_of_links_is_one_line(tmp_path: Path, option: str) -> None:
    (tmp_path / "a.csv").write_text("县\n美姑县\n", "utf-8")
    done = shell(f"ln -s loop loop; shudi match a.csv {option} loop", tmp_path)
    assert done.returncode == 1
    assert done.stderr == b"shudi: loop: Too many levels of symbolic links\n"
    assert sorted(os.listdir(tmp_path)) == ["a.csv", "loop"]


def test_the_path_of_a_report_is_checked_before_the_work(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("县\n美姑县\n", "utf-8")
    for path, message in (("no/r.csv", b"No such file"), (".", b"is a folder")):
        done = shell(f"shudi match a.csv -o b.csv --report {path}", tmp_path)
        assert done.returncode == 1
        assert message in done.stderr
        assert not (tmp_path / "b.csv").exists()


def test_an_input_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    done = shell("shudi match . -o b.csv", tmp_path)
    assert done.stderr == b"shudi: .: Is a directory\n"
    assert os.listdir(tmp_path) == []


@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="there is none")
def test_an_input_that_breaks_is_named(tmp_path: Path) -> None:
    for command, name in (
        ("shudi match /proc/self/mem -o b.csv", "/proc/self/mem"),
        ("shudi match - -o b.csv < /proc/self/mem", "standard input"),
    ):
        done = shell(command, tmp_path)
        assert done.stderr.decode() == f"shudi: {name}: Input/output error\n"
        assert os.listdir(tmp_path) == []
