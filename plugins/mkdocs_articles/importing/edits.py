"""Changes to a text that are all found in the text as it was, so that places stay true."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Edit:
    """`text` in place of what stands from `start` to `end`.

    `final` says that the text is an address of the new site already.
    """

    start: int
    end: int
    text: str
    final: bool = False


@dataclass(frozen=True, slots=True)
class Wrap:
    """A block from `start` to `end` whose inside stays Markdown: from `opened` to `closed`.

    It gets a `first` line, a `margin` before each of its own, and `last` lines with that margin too.
    """

    start: int
    opened: int
    closed: int
    end: int
    first: str
    last: str
    margin: str
    inside: tuple[Wrap, ...] = ()


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


def without_overlaps(edits: Iterable[Edit], wraps: Iterable[Wrap]) -> list[Edit]:
    """Those of `edits`, earlier ones first, that touch nothing that another one or a wrap replaces."""
    kept: list[Edit] = []
    taken: list[tuple[int, int]] = []  # what is replaced, in order
    todo = [*wraps]
    while todo:
        wrap = todo.pop()
        taken += [(wrap.start, wrap.opened), (wrap.closed, wrap.end)]
        todo += wrap.inside
    taken.sort()
    for edit in edits:
        index = bisect_right(taken, (edit.start, edit.end))
        is_free = (index == 0 or taken[index - 1][1] <= edit.start) and (
            index == len(taken) or edit.end <= taken[index][0]
        )
        if is_free:
            kept.append(edit)
            taken.insert(index, (edit.start, edit.end))
    return kept


def apply(text: str, edits: Iterable[Edit], wraps: Sequence[Wrap] = ()) -> str:
    """`text`, changed by `edits`, which do not overlap, and `wraps`."""
    return _Applied(text, edits).part(0, len(text), wraps)


class _Applied:
    def __init__(self, text: str, edits: Iterable[Edit]) -> None:
        self._text = text
        self._edits = sorted(edits, key=lambda edit: edit.start)
        self._starts = [edit.start for edit in self._edits]

    def part(self, start: int, end: int, wraps: Sequence[Wrap]) -> str:
        parts = []
        for wrap in sorted(wraps, key=lambda wrap: wrap.start):
            parts += [self._plain(start, wrap.start), self._wrapped(wrap)]
            start = wrap.end
            if self._behind(start).strip():
                parts.append(f"\n\n{self._indent(wrap.start)}")
                start += len(self._behind(start)) - len(self._behind(start).lstrip(" \t"))
        return "".join([*parts, self._plain(start, end)])

    def _plain(self, start: int, end: int) -> str:
        parts = []
        for edit in self._edits[bisect_left(self._starts, start) : bisect_left(self._starts, end)]:
            parts += [self._text[start : edit.start], edit.text]
            start = edit.end
        return "".join([*parts, self._text[start:end]])

    def _wrapped(self, wrap: Wrap) -> str:
        indent = self._indent(wrap.start)
        inner = self.part(wrap.opened, wrap.closed, wrap.inside).strip("\n").rstrip()
        inner += f"\n{wrap.last}" if wrap.last else ""
        lines = [wrap.first] if wrap.first else []
        for line in inner.split("\n"):
            if line.strip():
                lines.append(wrap.margin + line.removeprefix(indent))
            else:
                lines.append(wrap.margin.rstrip())
        opening = f"\n\n{indent}" if self._before(wrap.start).strip(" \t>") else ""
        first, *others = lines
        return opening + "\n".join([first, *(indent + line if line else line for line in others)])

    def _before(self, position: int) -> str:
        return self._text[self._text.rfind("\n", 0, position) + 1 : position]

    def _behind(self, position: int) -> str:
        end = self._text.find("\n", position)
        return self._text[position : end if end >= 0 else len(self._text)]

    def _indent(self, position: int) -> str:
        before = self._before(position)
        return before[: len(before) - len(before.lstrip(" \t>"))]
