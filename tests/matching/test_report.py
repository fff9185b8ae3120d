import pytest

from shudi.matching.cells import resolve_place
from shudi.matching.report import Summary, report_table, summarize, summary_lines
from shudi.matching.rows import Match, Unmatched, to_match
from shudi.places.dataset import counties
from shudi.places.resolver import resolve


def summary_of(*values: str) -> Summary:
    """The summary of rows of these values."""
    counts: dict[Match, int] = {}
    unmatched = []
    for line, value in enumerate(values, start=2):
        place = resolve_place([value])
        match = to_match(place.resolution)
        counts[match] = counts.get(match, 0) + 1
        if not match.code:
            unmatched.append(Unmatched(place, 1, line))
    return summarize(counts, tuple(unmatched))


def lines_of(*values: str) -> list[str]:
    """What is said of rows of these values."""
    return list(summary_lines(summary_of(*values)))


@pytest.mark.parametrize(
    ("unknown", "known", "is_told"),
    [(4, 0, False), (5, 0, True), (9, 1, False), (10, 1, True), (10, 0, True)],
)
def test_hardly_any_place_is_less_than_one_in_ten_of_five_rows(
    unknown: int, known: int, *, is_told: bool
) -> None:
    lines = lines_of(*["好又多"] * unknown, *["海淀区"] * known)
    note = "  hardly any value is a place; if another column has them, use --column"
    assert (note in lines) is is_told


@pytest.mark.parametrize(
    ("values", "listed", "last"),
    [
        (10, 10, "  1 × '某地9', first in line 11"),
        (11, 10, "  and 1 more; use --report FILE to write them all"),
        (1_011, 10, "  and 1,001 more; use --report FILE to write them all"),
    ],
)
def test_ten_values_are_told(values: int, listed: int, last: str) -> None:
    lines = lines_of(*(f"某地{number}" for number in range(values)), "海淀区")
    assert sum("某地" in line for line in lines) == listed
    assert lines[-1] == last


@pytest.mark.parametrize(
    ("missing", "line"),
    [
        (0, "  all 50 key counties"),
        (1, "  49 of the 50 key counties; not 壤塘县"),
        (10, "  40 of the 50 key counties; not {names}"),
        (11, "  39 of the 50 key counties; not {names} and 1 others"),
    ],
)
def test_ten_missing_key_counties_are_named(missing: int, line: str) -> None:
    every = counties()
    names = ", ".join(county.name for county in every[:10])
    lines = lines_of(*(county.code for county in every[missing:]))
    assert lines[1] == line.format(names=names)


def test_each_status_is_counted() -> None:
    assert resolve("达县").reason == "several counties"
    values = [*["美姑县"] * 1_001, *["马边县"] * 2, *["锦江区"] * 3, *["海淀区"] * 4]
    lines = lines_of(*values, *["达县"] * 5, *["合计"] * 6)
    assert lines[0] == (
        "1,021 rows: 1,003 listed (1,001 national, 2 provincial), 3 unlisted, "
        "4 elsewhere, 5 ambiguous, 6 unknown"
    )


def test_what_is_ambiguous_outside_sichuan_alone_is_counted() -> None:
    note = "  1 value is ambiguous outside Sichuan alone; use --report FILE"
    assert lines_of("朝阳区")[1:] == [note]
    assert lines_of("长宁")[1:] == [
        "  1 × '长宁', first in line 2: 宜宾市长宁县 or 上海市长宁区?"
    ]


@pytest.mark.parametrize(
    ("labels", "several", "unknown"),
    [("en", "several counties", "not understood"), ("zh", "可指多个县", "无法识别")],
)
def test_the_report_has_what_unmatched_values_may_stand_for(
    labels: str, several: str, unknown: str
) -> None:
    table = report_table({"a.csv": summary_of("金川", "好又多")}, "r.csv", labels)
    places = "四川省阿坝藏族羌族自治州金川县 (513226); 甘肃省金昌市金川区 (620302)"
    assert table.columns[0] == "value"
    assert list(table.rows) == [
        ("金川", "ambiguous", several, 1, places, 2),
        ("好又多", "unknown", unknown, 1, "", 3),
    ]


def test_the_report_of_two_files_names_them() -> None:
    summaries = {"a.csv": summary_of("好又多"), "b.csv": summary_of("合计")}
    table = report_table(summaries, "r.csv")
    assert table.columns[:2] == ("file", "value")
    assert [row[:2] for row in table.rows] == [("a.csv", "好又多"), ("b.csv", "合计")]
