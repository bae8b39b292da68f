r"""Formulas as other generators have them: doubled backslashes, and `$$` for formulas in a line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from mkdocs_articles.importing.edits import Edit, Spans
from mkdocs_articles.importing.model import Syntax

# A Markdown that takes a backslash away wants two of them.
_DOUBLED = re.compile(
    r"(?<!\\)\\\\\((?P<round>(?:(?!\n[ \t]*\n)[^$])*?)\\\\\)"
    r"|(?<!\\)\\\\\[(?P<square>(?:(?!\n[ \t]*\n)[^$])*?)\\\\\]",
    re.DOTALL,
)
_DISPLAY = re.compile(
    r"(?<![\\$])\$\$(?!\$)(?P<tex>(?:(?!\n[ \t]*\n)(?:[^$\\]|\\.))+?)\$\$", re.DOTALL
)
_ROWS = re.compile(r"\\{4}")
_UNDERSCORE = re.compile(r"(?<!\\)\\_(?=\{)")


def edits_of(text: str, syntax: Syntax, code: Spans) -> Iterator[Edit]:
    """The changes that make the formulas of `text` ours."""
    for match in _outside(_DOUBLED.finditer(text), code):
        kind = str(match.lastgroup)
        tex = _mended(match[kind])
        mark = ("\\(", "\\)") if kind == "round" else ("\\[", "\\]")
        yield Edit(match.start(), match.end(), f"{mark[0]}{tex}{mark[1]}")
    for match in _outside(_DISPLAY.finditer(text), code):
        tex = _mended(match["tex"])
        if syntax.inline_display and _is_in_line(text, match):
            yield Edit(match.start(), match.end(), f"${tex.strip()}$")
        elif tex != match["tex"]:
            yield Edit(match.start(), match.end(), f"$${tex}$$")


def _mended(tex: str) -> str:
    """TeX without the backslashes that were for Markdown."""
    return _UNDERSCORE.sub("_", _ROWS.sub(r"\\\\", tex))


def _is_in_line(text: str, match: re.Match[str]) -> bool:
    """Whether something else stands in the same paragraph's lines before or behind it."""
    before = text[text.rfind("\n", 0, match.start()) + 1 : match.start()]
    line_end = text.find("\n", match.end())
    behind = text[match.end() : line_end if line_end >= 0 else len(text)]
    return bool(before.strip(" \t>") or behind.strip())


def _outside(matches: Iterable[re.Match[str]], code: Spans) -> Iterator[re.Match[str]]:
    return (match for match in matches if not code.around(match.start()))
