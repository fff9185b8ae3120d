"""The library: what `import shudi` offers."""

from shudi.errors import AmbiguousNameError, DatasetError, ShudiError, UnknownNameError
from shudi.matching.rows import Match, match
from shudi.places.dataset import counties
from shudi.places.find import find
from shudi.places.models import (
    County,
    Division,
    Kind,
    Level,
    Reason,
    Resolution,
    Status,
    Tier,
    Via,
)
from shudi.places.resolver import resolve

__all__ = [
    "AmbiguousNameError",
    "County",
    "DatasetError",
    "Division",
    "Kind",
    "Level",
    "Match",
    "Reason",
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
