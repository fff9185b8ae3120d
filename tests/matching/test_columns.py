from io import BytesIO

import pytest

from shudi.errors import ColumnError
from shudi.matching.cells import resolve_place
from shudi.matching.columns import find_place_columns
from shudi.matching.layout import detect_layout
from shudi.places.index import ANYWHERE
from shudi.places.resolver import find_area
from shudi.tables.base import Encoding, ReadOptions
from shudi.tables.delimited import DelimitedTable, open_table


def opened(text: str) -> DelimitedTable:
    options = ReadOptions(Encoding.named("utf-8"))
    return open_table(BytesIO(text.encode()), "t.csv", options)


def positions(text: str, *names: str, header_row: int | None = None) -> list[int]:
    table = opened(text)
    layout = detect_layout(table, header_row=header_row)
    return list(find_place_columns(table, layout, names).positions)


def table_of(**columns: str) -> DelimitedTable:
    """A table of columns, their cells as in 美姑县*3 布拖县; - is an empty one."""
    cells = [
        [cell for cell, _, times in parts for _ in range(int(times or 1))]
        for parts in (
            [c.partition("*") for c in each.split()] for each in columns.values()
        )
    ]
    length = max(map(len, cells))
    rows = zip(*((each * length)[:length] for each in cells), strict=True)
    return opened("".join(f"{','.join(row)}\n" for row in [list(columns), *rows]))


def chosen(within: str = "", **columns: str) -> tuple[str, str]:
    """The labels of the place columns, and of those that they are held against."""
    table = table_of(**columns)
    area = find_area(within) if within else ANYWHERE
    found = find_place_columns(table, detect_layout(table), (), area)
    labels = list(columns)
    place, beside = (
        [labels[n] for n in each] for each in (found.positions, found.beside)
    )
    return " ".join(place), " ".join(beside)


def reason(text: str, header_row: int | None = None) -> str:
    table = opened(text)
    return find_place_columns(table, detect_layout(table, header_row=header_row)).reason


@pytest.mark.parametrize(
    ("names", "expected"),
    [(("省", "市", "县"), [0, 1, 2]), (("1", "2", "县"), [0, 1, 2]), (("3",), [2])],
)
def test_columns_are_chosen_by_name_or_number(
    names: tuple[str, ...], expected: list[int]
) -> None:
    assert positions("省,市, 县 \n四川,凉山州,美姑县\n", *names) == expected


def test_the_only_column_needs_no_choice() -> None:
    assert positions("县\n美姑县\n") == [0]
    assert positions("省,县\n", "县") == [1]


