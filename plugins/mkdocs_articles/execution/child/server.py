"""Import what many articles need once, and fork for each of them. Linux only.

One line of input is the folder of a run; two lines answer it: the number of the process when it has
started, and its exit status (as of `os.waitstatus_to_exitcode`) when it has ended.
"""

from __future__ import annotations

import contextlib
import importlib
import os
import sys
import traceback
from pathlib import Path

from . import program


def serve(modules: list[str]) -> None:
    """Run folders, one after the other, until the input ends."""
    for name in modules:
        with contextlib.suppress(Exception):  # the article that needs it will say so
            importlib.import_module(name)
    answers = os.fdopen(os.dup(1), "w", buffering=1)
    for line in iter(_read_line, ""):
        child = os.fork()
        if not child:
            answers.close()
            _run(Path(line))
        with contextlib.suppress(OSError):
            os.setpgid(child, child)  # as it does itself: who comes first does not matter
        print(child, file=answers)
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), file=answers)
    os._exit(0)


def _read_line() -> str:
    """A line of input, read byte by byte: a buffer would take what comes after it into every fork."""
    line = b""
    while (byte := os.read(0, 1)) not in (b"", b"\n"):
        line += byte
    return line.decode("utf-8")


def _run(folder: Path) -> None:
    """Be the run: a group of its own, which can be ended as one, its log in its folder, chance anew."""
    try:
        os.setpgid(0, 0)
        log = os.open(folder / "log.txt", os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(log, 1)
        os.dup2(log, 2)
        os.close(log)
        if numpy := sys.modules.get("numpy"):
            numpy.random.seed()
        program.main(folder)
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(1)  # never back into the server
