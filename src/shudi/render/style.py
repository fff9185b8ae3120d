"""What all views share: how tiers look, how text wraps, and the notification."""

from datetime import date

from rich.text import Text

from shudi.i18n import CHINESE, _, language, mark
from shudi.places.models import Tier
from shudi.places.provenance import notification

TIER_STYLES = {Tier.NATIONAL: "bold red", Tier.PROVINCIAL: "green"}
_TIER_NAMES = {
    Tier.NATIONAL: mark("国家 national"),
    Tier.PROVINCIAL: mark("省 provincial"),
}


def tier_name(tier: Tier) -> str:
    """A tier, as tables and legends name it."""
    return _(_TIER_NAMES[tier])


def wrapping(text: Text) -> Text:
    """A text that wraps as the language does."""
    if language() != CHINESE:
        return text
    from shudi.render.wrapping import WrappingText

    return WrappingText.of(text)


def source_caption() -> str:
    """The notification's number and date."""
    issued = date.fromisoformat(notification().issued)
    return _("{number}, {year}-{month:02}-{day:02}").format(
        number=notification().number,
        year=issued.year,
        month=issued.month,
        day=issued.day,
    )
