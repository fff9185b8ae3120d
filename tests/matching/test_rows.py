from collections.abc import Mapping, Sequence

import pytest

import shudi
from shudi.matching import rows as rows_module
from shudi.matching.rows import (
    CachedMatcher,
    Unmatched,
    join_cells,
    match,
    match_text,
)
from shudi.places.models import Status
from shudi.spelling import MAX_TEXT


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
    ("cells", "text"),
    [
        (["四川省", "凉山州", "美姑县"], "四川省 凉山州 美姑县"),
        (["成都市", "成都市锦江区"], "成都市锦江区"),
        (["四川省", "四川省成都市", "四川省成都市锦江区"], "四川省成都市锦江区"),
        (["", " 美姑县 ", ""], "美姑县"),
        ([], ""),
    ],
)
def test_join_cells_keeps_each_part_once(cells: list[str], text: str) -> None:
    assert join_cells(cells) == text


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
    return CachedMatcher(lambda row: row[0], keep_all=keep_all)


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
        Unmatched("合计", Status.UNKNOWN, 2, 7),
        Unmatched("市中区", Status.AMBIGUOUS, 1, 6),
        Unmatched("", Status.UNKNOWN, 1, 8),
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
    unmatched = matching.unmatched()
    assert unmatched[0] == Unmatched("often", Status.UNKNOWN, 100, 0)
    assert (len(unmatched) == 101) is keep_all


def test_a_long_value_is_cut_and_unknown() -> None:
    matching = matcher()
    for line in (1, 2):
        assert matching.match(line, ["美姑县" * 100_000]).status is Status.UNKNOWN
    assert matching.match(3, ["美姑县" + " " * 100_000]).code == "513436"
    (unmatched,) = matching.unmatched()
    assert (len(unmatched.value), unmatched.rows) == (MAX_TEXT + 1, 2)
