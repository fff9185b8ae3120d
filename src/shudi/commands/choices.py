"""The values of options, in the English and Chinese that people type."""

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from shudi.errors import UnknownNameError
from shudi.glossary import CHINESE_WORDS, word
from shudi.spelling import fold, look_up
from shudi.text import join

T = TypeVar("T", bound=str)


def choice_parser(kind: str, choices: Iterable[T]) -> Callable[[str], T]:
    """Make a function from what was typed to the choice that it means.

    Args:
        kind: what is chosen, for the error's message.
        choices: what there is to choose from.

    Returns:
        A function that raises UnknownNameError for anything else.
    """

    def parse(text: str) -> T:
        words = {
            fold(form): choice for choice in choices for form in choice_forms(choice)
        }
        try:
            return look_up(kind, text, words)
        except UnknownNameError as error:
            suggestions = error.suggestions or choices
            shown = tuple(map(word, suggestions))
            raise UnknownNameError(kind, text, shown) from None

    return parse


def choice_words(choices: Iterable[str]) -> str:
    """The choices, as a help text lists them."""
    return join(map(word, choices))


def choice_forms(choice: str) -> Sequence[str]:
    """All that people type for a choice."""
    return (str(choice), *CHINESE_WORDS.get(choice, ()))
