"""RSS 2.0 (https://www.rssboard.org/rss-specification, and the profile there), with the whole text in
`content:encoded`.
"""

from __future__ import annotations

from collections.abc import Iterator
from email.utils import format_datetime

from mkdocs_articles.feeds.markup import document, element, parent, verbatim
from mkdocs_articles.feeds.model import Entry, Feed

_NAMESPACES = {
    "xmlns:atom": "http://www.w3.org/2005/Atom",
    "xmlns:content": "http://purl.org/rss/1.0/modules/content/",
    "xmlns:dc": "http://purl.org/dc/elements/1.1/",
}


def render(feed: Feed) -> str:
    """The feed as a file."""
    channel = parent("channel", _children(feed))
    return document(parent("rss", [channel], version="2.0", **_NAMESPACES))


def _children(feed: Feed) -> Iterator[str]:
    yield element("title", feed.title)
    yield element("link", feed.home)
    yield element("description", feed.description or feed.title)
    yield element("language", feed.language)
    yield element("lastBuildDate", format_datetime(feed.updated))
    yield element("atom:link", rel="self", content_type="application/rss+xml", href=feed.url)
    for entry in feed.entries:
        yield parent("item", _item(feed, entry))


def _item(feed: Feed, entry: Entry) -> Iterator[str]:
    yield element("title", entry.title)
    yield element("link", entry.url)
    yield element("guid", entry.url, isPermaLink="true")
    yield element("pubDate", format_datetime(entry.published))
    for author in entry.authors or (feed.author,):  # RSS's own `author` is an address of e-mail
        yield element("dc:creator", author)
    for term in entry.terms:
        yield element("category", term)
    if entry.summary:
        yield element("description", entry.summary)
    yield verbatim("content:encoded", entry.content)
