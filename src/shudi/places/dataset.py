"""The bundled CSV files, read once and checked."""

import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import fields
from functools import cache
from pathlib import Path
from typing import Any
from zlib import crc32

from shudi.errors import DatasetError
from shudi.i18n import _
from shudi.places.models import (
    SICHUAN,
    County,
    Division,
    Kind,
    Level,
    PovertyCounty,
    Province,
    Tier,
)
from shudi.places.names import split_name
from shudi.text import join_or

COUNTY_COLUMNS = tuple(field.name for field in fields(County))
POVERTY_COLUMNS = ("poverty", "delisted", "deep_poverty")


# CRC-32, since damage may leave every line valid. Update it with the data; a test
# prints the new value.
_CHECKSUMS = {
    "counties.csv": 0x447622D6,
    "divisions.csv": 0x31C1A755,
    "former_names.csv": 0xF3DA9174,
    "provinces.csv": 0x141AEDDE,
    "poverty.csv": 0x51AB4431,
    "datapackage.json": 0xB97DA3D2,
}


def data_folder() -> Path:
    """The folder with the data files.

    A wheel carries them inside the package; an editable install reads the
    repository's own data/, so that edits take effect at once.
    """
    package = Path(__file__).parents[1]
    bundled = package / "data"
    return bundled if bundled.is_dir() else package.parents[1] / "data"


@cache
def counties() -> tuple[County, ...]:
    """The 50 key counties, in the notification's order.

    Source: 川农领〔2021〕12号; codes after GB/T 2260.

    Raises:
        DatasetError: the bundled file is damaged.
        OSError: the bundled file cannot be read.
    """
    path = data_folder() / "counties.csv"
    counties = read_counties(path)
    verify_checksum(path)
    return counties


@cache
def divisions(province: str = "") -> tuple[Division, ...]:
    """China's counties and prefectures since 1981, in the order of codes and years.

    Args:
        province: only those that are or were in it; all if empty.

    Raises:
        DatasetError: the bundled file is damaged.
        OSError: the bundled file cannot be read.
    """
    path = data_folder() / "divisions.csv"
    try:
        verify_checksum(path)
    except DatasetError:
        read_divisions(path)  # which says where, if it can
        raise
    # Checked value by value, the file would take three times as long.
    lines = path.read_text("utf-8").splitlines()
    return tuple(_division(line.split(",")) for line in lines[1:] if province in line)


@cache
def former_names() -> tuple[Division, ...]:
    """Names and codes of Sichuan's counties that are in no official list since 1981.

    Names from before 1981, without codes, and codes that lists printed by mistake.

    Raises:
        DatasetError: the bundled file is damaged.
        OSError: the bundled file cannot be read.
    """
    path = data_folder() / "former_names.csv"
    rows = [row for _, row in _rows(path, _FORMER_NAME_PARSERS)]
    verify_checksum(path)
    return tuple(
        Division(**row, level=Level.COUNTY, province=SICHUAN, prefecture="", pinyin="")
        for row in rows
    )


@cache
def provinces() -> tuple[Province, ...]:
    """China's 34 provinces, in the order of their codes.

    Raises:
        DatasetError: the bundled file is damaged.
        OSError: the bundled file cannot be read.
    """
    path = data_folder() / "provinces.csv"
    provinces = tuple(Province(**row) for _, row in _rows(path, _PROVINCE_PARSERS))
    verify_checksum(path)
    return provinces


@cache
def poverty_counties() -> dict[str, PovertyCounty]:
    """Sichuan's 88 former poverty counties, by code.

    Source: Sichuan's overview of its poverty counties, the national list of 832 and
    川府函〔2020〕33号.

    Raises:
        DatasetError: the bundled file is damaged.
        OSError: the bundled file cannot be read.
    """
    path = data_folder() / "poverty.csv"
    counties = [PovertyCounty(**row) for _, row in _rows(path, _POVERTY_PARSERS)]
    verify_checksum(path)
    return {county.code: county for county in counties}


def verify_checksum(path: Path) -> None:
    """Make sure that a data file is the one that was released.

    Raises:
        DatasetError: it is not.
        OSError: it cannot be read.
    """
    if crc32(path.read_bytes()) != _CHECKSUMS[path.name]:
        message = _("{path} does not match its checksum; reinstall shudi")
        raise DatasetError(message.format(path=path))


