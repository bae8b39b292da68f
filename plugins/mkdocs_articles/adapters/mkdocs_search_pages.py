"""Which pages of MkDocs are searched, in which order, and what is known of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page

from mkdocs_articles.adapters.mkdocs_lazy import content_of
from mkdocs_articles.adapters.mkdocs_plugin import ArticlesPlugin
from mkdocs_articles.article import Article, Moment
from mkdocs_articles.cache.digest import digest
from mkdocs_articles.search.document import Document, plain_title, sections
from mkdocs_articles.search.index import place
from mkdocs_articles.search.record import record


@dataclass(frozen=True)
class Searched:
    """A page that is searched; `document` is without its sections, which take time."""

    page: Page
    document: Document
    boost: float

    @cached_property
    def key(self) -> str:
        """A digest of all that the record depends on."""
        return digest(repr(self.document), content_of(self.page).digest)

    def record(self) -> bytes:
        """What an index has of it."""
        found = sections(self.page.content or "", self.document.title)
        return record(replace(self.document, sections=found)).to_bytes()


def searched(files: Files, config: MkDocsConfig) -> list[Searched]:
    """The pages by their numbers. Left out is what is unlisted, or says so
    (`search: {exclude: true}`).
    """
    articles = {
        article.source: article
        for plugin in config.plugins.values() if isinstance(plugin, ArticlesPlugin)
        for article in plugin.collection.articles
    }  # fmt: skip
    found = []
    for file in files.documentation_pages():
        article = articles.get(file.src_uri)
        if file.page and not _is_left_out(file.page, article):
            found.append((_moment(file.page, article), file.page, article))
    found.sort(key=lambda one: place(one[0], one[1].url))
    return [
        Searched(page, _document(page, moment, article), _boost(page))
        for moment, page, article in found
    ]


def _is_left_out(page: Page, article: Article | None) -> bool:
    is_unlisted = article.unlisted if article else page.meta.get("unlisted")
    return bool(is_unlisted or _options(page).get("exclude"))


def _moment(page: Page, article: Article | None) -> Moment | None:
    """When an article appeared (the first day of all if nobody knows); None of another page."""
    if article:
        return article.created or date.min
    value = page.meta.get("date")
    value = value.get("created") if isinstance(value, dict) else value
    return value if isinstance(value, date) else None


def _document(page: Page, moment: Moment | None, article: Article | None) -> Document:
    title = plain_title(str(page.title or ""))
    categories = article.categories if article else _names(page.meta.get("categories"))
    tags = article.tags if article else _names(page.meta.get("tags"))
    around = tuple(plain_title(str(one.title)) for one in reversed(list(page.ancestors)))
    return Document(
        url="" if page.url in (".", "./") else page.url,
        title=title,
        path=categories[:1] if moment else around,
        date=moment.strftime("%Y-%m-%d") if moment and moment.year > 1 else "",
        categories=categories,
        tags=tags,
        sections=(),
    )


def _options(page: Page) -> Mapping[str, Any]:
    """What a page says of its search, in its front matter: as in Material."""
    found = page.meta.get("search")
    return found if isinstance(found, dict) else {}


def _boost(page: Page) -> float:
    value = _options(page).get("boost", 1)
    return value if isinstance(value, (int, float)) and not isinstance(value, bool) else 1


def _names(value: Any) -> tuple[str, ...]:
    found: Sequence[Any] = value if isinstance(value, list) else ()
    return tuple(str(one) for one in found if isinstance(one, (str, int, float)))
