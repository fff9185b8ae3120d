"""The tool that updates and checks the catalog."""

import json
from pathlib import Path

import messages
import pytest

SOURCE = '''"""A module."""

TITLE = _("Sichuan's counties")


def command() -> None:
    """List them."""
    print(_("{count} of {total}").format(count=1, total=2))
'''


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A source tree with a command, a fact and a catalog of what it says."""
    commands = tmp_path / "src/shudi/commands"
    commands.mkdir(parents=True)
    (commands / "list.py").write_text(SOURCE, "utf-8")
    (tmp_path / "src/shudi/cli.py").write_text("", "utf-8")
    facts = [{"section": "licences", "text": "文号〔2021〕12号"}]
    (tmp_path / "data").mkdir()
    package = json.dumps({"provenance": facts})
    (tmp_path / "data/datapackage.json").write_text(package, "utf-8")
    (tmp_path / "zh.po").write_bytes(messages.HEADER)
    messages.update(tmp_path, tmp_path / "zh.po")
    return tmp_path


def problems(tree: Path) -> list[str]:
    return list(messages.problems(tree, tree / "zh.po"))


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def translate(tree: Path) -> None:
    for message, text in {
        "Sichuan's counties": "四川省的县",
        "{count} of {total}": "{total}个中的{count}个",
        "List them.": "列出。",
        "licences": "许可",
    }.items():
        old = f'msgid "{message}"\nmsgstr "'
        edit(tree / "zh.po", old, old + text)


def test_an_update_adds_messages_help_and_facts(tree: Path) -> None:
    assert problems(tree) == [
        'not translated: "Sichuan\'s counties"',
        "not translated: '{count} of {total}'",
        "not translated: 'List them.'",
        "not translated: 'licences'",
    ]
    translate(tree)
    assert problems(tree) == [
        "zh.mo is not what zh.po compiles to; run .venv/bin/python tools/messages.py"
    ]
    messages.update(tree, tree / "zh.po")
    assert problems(tree) == []
    (tree / "zh.mo").unlink()
    assert len(problems(tree)) == 1


@pytest.fixture
def translated(tree: Path) -> Path:
    translate(tree)
    messages.update(tree, tree / "zh.po")
    return tree


def test_a_new_message_is_missing(translated: Path) -> None:
    (translated / "src/shudi/cli.py").write_text('_("new")', "utf-8")
    run = "run .venv/bin/python tools/messages.py"
    assert problems(translated) == [f"missing: 'new'; {run}"]


def test_a_message_that_is_worded_anew_is_stale_and_then_fuzzy(
    translated: Path,
) -> None:
    edit(translated / "src/shudi/commands/list.py", "Sichuan's", "All Sichuan's")
    run = "run .venv/bin/python tools/messages.py"
    assert problems(translated) == [
        f'missing: "All Sichuan\'s counties"; {run}',
        f'no longer in the source: "Sichuan\'s counties"; {run}',
    ]
    messages.update(translated, translated / "zh.po")
    assert problems(translated) == [
        'fuzzy: "All Sichuan\'s counties"; review it and remove the flag'
    ]


def test_an_obsolete_message_is_told(translated: Path) -> None:
    with (translated / "zh.po").open("a", encoding="utf-8") as file:
        file.write('\n#~ msgid "old"\n#~ msgstr "旧"\n')
    assert problems(translated) == [
        "obsolete: 'old'; run .venv/bin/python tools/messages.py"
    ]


def test_placeholders_agree(translated: Path) -> None:
    edit(translated / "zh.po", "{total}个中的{count}个", "{total}个中的{counts}个")
    assert problems(translated)[0] == (
        "other placeholders than '{count} of {total}': '{total}个中的{counts}个'"
    )
