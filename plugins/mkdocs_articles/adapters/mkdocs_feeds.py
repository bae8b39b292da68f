"""The feeds of a site: one of all articles, and one for each category and tag."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from urllib.parse import urljoin

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

from mkdocs_articles import memo
from mkdocs_articles.adapters import mkdocs_head
from mkdocs_articles.adapters.mkdocs_files import PARAMETERS, term_uri
from mkdocs_articles.adapters.mkdocs_formulas import Formulas
from mkdocs_articles.article import Article, instant
from mkdocs_articles.body import Body
from mkdocs_articles.collection import Collection
from mkdocs_articles.errors import log
from mkdocs_articles.feeds import FORMATS, Entry, Feed
from mkdocs_articles.feeds.content import for_feed
from mkdocs_articles.links import relative
from mkdocs_articles.settings import Settings

TAXONOMIES = ("categories", "tags")


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a feed belongs: the page of which it is the newest, and the folder of its files."""

    page: Page
    folder: str
    title: str
    articles: Sequence[Article]


@dataclass(frozen=True)
class Feeds:
    """The feeds of one build, when all bodies are there and all formulas typeset."""

    config: MkDocsConfig
    settings: Settings
    language: str
    labels: Mapping[str, str]
    collection: Collection
    bodies: Mapping[str, Body]
    formulas: Formulas | None
    _entries: dict[str, Entry] = field(default_factory=dict)

    def bring(self, files: Files) -> None:
        """Let the feeds join the site, and each page name those that are its own or the site's.

        Readers of feeds want whole addresses: a site that does not know its own has no feeds.
        """
        if not self.settings.feeds or not self.collection.listed:
            return
        if not self.config.site_url:
            log.info("no feeds are made: they need `site_url` in the configuration")
            return
        everywhere: list[tuple[File, str]] = []
        for place in self._places(files):
            made = self._bring(place, files)
            if place.folder:
                self._name(place.page, made)
            else:
                everywhere = made
        for file in files.documentation_pages():
            if file.page:
                self._name(file.page, everywhere)

    def _places(self, files: Files) -> Iterator[_Place]:
        homes = [one.page for one in files.documentation_pages() if one.dest_uri == "index.html"]
        name = self.config.site_name
        if homes and homes[0]:
            yield _Place(homes[0], "", name, self.collection.articles)
        for taxonomy in TAXONOMIES:
            for term in self.collection.terms(taxonomy):
                file = files.get_file_from_path(term_uri(taxonomy, term))
                if file and file.page and file.generated_by == "articles":
                    title = self.labels[PARAMETERS[taxonomy]].format(term.name)
                    folder = term_uri(taxonomy, term).removesuffix(".md") + "/"
                    yield _Place(file.page, folder, f"{title} · {name}", term.articles)

    def _bring(self, place: _Place, files: Files) -> list[tuple[File, str]]:
        dated = [
            one for one in place.articles if one.created and not one.unlisted and not one.draft
        ]
        newest = sorted(dated, key=_newest_first)[: self.settings.feed_items]
        if not newest:
            return []
        entries = tuple(self._entry(article) for article in newest)
        made = []
        for name in self.settings.feeds:
            form = FORMATS[name]
            file = File.generated(self.config, place.folder + form.file, content="")
            if files.get_file_from_path(file.src_uri):  # an author's own
                continue
            feed = Feed(
                url=self._absolute(file.url),
                home=self._absolute(place.page.url),
                title=place.title,
                description="" if place.folder else self.config.site_description or "",
                language=self.language,
                author=self.config.site_author or self.config.site_name,
                entries=entries,
            )
            file = File.generated(self.config, file.src_uri, content=form.render(feed))
            files.append(file)
            made.append((file, f'type="{form.media_type}" title="{escape(place.title)}"'))
        return made

    def _name(self, page: Page, feeds: Sequence[tuple[File, str]]) -> None:
        for file, attributes in feeds:
            address = escape(relative(file.url, page.url))
            mkdocs_head.add(page, f'<link rel="alternate" {attributes} href="{address}">')

    def _entry(self, article: Article) -> Entry:
        if article.source not in self._entries:
            self._entries[article.source] = self._make(article)
        return self._entries[article.source]

    def _make(self, article: Article) -> Entry:
        body, url = self.bodies[article.source], self._absolute(article.url)
        created = instant(article.created) if article.created else None
        assert created
        identity = self.formulas.identity if self.formulas else ""

        def content() -> str:
            html = body.html[body.heading_end :]
            return for_feed(self.formulas.with_mathml(html) if self.formulas else html, url)

        return Entry(
            url=url,
            title=article.title,
            published=created,
            updated=max(created, instant(article.updated)) if article.updated else created,
            summary=body.excerpt.text,
            content=memo.kept(content, "feed", body.key, url, identity),
            authors=article.authors,
            terms=tuple(dict.fromkeys(article.categories + article.tags)),
            image=self._absolute(article.cover) if article.cover else "",
        )

    def _absolute(self, url: str) -> str:
        return urljoin(str(self.config.site_url), "" if url in (".", "./") else url)


def _newest_first(article: Article) -> tuple[float, str]:
    moment = instant(article.created) if article.created else None
    return (-moment.timestamp() if moment else 0, article.url)
