"""What is added to a page's `<head>`, whatever its theme.

It is kept as an attribute of the page until its template has run; so it is a part of what
`articles-cache` looks at.
"""

from __future__ import annotations

import re
from html import escape

from mkdocs.structure.pages import Page

from mkdocs_articles.lazy import Text

_NAME = "articles_head"
_LANGUAGE = "articles_language"
_HTML = re.compile(r"(<html\b[^>]*?\slang=)(\"[^\"]*\"|'[^']*'|[^\s>\"']+)", re.IGNORECASE)


def add(page: Page, element: Text | str) -> None:
    """Add an element (HTML) to the head of `page`."""
    vars(page).setdefault(_NAME, []).append(element)


def set_language(page: Page, language: str) -> None:
    """Have `page` say that it is in a language other than that of its site, which themes write."""
    setattr(page, _LANGUAGE, language)


def put_in(output: str, page: Page) -> str:
    """The page as its template made it, with all that was added."""
    elements, language = vars(page).get(_NAME), getattr(page, _LANGUAGE, "")
    if language:
        output = _HTML.sub(lambda found: f'{found[1]}"{escape(language)}"', output, count=1)
    if not elements or "</head>" not in output:
        return output
    texts = (one.text if isinstance(one, Text) else one for one in elements)
    return output.replace("</head>", "\n".join([*texts, "</head>"]), 1)
