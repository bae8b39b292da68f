"""Feeds: the newest articles in full, for programs that read sites."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from mkdocs_articles.feeds import atom, json_feed, rss
from mkdocs_articles.feeds.model import Entry, Feed

__all__ = ["FORMATS", "Entry", "Feed", "Format"]


@dataclass(frozen=True, slots=True)
class Format:
    """A format of feeds: the name of its files, its media type, and what writes it."""

    file: str
    media_type: str
    render: Callable[[Feed], str]


FORMATS = {
    "atom": Format("feed.xml", "application/atom+xml", atom.render),
    "rss": Format("rss.xml", "application/rss+xml", rss.render),
    "json": Format("feed.json", "application/feed+json", json_feed.render),
}
