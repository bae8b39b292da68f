"""What benchmarks share: new processes and what they cost, medians, a table.

A machine that does other work at the same time measures badly: what is compared runs in turns, and a
ratio is the median of the ratios of turns.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any, TypeVar

T = TypeVar("T")
SCRIPTS = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Cost:
    """What a process took, with those that it started and waited for, in seconds."""

    wall: float
    cpu: float


@dataclass(frozen=True)
class Row:
    """Values of one thing, measured again and again; `ratio` is to the row (or thing) `to`."""

    what: str
    values: Sequence[float]
    unit: str = "s"
    ratio: float | None = None
    to: str = ""

    def summary(self) -> dict[str, Any]:
        """What JSON and the table say of it."""
        return {
            "what": self.what, "median": statistics.median(self.values), "min": min(self.values),
            "max": max(self.values), "runs": len(self.values), "unit": self.unit,
            "ratio": self.ratio, "to": self.to,
        }  # fmt: skip


def arguments(description: str) -> argparse.Namespace:
    """The options that every benchmark has: `quick` and `json`."""
    parser = argparse.ArgumentParser(
        description=description, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--quick", action="store_true", help="everything small: does it run at all?"
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the results there, too")
    return parser.parse_args()


def turns(count: int) -> Iterator[int]:
    """Count rounds, and tell on a terminal which it is."""
    for turn in range(count):
        if sys.stderr.isatty():
            print(f"\r· {turn + 1}/{count} ", end="", file=sys.stderr, flush=True)
        yield turn


def run(command: Sequence[str], folder: Path, **environment: str) -> tuple[str, Cost]:
    """Run `command` in `folder`: what it printed, and what it took. A failure ends all."""
    began = time.perf_counter()
    process = subprocess.Popen(
        command, cwd=folder, env={**os.environ, **environment}, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout
    with process.stdout:
        printed = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"this failed (see above): {' '.join(command)}")
    return printed, Cost(time.perf_counter() - began, usage.ru_utime + usage.ru_stime)


def fresh(function: Callable[..., T], *values: Any, **environment: str) -> T:
    """What a module's `function` returns for `values` in a new process; all of it is JSON."""
    spec = sys.modules[function.__module__].__spec__
    assert spec  # a benchmark runs as a module
    call = json.dumps([spec.name, function.__name__, values])
    command = [sys.executable, "-m", "benchmarks.measure", call]
    result: T = json.loads(run(command, SCRIPTS, **environment)[0])
    return result


def median_ratio(over: Sequence[float], under: Sequence[float]) -> float:
    """The median of the ratios of turns."""
    return statistics.median(a / b for a, b in zip(over, under, strict=True))


def report(rows: Sequence[Row], packages: Sequence[str], target: Path | None) -> None:
    """Print the machine's facts and a table; write both to `target` as JSON."""
    machine = {
        "system": platform.platform(), "cores": os.cpu_count(),
        "python": platform.python_version(),
    } | {name: version(name) for name in packages}  # fmt: skip
    summaries = [row.summary() for row in rows]
    if target:
        results = {"machine": machine, "results": summaries}
        target.write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n", "utf-8")
    print("\n" + ", ".join(f"{name} {value}" for name, value in machine.items()) + "\n")
    lines = [("what", "median", "min–max", "unit", "runs", "ratio"), *map(_cells, summaries)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    for line in lines:
        print(
            "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        )


def _cells(one: dict[str, Any]) -> tuple[str, ...]:
    """A summary as a line of the table."""
    spread = f"{_short(one['min'])}–{_short(one['max'])}"
    ratio = "" if one["ratio"] is None else f"{_short(one['ratio'])} × {one['to']}"
    return one["what"], _short(one["median"]), spread, one["unit"], str(one["runs"]), ratio


def _short(number: float) -> str:
    """Three digits that matter."""
    return f"{number:,.0f}" if abs(number) >= 100 else f"{number:.3g}"


if __name__ == "__main__":  # the new process of `fresh`
    module, name, values = json.loads(sys.argv[1])
    print(json.dumps(getattr(importlib.import_module(module), name)(*values)))
