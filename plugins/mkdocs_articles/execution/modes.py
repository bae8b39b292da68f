"""Where outputs come from: a class for each mode, chosen by the environment and never by content."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from mkdocs_articles.document import Document
from mkdocs_articles.errors import Problem
from mkdocs_articles.execution import frozen, runner
from mkdocs_articles.execution.cells import Cell, Outputs, keys

VARIABLE = "ARTICLES_EXECUTE"


@dataclass(frozen=True)
class Resolved:
    """For each cell its outputs, or None where there are none to show; and what is wrong."""

    outputs: tuple[Outputs | None, ...]
    problems: tuple[Problem, ...] = ()


class Mode(Protocol):
    """A source of outputs."""

    def resolve(self, document: Document, cells: Sequence[Cell]) -> Resolved:
        """The outputs of all `cells` of `document`."""
        ...


class Off:
    """No outputs, and nobody minds."""

    def resolve(self, document: Document, cells: Sequence[Cell]) -> Resolved:  # noqa: ARG002
        return Resolved((None,) * len(cells))


class Frozen:
    """Outputs come from the committed record; nothing runs. A cell without one is a problem."""

    def resolve(self, document: Document, cells: Sequence[Cell]) -> Resolved:
        record = frozen.load(document.docs_dir, document.uri)
        outputs = tuple(record.outputs.get(key) for key in keys(cells))
        missing = [cell for cell, found in zip(cells, outputs, strict=True) if found is None]
        if not missing:
            return Resolved(outputs)
        if record.broken:
            message = f"the frozen outputs cannot be read ({record.broken})"
        elif record.outputs:
            message = "the frozen output of this snippet is stale"
        else:
            message = "this snippet has no frozen output"
        if len(missing) > 1:
            message += f" (and {len(missing) - 1} more below)"
        store = document.shown.removesuffix(document.uri) + frozen.FOLDER
        hint = f"run `articles freeze {document.shown}` and commit {store}"
        return Resolved(outputs, (Problem(document.shown, missing[0].line, 0, message, hint),))


@dataclass(frozen=True)
class Execute:
    """Cells are run and their outputs frozen: what is stale, or with `force` everything.

    A run that fails freezes nothing: the last good record stays, and is what is shown.
    """

    force: bool = False
    interpreter: str = ""
    cache_dir: Path | None = None

    def resolve(self, document: Document, cells: Sequence[Cell]) -> Resolved:
        known = Frozen().resolve(document, cells)
        if not self.force and not known.problems:
            frozen.trim(document.docs_dir, document.uri, keys(cells))
            return known
        result = runner.run(cells, interpreter=self.interpreter, cache_dir=self.cache_dir)
        if failure := result.failure:
            start = cells[failure.cell].line
            line = start + max(failure.line - 1, 0) if start else 0
            problem = Problem(document.shown, line, 0, failure.message, failure.hint)
            return Resolved(known.outputs, (problem,))
        saved = frozen.save(
            document.docs_dir, document.uri, keys(cells), result.outputs, result.versions
        )
        return Resolved(saved)


def choose(interpreter: str = "", cache_dir: Path | None = None) -> Mode:
    """The mode that `ARTICLES_EXECUTE` asks for: off, frozen (the default), auto or force."""
    name = os.environ.get(VARIABLE, "") or "frozen"
    if name == "off":
        return Off()
    if name == "frozen":
        return Frozen()
    if name in ("auto", "force"):
        return Execute(name == "force", interpreter, cache_dir)
    raise ValueError(f"{VARIABLE}={name}: expected off, frozen, auto or force")
