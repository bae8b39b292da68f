"""HTML that values offer of themselves (a table of pandas), as an article can show it."""

from __future__ import annotations

import re

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
    from bs4 import BeautifulSoup, Comment  # slow to import, and most builds run nothing

    soup = BeautifulSoup(html, "html.parser")
    for tag in soup.find_all(_UNWANTED):
        tag.decompose()
    for comment in soup.find_all(string=lambda text: isinstance(text, Comment)):
        comment.extract()
    for tag in soup.find_all(True):
        for name, value in list(tag.attrs.items()):
            address = re.sub(r"[\s\x00-\x1f]", "", str(value)).lower()
            if (
                name.lower().startswith("on")
                or name in _PRESENTATION
                or address.startswith(("javascript:", "vbscript:", "data:text/html"))
            ):
                del tag[name]
    return re.sub(r"\n{2,}", "\n", str(soup)).strip()
