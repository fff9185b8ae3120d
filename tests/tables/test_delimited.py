import codecs
import csv
import io
import re
from io import BytesIO, StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shudi.errors import TableError
from shudi.tables import delimited
from shudi.tables.base import UTF_8, Encoding, ReadOptions, TableLayout
from shudi.tables.delimited import DelimitedTable, open_table
from shudi.tables.footnotes import is_footnote

TEXT = "序号,县,值\r\n1,美姑县,3\r\n2,布拖县,4\r\n"
AS_IT_IS = TableLayout(1_000_000, None, 0, [])


def opened(
    content: bytes, encoding: str | None = None, delimiter: str | None = None
) -> DelimitedTable:
    named = Encoding.named(encoding) if encoding else None
    return open_table(BytesIO(content), "t.csv", ReadOptions(named, delimiter))


def text_of(table: DelimitedTable) -> str:
    """The table as it is written with nothing added."""
    file = BytesIO()
    table.annotate(file, AS_IT_IS, lambda line, cells: [], Encoding("utf-8"))
    return file.getvalue().decode()


def rows(content: bytes, **options: str) -> list[list[str]]:
    return [cells for _, cells in opened(content, **options).records()]


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (TEXT.encode(), Encoding("utf-8")),
        (codecs.BOM_UTF8 + TEXT.encode(), Encoding("utf-8", codecs.BOM_UTF8)),
        (TEXT.encode("gb18030"), Encoding("gb18030")),
        (
            codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"),
            Encoding("utf-16-le", codecs.BOM_UTF16_LE),
        ),
        (
            codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"),
            Encoding("utf-16-be", codecs.BOM_UTF16_BE),
        ),
        (
            codecs.BOM_UTF32_LE + TEXT.encode("utf-32-le"),
            Encoding("utf-32-le", codecs.BOM_UTF32_LE),
        ),
        (b"a,b\n", Encoding("utf-8")),
        (b"", Encoding("utf-8")),
    ],
)
def test_the_encoding_is_recognized(content: bytes, encoding: Encoding) -> None:
    table = opened(content)
    assert table.encoding == encoding
    assert encoding.bom + text_of(table).encode(encoding.codec) == content


def test_a_given_encoding_is_used() -> None:
    assert opened("é,b\n".encode("latin-1"), encoding="latin-1").encoding == Encoding(
        "iso8859-1"
    )
    big_endian = codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be")
    assert rows(big_endian, encoding="utf-16") == rows(TEXT.encode())
    assert rows(big_endian, encoding="utf-16-le") == rows(TEXT.encode())
    table = opened(codecs.BOM_UTF8 + b"a\n", encoding="utf-8")
    assert table.encoding == Encoding("utf-8", codecs.BOM_UTF8)
    table = opened(codecs.BOM_UTF8 + b"a\n", encoding="gb18030")
    assert table.encoding == Encoding("gb18030")


@pytest.mark.parametrize("name", ["utf-16", "utf-32"])
@pytest.mark.parametrize("order", ["le", "be"])
def test_the_byte_order_is_recognized_without_a_mark(name: str, order: str) -> None:
    table = opened(TEXT.encode(f"{name}-{order}"), encoding=name)
    assert table.encoding == Encoding(f"{name}-{order}")
    assert text_of(table) == TEXT


def test_a_doubled_byte_order_mark_is_none_of_the_header() -> None:
    table = opened(codecs.BOM_UTF8 * 2 + b"a,b\n")
    assert table.encoding == Encoding("utf-8", codecs.BOM_UTF8)
    assert list(table.records()) == [(1, ["a", "b"])]


@pytest.mark.parametrize(
    "name", ["idna", "punycode", "unicode_escape", "undefined", "hex", "rot13", "x"]
)
def test_what_is_not_for_text_is_no_encoding(name: str) -> None:
    with pytest.raises(LookupError):
        Encoding.named(name)


def test_text_that_is_neither_utf8_nor_gb18030_is_rejected() -> None:
    with pytest.raises(
        TableError, match="t.csv: not UTF-8 or GB18030 text; use --encoding"
    ):
        opened(b"\xff\xff\xff,\n")


