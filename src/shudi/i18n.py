"""The language of messages, and their translation.

English is the language of the source, and nothing is read for it. The library speaks it
always, as scripts may rely on the messages of exceptions; only the command line
activates another language (`__main__`), before it imports anything that translates
texts when it is imported, such as the help of options.

Translations are in locale/, and tools/messages.py updates and checks them.
"""

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

TYPE_CHECKING = False  # typing's own takes a moment to import
if TYPE_CHECKING:
    from gettext import NullTranslations

ENGLISH, CHINESE = LANGUAGES = ("en", "zh")

_NAMES = {
    "en": ENGLISH,
    "english": ENGLISH,
    "英文": ENGLISH,
    "zh": CHINESE,
    "chinese": CHINESE,
    "中文": CHINESE,
}
_DOMAIN = "shudi"
_FOLDER = Path(__file__).with_name("locale")
_LOCALE = "zh_CN"

_WINDOWS_CHINESE = 0x04  # the primary language in a language identifier
_PRIMARY_LANGUAGE = 0x3FF

_language = ENGLISH
_catalog: "NullTranslations | None" = None  # None in English


def activate(language: str) -> None:
    """Translate messages into a language from now on.

    Typer takes texts of its own from gettext's default domain, so that becomes ours.

    Args:
        language: one of LANGUAGES.
    """
    global _language, _catalog
    _language = language
    if language == ENGLISH:
        _catalog = None
        return
    import gettext

    os.environ["LANGUAGE"] = _LOCALE  # what gettext goes by for the default domain
    gettext.bindtextdomain(_DOMAIN, str(_FOLDER))
    gettext.textdomain(_DOMAIN)
    _catalog = _chinese_catalog()


def language() -> str:
    """The language in which messages are."""
    return _language


def _(message: str) -> str:
    """A message in the active language."""
    return message if _catalog is None else _catalog.gettext(message)


def translator(language: str) -> Callable[[str], str]:
    """A function that translates messages into a language, whichever is active."""
    return str if language == ENGLISH else _chinese_catalog().gettext


def _chinese_catalog() -> "NullTranslations":
    import gettext  # takes a moment, and English does without

    return gettext.translation(_DOMAIN, str(_FOLDER), [_LOCALE], fallback=True)


def ngettext(singular: str, plural: str, count: int) -> str:
    """A message about a number of things in the active language."""
    if _catalog is None:
        return singular if count == 1 else plural
    return _catalog.ngettext(singular, plural, count)


def mark(message: str) -> str:
    """Mark a message for the catalog; it is translated where it is used."""
    return message


def preferred_language(
    arguments: Sequence[str], environment: Mapping[str, str] = os.environ
) -> str:
    """The language that the user wants.

    It is that of the option --lang, else of SHUDI_LANG, else of the locale, else, on
    Windows, of the user interface. What is no language in the first two is refused
    later, by the option.

    Args:
        arguments: of the command line.
        environment: its variables.
    """
    for name in (_lang_option(arguments), environment.get("SHUDI_LANG", "")):
        chosen = parse_language(name)
        if chosen:
            return chosen
    return _locale_language(environment) or _interface_language()


def parse_language(name: str) -> str | None:
    """The language of a name: zh, zh_CN.UTF-8, zh-TW, 中文; None for any other.

    There is one Chinese: those who read traditional characters read simplified ones
    better than English.
    """
    language = name.strip().lower().replace("-", "_").replace(".", "_")
    return _NAMES.get(language.partition("_")[0])


def _lang_option(arguments: Sequence[str]) -> str:
    """The last value of --lang; empty if there is none."""
    value = ""
    for position, argument in enumerate(arguments):
        if argument == "--":
            break
        if argument == "--lang":
            value = "".join(arguments[position + 1 : position + 2])
        elif argument.startswith("--lang="):
            value = argument.removeprefix("--lang=")
    return value


def _locale_language(environment: Mapping[str, str]) -> str | None:
    """The language of the locale, as gettext reads it; None if there is no locale.

    LANGUAGE comes first, except in the locale C, in which programs speak English.
    """
    variables = ("LC_ALL", "LC_MESSAGES", "LANG")
    locale = next(filter(None, map(environment.get, variables)), "")
    names = environment.get("LANGUAGE") or locale
    if not names:
        return None
    if locale in {"C", "POSIX"}:
        return ENGLISH
    for name in names.split(":"):
        language = parse_language(name)
        if language or name in {"C", "POSIX"}:
            return language or ENGLISH
    return ENGLISH


def _interface_language() -> str:
    """The language of the user interface on Windows; English elsewhere."""
    if sys.platform == "win32":
        import ctypes

        identifier = ctypes.windll.kernel32.GetUserDefaultUILanguage()
        if identifier & _PRIMARY_LANGUAGE == _WINDOWS_CHINESE:
            return CHINESE
    return ENGLISH
