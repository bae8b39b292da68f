"""The Markdown extension: formulas become placeholders before anything else reads the text, and
typeset HTML after everything else has written it."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions import Extension
from markdown.postprocessors import Postprocessor
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import ETX, STX, AtomicString, code_escape

from mkdocs_articles import document
from mkdocs_articles.errors import Problem, line_and_column, report
from mkdocs_articles.math.engine import ENGINES
from mkdocs_articles.math.plain import plain_text
from mkdocs_articles.math.scanner import Span, scan
from mkdocs_articles.math.typesetter import element, shared_typesetter
from mkdocs_articles.suggest import refuse_unknown

# A word, to whose marks smart quotes and emphasis turn as to any other; in it there is none that
# an abbreviation may be, and two characters that no document has.
_PLACEHOLDER = re.compile(f"mzx{STX}mzx([0-9]+)zxm{ETX}zxm")
_ALONE = re.compile(f"<p>({_PLACEHOLDER.pattern})</p>")
_TO_BE_FILLED = re.compile(f"{_ALONE.pattern}|{_PLACEHOLDER.pattern}")


def _placeholder(number: int) -> str:
    return f"mzx{STX}mzx{number}zxm{ETX}zxm"


class MathExtension(Extension):
    """Typesets formulas at build time.

    Options: `dollars` (accept `$…$` and `$$…$$`), `engine` (`auto`, `v8`, `markdown-katex`) and
    `cache_dir` (where typeset formulas are kept between builds). Raises `ValueError` for others.
    """

    def __init__(self, **options: Any) -> None:
        self.config = {
            "dollars": [True, "accept $…$ and $$…$$"],
            "engine": ["auto", f"one of {', '.join(ENGINES)}"],
            "cache_dir": [".cache/mkdocs-articles", "where typeset formulas are kept"],
        }
        refuse_unknown("mkdocs_articles.math", options, self.config)
        super().__init__(**options)
        if (engine := self.getConfig("engine")) not in ENGINES:
            known = ", ".join(ENGINES)
            raise ValueError(f"mkdocs_articles.math: no such engine: {engine}; there are {known}")

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802
        page = PageMath(md, self.getConfigs())
        md.registerExtension(page)  # for its reset(), once a document
        md.ESCAPED_CHARS = [*md.ESCAPED_CHARS, "$"]
        # Snippets (32) and white space (30) come before the scan, fences (25) after it. Columns
        # count in what an author wrote, which is before white space.
        md.preprocessors.register(KeepLines(md, page), "tex_math_lines", 31)
        md.preprocessors.register(Scan(md, page), "tex_math_scan", 26)
        # Indented code is highlighted at 30 and inline code made at 20. Attributes come at 20 and
        # 8 and the table of contents, which wants labels, at 5; only then come the formulas.
        md.treeprocessors.register(RestoreCode(md, page), "tex_math_indented", 31)
        md.treeprocessors.register(RestoreCode(md, page), "tex_math_code", 19)
        md.treeprocessors.register(TreeDone(md, page), "tex_math_done", -1000)
        md.postprocessors.register(Fill(md, page), "tex_math_fill", 5)


@dataclass(frozen=True, slots=True)
class Taken:
    """A formula that was taken out of `text`."""

    text: str
    span: Span

    @property
    def source(self) -> str:
        return self.text[self.span.start : self.span.end]

    @property
    def indent(self) -> int:
        """How many characters stand before it in its line."""
        return self.span.start - self.text.rfind("\n", 0, self.span.start) - 1


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
        self.lines: list[str] = []
        self.removed_lines = 0
        self.taken: list[Taken] = []
        self.tree_done = False

    def take(self, text: str) -> str:
        """Put placeholders in the places of the formulas of `text`."""
        pieces: list[str] = []
        position = 0
        for span in scan(text, dollars=self.dollars):
            pieces += text[position : span.start], _placeholder(len(self.taken))
            self.taken.append(Taken(text, span))
            position = span.end
        return "".join(pieces) + text[position:]

    def restore(self, text: str, *, escape: bool = False) -> str:
        """Put the sources back in the places of placeholders."""

        def source(match: re.Match[str]) -> str:
            written = self.taken[int(match[1])].source
            return code_escape(written) if escape else written

        return _PLACEHOLDER.sub(source, text)

    def restore_code(self, code: str) -> str:
        """The same for the text of a code element, which is escaped.

        A code block's lines have lost their indentation and a quote's marks. The later lines of a
        formula in it lose as much here.
        """
        restored = ""
        for index, part in enumerate(_PLACEHOLDER.split(html.unescape(code))):
            if index % 2 == 0:
                restored += part
                continue
            taken = self.taken[int(part)]
            lost = taken.indent - (len(restored) - restored.rfind("\n") - 1)
            restored += re.sub(rf"\n[ >]{{0,{max(0, lost)}}}", "\n", taken.source)
        return code_escape(restored)

    def fill(self, text: str) -> str:
        """The formulas in their places; their labels while the tree is still at work."""
        numbers = dict.fromkeys(int(match[1]) for match in _PLACEHOLDER.finditer(text))
        if not self.tree_done:
            labels = {n: html.escape(plain_text(self.taken[n].span.formula.tex)) for n in numbers}
            return _PLACEHOLDER.sub(lambda match: labels[int(match[1])], text)
        # Typeset now and not at the scan: what turned out to be code is no formula and no problem.
        formulas = {number: self.taken[number].span.formula for number in numbers}
        typeset = self.typesetter.typeset(formulas.values())
        self._report(
            (self.taken[number], typeset[formula].position, typeset[formula].error)
            for number, formula in formulas.items()
            if typeset[formula].error
        )

        def fill_one(match: re.Match[str]) -> str:
            """A display formula alone in its paragraph is no paragraph."""
            formula = formulas[int(match[2] or match[3])]
            filled = element(formula, typeset[formula])
            return f"<p>{filled}</p>" if match[1] and not formula.display else filled

        return _TO_BE_FILLED.sub(fill_one, text)

    def _report(self, refused: Iterable[tuple[Taken, int, str]]) -> None:
        where = document.current(self.md)
        problems = []
        for taken, position, error in refused:
            line, column = self._place(taken, position)
            source = " ".join(taken.span.formula.tex.split())
            hint = f"mend the formula {source[:60]}{'…' if source[60:] else ''}"
            shown = where.shown if where else "<markdown>"
            line = where.line_of("\n".join(self.lines), line) if where else line
            problems.append(Problem(shown, line, column, f"formula: {error}", hint))
        report(problems)

    def _place(self, taken: Taken, position: int) -> tuple[int, int]:
        """Line and column of a TeX's character in the document as it was written."""
        line, column = line_and_column(taken.text, taken.span.offset(position))
        line += self.removed_lines
        written = self.lines[line - 1] if line <= len(self.lines) else ""
        if "\t" in written:
            tab = self.md.tab_length
            ends = (len(written[:end].expandtabs(tab)) for end in range(len(written) + 1))
            column = sum(end < column for end in ends)
        return line, column


