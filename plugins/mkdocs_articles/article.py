"""The record of an article that every stage passes on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, tzinfo

Moment = date | datetime


def instant(moment: Moment) -> datetime:
    """`moment` as a point in time, to compare with others: a date begins at midnight, UTC."""
    if not isinstance(moment, datetime):
        moment = datetime.combine(moment, time.min)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def in_zone(moment: Moment, zone: tzinfo | None) -> Moment:
    """`moment` as a site's readers have it: without a zone of its own it is one of the site's clock,
    and a date begins at midnight there; None leaves it as it is.
    """
    if zone is None:
        return moment
    if not isinstance(moment, datetime):
        moment = datetime.combine(moment, time.min)
    return moment.astimezone(zone) if moment.tzinfo else moment.replace(tzinfo=zone)


@dataclass(frozen=True, slots=True)
class Article:
    """What is known of an article before it is rendered.

    `source` is its file below the docs folder ("posts/a.md"), `shown` the same as messages name it
    and `url` its page from the site's root ("posts/a/"). `created` is None where neither front
    matter nor git knows. `cover` is a path below the docs folder or an address elsewhere.
    """

    source: str
    shown: str
    url: str
    title: str
    created: Moment | None = None
    updated: Moment | None = None
    categories: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    series: str = ""
    description: str = ""
    cover: str = ""
    cover_alt: str = ""
    readtime: int | None = None
    pinned: bool = False
    draft: bool = False
    unlisted: bool = False

    def is_scheduled(self, now: datetime) -> bool:
        """Whether its date is still to come."""
        return self.created is not None and instant(self.created) > now

    @property
    def was_updated(self) -> bool:
        """Whether it was changed on a later day than it appeared."""
        if self.created is None or self.updated is None:
            return False
        return instant(self.updated).date() > instant(self.created).date()
