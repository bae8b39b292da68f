"""Listings: a comment in a page's Markdown that becomes a list of articles.

<!-- articles: category="Python" per_page=20 -->
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, fields, replace
from typing import Any

from mkdocs_articles import memo
from mkdocs_articles.article import Article
from mkdocs_articles.collection import TAXONOMIES, Collection
from mkdocs_articles.lazy import Text
from mkdocs_articles.suggest import did_you_mean

# Python-Markdown keeps a comment as it is, in a paragraph of its own where it stands inside text.
COMMENT = re.compile(
    r"(?P<open><p>\s*)?<!--\s*articles\b\s*(?::\s*(?P<parameters>.*?))?\s*-->(?(open)(?:\s*</p>)?)",
    re.DOTALL,
)
_BEGINNING = re.compile(r"<!--\s*articles\b")  # looks at comments only, not at every paragraph
_PARAMETER = re.compile(
    r"\s*(?P<name>[\w-]+)\s*=\s*(?:\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)'|(?P<bare>[^\s\"']+))"
)


def is_in(content: Text) -> bool:
    """Whether there is a listing comment in a page's HTML."""
    return bool(memo.kept(lambda: _is_in(content.text), "listings", content.digest))


def _is_in(html: str) -> bool:
    return _BEGINNING.search(html) is not None and COMMENT.search(html) is not None


@dataclass(frozen=True)
class Listing:
    """Which articles, and how many on a page. With a `limit` there is one page only.

    `overview` names a taxonomy: then its terms are listed, not articles.
    """

    category: str = field(default="", metadata={"taxonomy": "categories"})
    tag: str = field(default="", metadata={"taxonomy": "tags"})
    author: str = field(default="", metadata={"taxonomy": "authors"})
    year: str = field(default="", metadata={"taxonomy": "archive"})
    limit: int = 0
    per_page: int = 0
    overview: str = ""

    @property
    def is_paginated(self) -> bool:
        """Whether it may go on to further pages."""
        return not self.limit and not self.overview

    def select(self, collection: Collection) -> tuple[Article, ...]:
        """The articles that match every filter, in the collection's order, up to the limit."""
        chosen = collection.listed
        for taxonomy, name in self.filters():
            term = collection.find(taxonomy, name)
            members = {article.source for article in term.articles} if term else set()
            chosen = tuple(article for article in chosen if article.source in members)
        return chosen[: self.limit] if self.limit else chosen

    def filters(self) -> Iterator[tuple[str, str]]:
        """The filters in use: the taxonomy, and the term asked for."""
        for name, taxonomy in FILTERS.items():
            if value := getattr(self, name):
                yield taxonomy, value


# The parameters that filter, and the taxonomy that each one names a term of.
FILTERS = {item.name: item.metadata["taxonomy"] for item in fields(Listing) if item.metadata}


class ListingError(ValueError):
    """A listing comment that cannot be understood; `hint` says what to write."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.hint = hint


def parse(parameters: str) -> Listing:
    """Read the parameters of a comment. Raises `ListingError` at the first wrong one."""
    listing, position, text = Listing(), 0, parameters.strip()
    known = [item.name for item in fields(Listing)]
    while position < len(text):
        match = _PARAMETER.match(text, position)
        if not match:
            rest = text[position:].strip()
            raise ListingError(f"listing: cannot read {rest!r}", 'write name=value or name="value"')
        name = match["name"].replace("-", "_")
        value = match["double"] or match["single"] or match["bare"] or ""
        if name not in known:
            raise ListingError(f"listing: unknown parameter `{name}`", did_you_mean(name, known))
        listing = replace(listing, **{name: _VALUES.get(name, str)(value)})
        position = match.end()
    return listing


def _number(value: str) -> int:
    if not value.isdecimal() or len(value) > 18 or int(value) < 1:
        raise ListingError(f"listing: not a number of articles: {value[:40]!r}", "write 1 or more")
    return int(value)


def _taxonomy(value: str) -> str:
    if value not in TAXONOMIES:
        raise ListingError(f"listing: no overview of `{value}`", did_you_mean(value, TAXONOMIES))
    return value


_VALUES: dict[str, Callable[[str], Any]] = {
    "limit": _number,
    "per_page": _number,
    "overview": _taxonomy,
}


def page_uri(host: str, number: int) -> str:
    """The source path of page `number` of the listing in the page `host` ("blog.md"): below it."""
    folder, name = posixpath.split(host)
    stem = posixpath.splitext(name)[0]
    if stem not in ("index", "README"):
        folder = posixpath.join(folder, stem)
    return posixpath.join(folder, "page", f"{number}.md")
