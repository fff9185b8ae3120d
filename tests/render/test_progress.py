import os
import sys
from contextlib import suppress

import pytest

from shudi.render import progress


def test_work_that_is_soon_done_shows_no_bar(
    capsys: pytest.CaptureFixture[str],
) -> None:
    items = list(range(5_000))
    assert list(progress.shown(iter(items), 10, lambda: 5)) == items
    assert capsys.readouterr() == ("", "")


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX only")
def test_a_bar_is_drawn_on_a_terminal_and_goes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    import pty

    main, terminal = pty.openpty()
    monkeypatch.setattr(progress, "_PATIENCE", -1.0)
    with os.fdopen(terminal, "w") as stderr:
        monkeypatch.setattr(sys, "stderr", stderr)
        list(progress.shown(iter(range(3)), 0, int))
    shown = b""
    with suppress(OSError):  # so Linux says that the other end has closed
        while part := os.read(main, 65536):
            shown += part
    os.close(main)
    assert b"matching" in shown
    assert shown.endswith(b"\x1b[2K")
