"""Where a page's snippets stand: in the page's own file, or in one that it includes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from mkdocs_articles.errors import Problem
from mkdocs_articles.execution.cells import Complaint
from mkdocs_articles.regex import late
from mkdocs_articles.snippets import Manuscript

_FENCE = late(r"[ \t>]*(?P<ticks>`{3,}|~{3,})(?P<info>.*)")
_RUN = late(r"\brun\b")
_MARKS = late(r"^[ \t>]+|\s+")


@dataclass(frozen=True)
class Places:
    """The places of a page's cells: `codes` are those of all its runnable fences, in order, and
    `cells` tells by its index which of them a cell is (one that is only shown is none).

    Only a message needs them, so they are looked for when one is there.
    """

    manuscript: Manuscript
    codes: tuple[str, ...]
    cells: tuple[int, ...]

    @cached_property
    def _starts(self) -> list[int]:
        return locate("\n".join(self.manuscript.lines), self.codes)

    def problem(self, complaint: Complaint) -> Problem:
        """The complaint with the file and the line that an author knows."""
        document = self.manuscript.document
        shown, line = document.shown if document else "<markdown>", 0
        if start := self._starts[self.cells[complaint.cell]]:
            shown, line, _ = self.manuscript.place(max(1, start + complaint.line - 1), 1)
        return Problem(shown, line, 0, complaint.message, complaint.hint)


def locate(markdown: str, codes: Sequence[str]) -> list[int]:
    """The line (from 1) of `markdown` where each code begins, in order; 0 for one that stands in no
    runnable fence there (something changed it on its way).
    """
    fences = list(_runnable(markdown))
    lines, start = [], 0
    for code in codes:
        wanted = "\n".join(_bare(code))
        place = next((n for n in range(start, len(fences)) if fences[n][1] == wanted), None)
        lines.append(0 if place is None else fences[place][0])
        start = start if place is None else place + 1
    return lines


def _runnable(markdown: str) -> Iterator[tuple[int, str]]:
    """Line and bare code of each runnable fence; what an outer fence shows is none."""
    lines, bare = markdown.split("\n"), _bare(markdown)
    index = 0
    while index < len(lines):
        opening = _FENCE.match(lines[index])
        index += 1
        if opening and opening["ticks"] in bare[index:]:
            end = bare.index(opening["ticks"], index)
            if _RUN.search(opening["info"]):
                yield index + 1, "\n".join(bare[index:end])
            index = end + 1


def _bare(code: str) -> list[str]:
    """Lines without white space and the marks of quotes, which nesting and tabs change."""
    return [_MARKS.sub("", line) for line in code.split("\n")]