def read_counties(path: Path) -> tuple[County, ...]:
    """Read and check a file with the columns of counties.csv.

    Raises:
        DatasetError: a value is invalid or duplicated.
        OSError: the file cannot be read.
    """
    counties = []
    first_line: dict[tuple[str, str], int] = {}
    for line, row in _rows(path, _COUNTY_PARSERS):
        county = County(**row)
        if county.code[:4] != county.prefecture_code[:4]:
            problem = _("is not the prefecture of {code}").format(code=county.code)
            raise _damage(
                path, line, "prefecture_code", county.prefecture_code, problem
            )
        for column in ("code", "name", "official_name"):
            first = first_line.setdefault((column, row[column]), line)
            if first != line:
                problem = _("is already in line {line}").format(line=first)
                raise _damage(path, line, column, row[column], problem)
        counties.append(county)
    return tuple(counties)


def read_divisions(path: Path) -> tuple[Division, ...]:
    """Read and check a file with the columns of divisions.csv.

    Raises:
        DatasetError: a value is invalid, a division is duplicated, or `today` names
            a division not in force.
        OSError: the file cannot be read.
    """
    rows = [(line, Division(**row)) for line, row in _rows(path, _DIVISION_PARSERS)]
    in_force = {
        division.code: division for _, division in rows if division.until is None
    }
    first_line: dict[tuple[str, int | None], int] = {}
    for line, division in rows:
        first = first_line.setdefault((division.code, division.since), line)
        if first != line:
            problem = _("since {year} is already in line {line}").format(
                year=division.since, line=first
            )
            raise _damage(path, line, "code", division.code, problem)
        if division.until and division.since and division.until < division.since:
            problem = _("is before {year}").format(year=division.since)
            raise _damage(path, line, "until", division.until, problem)
        for code in division.today:
            if code not in in_force:
                problem = _("is not in force")
                raise _damage(path, line, "today", code, problem)
        if (division.level is Level.COUNTY) is not bool(division.today):
            problem = _("does not match level {level}").format(level=division.level)
            raise _damage(path, line, "today", ";".join(division.today), problem)
        try:
            split_name(division)
        except ValueError as error:
            raise _damage(path, line, "name", division.name, error) from None
    return tuple(division for _, division in rows)


def _division(cells: Sequence[str]) -> Division:
    code, name, short, level, province, prefecture, since, until, today, pinyin = cells
    return Division(
        code,
        name,
        short,
        Level.COUNTY if level == "county" else Level.PREFECTURE,
        province,
        prefecture,
        int(since),
        int(until) if until else None,
        tuple(today.split(";")) if today else (),
        pinyin,
    )


def _damage(
    path: Path, line: int, column: str, value: object, problem: object
) -> DatasetError:
    message = _("{path}, line {line}, column {column}: {value} {problem}")
    return DatasetError(
        message.format(
            path=path, line=line, column=column, value=repr(value), problem=problem
        )
    )


def _rows(
    path: Path, parsers: Mapping[str, Callable[[str], Any]]
) -> Iterator[tuple[int, dict[str, Any]]]:
    """Each row's line number and its values, parsed column by column."""
    content = path.read_bytes()
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        value = content[error.start : error.end]
        raise _damage(path, line, "(any)", value, _("is not UTF-8")) from None
    lines = text.splitlines(keepends=True)
    reader = csv.reader(lines, strict=True)
    columns = list(parsers)
    line = 0  # the last that was read well
    try:
        header = next(reader, [])
        line = 1
        if header != columns:
            problem = _("is not {expected}").format(expected=",".join(columns))
            raise _damage(path, line, "(header)", ",".join(header), problem)
        for cells in reader:
            line = reader.line_num
            if len(cells) != len(columns):
                problem = _("has {found} cells, not {expected}").format(
                    found=len(cells), expected=len(columns)
                )
                raise _damage(path, line, "(all)", ",".join(cells), problem)
            row = {}
            for (column, parse), cell in zip(parsers.items(), cells, strict=True):
                try:
                    row[column] = parse(cell)
                except ValueError as error:
                    raise _damage(path, line, column, cell, error) from None
            yield line, row
    except csv.Error as error:
        problem = _("is not valid CSV: {error}").format(error=error)
        raise _damage(path, line + 1, "(all)", lines[line], problem) from None


