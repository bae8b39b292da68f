"""The feeds of a site: one of all articles, and one for each category and tag."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from html import escape
from pathlib import Path
from urllib.parse import quote, urljoin

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page

from mkdocs_articles import memo
from mkdocs_articles.adapters import mkdocs_head
from mkdocs_articles.adapters.mkdocs_files import PARAMETERS, term_uri
from mkdocs_articles.adapters.mkdocs_formulas import Formulas
from mkdocs_articles.article import Article, instant
from mkdocs_articles.body import Body
from mkdocs_articles.cache.digest import digest
from mkdocs_articles.cache.written import Written, write
from mkdocs_articles.collection import Collection
from mkdocs_articles.errors import log
from mkdocs_articles.feeds import FORMATS, Entry, Feed, Format
from mkdocs_articles.feeds.content import for_feed
from mkdocs_articles.lazy import Text
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
    _made: dict[str, tuple[Format, Feed, tuple[Article, ...]]] = field(default_factory=dict)
    _entries: dict[str, Entry] = field(default_factory=dict)

    def announce(self, files: Files) -> None:
        """Find the feeds that there are to be, and let each page name its own and the site's.

        Readers of feeds want whole addresses: a site that does not know its own has no feeds.
        """
        if not self.settings.feeds or not self.collection.listed:
            return
        if not self.config.site_url:
            log.info("no feeds are made: they need `site_url` in the configuration")
            return
        everywhere: list[tuple[str, str]] = []
        for place in self._places(files):
            named = self._plan(place, files)
            if place.folder:
                self._name(place.page, named)
            else:
                everywhere = named
        for file in files.documentation_pages():
            if file.page:
                self._name(file.page, everywhere)

    @cached_property
    def _ranks(self) -> Mapping[str, int]:
        """By source: its place among all, the newest first."""
        return {one.source: rank for rank, one in enumerate(self.collection.articles)}

    @property
    def addresses(self) -> list[str]:
        """Where they will be."""
        return list(self._made)

    def write(self, written: Written | None) -> None:
        """Write the files, or let those stay of which no article has changed."""
        shown = {one.source: one for _, _, articles in self._made.values() for one in articles}
        for article in shown.values():  # the contents of all are wanted when one changes
            memo.find(*self._content_key(article))
        for name, (form, feed, articles) in self._made.items():
            keys = (self.bodies[article.source].key for article in articles)
            key = digest(name, repr(feed), self._identity, *keys)
            make = partial(self._render, form, feed, articles)
            if written:
                written.put(name, key, make)
            else:
                write(Path(self.config.site_dir, name), make())

    def _render(self, form: Format, feed: Feed, articles: Sequence[Article]) -> bytes:
        entries = tuple(map(self._entry, articles))
        return form.render(replace(feed, entries=entries)).encode("utf-8", "replace")

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

    def _plan(self, place: _Place, files: Files) -> list[tuple[str, str]]:
        """The addresses of a place's feeds, with what is said of them."""
        dated = [
            one for one in place.articles if one.created and not one.unlisted and not one.draft
        ]
        dated.sort(key=lambda one: self._ranks[one.source])
        newest = tuple(dated[: self.settings.feed_items])
        named = []
        for form in (FORMATS[name] for name in self.settings.feeds) if newest else ():
            name = place.folder + form.file
            if files.get_file_from_path(name):  # an author's own
                continue
            feed = Feed(
                url=self._absolute(quote(name)),
                home=self._absolute(place.page.url),
                title=place.title,
                description="" if place.folder else self.config.site_description or "",
                language=self.language,
                author=self.config.site_author or self.config.site_name,
            )
            self._made[name] = form, feed, newest
            named.append((quote(name), f'type="{form.media_type}" title="{escape(place.title)}"'))
        return named

    def _name(self, page: Page, feeds: Sequence[tuple[str, str]]) -> None:
        def links() -> str:
            return "\n".join(
                f'<link rel="alternate" {attributes} href="{escape(relative(url, page.url))}">'
                for url, attributes in feeds
            )

        if feeds:
            mkdocs_head.add(page, Text(Text.of(f"{page.url} {feeds!r}").digest, links))

    def _entry(self, article: Article) -> Entry:
        if article.source not in self._entries:
            self._entries[article.source] = self._make(article)
        return self._entries[article.source]

    def _make(self, article: Article) -> Entry:
        body, url = self.bodies[article.source], self._absolute(article.url)
        key = self._content_key(article)
        created = instant(article.created) if article.created else None
        assert created

        def content() -> str:
            html = body.html[body.heading_end :]
            return for_feed(self.formulas.with_mathml(html) if self.formulas else html, url)

        return Entry(
            url=url,
            title=article.title,
            published=created,
            updated=max(created, instant(article.updated)) if article.updated else created,
            summary=body.excerpt.text,
            content=memo.kept_text(content, *key).text,
            authors=article.authors,
            terms=tuple(dict.fromkeys(article.categories + article.tags)),
            image=self._absolute(article.cover) if article.cover else "",
        )

    def _content_key(self, article: Article) -> tuple[str, ...]:
        site = str(self.config.site_url)
        return "feed", self.bodies[article.source].key, site, self._identity

    @cached_property
    def _identity(self) -> str:
        """Of what formulas become."""
        return self.formulas.identity if self.formulas else ""

    def _absolute(self, url: str) -> str:
        return urljoin(str(self.config.site_url), "" if url in (".", "./") else url)
