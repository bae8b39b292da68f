"""The options of a plugin, checked; those of `articles`."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, tzinfo
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from mkdocs_articles.check.finding import OFF, RULES, SEVERITIES
from mkdocs_articles.collection import TAXONOMIES
from mkdocs_articles.feeds import FORMATS
from mkdocs_articles.suggest import did_you_mean


@dataclass(frozen=True)
class CardSettings:
    """`font` is a path from the folder of `mkdocs.yml`, or "": what the machine has; `accent` is a
    colour as `#rrggbb`.
    """

    font: str = ""
    accent: str = "#4fd1c5"


@dataclass(frozen=True)
class Settings:
    """Globs are relative to the docs folder; `excerpt_length` counts CJK characters."""

    include: tuple[str, ...] = ("posts/**",)
    exclude: tuple[str, ...] = ()
    dates: str = "auto"
    timezone: tzinfo | None = None  # of dates that name none; None is UTC
    per_page: int = 12
    excerpt_length: int = 200
    taxonomies: tuple[str, ...] = tuple(TAXONOMIES)
    feeds: tuple[str, ...] = tuple(FORMATS)
    feed_items: int = 20
    cards: CardSettings | None = CardSettings()
    check: Mapping[str, str] = field(default_factory=dict)  # rules of `articles check`
    safe_html: bool = False


@dataclass(frozen=True)
class Complaint:
    """What is wrong with the option `name`."""

    name: str
    message: str
    hint: str


Reader = Callable[[Any], Any]
T = TypeVar("T")
_COLOUR = re.compile("#[0-9a-fA-F]{6}")


def parse(options: Mapping[str, Any]) -> tuple[Settings, list[Complaint]]:
    """Read the options of the plugin `articles`."""
    return read_options("articles", Settings(), options, _READERS)


def read_options(
    plugin: str, defaults: T, options: Mapping[str, Any], readers: Mapping[str, tuple[str, Reader]]
) -> tuple[T, list[Complaint]]:
    """Read `options`; one that is unknown or wrong is a complaint, and its default is used.

    `readers` have for each option what is expected, in words, and what reads it: it raises
    `ValueError`.
    """
    settings, complaints = defaults, []
    for name, value in ((str(name), value) for name, value in options.items()):
        if name not in readers:
            message = f"unknown option `{name}` of the plugin {plugin}"
            complaints.append(Complaint(name, message, did_you_mean(name, readers)))
            continue
        expected, read = readers[name]
        try:
            settings = replace(settings, **{name: read(value)})  # type: ignore[type-var]
        except ValueError:
            message = f"option `{name}` of the plugin {plugin}: cannot use {value!r}"
            complaints.append(Complaint(name, message, f"expected {expected}"))
    return settings, complaints


def names(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise ValueError(value)
    return tuple(value)


def _globs(value: Any) -> tuple[str, ...]:
    from pathspec import GitIgnoreSpec

    GitIgnoreSpec.from_lines(names(value))  # raises ValueError for what is none
    return names(value)


def _some_of(known: Collection[str]) -> Reader:
    def read(value: Any) -> tuple[str, ...]:
        chosen = names(value)
        if set(chosen) - set(known):
            raise ValueError(value)
        return chosen

    return read


def positive(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise ValueError(value)
    return value


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError(value)
    return value


def _dates(value: Any) -> str:
    if value not in ("auto", "front-matter", "git"):
        raise ValueError(value)
    return str(value)


def _zone(value: Any) -> tzinfo:
    """A name of the IANA's database, or an offset such as `+08:00`."""
    text = str(value)
    if text[:1] in ("+", "-"):
        zone = datetime.strptime(text, "%z").tzinfo
        assert zone
        return zone
    try:
        return ZoneInfo(text)
    except (OSError, KeyError) as error:  # a folder of the database; not in it
        raise ValueError(value) from error


def _cards(value: Any) -> CardSettings | None:
    if isinstance(value, bool):
        return CardSettings() if value else None
    if not isinstance(value, dict) or set(value) - {"font", "accent"}:
        raise ValueError(value)
    chosen = CardSettings(**value)
    if not isinstance(chosen.font, str) or not _COLOUR.fullmatch(str(chosen.accent)):
        raise ValueError(value)
    return chosen


def _severities(value: Any) -> dict[str, str]:
    """YAML takes `off` for false."""
    if not isinstance(value, dict):
        raise ValueError(value)
    chosen = {name: OFF if grave is False else grave for name, grave in value.items()}
    if set(chosen) - set(RULES) or set(chosen.values()) - set(SEVERITIES):
        raise ValueError(value)
    return chosen


_READERS: dict[str, tuple[str, Reader]] = {
    "include": ("a list of globs such as [posts/**]", _globs),
    "exclude": ("a list of globs", _globs),
    "dates": ("auto, front-matter or git", _dates),
    "timezone": ("a time zone such as Asia/Shanghai or +08:00", _zone),
    "per_page": ("a whole number from 1", positive),
    "excerpt_length": ("a whole number from 1", positive),
    "taxonomies": (f"a list of some of {', '.join(TAXONOMIES)}", _some_of(TAXONOMIES)),
    "feeds": (f"a list of some of {', '.join(FORMATS)}", _some_of(FORMATS)),
    "feed_items": ("a whole number from 1", positive),
    "cards": ("true, false, or some of {font: path/to/font.otf, accent: '#4fd1c5'}", _cards),
    "check": (f"{', '.join(SEVERITIES)} for some of {', '.join(RULES)}", _severities),
    "safe_html": ("true or false", _flag),
}