def test_empty_cells_and_fillers_do_not_speak_against_a_column() -> None:
    assert chosen(甲="美姑县 布拖县 -*8", 乙="x*10") == ("甲", "")
    assert chosen(甲="美姑县 布拖县 合计*8", 乙="x*10") == ("甲", "")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "n,县\n1,美姑县\n2,布拖县\n3,南京\n",
            "using column 县: 2 of 3 rows are counties of China",
        ),
        (
            "n,县\n1,美姑县\n2\n",
            "using column 县: 1 of 2 rows are counties of China",
        ),
        (
            "n,甲,县\n1,x,美姑县\n2\n",
            "using column 县: 1 of 2 rows are counties of China",
        ),
        ("n,县\n1,美姑县\n", "using column 县: 1 of 1 row is a county of China"),
        ("n,\n1,美姑县\n", "using column 2: 1 of 1 row is a county of China"),
        ("县\n南京\n", ""),
        (
            "id,省,市,县,n\n1,北京市,市辖区,东城区,2\n2,四川省,凉山州,美姑县,3\n",
            "using columns 省, 市, 县: 2 of 2 rows are counties of China",
        ),
        (
            "县,市,省\n市中区,乐山市,四川省\n美姑,凉山,四川\n",
            "using columns 省, 市, 县: 2 of 2 rows are counties of China",
        ),
        (
            "省,县,adcode\n四川省,美姑县,513436\n北京市,东城区,110101\n",
            "using columns 省, 县, adcode (adcode decides): 2 of 2 rows are counties "
            "of China",
        ),
        (
            "code,n\n513436.0,1\n110101,2\n",
            "using column code: 2 of 2 rows are counties of China",
        ),
        (
            "NAME_1,NAME_2,NAME_3\nSichuan,Garzê Tibetan,Kangding\n"
            "Anhui,Anqing,Yuexi\n",
            "using columns NAME_1, NAME_2, NAME_3: 2 of 2 rows are counties of China",
        ),
        (  # half of the second column are areas, but as many are counties
            "省,地区\n四川省,凉山州\n四川省,美姑县\n甘肃省,金川区\n甘肃省,金昌市\n",
            "using columns 省, 地区: 2 of 4 rows are counties of China",
        ),
        (  # the column that agrees in half of the rows is no county's by its name
            "县,备注\n美姑县,美姑县\n布拖县,成都市锦江区\n金阳县,1\n",
            "using column 县: 3 of 3 rows are counties of China; --column takes "
            "another one (备注)",
        ),
        (  # an id that looks like a code now and then
            "id,县\n" + "".join(f"{510001 + n},美姑县\n" for n in range(183)),
            "using column 县: 183 of 183 rows are counties of China",
        ),
        (  # the county's code decides, whatever the prefecture's
            "citycode,countycode\n513400,513436\n513400,513429\n",
            "using columns citycode, countycode (countycode decides): 2 of 2 rows are "
            "counties of China",
        ),
        (
            "省代码,县\n51,金川\n62,金川\n",
            "using columns 省代码, 县: 2 of 2 rows are counties of China",
        ),
        (
            "ADM0_EN,ADM1_EN,county\nChina,Sichuan,Meigu\nChina,Anhui,Yuexi\n",
            "using columns ADM1_EN, county: 2 of 2 rows are counties of China",
        ),
        (
            "Province,Prefecture,County\nSichuan,Ganzi,石渠县\nSichuan,Aba,若尔盖县\n",
            "using columns Province, Prefecture, County: 2 of 2 rows are counties of "
            "China",
        ),
        (
            ",县\nx,美姑县\n",
            "using column 县: 1 of 1 row is a county of China",
        ),
        (
            "x,\ny,美姑县\n",
            "using column 2: 1 of 1 row is a county of China",
        ),
        (
            "x, \ny,美姑县\n",
            "using column 2: 1 of 1 row is a county of China",
        ),
        (  # whoever gives, and where the row lies
            "县,对口支援省,n\n美姑县,浙江省,1\n布拖县,浙江省,2\n",
            "using column 县: 2 of 2 rows are counties of China",
        ),
        (  # codes of shares are no counties'
            "code,省份,县\n600519,贵州省,仁怀市\n000858,四川省,翠屏区\n",
            "using columns 省份, 县: 2 of 2 rows are counties of China",
        ),
        (  # the one with more counties
            "籍贯,学校\n美姑县,锦江区\n布拖县,锦江区\n海淀区,锦江区\n",
            "using column 籍贯: 3 of 3 rows are counties of China; --column takes "
            "another one (学校)",
        ),
        (  # as many, but one has the name of a county's column
            "学校,区县\n美姑县,锦江区\n布拖县,海淀区\n",
            "using column 区县: 2 of 2 rows are counties of China; --column takes "
            "another one (学校)",
        ),
        (
            "名称,地址\n一小,四川省凉山州美姑县巴普镇\n二小,成都市锦江区东大街1号\n",
            "using column 地址: 2 of 2 rows are counties of China",
        ),
        (
            "省,n,县\n" + "北京市,1,东城区\n" * 600,
            "using columns 省, 县: 600 of 600 rows are counties of China",
        ),
        (
            "省,n,县\n" + "北京市,1,东城区\n" * 4000,
            "using columns 省, 县: 1,648 of 1,648 rows looked at are counties of China",
        ),
    ],
)
def test_the_columns_that_resolve_best_are_found(text: str, message: str) -> None:
    assert reason(text) == message


def test_a_label_of_several_lines_is_told_and_given_in_one() -> None:
    text = '" 县 名\n(2020)",n\n美姑县,1\n'
    assert reason(text).startswith("using column 县 名 (2020): 1 of 1 row")
    assert positions(text, "县 名 (2020)") == positions(text, " 县 名\n(2020)") == [0]


