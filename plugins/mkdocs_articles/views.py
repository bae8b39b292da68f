"""What templates are given, and the HTML that comes of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from mkdocs_articles import memo
from mkdocs_articles.article import Article
from mkdocs_articles.body import Body
from mkdocs_articles.collection import TAXONOMIES, Collection, Term
from mkdocs_articles.labels import Labels
from mkdocs_articles.lazy import Text
from mkdocs_articles.links import rebase, relative
from mkdocs_articles.paginate import Pager

if TYPE_CHECKING:
    from jinja2 import Environment

Place = tuple[str, str]  # the name of a page, and where it is
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


class _Surroundings(NamedTuple):
    """What an article's page shows besides the article; addresses are from the site's root."""

    flags: Sequence[str]
    terms: Sequence[str]  # the addresses of its categories, tags and authors
    series: str
    parts: Sequence[Place]  # of its series, if there are others
    contents: Sequence[Place]  # the headings, if they are some
    related: Sequence[Place]
    beside: Sequence[Place | None]  # the one before it and the one after
    inside: Sequence[Place | None]  # the same in its category, where they are others


@dataclass(frozen=True)
class Views:
    """Renders the package's templates. `term_url` gives the site address of a term's page, or "";
    by source, `related` has the sources of related articles, and `contents` the headings of articles:
    their names as HTML, their ids.
    """

    templates: Environment
    labels: Labels
    collection: Collection
    bodies: Mapping[str, Body]
    term_url: TermUrl
    now: datetime
    related: Mapping[str, Sequence[str]]
    contents: Mapping[str, Sequence[tuple[str, str]]]

    def listing(self, pager: Pager[Article], page: str, pages: Mapping[int, str]) -> Text:
        """One page of a listing, shown at `page`; `pages` are the site addresses of all of them, of
        which it leads to few. It is put together when it is read.
        """
        pages = {number: pages[number] for number in pager.window() if number and number in pages}
        if not self._common:
            return Text.of(self._listing(pager, page, pages))
        entries = [(self.bodies[one.source].in_lists, self._flags(one)) for one in pager.items]
        place = (page, sorted(pages.items()), pager.number, pager.total)
        shown = repr((self._common, self._all_terms, place, entries))
        return Text(Text.of(shown).digest, lambda: self._listing(pager, page, pages))

    @cached_property
    def _common(self) -> str:
        """What all that is rendered depends on besides articles and terms; empty where nobody keeps
        results or it is not known: a site's own template may look at anything.
        """
        loader = self.templates.loader
        if loader is None or not memo.is_keeping():
            return ""
        names = ("contents", "listing", "meta", "neighbours", "related", "series")
        found = [loader.get_source(self.templates, f"articles/{name}.html") for name in names]
        if not all(str(file).startswith(THEME) for _, file, _ in found):
            return ""
        return Text.of(repr([[source for source, *_ in found], self.labels.key])).digest

    @cached_property
    def _all_terms(self) -> str:
        terms = [
            (taxonomy, term.name, term.slug, self._term_urls[taxonomy, term.slug])
            for taxonomy in TAXONOMIES
            for term in self.collection.terms(taxonomy)
        ]
        return Text.of(repr(terms)).digest

    @cached_property
    def _term_urls(self) -> Mapping[tuple[str, str], str]:
        """The addresses of all terms, by taxonomy and slug."""
        return {
            (taxonomy, term.slug): self.term_url(taxonomy, term)
            for taxonomy in TAXONOMIES
            for term in self.collection.terms(taxonomy)
        }

    def _listing(self, pager: Pager[Article], page: str, pages: Mapping[int, str]) -> str:
        return self._render(
            "listing",
            entries=[self.entry(article, page) for article in pager.items],
            pager=pager,
            pages={number: relative(url, page) for number, url in pages.items()},
        )

    def overview(self, taxonomy: str, page: str) -> str:
        """All terms of a taxonomy; of years, with what is of each, since a year alone tells nothing."""
        terms = self.collection.terms(taxonomy)
        links = [
            Link(term.name, self._address(taxonomy, term, page), len(term.articles))
            for term in terms
        ]
        if taxonomy != "archive":
            return self._render("overview", terms=links)
        articles = [self._days(term.articles, page) for term in terms]
        return self._render("archive", years=list(zip(links, articles, strict=True)))

    def _days(self, articles: Sequence[Article], page: str) -> list[tuple[str, Link]]:
        """Articles with the days on which they appeared, the last one first."""
        dated = [(one.created.isoformat()[:10], one) for one in articles if one.created]
        dated.sort(key=lambda one: one[0], reverse=True)
        return [(day, _link(_place(one), page)) for day, one in dated]

    def article(self, body: Body) -> Text:
        """The content of an article's own page: its heading, the facts, its series, the body, and
        where to go on. It is put together when it is read.
        """
        article = body.article
        shown = self._surroundings(article)

        def compose() -> str:
            end = body.heading_end
            head = body.html[:end] or f"<h1>{escape(article.title, quote=False)}</h1>"
            above, below = self._rendered(article, shown)
            return f"{head}\n{above}{body.html[end:].lstrip()}\n{below}"

        if not self._common:
            return Text.of(compose())
        return Text(Text.of(f"{self._common} {body.key} {shown!r}").digest, compose)

    def around(self, article: Article) -> tuple[str, str]:
        """What is above an article's text, but for its heading, and what is below it."""
        return self._rendered(article, self._surroundings(article))

    def _rendered(self, article: Article, shown: _Surroundings) -> tuple[str, str]:
        facts = self._facts(article)
        above = self._series(article, shown) + self._contents(shown.contents)
        below = self._related(article, shown.related) + self._neighbours(article, shown)
        return f"{facts}\n{above}", below

    def _surroundings(self, article: Article) -> _Surroundings:
        nobody = None, None
        beside = self.collection.neighbours.get(article.source, nobody)
        inside = self.collection.neighbours_in_category.get(article.source, nobody)
        others = (self.bodies[source].article for source in self.related.get(article.source, ()))
        parts = self.collection.series.get(article.source, ())
        contents = self.contents.get(article.source, ())
        return _Surroundings(
            flags=self._flags(article),
            terms=[
                self._term_urls[taxonomy, term.slug]
                for taxonomy in ("categories", "tags", "authors")
                for name in TAXONOMIES[taxonomy](article)
                if (term := self.collection.find(taxonomy, name))
            ],
            series=parts[0].series if parts else "",
            parts=[_place(part) for part in parts] if len(parts) > 1 else (),
            contents=contents if len(contents) >= _SOME else (),
            related=[_place(other) for other in others],
            beside=[_place(one) if one else None for one in beside],
            inside=[
                _place(one) if one and one != other else None
                for one, other in zip(inside, beside, strict=True)
            ],
        )

    def _facts(self, article: Article) -> str:
        facts = self._render("meta", entry=self.entry(article, article.url))
        return facts.replace("<p class=", "<p data-search-exclude class=", 1)

    def _series(self, article: Article, shown: _Surroundings) -> str:
        if not shown.parts:
            return ""
        number = shown.parts.index(_place(article)) + 1
        links = [_link(part, article.url) for part in shown.parts]
        return self._render("series", name=shown.series, parts=links, number=number)

    def _contents(self, headings: Sequence[Place]) -> str:
        links = [Link(name, f"#{id_}") for name, id_ in headings]
        return self._render("contents", links=links) if links else ""

    def _related(self, article: Article, others: Sequence[Place]) -> str:
        links = [_link(other, article.url) for other in others]
        return self._render("related", links=links) if links else ""

    def _neighbours(self, article: Article, shown: _Surroundings) -> str:
        older, newer, older_in, newer_in = (
            one and _link(one, article.url) for one in (*shown.beside, *shown.inside)
        )
        category = article.categories[0] if article.categories else ""
        return self._render("neighbours", older=older, newer=newer, category=category,
                            older_in=older_in, newer_in=newer_in)  # fmt: skip

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
        return self._all_flags.get(article.source, ())

    @cached_property
    def _all_flags(self) -> Mapping[str, tuple[str, ...]]:
        """By source, of those that have any."""
        flags = {
            body.article.source: {
                "pinned": body.article.pinned,
                "draft": body.article.draft,
                "scheduled": body.article.is_scheduled(self.now),
            }
            for body in self.bodies.values()
        }
        return {
            source: tuple(self.labels[name] for name, is_set in found.items() if is_set)
            for source, found in flags.items()
            if any(found.values())
        }

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


def _place(article: Article) -> Place:
    return article.title, article.url


def _link(place: Place, page: str) -> Link:
    name, url = place
    return Link(name, relative(url, page))


def relative_cover(cover: str, page: str) -> str:
    """The address of a cover (a path from the site's root, or an address elsewhere) for `page`."""
    return rebase(cover, "", page)
