from collections.abc import Mapping, Sequence

import pytest

import shudi
from shudi.matching import rows as rows_module
from shudi.matching.cells import Place, resolve_place
from shudi.matching.rows import (
    CELL_SEPARATOR,
    CachedMatcher,
    Match,
    Unmatched,
    match,
    to_match,
)
from shudi.places.models import Status
from shudi.places.resolver import resolve
from shudi.spelling import MAX_TEXT


def match_text(text: str) -> Match:
    return to_match(resolve(text))


def unmatched(text: str, rows: int, first_line: int) -> Unmatched:
    return Unmatched(Place(text, resolve(text)), rows, first_line)


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("美姑县", "listed|513436|美姑县|national|凉山州|四川省|name"),
        (
            "马边彝族自治县",
            "listed|511133|马边县|provincial|乐山市|四川省|official name",
        ),
        ("康定县", "listed|513301|康定市|provincial|甘孜州|四川省|former name"),
        ("北川县", "unlisted|510726|北川县||绵阳市|四川省|name"),
        ("海淀区", "elsewhere|110108|海淀区|||北京市|name"),
        ("大理白族自治州大理市", "elsewhere|532901|大理市||大理州|云南省|name"),
        ("云南省", "elsewhere||||||"),
        ("市中区", "ambiguous||||||name"),
        ("江苏省美姑县", "ambiguous||||||name"),
        ("合计", "unknown||||||"),
    ],
)
def test_a_value_is_matched(text: str, fields: str) -> None:
    assert "|".join(match_text(text)) == fields


@pytest.mark.parametrize(
    ("rows", "columns"),
    [
        ([{"省": "四川", "县": "美姑"}, {"省": "江苏", "县": "美姑"}], ["省", "县"]),
        ([("四川", 1, "美姑"), ("江苏", 2, "美姑")], [0, 2]),
    ],
)
def test_rows_are_matched_in_order(
    rows: list[Mapping[str, object] | Sequence[object]], columns: list[str | int]
) -> None:
    assert list(shudi.match(rows, columns)) == [
        match_text("四川 美姑"),
        match_text("江苏美姑"),
    ]


def test_rows_and_columns_may_be_named() -> None:
    (found,) = shudi.match(rows=[["金川"]], columns=[0], within="四川")
    assert found.code == "513226"


def test_cells_need_not_be_text() -> None:
    found = match([[513436], [513436.0], [None], [float("nan")]], [0])
    assert [match.code for match in found] == ["513436", "513436", "", ""]


def test_a_missing_value_beside_a_name_does_not_matter() -> None:
    (found,) = match([{"省": float("nan"), "县": "美姑县"}], ["省", "县"])
    assert found == match_text("美姑县")


def test_rows_are_taken_as_they_are_asked_for() -> None:
    def rows() -> object:
        yield ["美姑县"]
        raise AssertionError("asked for too much")

    assert next(match(rows(), [0])).code == "513436"  # type: ignore[arg-type]


def matcher(*, keep_all: bool = False) -> CachedMatcher[list[str]]:
    return CachedMatcher(lambda row: row[0], resolve_place, keep_all=keep_all)


def test_matches_are_counted() -> None:
    matching = matcher()
    values = ["美姑县", "美姑", "美姑县", "锦江区", "市中区", "合计", "", "合计"]
    for line, value in enumerate(values, start=2):
        assert matching.match(line, [value]) == match_text(value)
    assert matching.counts() == {
        match_text("美姑县"): 2,
        match_text("美姑"): 1,
        match_text("锦江区"): 1,
        match_text("市中区"): 1,
        match_text("合计"): 3,
    }
    assert matching.unmatched() == (
        unmatched("合计", 2, 7),
        unmatched("市中区", 1, 6),
        unmatched("", 1, 8),
    )


@pytest.mark.parametrize("limit", ["MAX_CACHED", "MAX_CACHED_CHARACTERS"])
@pytest.mark.parametrize("keep_all", [True, False])
def test_memory_is_bounded_and_counts_stay_right(
    monkeypatch: pytest.MonkeyPatch, limit: str, *, keep_all: bool
) -> None:
    monkeypatch.setattr(rows_module, limit, 10)
    matching = matcher(keep_all=keep_all)
    for line in range(100):
        matching.match(line, [f"x{line}"])
        matching.match(line, ["often"])
        matching.match(line, ["美姑"])
    counts = matching.counts()
    assert counts == {match_text("美姑"): 100, match_text("often"): 200}
    found = matching.unmatched()
    assert found[0] == unmatched("often", 100, 0)
    assert (len(found) == 101) is keep_all


