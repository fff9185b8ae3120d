"""The language: how it is settled, and that its messages are there."""

import ctypes
import re
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import messages
import pytest
from conftest import ROOT, process

from shudi import i18n
from shudi.i18n import _, activate, language, mark, ngettext, preferred_language


@pytest.mark.parametrize(
    ("arguments", "environment", "expected"),
    [
        # The option, anywhere on the command line
        ("--lang zh list", {}, "zh"),
        ("list --lang=zh", {}, "zh"),
        ("list --lang 中文", {}, "zh"),
        ("list --lang zh --lang en", {}, "en"),
        ("list --lang en", {"SHUDI_LANG": "zh", "LANG": "zh_CN.UTF-8"}, "en"),
        ("show -- --lang zh", {}, "en"),
        ("list --lang", {"LANG": "zh_CN.UTF-8"}, "zh"),
        ("list --lang fr", {"LANG": "zh_CN.UTF-8"}, "zh"),
        # The variable of its own
        ("", {"SHUDI_LANG": "zh"}, "zh"),
        ("", {"SHUDI_LANG": "zh_CN.UTF-8", "LC_ALL": "C"}, "zh"),
        ("", {"SHUDI_LANG": "EN", "LANG": "zh_CN.UTF-8"}, "en"),
        ("", {"SHUDI_LANG": "", "LANG": "zh_CN.UTF-8"}, "zh"),
        ("", {"SHUDI_LANG": "fr", "LANG": "zh_CN.UTF-8"}, "zh"),
        # The locale
        ("", {}, "en"),
        ("", {"LANG": "zh_CN.UTF-8"}, "zh"),
        ("", {"LANG": "zh_CN.GB18030"}, "zh"),
        ("", {"LANG": "zh_TW.UTF-8"}, "zh"),
        ("", {"LANG": "zh_HK"}, "zh"),
        ("", {"LANG": "en_GB.UTF-8"}, "en"),
        ("", {"LANG": "de_DE.UTF-8"}, "en"),
        ("", {"LANG": "C.UTF-8"}, "en"),
        ("", {"LC_MESSAGES": "zh_CN.UTF-8", "LANG": "en_US.UTF-8"}, "zh"),
        ("", {"LC_ALL": "en_US", "LC_MESSAGES": "zh_CN", "LANG": "zh_CN"}, "en"),
        ("", {"LANGUAGE": "zh_CN:en", "LANG": "en_US.UTF-8"}, "zh"),
        ("", {"LANGUAGE": "fr:zh_CN", "LANG": "fr_FR.UTF-8"}, "zh"),
        ("", {"LANGUAGE": "en:zh", "LANG": "zh_CN.UTF-8"}, "en"),
        ("", {"LANGUAGE": "C:zh", "LANG": "zh_CN.UTF-8"}, "en"),
        ("", {"LANGUAGE": "", "LANG": "zh_CN.UTF-8"}, "zh"),
        ("", {"LANGUAGE": "zh"}, "zh"),
        ("", {"LANGUAGE": "zh", "LANG": "C.UTF-8"}, "zh"),
        # LC_ALL=C asks every program for English, whatever LANGUAGE is.
        ("", {"LANGUAGE": "zh", "LC_ALL": "C"}, "en"),
        ("", {"LANGUAGE": "zh", "LANG": "POSIX"}, "en"),
    ],
)
def test_the_language_is_that_of_option_variable_or_locale(
    arguments: str, environment: dict[str, str], expected: str
) -> None:
    assert preferred_language(arguments.split(), environment) == expected


@pytest.mark.parametrize(
    ("identifier", "expected"),
    [(0x0804, "zh"), (0x0404, "zh"), (0x0409, "en"), (0x0411, "en")],
)
def test_on_windows_it_is_that_of_the_user_interface(
    monkeypatch: pytest.MonkeyPatch, identifier: int, expected: str
) -> None:
    kernel = SimpleNamespace(GetUserDefaultUILanguage=lambda: identifier)
    windows = SimpleNamespace(kernel32=kernel)
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(ctypes, "windll", windows, raising=False)
    assert preferred_language([], {}) == expected
    assert preferred_language([], {"LANG": "en_US.UTF-8"}) == "en"


