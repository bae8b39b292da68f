"""Python's garbage collector, which is to look less often while a site is built.

Nearly all that a build makes it needs up to its end. The collector cannot know that, and goes through
all of it again and again: a twelfth of the time in which a thousand pages are built, and again when
the process ends, a fifth of the time of a build in which nothing has changed. What is really left
over, a parser for each page, is found soon enough.
"""

from __future__ import annotations

import atexit
import gc

SELDOM = 100_000, 50, 100  # instead of 700, 10, 10


class Garbage:
    """The collector's thresholds, for the time of a build."""

    def __init__(self) -> None:
        self._usual: tuple[int, int, int] | None = None

    def collect_seldom(self) -> None:
        """A build begins."""
        if self._usual is None:
            self._usual = gc.get_threshold()
            gc.set_threshold(*SELDOM)
            atexit.unregister(gc.freeze)
            atexit.register(gc.freeze)

    def collect_as_usual(self) -> None:
        """It has ended."""
        if self._usual is not None:
            gc.set_threshold(*self._usual)
            self._usual = None
