"""Snippets that a reader can run: the script for the pages that have them, its files for the site."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

from mkdocs_articles import memo
from mkdocs_articles.adapters.mkdocs_lazy import content_of, set_content
from mkdocs_articles.execution import live
from mkdocs_articles.lazy import Text
from mkdocs_articles.links import relative

FOLDER = "assets/live"


def bring(
    pages: Sequence[Page], files: Files, config: MkDocsConfig, labels: Mapping[str, str]
) -> None:
    """Put the script at the end of each of these `pages`, which have live cells; without one, ship
    nothing.

    It stands in the content, which themes that swap pages look through for scripts.
    """
    for page in pages:
        url = relative(f"{FOLDER}/live.js", page.url)
        set_content(page, Text.joined(content_of(page), f"\n{live.script(url, labels)}"))
    if pages:
        for name in live.FILES:
            uri = f"{FOLDER}/{name}"
            files.append(File.generated(config, uri, abs_src_path=str(live.BROWSER / name)))


def is_in(page: Page) -> bool:
    """Whether a page has a live cell."""
    content = content_of(page)
    return bool(memo.kept(lambda: live.is_in(content.text), "live", content.digest))
