"""From outputs to HTML."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape

from mkdocs_articles.execution.cells import Cell, Output, Outputs

# What only a terminal understands: colours, links and other control characters.
_CONTROL = re.compile(
    r"\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|[\x00-\x08\x0b-\x1f\x7f]"
)


def render(cell: Cell, outputs: Outputs, label: str, figure_url: Callable[[str], str]) -> str:
    """The block below a snippet; empty where there is nothing to show."""
    if not outputs or cell.hide in ("output", "all"):
        return ""
    pieces = [_one(cell, output, figure_url) for output in outputs]
    figures = all(output.kind == "figure" for output in outputs)
    kind = " cell-output--figure" if figures else ""
    return (
        f'<div class="cell-output{kind}" role="group" aria-label="{escape(label)}"'
        f" data-search-exclude>{''.join(pieces)}</div>"
    )


def _one(cell: Cell, output: Output, figure_url: Callable[[str], str]) -> str:
    if output.kind == "figure":
        url = escape(figure_url(output.text))
        size = f' width="{output.width}" height="{output.height}"' if output.width else ""
        image = f'<img src="{url}" alt="{escape(cell.alt)}"{size} loading="lazy">'
        caption = (
            f"<figcaption>{escape(cell.caption, quote=False)}</figcaption>" if cell.caption else ""
        )
        return f'<figure class="cell-figure">{image}{caption}</figure>'
    text = _CONTROL.sub("", output.text).rstrip("\n")
    shown = escape(text, quote=False)  # in no `code`: themes would take it for a source to copy
    return f'<pre class="cell-text cell-{output.kind}" tabindex="0">{shown}</pre>'
