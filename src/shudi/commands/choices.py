"""The values of options, in the English and Chinese that people type."""

from collections.abc import Callable, Iterable
from typing import TypeVar

from shudi.errors import UnknownNameError
from shudi.i18n import CHINESE, language
from shudi.spelling import fold, look_up
from shudi.text import join

T = TypeVar("T", bound=str)

# The same word means the same in every option, so one glossary serves all. The first
# is the one that messages in Chinese use.
_CHINESE = {
    "national": ("国家级", "国家", "国家重点帮扶县", "国家乡村振兴重点帮扶县"),
    "provincial": ("省级", "省", "省重点帮扶县", "省乡村振兴重点帮扶县"),
    "official": ("名单", "通知"),
    "size": ("数量", "多少"),
    "code": ("代码", "行政区划代码"),
    "pinyin": ("拼音", "汉语拼音"),
    "prefecture": ("市州", "市", "州", "地区"),
    "tier": ("级别", "层级"),
    "kind": ("类型", "类别"),
    "name": ("县名", "名称"),
    "official_name": ("全称",),
    "romanization": ("罗马字母拼写",),
    "second_romanization": ("另一拼写",),
    "prefecture_code": ("市州代码",),
    "prefecture_official": ("市州全称",),
    "latitude": ("纬度",),
    "longitude": ("经度",),
    "poverty": ("原贫困县", "贫困县", "脱贫县"),
    "delisted": ("摘帽年份", "摘帽"),
    "deep_poverty": ("深度贫困县", "深度贫困"),
    "table": ("表格", "表"),
    "map": ("地图", "示意图"),
    "text": ("文本",),
    "gb7714": ("国标",),
    "listed": ("在名单", "在名单内"),
    "unlisted": ("不在名单", "不在名单内"),
    "elsewhere": ("省外",),
    "ambiguous": ("不明确",),
    "unknown": ("无法识别",),
}


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
            fold(word): choice
            for choice in choices
            for word in (str(choice), *_CHINESE.get(choice, ()))
        }
        try:
            return look_up(kind, text, words)
        except UnknownNameError as error:
            suggestions = error.suggestions or choices
            shown = tuple(map(choice_word, suggestions))
            raise UnknownNameError(kind, text, shown) from None

    return parse


def choice_word(choice: str) -> str:
    """What people type for a choice, in the language of messages."""
    words = _CHINESE.get(choice, ()) if language() == CHINESE else ()
    return words[0] if words else str(choice)


def choice_words(choices: Iterable[str]) -> str:
    """The choices, as a help text lists them."""
    return join(map(choice_word, choices))
