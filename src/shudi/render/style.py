"""What all views share: how tiers look."""

from shudi.places.models import Tier

TIER_STYLES = {Tier.NATIONAL: "bold red", Tier.PROVINCIAL: "green"}
