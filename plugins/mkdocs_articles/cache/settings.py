"""The options of the plugin `articles-cache`, checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mkdocs_articles.settings import Complaint, Reader, names, positive, read_options

PARALLEL = ("auto", "fork", "spawn", "off")
SWITCH = "ARTICLES_NO_CACHE"  # an environment variable


@dataclass(frozen=True)
class Settings:
    """`workers` is the number of processes that render (0: as many as there are processors),
    `max_size` the limit of the cache in MB; `extensions` are further Markdown extensions that depend
    on a page's text and the files they read alone.
    """

    workers: int = 0
    parallel: str = "auto"
    max_size: int = 500
    cache_dir: str = ".cache/mkdocs-articles"
    extensions: tuple[str, ...] = ()


def parse(options: Mapping[str, Any]) -> tuple[Settings, list[Complaint]]:
    """Read the options of the plugin `articles-cache`."""
    return read_options("articles-cache", Settings(), options, _READERS)


def _parallel(value: Any) -> str:
    value = {True: "auto", False: "off"}.get(value, value) if isinstance(value, bool) else value
    if value not in PARALLEL:  # (YAML takes `off` for false)
        raise ValueError(value)
    return str(value)


def _path(value: Any) -> str:
    if not isinstance(value, str) or not value:
        raise ValueError(value)
    return value


_READERS: dict[str, tuple[str, Reader]] = {
    "workers": ("a whole number from 1", positive),
    "parallel": (f"one of {', '.join(PARALLEL)}", _parallel),
    "max_size": ("a whole number of MB from 1", positive),
    "cache_dir": ("the path of a folder", _path),
    "extensions": ("a list of names of Markdown extensions", names),
}
