"""A feed, whatever its format."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

_NEVER = datetime.fromtimestamp(0, UTC)


@dataclass(frozen=True, slots=True)
class Entry:
    """An article in a feed. Addresses are absolute and the times know their zones.

    `summary` is text, `content` HTML that depends on nothing: neither on a script nor on a style.
    `terms` are its categories and tags.
    """

    url: str
    title: str
    published: datetime
    updated: datetime
    summary: str
    content: str
    authors: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()
    image: str = ""


@dataclass(frozen=True, slots=True)
class Feed:
    """Some articles, the newest first. `url` is the feed's own address, `home` its page's, both
    absolute; `author` is whose the site is.
    """

    url: str
    home: str
    title: str
    description: str
    language: str
    author: str
    entries: tuple[Entry, ...] = ()

    @property
    def updated(self) -> datetime:
        """When anything in it changed last: not the time of the build, so that equal feeds stay so."""
        return max((entry.updated for entry in self.entries), default=_NEVER)