def test_a_header_may_be_far_down() -> None:
    text = "n,说明\n" * 4_999 + "n,县\n1,美姑县\n"
    assert positions(text, header_row=5_000) == [1]


def found(text: str, *names: str, within: str = "") -> list[str]:
    """What the rows are matched with: a code, or the status."""
    table = opened(text)
    area = find_area(within) if within else ANYWHERE
    layout = detect_layout(table)
    columns = find_place_columns(table, layout, names, area)
    matches = []
    for _, cells in table.rows(layout):
        own = [cells[position] for position in columns.positions]
        beside = [cells[position] for position in columns.beside]
        resolution = resolve_place(own, beside, area).resolution
        division = resolution.division
        matches.append(division.code if division else str(resolution.status))
    return matches


HEADERS = (
    "省|省份|省　份|省 名|省(自治区、直辖市)|省（区、市）|省/市|省级行政区|所在地省份|Province|"
    "Province Name|province_cn|ADM1_EN|ADM1_ZH|admin1|NL_NAME_1|NAME_1|shengfen|pname"
)
PREFECTURE_HEADERS = (
    "市|市　州|市（州）|市/州|地市州|地州市|地级行政区|市级|地级市|Prefecture City|city|ADM2_ZH|"
    "admin2|所属市州"
)
CODE_HEADERS = (
    "行政区划代码|县代码|adcode|ADM3_PCODE|PAC|GB|XZQDM|FIPS|county_code|code"
)


@pytest.mark.parametrize("names", [(), ("place",)])
@pytest.mark.parametrize(
    ("headers", "right", "wrong"),
    [
        (HEADERS, "四川", "浙江"),
        (PREFECTURE_HEADERS, "凉山", "杭州"),
        (CODE_HEADERS, "513430", "513436"),
        ("省代码|provincecode|Province_ID", "51", "33"),
        ("市代码|citycode|城市代码", "5134", "3301"),
        ("地址|备注地址", "四川省凉山州金阳县", "云南省昆明市"),
    ],
)
def test_no_county_is_certain_that_another_column_contradicts(
    headers: str, right: str, wrong: str, names: tuple[str, ...]
) -> None:
    for header in headers.split("|"):
        text = f"place,{header}\n金阳县,{right}\n金阳县,{right}\n金阳县,{wrong}\n"
        assert found(text, *names) == ["513430", "513430", "ambiguous"], header


@pytest.mark.parametrize(
    ("text", "names", "within", "matches"),
    [
        # Half of the rows say where they lie in a column of any name.
        ("区域,县\n四川,美姑县\n浙江,金阳县\n四川,康定市\n", "县", "", "513436 ambiguous 513301"),
        ("区域,县\n四川,美姑县\n浙江,金阳县\n四川,康定市\n", "", "", "513436 ambiguous 513301"),
        ("adcode,n,名称\n513301,1,康定市\n513436,1,美姑县\n513301,1,杭州市西湖区\n", "adcode", "", "513301 513436 ambiguous"),
        # Whoever helps, and by the user's word where it is.
        ("省份,市,受援县\n浙江省,杭州市,美姑县\n", "受援县", "", "ambiguous"),
        ("省份,市,受援县\n浙江省,杭州市,美姑县\n", "受援县", "四川", "513436"),
        ("省份,市,受援县\n浙江省,杭州市,美姑县\n", "", "四川", "513436"),
        ("省份,县\n四川,美姑县\n浙江,金阳县\n四川,金川\n", "县", "四川", "513436 513430 513226"),
        ("市,县\n泸州,美姑县\n", "县", "四川", "ambiguous"),
        # A prefecture's row has no county.
        ("省,市,县\n四川,甘孜,\n四川,阿坝,市辖区\n四川,凉山,美姑县\n", "", "", "ambiguous ambiguous 513436"),
        ("代码,市州,县\n513300,甘孜,\n513436,凉山,美姑县\n", "", "", "unknown 513436"),
        # One character.
        ("省,县\n浙,越西县\n川,康定市\n", "", "", "ambiguous 513301"),
        # Cells that name several.
        ("a,b\n美姑县,鼓楼区\n", "a b", "", "ambiguous"),
        ("county,city\n德格县,景德镇\n美姑县,新乡\n", "county city", "", "ambiguous ambiguous"),
        ("county,city\n德格县,景德镇\n美姑县,新乡\n", "city county", "", "ambiguous ambiguous"),
    ],
)  # fmt: skip
def test_what_columns_say_together(
    text: str, names: str, within: str, matches: str
) -> None:
    assert found(text, *names.split(), within=within) == matches.split()


