"""Files of Stata and SPSS: read, with variables added, and written.

pyreadstat reads values and writes new files. A file is marked by adding to its bytes
(`dta`, `sav`), so that all else stays as it is.
"""

import re
import shutil
import warnings
from codecs import getincrementaldecoder
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from itertools import chain, repeat
from math import inf
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, BinaryIO, cast

from shudi.errors import TableError
from shudi.glossary import CHINESE_WORDS, heading
from shudi.i18n import _
from shudi.tables.base import (
    UTF_8,
    Annotator,
    Encoding,
    NewTable,
    ReadOptions,
    Record,
    Row,
    TableLayout,
)
from shudi.tables.binary import NewVariables, damaged
from shudi.tables.dta import MAX_VARIABLES, DtaFile
from shudi.tables.named import NamedTable
from shudi.tables.sav import SavFile
from shudi.tables.values import to_text
from shudi.text import printable, quote

if TYPE_CHECKING:
    from pandas import Series
    from pyreadstat import metadata_container

    _Content = tuple[dict[str, list[Any]], metadata_container]

# How pyreadstat hands over all text: a character for each byte, to be decoded here,
# as it knows fewer encodings, and does not say where an old file has another one.
_BYTES = "iso-8859-1"
_CELLS = 1 << 20  # that are read at a time
_SAMPLES = 8  # places in the file
_DAY = 86_400  # seconds
_STATA_EPOCH, _SPSS_EPOCH = datetime(1960, 1, 1), datetime(1582, 10, 14)
_STATA_DISPLAY = re.compile(r"%-?(?:t(?P<kind>[a-z])|(?P<old>d))(?P<rest>.*)", re.S)
_UNITS = {
    "%td": (_STATA_EPOCH, timedelta(days=1)),
    "%tc": (_STATA_EPOCH, timedelta(milliseconds=1)),
    "SDATE10": (_SPSS_EPOCH, timedelta(seconds=1)),
    "DATETIME20": (_SPSS_EPOCH, timedelta(seconds=1)),
}
_PERIODS = {"w": 52, "m": 12, "q": 4, "h": 2}  # in a year, of Stata's displays
_SPSS_DATES = {"DATE", "ADATE", "EDATE", "JDATE", "SDATE", "QYR", "MOYR", "WKYR"}
_SPSS_MOMENTS, _SPSS_TIMES = {"DATETIME", "YMDHMS"}, {"TIME", "MTIME", "DTIME"}
_EXACT = 2**53  # numbers up to it are whole ones in a file
_LONG = 2_147_483_620  # the greatest one of Stata's type for whole numbers
_LARGEST = 8.98e307  # as above it, Stata has missing values
_TRUTHS = {"TRUE": 1, "FALSE": 0, "": None}
_PROGRAMS = {"dta": "Stata", "sav": "SPSS"}
_NAMES = {
    "dta": re.compile(r"(?=.{1,32}\Z)[^\W\d]\w*"),
    "sav": re.compile(r"[^\W\d_][\w.$#@]*(?<![._])"),
}
_RESERVED = {
    "dta": re.compile(
        r"_(?:all|b|coef|cons|n|N|pi|pred|rc|skip)"
        r"|byte|double|float|if|in|int|long|str\d+|strL|using|with"
    ),
    "sav": re.compile(r"(?i:all|and|by|eq|ge|gt|le|lt|ne|not|or|to|with)"),
}
_LONGEST_NAME = {"dta": 128, "sav": 64}  # bytes
_LONGEST_TEXT = 32_767  # bytes, in SPSS


def open_table(file: BinaryIO, name: str, options: ReadOptions) -> "ReadstatTable":
    """Open a file of Stata or SPSS.

    Args:
        file: its content.
        name: of the file, for messages.
        options: the format, and the encoding of text.

    Raises:
        TableError: it is no such file, or is damaged.
    """
    return ReadstatTable(file, name, options)


