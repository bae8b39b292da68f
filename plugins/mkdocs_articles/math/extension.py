"""The Markdown extension: formulas become placeholders before anything else reads the text, and
typeset HTML after everything else has written it."""

from __future__ import annotations

import html
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions import Extension
from markdown.postprocessors import Postprocessor
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import ETX, STX, AtomicString

from mkdocs_articles import document
from mkdocs_articles.errors import Problem, line_and_column, report
from mkdocs_articles.math.plain import plain_text
from mkdocs_articles.math.scanner import Span, scan
from mkdocs_articles.math.typesetter import element, shared_typesetter

if TYPE_CHECKING:
    from mkdocs_articles.math.engine import Typeset

_PLACEHOLDER = re.compile(f"{STX}tex-math:([0-9]+){ETX}")
_IN_PAGE = re.compile(f"<p>{STX}tex-math:([0-9]+){ETX}</p>|{STX}tex-math:([0-9]+){ETX}")


class MathExtension(Extension):
    """Typesets formulas at build time.

    Options: `dollars` (accept `$…$` and `$$…$$`), `engine` (`auto`, `v8`, `markdown-katex`) and
    `cache_dir` (where typeset formulas are kept between builds).
    """

    def __init__(self, **options: Any) -> None:
        self.config = {
            "dollars": [True, "accept $…$ and $$…$$"],
            "engine": ["auto", "auto, v8 or markdown-katex"],
            "cache_dir": [".cache/mkdocs-articles", "where typeset formulas are kept"],
        }
        super().__init__(**options)

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802
        page = PageMath(md, self.getConfigs())
        md.registerExtension(page)  # for its reset(), once a document
        md.ESCAPED_CHARS = [*md.ESCAPED_CHARS, "$"]
        # Snippets (32) and white space (30) come before the scan, fences (25) after it.
        md.preprocessors.register(Scan(md, page), "tex_math_scan", 26)
        # Raw HTML blocks (20) are not Markdown: what they hold goes back to its source.
        md.preprocessors.register(RestoreRaw(md, page), "tex_math_raw", 19)
        # Indented code is highlighted at 30, inline code and links made at 20, the table of
        # contents at 5; each wants sources or labels, and only the last steps want the formulas.
        md.treeprocessors.register(RestoreTree(md, page), "tex_math_code", 31)
        md.treeprocessors.register(RestoreTree(md, page), "tex_math_tree", 19)
        md.treeprocessors.register(TreeDone(md, page), "tex_math_done", -1000)
        md.postprocessors.register(Fill(md, page), "tex_math_fill", 5)


class PageMath(Extension):
    """The formulas of the document being converted (an extension for the sake of `reset`)."""

    def __init__(self, md: Markdown, options: dict[str, Any]) -> None:
        super().__init__()
        self.md = md
        self.dollars = bool(options["dollars"])
        cache_dir = Path(options["cache_dir"]).absolute()
        self.typesetter = shared_typesetter(str(options["engine"]), cache_dir)
        self.reset()

    def reset(self) -> None:
        self.sources: list[str] = []
        self.html: list[str] = []
        self.labels: list[str] = []
        self.tree_done = False

    def take(self, text: str) -> str:
        """Typeset the formulas of `text` in one batch and put placeholders in their places."""
        spans = scan(text, dollars=self.dollars)
        if not spans:
            return text
        typeset = self.typesetter.typeset(span.formula for span in spans)
        self._report(text, spans, typeset)
        pieces: list[str] = []
        position = 0
        for span in spans:
            pieces += text[position : span.start], f"{STX}tex-math:{len(self.sources)}{ETX}"
            position = span.end
            self.sources.append(text[span.start : span.end])
            self.html.append(element(span.formula, typeset[span.formula]))
            self.labels.append(plain_text(span.formula.tex))
        return "".join(pieces) + text[position:]

    def restore(self, text: str) -> str:
        """Put the sources back in the places of placeholders."""
        return _PLACEHOLDER.sub(lambda match: self.sources[int(match[1])], text)

    def fill(self, text: str) -> str:
        """The formulas in their places; their labels while the tree is still at work."""
        if not self.tree_done:
            return _PLACEHOLDER.sub(lambda m: html.escape(self.labels[int(m[1])]), text)
        return _IN_PAGE.sub(self._fill_one, text)

    def _fill_one(self, match: re.Match[str]) -> str:
        """A display formula alone in its paragraph is no paragraph."""
        if match[2] is not None:
            return self.html[int(match[2])]
        formula = self.html[int(match[1])]
        return formula if formula.startswith('<tex-math class="display"') else f"<p>{formula}</p>"

    def _report(self, text: str, spans: list[Span], typeset: dict[Any, Typeset]) -> None:
        refused = [span for span in spans if typeset[span.formula].error]
        if not refused:
            return
        where = document.current(self.md)
        problems = []
        for span in refused:
            result = typeset[span.formula]
            line, column = line_and_column(text, span.tex_start + result.position)
            shown = where.shown if where else "<markdown>"
            line = where.line_of(text, line) if where else line
            source = " ".join(span.formula.tex.split())
            hint = f"mend the formula {source[:60]}{'…' if source[60:] else ''}"
            problems.append(Problem(shown, line, column, f"formula: {result.error}", hint))
        report(problems)


class Scan(Preprocessor):
    def __init__(self, md: Markdown, page: PageMath) -> None:
        super().__init__(md)
        self.page = page

    def run(self, lines: list[str]) -> list[str]:
        return self.page.take("\n".join(lines)).split("\n")


class RestoreRaw(Scan):
    def run(self, lines: list[str]) -> list[str]:
        if self.page.sources:
            blocks = self.page.md.htmlStash.rawHtmlBlocks
            for index, block in enumerate(blocks):
                if isinstance(block, str) and STX in block:
                    blocks[index] = self.page.restore(block)
        return lines


class RestoreTree(Treeprocessor):
    """Formulas stay source in code and in attributes."""

    def __init__(self, md: Markdown, page: PageMath) -> None:
        super().__init__(md)
        self.page = page

    def run(self, root: Element) -> None:
        if not self.page.sources:
            return
        for node in root.iter():
            if node.tag == "code" and node.text and STX in node.text:
                node.text = AtomicString(self.page.restore(node.text))
            for name, value in node.attrib.items():
                if STX in value:
                    node.set(name, self.page.restore(value))


class TreeDone(RestoreTree):
    def run(self, root: Element) -> None:  # noqa: ARG002
        self.page.tree_done = True


class Fill(Postprocessor):
    def __init__(self, md: Markdown, page: PageMath) -> None:
        super().__init__(md)
        self.page = page

    def run(self, text: str) -> str:
        return self.page.fill(text) if self.page.sources else text
