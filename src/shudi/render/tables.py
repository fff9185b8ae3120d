"""What people look at: tables, cards and bars, drawn by Rich."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from io import BytesIO, TextIOWrapper
from typing import NamedTuple

from rich.box import SIMPLE
from rich.console import Console
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from shudi.places.find import PlaceLookup
from shudi.places.models import County, Division, Level, Tier
from shudi.places.names import display_name
from shudi.places.provenance import NOTIFICATION
from shudi.places.query import Dimension, Tally
from shudi.wording import of_former_name, of_prefecture, of_unlisted

Draw = Callable[[Console], None]

_UNLIMITED = 100_000  # columns: where nobody looks, nothing is cut or wrapped
_BAR_WIDTH = 20

_TIER_STYLES = {Tier.NATIONAL: "bold red", Tier.PROVINCIAL: "green"}
_SOURCE = f"{NOTIFICATION.number}, {NOTIFICATION.issued}"
_SOURCE_IN_FULL = f"{_SOURCE}\n{NOTIFICATION.title}"


def on_terminal(draw: Draw) -> None:
    """Draw for the person at the terminal, in its width and colours."""
    draw(Console(highlight=False, markup=False, emoji=False))


def as_text(draw: Draw, encoding: str) -> str:
    """Draw as plain text of any width, in characters that the encoding has."""
    file = TextIOWrapper(BytesIO(), encoding, errors="replace", newline="")
    draw(
        Console(
            file=file,
            width=_UNLIMITED,
            force_terminal=False,
            color_system=None,
            legacy_windows=False,
            highlight=False,
            markup=False,
            emoji=False,
        )
    )
    file.seek(0)
    return "".join(f"{line.rstrip()}\n" for line in file)


def draw_counties(console: Console, counties: Sequence[County]) -> None:
    """A table of counties and its source, as much of it as the width allows."""
    if not counties:
        return
    layout = next(layout for layout in _LAYOUTS if console.width >= layout.width)
    console.print(_county_table(counties, layout))
    console.print(_caption(len(counties)))


def draw_places(console: Console, found: Iterable[PlaceLookup]) -> None:
    """A card for each: all that is known of it, with its source."""
    for one in found:
        console.print(_card(one))


def draw_tallies(
    console: Console, tallies: Sequence[Tally], by: Sequence[Dimension]
) -> None:
    """Counts: the one number, a table with bars, or a cross table."""
    total = sum(tally.counties for tally in tallies)
    if not by:
        console.print(str(total))
    elif total:
        if len(by) == 1:
            mark = "-" if console.options.ascii_only else "━"
            console.print(_bar_table(tallies, by[0], mark))
        else:
            console.print(_cross(tallies, by))
        console.print(_caption(total))


def draw_rows(
    console: Console, columns: Iterable[str], rows: Iterable[Sequence[str]]
) -> None:
    """A plain table of text."""
    table = _table()
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*map(Text, row))
    console.print(table)


def _table(padding: int = 1, *, show_footer: bool = False) -> Table:
    return Table(
        box=SIMPLE,
        padding=(0, padding, 0, 0),
        show_edge=False,
        pad_edge=False,
        header_style="bold",
        show_footer=show_footer,
    )


def _caption(count: int) -> Text:
    counties = "county" if count == 1 else "counties"
    return Text(f"\n{count} {counties} · {_SOURCE}", style="dim")


def _tier(tier: Tier) -> Text:
    return Text(f"{tier.chinese} {tier}", _TIER_STYLES[tier])


Cell = Callable[[County], str | Text]

_WIDE: dict[str, Cell] = {
    "county": lambda county: county.name,
    "code": lambda county: county.code,
    "tier": lambda county: _tier(county.tier),
    "prefecture": lambda county: county.prefecture,
    "pinyin": lambda county: county.pinyin,
    "romanization": lambda county: county.romanization,
}
_MEDIUM = {head: cell for head, cell in _WIDE.items() if head != "romanization"}
_NARROW = _MEDIUM | {
    "tier": lambda county: Text(county.tier, _TIER_STYLES[county.tier])
}


class _Layout(NamedTuple):
    """The columns of a table, the space behind each, and the width it all takes."""

    width: int
    columns: Mapping[str, Cell]
    padding: int


_LAYOUTS = (_Layout(80, _WIDE, 1), _Layout(60, _MEDIUM, 1), _Layout(0, _NARROW, 0))


def _county_table(counties: Iterable[County], layout: _Layout) -> Table:
    table = _table(layout.padding)
    for head in layout.columns:
        table.add_column(head, overflow="fold")
    for county in counties:
        table.add_row(*(cell(county) for cell in layout.columns.values()))
    return table


def _card(found: PlaceLookup) -> Panel:
    place = found.place
    facts = Table.grid(padding=(0, 2, 0, 0))
    facts.add_column(style="dim")
    facts.add_column(overflow="fold")
    if isinstance(place, County):
        name, latin = place.name, place.romanization or place.pinyin
        rows = _county_facts(place)
    else:
        name, latin = display_name(place.name), place.pinyin
        rows = _division_facts(place)
    asked = Text(of_former_name(found))
    for label, value in (("asked for", asked), *rows, ("source", _SOURCE_IN_FULL)):
        if value:
            facts.add_row(label, value)
    return Panel.fit(facts, title=Text(f"{name} {latin}", "bold"), title_align="left")


Facts = list[tuple[str, str | Text]]


def _county_facts(county: County) -> Facts:
    tier = Text(f"{county.tier.chinese}乡村振兴重点帮扶县\n", _TIER_STYLES[county.tier])
    tier.append(f"{county.tier} key county for rural revitalization assistance")
    return [
        ("tier", tier),
        ("official name", county.official_name),
        ("pinyin", county.pinyin),
        ("romanization", county.romanization),
        ("code", county.code),
        ("prefecture", f"{county.prefecture_official} ({county.prefecture_code})"),
        ("county seat", f"{county.latitude}° N, {county.longitude}° E"),
    ]


def _division_facts(division: Division) -> Facts:
    if division.level is Level.PREFECTURE:
        said, above = of_prefecture(division), ""
    else:
        said, above = of_unlisted(division), division.prefecture
    return [
        ("tier", said),
        ("official name", division.name),
        ("pinyin", division.pinyin),
        ("code", division.code),
        ("prefecture", above),
    ]


def _label(value: str, dimension: Dimension) -> Text:
    return _tier(Tier(value)) if dimension is Dimension.TIER else Text(value)


def _bar_table(tallies: Sequence[Tally], dimension: Dimension, mark: str) -> Table:
    table = _table(show_footer=True)
    total = sum(tally.counties for tally in tallies)
    largest = max(tally.counties for tally in tallies)
    table.add_column(dimension, "total")
    table.add_column("count", str(total), justify="right")
    table.add_column("share", f"{1:.0%}", justify="right")
    table.add_column("")
    for tally in tallies:
        table.add_row(
            _label(tally.values[0], dimension),
            str(tally.counties),
            f"{tally.share:.0%}",
            Text(mark * (round(_BAR_WIDTH * tally.counties / largest) or 1), "cyan"),
        )
    return table


def _cross(tallies: Sequence[Tally], by: Sequence[Dimension]) -> Table:
    rows = list(dict.fromkeys(tally.values[0] for tally in tallies))
    columns = list(dict.fromkeys(tally.values[1] for tally in tallies))
    counts = {tally.values: tally.counties for tally in tallies}
    table = _table(show_footer=True)
    table.add_column(by[0], "total")
    for column in columns:
        total = sum(counts[row, column] for row in rows)
        table.add_column(_label(column, by[1]), str(total), justify="right")
    table.add_column("total", str(sum(counts.values())), justify="right")
    for row in rows:
        line = [counts[row, column] for column in columns]
        table.add_row(_label(row, by[0]), *map(str, line), str(sum(line)))
    return table
