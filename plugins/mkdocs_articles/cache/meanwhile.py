"""Work that another process does meanwhile."""

from __future__ import annotations

import os
import pickle
import sys
import threading
from collections.abc import Callable
from typing import Protocol, TypeVar

T = TypeVar("T")


class Meanwhile(Protocol):
    """Begins work in another process, if that can be; what it returns waits for what the work gives,
    which can be pickled.
    """

    def __call__(self, work: Callable[[], T], /) -> Callable[[], T]:
        """Let there be no harm in it if the work is done again."""
        ...


def at_last(work: Callable[[], T], /) -> Callable[[], T]:
    """A `Meanwhile` without another process: it is done when it is waited for."""
    return work


def may_fork() -> bool:
    """Whether a fork is safe: it takes no threads along, and macOS's libraries do not stand it."""
    return sys.platform == "linux" and threading.active_count() == 1


def fork(work: Callable[[], T], after_fork: Callable[[], None]) -> Callable[[], T]:
    """Begin `work` in a fork of this process; what is returned waits for what it gives, which can be
    pickled. If the fork fails or dies, it does the work itself.
    """
    try:
        ours, theirs = os.pipe()
        child = os.fork()
    except OSError:
        return work
    if not child:
        try:
            os.close(ours)
            after_fork()
            with os.fdopen(theirs, "wb") as pipe:
                pickle.dump(work(), pipe)
        finally:
            os._exit(0)
    os.close(theirs)

    def result() -> T:
        with os.fdopen(ours, "rb") as pipe:
            data = pipe.read()
        os.waitpid(child, 0)
        try:
            found: T = pickle.loads(data)
        except (EOFError, pickle.UnpicklingError):
            return work()
        return found

    return result
