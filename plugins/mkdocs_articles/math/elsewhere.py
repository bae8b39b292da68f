"""The labels of other documents, read from their sources: a page may be rendered before they are."""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path

from mkdocs_articles import inputs, percent
from mkdocs_articles.front_matter import split
from mkdocs_articles.math.formula import Formula
from mkdocs_articles.math.numbering import number
from mkdocs_articles.math.scanner import scan

# A line under which indented ones go on: a list's item, an admonition, a tab, a note, a definition.
_ITEM = re.compile(r"[ \t>]*(?:[-+*:][ \t]|\d+[.)][ \t]|!!!|\?\?\?|===|\[\^|///)")
_BLANK_LINE = re.compile(r"^[ \t]*\n", re.MULTILINE)


def labels_in(
    docs_dir: Path, uri: str, dollars: bool, include: Callable[[list[str]], list[str]] = list
) -> Mapping[str, str] | None:
    """The labels of the document `uri` of `docs_dir` and their numbers; None if there is none.

    `include` puts snippets into lines of Markdown.
    """
    uri = posixpath.normpath(uri)
    if uri.startswith(("../", "/")):  # out of the docs
        return None
    path = docs_dir / uri
    inputs.note(path)
    try:
        status = path.stat()
        text = _markdown(path, status.st_mtime_ns, status.st_size)
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return _labels("\n".join(include(text.split("\n"))), dollars)


@lru_cache(maxsize=1024)
def _markdown(path: Path, modified: int, size: int) -> str:  # noqa: ARG001 - they are for the cache
    text = path.read_text(encoding="utf-8-sig")
    if path.suffix != ".ipynb":
        return split(percent.markdown_of(path, text))[1]
    cells = [cell for cell in json.loads(text)["cells"] if cell["cell_type"] == "markdown"]
    return "\n\n".join("".join(cell["source"]) for cell in cells)


@lru_cache(maxsize=1024)
def _labels(text: str, dollars: bool) -> Mapping[str, str]:
    spans = scan(text, dollars=dollars)
    return number(
        span.content
        for span in spans
        if isinstance(span.content, Formula) and not _is_indented_code(text, span.start)
    ).labels


def _is_indented_code(text: str, start: int) -> bool:
    """Whether a block is indented like code: by more than the items around it want."""
    block_start = max((end.end() for end in _BLANK_LINE.finditer(text, 0, start)), default=0)
    least = indent = _indent(text[block_start:].partition("\n")[0])
    items = 0
    for line in reversed(text[:block_start].split("\n")):
        if least < 4:
            break
        if line.strip() and _indent(line) < least:
            least = _indent(line)
            items += bool(_ITEM.match(line))
    return indent >= 4 * (items + 1)


def _indent(line: str) -> int:
    expanded = line.expandtabs(4)
    return len(expanded) - len(expanded.lstrip())
