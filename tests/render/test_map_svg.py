import re
from xml.etree import ElementTree

import pytest

from shudi.places.dataset import counties
from shudi.places.query import select
from shudi.places.tiles import GRIDS, place_tiles
from shudi.render.labels import LABEL_FORMS, Label
from shudi.render.map_svg import svg_map

SVG = "{http://www.w3.org/2000/svg}"
LIANGSHAN = select(counties(), prefectures={"513400"})


def tiles(svg: str) -> list[ElementTree.Element]:
    return ElementTree.fromstring(svg).findall(f"{SVG}g")


@pytest.mark.parametrize("label", Label)
def test_each_county_has_a_tile_with_its_text_and_title(label: Label) -> None:
    for county, tile in zip(
        counties(), tiles(svg_map(counties(), LIANGSHAN, label)), strict=True
    ):
        title, rect, text = tile
        assert text.text == LABEL_FORMS[label][-1](county)
        assert title.text is not None
        assert title.text.startswith(f"{county.name} ")
        assert f"{county.code}, {county.prefecture}: " in title.text
        assert title.text.endswith(f" {county.tier}")
        look = county.tier if county in LIANGSHAN else "other"
        assert rect.get("class") == look
        assert text.get("class") == f"label {look}"


def test_the_title_of_a_tile_has_the_romanization() -> None:
    titles = [tile[0].text for tile in tiles(svg_map(counties(), (), Label.NAME))]
    assert "若尔盖县 Zoigê, 513232, 阿坝州: 国家 national" in titles


def test_tiles_lie_as_on_the_grid() -> None:
    drawn = tiles(svg_map(counties(), counties(), Label.NAME))
    places = [
        (float(tile[1].get("y", 0)), float(tile[1].get("x", 0))) for tile in drawn
    ]
    rows = sorted({y for y, _ in places})
    columns = sorted({x for _, x in places})
    assert [(1 + rows.index(y), 1 + columns.index(x)) for y, x in places] == [
        (tile.row, tile.column) for tile in place_tiles(counties(), GRIDS[0])
    ]


@pytest.mark.parametrize("label", Label)
def test_nothing_lies_outside_of_the_picture(label: Label) -> None:
    svg = svg_map(counties(), LIANGSHAN, label)
    picture = ElementTree.fromstring(svg)
    _, _, width, height = map(float, picture.get("viewBox", "").split())
    for element in picture.iter():
        if element.get("x"):
            right = float(element.get("x", 0)) + float(element.get("width", 0))
            bottom = float(element.get("y", 0)) + float(element.get("height", 0))
            assert 0 <= right <= width
            assert 0 <= bottom <= height


def test_it_stands_alone_and_names_its_source() -> None:
    svg = svg_map(counties(), LIANGSHAN, Label.NAME)
    texts = [
        element.text for element in ElementTree.fromstring(svg).findall(f"{SVG}text")
    ]
    assert texts[-2:] == [
        "示意图 sketch map: north up, no boundaries",
        "川农领〔2021〕12号, 2021-08-10 · shudi",
    ]
    assert {"国家 national 10", "省 provincial 1", "39 others", "凉山州"} <= set(texts)
    assert "prefers-color-scheme: dark" in svg
    assert not re.search(r"href|url\(|@import|<script", svg)