@pytest.mark.parametrize(
    ("cells", "place"),
    [
        ("四川省*2", "来源 县"),
        ("四川省*3 某地*3", "来源 县"),
        ("四川省*3 某地*4", "县"),
        ("四川省*5 某地", "来源 县"),
        # A few may be counties.
        ("四川省*9 美姑县*2", "来源 县"),
        ("四川省*8 美姑县*2", "县"),
        ("四川省*7 美姑县*2", "县"),
        # Half of them must be where the rows lie.
        ("四川省*3 浙江省*3", "来源 县"),
        ("四川省*3 浙江省*4", "县"),
        ("四川省*5 浙江省", "来源 县"),
    ],
)
def test_areas_in_half_of_the_rows_are_a_part_of_the_place(
    cells: str, place: str
) -> None:
    assert chosen(来源=cells, 县="美姑县")[0] == place


def test_areas_of_other_rows_than_the_counties_are_no_part_of_the_place() -> None:
    assert chosen(来源="-*4 四川省*4", 县="美姑县*4 某地*4") == ("县", "")


@pytest.mark.parametrize(
    ("cells", "place"),
    [
        ("四川省*3 成都市*3", "地方 市 县"),
        ("四川省*3 成都市*4", "市 县"),  # of two columns of prefectures, the 市
        ("四川省*5 成都市", "地方 市 县"),
    ],
)
def test_provinces_in_half_of_the_rows_come_before_prefectures(
    cells: str, place: str
) -> None:
    assert chosen(市="成都市", 地方=cells, 县="锦江区")[0] == place


@pytest.mark.parametrize(
    ("cells", "found"),
    [
        ("513436*3 美姑县*3", ("县 编号", "")),
        ("513436*3 美姑县*4", ("县", "编号")),
        ("513436*5 美姑县", ("县 编号", "")),
    ],
)
def test_codes_in_half_of_the_rows_are_read_with_the_name(
    cells: str, found: tuple[str, str]
) -> None:
    assert chosen(编号=cells, 县="美姑县") == found


def test_one_column_of_codes_is_read_with_the_name() -> None:
    found = chosen(县="美姑县 布拖县", adcode="513436 513429", gb="513436 513429")
    assert found == ("县 adcode", "gb")
    found = chosen(名称="美姑县 布拖县", adcode="513436 513429")
    assert found == ("名称 adcode", "")


@pytest.mark.parametrize(
    ("label", "cells", "is_place"),
    [
        # Of numbers, most must be codes of counties or areas.
        ("编号", "513436", True),
        ("编号", "513436*3 999901*3", False),
        ("编号", "513436*4 999901*3", True),
        ("编号", "513436*3 513400 999901*3", True),
        # Of words, more than a quarter must be counties; one of several is half.
        ("名称", "美姑县 某地*3", False),
        ("名称", "美姑县*2 某地*5", True),
        ("名称", "市中区*2 某地*2", False),
        ("名称", "市中区*3 某地*2", True),
        # One in twenty will not do, not even below a county's header.
        ("县", "美姑县 某地*19", False),
        ("县", "美姑县 某地*18", True),
        ("县", "某地*18 四川省", False),
    ],
)
def test_how_many_counties_make_a_place_column(
    label: str, cells: str, *, is_place: bool
) -> None:
    columns = {label: cells, "n": "1"}
    if is_place:
        assert chosen(**columns) == (label, "")
    else:
        with pytest.raises(ColumnError, match="use --column"):
            chosen(**columns)


