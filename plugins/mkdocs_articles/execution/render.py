"""From outputs to HTML."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape

from mkdocs_articles.execution.cells import Cell, Output, Outputs

LIMIT = 20_000  # characters of text shown of one output
_ANSI = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


def render(cell: Cell, outputs: Outputs, label: str, figure_url: Callable[[str], str]) -> str:
    """The block below a snippet; empty where there is nothing to show."""
    pieces = [_one(cell, output, figure_url) for output in outputs]
    if not pieces or cell.hide in ("output", "all"):
        return ""
    figures = all(output.kind == "figure" for output in outputs)
    kind = " cell-output--figure" if figures else ""
    return (
        f'<div class="cell-output{kind}" role="group" aria-label="{escape(label)}"'
        f" data-search-exclude>{''.join(pieces)}</div>"
    )


def _one(cell: Cell, output: Output, figure_url: Callable[[str], str]) -> str:
    if output.kind == "figure":
        url = escape(figure_url(output.text))
        image = (
            f'<img src="{url}" alt="{escape(cell.alt)}" width="{output.width}"'
            f' height="{output.height}" loading="lazy">'
        )
        caption = (
            f"<figcaption>{escape(cell.caption, quote=False)}</figcaption>" if cell.caption else ""
        )
        return f'<figure class="cell-figure">{image}{caption}</figure>'
    text = _ANSI.sub("", output.text).rstrip("\n")
    if len(text) > LIMIT:
        text = f"{text[:LIMIT]}\n…"
    code = f"<code>{escape(text, quote=False)}</code>"
    return f'<pre class="cell-text cell-{output.kind}" tabindex="0">{code}</pre>'
