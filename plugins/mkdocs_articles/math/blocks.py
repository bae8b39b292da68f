"""Guess where blocks of Markdown end, before Markdown itself has parsed them."""

from __future__ import annotations

import re
from functools import cache

MARKER = r"(?:[-+*]|\d+\.)[ \t]"

# What ends with its line: a heading, a table's row, the title of an admonition or a tab.
_ONE_LINER = re.compile(r"[ \t>]*(?:#|\||!!!|\?\?\?|===|///)")
# A newline behind which another block begins.
_BLOCK_END = r"""(?x)\n(?= [ \t>]* (?: \n | \Z | `{3} | ~{3} | \# | !!! | \?\?\? |
                                       (?:={2,}|-{2,})[ \t]*(?:\n|\Z) ))"""
# A line that belongs to no paragraph and no list item.
_OUTSIDE = re.compile(rf"{_ONE_LINER.pattern}|[ \t>]*(?:\n|\Z|`{{3}}|~{{3}})")
_ITEM = re.compile(rf"(?P<indent>[ \t>]*){MARKER}")


_compiled = cache(re.compile)


class Search:
    """Searches forward in one text, and remembers what it found.

    So thousands of openers whose closing is missing, or far away, cost one search and not one each.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._found: dict[str, re.Match[str] | None] = {}

    def next(self, pattern: str, start: int) -> re.Match[str] | None:
        """The first match of `pattern` from `start` on; for one pattern, `start` only ever grows."""
        if pattern in self._found:
            known = self._found[pattern]
            if known is None or known.start() >= start:
                return known
        found = self._found[pattern] = _compiled(pattern).search(self._text, start)
        return found

    def start_of_next(self, pattern: str, start: int) -> int:
        """Where that match begins; the end of the text if there is none."""
        found = self.next(pattern, start)
        return found.start() if found else len(self._text)


class Blocks:
    """The block and the list item around a place that moves forward in a text."""

    def __init__(self, text: str, search: Search) -> None:
        self._text = text
        self._search = search
        self._line_end = 0
        self.block_end = 0
        self.item_end = 0
        # The line last looked at for its item, and what was found.
        self._known_line = -1
        self._known_indent: int | None = None
        self._known_is_list = False

    def enter(self, position: int) -> None:
        """Set `block_end`, and `item_end` (the same outside a list), for `position`."""
        if position < self._line_end:
            return
        line_start = self._text.rfind("\n", 0, position) + 1
        line_end = self._text.find("\n", position)
        self._line_end = line_end if line_end >= 0 else len(self._text)
        if position >= self.block_end:
            is_one_line = _ONE_LINER.match(self._text, line_start)
            block_end = self._search.start_of_next(_BLOCK_END, position)
            self.block_end = self._line_end if is_one_line else block_end
        self.item_end = self.block_end
        indent = self._item_indent(line_start)
        if indent is not None:
            next_item = rf"\n[ \t>]{{0,{indent}}}{MARKER}"
            self.item_end = min(self.item_end, self._search.start_of_next(next_item, position))

    def _item_indent(self, line_start: int) -> int | None:
        """How far the list item is indented to which a line belongs, if to any.

        It begins in the nearest line, this one or one above it, that looks like it; but where the
        block's first line does not, there is no list, and a line may well begin with "+ b".
        """
        indent, is_list = None, False
        line = line_start
        while line > self._known_line:
            item = _ITEM.match(self._text, line)
            if item and indent is None:
                indent = len(item["indent"])
            above = self._text.rfind("\n", 0, line - 1) + 1 if line else 0
            if line == 0 or _OUTSIDE.match(self._text, above):
                is_list = bool(item)
                break
            line = above
        else:
            is_list = self._known_is_list
            indent = self._known_indent if indent is None else indent
        self._known_line, self._known_indent, self._known_is_list = line_start, indent, is_list
        return indent if is_list else None
