"""What a division is called: the forms of its name that people write."""

import re
from collections.abc import Iterator
from functools import cache
from itertools import product
from typing import NamedTuple

from shudi.places.models import Via
from shudi.spelling import fold

PROVINCE_LATIN = ("sichuansheng", "sichuanprovince", "sichuan")

# How the peoples in the names of autonomous divisions are written in Latin.
_PEOPLES = {"藏族": ("zangzu", "tibetan"), "羌族": ("qiangzu", "qiang")}
_PEOPLES |= {"彝族": ("yizu", "yi")}

# Compiled when first used, which most starts never do.
_NAME = rf"(.+?)((?:{'|'.join(_PEOPLES)})*)(自治县|工农区|县|区|自治州|地区|市)"

# What stands behind the name of a division of each kind in Latin letters.
_LATIN_KINDS = {
    "县": ("xian", "county"),
    "区": ("qu", "district"),
    "工农区": ("qu", "district"),
    "市": ("shi", "city"),
    "地区": ("diqu", "prefecture"),
    "自治县": ("xian", "county"),
    "自治州": ("zhou", "prefecture"),
}
_LATIN_AUTONOMOUS = {
    "自治县": ("zizhixian", "autonomouscounty"),
    "自治州": ("zizhizhou", "autonomousprefecture"),
}


class Parts(NamedTuple):
    """An official name taken apart: 马边, 彝族, 自治县."""

    short: str
    peoples: str
    kind: str


@cache
def parts(official_name: str) -> Parts:
    """Take the official name of a county or a prefecture apart.

    Raises:
        ValueError: it does not end as such a name does.
    """
    match = re.fullmatch(_NAME, official_name)
    if match is None:
        raise ValueError("is no name of a division")
    return Parts(*match.groups())


def county_forms(official_name: str) -> Iterator[tuple[str, Via]]:
    """The ways to write a county's name in Chinese.

    A name of one character is never written without its kind.
    """
    short, peoples, _ = parts(official_name)
    if peoples:
        yield official_name, Via.OFFICIAL_NAME
        yield f"{short}县", Via.NAME
        yield f"{short}自治县", Via.NAME
    else:
        yield official_name, Via.NAME
    if len(short) > 1:
        yield short, Via.SHORT_NAME


def prefecture_forms(official_name: str) -> Iterator[str]:
    """The ways to write a prefecture's name in Chinese."""
    short, _, kind = parts(official_name)
    yield official_name
    if kind == "自治州":
        yield f"{short}州"
        yield f"{short}自治州"
    yield short


def printed_name(official_name: str) -> str:
    """An official name as the notification prints it: 马边县, 凉山州."""
    short, peoples, kind = parts(official_name)
    return f"{short}{kind[-1]}" if peoples else official_name


def latin_forms(official_name: str, romanized: str) -> Iterator[str]:
    """The ways to write a name with its kind in Latin letters, folded.

    Args:
        official_name: in Chinese; it tells the kind and the peoples.
        romanized: the name in pinyin or another romanization, without the kind
            unless the name has but one character (Lixian).
    """
    short, peoples, kind = parts(official_name)
    name = fold(romanized)
    stems = [name]
    if len(short) == 1:
        stems.append(name.removesuffix(_LATIN_KINDS[kind][0]))
    for stem, word in product(stems, _LATIN_KINDS[kind]):
        yield f"{stem}{word}"
    spelled = product(*(_PEOPLES[people] for people in re.findall("..", peoples)))
    if peoples:
        for words, joint, word in product(
            spelled, ("", "and"), _LATIN_AUTONOMOUS[kind]
        ):
            yield f"{name}{joint.join(words)}{word}"
