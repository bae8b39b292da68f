"""A formula's element in a page that waits for it, and what is put there."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from mkdocs_articles.math import element
from mkdocs_articles.math.engine import Typeset
from mkdocs_articles.math.fonts import from_text
from mkdocs_articles.math.formula import Formula
from mkdocs_articles.math.numbering import LINK_END, LINK_START
from mkdocs_articles.math.packed import Packed

KEY = "0123456789abcdef" * 2
LINKED = f'<span class="katex-html"><b>{LINK_START}(1){LINK_END}</b></span>'


def fill(page: str, typeset: Typeset) -> str:
    def results(keys: Iterable[str]) -> dict[str, Packed]:
        return {key: Packed.of(typeset) for key in keys}

    pieces, fonts = element.fill(page.encode(), results)
    assert fonts == (from_text(typeset.fonts).keys() if KEY in page else set())
    return b"".join(pieces).decode()


def test_fill() -> None:
    """Everything else on the page stays as it is."""
    waiting = element.waiting(Formula("a < b", True), KEY, ["eq:x", "two words"])
    page = f"<head></head>中文{waiting}, {element.waiting(Formula('a < b'), KEY)}"
    assert fill(page, Typeset("<i>x</i>", fonts="a.woff2=+x b.woff2==")) == (
        '<head></head>中文<span id="two-words"></span>'
        '<tex-math class="display" id="eq:x" data-search-exclude><i>x</i></tex-math>, '
        "<tex-math data-search-exclude><i>x</i></tex-math>"
    )
    assert fill("no formula", Typeset("x")) == "no formula"


def test_a_refused_formula_is_its_source() -> None:
    page = element.waiting(Formula(r"\a < b"), KEY)
    assert fill(page, Typeset("", 'got "<"', 3)) == (
        '<tex-math data-search-exclude><code class="katex-error" title="got &quot;&lt;&quot;">'
        r"\a &lt; b</code></tex-math>"
    )


@pytest.mark.parametrize("quotes", [True, False], ids=["quotes", "made small"])
def test_references_lead_to_their_addresses(quotes: bool) -> None:
    """Also where a plugin that makes pages small has taken the quotes of attributes away."""
    page = element.waiting(Formula(r"\ref{a}"), KEY, links=["../b c/#a&b"])
    if not quotes:
        page = page.replace('"', "")
    assert fill(page, Typeset(LINKED)) == (
        '<tex-math data-search-exclude><span class="katex-html"><b>'
        '<a class="tex-ref" href="../b%20c/#a&amp;b">(1)</a></b></span></tex-math>'
    )


def test_a_key_of_no_formula() -> None:
    """What an author wrote that looks like ours stays as it is."""
    page = f'<tex-math data-formula="{KEY}">x</tex-math>'
    pieces, fonts = element.fill(page.encode(), lambda _: {})
    assert (b"".join(pieces).decode(), fonts) == (page, frozenset())


def test_references_of_an_excerpt_are_text() -> None:
    page = element.waiting(Formula(r"\ref{a}"), KEY)
    assert "<b>(1)</b>" in fill(page, Typeset(LINKED))
