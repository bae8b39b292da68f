"""Formulas typeset at build time: the Markdown extension `mkdocs_articles.math`.

markdown.markdown(text, extensions=["mkdocs_articles.math"])
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mkdocs_articles.math.extension import MathExtension


def makeExtension(**options: Any) -> MathExtension:  # noqa: N802
    """What Python-Markdown calls; options as in `MathExtension`."""
    from mkdocs_articles.math.extension import MathExtension

    return MathExtension(**options)
