"""JSON arrays and JSON Lines: an object for each row."""

import json
from collections.abc import Iterator

from shudi.tables.base import NewTable


def iter_text(table: NewTable, format_name: str) -> Iterator[str]:
    """Write rows as an array, or one a line, in parts as the rows come."""
    return _lines(table) if format_name == "jsonl" else _array(table)


def _array(table: NewTable) -> Iterator[str]:
    separator = "["
    for row in table.rows:
        values = dict(zip(table.columns, row, strict=True))
        item = json.dumps(values, ensure_ascii=False, indent=2)
        yield separator + "\n  " + item.replace("\n", "\n  ")
        separator = ","
    yield "[]\n" if separator == "[" else "\n]\n"


def _lines(table: NewTable) -> Iterator[str]:
    for row in table.rows:
        values = dict(zip(table.columns, row, strict=True))
        yield json.dumps(values, ensure_ascii=False) + "\n"
