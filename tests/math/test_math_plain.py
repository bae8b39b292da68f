"""Formulas in plain text, as titles and ids have them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mkdocs_articles.math.plain import plain_text


@pytest.mark.parametrize(
    ("tex", "text"),
    [
        ("x", "x"),
        (r"\sigma(x_i)", "σ(x_i)"),
        (r"\Lambda^{-1} \lambda_0", "Λ^-1 λ_0"),
        (r"\varepsilon \epsilon \varphi \Omega", "ε ε φ Ω"),
        (r"L_{2}", "L_2"),
        (r"\mathcal{O}(n\log n)", "O(n log n)"),
        (r"\mathbb{R}^{n \times m}", "R^n × m"),
        (r"a \le b \ne c \to \infty", "a ≤ b ≠ c → ∞"),
        (r"\frac{1}{2} + \dfrac{a}{b}", "1/2 + a/b"),
        (r"\frac{\partial L}{\partial w}", "∂ L/∂ w"),
        (r"x \in \mathbb R, y \in \{0, 1\}", "x ∈ R, y ∈ {0, 1}"),
        (r"\text{损失 } = \operatorname{softmax}(z)", "损失 = softmax(z)"),
        (r"\left( \hat{y} \right)", "( y )"),
        (r"100\% \$5 a\_b \{c\}", "100% $5 a_b {c}"),
        (r"a\,b\\ c~d\quad e", "a b c d e"),
        (r"\begin{cases} a & b \\ c \end{cases}", "a & b c"),
        ("a < b & c", "a < b & c"),
        ("", ""),
        ("\\", "\\"),
    ],
)
def test_plain(tex: str, text: str) -> None:
    assert plain_text(tex) == text


@settings(deadline=None)
@given(
    st.lists(st.sampled_from(["\\", "{", "}", "frac", "a", " ", "\n", "begin", "1"]) | st.text())
)
def test_one_line(pieces: list[str]) -> None:
    """Never more than a line, without space around it, and no braces but those written."""
    tex = "".join(pieces)
    text = plain_text(tex)
    assert " ".join(text.split()) == text
    assert text.count("{") <= tex.count(r"\{")
