"""What an argument that fits no command or option may be meant for."""

from collections.abc import Callable, Collection

from shudi.commands.choices import choice_parser
from shudi.errors import AmbiguousNameError, UnknownNameError
from shudi.places.find import find_place, find_prefecture
from shudi.places.models import Tier
from shudi.text import shell_word


def hint_for(text: str, command: str = "", options: Collection[str] = ()) -> str:
    """The command line that was probably meant; empty if there is none.

    Args:
        text: the argument.
        command: the name of the command that got it.
        options: those of the command.
    """
    quoted = shell_word(text)
    if "--tier" in options and _accepts(choice_parser("tier", Tier), text):
        return f"shudi {command} -t {quoted}"
    if "--prefecture" in options and _accepts(find_prefecture, text):
        return f"shudi {command} -p {quoted}"
    return f"shudi show {quoted}" if _accepts(find_place, text) else ""


def _accepts(parse: Callable[[str], object], text: str) -> bool:
    try:
        parse(text)
    except AmbiguousNameError:
        return True
    except UnknownNameError:
        return False
    return True
