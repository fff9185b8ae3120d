"""What stands on the tiles of a map."""

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from operator import attrgetter

from shudi.i18n import _
from shudi.places.index import prefecture_of
from shudi.places.models import County


class Label(StrEnum):
    """What names a county."""

    NAME = "name"
    PINYIN = "pinyin"
    CODE = "code"


def map_caption() -> str:
    """What stands below a map."""
    return _("示意图 sketch map: north up, no boundaries")


def _short_name(county: County) -> str:
    """The name without 县, 市 or 区, where it has more than one character."""
    return county.short_name if len(county.short_name) > 1 else county.name


# The forms of each label, the longest first.
LABEL_FORMS: Mapping[Label, Sequence[Callable[[County], str]]] = {
    Label.NAME: (attrgetter("name"), _short_name),
    Label.PINYIN: (attrgetter("pinyin"),),
    Label.CODE: (attrgetter("code"),),
}


def prefecture_label(county: County, label: Label) -> str:
    """What names its prefecture, in the script of the label."""
    prefecture = prefecture_of(county)
    return (
        prefecture.pinyin if label is Label.PINYIN and prefecture else county.prefecture
    )
