"""Where in a text there are addresses: of links, images and HTML."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from mkdocs_articles.importing.edits import Spans

_PLAIN = (
    r"(?:\{\{[^{}\n]*\}\}|\{%[^%\n]*%\}|\\[()]|[^\s()<>\\{]|\{(?![{%])|\([^()\s]*\)|\\(?![()]))+"
)
_ADDRESS = re.compile(
    rf"\]\([ \t]*(?:<(?P<angle>[^<>\n]*)>|(?P<plain>{_PLAIN}))(?=[ \t\n)])"
    r"|<(?:a|img|source|video|audio|iframe|embed)\b[^<>]{0,1000}?\b(?:href|src|poster)[ ]*=[ ]*"
    r"(?:\"(?P<double>(?:\{\{[^{}\n]*\}\}|\{%[^%\n]*%\}|[^\"\n])*)\"|'(?P<single>[^'\n]*)')"
    rf"|^[ ]{{0,3}}\[(?!\^)[^\]\n]+\]:[ \t]*<?(?P<definition>{_PLAIN})",
    re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class Address:
    """An address at `text[start:end]`. In HTML it is seen from the page, not from its file."""

    start: int
    end: int
    in_html: bool


def find(text: str, code: Spans) -> Iterator[Address]:
    """All addresses in `text` that are in no code."""
    position = 0
    while match := _ADDRESS.search(text, position):
        if inside := code.around(match.start()):
            position = inside.end
            continue
        kind = str(match.lastgroup)
        start, end = match.span(kind)
        position = max(end, match.start() + 1)
        if end > start:
            yield Address(start, end, kind in ("double", "single"))
