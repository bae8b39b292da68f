"""The MkDocs plugin `articles-search`: an index that the browser reads in pieces.

on_env         all bodies exist: what is to be searched is known; the browser's files join the site
on_post_page   the button and the starter come into each page (and into 404.html)
on_post_build  the index is written
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from mkdocs.config.base import Config
from mkdocs.plugins import BasePlugin, event_priority
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

from mkdocs_articles.adapters.mkdocs_plugin import ArticlesPlugin
from mkdocs_articles.adapters.yaml_position import report_options
from mkdocs_articles.article import Article, instant
from mkdocs_articles.links import relative
from mkdocs_articles.search import index, markup, settings
from mkdocs_articles.search.document import Document, plain_title, sections
from mkdocs_articles.search.strings import strings_for
from mkdocs_articles.settings import Complaint

if TYPE_CHECKING:
    from jinja2 import Environment
    from mkdocs.config.defaults import MkDocsConfig

FOLDER = "assets/articles/search"
NOT_FOUND = "404.html"


_NO_PAGE = "<head></head><body></body>"


class Options(Config):
    """Empty: options are checked by `mkdocs_articles.search.settings`."""


class SearchPlugin(BasePlugin[Options]):
    """Search. Options: see `mkdocs_articles.search.settings`."""

    def __init__(self) -> None:
        self.settings = settings.Settings()
        self.complaints: list[Complaint] = []
        self.pages: list[Page] = []
        self.articles: Mapping[str, Article] = {}

    def load_config(
        self,
        options: Any,
        config_file_path: str | None = None,  # noqa: ARG002
    ) -> tuple[list[Any], list[Any]]:
        self.config = Options()
        self.settings, self.complaints = settings.parse(dict(options))
        return [], []

    def on_config(self, config: MkDocsConfig) -> None:
        report_options("articles-search", self.complaints, config)
        if not self.settings.lang:
            theme = config.theme
            lang = str(theme.get("language") or theme.get("locale") or "en")
            self.settings = replace(self.settings, lang=lang)
        self.strings = strings_for(self.settings.lang, self.settings.strings)

    @event_priority(-90)  # when others have made of bodies what they make of them
    def on_env(self, env: Environment, *, config: MkDocsConfig, files: Files) -> Environment:
        self.articles = {
            article.source: article
            for plugin in config.plugins.values() if isinstance(plugin, ArticlesPlugin)
            for article in plugin.collection.articles
        }  # fmt: skip
        found = [file.page for file in files.documentation_pages() if file.page]
        self.pages = sorted(filter(self._is_searched, found), key=self._place)
        for name, text in markup.files(self.strings).items():
            files.append(File.generated(config, f"{FOLDER}/{name}", content=text))
        return env

    def output_key(self) -> str:
        """What `articles-cache` must know of our change to pages after their templates."""
        return hashlib.sha256(markup.put(_NO_PAGE, FOLDER, self.strings).encode()).hexdigest()

    @event_priority(-90)  # when others are done with it
    def on_post_page(self, output: str, *, page: Page, config: MkDocsConfig) -> str:  # noqa: ARG002
        return markup.put(output, relative(f"{FOLDER}/", page.url), self.strings)

    def on_post_template(
        self, output_content: str, *, template_name: str, config: MkDocsConfig
    ) -> str:
        if template_name != NOT_FOUND:
            return output_content
        root = urlsplit(config.site_url or "/").path  # it is shown at any address
        return markup.put(output_content, f"{root.rstrip('/')}/{FOLDER}/", self.strings)

    def on_post_build(self, *, config: MkDocsConfig) -> None:
        documents = [self._document(page) for page in self.pages]
        entries = [
            index.Entry(index.record(one), one.categories, one.tags, _boost(page))
            for page, one in zip(self.pages, documents, strict=True)
        ]
        for name, data in index.build(entries, self.settings.lang).items():
            path = Path(config.site_dir, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)

    def _is_searched(self, page: Page) -> bool:
        article = self.articles.get(page.file.src_uri)
        is_unlisted = article.unlisted if article else bool(page.meta.get("unlisted"))
        return not is_unlisted and not _options(page).get("exclude")

    def _place(self, page: Page) -> tuple[bool, float, str]:
        """Pages that are no articles first, by address; the oldest article before newer ones."""
        moment = self._date(page)
        return moment is not None, instant(moment).timestamp() if moment else 0.0, page.url

    def _date(self, page: Page) -> date | datetime | None:
        article = self.articles.get(page.file.src_uri)
        if article:
            return article.created or date.min
        value = page.meta.get("date")
        value = value.get("created") if isinstance(value, dict) else value
        return value if isinstance(value, date) else None

    def _document(self, page: Page) -> Document:
        moment, title = self._date(page), plain_title(str(page.title or ""))
        article = self.articles.get(page.file.src_uri)
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
            sections=sections(page.content or "", title),
        )


def _options(page: Page) -> Mapping[str, Any]:
    """What a page says of its search, in its front matter: as in Material."""
    found = page.meta.get("search")
    return found if isinstance(found, dict) else {}


def _boost(page: Page) -> float:
    value = _options(page).get("boost", 1)
    return value if isinstance(value, (int, float)) and not isinstance(value, bool) else 1


def _names(value: Any) -> tuple[str, ...]:
    found: Iterator[Any] = iter(value if isinstance(value, list) else ())
    return tuple(str(one) for one in found if isinstance(one, (str, int, float)))
