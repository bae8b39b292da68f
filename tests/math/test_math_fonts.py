"""The characters of KaTeX's fonts that a site is drawn with, and fonts that have no others."""

from __future__ import annotations

import io

import pytest
from fontTools.ttLib import TTFont

from mkdocs_articles.math import fonts
from mkdocs_articles.math.engine import KATEX, Options
from mkdocs_articles.math.formula import Formula
from mkdocs_articles.math.subset import subset
from mkdocs_articles.math.v8 import V8Engine

MAIN, MATH = "fonts/KaTeX_Main-Regular.woff2", "fonts/KaTeX_Math-Italic.woff2"


def drawn(tex: str) -> fonts.Drawn:
    return fonts.from_text(V8Engine(Options()).typeset([Formula(tex, display=True)])[0].fonts)


@pytest.mark.parametrize(
    ("tex", "expected"),
    [
        (r"x = 12 < y", {MAIN: "12<=", MATH: "xy"}),
        (r"\mathbb{R} \nexists", {"fonts/KaTeX_AMS-Regular.woff2": "R∄"}),
        (r"\text{a b 中}", {MAIN: "ab中"}),
        (r"\mathbf{w} \mathit{if}", {"fonts/KaTeX_Main-Bold.woff2": "w",
                                     "fonts/KaTeX_Main-Italic.woff2": "fi"}),
        (r"\sqrt{\,}", {}),
    ],
)  # fmt: skip
def test_drawn(tex: str, expected: dict[str, str]) -> None:
    found = drawn(tex)
    assert found == expected
    assert fonts.from_text(fonts.to_text(found)) == found


def test_rows_that_the_style_sheet_numbers() -> None:
    assert set(drawn(r"\begin{align} a \\ b \end{align}")[MAIN]) == set("()0123456789")


def test_together() -> None:
    assert fonts.together([{"b": "yx"}, {}, {"b": "za", "a": "="}]) == {"a": "=", "b": "axyz"}


def test_subset() -> None:
    """It has what it is asked for, spaces, and nothing else; each as wide and tall as before."""
    made = subset(MAIN, "=1fi中")
    assert made == subset(MAIN, "=1fi中")
    assert len(made) < (KATEX / MAIN).stat().st_size / 10
    small, whole = TTFont(io.BytesIO(made)), TTFont(KATEX / MAIN)
    known = small.getBestCmap()
    assert {chr(code) for code in known} == set("=1fi \u00a0")
    for code, glyph in known.items():
        assert small["hmtx"][glyph][0] == whole["hmtx"][whole.getBestCmap()[code]][0]
    for table, field in (("hhea", "ascent"), ("hhea", "descent"), ("OS/2", "sTypoLineGap"),
                         ("OS/2", "usWinAscent"), ("head", "unitsPerEm")):  # fmt: skip
        assert getattr(small[table], field) == getattr(whole[table], field), field
