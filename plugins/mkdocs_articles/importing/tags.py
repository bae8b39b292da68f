"""What becomes of the tags in a text: changes to it, and what has to stay."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from mkdocs_articles.importing.calls import Node
from mkdocs_articles.importing.edits import Edit, Wrap
from mkdocs_articles.importing.model import Around, Block, NotCarriedError, Syntax, Target, Where

Say = Callable[[int, str, str], None]
_REMEDY = "write in Markdown what it showed"


def changes_of(
    text: str, nodes: Iterable[Node], syntax: Syntax, where: Where, say: Say
) -> tuple[list[Edit], list[Wrap]]:
    """The changes for all tags; `say` hears of each that stays: its place, why, and a remedy."""
    tags = _Tags(text, syntax, where, say)
    wraps = tags.all(nodes)
    return tags.edits, wraps


class _Tags:
    def __init__(self, text: str, syntax: Syntax, where: Where, say: Say) -> None:
        self._text = text
        self._syntax = syntax
        self._where = where
        self._say = say
        self.edits: list[Edit] = []

    def all(self, nodes: Iterable[Node]) -> list[Wrap]:
        return [wrap for node in nodes for wrap in self._one(node)]

    def _one(self, node: Node) -> list[Wrap]:
        end = node.close_end if node.is_paired else node.end
        if node.unescaped:
            self.edits.append(Edit(node.start, node.end, node.unescaped))
            return []
        try:
            becomes = self._becomes(node)
        except NotCarriedError as error:
            self._say(node.start, str(error), error.hint or _REMEDY)
            return self.all(node.children)
        if isinstance(becomes, str):
            self.edits.append(Edit(node.start, end, becomes))
        elif isinstance(becomes, Target):
            self.edits.append(Edit(node.start, end, becomes.address, final=True))
        elif isinstance(becomes, Block):
            self.edits.append(self._block(node.start, end, becomes.lines))
        elif isinstance(becomes, Around):
            inside = tuple(self.all(node.children))
            return [Wrap(node.start, node.end, node.close_start, node.close_end, becomes.first,
                         becomes.last, becomes.margin, inside)]  # fmt: skip
        else:
            return self.all(node.children)
        return []

    def _becomes(self, node: Node) -> str | Target | Block | Around | None:
        call = node.call
        if node.is_value:
            return self._syntax.value(call.written, self._where) if self._syntax.value else None
        tag = self._syntax.tags.get(call.name)
        if tag is None:
            raise NotCarriedError(f"not carried over: {self._shown(node)}", "")
        becomes = tag(call, self._where)
        needs_end = isinstance(becomes, Around) or call.name in self._syntax.verbatim
        if needs_end and not node.is_paired:
            raise NotCarriedError(f"a tag without its end: {self._shown(node)}", "")
        return becomes

    def _shown(self, node: Node) -> str:
        shown = " ".join(self._text[node.start : node.end].split())
        return shown if len(shown) <= 60 else f"{shown[:57]}…"

    def _block(self, start: int, end: int, lines: str) -> Edit:
        """Lines of their own, indented as the line is in which the tag stands; none of what stands in
        that line before the tag or behind it becomes a part of them.
        """
        before = self._text[self._text.rfind("\n", 0, start) + 1 : start]
        indent = (re.match(r"[ \t>]*", before) or [""])[0]
        opening = f"\n\n{indent}" if before.strip(" \t>") else ""
        line_end = self._text.find("\n", end)
        behind = self._text[end : line_end if line_end >= 0 else len(self._text)]
        closing = f"\n\n{indent}" if behind.strip() else ""
        if closing:
            end += len(behind) - len(behind.lstrip(" \t"))
        first, *others = lines.split("\n")
        filled = [first, *(indent + line if line else line for line in others)]
        return Edit(start, end, opening + "\n".join(filled) + closing)
