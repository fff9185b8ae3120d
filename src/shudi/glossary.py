"""The Chinese words for columns, keys and coded values."""

from collections.abc import Mapping, Sequence

from shudi.i18n import CHINESE, language

# The same word means the same everywhere, so one glossary serves all: headings,
# values, and what people type for an option. The first is the one that is written.
CHINESE_WORDS: Mapping[str, Sequence[str]] = {
    "national": ("国家级", "国家", "国家重点帮扶县", "国家乡村振兴重点帮扶县"),
    "provincial": ("省级", "省", "省重点帮扶县", "省乡村振兴重点帮扶县"),
    "official": ("名单", "通知"),
    "size": ("数量", "多少"),
    "code": ("代码", "行政区划代码"),
    "pinyin": ("拼音", "汉语拼音"),
    "prefecture": ("市州", "市", "州", "地区"),
    "tier": ("层级", "级别"),
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
    "zh": ("中文", "zh_CN"),
    "en": ("英文",),
    "status": ("状态",),
    "listed": ("在名单", "在名单内"),
    "unlisted": ("不在名单", "不在名单内"),
    "elsewhere": ("省外",),
    "ambiguous": ("不明确",),
    "unknown": ("无法识别",),
    "province": ("省份",),
    "via": ("匹配依据",),
    "official name": ("全称",),
    "short name": ("简称",),
    "former name": ("曾用名",),
    "former code": ("曾用代码",),
    "address": ("地址",),
    "within": ("文中名称",),
    "query": ("查询内容",),
    "source": ("来源",),
    "count": ("数量",),
    "share": ("占比",),
    "file": ("文件",),
    "value": ("原值",),
    "reason": ("原因",),
    "candidates": ("可能的县",),
    "first_line": ("首见行号",),
    "section": ("类别",),
    "item": ("项目",),
    "yes": ("是",),
    "no": ("否",),
}
# Columns whose values are words of the glossary; all others hold names and numbers.
_CODED = frozenset({"status", "tier", "via", "poverty", "deep_poverty"})


def chinese(key: str) -> str:
    """The Chinese word for a key; the key itself where there is none."""
    return next(iter(CHINESE_WORDS.get(key, ())), str(key))


def chinese_value(column: str, value: object) -> object:
    """A value in Chinese, if its column has coded values."""
    return chinese(value) if column in _CODED and isinstance(value, str) else value


def word(key: str) -> str:
    """The word for a key in the language of messages."""
    return chinese(key) if language() == CHINESE else str(key)


def heading(column: str) -> str:
    """The heading of a column for people, in the language of messages."""
    if language() == CHINESE:
        return chinese(column)
    return "county" if column == "name" else column.replace("_", " ")
