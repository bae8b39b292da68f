"""What an engine made, made ready for a page."""

from __future__ import annotations

import html
import re

from mkdocs_articles.math.engine import Typeset
from mkdocs_articles.math.fonts import files_of
from mkdocs_articles.math.formula import Formula
from mkdocs_articles.math.plain import plain_text


def finish(formula: Formula, markup: str) -> Typeset:
    r"""What an engine made of `formula.input`, with what the author wrote as its annotation.

    KaTeX leaves the numbers beside rows to a counter of the style sheet, which a screen reader does
    not read and which a page without its style does not show: they are put in as text.
    """
    if formula.definitions or formula.edits:
        source = html.escape(formula.tex, quote=False)
        markup = _ANNOTATION.sub(lambda match: match[1] + source, markup, count=1)
    cells = formula.row_numbers
    if cells and markup.count(_EMPTY_NUMBER) == len(cells):
        texts = iter(cells)
        markup = _NUMBER_CELL.sub(lambda _: _NUMBERED.format(_plain(next(texts))), markup)
    return Typeset(markup, fonts=" ".join(sorted(files_of(markup))))


_ANNOTATION = re.compile(r"(<annotation [^>]*>)[^<]*")
_EMPTY_NUMBER = '<mtd class ="mml-eqn-num"></mtd>'
_NUMBER_CELL = re.compile(re.escape(_EMPTY_NUMBER))
_NUMBERED = '<mtd class="mml-eqn-num"><mtext>{}</mtext></mtd>'


def _plain(number: str) -> str:
    return html.escape(plain_text(number), quote=False)