def test_english_needs_no_catalog() -> None:
    code = (
        "import sys\nfrom shudi.i18n import _, activate, ngettext\nactivate('en')\n"
        "print(_('tier'), ngettext('a', 'b', 1), ngettext('a', 'b', 2))\n"
        "assert 'gettext' not in sys.modules"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, check=True, timeout=60
    )
    assert done.stdout.decode().split() == ["tier", "a", "b"]


@pytest.mark.usefixtures("chinese")
def test_chinese_messages() -> None:
    assert language() == "zh"
    assert _("tier") == "层级"
    assert _(mark("no such message")) == "no such message"
    counties = "{count} county", "{count} counties"
    assert ngettext(*counties, 1) == ngettext(*counties, 2) == "共{count}个县（市、区）"


@pytest.mark.usefixtures("chinese")
def test_without_a_compiled_catalog_messages_are_in_english(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(i18n, "_FOLDER", tmp_path)
    activate("zh")
    assert _("tier") == "tier"


def test_the_library_speaks_english_in_every_locale() -> None:
    code = (
        "import shudi\ntry:\n    shudi.find('美沽县')\n"
        "except LookupError as error:\n    print(error)"
    )
    done = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", code],
        capture_output=True,
        env={"SHUDI_LANG": "zh", "LANG": "zh_CN.UTF-8"},
        check=True,
        timeout=60,
    )
    expected = "unknown county or prefecture '美沽县'; did you mean 美姑县?\n"
    assert done.stdout.decode() == expected


@pytest.mark.parametrize(
    ("arguments", "environment", "expected"),
    [
        (["list", "-s", "zzz"], {"SHUDI_LANG": "zh"}, "shudi: 没有符合条件的县"),
        (["--lang", "zh", "list", "-s", "zzz"], {}, "shudi: 没有符合条件的县"),
        (["list", "-s", "zzz", "--lang=zh"], {}, "shudi: 没有符合条件的县"),
        (["list", "-s", "zzz", "--lang", "en"], {"SHUDI_LANG": "zh"}, "shudi: no cou"),
    ],
)
def test_a_command_line_speaks_its_language(
    arguments: list[str], environment: dict[str, str], expected: str
) -> None:
    done = process(*arguments, environment={"PYTHONUTF8": "1", **environment})
    assert done.returncode == 0
    assert done.stderr.decode().startswith(expected)


@pytest.mark.parametrize(
    ("arguments", "variable", "expected"),
    [
        (
            ["list", "--lang", "xx"],
            "en",
            "Invalid value for '--lang' / 'SHUDI_LANG': unknown language 'xx'; "
            "did you mean en or zh?\nTry: shudi list --help\n",
        ),
        (
            ["list"],
            "fr",
            "Invalid value for '--lang' / 'SHUDI_LANG': unknown language 'fr'; "
            "did you mean en or zh?\nTry: shudi --help\n",
        ),
        (
            ["--lang", "xx", "list"],
            "zh",
            "选项“--lang”、“SHUDI_LANG”的值无效：未知的语言“xx”；是否指：en 或 zh？\n"
            "用法见：shudi --help\n",
        ),
    ],
)
def test_an_unknown_language_is_an_error(
    arguments: list[str], variable: str, expected: str
) -> None:
    environment = {"SHUDI_LANG": variable, "LC_ALL": "C", "PYTHONUTF8": "1"}
    done = process(*arguments, environment=environment)
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.decode().replace("\r\n", "\n") == f"shudi: {expected}"


# The catalog


def test_every_message_is_translated() -> None:
    """It says what to do: usually to run tools/messages.py."""
    assert list(messages.problems(ROOT, messages.PO)) == []


def test_chinese_has_full_width_punctuation() -> None:
    for message in messages.read(messages.PO):
        text = "".join(message.string) if message.id else ""
        if not text.startswith("shudi ") and not text.endswith("..."):  # to be typed
            assert not re.search("[一-龥][,;:!?()]|[,;:!?(][一-龥]", text), text