def test_of_too_many_unmatched_values_the_rarer_half_is_dropped(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(rows_module, "MAX_CACHED", 10)
    matching = CachedMatcher[list[str]](lambda row: row[0], resolve_place)
    for line, rows in enumerate([2, 9, 3, 12, 4, 11, 5, 10, 6, 7, 8, 1]):
        for _ in range(rows):
            matching.match(line, [f"{rows}号店"])
    found = [(each.place.text, each.rows) for each in matching.unmatched()]
    assert found == [(f"{rows}号店", rows) for rows in (12, 11, 10, 9, 8, 7)]


@pytest.mark.parametrize(
    ("limit", "most", "values", "resolved"),
    [
        ("MAX_CACHED_CHARACTERS", 10, "甲乙丙丁戊 一二三四五 甲乙丙丁戊", "甲 一"),
        (
            "MAX_CACHED_CHARACTERS",
            10,
            "甲乙丙丁戊 一二三四五 天 天 甲乙丙丁戊",
            "甲 一 天 甲",
        ),
        (
            "MAX_CACHED_CHARACTERS",
            10,
            "甲乙丙丁戊 一二三四五六 天地玄黄 一二三四五六",
            "甲 一 天",
        ),
        (
            "MAX_CACHED_CHARACTERS",
            10,
            "甲乙丙丁戊 一二三四五六 天地玄黄 地 一二三四五六",
            "甲 一 天 地 一",
        ),
        ("MAX_CACHED", 2, "甲 乙 甲 乙", "甲 乙"),
        ("MAX_CACHED", 2, "甲 乙 丙 丙 甲 乙", "甲 乙 丙 甲 乙"),
    ],
)
def test_a_value_is_resolved_once_until_the_cache_is_full(
    monkeypatch: pytest.MonkeyPatch, limit: str, most: int, values: str, resolved: str
) -> None:
    monkeypatch.setattr(rows_module, limit, most)
    found = []

    def resolve_and_note(cells: Sequence[str]) -> Place:
        found.append(cells[0][0])
        return resolve_place(cells)

    matching = CachedMatcher[list[str]](lambda row: row[0], resolve_and_note)
    for line, value in enumerate(values.split()):
        matching.match(line, [value])
    assert " ".join(found) == resolved


def test_a_long_value_is_cut_and_unknown() -> None:
    matching = matcher()
    for line in (1, 2):
        assert matching.match(line, ["美姑县" * 100_000]).status is Status.UNKNOWN
    assert matching.match(3, ["美姑县" + " " * 100_000]).code == "513436"
    (found,) = matching.unmatched()
    assert (len(found.place.text), found.rows) == (MAX_TEXT + 1, 2)


def test_rows_of_several_cells_are_told_apart() -> None:
    matching: CachedMatcher[tuple[str, ...]] = CachedMatcher(
        CELL_SEPARATOR.join, lambda cells: resolve_place(cells[:1], cells[1:])
    )
    for line, province in enumerate(["四川", "江苏", "江苏", "NULL"], start=1):
        matching.match(line, ("美姑县", province))
    assert matching.counts() == {
        match_text("美姑县"): 2,
        match_text("江苏美姑县"): 2,
    }
    (found,) = matching.unmatched()
    assert (found.place.text, found.place.is_held) == ("美姑县 江苏", True)
    assert (found.rows, found.first_line) == (2, 2)


def test_all_rows_may_lie_in_one_area() -> None:
    rows = [["金川"], ["甘肃金川区"]]
    assert [found.code for found in match(rows, [0])] == ["", "620302"]
    assert [found.code for found in match(rows, [0], within="四川")] == ["513226", ""]
    with pytest.raises(LookupError, match="unknown province or prefecture '美姑县'"):
        match(rows, [0], within="美姑县")


def test_no_columns_say_nothing() -> None:
    assert [found.status for found in match([["美姑县"]], [])] == ["unknown"]
