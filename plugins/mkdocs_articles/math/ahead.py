"""Formulas that are typeset before they are asked for, by a process that only fills the store.

Pages take long to render, and KaTeX takes long: so they go on at the same time. Nothing depends on
that process. What it has not done is typeset when it is asked for, as without it.
"""

from __future__ import annotations

import atexit
import contextlib
import importlib.util
import json
import os
import select
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from mkdocs_articles.math.engine import Options
from mkdocs_articles.math.formula import Formula

WORTH = 32  # formulas that the store does not have; less is done before the process has begun
# What several processes (forks of a build) write into a pipe is not mixed up to this size (POSIX).
_TOGETHER = getattr(select, "PIPE_BUF", 512)

_is_refused = False


def refuse() -> None:
    """This process has no use for another one: it never asks for what it lets wait."""
    global _is_refused
    _is_refused = True


def is_possible(options: Options) -> bool:
    """Whether it is known that there will be V8: other engines are not chosen before they must be."""
    is_for_v8 = options.engine in ("auto", "v8")
    return not _is_refused and is_for_v8 and importlib.util.find_spec("py_mini_racer") is not None


class Ahead:
    """The process: `python -m mkdocs_articles.math.ahead_worker '{"options": …, "cache_dir": …}'`.

    A line in is a formula, an empty one says that there are no more; then it says what it has made
    and could not keep. Forks of the build may write to it, too.
    """

    def __init__(self, options: Options, cache_dir: Path) -> None:
        """Raises `OSError`."""
        settings = json.dumps({"options": asdict(options), "cache_dir": str(cache_dir)})
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "mkdocs_articles.math.ahead_worker", settings],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, bufsize=0,
        )  # fmt: skip
        atexit.register(self.close)
        self._sent: set[Formula] = set()
        self._can_wait(is_able=False)

    def send(self, formulas: Iterable[Formula]) -> None:
        """Have `formulas` typeset. It never waits: what does not go through is left out."""
        together = b""
        for formula in formulas:
            if formula in self._sent:
                continue
            self._sent.add(formula)
            line = json.dumps(formula.to_json()).encode() + b"\n"
            if len(together) + len(line) > _TOGETHER:
                self._write(together)
                together = b""
            together += line
        self._write(together)

    def finish(self) -> Any:
        """Wait for the end of it; what it could not keep, as JSON: by key, the fields of `Typeset`.

        That is nothing, too, if the process was lost.
        """
        self._can_wait(is_able=True)
        self._write(b"\n")
        assert self._process.stdout
        said = self._process.stdout.read()
        self.close()
        try:
            return json.loads(said)
        except ValueError:
            return {}

    def close(self) -> None:
        """End it."""
        atexit.unregister(self.close)
        self._process.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            with contextlib.suppress(OSError):
                if stream:
                    stream.close()

    def _write(self, lines: bytes) -> None:
        assert self._process.stdin
        if 0 < len(lines) <= _TOGETHER:
            with contextlib.suppress(OSError):
                os.write(self._process.stdin.fileno(), lines)

    def _can_wait(self, *, is_able: bool) -> None:
        assert self._process.stdin
        with contextlib.suppress(AttributeError, OSError):  # Windows: only newer Pythons can do it
            os.set_blocking(self._process.stdin.fileno(), is_able)