@pytest.mark.parametrize(
    "text", ["縣市,數量\n四川省,1\n", "n,縣\n1,美姑縣\n2,甘孜縣\n"]
)
def test_big5_is_not_taken_for_gb18030(text: str) -> None:
    with pytest.raises(TableError, match="not UTF-8 or GB18030 text; use --encoding"):
        opened(text.encode("big5"))
    assert opened(text.encode("big5"), encoding="big5").encoding == Encoding("big5")


@pytest.mark.parametrize(
    ("name", "encoding"),
    [
        ("utf8", Encoding("utf-8")),
        ("utf-8-sig", Encoding("utf-8", codecs.BOM_UTF8)),
        ("UTF-16", Encoding("utf-16-le", codecs.BOM_UTF16_LE)),
        ("utf-32", Encoding("utf-32-le", codecs.BOM_UTF32_LE)),
        ("GB18030", Encoding("gb18030")),
    ],
)
def test_encodings_are_named(name: str, encoding: Encoding) -> None:
    assert Encoding.named(name) == encoding


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [
        ("a,b\n1,2\n", ","),
        ("a\tb\n1,5\t2\n", "\t"),
        ("a;b\n1,5;2,5\n", ";"),
        ("a|b\n1|2\n", "|"),
        ("a\n1\n2\n", ","),
        ("", ","),
        ('名称,说明\n甲,"一;二;三"\n乙,"四;五;六"\n', ","),
        ("标题\n县,值\n美姑,1\n布拖,2\n", ","),
    ],
)
def test_the_delimiter_is_recognized(text: str, delimiter: str) -> None:
    assert opened(text.encode()).delimiter == delimiter


def test_a_given_delimiter_is_used() -> None:
    assert rows(b"a,b;c\n", delimiter=";") == [["a,b", "c"]]


def test_records_have_their_first_line_and_their_cells() -> None:
    content = b'a,b\r\n"x\r\ny",2\r\n\r\n3,"say ""hi"""\n4,5'
    records = [
        (1, ["a", "b"]),
        (2, ["x\r\ny", "2"]),
        (4, []),
        (5, ["3", 'say "hi"']),
        (6, ["4", "5"]),
    ]
    table = opened(content)
    assert table.head(2) == records[:2]
    assert table.head(9) == records
    assert list(table.records()) == records
    assert text_of(opened(content)).encode() == content


def test_the_position_is_that_of_the_bytes_read() -> None:
    content = "美姑县,1\n".encode() * 100_000
    table = opened(content)
    assert table.position() < 200_000
    list(table.records())
    assert table.position() == len(content)


def test_a_quote_within_a_cell_is_a_character() -> None:
    assert rows(b'a,b\n5" pipe,1\n') == [["a", "b"], ['5" pipe', "1"]]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"a,b\n1,\x002\n", "t.csv, line 2: contains a NUL byte; is it a text file?"),
        (
            b'a,b\n"1\n\x00",2\n',
            "t.csv, line 3: contains a NUL byte; is it a text file?",
        ),
        (
            b'a,b\n1,2\n"3,4\n5,6\n',
            "t.csv, line 3: malformed quoting: a quote is not closed",
        ),
        (b'a,b\n"1"x,2\n', "t.csv, line 2: malformed quoting: ',' expected"),
    ],
)
def test_damage_is_reported_with_file_and_line(content: bytes, message: str) -> None:
    with pytest.raises(TableError) as error:
        rows(content)
    assert str(error.value).startswith(message)


class Endless(io.RawIOBase):
    """A file without end that has the same byte everywhere."""

    def __init__(self, byte: bytes) -> None:
        self.byte = byte
        self.taken = 0

    def read(self, size: int = -1) -> bytes:
        assert size > 0
        self.taken += size
        return self.byte * size


@pytest.mark.parametrize(
    ("byte", "message", "taken"),
    [
        (b"\0", "t.csv, line 1: contains a NUL byte; is it a text file?", 1 << 16),
        (b"x", "t.csv: a line of over 64 MiB; is it a text file?", 1 << 27),
        (b'"', "t.csv: a line of over 64 MiB; is it a text file?", 1 << 27),
    ],
)
def test_a_file_without_end_is_noticed(byte: bytes, message: str, taken: int) -> None:
    file = Endless(byte)
    with pytest.raises(TableError) as error:
        list(open_table(file, "t.csv", ReadOptions()).records())
    assert str(error.value) == message
    assert file.taken <= taken


