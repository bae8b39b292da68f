"""The excerpt of an article: the beginning of its prose, cut from the rendered body.

The body's HTML is read as a stream of events and turned into pieces: kept tags, words, formulas
and labels, each with a weight. Reading stops soon after the length asked for; the pieces up to
the best place for a cut are the excerpt, and what is open there is closed. Nothing is rendered
again, and no character of the text changes.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass

from mkdocs_articles.excerpt_cutter import Cutter, Enough, Href
from mkdocs_articles.links import rebase

MARKED = re.compile(r"<!--\s*more\s*-->", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Excerpt:
    """The beginning of an article. `whole` says that nothing was left out."""

    pieces: tuple[str, ...] = ()
    text: str = ""
    whole: bool = True

    def html(self, written: str = "", shown: str = "") -> str:
        """Well-formed HTML for the page `shown`, of an article whose own page is `written`."""
        return "".join(
            html.escape(rebase(piece, written, shown)) if isinstance(piece, Href) else piece
            for piece in self.pieces
        )


def from_description(description: str) -> Excerpt:
    """An author's own summary: plain text, shown as it is."""
    return Excerpt(("<p>", html.escape(description, quote=False), "</p>"), description)


def cut(body: str, length: int, labels: Mapping[str, str]) -> Excerpt:
    """Cut the excerpt of the rendered `body`.

    `length` is counted in CJK characters; another word or an inline formula counts as two.
    A comment `<!-- more -->` decides the place of the cut by itself. `labels` gives the words for
    `code`, `table`, `figure` and `formula`.
    """
    cutter = Cutter(length, labels, marked="more" in body and bool(MARKED.search(body)))
    try:
        cutter.feed(body)
        cutter.close()
        cutter.end()
    except Enough:
        pass
    return Excerpt(*cutter.result())
