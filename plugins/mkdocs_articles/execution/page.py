"""The runnable snippets of a page: what is to be run, shown or complained of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from mkdocs_articles.document import Document
from mkdocs_articles.errors import Problem
from mkdocs_articles.execution.cells import Cell, Complaint, Outputs
from mkdocs_articles.execution.places import Places


@dataclass(frozen=True)
class Snippets:
    """A page's cells and where they stand; `complaints` are about how they are written."""

    document: Document
    cells: tuple[Cell, ...]
    places: Places
    complaints: tuple[Complaint, ...] = ()

    def problems(self, complaints: Iterable[Complaint]) -> list[Problem]:
        """The complaints with files and lines, those about how snippets are written included."""
        return [self.places.problem(one) for one in (*self.complaints, *complaints)]


def without_alt(cells: Sequence[Cell], outputs: Sequence[Outputs | None]) -> Iterator[Complaint]:
    """Figures of which readers who cannot see them are told nothing."""
    for index, (cell, given) in enumerate(zip(cells, outputs, strict=True)):
        is_shown = cell.hide not in ("output", "all")
        if is_shown and cell.alt is None and any(one.kind == "figure" for one in given or ()):
            hint = 'describe it with alt="…", or write alt="" if it only decorates'
            yield Complaint(index, 0, "a figure has no alternative text", hint)


def cut(outputs: Sequence[Outputs]) -> Iterator[Complaint]:
    """Outputs that are kept only in part."""
    for index, given in enumerate(outputs):
        for one in given:
            if one.cut:
                message = f"{one.cut:,} bytes of {one.kind}, of which the first {len(one.text):,} "
                yield Complaint(index, 0, f"{message}characters are kept", "print less")
