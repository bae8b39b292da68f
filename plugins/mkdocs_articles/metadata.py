"""What a page tells programs about itself, in its `<head>`: to those that show a link to it as a card
(https://ogp.me) and to search engines (https://schema.org/BlogPosting).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import Any

LONGEST = 160  # characters of a description that search engines show


@dataclass(frozen=True, slots=True)
class Published:
    """What an article has beyond other pages."""

    created: datetime | None
    updated: datetime | None
    authors: tuple[str, ...]
    categories: tuple[str, ...]
    tags: tuple[str, ...]
    words: int


@dataclass(frozen=True, slots=True)
class Metadata:
    """A page as others show it. All texts are plain; addresses are absolute, or "" where the site does
    not know its own. `translations` are the page in each language, this one's too, and its address.
    """

    title: str
    description: str
    url: str
    site_name: str
    site_url: str
    language: str
    image: str = ""
    image_alt: str = ""
    image_size: tuple[int, int] | None = None
    published: Published | None = None
    translations: tuple[tuple[str, str], ...] = ()

    def html(self) -> str:
        """The elements for the head."""
        elements = [one for one in (*self._card(), *self._article(), *self._alternates()) if one]
        if self.published:
            elements.append(_json_ld(self._posting(self.published)))
        return "\n".join(elements)

    def _card(self) -> Iterator[str]:
        yield _property("og:type", "article" if self.published else "website")
        yield _property("og:title", self.title)
        yield _property("og:description", self.description)
        yield _property("og:url", self.url)
        yield _property("og:site_name", self.site_name)
        yield _property("og:locale", _locale(self.language))
        yield _property("og:image", self.image)
        for side, length in zip(("width", "height"), self.image_size or (), strict=False):
            yield _property(f"og:image:{side}", str(length))
        yield _property("og:image:alt", self.image_alt)
        large = "summary_large_image" if self.image else "summary"
        yield f'<meta name="twitter:card" content="{large}">'

    def _article(self) -> Iterator[str]:
        if not self.published:
            return
        for name, moment in (
            ("published_time", self.published.created),
            ("modified_time", self.published.updated),
        ):
            yield _property(f"article:{name}", moment.isoformat() if moment else "")
        for author in self.published.authors:
            yield _property("article:author", author)
        for category in self.published.categories[:1]:
            yield _property("article:section", category)
        for tag in self.published.tags:
            yield _property("article:tag", tag)

    def _alternates(self) -> Iterator[str]:
        """The page in other languages: each says all of them, or search engines believe none.

        `data-page` tells our script which these are.
        """
        for language, url in self.translations:
            if url:
                named = f'hreflang="{escape(language)}" href="{escape(url)}"'
                yield f'<link rel="alternate" {named} data-page>'

    def _posting(self, published: Published) -> dict[str, Any]:
        created, updated = published.created, published.updated
        blog = {"@type": "Blog", "name": self.site_name, "url": self.site_url}
        return {
            "@context": "https://schema.org",
            "@type": "BlogPosting",
            "headline": self.title,
            "description": self.description,
            "datePublished": created.isoformat() if created else "",
            "dateModified": updated.isoformat() if updated else "",
            "author": [{"@type": "Person", "name": name} for name in published.authors]
            or {"@type": "Organization", "name": self.site_name, "url": self.site_url},
            "image": self.image,
            "url": self.url,
            "mainEntityOfPage": self.url,
            "inLanguage": self.language,
            "articleSection": list(published.categories),
            "keywords": list(published.tags),
            "wordCount": published.words,
            "isPartOf": blog,
        }


def shortened(text: str, longest: int = LONGEST) -> str:
    """The beginning of `text`, in one line, for where there is not room for all of it."""
    line = " ".join(text.split())
    return line if len(line) <= longest else f"{line[: longest - 1].rstrip()}…"


def _locale(language: str) -> str:
    """`zh-Hans-CN` as Open Graph has it: `zh_CN`, without the script."""
    return "_".join(part for part in language.split("-") if len(part) != 4)


def _property(name: str, content: str) -> str:
    """An element of the Open Graph protocol; what is not known is not said."""
    return f'<meta property="{name}" content="{escape(content)}">' if content else ""


def _json_ld(data: Mapping[str, Any]) -> str:
    """Data in a script element, out of which no text can break (JSON-LD 1.1, section 7.2)."""
    text = json.dumps(_known(data), ensure_ascii=False, separators=(",", ":"))
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return f'<script type="application/ld+json">{text}</script>'


def _known(data: Any) -> Any:
    if isinstance(data, Mapping):
        return {name: _known(value) for name, value in data.items() if value}
    return data
