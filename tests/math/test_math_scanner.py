"""The scanner: what it finds in any text, and at what cost."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown import Markdown

from mkdocs_articles.math.extension import MathExtension
from mkdocs_articles.math.formula import Formula
from mkdocs_articles.math.page import PageMath
from mkdocs_articles.math.scanner import scan

PIECES = (
    "$", "$$", "`", "``", "```", "$`", "`$", "\\eqref{a}", "[](#a)", r"\(", r"\)", r"\[", r"\]",
    "\\", r"\begin{align}", r"\end{align}", r"\begin{cases}", r"\end{cases}",
    "\n", "\n", "\n\n", "\n```math\n", "\n```\n",
    "\n~~~\n", "    ", "> ", "- ", "1. ", "# ", "| ", "!!! note", "<", ">", "<b>", "</b>", '<a b="',
    '">', "<code>", "</code>", "<pre>", "</pre>", "<!--", "-->", "[", "](", ")", "[a]: ", "[^1]: ",
    "x", "5", " ", "中", "&", "*", "_", "{", "}", "|", "=", "---", "\t", "𝑥",
)  # fmt: skip
TEXTS = st.lists(st.sampled_from(PIECES) | st.text(max_size=3), max_size=40).map("".join)


@settings(max_examples=400, deadline=None)
@given(TEXTS, st.booleans())
def test_spans(text: str, dollars: bool) -> None:
    """Spans stand in order and apart; each character of a formula stands where it says."""
    end = 0
    for span in scan(text, dollars=dollars):
        assert end <= span.start < span.end <= len(text)
        end = span.end
        if not isinstance(span.content, Formula):
            continue
        tex = span.content.tex
        assert tex
        assert tex == tex.strip()
        places = [span.offset(position) for position in range(len(tex))]
        assert "".join(text[place] for place in places) == tex
        assert places == sorted(set(places))
        assert span.start <= places[0]
        assert places[-1] < span.end
        # what is left out between the first and the last are a quote's marks
        left_out = set(range(places[0], places[-1])) - set(places)
        assert {text[place] for place in left_out} <= set(" \t>")


@settings(max_examples=100, deadline=None)
@given(TEXTS)
def test_without_dollars(text: str) -> None:
    assert all(text[s.start : s.start + 2] != "$$" for s in scan(text, dollars=False))


@settings(max_examples=100, deadline=None)
@given(st.text(), TEXTS)
def test_placeholders(before: str, text: str) -> None:
    """What is taken out of a text and put back gives the text."""
    written = before.replace("\2", "").replace("\3", "") + text.replace("\2", "").replace("\3", "")
    markdown = Markdown()
    MathExtension().extendMarkdown(markdown)
    [page] = [one for one in markdown.registeredExtensions if isinstance(one, PageMath)]
    taken = page.take(written)
    assert page.restore(taken) == written
    assert len(page.taken) == len(scan(written))
    assert page.restore(page.take(text)) == text, "numbers go on"


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("a $x$", [(1, 4)]),
        ("$$\n\n$$ $$\n  x\ny $$", [(1, 1)]),
        ("> $$\n>  x\n>> y\n> $$", [(2, 4), (3, 2)]),
        ("$$\n  x\ny $$ z", [(2, 3), (3, 1)]),
        ("> > - $$\n> >   x\n> $$", [(2, 7)]),
        ("```math\n\n  x\n```", [(3, 3)]),
        ("  - ~~~ math\n    x\n    y\n    ~~~", [(2, 5), (3, 1)]),
        (r"\begin{align}x\end{align}", [(1, 1)]),
        ("$` x `$", [(1, 4)]),
    ],
)
def test_places(text: str, places: list[tuple[int, int]]) -> None:
    """Where each line of the TeX begins, as line and column from 1."""
    found = []
    for span in scan(text):
        for offset in span.lines:
            before = text[:offset]
            found.append((before.count("\n") + 1, offset - before.rfind("\n")))
    assert found == places


def test_formula_in_quote() -> None:
    """As many marks are the quote's as the opening line has."""
    [span] = scan("> $$\n> > x\n>y\n z\n> $$")
    assert span.content == Formula("> x\ny\nz", display=True)


UNCLOSED = {
    "dollar": "$a ", "dollars": "$$a ", "ticks": "$`a ", "parens": r"\(a ", "brackets": r"\[a ",
    "environment": r"\begin{align} ", "environments": r"\begin{align}\begin{cases} ",
    "code": "`a ``b ", "angle": "<", "tag": "<a ", "quoted tag": "<a '", "comment": "<!-- ",
    "raw": "<pre> ", "raw, closed": "<code>a</code> ", "address": "[a](b ", "reference": "[a]:\n",
    "fence": "```a\n", "fences": "```\n~~~\n", "indented fence": "    ```a\n",
    "quoted fence": "> ```a\n", "items": "- $a\n", "nested items": "    - $a\n- b$\n",
    "lines": "a $b\n", "quote": "> $a\n", "paragraphs": "$a\n\n", "headings": "# $a\n",
    "rows": "| $a |\n", "backslashes": "\\", "spaces": "[a]:      ", "backticks": "`",
    "closed": "$a$ ", "closed over lines": "> $$a\n> b$$ ", "money": "$5",
}  # fmt: skip


@pytest.mark.parametrize("unit", UNCLOSED.values(), ids=UNCLOSED)
def test_cost(unit: str) -> None:
    """Four times the text is four times the work (processor time), not sixteen times."""

    def work(count: int) -> float:
        start = time.process_time()
        scan(unit * count)
        return time.process_time() - start

    ratios = []
    for _ in range(5):
        ratios.append(work(20_000) / work(5_000))
        if min(ratios) < 8:
            return
    raise AssertionError(f"the cost grows too fast: {ratios}")


@pytest.mark.parametrize("unit", ["$a ", r"\(a ", "`a ``b "])
def test_unclosed_in_a_document(unit: str, convert: Callable[..., Any]) -> None:
    """A long document of unclosed openers is converted at all, and loses nothing."""
    body, problems = convert(unit * 20_000)
    assert "tex-math" not in body
    assert body.count("a") >= 20_000
    assert problems == []
