"""Notes below a table, which are no rows of it."""

import re
from collections.abc import Sequence

# How a note below a table begins, and the characters with which it does.
FOOTNOTE = re.compile(
    r"\s*(?:[(（]?[备附]?注|说明|(?:数据|资料)?来源|制表|填[表报]|审核|[*※]\s*\w"
    r"|notes?\b|(?:data )?sources?\b)",
    re.IGNORECASE,
)
STARTS = frozenset(" \t\u3000(（备附注说数资来制填审*※nNdDsS")


def is_footnote(cells: Sequence[str]) -> bool:
    """Whether a row is a note below the table, and no row of it: 注：…, 来源：…."""
    return bool(FOOTNOTE.match(cells[0])) and not any(cells[1:])