def _code(cell: str) -> str:
    if not (cell.isascii() and cell.isdecimal() and len(cell) == 6):
        raise ValueError(_("is not six digits"))
    return cell


def _sichuan_code(cell: str) -> str:
    if not _code(cell).startswith("51"):
        raise ValueError(_("is not a code of Sichuan (51)"))
    return cell


def _no_or_any_code(cell: str) -> str:
    return _code(cell) if cell else ""


def _prefecture_code(cell: str) -> str:
    if not _sichuan_code(cell).endswith("00"):
        raise ValueError(_("does not end in 00 as a prefecture's code does"))
    return cell


def _text(cell: str) -> str:
    if not cell or cell != cell.strip():
        raise ValueError(_("is empty or has white space around it"))
    return cell


def _county_name(cell: str) -> str:
    if not _text(cell).endswith(tuple(Kind)):
        raise ValueError(_("does not end in {kinds}").format(kinds=" ".join(Kind)))
    return cell


def _level(cell: str) -> Level:
    if cell not in list(Level):
        raise ValueError(_("is not {expected}").format(expected=join_or([*Level])))
    return Level(cell)


def _year_from(first: int) -> Callable[[str], int]:
    """A parser for a year until 2024."""

    def parse(cell: str) -> int:
        if not (cell.isascii() and cell.isdecimal() and first <= int(cell) <= 2024):
            message = _("is not a year from {first} to {last}")
            raise ValueError(message.format(first=first, last=2024))
        return int(cell)

    return parse


def _or_none(parse: Callable[[str], int]) -> Callable[[str], int | None]:
    return lambda cell: parse(cell) if cell else None


def _codes(cell: str) -> tuple[str, ...]:
    return tuple(map(_code, cell.split(";"))) if cell else ()


def _tier(cell: str) -> Tier:
    if cell not in list(Tier):
        raise ValueError(_("is not {expected}").format(expected=join_or([*Tier])))
    return Tier(cell)


def _delisting_year(cell: str) -> int:
    if not 2016 <= _year_from(1981)(cell) <= 2020:
        raise ValueError(
            _("is not a year from {first} to {last}").format(first=2016, last=2020)
        )
    return int(cell)


def _yes_or_no(cell: str) -> bool:
    if cell not in ("yes", "no"):
        raise ValueError(_("is not yes or no"))
    return cell == "yes"


def _degrees(low: float, high: float) -> Callable[[str], float]:
    """A parser for a position within Sichuan."""

    def parse(cell: str) -> float:
        try:
            degrees = float(cell)
        except ValueError:
            raise ValueError(_("is not a number")) from None
        if not low <= degrees <= high:
            message = _("is not between {low} and {high}")
            raise ValueError(message.format(low=low, high=high))
        return degrees

    return parse


_COUNTY_PARSERS: dict[str, Callable[[str], Any]] = {
    "code": _sichuan_code,
    "name": _county_name,
    "official_name": _county_name,
    "pinyin": _text,
    "romanization": str,
    "second_romanization": str,
    "tier": _tier,
    "prefecture_code": _prefecture_code,
    "prefecture": _text,
    "prefecture_official": _text,
    "latitude": _degrees(26.0, 34.4),
    "longitude": _degrees(97.3, 108.6),
}

_DIVISION_PARSERS: dict[str, Callable[[str], Any]] = {
    "code": _code,
    "name": _text,
    "short_name": _text,
    "level": _level,
    "province": _text,
    "prefecture": str,
    "since": _year_from(1981),
    "until": _or_none(_year_from(1981)),
    "today": _codes,
    "pinyin": _text,
}

_FORMER_NAME_PARSERS: dict[str, Callable[[str], Any]] = {
    "code": _no_or_any_code,
    "name": _county_name,
    "short_name": _text,
    "since": _or_none(_year_from(1900)),
    "until": _year_from(1900),
    "today": _codes,
}

_PROVINCE_PARSERS: dict[str, Callable[[str], Any]] = {
    "code": _code,
    "name": _text,
    "short_name": _text,
    "abbreviation": _text,
    "pinyin": _text,
    "romanization": str,
}

_POVERTY_PARSERS: dict[str, Callable[[str], Any]] = {
    "code": _sichuan_code,
    "name": _county_name,
    "poverty": _tier,
    "delisted": _delisting_year,
    "deep_poverty": _yes_or_no,
}
