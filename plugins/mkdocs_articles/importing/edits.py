"""Changes to a text that are all found in the text as it was, so that places stay true."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Edit:
    """`text` in place of what stands from `start` to `end`; between characters where they are equal.

    Of those put in at one place, the one with the lower `order` comes first. `final` says that the
    text is an address of the new site already.
    """

    start: int
    end: int
    text: str
    order: int = 0
    final: bool = False


@dataclass(frozen=True, slots=True)
class Span:
    """A part of a text."""

    start: int
    end: int


class Spans:
    """Parts of a text that do not overlap, to ask whether a place is in one of them."""

    def __init__(self, spans: Iterable[Span]) -> None:
        self._spans = sorted(spans, key=lambda span: span.start)
        self._starts = [span.start for span in self._spans]

    def around(self, position: int) -> Span | None:
        """The part in which the character at `position` is."""
        index = bisect_right(self._starts, position) - 1
        if index >= 0 and position < self._spans[index].end:
            return self._spans[index]
        return None


def without_overlaps(edits: Iterable[Edit]) -> list[Edit]:
    """Those of `edits`, earlier ones first, that touch no text that another one replaces."""
    kept: list[Edit] = []
    taken: list[tuple[int, int]] = []  # what is replaced, in order
    for edit in edits:
        index = bisect_right(taken, (edit.start, edit.end))
        before = taken[index - 1] if index else (0, 0)
        after = taken[index] if index < len(taken) else (edit.end, edit.end)
        if before[1] > edit.start or after[0] < edit.end:
            continue
        kept.append(edit)
        if edit.end > edit.start:
            taken.insert(index, (edit.start, edit.end))
    replaced = Spans(Span(start + 1, end) for start, end in taken)
    return [edit for edit in kept if edit.end > edit.start or not replaced.around(edit.start)]


def apply(text: str, edits: Sequence[Edit], start: int = 0, end: int | None = None) -> str:
    """`text[start:end]`, changed by `edits`, which do not overlap."""
    end = len(text) if end is None else end
    parts, position = [], start
    for edit in sorted(edits, key=lambda e: (e.start, e.end > e.start, e.order)):
        parts += [text[position : edit.start], edit.text]
        position = edit.end
    return "".join([*parts, text[position:end]])
