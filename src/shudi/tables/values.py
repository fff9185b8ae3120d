"""The values of cells, as text."""

import json
from datetime import datetime
from decimal import Decimal


def to_text(value: object) -> str:
    """A cell's value as a person would type it; NUL, which no text has, replaced."""
    if isinstance(value, str):
        return value.replace("\0", "\ufffd")
    if value is None or value != value:  # NaN differs from itself
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.isoformat(" ")
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False, default=to_text)
    return str(value)
