"""Sichuan's 50 key counties for rural revitalization assistance, with their source.

    >>> import shudi
    >>> shudi.find("美姑县").tier
    <Tier.NATIONAL: 'national'>

The list is that of 川农领〔2021〕12号 (2021-08-10): 25 national and 25 provincial
key counties. It is bundled; nothing is fetched.
"""

from shudi.dataset import DatasetError, counties
from shudi.records import County, Kind, Prefecture, Tier
from shudi.resolve import find
from shudi.spelling import UnknownNameError

__version__ = "0.1.0"

__all__ = [
    "County",
    "DatasetError",
    "Kind",
    "Prefecture",
    "Tier",
    "UnknownNameError",
    "counties",
    "find",
]
