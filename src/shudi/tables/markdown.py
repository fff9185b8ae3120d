"""Markdown tables, as GitHub reads them."""

from collections.abc import Iterator
from itertools import chain

from shudi.tables.base import NewTable


def iter_text(table: NewTable, format_name: str) -> Iterator[str]:  # noqa: ARG001
    """Write rows as a Markdown table, in parts as the rows come."""
    for row in chain([table.columns, ["---"] * len(table.columns)], table.rows):
        yield f"| {' | '.join(map(_cell, row))} |\n"


def _cell(value: object) -> str:
    text = "" if value is None else str(value)
    escaped = text.replace("\\", "\\\\").replace("|", "\\|")
    return "<br>".join(escaped.splitlines())
