"""What all views share: how tiers look, and how the source is named."""

from shudi.places.models import Tier
from shudi.places.provenance import NOTIFICATION

TIER_STYLES = {Tier.NATIONAL: "bold red", Tier.PROVINCIAL: "green"}
SOURCE = f"{NOTIFICATION.number}, {NOTIFICATION.issued}"
