"""Run snippets and look at what came of them."""

from __future__ import annotations

import subprocess
import time
from pathlib import Path

from mkdocs_articles.execution import runner
from mkdocs_articles.execution.cells import Cell, Complaint
from mkdocs_articles.execution.process import Launcher
from mkdocs_articles.execution.runner import Limits

# How snippets are run; a fixture of every test here chooses.
_launchers: list[Launcher] = []


def use(launcher: Launcher | None) -> None:
    """Run snippets with this from now on."""
    _launchers[:] = [launcher] if launcher else []


def run(*cells: str | Cell, limits: Limits = Limits(), cache: Path | None = None) -> runner.Run:  # noqa: B008
    made = [c if isinstance(c, Cell) else Cell(c) for c in cells]
    return runner.run(made, _launchers[0], limits=limits, cache_dir=cache)


def outputs(*cells: str | Cell) -> list[dict[str, str]]:
    """What each cell gave, as texts by their kinds."""
    done = run(*cells)
    assert done.failures == ()
    return [{output.kind: output.text for output in cell} for cell in done.outputs]


def failures(*cells: str | Cell) -> list[tuple[int, int, str]]:
    """Cell (from 0), line (from 1) and message of what went wrong in a run."""
    return [(one.cell, one.line, one.message) for one in run(*cells).failures]


def failure(*cells: str | Cell) -> tuple[int, int, str]:
    """The same of the only failure."""
    (found,) = failures(*cells)
    return found


def only(done: runner.Run) -> Complaint:
    """The only failure of a run."""
    (found,) = done.failures
    return found


def gone(pid: int) -> bool:
    """Whether a process is no more (a zombie is none); its end takes the system a moment."""
    for _ in range(100):
        done = subprocess.run(
            ["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False
        )
        if not done.stdout.strip() or done.stdout.startswith("Z"):
            return True
        time.sleep(0.02)
    return False
