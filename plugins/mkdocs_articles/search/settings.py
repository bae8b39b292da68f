"""The options of the plugin `articles-search`, checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from mkdocs_articles.search.strings import KEYS
from mkdocs_articles.settings import Complaint, Reader, read_options


@dataclass(frozen=True)
class Settings:
    """`lang` is the language of the search's own words ("": the theme's), `strings` are other words
    for some of them.
    """

    lang: str = ""
    strings: Mapping[str, str] = field(default_factory=dict)


def parse(options: Mapping[str, Any]) -> tuple[Settings, list[Complaint]]:
    """Read the options of the plugin `articles-search`."""
    return read_options("articles-search", Settings(), options, _READERS)


def _language(value: Any) -> str:
    if not isinstance(value, str) or not value:
        raise ValueError(value)
    return value


def _strings(value: Any) -> Mapping[str, str]:
    if not isinstance(value, dict) or not value.keys() <= KEYS:
        raise ValueError(value)
    if not all(isinstance(text, str) for text in value.values()):
        raise ValueError(value)
    return value


_READERS: dict[str, tuple[str, Reader]] = {
    "lang": ("a language such as zh or en", _language),
    "strings": (f"texts by some of these names: {', '.join(sorted(KEYS))}", _strings),
}
