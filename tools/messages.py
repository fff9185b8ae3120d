"""Update the Chinese translations from the source, or check them.

    .venv/bin/python tools/messages.py          # update the .po, compile it
    .venv/bin/python tools/messages.py --check  # as .ci/checks does

An update adds the messages that are new, and marks as fuzzy what was translated from
another wording; translate these in the .po, remove `#, fuzzy`, and run it again to
compile. Messages are what KEYWORDS says, the docstrings that are a command's help, and
the facts in datapackage.json.
"""

import ast
import inspect
import json
import re
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from string import Formatter

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po, write_po
from hatch_build import compiled

ROOT = Path(__file__).parents[1]
PO = ROOT / "src/shudi/locale/zh_CN/LC_MESSAGES/shudi.po"
KEYWORDS = {
    "_": None,
    "mark": None,
    "ngettext": (1, 2),
    # What is unknown, in "unknown {kind} {text}".
    "UnknownNameError": (1,),
    "choice_parser": (1,),
    "look_up": (1,),
}
# The same with every update, as git has the dates.
HEADER = b"""\
# Chinese messages of shudi; tools/messages.py updates and checks this file.
msgid ""
msgstr ""
"Project-Id-Version: shudi\\n"
"POT-Creation-Date: 2026-11-23 00:00+0000\\n"
"Language: zh_CN\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""
COMMAND = ".venv/bin/python tools/messages.py"


def extracted(root: Path) -> Catalog:
    """A catalog of the messages in the source, without translations."""
    template = Catalog()
    source = root / "src/shudi"
    found = extract_from_dir(
        source,
        method_map=[("**.py", "python")],
        keywords=KEYWORDS,
        comment_tags=["Translators:"],
    )
    for name, _, message, comments, _ in found:
        place = f"src/shudi/{Path(name).as_posix()}"
        template.add(message, locations=[(place, None)], auto_comments=comments)
    for path in (source / "cli.py", *sorted((source / "commands").glob("*.py"))):
        for message in _help_texts(path):
            place = path.relative_to(root).as_posix()
            template.add(message, locations=[(place, None)])
    package = json.loads((root / "data/datapackage.json").read_text("utf-8"))
    for fact in package["provenance"]:
        for message in filter(_is_for_translation, fact.values()):
            template.add(message, locations=[("data/datapackage.json", None)])
    return template


def _is_for_translation(fact: str) -> bool:
    """Whether a fact is not in Chinese anyway."""
    return re.search("[A-Za-z]", fact) is not None or re.search("[一-龥]", fact) is None


def _help_texts(path: Path) -> Iterator[str]:
    """The docstrings of a module that Typer shows."""
    for node in ast.parse(path.read_text("utf-8")).body:
        if isinstance(node, ast.FunctionDef) and node.name in {"command", "shudi"}:
            yield inspect.cleandoc(ast.get_docstring(node) or "")


def read(path: Path) -> Catalog:
    """The translations."""
    with path.open("rb") as file:
        return read_po(file, locale="zh_CN")


def update(root: Path, path: Path) -> None:
    """Bring the messages of the source into the .po, and compile it."""
    catalog = read(path)
    catalog.update(extracted(root), update_creation_date=False)
    with path.open("wb") as file:
        file.write(HEADER)
        write_po(
            file,
            catalog,
            width=88,
            omit_header=True,
            ignore_obsolete=True,
            include_lineno=False,
        )
    path.with_suffix(".mo").write_bytes(compiled(path))


def problems(root: Path, path: Path) -> Iterator[str]:
    """What is wrong with the translations, and what to do."""
    source, catalog = extracted(root), read(path)
    for message in source:
        if message.id and message.id not in catalog:
            yield f"missing: {_first(message.id)!r}; run {COMMAND}"
    for message in catalog:
        if not message.id:
            continue
        text = _first(message.id)
        if message.id not in source:
            yield f"no longer in the source: {text!r}; run {COMMAND}"
        elif message.fuzzy:
            yield f"fuzzy: {text!r}; review it and remove the flag"
        elif not all(_texts(message.string)):
            yield f"not translated: {text!r}"
        else:
            yield from _placeholder_problems(message)
    yield from (
        f"obsolete: {_first(message)!r}; run {COMMAND}" for message in catalog.obsolete
    )
    binary = path.with_suffix(".mo")
    if not binary.exists() or _in(binary.read_bytes()) != _in(compiled(path)):
        yield f"{binary.name} is not what {path.name} compiles to; run {COMMAND}"


def _in(binary: bytes) -> dict[tuple[str, ...], object]:
    """The messages of a compiled catalog; its header tells of Babel's version."""
    return {
        _texts(each.id): each.string for each in read_mo(BytesIO(binary)) if each.id
    }


def _placeholder_problems(message: Message) -> Iterator[str]:
    expected = set().union(*map(_placeholders, _texts(message.id)))
    for text in _texts(message.string):
        if _placeholders(text) != expected:
            yield f"other placeholders than {_first(message.id)!r}: {text!r}"


def _placeholders(text: str) -> set[str]:
    """The names in braces; none for a text that is not to be formatted."""
    try:
        return {name for _, name, _, _ in Formatter().parse(text) if name is not None}
    except ValueError:
        return set()


def _texts(text: str | tuple[str, ...] | list[str]) -> tuple[str, ...]:
    """A text, or the forms of a plural."""
    return (text,) if isinstance(text, str) else tuple(text)


def _first(text: str | tuple[str, ...]) -> str:
    return _texts(text)[0]


def main() -> int:
    """Update or check, and return the exit status."""
    if sys.argv[1:] != ["--check"]:
        update(ROOT, PO)
    found = list(problems(ROOT, PO))
    for problem in found:
        print(f"{PO.name}: {problem}", file=sys.stderr)
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
