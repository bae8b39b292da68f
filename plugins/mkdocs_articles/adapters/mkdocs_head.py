"""What is added to a page's `<head>`, whatever its theme.

It is kept as an attribute of the page until its template has run; so it is a part of what
`articles-cache` looks at.
"""

from __future__ import annotations

from mkdocs.structure.pages import Page

_NAME = "articles_head"


def add(page: Page, element: str) -> None:
    """Add an element (HTML) to the head of `page`."""
    setattr(page, _NAME, getattr(page, _NAME, "") + element + "\n")


def put_in(output: str, page: Page) -> str:
    """The page as its template made it, with all that was added."""
    added = getattr(page, _NAME, "")
    return output.replace("</head>", f"{added}</head>", 1) if added else output
