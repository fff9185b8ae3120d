"""The machine formats: rows in, text out, the same on every system."""

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import StrEnum
from functools import partial
from itertools import chain
from typing import Literal

Row = Sequence[object]


class Format(StrEnum):
    """What `--format` offers: a table to look at, or a format for machines."""

    TABLE = "table"
    CSV = "csv"
    TSV = "tsv"
    JSON = "json"
    JSONL = "jsonl"
    MD = "md"


class TableFormat(StrEnum):
    """The formats that a matched table can be written in."""

    CSV = "csv"
    TSV = "tsv"
    JSON = "json"
    JSONL = "jsonl"
    MD = "md"
    XLSX = "xlsx"


DELIMITERS = {Format.CSV: ",", Format.TSV: "\t"}


def export(format: Format, columns: Sequence[str], rows: Iterable[Row]) -> str:  # noqa: A002
    """Write rows in one of the machine formats, each line ended by a line feed.

    Args:
        format: any but `table`, which render.py draws.
        columns: the keys or the header, in order.
        rows: a value for each column; text and numbers.
    """
    return "".join(export_parts(format, columns, rows))


def export_parts(
    format: Format,  # noqa: A002
    columns: Sequence[str],
    rows: Iterable[Row],
) -> Iterator[str]:
    """The same, in parts as the rows come."""
    return _WRITERS[format](columns, rows)


class _Echo:
    """A file that gives back what is written to it."""

    def write(self, text: str) -> str:
        return text


def line_writer(delimiter: str, *, quote_all: bool = False) -> Callable[[Row], str]:
    """A function that writes one row as delimited text, without the line's end."""
    # Written with \r\n, the csv module puts both characters in quotes within a
    # cell on every Python; written with \n, some leave a bare \r.
    quoting: Literal[0, 1] = csv.QUOTE_ALL if quote_all else csv.QUOTE_MINIMAL
    write = csv.writer(
        _Echo(), delimiter=delimiter, quoting=quoting, lineterminator="\r\n"
    ).writerow

    def line(row: Row) -> str:
        written: str = write(row)
        return written.removesuffix("\r\n")

    return line


def _delimited(
    delimiter: str, columns: Sequence[str], rows: Iterable[Row]
) -> Iterator[str]:
    line = line_writer(delimiter)
    for row in chain([columns], rows):
        yield f"{line(row)}\n"


def _json(columns: Sequence[str], rows: Iterable[Row]) -> Iterator[str]:
    import json

    between = "["
    for row in rows:
        item = json.dumps(
            dict(zip(columns, row, strict=True)), ensure_ascii=False, indent=2
        )
        yield between + "\n  " + item.replace("\n", "\n  ")
        between = ","
    yield "[]\n" if between == "[" else "\n]\n"


def _jsonl(columns: Sequence[str], rows: Iterable[Row]) -> Iterator[str]:
    import json

    for row in rows:
        item = dict(zip(columns, row, strict=True))
        yield json.dumps(item, ensure_ascii=False) + "\n"


def _md(columns: Sequence[str], rows: Iterable[Row]) -> Iterator[str]:
    for row in chain([columns, ["---"] * len(columns)], rows):
        yield f"| {' | '.join(map(_md_cell, row))} |\n"


def _md_cell(value: object) -> str:
    escaped = str(value).replace("\\", "\\\\").replace("|", "\\|")
    return "<br>".join(escaped.splitlines())


_WRITERS: dict[Format, Callable[[Sequence[str], Iterable[Row]], Iterator[str]]] = {
    Format.CSV: partial(_delimited, DELIMITERS[Format.CSV]),
    Format.TSV: partial(_delimited, DELIMITERS[Format.TSV]),
    Format.JSON: _json,
    Format.JSONL: _jsonl,
    Format.MD: _md,
}