FIVE = "昭觉县 喜德县 甘洛县 雷波县 普格县"


@pytest.mark.parametrize(
    ("counties", "others", "place"),
    [
        # At least half as many rows as in the column with the most.
        ("美姑县*3 某地*3", "锦江区*6", "县"),
        ("美姑县*3 某地*4", "锦江区*7", "学校"),
        ("美姑县*5 某地", "锦江区*6", "县"),
        # At least half as many different counties.
        ("美姑县*5 布拖县 金阳县", f"{FIVE} 锦江区*2", "县"),
        ("美姑县*5 布拖县 金阳县", f"{FIVE} 锦江区 青羊区", "学校"),
        ("美姑县*4 布拖县*2 某地", f"{FIVE} 昭觉县 某地", "学校"),
        ("美姑县*5 布拖县 金阳县", "锦江区*7", "县"),
    ],
)
def test_a_county_s_header_decides_between_columns_that_have_as_many(
    counties: str, others: str, place: str
) -> None:
    assert chosen(县=counties, 学校=others)[0] == place


@pytest.mark.parametrize(
    ("label", "cells", "beside"),
    [
        # Below a place's header, half of the rows must agree.
        ("地址", "四川省凉山州美姑县*3 成都市锦江区*3", "地址"),
        ("地址", "四川省凉山州美姑县*3 成都市锦江区*4", ""),
        ("地址", "四川省凉山州美姑县*5 成都市锦江区", "地址"),
        # Below any other one, nine in ten.
        ("备注", "美姑县*9 锦江区", "备注"),
        ("备注", "美姑县*8 锦江区", ""),
        ("备注", "美姑县*5 锦江区*5", ""),
        ("市", "美姑县*5 锦江区*5", ""),
    ],
)
def test_a_place_is_held_against_a_column_that_mostly_agrees(
    label: str, cells: str, beside: str
) -> None:
    assert chosen(**{label: cells, "县": "美姑县"}) == ("县", beside)


@pytest.mark.parametrize(
    ("rows", "place"), [(1, "县 code"), (4, "县 code"), (5, "县"), (6, "县")]
)
def test_of_five_rows_one_code_at_least_must_be_the_county_s(
    rows: int, place: str
) -> None:
    assert chosen(县=f"美姑县*{rows}", code="513429")[0] == place


@pytest.mark.parametrize(
    ("cells", "place"),
    [
        ("浙江省*3 四川省*3", "省份 县"),
        ("浙江省*4 四川省*3", "县"),
        ("浙江省 四川省*5", "省份 县"),
    ],
)
def test_most_provinces_must_be_elsewhere_to_be_those_of_helpers(
    cells: str, place: str
) -> None:
    assert chosen("四川", 省份=cells, 县="美姑县")[0] == place


def test_prefectures_and_ids_are_no_counties() -> None:
    ids = "".join(f"{511001 + number},甲厂\n" for number in range(200))
    for text in (f"id,企业\n{ids}", "id,企业\n511113,甲\n511114,乙\n511115,丙\n"):
        with pytest.raises(ColumnError, match="cannot tell which column holds"):
            positions(text)
    with pytest.raises(ColumnError, match="column 省 has provinces or prefectures"):
        positions("省,n\n四川省,1\n江苏省,2\n")
    with pytest.raises(ColumnError) as error:
        positions("年份,省,城市\n2020,四川,成都市\n2020,江苏,南京市\n")
    assert str(error.value) == (
        "column 城市 has provinces or prefectures, and none has counties; use --column "
        "to match it all the same"
    )


@pytest.mark.parametrize("rows", [3_000, 9_000, 30_000])
def test_rows_after_many_others_are_found_in_a_small_file(rows: int) -> None:
    text = "地区,n\n" + "四川省成都市,1\n" * rows + "四川省凉山州美姑县,1\n" * rows
    assert positions(text) == [0]


def test_rows_are_looked_at_all_through_a_file() -> None:
    text = "n,甲,县\n" + "1,,\n" * 50_000 + "1,,美姑县\n" * 50_000
    assert positions(text) == [2]


