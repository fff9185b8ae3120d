from enum import StrEnum

import pytest

from shudi.commands.choices import choice_parser
from shudi.errors import UnknownNameError
from shudi.places.models import Tier
from shudi.places.query import Dimension, SortKey, TallyOrder


@pytest.mark.parametrize(
    ("choices", "text", "choice"),
    [
        (Tier, "national", "national"),
        (Tier, "NATIONAL", "national"),
        (Tier, "国家", "national"),
        (Tier, "国家级", "national"),
        (Tier, "國家級", "national"),
        (Tier, "国家乡村振兴重点帮扶县", "national"),
        (Tier, " 省级 ", "provincial"),
        (Tier, "省", "provincial"),
        (SortKey, "拼音", "pinyin"),
        (SortKey, "代码", "code"),
        (Dimension, "市州", "prefecture"),
        (Dimension, "层级", "tier"),
        (Dimension, "类型", "kind"),
        (TallyOrder, "数量", "size"),
    ],
)
def test_values_are_understood_as_people_type_them(
    choices: type[StrEnum], text: str, choice: str
) -> None:
    assert choice_parser("value", choices)(text) is choices(choice)


@pytest.mark.parametrize("choices", [Tier, SortKey, Dimension, TallyOrder])
def test_every_choice_is_understood_by_its_own_name(choices: type[StrEnum]) -> None:
    assert [choice_parser("value", choices)(choice) for choice in choices] == list(
        choices
    )


@pytest.mark.parametrize(
    ("text", "suggestions"),
    [("nationl", ("national",)), ("中央", ("national", "provincial"))],
)
def test_an_unknown_value_is_reported_with_suggestions(
    text: str, suggestions: tuple[str, ...]
) -> None:
    with pytest.raises(UnknownNameError) as error:
        choice_parser("tier", Tier)(text)
    assert error.value.suggestions == suggestions


def test_a_table_is_asked_for_in_chinese_too() -> None:
    parse = choice_parser("format", ("table", "csv"))
    assert (parse("表格"), parse("CSV")) == ("table", "csv")