class ReadstatTable(NamedTable):
    """A file of Stata or SPSS; the names of its variables are the first record.

    The value of a variable with value labels is its label. Missing values, also those
    that the user has defined, are empty.
    """

    def __init__(self, file: BinaryIO, name: str, options: ReadOptions) -> None:
        self.name = name
        self.format = options.format
        self._file = file
        self._parts: DtaFile | SavFile = (
            DtaFile(file, name) if self.format == "dta" else SavFile(file, name)
        )
        _content, self._meta = self._read(metadataonly=True)
        names = self._meta.column_names
        if not all(names):
            raise damaged(name, _("a variable has no name"))
        self.encoding = options.encoding or self._detected_encoding()
        self.columns = [*map(self._decoded, names)]
        self._readers = [*map(self._reader_of, names)]

    def sample(self, count: int) -> list[list[str]]:
        """The cells of up to so many records, spread through the file."""
        rows = self._meta.number_rows or 0  # unknown to some .sav files
        step = max(1, rows // _SAMPLES)
        limit = max(1, count // _SAMPLES)
        return [
            cells
            for offset in range(0, rows, step)
            for (_line, cells), _values in self._chunk(range(self.width), offset, limit)
        ]

    def rows(self, layout: TableLayout) -> Iterator[Record]:
        """The rows; the cells that the annotator does not read are empty.

        Raises:
            TableError: the file is damaged.
        """
        places = sorted({*layout.places}) or range(self.width)
        return (record for record, _values in self._rows(places))

    def all_rows(self) -> Iterator[tuple[Record, Row]]:
        """The rows, each with its values.

        Raises:
            TableError: as for `rows`.
        """
        return self._rows(range(self.width))

    def annotate(
        self,
        file: BinaryIO,
        layout: TableLayout,
        annotator: Annotator,
        encoding: Encoding,  # noqa: ARG002
    ) -> None:
        """Write the file with variables added at the end.

        Raises:
            TableError: the format cannot hold the variables, or the file is damaged.
        """
        names = layout.new_columns
        _check_names(names, self.format, self._parts.names, self.name, names)
        rows = [annotator(line, cells) for line, cells in self.rows(layout)]
        cells_of = {
            row: tuple(
                self._parts.number(cast("int | None", value))
                if place in layout.numbers
                else self._encoded(to_text(value))
                for place, value in enumerate(row)
            )
            for row in {tuple(row) for row in rows if row is not None}
        }
        widths = [8 if place in layout.numbers else 1 for place in range(len(names))]
        for cells in cells_of.values():
            widths = [*map(max, widths, map(len, cells))]
        new = NewVariables(
            [*map(self._encoded, names)],
            [*map(self._encoded, _labels(names))],
            widths,
            [None if row is None else cells_of[tuple(row)] for row in rows],
            layout.numbers,
        )
        self._parts.add(new, file)

    def _rows(self, places: Sequence[int]) -> Iterator[tuple[Record, Row]]:
        limit = max(1, _CELLS // len(places))
        offset, rows = 0, True
        while rows:
            rows = False
            for row in self._chunk(places, offset, limit):
                yield row
                rows = True
            offset += limit

    def _chunk(
        self, places: Sequence[int], offset: int, limit: int
    ) -> Iterator[tuple[Record, Row]]:
        """Read some rows, and of these some variables; the others are empty."""
        if 0 <= self._parts.rows <= offset:
            return
        names = [self._meta.column_names[place] for place in places]
        content, _meta = self._read(usecols=names, row_offset=offset, row_limit=limit)
        columns: list[Iterable[object]] = [repeat(None)] * self.width
        for place, name in zip(places, names, strict=True):
            columns[place] = map(self._readers[place], content[name])
        for line, values in enumerate(zip(*columns, strict=False), start=offset + 2):
            yield (line, [*map(to_text, values)]), values

    def _read(self, **options: object) -> "_Content":
        import pyreadstat

        read: Callable[..., _Content] = getattr(pyreadstat, f"read_{self.format}")
        self._file.seek(0)
        try:
            with warnings.catch_warnings():
                warnings.filterwarnings("error", ".* is duplicated")  # a name
                return read(
                    self._file,
                    encoding=_BYTES,
                    output_format="dict",
                    user_missing=True,
                    disable_datetime_conversion=True,
                    **options,
                )
        except Exception as error:
            raise damaged(self.name, printable(str(error))) from None

    def _detected_encoding(self) -> Encoding:
        """The encoding that the file says, UTF-8 or GB18030, in which all text is."""
        texts = {text for text in self._texts() if not text.isascii()}
        for codec in (self._parts.encoding or UTF_8.codec, "gb18030"):
            with suppress(UnicodeDecodeError):
                for text in texts:
                    _decode(text, codec)
                return Encoding(codec)
        problem = _(
            "not UTF-8 or GB18030 text; use --encoding, such as big5 or gb18030"
        )
        raise TableError(self.name, None, problem)

    def _texts(self) -> Iterator[str]:
        """The texts of the variables, and those of the first rows."""
        yield from self._meta.column_names
        yield from filter(None, self._meta.column_labels)
        for labels in self._meta.value_labels.values():
            yield from labels.values()
        names = [name for name in self._meta.column_names if self._is_bytes(name)]
        if names and self._parts.rows:
            limit = max(1, _CELLS // len(names))
            content, _meta = self._read(usecols=names, row_limit=limit)
            yield from filter(None, chain.from_iterable(content.values()))

    def _is_bytes(self, name: str) -> bool:
        """Whether a variable is of text that pyreadstat gives as bytes."""
        is_text = self._meta.readstat_variable_types[name] == "string"
        return is_text and self._meta.variable_storage_width[name] > 0  # no strL

    def _reader_of(self, name: str) -> Callable[[Any], object]:
        """A function that gives the value of a variable in a row."""
        meta = self._meta
        labels = {
            code: self._decoded(label)
            for code, label in meta.variable_value_labels.get(name, {}).items()
        }
        missing: Any = meta.missing_ranges.get(name, ())
        ranges = [(part["lo"], part["hi"]) for part in missing]
        convert: Callable[[Any], object] = str
        if self._is_bytes(name):
            convert = self._decoded
        elif meta.readstat_variable_types[name] != "string":
            display = meta.original_variable_types[name] or ""
            is_single = meta.readstat_variable_types[name] == "float"
            convert = _converter(self.format, display, is_single=is_single)
        is_number = meta.readstat_variable_types[name] != "string"

        def read(value: Any) -> object:  # noqa: ANN401
            if value is None or (is_number and isinstance(value, str)):
                return None  # .a to .z are letters
            if any(low <= value <= high for low, high in ranges):
                return None
            return labels[value] if value in labels else convert(value)

        return read

    def _decoded(self, text: str) -> str:
        if text.isascii():
            return text
        try:
            return _decode(text, self.encoding.codec)
        except UnicodeDecodeError:
            message = _("not {encoding} text; use another --encoding")
            problem = message.format(encoding=self.encoding.codec)
            raise TableError(self.name, None, problem) from None

    def _encoded(self, text: str) -> bytes:
        try:
            return text.encode(self.encoding.codec)
        except UnicodeEncodeError as error:
            message = _(
                "the file is in {encoding}, which lacks {character}; "
                "save it in UTF-8, or write a .csv"
            )
            character = quote(error.object[error.start])
            codec = self.encoding.codec
            problem = message.format(encoding=codec, character=character)
            raise TableError(self.name, None, problem) from None


def _decode(text: str, codec: str) -> str:
    """Decode what pyreadstat gives as bytes, without a character cut off at its end."""
    return getincrementaldecoder(codec)().decode(text.encode(_BYTES))


def _converter(
    format_name: str, display: str, *, is_single: bool
) -> Callable[[Any], object]:
    """A function from the number in a file to a value, by the variable's display."""
    number = _single if is_single else _number
    convert = _stata_date(display) if format_name == "dta" else _spss_date(display)
    if convert is None:
        return number

    def read(value: float) -> object:
        try:
            return convert(value)
        except (OverflowError, ValueError):
            return number(value)

    return read


def _stata_date(display: str) -> Callable[[float], object] | None:
    found = _STATA_DISPLAY.fullmatch(display)
    kind = found[1] or "d" if found else ""
    if kind == "d":
        return lambda value: (_STATA_EPOCH + timedelta(days=value)).date()
    if kind == "c" and found and found["rest"].startswith("HH"):
        return lambda value: (_STATA_EPOCH + timedelta(milliseconds=value)).time()
    if kind == "c":
        return lambda value: _STATA_EPOCH + timedelta(milliseconds=value)
    if count := _PERIODS.get(kind):
        return lambda value: (
            f"{int(value // count) + 1960}{kind}{int(value % count) + 1}"
        )
    return None


def _spss_date(display: str) -> Callable[[float], object] | None:
    name = display.rstrip("0123456789.")
    if name in _SPSS_DATES:
        return lambda value: (_SPSS_EPOCH + timedelta(seconds=value)).date()
    if name in _SPSS_MOMENTS:
        return lambda value: _SPSS_EPOCH + _seconds(value)
    return _time if name in _SPSS_TIMES else None


def _time(value: float) -> time | timedelta:
    """A time of the day, or how long something takes."""
    if 0 <= value < _DAY:
        return (_SPSS_EPOCH + _seconds(value)).time()
    return _seconds(value)


def _seconds(value: float) -> timedelta:
    """A time in milliseconds, as the seconds since 1582 are no more exact."""
    return timedelta(milliseconds=round(value * 1000))


def _number(value: float) -> float:
    is_whole = abs(value) <= _EXACT and float(value).is_integer()
    return int(value) if is_whole else value


def _single(value: float) -> float:
    """A number of four bytes, without the digits that it does not hold."""
    from numpy import float32

    return _number(float(str(float32(value))))


def _labels(columns: Sequence[str]) -> list[str]:
    """The labels of the variables added."""
    prefix = _prefix(columns)
    return [f"shudi: {heading(column.removeprefix(prefix))}" for column in columns]


def _prefix(columns: Sequence[str]) -> str:
    """What stands before the names of the variables added."""
    return columns[0].removesuffix("status")


def write(table: NewTable, file: BinaryIO, format_name: str) -> None:
    """Write rows as a file of Stata 14 or later, or of SPSS.

    Numbers and dates are written as such where a column has nothing else, true and
    false as 1 and 0.

    Raises:
        TableError: the format cannot hold a name, a cell or so many columns.
        OSError: the file or the folder for temporary files cannot be written.
    """
    from pandas import DataFrame
    from pyreadstat import write_dta, write_sav

    is_stata = format_name == "dta"
    size = _LONGEST_NAME[format_name]
    _check_names(table.columns, format_name, size, table.name, table.added)
    if is_stata and len(table.columns) > MAX_VARIABLES:
        message = _("the file holds at most {count:,} variables")
        raise TableError(table.name, None, message.format(count=MAX_VARIABLES))
    columns = [*zip(*table.rows, strict=True)] or [()] * len(table.columns)
    series, displays = {}, {}
    for name, column in zip(table.columns, columns, strict=True):
        values = _without_truths(column)
        kind, display = _kind(values, format_name)
        if kind != "string":
            _check_finite(values, name, format_name, table.name)
        series[name] = _series(values, kind, display)
        if display:
            displays[name] = display
        if kind == "string" and not is_stata:
            _check_texts(series[name], table.name)
    frame = DataFrame(series)
    with TemporaryDirectory(prefix="shudi-", ignore_cleanup_errors=True) as folder:
        path = Path(folder, "table")
        if is_stata:
            write_dta(frame, path, version=14, variable_format=displays)
        else:
            write_sav(frame, path, row_compress=True, variable_format=displays)
        with path.open("rb") as written:
            shutil.copyfileobj(written, file)


def _without_truths(values: Sequence[object]) -> Sequence[object]:
    """A column with 1 and 0 for true and false, if it has nothing else."""
    words = (to_text(value).upper() for value in values)
    if not all(word in _TRUTHS for word in words):
        return values
    return [_TRUTHS[to_text(value).upper()] for value in values]


def _check_finite(
    values: Sequence[object], name: str, format_name: str, table: str
) -> None:
    for line, value in enumerate(values, start=2):
        if value in (inf, -inf):
            message = _(
                "column {name}: {program} has no infinite numbers; "
                "leave the cell empty, or write a .csv"
            )
            program = _PROGRAMS[format_name]
            problem = message.format(name=quote(name), program=program)
            raise TableError(table, line, problem)


def _kind(values: Sequence[object], format_name: str) -> tuple[str, str]:
    """The type of a column in pandas, and its display in the file."""
    is_stata = format_name == "dta"
    known: list[Any] = [value for value in values if to_text(value)]
    if known and all(map(_is_number, known)):
        if not all(isinstance(value, int) for value in known):
            return "float64", ""
        digits = max(8, *(len(str(value)) for value in known))
        fits = is_stata and all(-_LONG <= value <= _LONG for value in known)
        kind = "Int32" if fits else "float64"
        return kind, f"%{digits}.0f" if is_stata else f"F{digits}.0"
    if known and all(type(value) is date for value in known):
        return "float64", "%td" if is_stata else "SDATE10"
    if known and all(map(_is_moment, known)):
        return "float64", "%tc" if is_stata else "DATETIME20"
    return "string", ""


def _is_number(value: object) -> bool:
    """Whether a file holds a value as a number, and no other one; or it is infinite."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    if isinstance(value, int):
        return abs(value) <= _EXACT
    return abs(value) <= _LARGEST or abs(value) == inf


def _is_moment(value: object) -> bool:
    """Whether a value is a date, or a date and time in no time zone."""
    return isinstance(value, date) and getattr(value, "tzinfo", None) is None


def _series(values: Sequence[object], kind: str, display: str) -> "Series[Any]":
    from pandas import Series

    if kind == "string":
        return Series([*map(to_text, values)], dtype=kind)
    numbers: Iterable[Any] = (value if to_text(value) else None for value in values)
    if display in _UNITS:
        epoch, unit = _UNITS[display]
        numbers = (value and (_moment(value) - epoch) / unit for value in numbers)
    return Series([*numbers], dtype=kind)


def _moment(value: date) -> datetime:
    """A date as its first moment."""
    if isinstance(value, datetime):
        return value
    return datetime(value.year, value.month, value.day)


def _check_texts(texts: Iterable[str], table: str) -> None:
    for line, text in enumerate(texts, start=2):
        if len(text.encode()) > _LONGEST_TEXT:
            message = _("the file holds at most {count:,} bytes of text in a cell")
            raise TableError(table, line, message.format(count=_LONGEST_TEXT))


def _check_names(
    names: Sequence[str], format_name: str, size: int, table: str, added: Sequence[str]
) -> None:
    """Make sure that the format takes the names of variables.

    Args:
        names: of all variables, or of those to be added.
        format_name: dta or sav.
        size: how many bytes a name may have.
        table: the name of the file, for messages.
        added: those of the names that are not the user's own.

    Raises:
        TableError: it does not.
    """
    taken = set()
    for number, name in enumerate(names, start=1):
        key = name if format_name == "dta" else name.upper()
        if not name:
            message = _("column {number} has no name; give it one, or write a .csv")
            raise TableError(table, None, message.format(number=number))
        if problem := _problem(name, format_name, size):
            message = _("{problem}; {remedy}")
            remedy = _remedy(name, added)
            raise TableError(
                table, None, message.format(problem=problem, remedy=remedy)
            )
        if key in taken:
            message = _("two columns are named {name}; rename one, or write a .csv")
            raise TableError(table, None, message.format(name=quote(name)))
        taken.add(key)


def _problem(name: str, format_name: str, size: int) -> str:
    """Why a format does not take the name of a variable; empty if it does."""
    if _RESERVED[format_name].fullmatch(name):
        message = _("{name} is a reserved word in {program}")
    elif _NAMES[format_name].fullmatch(name) and len(name.encode()) <= size:
        return ""
    elif format_name == "dta":
        message = _(
            "Stata has no variables like {name}: up to 32 letters, digits and _, "
            "the first no digit"
        )
    else:
        message = _(
            "SPSS has no variables like {name}: up to 64 bytes of letters, digits "
            "and _, the first a letter"
        )
    return message.format(name=quote(name), program=_PROGRAMS[format_name])


def _remedy(name: str, added: Sequence[str]) -> str:
    """What to do about the name of a variable."""
    if name not in added:
        return _("rename the column, or write a .csv")
    prefix = _prefix(added)
    is_field = name.startswith(prefix) and name.removeprefix(prefix) in CHINESE_WORDS
    return _("use another --prefix") if is_field else _("use another name")
