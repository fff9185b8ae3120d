"""Sentences that say what a name stands for."""

from collections import Counter

from shudi.places import dataset
from shudi.places.find import PlaceLookup
from shudi.places.models import Division, Tier
from shudi.places.names import display_name
from shudi.text import printable


def of_prefecture(prefecture: Division) -> str:
    """That it is a prefecture, how many key counties it has, and how to list them."""
    tiers = Counter(
        county.tier
        for county in dataset.counties()
        if county.prefecture_code == prefecture.code
    )
    name = display_name(prefecture.name)
    if not tiers:
        return f"{name} is a prefecture without key counties"
    return (
        f"{name} is a prefecture with {tiers[Tier.NATIONAL]} national and "
        f"{tiers[Tier.PROVINCIAL]} provincial key counties\n"
        f"to list them: shudi list --prefecture {name}"
    )


def of_unlisted(county: Division) -> str:
    """That it is a county, but no key county."""
    return f"a county-level division of {county.prefecture}, on neither list"


def of_former_name(found: PlaceLookup) -> str:
    """What was asked for, if it is a former name or code; otherwise nothing."""
    asked = printable(found.query)
    return f"{asked}: {found.former}, until {found.until}" if found.former else ""


def of_namesake(asked: str, prefecture: Division) -> str:
    """That a prefecture has the same name, and how to ask for it."""
    name = display_name(prefecture.name)
    return (
        f"{asked} is short for {name}, a prefecture, too; "
        f"for that: shudi list --prefecture {name}"
    )
