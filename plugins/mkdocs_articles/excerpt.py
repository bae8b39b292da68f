"""The excerpt of an article: the beginning of its prose, cut from the rendered body.

The body's HTML is read as a stream of events and turned into pieces: kept tags, words, formulas
and labels, each with a weight. Reading stops soon after the length asked for; the pieces up to
the best place for a cut are the excerpt, and what is open there is closed. Nothing is rendered
again, and no character of the text changes.
"""

from __future__ import annotations

import html
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mkdocs_articles.excerpt_cutter import Cutter, Href, Piece
from mkdocs_articles.links import rebase
from mkdocs_articles.regex import late
from mkdocs_articles.text import CJK

MARKED = re.compile(r"<!--\s*more\s*-->", re.IGNORECASE)
_SPACE = re.compile(r"[ \t\n\r\f]+")
_WRAPPED = late(rf"(?<=[{CJK}])[ \t]*\n[ \t\n]*(?=[{CJK}])")


@dataclass(frozen=True, slots=True)
class Excerpt:
    """The beginning of an article.

    `text` is the same without markup: a line for each block, inline formulas as their TeX, no
    display formulas and no labels. `whole` says that the article's prose goes no further.
    """

    pieces: tuple[str, ...] = ()
    text: str = ""
    whole: bool = True

    def to_json(self) -> list[Any]:
        """What JSON can hold."""
        pieces = [[piece, isinstance(piece, Href)] for piece in self.pieces]
        return [pieces, self.text, self.whole]

    @classmethod
    def from_json(cls, data: list[Any]) -> Excerpt:
        """What `to_json` gave."""
        pieces, text, whole = data
        return cls(tuple(Href(p) if is_href else p for p, is_href in pieces), text, whole)

    @staticmethod
    def text_of(data: list[Any]) -> str:
        """The `text` in what `to_json` gave."""
        return str(data[1])

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
    for limit in (math.inf, length) if MARKED.search(body) else (length,):
        cutter = Cutter(limit, labels)
        pieces = cutter.read(body)
        if cutter.met_marker:  # else the marker was in what an excerpt leaves out
            break
    return Excerpt(tuple(piece.html for piece in pieces), _plain_text(pieces), cutter.is_whole)


def _plain_text(pieces: Sequence[Piece]) -> str:
    """One line for each block. Chinese that was wrapped in the source has no space where it was."""
    lines = [""]
    for piece in pieces:
        if piece.begins_line:
            lines.append("")
        lines[-1] += piece.text
    joined = (_SPACE.sub(" ", _WRAPPED.sub("", line)).strip() for line in lines)
    return "\n".join(line for line in joined if line)
