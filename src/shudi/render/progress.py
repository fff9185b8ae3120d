"""A progress bar on standard error, for work that takes over a second."""

from collections.abc import Callable, Iterator
from time import monotonic
from typing import TypeVar

from rich.console import Console
from rich.progress import Progress

T = TypeVar("T")

_PATIENCE = 1.0  # seconds
_STEP = 2_000  # items between two looks at the clock


def shown(items: Iterator[T], total: int, position: Callable[[], int]) -> Iterator[T]:
    """The items, with a bar that shows how far they have come.

    Args:
        items: what is worked on.
        total: what the position is at the end; 0 if that is not known.
        position: tells how far it has come.
    """
    started = monotonic()
    bar = Progress(console=Console(stderr=True), transient=True)
    task = bar.add_task("matching", total=total or None)
    try:
        for number, item in enumerate(items):
            if number % _STEP == 0 and monotonic() - started > _PATIENCE:
                bar.start()
                bar.update(task, completed=position())
            yield item
    finally:
        if bar.live.is_started:
            bar.stop()
