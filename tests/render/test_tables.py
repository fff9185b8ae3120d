from collections.abc import Sequence
from io import StringIO

import pytest
from rich.cells import cell_len
from rich.console import Console, RenderableType

from shudi.places.dataset import counties
from shudi.places.find import find_place
from shudi.places.models import County
from shudi.places.query import Dimension, tally
from shudi.render.cards import place_cards
from shudi.render.console import to_text
from shudi.render.tables import CountyTable, TallyTable, aligned_text


def tallies(*by: Dimension, of: Sequence[County] = counties()) -> TallyTable:
    return TallyTable(tally(of, by), by)


COUNTIES = CountyTable(counties())
BY_PREFECTURE = tallies(Dimension.PREFECTURE)
CROSS = tallies(Dimension.PREFECTURE, Dimension.TIER)
VIEWS = [
    COUNTIES,
    place_cards(
        [
            *(find_place(county.code) for county in counties()),
            *map(find_place, ("锦江区", "康定县", "凉山州", "成都市", "石渠")),
        ]
    ),
    BY_PREFECTURE,
    tallies(Dimension.KIND),
    CROSS,
    tallies(Dimension.TIER, Dimension.PREFECTURE),
]


def printed(view: RenderableType, width: int, **options: object) -> list[str]:
    file = StringIO()
    Console(file=file, width=width, **options).print(view)  # type: ignore[arg-type]
    return file.getvalue().splitlines()


@pytest.mark.parametrize("width", [80, 60, 50, 40])
@pytest.mark.parametrize("view", VIEWS)
def test_a_view_fits_the_width(view: RenderableType, width: int) -> None:
    assert max(map(cell_len, printed(view, width))) <= width


@pytest.mark.parametrize("width", [80, 60, 50, 40])
def test_a_county_has_one_line_with_its_name_code_and_tier(width: int) -> None:
    lines = printed(COUNTIES, width)[2:52]
    for county, line in zip(counties(), lines, strict=True):
        for text in (county.name, county.code, county.tier, county.tier.chinese):
            assert text in line.split()


@pytest.mark.parametrize("width", [80, 60, 50, 40])
def test_columns_line_up_in_cells(width: int) -> None:
    lines = printed(COUNTIES, width)[2:52]
    starts = {cell_len(line.partition("51")[0]) for line in lines}
    assert len(starts) == 1


@pytest.mark.parametrize(
    ("width", "columns", "dropped"),
    [
        (69, "county code tier prefecture pinyin romanization", ""),
        (68, "county code tier prefecture pinyin", "romanization"),
        (55, "county code tier prefecture pinyin", "romanization"),
        (54, "county code tier pinyin", "romanization, prefecture"),
        (43, "county code tier pinyin", "romanization, prefecture"),
        (40, "county code tier", "romanization, prefecture, pinyin"),
        (30, "county tier", "romanization, prefecture, pinyin, code"),
        (10, "county tier", "romanization, prefecture, pinyin, code"),
    ],
)
def test_columns_that_have_no_room_are_named(
    width: int, columns: str, dropped: str
) -> None:
    lines = printed(COUNTIES, width)
    headings = " ".join("".join(lines[:2]).replace("─", " ").split())
    note = f"columns left out: {dropped}; widen the terminal or use --format csv"
    message = " ".join(" ".join(lines).split())
    if width > 20:
        assert headings == columns
        assert (note in message) is bool(dropped)
    assert message.count("县") >= 46


def test_a_short_list_may_keep_what_the_whole_list_has_no_room_for() -> None:
    short = CountyTable([county for county in counties() if county.name == "石渠县"])
    assert printed(short, 63)[0].split()[-1] == "romanization"
    assert "left out" not in "".join(printed(short, 63))


def test_a_column_without_a_value_is_not_missed() -> None:
    liangshan = CountyTable(
        [county for county in counties() if county.prefecture == "凉山州"]
    )
    for width in (80, 52):
        lines = printed(liangshan, width)
        assert lines[0].split()[-1] == "pinyin"
        assert "left out" not in "".join(lines)
    narrow = " ".join(printed(liangshan, 45))
    assert "columns left out: prefecture; widen" in " ".join(narrow.split())


@pytest.mark.parametrize("view", [COUNTIES, *VIEWS[2:]])
def test_a_table_names_the_source(view: RenderableType) -> None:
    lines = printed(view, 80)
    assert lines[-1] == "50 counties · 川农领〔2021〕12号, 2021-08-10"


def test_one_county_is_not_counties() -> None:
    assert printed(CountyTable(counties()[:1]), 80)[-1].startswith("1 county ·")


@pytest.mark.parametrize(
    "view",
    [
        CountyTable([]),
        tallies(Dimension.TIER, of=[]),
        tallies(Dimension.TIER, Dimension.KIND, of=[]),
    ],
)
def test_empty_views_print_nothing(view: RenderableType) -> None:
    assert [line for line in printed(view, 80) if line] == []
    assert to_text(view, "utf-8") == ""


def test_tiers_differ_in_colour_as_well() -> None:
    lines = printed(COUNTIES, 80, force_terminal=True, color_system="standard")
    assert "\x1b[1;31m国家 national\x1b[0m" in lines[2]
    assert "\x1b[32m省 provincial\x1b[0m" in lines[51]


def test_bars_are_in_proportion_and_shrink_with_the_width() -> None:
    for width, longest in ((80, 20), (46, 20), (40, 14)):
        bars = [line.count("━") for line in printed(BY_PREFECTURE, width)[2:9]]
        assert bars[1] == longest
        assert bars[5] == 1
        if longest == 20:
            assert bars == [14, 20, 12, 2, 3, 1, 2]


def test_a_cross_table_has_totals_by_row_and_column() -> None:
    lines = printed(CROSS, 80)
    headings = ["prefecture", "国家", "national", "省", "provincial", "total"]
    assert lines[0].split() == headings
    assert lines[2].split() == ["阿坝州", "6", "7", "13"]
    assert lines[10].split() == ["total", "25", "25", "50"]


def test_a_cross_table_without_room_has_a_row_for_each_pair() -> None:
    lines = printed(CROSS, 40)
    assert lines[0].split() == ["prefecture", "tier", "count"]
    assert lines[2].split() == ["阿坝州", "国家", "national", "6"]
    assert lines[17].split() == ["total", "50"]


def test_many_rows_line_up_in_cells() -> None:
    rows = [["美姑县", "a", "x"], ["[red]", "", ""]]
    assert aligned_text(["n", "code", "t"], rows).split("\n") == [
        "n       code  t",
        "美姑县  a     x",
        "[red]",
    ]
