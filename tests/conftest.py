"""What the tests share: ways to run shudi and to see what it printed."""

import gettext
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import settings

from shudi.cli import COMMANDS, run
from shudi.i18n import CHINESE, ENGLISH, activate

ROOT = Path(__file__).parents[1]
LIST = (ROOT / "data/counties.csv").read_bytes()

# Whatever the developer's language, the tests are in English, or say what they are in.
os.environ["SHUDI_LANG"] = "en"
for command in COMMANDS:  # help is translated when it is imported
    import_module(f"shudi.commands.{command}")

# No test measures time: the first example may load the divisions of all China.
settings.register_profile("shudi", deadline=None)
settings.load_profile("shudi")

posix = pytest.mark.skipif(sys.platform == "win32", reason="POSIX only")


class Printed(NamedTuple):
    """What one command line answered."""

    status: int
    out: str
    err: str


Shudi = Callable[..., Printed]


@pytest.fixture
def shudi(capsysbinary: pytest.CaptureFixture[bytes]) -> Shudi:
    """Run a command line in this process, its output a pipe."""

    def shudi(*arguments: str) -> Printed:
        status = run(arguments)
        out, err = capsysbinary.readouterr()
        return Printed(status, out.decode(), err.decode())

    return shudi


@pytest.fixture
def chinese(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Chinese in this process, except for help, which is imported in English."""
    monkeypatch.setenv("LANGUAGE", "")
    activate(CHINESE)
    yield
    activate(ENGLISH)
    gettext.textdomain("messages")


def process(
    *arguments: str | bytes,
    environment: Mapping[str, str] | None = None,
    **options: object,
) -> subprocess.CompletedProcess[bytes]:
    """Run a command line in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "shudi", *arguments],
        env={**os.environ, **(environment or {})},
        timeout=60,
        **{"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **options},
    )


def without_style(screen: str) -> str:
    """What a terminal shows, without colours."""
    return re.sub(r"\x1b\[[0-9;]*m", "", screen)


def on_terminal(arguments: str, **environment: str) -> str:
    """What a command line writes to a terminal."""
    import pty

    main, terminal = pty.openpty()
    started = subprocess.Popen(
        [sys.executable, "-m", "shudi", *arguments.split()],
        stdout=terminal,
        # Not what a command line in this process has set for help in a pipe.
        env={
            **{
                name: value
                for name, value in os.environ.items()
                if name not in {"TERMINAL_WIDTH", "_TYPER_FORCE_DISABLE_TERMINAL"}
            },
            **environment,
        },
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
