from collections.abc import Sequence
from functools import partial
from io import StringIO

import pytest
from rich.cells import cell_len
from rich.console import Console

from shudi.places.dataset import counties
from shudi.places.find import find_place
from shudi.places.query import Dimension, tally
from shudi.render.tables import Draw, as_text, draw_counties, draw_places, draw_tallies

DIMENSIONS: list[Sequence[Dimension]] = [
    [Dimension.PREFECTURE],
    [Dimension.KIND],
    [Dimension.PREFECTURE, Dimension.TIER],
    [Dimension.TIER, Dimension.KIND],
]
DRAWINGS: list[Draw] = [
    partial(draw_counties, counties=counties()),
    partial(
        draw_places,
        found=[
            *(find_place(county.code) for county in counties()),
            *map(find_place, ("锦江区", "康定县", "凉山州", "成都市", "石渠")),
        ],
    ),
    *(
        partial(draw_tallies, tallies=tally(counties(), by), by=by)
        for by in ([], *DIMENSIONS)
    ),
]


def drawn(draw: Draw, width: int, **options: object) -> list[str]:
    file = StringIO()
    draw(Console(file=file, width=width, **options))  # type: ignore[arg-type]
    return file.getvalue().splitlines()


@pytest.mark.parametrize("width", [80, 60, 50])
@pytest.mark.parametrize("draw", DRAWINGS)
def test_a_drawing_fits_the_width(draw: Draw, width: int) -> None:
    assert max(map(cell_len, drawn(draw, width))) <= width


@pytest.mark.parametrize("width", [80, 60, 50])
def test_a_county_has_one_line_with_its_name_code_tier_and_pinyin(width: int) -> None:
    lines = drawn(DRAWINGS[0], width)[2:52]
    for county, line in zip(counties(), lines, strict=True):
        for text in (county.name, county.code, county.tier, county.pinyin):
            assert text in line.split()


@pytest.mark.parametrize("width", [80, 60, 50])
def test_columns_line_up_in_cells(width: int) -> None:
    lines = drawn(DRAWINGS[0], width)[2:52]
    starts = {cell_len(line.partition("51")[0]) for line in lines}
    assert len(starts) == 1


def test_a_width_too_small_for_the_table_loses_nothing() -> None:
    text = "".join("".join(drawn(DRAWINGS[0], 24)).split())
    assert sum(character == "县" for character in text) >= 46


@pytest.mark.parametrize("draw", [DRAWINGS[0], *DRAWINGS[3:]])
def test_a_table_names_the_source(draw: Draw) -> None:
    lines = drawn(draw, 80)
    assert lines[-1] == "50 counties · 川农领〔2021〕12号, 2021-08-10"


def test_one_county_is_not_counties() -> None:
    lines = drawn(partial(draw_counties, counties=counties()[:1]), 80)
    assert lines[-1].startswith("1 county ·")


@pytest.mark.parametrize("by", [[Dimension.TIER], [Dimension.TIER, Dimension.KIND]])
def test_of_nothing_nothing_is_drawn(by: Sequence[Dimension]) -> None:
    assert drawn(partial(draw_counties, counties=[]), 80) == []
    assert drawn(partial(draw_places, found=[]), 80) == []
    assert drawn(partial(draw_tallies, tallies=tally([], by), by=by), 80) == []


def test_tiers_are_told_apart_by_colour_as_well() -> None:
    options = {"force_terminal": True, "color_system": "standard"}
    lines = drawn(DRAWINGS[0], 80, **options)
    assert "\x1b[1;31m国家 national\x1b[0m" in lines[2]
    assert "\x1b[32m省 provincial\x1b[0m" in lines[51]


def test_a_cross_table_has_totals_by_row_and_column() -> None:
    lines = drawn(DRAWINGS[5], 80)
    assert lines[0].split() == [
        "prefecture",
        "国家",
        "national",
        "省",
        "provincial",
        "total",
    ]
    assert lines[2].split() == ["阿坝州", "6", "7", "13"]
    assert lines[10].split() == ["total", "25", "25", "50"]


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "gbk", "utf-8", "utf-16"])
@pytest.mark.parametrize("draw", DRAWINGS)
def test_a_text_has_only_what_its_encoding_has(draw: Draw, encoding: str) -> None:
    text = as_text(draw, encoding)
    assert text.encode(encoding).decode(encoding) == text
    assert "\x1b" not in text


def test_what_an_encoding_lacks_is_replaced_visibly() -> None:
    lines = as_text(DRAWINGS[3], "ascii").splitlines()
    assert lines[2].replace("|", "").split() == ["???", "13", "26%", "--------------"]
