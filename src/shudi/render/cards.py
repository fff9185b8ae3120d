"""A card for each place: all that is known of it, with its source."""

from collections import Counter
from collections.abc import Iterable, Iterator

from rich.console import Group
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from shudi.glossary import heading, word
from shudi.i18n import _, mark
from shudi.places import dataset
from shudi.places.find import PlaceLookup
from shudi.places.models import SICHUAN, County, Division, Level, Tier
from shudi.places.names import display_name
from shudi.places.provenance import notification
from shudi.render.style import TIER_STYLES, source_caption, wrapping
from shudi.text import join, printable

Fact = tuple[str, str | Text]  # its label and its value

# The second lines of a key county's tier, and of a former poverty county's.
_KEY_COUNTY = {
    Tier.NATIONAL: mark(
        "国家乡村振兴重点帮扶县\n"
        "national key county for rural revitalization assistance"
    ),
    Tier.PROVINCIAL: mark(
        "省乡村振兴重点帮扶县\n"
        "provincial key county for rural revitalization assistance"
    ),
}
_POVERTY = {
    (Tier.NATIONAL, False): mark(
        "原国家级贫困县 · {year}年摘帽\nformer national poverty county, delisted {year}"
    ),
    (Tier.NATIONAL, True): mark(
        "原国家级贫困县 · 深度贫困县 · {year}年摘帽\n"
        "former national poverty county, deep poverty, delisted {year}"
    ),
    (Tier.PROVINCIAL, False): mark(
        "原省级贫困县 · {year}年摘帽\nformer provincial poverty county, delisted {year}"
    ),
    (Tier.PROVINCIAL, True): mark(
        "原省级贫困县 · 深度贫困县 · {year}年摘帽\n"
        "former provincial poverty county, deep poverty, delisted {year}"
    ),
}
_TIER_COUNTS = {
    Tier.NATIONAL: mark("{count} national"),
    Tier.PROVINCIAL: mark("{count} provincial"),
}


def place_cards(lookups: Iterable[PlaceLookup]) -> Group:
    """A card for each place that was found."""
    return Group(*map(_card, lookups))


def prefecture_summary(prefecture: Division) -> str:
    """How many key counties a prefecture has, by tier."""
    tiers = _tiers(prefecture)
    if not tiers:
        return _("none")
    return join(_(_TIER_COUNTS[tier]).format(count=tiers[tier]) for tier in Tier)


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
    return _("{query}: {via}, until {year}").format(
        query=printable(lookup.query), via=word(lookup.via or ""), year=lookup.until
    )


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
        (_("query"), former_name_note(lookup)),
        *facts,
        (_("source"), f"{source_caption()}\n{notification().title}"),
    ):
        if value:
            text = value if isinstance(value, Text) else Text(value)
            grid.add_row(label, wrapping(text))
    return Panel.fit(grid, title=Text(f"{name} {latin}", "bold"), title_align="left")


def _poverty(code: str) -> str:
    """What kind of poverty county it was, and until when; empty if it was none."""
    county = dataset.poverty_counties().get(code)
    if county is None:
        return ""
    message = _POVERTY[county.poverty, county.deep_poverty]
    return _(message).format(year=county.delisted)


def _county_facts(county: County) -> Iterator[Fact]:
    yield heading("tier"), Text(_(_KEY_COUNTY[county.tier]), TIER_STYLES[county.tier])
    yield heading("official_name"), county.official_name
    yield heading("pinyin"), county.pinyin
    yield heading("romanization"), county.romanization
    yield _("second name"), county.second_romanization
    yield heading("code"), county.code
    yield heading("poverty"), _poverty(county.code)
    yield (
        _("prefecture"),
        _("{name} ({code})").format(
            name=county.prefecture_official, code=county.prefecture_code
        ),
    )
    yield (
        _("county seat"),
        _("{latitude}° N, {longitude}° E").format(
            latitude=county.latitude, longitude=county.longitude
        ),
    )


def _division_facts(division: Division) -> Iterator[Fact]:
    if division.level is Level.COUNTY:
        in_sichuan = division.province == SICHUAN
        yield (
            heading("tier"),
            _("on neither list")
            if in_sichuan
            else _("outside Sichuan, which the list does not cover"),
        )
    else:
        yield _("key counties"), prefecture_summary(division)
    yield heading("official_name"), division.name
    yield heading("pinyin"), division.pinyin
    yield heading("code"), division.code
    yield heading("poverty"), _poverty(division.code)
    if division.level is Level.COUNTY:
        yield _("prefecture"), division.prefecture
        yield _("province"), "" if in_sichuan else division.province
    else:
        yield _("list them"), list_command(division)