def test_lines_may_end_in_a_carriage_return_alone() -> None:
    line = b"x" * 100_000 + b"\r"
    table = opened(line * 700)  # over 64 MiB
    assert sum(len(cells) for _, cells in table.records()) == 700


def test_a_quote_without_end_is_noticed() -> None:
    content = b'a,b\n"1,2\n' + b"3,4\n" * 5_000_000
    message = "line 2: a cell of over 16,777,216 characters; is a quote not closed?"
    with pytest.raises(TableError, match=re.escape(message)):
        rows(content)


@pytest.mark.parametrize("row", [b"1,\x002\n", b'"1\n\x00",2\n'])
def test_a_nul_after_the_first_block_is_noticed_at_its_line(row: bytes) -> None:
    with pytest.raises(TableError, match="line 30001: contains a NUL byte"):
        rows(b"1,2\n" * 30_000 + row)


def test_a_file_padded_with_nuls_is_noticed_at_its_line() -> None:
    with pytest.raises(TableError, match=r"line 3: contains a NUL byte"):
        opened(b"a,b\n1,2\n" + bytes(10_000))


def test_a_large_cell_is_read() -> None:
    polygon = "POLYGON((" + "103.1 28.3, " * 100_000 + "103.1 28.3))"
    assert rows(f'县,形\n美姑县,"{polygon}"\n'.encode())[1] == ["美姑县", polygon]


def test_few_large_records_are_held_at_a_time() -> None:
    cells = [str(number % 10) * 1_000_000 for number in range(30)]
    content = "\n".join(["a", *cells]).encode()
    table = opened(content)
    assert len(table.head(2)) == 2
    assert len(table.head(30)) < 10
    assert [row for _, (row,) in table.records()] == ["a", *cells]

    class Sizes(BytesIO):
        largest = 0

        def write(self, content: bytes) -> int:  # type: ignore[override]
            self.largest = max(self.largest, len(content))
            return super().write(content)

    file = Sizes()
    opened(content).annotate(file, AS_IT_IS, lambda line, cells: [], UTF_8)
    assert file.getvalue() == content
    assert file.largest < 2_000_000


@pytest.mark.parametrize("codec", ["utf-8", "gb18030"])
@pytest.mark.parametrize("lines", [1, 10, 50_000])
def test_a_wrong_encoding_half_way_is_reported_with_its_line(
    codec: str, lines: int
) -> None:
    good = "美姑县,1\n".encode(codec) * lines
    with pytest.raises(TableError) as error:
        rows(good + b"\xff\xff,1\n", encoding=codec)
    message = f"t.csv, line {lines + 1}: not {codec} text; use another --encoding"
    assert str(error.value) == message


def test_a_character_cut_at_the_end_is_reported() -> None:
    with pytest.raises(TableError, match="line 2: not utf-8 text"):
        rows("a\n美".encode()[:-1], encoding="utf-8")


cells = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))


@given(
    st.lists(st.lists(cells, min_size=2, max_size=4), min_size=1),
    st.sampled_from([",", "\t", ";"]),
    st.sampled_from(["\n", "\r\n"]),
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
)
def test_what_the_csv_module_wrote_is_read_equal(
    table: list[list[str]], delimiter: str, end: str, quoting: int
) -> None:
    text = StringIO(newline="")
    csv.writer(
        text,
        delimiter=delimiter,
        lineterminator="\r\n",
        quoting=quoting,  # type: ignore[arg-type]
    ).writerows(table)
    content = text.getvalue()
    if "\n" not in "".join(map("".join, table)):
        content = content.replace("\r\n", end)
    assert rows(content.encode(), delimiter=delimiter, encoding="utf-8") == table
    read = opened(content.encode(), delimiter=delimiter, encoding="utf-8")
    assert text_of(read) == content


