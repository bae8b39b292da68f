"""All articles of a site: their order, their neighbours and what they have in common."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property

from mkdocs_articles.article import Article, instant
from mkdocs_articles.slug import unique_slugs

_UNDATED = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Term:
    """A category, tag, author or year, with its articles in the listing's order."""

    name: str
    slug: str
    articles: tuple[Article, ...]


def _year(article: Article) -> tuple[str, ...]:
    return (str(article.created.year),) if article.created else ()


# What each taxonomy reads from an article. The keys name the folders of their pages.
TAXONOMIES: dict[str, Callable[[Article], tuple[str, ...]]] = {
    "categories": lambda article: article.categories,
    "tags": lambda article: article.tags,
    "authors": lambda article: article.authors,
    "archive": _year,
}


class Collection:
    """The published articles. Their order is total: pinned first, then newest first, then by URL."""

    def __init__(self, articles: Iterable[Article]) -> None:
        self.articles = tuple(sorted(articles, key=_newest_first))

    @cached_property
    def listed(self) -> tuple[Article, ...]:
        """What listings show: pinned articles before the others."""
        shown = [article for article in self.articles if not article.unlisted]
        return tuple(sorted(shown, key=lambda article: not article.pinned))

    @cached_property
    def _in_time(self) -> tuple[Article, ...]:
        """What is not unlisted, the oldest first."""
        return tuple(article for article in reversed(self.articles) if not article.unlisted)

    @cached_property
    def neighbours(self) -> dict[str, tuple[Article | None, Article | None]]:
        """By source: the article before in time, and the one after."""
        return dict(_around(self._in_time))

    @cached_property
    def neighbours_in_category(self) -> dict[str, tuple[Article | None, Article | None]]:
        """The same among the articles of its first category; of one without any, nothing."""
        lines: dict[str, list[Article]] = {}
        for article in self._in_time:
            if article.categories:
                lines.setdefault(article.categories[0].casefold(), []).append(article)
        return {source: around for line in lines.values() for source, around in _around(line)}

    @cached_property
    def series(self) -> dict[str, tuple[Article, ...]]:
        """By source: all parts of the series that an article belongs to, the first part first."""
        parts: dict[str, list[Article]] = {}
        for article in self._in_time:
            if article.series:
                parts.setdefault(article.series.casefold(), []).append(article)
        return {part.source: tuple(found) for found in parts.values() for part in found}

    def terms(self, taxonomy: str) -> tuple[Term, ...]:
        """The terms of a taxonomy of `TAXONOMIES`: years newest first, others by number, then name.

        Names that differ only in case are one term, under its earliest spelling in the listing.
        """
        return self._terms[taxonomy]

    def find(self, taxonomy: str, name: str) -> Term | None:
        """The term of that name (in any case) or slug."""
        by_name, by_slug = self._lookup[taxonomy]
        return by_name.get(name.casefold()) or by_slug.get(name)

    @cached_property
    def _lookup(self) -> dict[str, tuple[dict[str, Term], dict[str, Term]]]:
        """The terms of each taxonomy by their names (in lower case) and by their slugs."""
        return {
            taxonomy: (
                {term.name.casefold(): term for term in reversed(terms)},
                {term.slug: term for term in reversed(terms)},
            )
            for taxonomy, terms in self._terms.items()
        }

    @cached_property
    def _terms(self) -> dict[str, tuple[Term, ...]]:
        return {name: self._group(name, read) for name, read in TAXONOMIES.items()}

    def _group(self, taxonomy: str, read: Callable[[Article], tuple[str, ...]]) -> tuple[Term, ...]:
        spelling: dict[str, str] = {}
        members: dict[str, list[Article]] = {}
        for article in self.listed:
            for name in dict.fromkeys(n.casefold() for n in read(article)):
                members.setdefault(name, []).append(article)
            for name in read(article):
                spelling.setdefault(name.casefold(), name)
        slugs = unique_slugs(sorted(spelling.values()))
        terms = [
            Term(spelling[k], slugs[spelling[k]], tuple(found)) for k, found in members.items()
        ]
        if taxonomy == "archive":
            return tuple(sorted(terms, key=lambda term: -int(term.name)))
        return tuple(sorted(terms, key=lambda term: (-len(term.articles), term.name)))


def _around(
    line: Sequence[Article],
) -> Iterator[tuple[str, tuple[Article | None, Article | None]]]:
    """By source: the article before each one, and that behind it."""
    around = [None, *line, None]
    for place, article in enumerate(line):
        yield article.source, (around[place], around[place + 2])


def _newest_first(article: Article) -> tuple[float, str]:
    moment = instant(article.created) if article.created else _UNDATED
    return (-(moment - _UNDATED).total_seconds(), article.url)
