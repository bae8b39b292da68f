"""Run snippets and look at what came of them."""

from __future__ import annotations

from mkdocs_articles.execution import runner
from mkdocs_articles.execution.cells import Cell


def run(*cells: str | Cell) -> runner.Run:
    return runner.run([c if isinstance(c, Cell) else Cell(c) for c in cells])


def outputs(*cells: str | Cell) -> list[dict[str, str]]:
    """What each cell gave, as texts by their kinds."""
    done = run(*cells)
    assert done.failure is None
    return [{output.kind: output.text for output in cell} for cell in done.outputs]


def failure(*cells: str | Cell) -> tuple[int, int, str]:
    """Cell (from 0), line (from 1) and message of what stopped a run."""
    found = run(*cells).failure
    assert found
    return found.cell, found.line, found.message
