"""KaTeX's fonts with no more characters than a site shows: a fifth of their size, or less.

Without hinting, which matters on old screens only and is half of a small font. Other letters than
those of the site are drawn with it nowhere: its family is named by KaTeX's style sheet alone.
"""

from __future__ import annotations

import io

from mkdocs_articles.math.engine import KATEX

_SPACES = " \u00a0"


def subset(file: str, characters: str) -> bytes:
    """A font (WOFF2) with these characters of KaTeX's font `file`, as far as it has them.

    The same for the same arguments and versions of fontTools and Brotli.
    """
    from fontTools.subset import Options, Subsetter  # takes longer to import than to use
    from fontTools.ttLib import TTFont

    options = Options(hinting=False, name_IDs=[], notdef_outline=False, layout_features=["*"])
    with TTFont(KATEX / file, recalcTimestamp=False) as font:
        subsetter = Subsetter(options)
        subsetter.populate(text=characters + _SPACES)
        subsetter.subset(font)
        font.flavor = "woff2"
        made = io.BytesIO()
        font.save(made)
    return made.getvalue()
