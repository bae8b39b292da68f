"""What becomes of the tags in a text: changes to it, and what has to stay."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from mkdocs_articles.importing.calls import Node
from mkdocs_articles.importing.edits import Edit, Spans
from mkdocs_articles.importing.model import Around, Block, NotCarriedError, Syntax, Target, Where

Say = Callable[[int, str, str], None]
_REMEDY = "write in Markdown what it showed"


def edits_of(
    text: str, nodes: Iterable[Node], syntax: Syntax, where: Where, code: Spans, say: Say
) -> list[Edit]:
    """The changes for all tags; `say` hears of each that stays: its place, why, and a remedy."""
    return _Tags(text, syntax, where, code, say).all(nodes, ())


class _Tags:
    def __init__(self, text: str, syntax: Syntax, where: Where, code: Spans, say: Say) -> None:
        self._text = text
        self._syntax = syntax
        self._where = where
        self._code = code
        self._say = say

    def all(self, nodes: Iterable[Node], margins: tuple[str, ...]) -> list[Edit]:
        return [edit for node in nodes for edit in self._one(node, margins)]

    def _one(self, node: Node, margins: tuple[str, ...]) -> list[Edit]:
        end = node.close_end if node.is_paired else node.end
        if node.unescaped:
            return [Edit(node.start, node.end, node.unescaped)]
        try:
            becomes = self._becomes(node)
        except NotCarriedError as error:
            self._say(node.start, str(error), error.hint or _REMEDY)
            return self.all(node.children, margins)
        if becomes is None:
            return self.all(node.children, margins)
        if isinstance(becomes, str):
            return [Edit(node.start, end, becomes)]
        if isinstance(becomes, Target):
            return [Edit(node.start, end, becomes.address, final=True)]
        if isinstance(becomes, Block):
            return [self._block(node.start, end, becomes.lines, margins)]
        return self._around(node, becomes, margins)

    def _becomes(self, node: Node) -> str | Target | Block | Around | None:
        call = node.call
        if node.is_value:
            if self._syntax.value is None:
                return None
            return self._syntax.value(call.written, self._where)
        if tag := self._syntax.tags.get(call.name):
            return tag(call, self._where)
        shown = self._text[node.start : node.end]
        shown = " ".join(shown.split())
        shown = shown if len(shown) <= 60 else f"{shown[:57]}…"
        raise NotCarriedError(f"not carried over: {shown}", "")

    def _block(self, start: int, end: int, lines: str, margins: tuple[str, ...]) -> Edit:
        """Lines of their own, indented as the line is in which the tag stands; none of what stands in
        that line before the tag or behind it becomes a part of them.
        """
        before = self._text[self._text.rfind("\n", 0, start) + 1 : start]
        line_end = self._text.find("\n", end)
        behind = self._text[end : line_end if line_end >= 0 else len(self._text)]
        if not lines and not before.strip() and not behind.strip() and line_end >= 0:
            return Edit(start, line_end + 1, "")  # the whole line
        margin = "".join(margins) + (re.match(r"[ \t>]*", before) or [""])[0]
        opening = f"\n\n{margin}" if before.strip(" \t>") else ""
        closing = "\n\n" if behind.strip() else ""
        first, *others = lines.split("\n")
        filled = [first, *(margin + line if line else line for line in others)]
        return Edit(start, end, opening + "\n".join(filled) + closing)

    def _around(self, node: Node, around: Around, margins: tuple[str, ...]) -> list[Edit]:
        text, depth = self._text, len(margins)
        inner = [*margins, around.margin]
        first = self._block(node.start, node.end, around.first, margins)
        edits = [first]
        last = around.last
        inside = text[node.end : node.close_start]
        if inside.strip() and not inside.lstrip(" \t").startswith("\n"):
            before = "\n\n" if around.first else ""
            margin = "".join(inner) if before else around.margin
            edits.append(Edit(node.end, node.end, before + margin, order=-1))
        position = text.find("\n", node.end, node.close_start) + 1
        while position:
            line_end = text.find("\n", position, node.close_start)
            line = text[position : line_end if line_end >= 0 else node.close_start]
            if line.strip():
                edits.append(Edit(position, position, around.margin, order=depth))
            elif ">" in around.margin and line_end >= 0 and inside[position - node.end :].strip():
                edits.append(Edit(position, position, around.margin.rstrip(), order=depth))
            position = line_end + 1 if line_end >= 0 else 0
        edits += self.all(node.children, tuple(inner))
        edits.append(self._block(node.close_start, node.close_end, last, margins))
        return edits
