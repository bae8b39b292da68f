"""Related articles in MkDocs: what of an article tells what it is about."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import cast

from mkdocs.structure.pages import Page
from mkdocs.structure.toc import AnchorLink

from mkdocs_articles import memo
from mkdocs_articles.body import Body
from mkdocs_articles.collection import Collection
from mkdocs_articles.lazy import Text
from mkdocs_articles.related import related, words
from mkdocs_articles.text import prose

COUNT = 3
_BEGINNING = 8_000  # characters of HTML: an article says early what it is about
_TITLE, _TERM, _HEADING, _TEXT = 4, 3, 2, 1  # how much a word in each of them weighs


def find(
    collection: Collection, bodies: Mapping[str, Body], pages: Mapping[str, Page]
) -> Mapping[str, Sequence[str]]:
    """The sources of related articles, by source."""
    found = {
        article.source: words_of(bodies[article.source], pages[article.source])
        for article in collection.listed
    }

    def compute() -> dict[str, list[str]]:
        return related({source: json.loads(text.text) for source, text in found.items()}, COUNT)

    known = repr([(source, text.digest) for source, text in found.items()])
    return cast("Mapping[str, Sequence[str]]", memo.kept(compute, "related", Text.of(known).digest))


def words_of(body: Body, page: Page) -> Text:
    """The words of an article as JSON, with weights: what its title says, it is about.

    A text, which is read only where articles have changed.
    """
    article = body.article

    def compute() -> str:
        texts = {prose(body.html[:_BEGINNING]): _TEXT}
        texts |= dict.fromkeys(_headings(page.toc), _HEADING)
        texts |= dict.fromkeys((*article.categories, *article.tags), _TERM)
        return json.dumps(words({**texts, article.title: _TITLE}), ensure_ascii=False)

    return memo.kept_text(compute, "words", body.key)


def _headings(toc: object) -> Iterator[str]:
    for item in cast("Sequence[AnchorLink]", toc):
        yield item.title
        yield from _headings(item.children)