class PagePreprocessor(Preprocessor):
    def __init__(self, md: Markdown, page: PageMath) -> None:
        super().__init__(md)
        self.page = page


class KeepLines(PagePreprocessor):
    def run(self, lines: list[str]) -> list[str]:
        self.page.lines = list(lines)
        return lines


class Scan(PagePreprocessor):
    def run(self, lines: list[str]) -> list[str]:
        # White space adds two lines at the end; metadata takes its own away at the beginning.
        self.page.removed_lines = max(0, len(self.page.lines) + 2 - len(lines))
        self.page.tree_done = False
        return self.page.take("\n".join(lines)).split("\n")


class PageTreeprocessor(Treeprocessor):
    def __init__(self, md: Markdown, page: PageMath) -> None:
        super().__init__(md)
        self.page = page


class RestoreCode(PageTreeprocessor):
    """Formulas stay source in code."""

    def run(self, root: Element) -> None:
        for node in root.iter("code"):
            if node.text and STX in node.text:
                node.text = AtomicString(self.page.restore_code(node.text))


class TreeDone(PageTreeprocessor):
    """Formulas stay source in attributes, such as an image's text, and in what was stashed away:

    raw HTML, highlighted code, and the text of such code.
    """

    def run(self, root: Element) -> None:
        self.page.tree_done = True
        for node in root.iter():
            for name, value in node.attrib.items():
                if STX in value:
                    node.set(name, self.page.restore(value))
        blocks = self.page.md.htmlStash.rawHtmlBlocks
        for index, block in enumerate(blocks):
            if isinstance(block, str) and STX in block:
                is_code = "<code" in block or "<" not in block
                blocks[index] = self.page.restore(block, escape=is_code)


class Fill(Postprocessor):
    def __init__(self, md: Markdown, page: PageMath) -> None:
        super().__init__(md)
        self.page = page

    def run(self, text: str) -> str:
        return self.page.fill(text) if self.page.taken else text
