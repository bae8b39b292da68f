"""What an engine made, made ready for a page."""

from __future__ import annotations

import html
import re

from mkdocs_articles.math.engine import Typeset
from mkdocs_articles.math.fonts import drawn, to_text
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
    if formula.row_numbers and markup.count(_EMPTY_NUMBER) == len(formula.row_numbers):
        texts = iter(formula.row_numbers)
        markup = _NUMBER_CELL.sub(lambda _: _NUMBERED.format(_plain(next(texts))), markup)
        markup = _with_full_rows(markup)
    return Typeset(markup, fonts=to_text(drawn(markup)))


_ANNOTATION = re.compile(r"(<annotation [^>]*>)[^<]*")
_EMPTY_NUMBER = '<mtd class ="mml-eqn-num"></mtd>'
_NUMBER_CELL = re.compile(re.escape(_EMPTY_NUMBER))
_GLUE = '<mtd class ="mtr-glue"></mtd>'
_NO_NUMBER = f"{_GLUE}<mtd></mtd>"
_TABLE_PART = re.compile(r"<mtable|</mtable>|</?mtr>")
_NUMBERED = '<mtd class="tex-number"><mtext>{}</mtext></mtd>'


def _with_full_rows(markup: str) -> str:
    """Where some rows have numbers, KaTeX gives the others fewer cells, which shifts them: the
    missing ones are put in.
    """
    pieces: list[str] = []
    position, depth, is_short = 0, 0, False
    for tag in _TABLE_PART.finditer(markup):
        depth += {"<mtable": 1, "</mtable>": -1}.get(tag[0], 0)
        if depth != 1 or tag[0] not in ("<mtr>", "</mtr>"):
            continue
        if tag[0] == "<mtr>":
            is_short = not markup.startswith(_GLUE, tag.end())
        if is_short:
            end, cells = (tag.end(), _GLUE) if tag[0] == "<mtr>" else (tag.start(), _NO_NUMBER)
            pieces += markup[position:end], cells
            position = end
    return "".join(pieces) + markup[position:]


def _plain(number: str) -> str:
    return html.escape(plain_text(number.replace("$", "")), quote=False)
