"""Split Chinese division names and list their variants."""

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from shudi.places.models import Via

# Compiled on first use; most commands do not need it.
_NAME = r"(.+?)((?:藏族|羌族|彝族)*)(自治县|工农区|县|区|自治州|地区|市)"


class NameParts(NamedTuple):
    """An official name taken apart: 马边, 彝族, 自治县."""

    short: str
    ethnic_groups: str
    kind: str


@cache
def split_name(official_name: str) -> NameParts:
    """Split the official name of a county or a prefecture.

    Raises:
        ValueError: it does not end as such a name does.
    """
    match = re.fullmatch(_NAME, official_name)
    if match is None:
        raise ValueError("is not the name of a division")
    return NameParts(*match.groups())


def display_name(official_name: str) -> str:
    """An official name as the notification prints names: 马边县, 凉山州."""
    short, ethnic_groups, kind = split_name(official_name)
    return f"{short}{kind[-1]}" if ethnic_groups else official_name


def county_forms(official_name: str) -> Iterator[tuple[str, Via]]:
    """The ways to write a county's name in Chinese.

    A name of one character is never written without its kind.
    """
    short, ethnic_groups, _ = split_name(official_name)
    if ethnic_groups:
        yield official_name, Via.OFFICIAL_NAME
        yield f"{short}县", Via.NAME
        yield f"{short}自治县", Via.NAME
    else:
        yield official_name, Via.NAME
    if len(short) > 1:
        yield short, Via.SHORT_NAME


def prefecture_forms(official_name: str) -> Iterator[str]:
    """The ways to write a prefecture's name in Chinese."""
    short, _, kind = split_name(official_name)
    yield official_name
    if kind == "自治州":
        yield f"{short}州"
        yield f"{short}自治州"
    yield short
