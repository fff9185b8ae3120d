import os
import stat
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shudi.errors import OutputError
from shudi.output import new_file, note


def write(path: Path, content: bytes, *, force: bool = False) -> None:
    with new_file(path, force=force) as file:
        file.write(content)


def test_a_file_is_written_and_nothing_else(tmp_path: Path) -> None:
    write(tmp_path / "a.csv", b"1")
    assert (tmp_path / "a.csv").read_bytes() == b"1"
    assert os.listdir(tmp_path) == ["a.csv"]


def test_a_file_is_not_replaced_unasked(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"old")
    with pytest.raises(OutputError, match=r"a\.csv is there already; --force replaces"):
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
    with pytest.raises(KeyboardInterrupt), new_file(path, force=True) as file:
        file.write(b"half")
        raise KeyboardInterrupt
    assert os.listdir(tmp_path) == (["a.csv"] if before else [])
    assert not before or path.read_bytes() == before


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="directory|denied"):
        write(tmp_path, b"1", force=True)
    assert list(tmp_path.parent.glob(".*.part")) == []


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


def test_a_note_goes_to_standard_error(capsys: pytest.CaptureFixture[str]) -> None:
    note("one\ntwo")
    assert capsys.readouterr() == ("", "shudi: one\ntwo\n")


@given(st.text())
def test_a_note_has_no_character_that_a_terminal_obeys(text: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        shown: list[str] = []
        patch.setattr("builtins.print", lambda line, file: shown.append(line))
        note(text)
    assert shown[0].replace("\n", "").isprintable()


def test_a_note_is_cut_where_nobody_would_read_on(
    capsys: pytest.CaptureFixture[str],
) -> None:
    note("x" * 1_000_000)
    assert len(capsys.readouterr().err) < 600


def test_a_note_that_nobody_can_hear_is_no_error(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Full:
        def write(self, text: str) -> None:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(sys, "stderr", Full())
    note("nobody hears")
