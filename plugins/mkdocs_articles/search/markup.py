"""What the search puts into a page, and the files that it puts beside the pages.

Into a page: the style of the button in the head, the button in the bar of the theme, and the starter at
the end. Both texts are the same in every page of every site.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache
from html import escape

from mkdocs_articles.search.scripts import BROWSER, modules, stripped
from mkdocs_articles.search.strings import button

FOLDER = "assets/articles/search"  # of the site
INLINE = ("starter.js", "button.css")
STYLES = ("dialog.css", "highlight.css")
_PLACES = {
    "material": re.compile(
        r'<header class="md-header.*?(?=<div class="md-header__source"|</nav>)', re.DOTALL
    ),
    "mkdocs": re.compile(r'<div class="navbar .*?(?=<div id="navbar-collapse")', re.DOTALL),
}
_PUT = re.compile(
    r"<style>\.articles-search-button\b.*?</style>"
    r'|<button type="button" class="articles-search-button .*?</button>'
    r"|<script data-articles-search=.*?</script>",
    re.DOTALL,
)


def files(strings: Mapping[str, str]) -> dict[str, str]:
    """The files that pages load when the search is opened, by name."""
    scripts = {f"{name}.js": text for name, text in modules().items()}
    spoken = json.dumps(dict(strings), ensure_ascii=False, separators=(",", ":"))
    scripts["dialog.js"] = f"const STRINGS={spoken};\n{scripts['dialog.js']}"
    styles = {name: stripped((BROWSER / name).read_text(encoding="utf-8")) for name in STYLES}
    return scripts | styles


def put(html: str, folder: str, strings: Mapping[str, str]) -> str:
    """A page of any theme with the search; `folder` is the address of `files`, seen from the page."""
    if not html.strip():
        return html  # no page is made of it
    style, script = _inline()
    for place, pattern in _PLACES.items():
        if bar := pattern.search(html):
            html = f"{html[: bar.end()]}{button(strings, place)}{html[bar.end() :]}"
            alone = ""
            break
    else:
        alone = button(strings, "alone")
    head, closing, rest = html.partition("</head>")
    html = f"{head}<style>{style}</style>{closing}{rest}" if closing else html
    alone = alone if closing else f"<style>{style}</style>{alone}"
    body, closing, rest = html.rpartition("</body>")
    where = f'data-articles-search="{escape(folder)}" data-failed="{escape(strings["failed"])}"'
    starter = f"{alone}<script {where}>{script}</script>"
    # both tags may be missing in HTML
    return f"{body}{starter}{closing}{rest}" if closing else f"{html}{starter}"


def without(html: str) -> str:
    """The page as it was before `put`, also that of another version or in another language."""
    return _PUT.sub("", html)


@cache
def _inline() -> tuple[str, str]:
    script, style = (stripped((BROWSER / name).read_text(encoding="utf-8")) for name in INLINE)
    return style, script
