import errno
import os
import re
import stat
import sys
from pathlib import Path

import pytest
from conftest import posix

from shudi.errors import OutputError
from shudi.output import atomic_write


def write(path: Path, content: bytes, *, force: bool = False) -> None:
    with atomic_write(path, force=force) as file:
        file.write(content)


def test_a_file_is_written_and_nothing_else(tmp_path: Path) -> None:
    write(tmp_path / "a.csv", b"1")
    assert (tmp_path / "a.csv").read_bytes() == b"1"
    assert os.listdir(tmp_path) == ["a.csv"]


def test_a_file_is_not_overwritten_without_force(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"old")
    with pytest.raises(OutputError, match=r"a\.csv already exists; use --force to"):
        write(path, b"new")
    assert path.read_bytes() == b"old"
    write(path, b"new", force=True)
    assert path.read_bytes() == b"new"


@pytest.mark.parametrize("before", [None, b"old"])
def test_an_interrupted_file_leaves_what_was_there(
    tmp_path: Path, before: bytes | None
) -> None:
    path = tmp_path / "a.csv"
    if before:
        path.write_bytes(before)
    with pytest.raises(KeyboardInterrupt), atomic_write(path, force=True) as file:
        file.write(b"half")
        raise KeyboardInterrupt
    assert os.listdir(tmp_path) == (["a.csv"] if before else [])
    assert not before or path.read_bytes() == before


@pytest.mark.parametrize("name", ["no/a.csv", "a" * 300])
def test_an_error_names_the_file_that_the_user_named(tmp_path: Path, name: str) -> None:
    with pytest.raises(
        OSError, match="No such file|too long|cannot find|incorrect"
    ) as e:
        write(tmp_path / name, b"1")
    assert e.value.filename == str(tmp_path / name)


@posix
@pytest.mark.parametrize("name", ["loop", "loop/a.csv", "to-loop"])
def test_a_loop_of_links_is_no_file(tmp_path: Path, name: str) -> None:
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    (tmp_path / "to-loop").symlink_to(tmp_path / "loop")
    for force in (True, False):
        with pytest.raises(OSError, match="Too many levels") as error:
            write(tmp_path / name, b"1", force=force)
        assert error.value.filename == str(tmp_path / name)
    assert (tmp_path / "loop").is_symlink()


@posix
def test_a_link_to_a_file_that_is_not_there_is_followed(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "a.csv")
    write(tmp_path / "link", b"1")
    assert (tmp_path / "a.csv").read_bytes() == b"1"


def test_a_full_disk_is_blamed_on_the_file(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    with (
        pytest.raises(OSError, match="No space") as error,
        atomic_write(path, force=False),
    ):
        raise OSError(errno.ENOSPC, "No space left on device")
    assert error.value.filename == str(path)
    assert os.listdir(tmp_path) == []


def test_an_input_that_cannot_be_read_is_not_blamed_on_the_output(
    tmp_path: Path,
) -> None:
    with (
        pytest.raises(OSError, match="Input/output") as error,
        atomic_write(tmp_path / "a.csv", force=False),
    ):
        raise OSError(errno.EIO, "Input/output error", "source.csv")
    assert error.value.filename == "source.csv"


def test_a_folder_is_called_a_folder(tmp_path: Path) -> None:
    message = f"^{re.escape(str(tmp_path))} is a folder; name a file in it$"
    for force in (True, False):
        with pytest.raises(OutputError, match=message):
            write(tmp_path, b"1", force=force)
    assert list(tmp_path.parent.glob(".*.part")) == []


def test_a_long_legal_name_is_written(tmp_path: Path) -> None:
    path = tmp_path / ("a" * 251 + ".csv")
    write(path, b"1")
    assert path.read_bytes() == b"1"


def test_a_file_created_meanwhile_is_not_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    with (
        pytest.raises(OutputError, match="already exists; use --force"),
        atomic_write(path, force=False) as file,
    ):
        file.write(b"ours")
        path.write_bytes(b"theirs")
    assert path.read_bytes() == b"theirs"
    assert os.listdir(tmp_path) == ["a.csv"]


def test_a_file_system_without_links_will_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_links(self: Path, target: Path) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(Path, "hardlink_to", no_links)
    write(tmp_path / "a.csv", b"1")
    assert (tmp_path / "a.csv").read_bytes() == b"1"
    assert os.listdir(tmp_path) == ["a.csv"]


def test_two_at_a_time_do_not_share_a_temporary_file(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    with atomic_write(path, force=True) as first:
        first.write(b"first")
        write(path, b"second", force=True)
    assert path.read_bytes() == b"first"
    assert os.listdir(tmp_path) == ["a.csv"]


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX modes and links")
def test_a_replaced_file_keeps_its_mode_and_a_link_is_followed(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"old")
    path.chmod(0o640)
    link = tmp_path / "link.csv"
    link.symlink_to(path)
    write(link, b"new", force=True)
    assert link.is_symlink()
    assert path.read_bytes() == b"new"
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


@pytest.mark.skipif(sys.platform == "win32", reason="there is no /dev")
def test_a_device_is_written_as_it_stands() -> None:
    write(Path("/dev/null"), b"1")
    assert stat.S_ISCHR(Path("/dev/null").stat().st_mode)
