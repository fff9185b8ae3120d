"""The machine formats: rows in, text out, the same on every system."""

import csv
from collections.abc import Callable, Iterable, Sequence
from enum import StrEnum

Row = Sequence[object]


class Format(StrEnum):
    """What `--format` offers: a table to look at, or a format for machines."""

    TABLE = "table"
    CSV = "csv"
    TSV = "tsv"
    JSON = "json"
    JSONL = "jsonl"
    MD = "md"


def export(format: Format, columns: Sequence[str], rows: Iterable[Row]) -> str:  # noqa: A002
    """Write rows in one of the machine formats, each line ended by a line feed.

    Args:
        format: any but `table`, which render.py draws.
        columns: the keys or the header, in order.
        rows: a value for each column; text and numbers.
    """
    return _WRITERS[format](columns, rows)


class _Echo:
    """A file that gives back what is written to it."""

    def write(self, text: str) -> str:
        return text


def _csv(columns: Sequence[str], rows: Iterable[Row], delimiter: str = ",") -> str:
    # Written with \r\n, the csv module puts both characters in quotes within a
    # cell on every Python; written with \n, some leave a bare \r.
    write = csv.writer(_Echo(), delimiter=delimiter, lineterminator="\r\n").writerow
    lines: Iterable[str] = map(write, [columns, *rows])
    return "".join(line.removesuffix("\r\n") + "\n" for line in lines)


def _tsv(columns: Sequence[str], rows: Iterable[Row]) -> str:
    return _csv(columns, rows, delimiter="\t")


def _json(columns: Sequence[str], rows: Iterable[Row]) -> str:
    import json

    objects = [dict(zip(columns, row, strict=True)) for row in rows]
    return json.dumps(objects, ensure_ascii=False, indent=2) + "\n"


def _jsonl(columns: Sequence[str], rows: Iterable[Row]) -> str:
    import json

    return "".join(
        json.dumps(dict(zip(columns, row, strict=True)), ensure_ascii=False) + "\n"
        for row in rows
    )


def _md(columns: Sequence[str], rows: Iterable[Row]) -> str:
    lines = [columns, ["---"] * len(columns), *rows]
    return "".join(f"| {' | '.join(map(_md_cell, line))} |\n" for line in lines)


def _md_cell(value: object) -> str:
    escaped = str(value).replace("\\", "\\\\").replace("|", "\\|")
    return "<br>".join(escaped.splitlines())


_WRITERS: dict[Format, Callable[[Sequence[str], Iterable[Row]], str]] = {
    Format.CSV: _csv,
    Format.TSV: _tsv,
    Format.JSON: _json,
    Format.JSONL: _jsonl,
    Format.MD: _md,
}
