"""Sichuan's 50 key counties for rural revitalization assistance, with their source.

    >>> import shudi
    >>> shudi.find("美姑县").tier
    <Tier.NATIONAL: 'national'>
    >>> shudi.resolve("四川省凉山州美姑县塔哈村").division.code
    '513436'

The list is that of 川农领〔2021〕12号 (2021-08-10): 25 national and 25 provincial
key counties. It is bundled; nothing is fetched.
"""

from shudi.errors import AmbiguousNameError, DatasetError, ShudiError, UnknownNameError
from shudi.matching.rows import Match, match
from shudi.places.dataset import counties
from shudi.places.find import find
from shudi.places.models import (
    County,
    Division,
    Kind,
    Level,
    Resolution,
    Status,
    Tier,
    Via,
)
from shudi.places.resolver import resolve

__version__ = "0.1.0"

__all__ = [
    "AmbiguousNameError",
    "County",
    "DatasetError",
    "Division",
    "Kind",
    "Level",
    "Match",
    "Resolution",
    "ShudiError",
    "Status",
    "Tier",
    "UnknownNameError",
    "Via",
    "counties",
    "find",
    "match",
    "resolve",
]
