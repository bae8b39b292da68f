"""HTML that values offer of themselves (a table of pandas), as an article can show it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mkdocs_articles import tag_soup
from mkdocs_articles.safety.addresses import FOLLOWED, runs

if TYPE_CHECKING:
    from bs4 import Tag

# What acts, loads or styles beyond its own place.
_UNWANTED = (
    "script",
    "style",
    "link",
    "meta",
    "base",
    "iframe",
    "object",
    "embed",
    "form",
    "template",
)
_PRESENTATION = ("border", "bgcolor", "cellpadding", "cellspacing")


def clean(html: str) -> str:
    """The same without scripts, style sheets and handlers of events.

    pandas carries `<style scoped>` and `border="1"`, which the site's own style does better.
    """
    from bs4 import Comment  # slow to import, and most builds run nothing

    soup = tag_soup.soup(html)
    for tag in soup.find_all(_UNWANTED):
        tag.decompose()
    for comment in soup.find_all(string=lambda text: isinstance(text, Comment)):
        comment.extract()
    disarm(soup)
    for tag in soup.find_all(True):
        for name in _PRESENTATION:
            del tag[name]
    return re.sub(r"\n{2,}", "\n", str(soup)).strip()


def disarm(root: Tag) -> None:
    """Take from the elements in `root` handlers of events, pages of their own, and addresses that
    run a script.
    """
    for tag in root.find_all(True):
        for name, value in list(tag.attrs.items()):
            written = name.lower()
            if (
                written.startswith("on")
                or written == "srcdoc"
                or (written in FOLLOWED and runs(str(value)) and tag.name != "img")
            ):
                del tag[name]
