"""Run an article's cells in a process of their own, away from the build and its secrets."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from mkdocs_articles.execution.cells import Cell, Output, Outputs
from mkdocs_articles.execution.figures import size

CHILD = Path(__file__).with_name("child.py")
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
STAY = "let the snippet reach its end"
INTERPRETER = "name a Python in the option `interpreter` of mkdocs_articles.execution"


@dataclass(frozen=True)
class Failure:
    """Why a run stopped: at this line (from 1, or 0) of the cell of this index (from 0)."""

    cell: int
    line: int
    message: str
    hint: str = MEND


@dataclass(frozen=True)
class Run:
    """What a run gave: outputs of the cells that finished, and the failure of the next, if any."""

    outputs: tuple[Outputs, ...]
    failure: Failure | None = None
    versions: Mapping[str, str] = field(default_factory=dict)


def run(cells: Sequence[Cell], *, interpreter: str = "", cache_dir: Path | None = None) -> Run:
    """Run `cells` in order, sharing state, in a scratch folder; nothing of it is left behind.

    `interpreter` is a Python to run them with (this one by default); `cache_dir` keeps what
    matplotlib would otherwise look up anew each time.
    """
    with tempfile.TemporaryDirectory(prefix="articles-") as name:
        folder = Path(name).resolve()
        request = [{"code": c.code, "error": c.error, "timeout": c.timeout} for c in cells]
        (folder / "request.json").write_text(json.dumps({"cells": request}), encoding="utf-8")
        # unbuffered, so that what Python and other programs print keeps its order
        command = [interpreter or sys.executable, "-u", str(CHILD), str(folder)]
        limit = GRACE + sum(cell.timeout for cell in cells)
        try:
            ended = _run_to_end(command, folder, _environment(folder, cache_dir), limit)
        except OSError as error:
            message = f"cannot run {command[0]}: {error.strerror}"
            return Run((), Failure(0, 0, message, INTERPRETER))
        return _read(folder, cells, ended)


def _run_to_end(command: list[str], folder: Path, environment: dict[str, str], limit: float) -> str:
    """Run `command`; whatever becomes of it or of us, it and what it started are gone afterwards.

    Returns how it ended, in words.
    """
    scratch = folder / "work"
    scratch.mkdir()
    with (folder / "log.txt").open("wb") as log:
        process = subprocess.Popen(
            command, cwd=scratch, env=environment, start_new_session=True,
            stdin=subprocess.DEVNULL, stdout=log, stderr=log,
        )  # fmt: skip
        try:
            status = process.wait(limit)
        except subprocess.TimeoutExpired:
            return f"stopped: the article ran for more than {limit:.0f} s"
        finally:
            _end(process)
    if status < 0:
        return f"the process was ended by {signal.Signals(-status).name}"
    said = (folder / "log.txt").read_text(encoding="utf-8", errors="replace").strip()
    return f"the process ended with status {status}" + (
        f": {said.splitlines()[-1]}" if said else ""
    )


def _end(process: subprocess.Popen[bytes]) -> None:
    """End the process and, where the system has process groups, all that it started."""
    if sys.platform == "win32":
        process.kill()
    else:
        with suppress(ProcessLookupError, PermissionError):  # nobody is left
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _read(folder: Path, cells: Sequence[Cell], ended: str) -> Run:
    """What the child has written; `ended` is the reason if it did not come to its end."""
    outputs: list[Outputs] = []
    results = folder / "results.jsonl"
    if not results.exists():
        return Run((), Failure(0, 0, ended, INTERPRETER))
    # a line without its end was being written
    for line in results.read_text(encoding="utf-8").split("\n")[:-1]:
        record = json.loads(line)
        if "versions" in record:
            return Run(tuple(outputs), versions=record["versions"])
        if failure := record["failure"]:
            cell = failure["cell"] - 1 if failure["cell"] else len(outputs)
            return Run(tuple(outputs), Failure(cell, failure["line"], failure["message"]))
        outputs.append(tuple(_output(item) for item in record["outputs"]))
    last = min(len(outputs), len(cells) - 1)
    if place := _hung(folder, last):
        message = f"stopped: the snippet ran for more than {cells[last].timeout:g} s"
        return Run(tuple(outputs), Failure(*place, message, WAIT))
    return Run(tuple(outputs), Failure(last, 0, ended, STAY))


def _hung(folder: Path, last: int) -> tuple[int, int] | None:
    """Cell (from 0) and line where time ran out, if it did: faulthandler lists the main thread last."""
    dump = folder / "hung.txt"
    text = dump.read_text(encoding="utf-8") if dump.exists() else ""
    if not text.startswith("Timeout"):
        return None
    frame = re.search(r'File "<cell ([0-9]+)>", line ([0-9]+)', text.rpartition("Thread 0x")[2])
    return (int(frame[1]) - 1, int(frame[2])) if frame else (last, 0)


def _output(item: dict[str, str]) -> Output:
    if item["kind"] == "figure":
        return Output("figure", item["text"], *size(item["text"]))
    return Output(item["kind"], item["text"])  # type: ignore[arg-type]


def _environment(folder: Path, cache_dir: Path | None) -> dict[str, str]:
    kept = {name: os.environ[name] for name in INHERITED if name in os.environ}
    matplotlib = (cache_dir or folder) / "matplotlib"
    matplotlib.mkdir(parents=True, exist_ok=True)
    return kept | {
        "HOME": str(folder),
        "USERPROFILE": str(folder),
        "TMPDIR": str(folder),
        "TEMP": str(folder),
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
