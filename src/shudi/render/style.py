"""What all views share: how tiers look, and the notification that has them."""

from datetime import date

from shudi.i18n import _, mark
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


def source_caption() -> str:
    """The notification's number and date."""
    issued = date.fromisoformat(notification().issued)
    return _("{number}, {year}-{month:02}-{day:02}").format(
        number=notification().number,
        year=issued.year,
        month=issued.month,
        day=issued.day,
    )
