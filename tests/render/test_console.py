import pytest
from render.test_tables import BY_PREFECTURE, VIEWS
from rich.console import RenderableType

from shudi.render.console import to_text


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "gbk", "utf-8", "utf-16"])
@pytest.mark.parametrize("view", VIEWS)
def test_a_text_has_only_what_its_encoding_has(
    view: RenderableType, encoding: str
) -> None:
    text = to_text(view, encoding)
    assert text.encode(encoding).decode(encoding) == text
    assert "\x1b" not in text


def test_what_an_encoding_lacks_is_replaced_visibly() -> None:
    lines = to_text(BY_PREFECTURE, "ascii").splitlines()
    assert lines[2].replace("|", "").split() == ["???", "13", "26%", "--------------"]
