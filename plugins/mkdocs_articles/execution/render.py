"""From outputs to HTML."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html import escape

from mkdocs_articles.execution.cells import Cell, Output, Outputs

# What only a terminal understands: colours, links and other control characters.
_CONTROL = re.compile(
    r"\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|[\x00-\x08\x0b-\x1f\x7f]"
)


@dataclass(frozen=True)
class Renderer:
    """Makes the blocks below snippets of a page.

    `figure_url` is the address of a figure's file; `latex` typesets the LaTeX of a value, or is None
    where nothing does; with `dark` a figure is shown in two versions, of which themes that know
    `#only-light` and `#only-dark` show one.
    """

    labels: Mapping[str, str]
    figure_url: Callable[[str], str]
    latex: Callable[[str], str] | None = None
    dark: bool = True

    def block(self, cell: Cell, outputs: Outputs) -> str:
        """The block below a snippet; empty where there is nothing to show."""
        if not outputs or cell.hide in ("output", "all"):
            return ""
        pieces = [self._one(cell, output) for output in outputs]
        figures = all(output.kind == "figure" for output in outputs)
        kind = " cell-output--figure" if figures else ""
        return (
            f'<div class="cell-output{kind}" role="group" aria-label="{escape(self.labels["output"])}"'
            f" data-search-exclude>{''.join(pieces)}</div>"
        )

    def _one(self, cell: Cell, output: Output) -> str:
        if output.kind == "figure":
            return self._figure(cell, output)
        if output.html:
            return f'<div class="cell-html" tabindex="0">{output.html}</div>'
        if output.latex and self.latex:
            return f'<div class="cell-latex">{self.latex(output.latex)}</div>'
        text = _CONTROL.sub("", output.text).rstrip("\n")
        shown = escape(text, quote=False)  # in no `code`: themes would take it for a source to copy
        block = f'<pre class="cell-text cell-{output.kind}" tabindex="0">{shown}</pre>'
        if output.cut:
            told = self.labels["cut"].format(f"{len(output.text):,}", f"{output.cut:,}")
            block += f'<p class="cell-cut">{escape(told)}</p>'
        return block

    def _figure(self, cell: Cell, output: Output) -> str:
        dark = output.dark if self.dark else ""
        images = self._image(cell, output, output.file, "#only-light" if dark else "")
        if dark:
            images += self._image(cell, output, dark, "#only-dark")
        caption = (
            f"<figcaption>{escape(cell.caption, quote=False)}</figcaption>" if cell.caption else ""
        )
        return f'<figure class="cell-figure">{images}{caption}</figure>'

    def _image(self, cell: Cell, output: Output, file: str, fragment: str) -> str:
        url = escape(self.figure_url(file)) + fragment
        size = f' width="{output.width}" height="{output.height}"' if output.width else ""
        return f'<img src="{url}" alt="{escape(cell.alt or "")}"{size} loading="lazy">'
