"""The options of the plugin `articles`, checked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from mkdocs_articles.collection import TAXONOMIES
from mkdocs_articles.suggest import did_you_mean


@dataclass(frozen=True)
class Settings:
    """Globs are relative to the docs folder; `excerpt_length` counts CJK characters."""

    include: tuple[str, ...] = ("posts/**",)
    exclude: tuple[str, ...] = ()
    dates: str = "auto"
    per_page: int = 12
    excerpt_length: int = 200
    taxonomies: tuple[str, ...] = tuple(TAXONOMIES)


@dataclass(frozen=True)
class Complaint:
    """What is wrong with the option `name`."""

    name: str
    message: str
    hint: str


def parse(options: Mapping[str, Any]) -> tuple[Settings, list[Complaint]]:
    """Read `options`; one that is unknown or wrong is a complaint, and its default is used."""
    settings, complaints = Settings(), []
    known = [field.name for field in fields(Settings)]
    for name, value in options.items():
        if name not in known:
            hint = did_you_mean(name, known)
            complaints.append(
                Complaint(name, f"unknown option `{name}` of the plugin articles", hint)
            )
            continue
        expected, read = _READERS[name]
        try:
            settings = replace(settings, **{name: read(value)})
        except ValueError:
            message = f"option `{name}` of the plugin articles: cannot use {value!r}"
            complaints.append(Complaint(name, message, f"expected {expected}"))
    return settings, complaints


def _names(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise ValueError(value)
    return tuple(value)


def _taxonomies(value: Any) -> tuple[str, ...]:
    names = _names(value)
    if set(names) - TAXONOMIES.keys():
        raise ValueError(value)
    return names


def _positive(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise ValueError(value)
    return value


def _dates(value: Any) -> str:
    if value not in ("auto", "front-matter", "git"):
        raise ValueError(value)
    return str(value)


_READERS: dict[str, tuple[str, Callable[[Any], Any]]] = {
    "include": ("a list of globs such as [posts/**]", _names),
    "exclude": ("a list of globs", _names),
    "dates": ("auto, front-matter or git", _dates),
    "per_page": ("a whole number from 1", _positive),
    "excerpt_length": ("a whole number from 1", _positive),
    "taxonomies": (f"a list of some of {', '.join(TAXONOMIES)}", _taxonomies),
}
