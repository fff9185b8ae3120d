"""The parts of Chinese division names, and the forms in which they are written."""

from collections.abc import Iterator
from typing import NamedTuple

from shudi.i18n import _
from shudi.places.models import Division, Level, Province, Via

# The ends of names, the longest first.
_COUNTY_KINDS = (
    *("自治县", "自治旗", "工农区", "工矿区", "矿区", "林区", "特区"),
    *("县", "市", "区", "旗", "镇", ""),  # islands have none
)
_PREFECTURE_KINDS = ("自治州", "行政区", "地区", "市", "盟")


class NameParts(NamedTuple):
    """An official name taken apart: 马边, 彝族, 自治县."""

    short: str
    ethnic_groups: str
    kind: str


def split_name(division: Division) -> NameParts:
    """Split the official name of a county or a prefecture.

    Raises:
        ValueError: it does not begin with its short name, or ends like no division.
    """
    short = division.short_name
    kinds = _COUNTY_KINDS if division.level is Level.COUNTY else _PREFECTURE_KINDS
    rest = division.name.removeprefix(short)
    for kind in kinds:
        groups = rest.removesuffix(kind)
        is_kind = groups + kind == rest and division.name == short + rest
        if is_kind and (not groups or kind.startswith("自治")):
            return NameParts(short, groups, kind)
    raise ValueError(_("is not the name of a division"))


def display_name(division: Division) -> str:
    """A name as the notification prints names: 马边县, 凉山州."""
    short, ethnic_groups, kind = split_name(division)
    return f"{short}{kind[-1]}" if ethnic_groups else division.name


def county_forms(county: Division) -> Iterator[tuple[str, Via]]:
    """The ways to write a county's name in Chinese.

    A name of one character is never written without its kind.
    """
    name, short = county.name, county.short_name
    if "自治" in name:
        ethnic_groups = name[len(short) : -3]
        kind = name[-1]
        yield name, Via.OFFICIAL_NAME
        yield f"{short}{kind}", Via.NAME
        yield f"{short}自治{kind}", Via.NAME
        yield f"{short}{ethnic_groups}{kind}", Via.NAME
        yield f"{short}{ethnic_groups}", Via.SHORT_NAME
    else:
        yield name, Via.NAME
    if short[1:]:
        yield short, Via.SHORT_NAME
        if name.endswith("新区"):
            yield short[:-1], Via.SHORT_NAME  # 浦东


def prefecture_forms(prefecture: Division) -> Iterator[str]:
    """The ways to write a prefecture's name in Chinese."""
    short, ethnic_groups, kind = split_name(prefecture)
    yield prefecture.name
    if kind == "自治州":
        yield f"{short}州"
        yield f"{short}自治州"
        yield f"{short}{ethnic_groups}州"
        yield f"{short}{ethnic_groups}"
    yield short


def province_forms(province: Province) -> Iterator[str]:
    """The ways to write a province's name in Chinese, without its abbreviation."""
    yield province.name
    yield province.short_name
    if province.name.endswith("自治区"):
        yield f"{province.short_name}自治区"
        yield f"{province.short_name}省"
    elif province.name.endswith("特别行政区"):
        yield f"{province.short_name}特区"
