import os
import sys
from contextlib import suppress

import pytest

from shudi.render import progress


def double(number: int) -> int:
    return 2 * number


def test_work_that_is_soon_done_shows_no_bar(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with progress.track(double, lambda: 5, 10) as tracked:
        assert [tracked(number) for number in range(5_000)] == list(range(0, 10_000, 2))
    assert capsys.readouterr() == ("", "")


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX only")
def test_a_bar_is_drawn_on_a_terminal_and_goes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    import pty

    main, terminal = pty.openpty()
    monkeypatch.setattr(progress, "_DELAY", -1.0)
    with os.fdopen(terminal, "w") as stderr:
        monkeypatch.setattr(sys, "stderr", stderr)
        with progress.track(double, int, 0) as tracked:
            assert [tracked(number) for number in range(2_001)][-1] == 4_000
    shown = b""
    with suppress(OSError):  # so Linux says that the other end has closed
        while part := os.read(main, 65536):
            shown += part
    os.close(main)
    assert b"matching" in shown
    assert shown.endswith(b"\x1b[2K")
