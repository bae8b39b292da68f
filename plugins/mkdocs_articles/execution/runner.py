"""Run an article's cells in a process of their own, away from the build and its secrets."""

from __future__ import annotations

import json
import os
import re
import signal
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from mkdocs_articles.execution import dependencies
from mkdocs_articles.execution.cells import Cell, Complaint, Output, Outputs
from mkdocs_articles.execution.figures import size
from mkdocs_articles.execution.markup import clean
from mkdocs_articles.execution.process import Launcher

# All that a snippet inherits; tokens and keys of the surrounding shell are not among it.
INHERITED = (
    "PATH",
    "SYSTEMROOT",
    "SYSTEMDRIVE",
    "COMSPEC",
    "PATHEXT",
    "LD_LIBRARY_PATH",
    "VIRTUAL_ENV",
)
GRACE = 30.0  # seconds for the start of the interpreter, and to end by itself what took too long

MEND = 'mend the snippet, or write error="true" where the exception is meant'
WAIT = "mend the snippet, or grant it more seconds with timeout=…"
WAIT_ALL = "mend it, or grant articles more seconds with the option `article_timeout`"
STAY = "let the snippet reach its end"
INTERPRETER = "name a Python in the option `interpreter` of mkdocs_articles.execution"


@dataclass(frozen=True)
class Limits:
    """What an article may take: seconds for all of its cells, and bytes of memory (0: any)."""

    seconds: float = 600.0
    memory: int = 0


@dataclass(frozen=True)
class Run:
    """What a run gave: outputs of the cells that were run, with the contents of figures by their
    files' names; what is wrong; the versions of the packages that were used.
    """

    outputs: tuple[Outputs, ...] = ()
    figures: Mapping[str, bytes] = field(default_factory=dict)
    failures: tuple[Complaint, ...] = ()
    versions: Mapping[str, str] = field(default_factory=dict)


# Told while a run goes on how many cells are done; its answer is whether to go on.
Progress = Callable[[int], bool]


def run(
    cells: Sequence[Cell], launcher: Launcher, *, limits: Limits = Limits(),
    cache_dir: Path | None = None, progress: Progress = lambda _: True,
) -> Run:  # fmt: skip
    """Run `cells` in order, sharing state, in a scratch folder; nothing of it is left behind.

    `cache_dir` keeps what matplotlib would otherwise look up anew each time.
    """
    with tempfile.TemporaryDirectory(prefix="articles-") as name:
        folder = Path(name).resolve()
        request = {
            "cells": [{"code": c.code, "error": c.error, "timeout": c.timeout} for c in cells],
            "cwd": str(dependencies.lay_out(cells, folder / "work")),
            "memory": limits.memory,
        }
        (folder / "request.json").write_text(json.dumps(request), encoding="utf-8")
        results = folder / "results.jsonl"
        seconds = max(limits.seconds, *(cell.timeout for cell in cells))
        deadline = time.monotonic() + GRACE + seconds

        def go_on() -> bool:
            done = results.read_bytes().count(b"\n") if results.exists() else 0
            return progress(done) and time.monotonic() < deadline

        try:
            status = launcher.run(folder, _environment(folder, cache_dir), go_on)
        except OSError as error:
            message = f"cannot run {error.filename or 'the interpreter'}: {error.strerror}"
            return Run(failures=(Complaint(0, 1, message, INTERPRETER),))
        return _Results(folder, cells, seconds).read(status)


@dataclass(frozen=True)
class _Results:
    """What the child has left in its folder."""

    folder: Path
    cells: Sequence[Cell]
    seconds: float

    def read(self, status: int | None) -> Run:
        """All of it; `status` says how the child ended, if it did not come to its end."""
        outputs: list[Outputs] = []
        failures: list[Complaint] = []
        results = self.folder / "results.jsonl"
        if not results.exists():
            return Run(failures=(Complaint(0, 1, self._ended(status), INTERPRETER),))
        # a line without its end was being written
        for line in results.read_text(encoding="utf-8").split("\n")[:-1]:
            record = json.loads(line)
            if "versions" in record:
                break
            if failure := record["failure"]:
                cell = failure["cell"] - 1 if failure["cell"] else len(outputs)
                failures.append(Complaint(cell, failure["line"] or 1, failure["message"], MEND))
            outputs.append(tuple(map(self._output, record["outputs"])))
        else:
            record = {"versions": {}}
            failures.append(self._unfinished(min(len(outputs), len(self.cells) - 1), status))
        figures = {path.name: path.read_bytes() for path in (self.folder / "figures").iterdir()}
        return Run(tuple(outputs), figures, tuple(failures), record["versions"])

    def _unfinished(self, last: int, status: int | None) -> Complaint:
        """Why the cell of this index was the last."""
        if place := self._hung(last):
            message = f"stopped: the snippet ran for more than {self.cells[last].timeout:g} s"
            return Complaint(*place, message, WAIT)
        return Complaint(last, 1, self._ended(status), WAIT_ALL if status is None else STAY)

    def _hung(self, last: int) -> tuple[int, int] | None:
        """Cell and line where time ran out, if it did: faulthandler lists the main thread last."""
        dump = self.folder / "hung.txt"
        text = dump.read_text(encoding="utf-8") if dump.exists() else ""
        if not text.startswith("Timeout"):
            return None
        frame = re.search(r'File "<cell ([0-9]+)>", line ([0-9]+)', text.rpartition("Thread 0x")[2])
        return (int(frame[1]) - 1, int(frame[2])) if frame else (last, 1)

    def _ended(self, status: int | None) -> str:
        """How the process ended, in words."""
        if status is None:
            return f"stopped: the article ran for more than {self.seconds:g} s"
        if status < 0:
            return f"the process was ended by {signal.Signals(-status).name}"
        log = (self.folder / "log.txt").read_text(encoding="utf-8", errors="replace").strip()
        said = f": {log.splitlines()[-1]}" if log else ""
        return f"the process ended with status {status}{said}"

    def _output(self, item: dict[str, Any]) -> Output:
        output = Output(**item)
        if output.html:
            return replace(output, html=clean(output.html))
        if output.file and not output.width:
            width, height = size((self.folder / "figures" / output.file).read_bytes())
            return replace(output, width=width, height=height)
        return output


def _environment(folder: Path, cache_dir: Path | None) -> dict[str, str]:
    kept = {name: os.environ[name] for name in INHERITED if name in os.environ}
    matplotlib = (cache_dir or folder) / "matplotlib"
    matplotlib.mkdir(parents=True, exist_ok=True)
    return kept | {
        "LANG": "C.UTF-8",
        "TZ": "UTC",
        "COLUMNS": "80",
        "PYTHONUTF8": "1",
        "PYTHONHASHSEED": "0",
        "PYTHONDONTWRITEBYTECODE": "1",
        "MPLBACKEND": "agg",
        "MPLCONFIGDIR": str(matplotlib),
        # sums in one order, so that a second run prints the same digits
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "MKL_NUM_THREADS": "1",
    }
