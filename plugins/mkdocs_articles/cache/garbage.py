"""Python's garbage collector, which is to look less often while a site is built.

Nearly all that a build makes it needs up to its end. The collector cannot know that, and goes through
all of it again and again: a twelfth of the time in which a thousand pages are built, and again when
the process ends, a fifth of the time of a build in which nothing has changed. What is really left
over, a parser for each page that is rendered, is found soon enough.
"""

from __future__ import annotations

import atexit
import gc

SELDOM = 100_000, 50, 100  # instead of 700, 10, 10
HARDLY = 1_000_000, 50, 100
_usual: tuple[int, int, int] | None = None


def collect_hardly() -> None:
    """A build begins: while pages are brought back, nothing is left over."""
    global _usual
    if _usual is None:
        _usual = gc.get_threshold()
        atexit.unregister(gc.freeze)
        atexit.register(gc.freeze)
    gc.set_threshold(*HARDLY)


def collect_seldom() -> None:
    """Pages are rendered from now on."""
    gc.set_threshold(*SELDOM)


def collect_as_usual() -> None:
    """The build has ended, and the process goes on: one that ends would go through all once more."""
    global _usual
    if _usual is not None:
        gc.set_threshold(*_usual)
        _usual = None
