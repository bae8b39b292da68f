"""What the pages of a site tell programs about themselves, and when they changed last."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from html import escape, unescape
from urllib.parse import urljoin

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

from mkdocs_articles import excerpt, memo
from mkdocs_articles.adapters import mkdocs_head
from mkdocs_articles.adapters.mkdocs_cards import Cards
from mkdocs_articles.adapters.mkdocs_lazy import content_of
from mkdocs_articles.article import Article, Moment, instant
from mkdocs_articles.body import Body
from mkdocs_articles.cards.card import HEIGHT, WIDTH
from mkdocs_articles.labels import Labels
from mkdocs_articles.lazy import Text
from mkdocs_articles.metadata import LONGEST, Metadata, Published, shortened
from mkdocs_articles.translations import TAG, translations

_FEED = 'class="h-feed'
ROBOTS = "robots.txt"


@dataclass(frozen=True)
class Describer:
    """Describes the pages of one build, when all bodies are there."""

    config: MkDocsConfig
    language: str
    labels: Labels
    bodies: Mapping[str, Body]
    cards: Cards | None = None

    def describe(self, pages: Iterable[Page]) -> None:
        """Give each page a description of its own, what is needed to show it as a card, and the day
        of its last change, where that is known: the day of the build, which MkDocs takes, is none
        (but it needs one day at least, for the time of the map of the site).
        """
        days = {body.article.source: _day(body.article) for body in self.bodies.values()}
        are_dated = any(days.values())
        pages = list(pages)
        languages = {page.file.src_uri: self._language(page) for page in pages}
        addresses = {page.file.src_uri: page.canonical_url or "" for page in pages}
        translated = translations(languages)
        for page in pages:
            language = languages[page.file.src_uri]
            if language != self.language:
                mkdocs_head.set_language(page, language)
            body = self.bodies.get(page.file.src_uri)
            description = self._description(page, body)
            if description:  # MkDocs' themes take it for HTML
                page.meta["description"] = escape(description)
            if are_dated:
                page.update_date = days.get(page.file.src_uri, "")
            same = translated.get(page.file.src_uri, {})
            there = tuple((tag, addresses[source]) for tag, source in sorted(same.items()))
            mkdocs_head.add(page, self._metadata(page, body, description, language, there))

    def _language(self, page: Page) -> str:
        """That of its front matter (`lang`), else that of the site."""
        said = str(page.meta.get("lang") or "")
        return said if TAG.fullmatch(said) else self.language

    def _description(self, page: Page, body: Body | None) -> str:
        if body:
            return body.article.description or shortened(body.beginning)
        written = " ".join(str(page.meta.get("description") or "").split())
        site = self.config.site_description or ""
        if page.file.generated_by:  # further pages of a listing differ by their titles
            return " · ".join(filter(None, (_plain(page.title), written or site)))
        return written or self._beginning(page) or site

    def _beginning(self, page: Page) -> str:
        content = content_of(page)

        def text() -> str:
            html = content.text
            if _FEED in html:  # it is the site's that describes it, not its newest article's
                return ""
            return shortened(excerpt.cut(html, LONGEST // 2, self.labels).text)

        return str(memo.kept(text, "description", content.digest, self.labels.key))

    @cached_property
    def _site(self) -> str:
        """What is said of all pages."""
        return Text.of(repr((self.config.site_url, self.config.site_name))).digest

    def _metadata(
        self, page: Page, body: Body | None, description: str, language: str,
        translations: tuple[tuple[str, str], ...],
    ) -> Text:  # fmt: skip
        """The elements for its head, made when they are read: mostly the page is as it was."""
        article = body.article if body else None
        image, size, alt = "", None, ""
        if article and article.cover:
            image, alt = article.cover, article.cover_alt
        elif article and self.cards and (image := self.cards.address(article)):
            size, alt = (WIDTH, HEIGHT), article.title
        title = article.title if article else self._title(page)
        url = page.canonical_url or ""

        def html() -> str:
            site = self.config.site_url or ""
            return Metadata(
                title=title,
                description=description,
                url=url,
                site_name=self.config.site_name,
                site_url=site,
                language=language,
                image=urljoin(site, image) if site and image else "",
                image_alt=alt if site else "",
                image_size=size,
                published=_published(article, body) if article and body else None,
                translations=translations,
            ).html()

        known = self._site, title, description, url, language, image, size, translations
        return Text(Text.of(f"{known!r} {body.key if body else ''}").digest, html)

    def _title(self, page: Page) -> str:
        is_home = page.file.dest_uri == "index.html"
        return self.config.site_name if is_home else _plain(page.title)


def bring_robots(files: Files, config: MkDocsConfig) -> None:
    """A file that leads search engines to the site's map, unless the author has one."""
    if config.site_url and files.get_file_from_path(ROBOTS) is None:
        content = f"User-agent: *\nAllow: /\n\nSitemap: {urljoin(config.site_url, 'sitemap.xml')}\n"
        files.append(File.generated(config, ROBOTS, content=content))


def _published(article: Article, body: Body) -> Published:
    return Published(
        created=_instant(article.created),
        updated=_instant(article.updated or article.created),
        authors=article.authors,
        categories=article.categories,
        tags=article.tags,
        words=body.counts.characters + body.counts.words,
    )


def _day(article: Article) -> str:
    last = article.updated or article.created
    return last.strftime("%Y-%m-%d") if last else ""


def _instant(moment: Moment | None) -> datetime | None:
    return instant(moment) if moment else None


def _plain(title: object) -> str:
    return unescape(str(title or ""))
