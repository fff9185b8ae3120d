"""A progress bar on standard error, for work that takes over a second."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from shudi.i18n import _

if TYPE_CHECKING:
    from rich.progress import Progress

P = ParamSpec("P")
T = TypeVar("T")

_DELAY = 1.0  # seconds
_CALLS_PER_UPDATE = 2_000  # calls between two looks at the clock


@contextmanager
def track(
    function: Callable[P, T], position: Callable[[], int], total: int
) -> Iterator[Callable[P, T]]:
    """Show a progress bar that advances as a function is called.

    Args:
        function: what is called for each item.
        position: returns the current position.
        total: the position at its end; 0 if that is not known.

    Yields:
        The function to call instead.
    """
    started = monotonic()
    calls = 0
    bar: Progress | None = None

    def tracked(*args: P.args, **kwargs: P.kwargs) -> T:
        nonlocal bar, calls
        if calls % _CALLS_PER_UPDATE == 0 and monotonic() - started > _DELAY:
            if bar is None:
                bar = _start_bar(total)
            bar.update(bar.task_ids[0], completed=position())
        calls += 1
        return function(*args, **kwargs)

    try:
        yield tracked
    finally:
        if bar is not None:
            bar.stop()


def _start_bar(total: int) -> "Progress":
    from rich.console import Console
    from rich.progress import Progress

    bar = Progress(console=Console(stderr=True), transient=True)
    bar.add_task(_("matching"), total=total or None)
    bar.start()
    return bar
