"""The rendered body of an article: made once by the generator, read by everything that shows it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import astuple, dataclass
from functools import cached_property
from typing import Any

from mkdocs_articles import excerpt, memo
from mkdocs_articles.article import Article
from mkdocs_articles.excerpt import Excerpt
from mkdocs_articles.text import Counts, count

_H1 = re.compile(r"<h1\b[^>]*>.*?</h1>", re.DOTALL)


@dataclass(frozen=True)
class Body:
    """An article's HTML, and what follows from it; each is computed when first asked for."""

    article: Article
    html: str
    excerpt_length: int
    labels: Mapping[str, str]

    @cached_property
    def key(self) -> str:
        """A digest of all that follows from: what is shown of it is the same while this is."""
        labels = sorted(self.labels.items())
        parts = repr((self.article, self.excerpt_length, labels)), self.html
        return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()

    @cached_property
    def excerpt(self) -> Excerpt:
        """What listings show: up to the author's marker, else the description, else a cut."""
        if self.article.description and not excerpt.MARKED.search(self.html):
            return excerpt.from_description(self.article.description)
        length, labels = str(self.excerpt_length), repr(sorted(self.labels.items()))
        kept = memo.kept(self._cut, "excerpt", self.html, length, labels)
        return Excerpt.from_json(kept)

    @cached_property
    def counts(self) -> Counts:
        """What there is to read."""
        return Counts(*memo.kept(lambda: astuple(count(self.html)), "counts", self.html))

    def _cut(self) -> list[Any]:
        return excerpt.cut(self.html, self.excerpt_length, self.labels).to_json()

    @property
    def minutes(self) -> int:
        """Minutes of reading: the author's word, else the counts'."""
        return self.article.readtime or self.counts.minutes

    def split(self) -> tuple[str, str]:
        """The HTML up to the end of its own `<h1>`, and the rest; without one, all is the rest."""
        match = _H1.search(self.html)
        return (self.html[: match.end()], self.html[match.end() :]) if match else ("", self.html)
