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
# A formula in a line, by the rule of `math/scanner`.
_INLINE = re.compile(r"(?<![\\$])\$(?![\s$])(?P<tex>(?:[^$\\\n`]|\\[^\n])+?)(?<!\s)\$(?![\d$])")
_ROWS = re.compile(r"\\{4}")
_BRACES = re.compile(r"(?<!\\)\\\\(?=[{}])")  # of a TeX that wants one, Markdown takes one away
_UNDERSCORE = re.compile(r"\\[a-z]*(?:text|rm|tt|name)[a-z]*\{[^{}]*\}|(?<!\\)\\_")


def edits_of(text: str, syntax: Syntax, code: Spans) -> Iterator[Edit]:
    """The changes that make the formulas of `text` ours."""
    for match in _outside(_DOUBLED.finditer(text), code):
        kind = str(match.lastgroup)
        tex = _mended(match[kind])
        mark = ("\\(", "\\)") if kind == "round" else ("\\[", "\\]")
        yield Edit(match.start(), match.end(), f"{mark[0]}{tex}{mark[1]}")
    for match in _outside(_DISPLAY.finditer(text), code):
        tex = _mended(match["tex"]) if syntax.style == "liquid" else match["tex"]
        if syntax.inline_display and _is_in_line(text, match):
            yield Edit(match.start(), match.end(), f"${tex.strip()}$")
        elif tex != match["tex"]:
            yield Edit(match.start(), match.end(), f"$${tex}$$")
    for match in _outside(_INLINE.finditer(text), code) if syntax.style == "liquid" else ():
        tex = _mended(match["tex"])
        if tex != match["tex"]:
            yield Edit(match.start(), match.end(), f"${tex}$")


def _mended(tex: str) -> str:
    """TeX without the backslashes that were for Markdown."""
    plain = _BRACES.sub(r"\\", _ROWS.sub(r"\\\\", tex))
    return _UNDERSCORE.sub(lambda match: "_" if match[0] == "\\_" else match[0], plain)


def _is_in_line(text: str, match: re.Match[str]) -> bool:
    """Whether something else stands in the same paragraph's lines before or behind it."""
    before = text[text.rfind("\n", 0, match.start()) + 1 : match.start()]
    line_end = text.find("\n", match.end())
    behind = text[match.end() : line_end if line_end >= 0 else len(text)]
    return bool(before.strip(" \t>") or behind.strip())


def _outside(matches: Iterable[re.Match[str]], code: Spans) -> Iterator[re.Match[str]]:
    return (match for match in matches if not code.around(match.start()))
