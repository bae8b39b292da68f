"""Atom 1.0 (RFC 4287)."""

from __future__ import annotations

from collections.abc import Iterator

from mkdocs_articles.feeds.markup import document, element, parent, verbatim
from mkdocs_articles.feeds.model import Entry, Feed

_NAMESPACE = "http://www.w3.org/2005/Atom"


def render(feed: Feed) -> str:
    """The feed as a file. An article's address is its id: it must not change, and none does here."""
    attributes = {"xmlns": _NAMESPACE, "xml:lang": feed.language}
    return document(parent("feed", _children(feed), **attributes))


def _children(feed: Feed) -> Iterator[str]:
    yield element("id", feed.url)
    yield element("title", feed.title)
    if feed.description:
        yield element("subtitle", feed.description)
    yield element("updated", feed.updated.isoformat())
    yield element("link", rel="self", content_type="application/atom+xml", href=feed.url)
    yield element("link", rel="alternate", content_type="text/html", href=feed.home)
    yield parent("author", [element("name", feed.author)])
    for entry in feed.entries:
        yield parent("entry", _entry(entry))


def _entry(entry: Entry) -> Iterator[str]:
    yield element("id", entry.url)
    yield element("title", entry.title)
    yield element("link", rel="alternate", content_type="text/html", href=entry.url)
    yield element("published", entry.published.isoformat())
    yield element("updated", entry.updated.isoformat())
    for author in entry.authors:
        yield parent("author", [element("name", author)])
    for term in entry.terms:
        yield element("category", term=term)
    if entry.summary:
        yield element("summary", entry.summary)
    yield verbatim("content", entry.content, content_type="html")
