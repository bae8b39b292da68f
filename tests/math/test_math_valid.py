r"""What KaTeX writes that is no MathML is mended, and nothing else."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest

from mkdocs_articles.math.engine import Options
from mkdocs_articles.math.formula import Formula
from mkdocs_articles.math.v8 import V8Engine
from mkdocs_articles.math.valid import valid

TOKENS = {"mi", "mo", "mn", "mtext"}


@pytest.fixture(scope="module")
def engine() -> V8Engine:
    return V8Engine(Options())


def mathml(markup: bytes) -> ElementTree.Element:
    found = re.search(rb"<math\b.*?</math>", markup, re.DOTALL)
    assert found
    return ElementTree.fromstring(found[0])


def texts(root: ElementTree.Element) -> str:
    return "".join(root.itertext())


@pytest.mark.parametrize(
    "tex",
    [r"\mathop{\underset{x}{\mathrm{arg\,max}}} f", r"\operatorname*{arg\,min}_w L", r"a \bmod b",
     r"\mathop{\mathbb{E}}_{x \sim p}", r"\mathop{\mathop{a}\limits^b}\limits_c"],
)  # fmt: skip
def test_elements_that_hold_text_hold_no_others(tex: str, engine: V8Engine) -> None:
    before = engine.typeset([Formula(tex, display=True)])[0].html.encode()
    after = valid(before)
    found = [one for one in mathml(after).iter() if one.tag.rpartition("}")[2] in TOKENS]
    assert found
    assert not any(list(one) for one in found)
    assert texts(mathml(after)) == texts(mathml(before))


def test_columns_have_their_width_by_css(engine: V8Engine) -> None:
    typeset = engine.typeset([Formula(r"a = b \tag{1}", display=True)])[0]
    assert b'<mtd width="' in typeset.html.encode()
    after = valid(typeset.html.encode())
    assert b'<mtd style="width:50%">' in after
    assert b'<mtd width="' not in after


def test_no_height_is_negative() -> None:
    shown = b'<span class="katex-html"><span style="%btop:-1em"></span></span>'
    assert valid(shown % b"height:-0.4747em;") == shown % b""


def test_what_is_valid_stays(engine: V8Engine) -> None:
    markup = engine.typeset([Formula(r"\frac{x_1 w_1}{\sqrt{2} \ne \text{否}}")])[0].html.encode()
    assert valid(markup) == markup


def test_between_pieces_a_line_may_end(engine: V8Engine) -> None:
    tex = r"a = b + \text{否}"
    inline, display = engine.typeset([Formula(tex), Formula(tex, display=True)])
    assert valid(inline.html.encode()).count(b"</span><wbr><span") == 2
    assert b"<wbr>" not in valid(display.html.encode())


def test_links_for_keys() -> None:
    """In what is hidden from screen readers nothing can have the focus; behind it there are links."""
    link = b'<a class="tex-ref" href="#a&amp;b">(<span>1</span>)</a>'
    formula = b'<span class="katex-html" aria-hidden="true">' + link + b"</span>"
    assert valid(formula) == (
        b'<span class="katex-html" aria-hidden="true">'
        b'<a class="tex-ref" tabindex="-1" href="#a&amp;b">(<span>1</span>)</a></span>'
        b'<a class="tex-goto" href="#a&amp;b">(1)</a>'
    )
    assert valid(link) == link  # MathML alone