def test_added_cells_are_formatted_anew_after_so_many(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(delimited, "_MAX_SUFFIXES", 3)
    text = "n\n" + "".join(f"{number}\n" for number in range(10))
    table = open_table(BytesIO(text.encode()), "t.csv", ReadOptions())
    layout = TableLayout(0, (1, ["n"]), 1, ["m"])
    file = BytesIO()
    table.annotate(file, layout, lambda line, cells: (f"m{cells[0]}",), UTF_8)
    rows = file.getvalue().decode().splitlines()
    assert rows == ["n,m", *(f"{number},m{number}" for number in range(10))]


@pytest.mark.parametrize(
    "notes",
    [
        "注：数据来自统计局\n",
        "\n（注）见年鉴,第3页\n填表人：张三\n\n",
        "数据来源：国家统计局",
        "* preliminary\nSource: NBS\n",
    ],
)
def test_notes_below_a_table_stay_as_they_are(notes: str) -> None:
    text = "县,n,m\n美姑县,1,2\n" + notes
    layout = TableLayout(0, (1, ["县", "n", "m"]), 3, ["x"])
    file = BytesIO()
    opened = open_table(BytesIO(text.encode()), "t.csv", ReadOptions(UTF_8, ","))
    opened.annotate(file, layout, lambda line, cells: ["y"], UTF_8)
    assert file.getvalue().decode() == "县,n,m,x\n美姑县,1,2,y\n" + notes
    opened = open_table(BytesIO(text.encode()), "t.csv", ReadOptions(UTF_8, ","))
    (_, row), *below = opened.rows(layout)
    assert row == ["美姑县", "1", "2"]
    texts = [note for note in notes.split("\n") if note]
    assert [cells for _, cells in below] == [[text, "", ""] for text in texts]


@pytest.mark.parametrize(
    "text",
    [
        "注：估计\n美姑县,1,2\n",
        "注：估计\n\n美姑县,1,2,3\n",
        "美姑\n",
        "注：估计,1,2,3\n",
    ],
)
def test_what_is_no_note_below_the_table_is_told(text: str) -> None:
    layout = TableLayout(0, (1, ["县", "n", "m"]), 3, ["x"])
    content = ("县,n,m\n美姑县,1,2\n" + text).encode()
    opened = open_table(BytesIO(content), "t.csv", ReadOptions(UTF_8, ","))
    with pytest.raises(TableError, match=r"^t\.csv, line 3: found \d cells?,"):
        list(opened.rows(layout))


def values_of(text: str, *places: int) -> list[list[object]]:
    table = opened(text.encode())
    header = table.head(1)[0]
    layout = TableLayout(0, header, len(header[1]), [], places)
    return [[*values] for _, values in table.values(layout)]


def test_columns_of_numbers_are_numbers_in_formats_that_have_such() -> None:
    text = "县,n,m,p\n美姑县,1,1.50,-2\n布拖县,,2.25e+10,1e-05\n"
    assert values_of(text, 0) == [
        ["美姑县", 1, 1.5, -2],
        ["布拖县", None, 2.25e10, 1e-05],
    ]


@pytest.mark.parametrize(
    ("header", "cells"),
    [
        ("行政区划代码", "513436"),
        ("证券编号", "600519"),
        ("firm_id", "7"),
        ("ID", "7"),
        ("n", "007"),
        ("n", "1234567890123456"),
        ("n", "1E5"),
        ("n", "+1"),
        ("n", "1,000"),
        ("n", "-"),
        ("n", "5\n007"),
    ],
)
def test_codes_and_other_text_stay_text(header: str, cells: str) -> None:
    text = f"{header}\t县\n" + "".join(f"{cell}\t县\n" for cell in cells.split("\n"))
    assert [values[0] for values in values_of(text)] == cells.split("\n")


def test_what_says_where_a_row_lies_stays_text() -> None:
    assert values_of("n,m\n513436,513436\n", 1) == [[513436, "513436"]]


def test_a_text_far_below_in_a_column_of_numbers_stays_text() -> None:
    text = "n\tm\n" + "1\t2\n" * 5_000 + "x\t\n"
    assert values_of(text)[-2:] == [[1, 2], ["x", None]]


def test_a_table_without_a_header_has_numbers_too() -> None:
    table = opened("美姑县,1\n".encode())
    layout = TableLayout(0, None, 2, [], [0])
    assert [values for _, values in table.values(layout)] == [["美姑县", 1]]


@pytest.mark.parametrize(
    "cells", [["*", ""], ["※", ""], ["note1", ""], ["注：一", "1"]]
)
def test_what_only_looks_like_a_note_is_none(cells: list[str]) -> None:
    assert not is_footnote(cells)
