"""What templates are given, and the HTML that comes of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from mkdocs_articles import memo
from mkdocs_articles.article import Article
from mkdocs_articles.body import Body
from mkdocs_articles.collection import TAXONOMIES, Collection, Term
from mkdocs_articles.lazy import Text
from mkdocs_articles.links import rebase, relative
from mkdocs_articles.paginate import Pager

if TYPE_CHECKING:
    from jinja2 import Environment

TermUrl = Callable[[str, Term], str]
_SOME = 3  # headings; fewer are seen at a glance
THEME = str(Path(__file__).with_name("theme"))


@dataclass(frozen=True, slots=True)
class Link:
    """A name, the address of its page ("" where it has none) and, in an overview, a count."""

    name: str
    url: str
    count: int = 0


@dataclass(frozen=True, slots=True)
class Entry:
    """An article as one page shows it: every address is relative to that page."""

    article: Article
    url: str
    body: Body
    page: str
    cover: str
    flags: tuple[str, ...]
    categories: tuple[Link, ...]
    tags: tuple[Link, ...]
    authors: tuple[Link, ...]

    @property
    def excerpt(self) -> str:
        """Its beginning, as HTML."""
        return self.body.excerpt.html(self.article.url, self.page)

    @property
    def whole(self) -> bool:
        """Whether there is no more than its excerpt."""
        return self.body.excerpt.whole

    @property
    def minutes(self) -> int:
        """Minutes of reading."""
        return self.body.minutes


@dataclass(frozen=True)
class Views:
    """Renders the package's templates. `term_url` gives the site address of a term's page, or "";
    by source, `related` has the sources of related articles, and `contents` the headings of articles:
    their names as HTML, their ids.
    """

    templates: Environment
    labels: Mapping[str, str]
    collection: Collection
    bodies: Mapping[str, Body]
    term_url: TermUrl
    now: datetime
    related: Mapping[str, Sequence[str]]
    contents: Mapping[str, Sequence[tuple[str, str]]]

    def listing(self, pager: Pager[Article], page: str, pages: Mapping[int, str]) -> Text:
        """One page of a listing, shown at `page`; `pages` are the site addresses of all of them, of
        which it leads to few.
        """
        pages = {number: pages[number] for number in pager.window() if number and number in pages}
        if not self._common:
            return Text.of(self._listing(pager, page, pages))
        entries = [f"{self.bodies[one.source].key} {self._flags(one)}" for one in pager.items]
        place = (page, sorted(pages.items()), pager.number, pager.total)
        return memo.kept_text(
            lambda: self._listing(pager, page, pages),
            "listing", self._common, repr(place), *entries,
        )  # fmt: skip

    @cached_property
    def _common(self) -> str:
        """What all that is rendered depends on besides articles; empty where nobody keeps results or
        it is not known: a site's own template may look at anything.
        """
        loader = self.templates.loader
        if loader is None or not memo.is_keeping():
            return ""
        names = ("contents", "listing", "meta", "neighbours", "related", "series")
        found = [loader.get_source(self.templates, f"articles/{name}.html") for name in names]
        if not all(str(file).startswith(THEME) for _, file, _ in found):
            return ""
        terms = [
            (taxonomy, term.name, term.slug, self._term_urls[taxonomy, term.slug])
            for taxonomy in TAXONOMIES
            for term in self.collection.terms(taxonomy)
        ]
        return Text.of(
            repr([[source for source, *_ in found], sorted(self.labels.items()), terms])
        ).digest

    @cached_property
    def _term_urls(self) -> Mapping[tuple[str, str], str]:
        """The addresses of all terms, by taxonomy and slug."""
        return {
            (taxonomy, term.slug): self.term_url(taxonomy, term)
            for taxonomy in TAXONOMIES
            for term in self.collection.terms(taxonomy)
        }

    def _remembered(self, compute: Callable[[], str], *parts: str) -> str:
        return str(memo.kept(compute, *parts, self._common)) if self._common else compute()

    def _listing(self, pager: Pager[Article], page: str, pages: Mapping[int, str]) -> str:
        return self._render(
            "listing",
            entries=[self.entry(article, page) for article in pager.items],
            pager=pager,
            pages={number: relative(url, page) for number, url in pages.items()},
        )

    def overview(self, taxonomy: str, page: str) -> str:
        """All terms of a taxonomy."""
        terms = [
            Link(term.name, self._address(taxonomy, term, page), len(term.articles))
            for term in self.collection.terms(taxonomy)
        ]
        return self._render("overview", terms=terms)

    def article(self, body: Body) -> Text:
        """The content of an article's own page: its heading, the facts, its series, the body, and
        where to go on.
        """
        article = body.article
        facts, series, further = self.around(body)
        end = body.heading_end
        heading = "" if end else f"<h1>{escape(article.title, quote=False)}</h1>"

        def compose() -> str:
            head, rest = body.html[:end] or heading, body.html[end:]
            return f"{head}\n{facts}\n{series}{rest.lstrip()}\n{further}"

        return Text(Text.joined(heading, facts, series, further, body.content).digest, compose)

    def around(self, body: Body) -> tuple[str, str, str]:
        """What is around an article: its facts, what leads to its parts and those of its series, and
        where to go on.
        """
        article = body.article
        further = self._related(article) + self._neighbours(article)
        return self._facts(body), self._series(article) + self._contents(article), further

    def _facts(self, body: Body) -> str:
        article = body.article

        def compute() -> str:
            facts = self._render("meta", entry=self.entry(article, article.url))
            return facts.replace("<p class=", "<p data-search-exclude class=", 1)

        return self._remembered(compute, "meta", body.key, *self._flags(article))

    def _series(self, article: Article) -> str:
        """The parts of its series, if there are others."""
        parts = self.collection.series.get(article.source, ())
        if len(parts) < 2:
            return ""
        links = [self._link(part, article.url) for part in parts]
        number = parts.index(article) + 1
        name = parts[0].series
        return self._remembered(
            lambda: self._render("series", name=name, parts=links, number=number),
            "series", name, str(number), repr(links),
        )  # fmt: skip

    def _contents(self, article: Article) -> str:
        """Its headings, if they are some."""
        links = [Link(name, f"#{id_}") for name, id_ in self.contents.get(article.source, ())]
        if len(links) < _SOME:
            return ""
        return self._remembered(
            lambda: self._render("contents", links=links), "contents", repr(links)
        )

    def _related(self, article: Article) -> str:
        others = (self.bodies[source].article for source in self.related.get(article.source, ()))
        links = [self._link(other, article.url) for other in others]
        if not links:
            return ""
        return self._remembered(
            lambda: self._render("related", links=links), "related", repr(links)
        )

    def _neighbours(self, article: Article) -> str:
        """Those in its category only where they are others than those of all."""
        nobody = None, None
        beside = self.collection.neighbours.get(article.source, nobody)
        inside = self.collection.neighbours_in_category.get(article.source, nobody)
        older, newer = (one and self._link(one, article.url) for one in beside)
        older_in, newer_in = (
            one and self._link(one, article.url) if one != other else None
            for one, other in zip(inside, beside, strict=True)
        )
        category = article.categories[0] if article.categories else ""
        return self._remembered(
            lambda: self._render("neighbours", older=older, newer=newer, category=category,
                                 older_in=older_in, newer_in=newer_in),
            "neighbours", repr([older, newer, category, older_in, newer_in]),
        )  # fmt: skip

    @staticmethod
    def _link(article: Article, page: str) -> Link:
        return Link(article.title, relative(article.url, page))

    def entry(self, article: Article, page: str) -> Entry:
        """`article` for the page at `page`."""
        cover = article.cover and relative_cover(article.cover, page)
        return Entry(
            article=article,
            url=relative(article.url, page),
            body=self.bodies[article.source],
            page=page,
            cover=cover,
            flags=self._flags(article),
            categories=self._links("categories", article.categories, page),
            tags=self._links("tags", article.tags, page),
            authors=self._links("authors", article.authors, page),
        )

    def _flags(self, article: Article) -> tuple[str, ...]:
        flags = {
            "pinned": article.pinned,
            "draft": article.draft,
            "scheduled": article.is_scheduled(self.now),
        }
        return tuple(self.labels[name] for name, is_set in flags.items() if is_set)

    def _links(self, taxonomy: str, names: Sequence[str], page: str) -> tuple[Link, ...]:
        """Links to the terms of these names; two spellings of one are one link."""
        links: dict[str, Link] = {}
        for name in names:
            term = self.collection.find(taxonomy, name)
            address = self._address(taxonomy, term, page) if term else ""
            links.setdefault(name.casefold(), Link(name, address))
        return tuple(links.values())

    def _address(self, taxonomy: str, term: Term, page: str) -> str:
        url = self._term_urls[taxonomy, term.slug]
        return relative(url, page) if url else ""

    def _render(self, template: str, **context: object) -> str:
        source = self.templates.get_template(f"articles/{template}.html")
        return source.render(labels=self.labels, **context).strip()


def relative_cover(cover: str, page: str) -> str:
    """The address of a cover (a path from the site's root, or an address elsewhere) for `page`."""
    return rebase(cover, "", page)
