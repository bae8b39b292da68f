"""Formulas of a whole site: typeset together when all pages are known, and put in at the end.

Until then a page holds a formula's TeX with a key, so that everything that reads pages (excerpts,
search, templates) has little to read.
"""

from __future__ import annotations

import posixpath
from base64 import b85decode, b85encode
from collections.abc import Iterable, Mapping
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

from mkdocs_articles import memo
from mkdocs_articles.adapters.mkdocs_theme import bring_script
from mkdocs_articles.cache.meanwhile import Meanwhile, at_last
from mkdocs_articles.document import Document
from mkdocs_articles.errors import Problem, report
from mkdocs_articles.links import relative
from mkdocs_articles.math import element, fonts
from mkdocs_articles.math.elsewhere import labels_in
from mkdocs_articles.math.engine import KATEX, EngineError
from mkdocs_articles.math.extension import OWNER, SHOWING, typesetter_for
from mkdocs_articles.math.fonts import Drawn
from mkdocs_articles.math.macros import from_option
from mkdocs_articles.math.showing import Later
from mkdocs_articles.math.subset import subset
from mkdocs_articles.math.valid import valid

if TYPE_CHECKING:
    from mkdocs_articles.notebook_math import Math

FOLDER = "assets/katex"
STYLE = f"{FOLDER}/katex.min.css"
_PRELOADED = frozenset({"fonts/KaTeX_Main-Regular.woff2", "fonts/KaTeX_Math-Italic.woff2"})
COPY_TEX = f"{FOLDER}/copy-tex.min.js"
_MANY = 64  # pages; fewer are filled before another process has begun


class Formulas:
    """The formulas of one build."""

    def __init__(self, config: MkDocsConfig) -> None:
        """Let the extension leave its formulas to us."""
        self._options = config.mdx_configs[OWNER]
        self.showing = Later(typesetter_for(self._options))
        self._options[SHOWING] = self.showing
        self._pages: dict[str, str] = {}  # the addresses of files with formulas

    @property
    def identity(self) -> str:
        """What became of formulas is the same while this is."""
        return self.showing.typesetter.identity

    def typeset(self, files: Files, config: MkDocsConfig) -> None:
        """Typeset all formulas, report those that are refused, and ship what the others need."""
        try:
            used = self.showing.typeset()
        except EngineError as error:
            raise PluginError(str(error)) from error
        if used:
            self._ship(used, files, config)

    def notebook(self, where: Document) -> Math:
        """How the formulas of a notebook are made."""
        from mkdocs_articles.notebook_math import Math  # its HTML parser is slow to import

        dollars = bool(self._options.get("dollars", True))

        def elsewhere(path: str) -> Mapping[str, str] | None:
            uri = posixpath.join(posixpath.dirname(where.uri), path)
            return labels_in(where.docs_dir, uri, dollars)

        site, _ = from_option(self._options.get("macros"))  # which the extension has checked
        own, complaints = from_option(where.meta.get("macros"))
        report((Problem(where.shown, 0, 0, *complaint) for complaint in complaints), "formula")
        return Math(self.showing, dollars, (site, own), elsewhere)

    def filled(self, html: str) -> str:
        """A part of a page, with its formulas."""
        pieces, _ = element.fill(html.encode("utf-8", "surrogatepass"), self.showing.results, valid)
        return b"".join(pieces).decode("utf-8", "surrogatepass")

    def with_mathml(self, html: str) -> str:
        """A part of a page, with formulas as MathML alone."""
        return element.with_mathml(html, self.showing.results)

    def note(self, page: Page, output: str) -> None:
        """A page that is about to be written has formulas to be put in."""
        if element.is_waiting(output):
            self._pages[page.file.abs_dest_path] = page.url

    def fill(self, meanwhile: Meanwhile) -> None:
        """Put the formulas into the pages, and the links to their fonts; if there are many, half of
        it `meanwhile`.

        The pages are written by now, and small: what is between a page's template and its file need
        not carry what is twenty times as long.
        """
        pages = list(self._pages.items())
        half = len(pages) // 2
        begin = meanwhile if len(pages) >= _MANY else at_last
        wait = begin(partial(self._fill, pages[:half]))
        self._fill(pages[half:])
        wait()

    def _fill(self, pages: Iterable[tuple[str, str]]) -> None:
        """It may be done again where it was not done to its end: a page is filled or as it was."""
        for path, url in pages:
            pieces, used = element.fill(Path(path).read_bytes(), self.showing.results, valid)
            preloads = _preloads(used, relative(f"{FOLDER}/", url))
            pieces[0] = pieces[0].replace(b"</head>", preloads + b"</head>", 1)
            filled = Path(f"{path}.filled")
            filled.write_bytes(b"".join(pieces))
            filled.replace(path)

    def _ship(self, used: Drawn, files: Files, config: MkDocsConfig) -> None:
        shipped: dict[str, str | bytes] = {STYLE: fonts.style_sheet(used)}
        if self._options.get("copy_tex", True):
            shipped[COPY_TEX] = (KATEX / "contrib" / "copy-tex.min.js").read_text(encoding="utf-8")
        shipped |= {f"{FOLDER}/{name}": _font(name, used[name]) for name in used}
        for uri, content in shipped.items():
            if files.get_file_from_path(uri) is None:
                files.append(File.generated(config, uri, content=content))
        if STYLE not in config.extra_css:
            config.extra_css.insert(0, STYLE)
        if COPY_TEX in shipped:
            bring_script(config, COPY_TEX, defer=True)


def _font(file: str, characters: str) -> bytes:
    """The font with these characters; JSON, in which results are kept, has no bytes."""
    return b85decode(
        memo.kept(lambda: b85encode(subset(file, characters)).decode(), "font", file, characters)
    )


@cache
def _preloads(used: frozenset[str], folder: str) -> bytes:
    """A font is asked for when text that is drawn with it comes up: later than the text is there. The
    two that most formulas have are asked for at once; all of them would hold up the style sheets.
    """
    return "".join(
        f'<link rel="preload" href="{folder}{name}" as="font" type="font/woff2" crossorigin>'
        for name in sorted(used & _PRELOADED)
    ).encode()
