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
from mkdocs_articles.execution.cells import Cell, Outputs, keys, locate

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
        missing = [index for index, found in enumerate(outputs) if found is None]
        if not missing:
            return Resolved(outputs)
        line = locate(document.source, cells)[missing[0]]
        if record.broken:
            message = f"the frozen outputs cannot be read ({record.broken})"
        elif record.outputs:
            message = "the frozen output of this snippet is stale"
        else:
            message = "this snippet has no frozen output"
        if len(missing) > 1:
            message += f" (nor that of {len(missing) - 1} after it)"
        hint = f"run `articles freeze {document.shown}` and commit docs/{frozen.FOLDER}"
        return Resolved(outputs, (Problem(document.shown, line, 0, message, hint),))


@dataclass(frozen=True)
class Execute:
    """Cells are run and their outputs frozen: what is stale, or with `force` everything.

    A run that fails freezes nothing: the last good record stays.
    """

    force: bool = False
    interpreter: str = ""
    cache_dir: Path | None = None

    def resolve(self, document: Document, cells: Sequence[Cell]) -> Resolved:
        if not self.force:
            known = Frozen().resolve(document, cells)
            if not known.problems:
                return known
        result = runner.run(cells, interpreter=self.interpreter, cache_dir=self.cache_dir)
        if result.failure:
            cell, within = result.failure.cell, result.failure.line
            start = locate(document.source, cells)[cell]
            line = start + within - 1 if start and within else start
            hint = 'mend the snippet, or write error="true" where the exception is meant'
            problem = Problem(document.shown, line, 0, result.failure.message, hint)
            outputs = (*result.outputs, *(None,) * (len(cells) - len(result.outputs)))
            return Resolved(outputs, (problem,))
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
