"""Run an article's cells in a process of their own, away from the build and its secrets."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from mkdocs_articles.execution.cells import Cell, Output, Outputs

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
GRACE = 30.0  # seconds for the start of the interpreter and its imports


@dataclass(frozen=True)
class Failure:
    """Why a run stopped: in the cell of this index (from 0), at this line of it (from 1, or 0)."""

    cell: int
    line: int
    message: str


@dataclass(frozen=True)
class Run:
    """What a run gave: outputs of the cells that finished, and the failure of the next, if any."""

    outputs: tuple[Outputs, ...]
    failure: Failure | None = None
    versions: Mapping[str, str] = field(default_factory=dict)


def run(cells: Sequence[Cell], *, interpreter: str = "", cache_dir: Path | None = None) -> Run:
    """Run `cells` in order, sharing state, in a scratch folder.

    `interpreter` is a Python to run them with (this one by default); `cache_dir` keeps what
    matplotlib would otherwise look up anew each time.
    """
    with tempfile.TemporaryDirectory(prefix="articles-") as folder:
        scratch = Path(folder, "work")
        scratch.mkdir()
        request, results = Path(folder, "request.json"), Path(folder, "results.jsonl")
        payload = {"cells": [{"code": cell.code, "error": cell.error} for cell in cells]}
        request.write_text(json.dumps(payload), encoding="utf-8")
        command = [interpreter or sys.executable, str(CHILD), str(request), str(results)]
        limit = GRACE + sum(cell.timeout for cell in cells)
        try:
            done = subprocess.run(
                command, cwd=scratch, env=_environment(Path(folder), cache_dir), timeout=limit,
                stdin=subprocess.DEVNULL, capture_output=True, check=False,
            )  # fmt: skip
            ended = f"the process ended with status {done.returncode}"
        except subprocess.TimeoutExpired:
            ended = f"stopped: the article ran for more than {limit:.0f} s"
        except OSError as error:
            ended = f"cannot run {command[0]}: {error.strerror}"
        return _read(results, len(cells), ended)


def _read(results: Path, count: int, ended: str) -> Run:
    outputs: list[Outputs] = []
    text = results.read_text(encoding="utf-8") if results.exists() else ""
    for line in text.splitlines():
        record = json.loads(line)
        if "versions" in record:
            return Run(tuple(outputs), versions=record["versions"])
        outputs.append(tuple(_output(item) for item in record["outputs"]))
        failure = record["failure"]
    if outputs and failure and len(outputs) <= count:
        message = f"{failure['name']}: {failure['message']}".rstrip(": ")
        place = len(outputs) - 1
        return Run(tuple(outputs[:-1]), Failure(place, failure["line"], message))
    return Run(tuple(outputs), Failure(min(len(outputs), count - 1), 0, ended))


def _output(item: dict[str, str]) -> Output:
    if item["kind"] == "figure":
        from mkdocs_articles.execution.figures import size

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