def test_a_name_in_quotes_over_several_lines_does_not_matter() -> None:
    text = "n,甲,县\n" + '"1\n",,\n' * 40_000 + "1,,美姑县\n" * 40_000
    assert positions(text) == [2]


@pytest.mark.parametrize(
    ("titles", "rows", "looked_at"),
    [(0, 4_000, "1,100"), (0, 40_000, "3,700"), (16, 40_000, "3,700")],
)
def test_of_a_pipe_the_first_rows_are_looked_at(
    titles: int, rows: int, looked_at: str
) -> None:
    class Pipe(BytesIO):
        def seekable(self) -> bool:
            return False

    text = "各县情况\n" * titles + "n,县\n" + "1,美姑县\n" * rows
    table = open_table(Pipe(text.encode()), "t.csv", ReadOptions())
    columns = find_place_columns(table, detect_layout(table))
    assert columns.reason == (
        f"using column 县: {looked_at} of {looked_at} rows looked at are counties of "
        "China"
    )
    assert sum(1 for _ in table.records()) == titles + 1 + rows


@pytest.mark.parametrize(
    ("text", "names", "beside"),
    [
        ("县,省\n美姑县,四川省\n", ("县",), [1]),
        ("county,province_cn\n美姑县,江苏省\n", ("county",), [1]),
        ("县,省,市,adcode,n\n美姑县,四川省,凉山州,513436,1\n", ("县",), [1, 2, 3]),
        ("县,对口支援省\n美姑县,浙江省\n布拖县,浙江省\n", ("县",), []),
        ("县,省\n美姑县,四川省\n", ("省", "县"), []),
        ("县,note\n美姑县,四川省\n布拖县,四川省\n", ("县",), [1]),
        ("县,n\n美姑县,1\n", ("县",), []),
        ("县,区县\n美姑县,布拖县\n", ("县",), []),
    ],
)
def test_what_the_user_named_is_held_against_other_columns(
    text: str, names: tuple[str, ...], beside: list[int]
) -> None:
    table = opened(text)
    columns = find_place_columns(table, detect_layout(table), names)
    assert (list(columns.beside), columns.reason) == (beside, "")


def test_an_area_settles_which_county_is_meant() -> None:
    table = opened("县,n\n金川,1\n")
    columns = find_place_columns(table, detect_layout(table), (), find_area("四川"))
    assert columns.reason == "using column 县: 1 of 1 row is a county of China"


def test_a_column_without_a_header_is_found() -> None:
    assert positions("1,美姑县\n2,布拖县\n", header_row=None) == [1]


@pytest.mark.parametrize(
    ("text", "names", "message"),
    [
        (
            "a,b\n1,x\n",
            (),
            "cannot tell which column holds the place names; use --column. "
            "Columns: a, b",
        ),
        (
            "a,\x1bb\n1,2\n",
            (),
            "cannot tell which column holds the place names; use --column. "
            "Columns: a, \ufffdb",
        ),
        (
            "甲,乙\n美姑县,布拖县\n",
            (),
            "columns 甲 and 乙 fit equally well; use --column",
        ),
        (
            "商号,年份\n长安饭店,2020\n中山百货,2020\n好又多,2020\n",
            (),
            "cannot tell which column holds the place names; use --column. "
            "Columns: 商号, 年份",
        ),
        ("a,b\n1,2\n", ("c",), "no column 'c'; columns: a, b"),
        ("a,b\n1,2\n", ("3",), "no column '3'; columns: a, b"),
        ("a,b\n1,2\n", ("0",), "no column '0'; columns: a, b"),
        ("a,a\n1,2\n", ("a",), "more than one column 'a'; columns: a, a"),
    ],
)
def test_a_column_that_cannot_be_determined_is_asked_for(
    text: str, names: tuple[str, ...], message: str
) -> None:
    with pytest.raises(ColumnError) as error:
        positions(text, *names)
    assert str(error.value) == message


def test_without_a_header_columns_are_chosen_by_number() -> None:
    with pytest.raises(ColumnError, match="no column 'a'; columns: 1 to 2"):
        positions("1,2\n", "a", header_row=0)
