"""What a run may not do: outlive who asked for it, or take the machine's memory and disk."""

from __future__ import annotations

import _thread
import os
import signal
import sys

LARGEST_FILE = 1 << 30  # bytes; more is a loop that prints, not a result


def end_with_parent() -> None:
    """End this process and all that it started when whoever started it is gone.

    Standard input is a pipe that nobody writes to: it ends when its other end does. A cell that
    reads from it finds it empty.
    """
    watched = os.dup(0)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    # not by `threading`, where a cell would see it
    _thread.start_new_thread(_watch, (watched,))


def _watch(descriptor: int) -> None:
    os.read(descriptor, 1)
    if sys.platform == "win32":
        os._exit(1)
    os.killpg(0, signal.SIGKILL)


def restrict(memory: int) -> None:
    """Allow `memory` bytes (0: any number), files of a limited size, and no core dumps."""
    if sys.platform == "win32":
        return
    import resource

    kinds = {resource.RLIMIT_FSIZE: LARGEST_FILE, resource.RLIMIT_CORE: 0}
    if memory:  # what is mapped from files, such as large libraries, does not count
        kinds[resource.RLIMIT_DATA] = memory
    for kind, wanted in kinds.items():
        _, most = resource.getrlimit(kind)
        limit = wanted if most == resource.RLIM_INFINITY else min(wanted, most)
        resource.setrlimit(kind, (limit, most))
