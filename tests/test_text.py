import pytest
from hypothesis import given
from hypothesis import strategies as st

from shudi.text import join_or, printable, quote, without_control_characters


@pytest.mark.parametrize(
    ("words", "joined"),
    [(("甲",), "甲"), (("甲", "乙"), "甲 or 乙"), (("甲", "乙", "丙"), "甲, 乙 or 丙")],
)
def test_words_are_joined_as_a_sentence_does(
    words: tuple[str, ...], joined: str
) -> None:
    assert join_or(words) == joined


@given(st.text())
def test_quoted_text_has_no_control_characters(text: str) -> None:
    assert quote(text).isprintable()
    assert len(quote(text)) <= 10 * 61 + 2


@given(st.text())
def test_printable_text_has_no_control_characters(text: str) -> None:
    assert printable(text).isprintable()


def test_a_table_for_the_terminal_keeps_its_lines_and_tabs() -> None:
    text = "美姑县\t1\n\x1b]0;x\x07\x9b2J\u202eab"
    assert (
        without_control_characters(text)
        == "美姑县\t1\n\ufffd]0;x\ufffd\ufffd2J\ufffdab"
    )
