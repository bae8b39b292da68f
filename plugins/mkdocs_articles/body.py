"""The rendered body of an article: made once by the generator, read by everything that shows it."""

from __future__ import annotations

import re
from dataclasses import astuple, dataclass
from functools import cached_property
from typing import Any, cast

from mkdocs_articles import excerpt, memo
from mkdocs_articles.article import Article
from mkdocs_articles.excerpt import Excerpt
from mkdocs_articles.labels import Labels
from mkdocs_articles.lazy import Text
from mkdocs_articles.text import Counts, count

_H1 = re.compile(r"<h1\b[^>]*>.*?</h1>", re.DOTALL)


@dataclass(frozen=True)
class Body:
    """An article's HTML, and what follows from it; each is computed when first asked for."""

    article: Article
    content: Text
    excerpt_length: int
    labels: Labels

    @cached_property
    def key(self) -> str:
        """All that what is shown of it follows from, but for the labels."""
        return f"{self.content.digest} {self.excerpt_length} {self._facts}"

    @cached_property
    def in_lists(self) -> str:
        """A digest of what lists show of it."""
        return Text.of(f"{self._facts} {self._beginning!r} {self.minutes}").digest

    @cached_property
    def _facts(self) -> str:
        return repr(self.article)

    @property
    def html(self) -> str:
        """The whole of it: what has a result that is kept does not need it."""
        return self.content.text

    def make(self) -> None:
        """Compute what will be asked of it, to be kept."""
        _ = self._beginning, self.counts, self.heading_end

    @cached_property
    def excerpt(self) -> Excerpt:
        """What listings show: up to the author's marker, else the description, else a cut."""
        return Excerpt.from_json(self._beginning)

    @cached_property
    def _beginning(self) -> list[Any]:
        """The excerpt as it is kept."""
        digest = self.content.digest
        if self.article.description and not memo.kept(self._is_marked, "marked", digest):
            return excerpt.from_description(self.article.description).to_json()
        kept = memo.kept(self._cut, "excerpt", digest, str(self.excerpt_length), self.labels.key)
        return cast("list[Any]", kept)

    @property
    def beginning(self) -> str:
        """The text of its excerpt."""
        return Excerpt.text_of(self._beginning)

    @cached_property
    def counts(self) -> Counts:
        """What there is to read."""
        return Counts(*memo.kept(lambda: astuple(count(self.html)), "counts", self.content.digest))

    def _is_marked(self) -> bool:
        return bool(excerpt.MARKED.search(self.html))

    def _cut(self) -> list[Any]:
        return excerpt.cut(self.html, self.excerpt_length, self.labels).to_json()

    @property
    def minutes(self) -> int:
        """Minutes of reading: the author's word, else the counts'."""
        return self.article.readtime or self.counts.minutes

    @property
    def heading_end(self) -> int:
        """Where its own `<h1>` ends; 0 without one."""
        return int(memo.kept(self._heading_end, "heading", self.content.digest))

    def _heading_end(self) -> int:
        match = _H1.search(self.html)
        return match.end() if match else 0
