"""A card for each place: all that is known of it, with its source."""

from collections import Counter
from collections.abc import Iterable, Iterator

from rich.console import Group
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from shudi.places import dataset
from shudi.places.find import PlaceLookup
from shudi.places.models import SICHUAN, County, Division, Level, Tier
from shudi.places.names import display_name
from shudi.places.provenance import notification
from shudi.render.style import TIER_STYLES
from shudi.text import printable

Fact = tuple[str, str | Text]  # its label and its value

_ELSEWHERE = "outside Sichuan, which the list does not cover"


def place_cards(lookups: Iterable[PlaceLookup]) -> Group:
    """A card for each place that was found."""
    return Group(*map(_card, lookups))


def prefecture_summary(prefecture: Division) -> str:
    """How many key counties a prefecture has, by tier."""
    tiers = _tiers(prefecture)
    return ", ".join(f"{tiers[tier]} {tier}" for tier in Tier) if tiers else "none"


def _tiers(prefecture: Division) -> Counter[Tier]:
    return Counter(
        county.tier
        for county in dataset.counties()
        if county.prefecture_code == prefecture.code
    )


def list_command(prefecture: Division) -> str:
    """The command line that lists a prefecture's key counties; empty for none."""
    if not _tiers(prefecture):
        return ""
    return f"shudi list --prefecture {display_name(prefecture)}"


def former_name_note(lookup: PlaceLookup) -> str:
    """What was asked for, if it is a former name or code; empty otherwise."""
    if not lookup.until:
        return ""
    return f"{printable(lookup.query)}: {lookup.via}, until {lookup.until}"


def _card(lookup: PlaceLookup) -> Panel:
    place = lookup.place
    if isinstance(place, County):
        name, latin = place.name, place.romanization or place.pinyin
        facts = _county_facts(place)
    else:
        name, latin = display_name(place), place.pinyin
        facts = _division_facts(place)
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(style="dim")
    grid.add_column(overflow="fold")
    for label, value in (
        ("query", Text(former_name_note(lookup))),
        *facts,
        ("source", f"{notification()}\n{notification().title}"),
    ):
        if value:
            grid.add_row(label, value)
    return Panel.fit(grid, title=Text(f"{name} {latin}", "bold"), title_align="left")


def _poverty(code: str) -> str:
    """What kind of poverty county it was, and until when; empty if it was none."""
    county = dataset.poverty_counties().get(code)
    if county is None:
        return ""
    level = "国家级" if county.poverty is Tier.NATIONAL else "省级"
    chinese = [f"原{level}贫困县", f"{county.delisted}年摘帽"]
    english = [f"former {county.poverty} poverty county", f"delisted {county.delisted}"]
    if county.deep_poverty:
        chinese.insert(1, "深度贫困县")
        english.insert(1, "deep poverty")
    return f"{' · '.join(chinese)}\n{', '.join(english)}"


def _county_facts(county: County) -> Iterator[Fact]:
    tier = Text(f"{county.tier.chinese}乡村振兴重点帮扶县\n", TIER_STYLES[county.tier])
    tier.append(f"{county.tier} key county for rural revitalization assistance")
    yield "tier", tier
    yield "official name", county.official_name
    yield "pinyin", county.pinyin
    yield "romanization", county.romanization
    yield "second name", county.second_romanization
    yield "code", county.code
    yield "poverty", _poverty(county.code)
    yield "prefecture", f"{county.prefecture_official} ({county.prefecture_code})"
    yield "county seat", f"{county.latitude}° N, {county.longitude}° E"


def _division_facts(division: Division) -> Iterator[Fact]:
    if division.level is Level.COUNTY:
        in_sichuan = division.province == SICHUAN
        yield "tier", "on neither list" if in_sichuan else _ELSEWHERE
    else:
        yield "key counties", prefecture_summary(division)
    yield "official name", division.name
    yield "pinyin", division.pinyin
    yield "code", division.code
    yield "poverty", _poverty(division.code)
    if division.level is Level.COUNTY:
        yield "prefecture", division.prefecture
        yield "province", "" if in_sichuan else division.province
    else:
        yield "list them", list_command(division)
