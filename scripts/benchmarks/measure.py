"""What benchmarks share: new processes and what they cost, medians, a table.

A machine that does other work at the same time measures badly: what is compared runs in turns, and a
ratio is the median of the ratios of turns.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib
import json
import os
import platform
import re
import signal
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any, TypeVar

T = TypeVar("T")
SCRIPTS = Path(__file__).resolve().parent.parent
MAXRSS = 1 if sys.platform == "darwin" else 1024  # the unit of `ru_maxrss` in bytes


@dataclass(frozen=True)
class Cost:
    """What a process took, with those that it started and waited for: seconds, and MB of the largest.

    No less memory than the benchmark's own is ever told: the kernel counts what a process was before
    it became another program.
    """

    wall: float
    cpu: float
    memory: float


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
    """The options of a benchmark that has no more than the usual ones."""
    return parser(description).parse_args()


def parser(description: str) -> argparse.ArgumentParser:
    """The options that every benchmark has: `quick` and `json`."""
    parser = argparse.ArgumentParser(
        description=description, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--quick", action="store_true", help="everything small: does it run at all?"
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the results there, too")
    return parser


def turns(count: int) -> Iterator[int]:
    """Count rounds, and tell on a terminal which it is."""
    for turn in range(count):
        if sys.stderr.isatty():
            print(f"\r· {turn + 1}/{count} ", end="", file=sys.stderr, flush=True)
        yield turn


def run(command: Sequence[str], folder: Path, **environment: str) -> tuple[str, Cost]:
    """Run `command` in `folder`: what it printed, and what it took. A failure ends all."""
    status, printed, cost = attempt(command, folder, environment)
    if status:
        sys.exit(f"this failed (see above): {' '.join(command)}")
    return printed, cost


def attempt(
    command: Sequence[str],
    folder: Path,
    environment: Mapping[str, str],
    stderr: int | None = None,
) -> tuple[int, str, Cost]:
    """The same with the status; `stderr` is as for `subprocess`."""
    began = time.perf_counter()
    process = subprocess.Popen(
        command, cwd=folder, env={**os.environ, **environment}, text=True,
        stdout=subprocess.PIPE, stderr=stderr, start_new_session=True,
    )  # fmt: skip
    try:
        assert process.stdout
        with process.stdout:
            printed = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
    except BaseException:
        stop(process)
        raise
    process.returncode = os.waitstatus_to_exitcode(status)
    wall = time.perf_counter() - began
    cost = Cost(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * MAXRSS / 1e6)
    return process.returncode, printed, cost


def stop(process: subprocess.Popen[Any]) -> None:
    """End a process that leads a session, and all that it started: politely, then surely."""
    with contextlib.suppress(ProcessLookupError):
        for signal_ in signal.SIGTERM, signal.SIGKILL:
            os.killpg(process.pid, signal_)
            for _ in range(50):
                process.poll()  # a dead leader still counts, until it has been asked for
                os.killpg(process.pid, 0)
                time.sleep(0.1)
    process.wait()


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
    facts = machine() | {name: version(name) for name in packages}
    summaries = [row.summary() for row in rows]
    if target:
        write_json(target, {"machine": facts, "results": summaries})
    print("\n" + ", ".join(f"{name} {value}" for name, value in facts.items()) + "\n")
    head = "what", "median", "min–max", "unit", "runs", "ratio"
    print_table([head, *map(_cells, summaries)])


def machine() -> dict[str, Any]:
    """What it was measured on."""
    return {
        "system": f"{platform.system()} {platform.machine()}", "processor": _processor(),
        "cores": os.cpu_count(), "python": platform.python_version(),
    }  # fmt: skip


def _processor() -> str:
    """Its model, where the system tells it by a file."""
    with contextlib.suppress(OSError):
        facts = Path("/proc/cpuinfo").read_text("utf-8")
        if model := re.search(r"^model name\s*: (.*)$", facts, re.M):
            return model[1]
    return platform.processor() or "?"


def write_json(target: Path, results: object) -> None:
    target.write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n", "utf-8")


def print_table(lines: Sequence[Sequence[str]]) -> None:
    """Print lines of cells in columns; the first is the header."""
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    for line in lines:
        cells = (cell.ljust(width) for cell, width in zip(line, widths, strict=True))
        print("  ".join(cells).rstrip())


def _cells(one: dict[str, Any]) -> tuple[str, ...]:
    """A summary as a line of the table."""
    spread = f"{short(one['min'])}–{short(one['max'])}"
    ratio = "" if one["ratio"] is None else f"{short(one['ratio'])} × {one['to']}"
    return one["what"], short(one["median"]), spread, one["unit"], str(one["runs"]), ratio


def short(number: float) -> str:
    """Three digits that matter."""
    return f"{number:,.0f}" if abs(number) >= 100 else f"{number:.3g}"


if __name__ == "__main__":  # the new process of `fresh`
    module, name, values = json.loads(sys.argv[1])
    print(json.dumps(getattr(importlib.import_module(module), name)(*values)))
