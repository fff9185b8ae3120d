"""JSON arrays and JSON Lines: an object for each row."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence

from shudi.tables.base import NewTable, to_text


def iter_text(table: NewTable, format_name: str) -> Iterator[str]:
    """Write rows as an array, or one a line, in parts as the rows come.

    Of several columns of the same name, all but the first get a number: n, n_2.
    """
    keys = _unique(table.columns)
    objects = (dict(zip(keys, row, strict=True)) for row in table.rows)
    return _lines(objects) if format_name == "jsonl" else _array(objects)


def _unique(names: Sequence[str]) -> list[str]:
    taken = set(names)
    unique: list[str] = []
    for name in names:
        key, number = name, 1
        while key in unique or (number > 1 and key in taken):
            number += 1
            key = f"{name}_{number}"
        unique.append(key)
    return unique


def _array(objects: Iterable[Mapping[str, object]]) -> Iterator[str]:
    separator = "["
    for values in objects:
        item = json.dumps(values, ensure_ascii=False, indent=2, default=to_text)
        yield separator + "\n  " + item.replace("\n", "\n  ")
        separator = ","
    yield "[]\n" if separator == "[" else "\n]\n"


def _lines(objects: Iterable[Mapping[str, object]]) -> Iterator[str]:
    for values in objects:
        yield json.dumps(values, ensure_ascii=False, default=to_text) + "\n"
