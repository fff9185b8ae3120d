"""GeoJSON: points, from columns with the latitude and the longitude.

It is read and annotated as other JSON is.
"""

import json
from collections.abc import Iterator

from shudi.errors import FormatError
from shudi.i18n import _
from shudi.tables.base import NewTable
from shudi.tables.json import objects, open_table
from shudi.tables.values import to_text

__all__ = ["iter_text", "open_table"]

_COORDINATES = ("longitude", "latitude")


def iter_text(table: NewTable, format_name: str) -> Iterator[str]:  # noqa: ARG001
    """Write rows as points, in parts as the rows come; first, the notes on the table.

    Raises:
        FormatError: the table has no columns latitude and longitude.
    """
    if not set(_COORDINATES) <= set(table.columns):
        message = _("geojson needs columns latitude and longitude; use --format json")
        raise FormatError(message)
    notes = [*objects(table.notes)] if table.notes else []
    yield '{\n"type": "FeatureCollection",\n'
    if notes:
        yield f'"source": {_dumped(notes)},\n'
    yield '"features": ['
    separator = "\n"
    for values in objects(table):
        point = [_degrees(values.pop(column)) for column in _COORDINATES]
        geometry = None if None in point else {"type": "Point", "coordinates": point}
        feature = {"type": "Feature", "properties": values, "geometry": geometry}
        yield separator + _dumped(feature)
        separator = ",\n"
    yield "\n]\n}\n"


def _degrees(value: object) -> float | None:
    """A coordinate, also where the table has it as text; None for none."""
    try:
        return float(str(value))
    except ValueError:
        return None


def _dumped(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, default=to_text)
