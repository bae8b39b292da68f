"""Related articles in MkDocs: what of an article tells what it is about."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import cast

from mkdocs.structure.pages import Page
from mkdocs.structure.toc import AnchorLink

from mkdocs_articles import memo
from mkdocs_articles.body import Body
from mkdocs_articles.collection import Collection
from mkdocs_articles.lazy import Text
from mkdocs_articles.related import Words, related, words
from mkdocs_articles.text import prose

COUNT = 3
_BEGINNING = 8_000  # characters of HTML: an article says early what it is about
_TITLE, _TERM, _HEADING, _TEXT = 4, 3, 2, 1  # how much a word in each of them weighs


def find(
    collection: Collection, bodies: Mapping[str, Body], pages: Mapping[str, Page]
) -> Mapping[str, Sequence[str]]:
    """The sources of related articles, by source."""
    keys = [bodies[article.source].key for article in collection.listed]

    def compute() -> dict[str, list[str]]:
        return related(
            {
                one.source: _words(bodies[one.source], pages[one.source])
                for one in collection.listed
            },
            COUNT,
        )

    return cast(
        "Mapping[str, Sequence[str]]", memo.kept(compute, "related", Text.of(repr(keys)).digest)
    )


def _words(body: Body, page: Page) -> Words:
    """The words of an article, with weights: what its title says, it is about."""
    article = body.article

    def compute() -> Words:
        texts = {prose(body.html[:_BEGINNING]): _TEXT}
        texts |= dict.fromkeys(_headings(page.toc), _HEADING)
        texts |= dict.fromkeys((*article.categories, *article.tags), _TERM)
        return words({**texts, article.title: _TITLE})

    return cast("Words", memo.kept(compute, "words", body.key))


def _headings(toc: object) -> Iterator[str]:
    for item in cast("Sequence[AnchorLink]", toc):
        yield item.title
        yield from _headings(item.children)
