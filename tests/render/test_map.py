import re
from collections.abc import Sequence
from io import StringIO

import pytest
from conftest import Shudi, on_terminal
from rich.cells import cell_len
from rich.console import Console

from shudi.places.dataset import counties
from shudi.places.models import County
from shudi.render.console import to_text
from shudi.render.labels import Label
from shudi.render.map import CountyMap

ALL = counties()
LIANGSHAN = [county for county in ALL if county.prefecture == "凉山州"]


def drawn(
    width: int = 80,
    height: int = 24,
    label: Label = Label.NAME,
    selected: Sequence[County] = ALL,
    **options: object,
) -> list[str]:
    """The lines of a map on a terminal."""
    file = StringIO()
    options = {"force_terminal": True, "color_system": None, **options}
    console = Console(file=file, width=width, height=height, **options)  # type: ignore[arg-type]
    console.print(CountyMap(ALL, selected, label))
    return file.getvalue().splitlines()


@pytest.mark.parametrize("width", [200, 120, 80, 72, 60, 50, 49])
@pytest.mark.parametrize("height", [80, 40, 24])
def test_the_map_fits_the_terminal(width: int, height: int) -> None:
    lines = drawn(width, height)
    assert max(map(cell_len, lines)) <= width
    assert len(lines) < height
    marks = re.findall(r"([●○]) ?(\w+)", "".join(lines[:-3]))
    assert len(marks) == 50
    for mark, name in marks:
        (county,) = [each for each in ALL if each.name.startswith(name)]
        assert (mark == "●") == (county.tier == "national")


@pytest.mark.parametrize(
    ("width", "height", "texts"),
    [
        (73, 24, ["美姑"]),
        (80, 30, ["美姑", "513436"]),
        (109, 24, ["美姑县"]),
        (109, 40, ["美姑县", "Meigu", "513436"]),
    ],
)
def test_the_map_uses_the_room_that_there_is(
    width: int, height: int, texts: list[str]
) -> None:
    lines = drawn(width, height)
    column = cell_len(next(line for line in lines if "美姑" in line).partition("美")[0])
    for text in ["美姑", "美姑县", "Meigu", "513436"]:
        found = [line for line in lines if re.search(rf"{text}(?!\w)", line)]
        assert bool(found) == (text in texts), text
        for line in found:
            assert cell_len(line.partition(text)[0]) == column


@pytest.mark.parametrize(
    ("label", "least"), [(Label.NAME, 49), (Label.CODE, 49), (Label.PINYIN, 73)]
)
def test_without_room_the_map_is_a_list(label: Label, least: int) -> None:
    assert "┌" in "".join(drawn(least, label=label))
    lines = drawn(least - 1, label=label, selected=LIANGSHAN)
    assert " ".join(map(str.strip, lines[:2])) == (
        f"the map needs {least} columns, so here is the list; "
        "widen the terminal or use --output map.svg"
    )
    for county in LIANGSHAN:
        assert sum(line.startswith(f"{county.name} ") for line in lines) == 1


def test_prefectures_are_framed_and_named() -> None:
    lines = drawn()
    for prefecture in {county.prefecture for county in ALL}:
        (line,) = [line for line in lines if prefecture in line]
        before, after = line.split(prefecture)
        assert before[-1] in "┌├┬┼"
        assert after[0] == "─"
    pinyin = "\n".join(drawn(120, label=Label.PINYIN))
    assert "┌Liangshan─" in pinyin


@pytest.mark.parametrize("width", [120, 80, 50])
def test_borders_meet(width: int) -> None:
    """Each stroke of a border goes on in the cell that it leads to."""
    lines = [line for line in drawn(width) if line][:-2]
    up, right, down, left = "│└├┘┴┤┼", "─└┌├┴┬┼", "│┌├┐┤┬┼", "─┘┐┤┴┬┼"
    cells = {}
    for row, line in enumerate(lines):
        for index, character in enumerate(line):
            cells[row, cell_len(line[:index])] = character
    for (row, column), character in cells.items():
        if character in up + down:
            below, above = cells.get((row + 1, column)), cells.get((row - 1, column))
            assert (character in down) == (below is not None and below in up)
            assert (character in up) == (above is not None and above in down)
        if character in right and character != "─":
            assert cells[row, column + 1] in left or cells[row, column + 1] > "一"
        if character in left and character != "─":
            assert cells[row, column - 1] in right + "县市州区"


def test_what_the_filters_leave_out_is_dim_and_has_no_mark() -> None:
    lines = drawn(selected=LIANGSHAN, color_system="standard")
    text = "\n".join(lines)
    assert "\x1b[1;31m●美姑" in text
    assert "\x1b[32m○木里" in text
    assert re.search(r"\x1b\[2m ?│?\x1b?\[?0?m?\x1b\[2m 康定", text)
    assert "\x1b[1m凉山州" in text
    assert "\x1b[2m甘孜州" in text
    plain = drawn(selected=LIANGSHAN)
    assert plain[-2] == "● 国家 national 10  ○ 省 provincial 1  39 others"


def test_the_legend_counts_and_the_caption_says_what_it_is() -> None:
    assert drawn()[-3:] == [
        "",
        "● 国家 national 25  ○ 省 provincial 25",
        "示意图 sketch map: north up, no boundaries · 川农领〔2021〕12号, 2021-08-10",
    ]


def test_in_a_pipe_it_is_80_columns_of_plain_characters() -> None:
    lines = to_text(CountyMap(ALL, LIANGSHAN, Label.NAME), "utf-8").splitlines()
    assert lines == drawn(80, 0, selected=LIANGSHAN)
    assert not any("\x1b" in line for line in lines)


def test_without_box_drawing_characters_it_is_drawn_in_ascii() -> None:
    text = to_text(CountyMap(ALL, LIANGSHAN, Label.NAME), "gb18030")
    assert "*美姑" in text
    assert "+木里" in text
    assert "+凉山州-+" in text
    assert not set("●○┌─│").intersection(text)


def test_on_a_terminal_it_is_coloured() -> None:
    screen = on_terminal("map --label code", COLUMNS="80", LINES="24", TERM="xterm")
    assert "\x1b[1;31m●513436" in screen
    assert "\x1b" not in on_terminal("map", COLUMNS="80", TERM="dumb")


def test_for_no_county_there_is_no_map(shudi: Shudi) -> None:
    note = "shudi: no county matches; `shudi list` shows all 50\n"
    assert shudi("map", "-s", "zzz") == (0, "", note)
