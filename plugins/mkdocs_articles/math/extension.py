"""The Markdown extension: formulas become placeholders before anything else reads the text, and
typeset HTML after everything else has written it."""

from __future__ import annotations

from pathlib import Path
from re import Match
from typing import Any
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions import Extension
from markdown.inlinepatterns import InlineProcessor
from markdown.postprocessors import Postprocessor
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import STX, AtomicString

from mkdocs_articles.math.engine import OUTPUTS, Options
from mkdocs_articles.math.engines import ENGINES
from mkdocs_articles.math.macros import from_option
from mkdocs_articles.math.page import REFERENCE, PageMath
from mkdocs_articles.math.showing import AtOnce, Showing
from mkdocs_articles.math.typesetter import Typesetter, shared_typesetter
from mkdocs_articles.suggest import refuse_unknown

OWNER = "mkdocs_articles.math"
# The option that `articles` sets, for itself: a `Showing` for all pages.
SHOWING = "showing"


class MathExtension(Extension):
    r"""Typesets formulas at build time.

    Options: `macros` (`{"\\R": "\\mathbb{R}"}`), `dollars` (accept `$…$` and `$$…$$`), `output`
    (`html+mathml`, `mathml`), `mhchem` (`\ce`, `\pu`), `engine` (`auto`, `v8`, `markdown-katex`,
    `latex2mathml`), `cache_dir` (where typeset formulas are kept between builds) and `copy_tex` (for
    the plugin `articles`: copying gives TeX). Raises `ValueError` for others, naming the near miss.
    """

    def __init__(self, **options: Any) -> None:
        self.config = {
            "macros": [{}, "macros for all pages: names to their TeX"],
            "dollars": [True, "accept $…$ and $$…$$"],
            "output": ["html+mathml", f"one of {', '.join(OUTPUTS)}"],
            "mhchem": [False, r"accept \ce{…} and \pu{…}"],
            "copy_tex": [True, "ship KaTeX's script that copies TeX (the plugin does)"],
            "engine": ["auto", f"one of {', '.join(ENGINES)}"],
            "cache_dir": [".cache/mkdocs-articles", "where typeset formulas are kept"],
        }
        self._showing: Showing | None = options.pop(SHOWING, None)
        refuse_unknown(OWNER, options, self.config)
        super().__init__(**options)
        for name, known in {"engine": ENGINES, "output": OUTPUTS}.items():
            if (value := self.getConfig(name)) not in known:
                hint = f"there are {', '.join(known)}"
                raise ValueError(f"{OWNER}: no such {name}: {value}; {hint}")
        macros, complaints = from_option(self.getConfig("macros"))
        if complaints:
            raise ValueError(
                f"{OWNER}: " + "; ".join(f"{what}; {hint}" for what, hint in complaints)
            )
        self._macros = macros

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802
        showing = self._showing or AtOnce(typesetter_for(self.getConfigs()))
        dollars = bool(self.getConfig("dollars"))
        page = PageMath(md, showing, dollars=dollars, macros=self._macros)
        md.registerExtension(page)  # for its reset(), once a document
        md.ESCAPED_CHARS = [*md.ESCAPED_CHARS, "$"]
        # Snippets (32) and white space (30) come before the scan, fences (25) after it.
        md.preprocessors.register(Scan(md, page), "tex_math_scan", 26)
        # Links are made at 160: there is none in the text of a link.
        md.inlinePatterns.register(Refer(REFERENCE, md), "tex_math_references", 100)
        # Indented code is highlighted at 30 and inline code made at 20. Attributes come at 20 and
        # 8 and the table of contents, which wants labels, at 5; only then come the formulas.
        md.treeprocessors.register(RestoreCode(md, page), "tex_math_indented", 31)
        md.treeprocessors.register(RestoreCode(md, page), "tex_math_code", 19)
        md.treeprocessors.register(Compose(md, page), "tex_math_compose", 6)
        md.treeprocessors.register(TreeDone(md, page), "tex_math_done", -1000)
        md.postprocessors.register(Fill(md, page), "tex_math_fill", 5)


def typesetter_for(options: dict[str, Any]) -> Typesetter:
    """The typesetter for these options of the extension; the same for the same."""
    wanted = Options(
        str(options.get("engine", "auto")), str(options.get("output", "html+mathml")),
        bool(options.get("mhchem", False)),
    )  # fmt: skip
    return shared_typesetter(wanted, Path(options["cache_dir"]).absolute())


class PagePreprocessor(Preprocessor):
    def __init__(self, md: Markdown, page: PageMath) -> None:
        super().__init__(md)
        self.page = page


class Scan(PagePreprocessor):
    def run(self, lines: list[str]) -> list[str]:
        self.page.begin(len(lines))
        return self.page.take("\n".join(lines)).split("\n")


class Refer(InlineProcessor):
    """A reference is a link, whose text and address are known when the whole document is."""

    ANCESTOR_EXCLUDES = ("a",)

    def handleMatch(  # type: ignore[override]  # noqa: N802
        self,
        m: Match[str],
        data: str,  # noqa: ARG002
    ) -> tuple[Element, int, int]:
        link = Element("a", {"class": "tex-ref", "href": ""})
        link.text = AtomicString(m[1])
        link.set("data-reference", m[2])
        return link, m.start(0), m.end(0)


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


class Compose(PageTreeprocessor):
    """Numbers and references, once it is known what is a formula."""

    def run(self, root: Element) -> None:
        if not self.page.taken:
            return
        self.page.compose("".join(root.itertext()))
        for link in root.iter("a"):
            number = link.attrib.pop("data-reference", None)
            if number is not None:
                self._refer(link, int(number))

    def _refer(self, link: Element, number: int) -> None:
        if resolved := self.page.resolved(number):
            link.text = AtomicString(resolved.text)
            link.set("href", resolved.target)
            return
        link.tag = "code"
        link.attrib.clear()
        link.set("class", "katex-error")
        link.set("title", "no such label")
        link.text = AtomicString(self.page.taken[number].source)


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
