"""What an argument that fits no command or option may be meant for."""

from collections.abc import Collection

from shudi.commands.choices import choice_parser
from shudi.errors import AmbiguousNameError, UnknownNameError
from shudi.places.find import find_place, find_prefecture
from shudi.places.models import Tier


def hint_for(text: str, command: str = "", options: Collection[str] = ()) -> str:
    """The command line that was probably meant; empty if there is none.

    Args:
        text: the argument.
        command: the name of the command that got it.
        options: those of the command.
    """
    if "--tier" in options and _is_tier(text):
        return f"shudi {command} -t {text}"
    if "--prefecture" in options and _is_prefecture(text):
        return f"shudi {command} -p {text}"
    return f"shudi show {text}" if _is_place(text) else ""


def _is_tier(text: str) -> bool:
    try:
        choice_parser("tier", Tier)(text)
    except UnknownNameError:
        return False
    return True


def _is_prefecture(text: str) -> bool:
    try:
        find_prefecture(text)
    except UnknownNameError:
        return False
    return True


def _is_place(text: str) -> bool:
    try:
        find_place(text)
    except AmbiguousNameError:
        return True
    except UnknownNameError:
        return False
    return True
