r"""What KaTeX writes that is no MathML, or no CSS, or for some readers a trap, mended.

A formula in a line comes in pieces between which the line may end. That is said by an element, so that
a style sheet can forbid it everywhere else: browsers would end a line behind the last piece, too, and
begin the next with the full stop.

Browsers show it as it is meant; checkers of HTML, and readers of feeds that are strict, do not take it.
It is done where a page is written, so that everywhere else a formula is what KaTeX made of it.
"""

from __future__ import annotations

import re

_START, _FOR_EYES = b'<a class="tex-ref"', b'class="katex-html"'
_DISPLAY, _NEXT_PIECE = b'<span class="katex-display"', b'</span><span class="katex-base">'
# What there is to be mended in MathML, and in what is for eyes.
_SPOKEN = b"<mi><m", b"<mo><m", b"<mn><m", b"<mtext><m", b'em"><m', b"<mtd width="
_SHOWN = _START, b"height:-"
# `mi`, `mo`, `mn` and `mtext` hold text (MathML Core, section 3.2); KaTeX puts what `\mathop` is given
# into one.
_OF_TEXT = re.compile(rb"<(/?)(?:mi|mo|mn|mtext)\b[^>]*>(?=(<(?!/))?)")
_COLUMN = re.compile(rb"<mtd width=\"([^\"]*)\">")
_LINK = re.compile(rb"<a class=\"tex-ref\" href=(?P<address>\"[^\"]*\")>(?P<content>.*?)</a>")
_TAG = re.compile(rb"<[^>]*>")
_NO_HEIGHT = re.compile(rb"height:-[\d.]+em;?")  # a browser ignores it


def valid(markup: bytes) -> bytes:
    """The HTML of a formula, valid."""
    end = markup.find(_FOR_EYES)
    spoken, shown = (markup, b"") if end < 0 else (markup[:end], markup[end:])
    if any(sign in spoken for sign in _SPOKEN):
        spoken = _COLUMN.sub(rb'<mtd style="width:\1">', _with_rows(spoken))
    if any(sign in shown for sign in _SHOWN):
        shown = _with_links_for_keys(_NO_HEIGHT.sub(b"", shown))
    if not markup.startswith(_DISPLAY):
        shown = shown.replace(_NEXT_PIECE, b"</span><wbr>" + _NEXT_PIECE.removeprefix(b"</span>"))
    return spoken + shown


def _with_rows(mathml: bytes) -> bytes:
    """Elements that hold others are rows."""
    holds_elements: list[bool] = []

    def row(tag: re.Match[bytes]) -> bytes:
        if not tag[1]:
            holds_elements.append(tag[2] is not None)
            return b"<mrow>" if holds_elements[-1] else tag[0]
        return b"</mrow>" if holds_elements.pop() else tag[0]

    return _OF_TEXT.sub(row, mathml)


def _with_links_for_keys(markup: bytes) -> bytes:
    """What is for eyes alone must not have what keys can reach, and in MathML there are no links: they
    stand behind the formula, and are seen while they have the focus (articles.css).
    """
    links = [
        b'<a class="tex-goto" href=%b>%b</a>' % (link["address"], _TAG.sub(b"", link["content"]))
        for link in _LINK.finditer(markup)
    ]
    return markup.replace(_START, _START + b' tabindex="-1"') + b"".join(links)
