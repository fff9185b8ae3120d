import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shudi.streams import note


def test_a_note_goes_to_standard_error(capsys: pytest.CaptureFixture[str]) -> None:
    note("one\ntwo")
    assert capsys.readouterr() == ("", "shudi: one\ntwo\n")


@given(st.text())
def test_a_note_has_no_control_characters(text: str) -> None:
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


def test_a_note_to_a_broken_stderr_is_ignored(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Full:
        def write(self, text: str) -> None:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(sys, "stderr", Full())
    note("nobody hears")
