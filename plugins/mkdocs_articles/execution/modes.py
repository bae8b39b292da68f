"""Where outputs come from: a class for each mode, chosen by the environment and never by content."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from mkdocs_articles import inputs
from mkdocs_articles.execution import VARIABLE, frozen
from mkdocs_articles.execution.cells import Complaint, Outputs, keys
from mkdocs_articles.execution.freezing import Workshop, freeze
from mkdocs_articles.execution.page import Snippets

NAMES = ("off", "frozen", "auto", "force")


@dataclass(frozen=True)
class Resolved:
    """For each cell its outputs, or None where there are none to show; and what is wrong."""

    outputs: tuple[Outputs | None, ...]
    complaints: tuple[Complaint, ...] = ()


class Mode(Protocol):
    """A source of outputs."""

    def resolve(self, snippets: Snippets) -> Resolved:
        """The outputs of all cells of a page."""
        ...


class Off:
    """No outputs, and nobody minds."""

    def resolve(self, snippets: Snippets) -> Resolved:
        return Resolved((None,) * len(snippets.cells))


class Frozen:
    """Outputs come from the committed record; nothing runs. A cell without one is a problem."""

    def resolve(self, snippets: Snippets) -> Resolved:
        document, cells = snippets.document, snippets.cells
        record = frozen.load(document.docs_dir, document.uri)
        outputs = tuple(record.outputs.get(key) for key in keys(cells))
        missing = [index for index, found in enumerate(outputs) if found is None]
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
        return Resolved(outputs, (Complaint(missing[0], 1, message, hint),))


@dataclass(frozen=True)
class Execute:
    """Cells are run and their outputs frozen: what is stale, or with `force` everything.

    A run that fails freezes nothing: the last good record stays, and is what is shown.
    """

    workshop: Workshop
    force: bool = False

    def resolve(self, snippets: Snippets) -> Resolved:
        inputs.forget()
        document, cells = snippets.document, snippets.cells
        known = Frozen().resolve(snippets)
        if not self.force and not known.complaints:
            frozen.trim(document.docs_dir, document.uri, keys(cells))
            return known
        result = freeze(snippets, self.workshop.fresh(), self.workshop)
        return Resolved(known.outputs if result.failures else result.outputs, result.failures)


@dataclass
class Collect:
    """Nothing is shown: the snippets of all pages are to be known first."""

    found: list[Snippets] = field(default_factory=list)

    def resolve(self, snippets: Snippets) -> Resolved:
        self.found.append(snippets)
        return Resolved((None,) * len(snippets.cells))


def choose(workshop: Workshop) -> Mode:
    """The mode that `ARTICLES_EXECUTE` asks for: off, frozen (the default), auto or force."""
    name = os.environ.get(VARIABLE, "") or "frozen"
    if name not in NAMES:
        raise ValueError(f"{VARIABLE}={name}: expected {', '.join(NAMES[:-1])} or {NAMES[-1]}")
    modes: Sequence[Mode] = (
        Off(), Frozen(), Execute(workshop), Execute(workshop, force=True)
    )  # fmt: skip
    return dict(zip(NAMES, modes, strict=True))[name]
