"""`safe_html`: what authors may not write is taken out of pages, and they are told."""

from __future__ import annotations

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.structure.pages import Page

from mkdocs_articles import document
from mkdocs_articles.errors import Problem, report
from mkdocs_articles.regex import late
from mkdocs_articles.safety import html as safe_html

_NAME = late(r"<(?P<tag>[\w:-]+)>$")


def clean(html: str, page: Page, config: MkDocsConfig) -> str:
    """The content of `page` as it is shown. Raises `PluginError` where nh3 is not installed."""
    page.meta.pop("template", None)  # some templates of themes do more than show a page
    try:
        cleaned = safe_html.clean(html)
    except ImportError as error:
        raise PluginError("safe_html needs nh3; run `pip install mkdocs-articles[safe]`") from error
    if refused := safe_html.refused(html, cleaned):
        where = document.of(page.file, config)
        match = _NAME.search(refused[0])
        written = f"<{match['tag']}" if match else refused[0]
        lines = where.source.lower().split("\n")
        line = next((n for n, text in enumerate(lines, 1) if written in text), 0)
        message = f"HTML that is not allowed here: {', '.join(refused)}"
        report(
            [Problem(where.shown, line, 0, message, "write it in Markdown, or leave it out")],
            "html",
        )
    return cleaned
