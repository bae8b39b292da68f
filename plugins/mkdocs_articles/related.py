"""Which articles have most in common: by their words, weighed by how few other articles have them.

The cosine between vectors of tf-idf (Manning, Raghavan, Schütze: Introduction to Information
Retrieval, sections 6.2.2 and 6.3.1). Of an article's terms only the most frequent count, and of a term
that many articles have nothing: so the time grows with the number of articles, not with its square.
"""

from __future__ import annotations

import heapq
from collections import Counter, defaultdict
from collections.abc import Mapping
from math import log, sqrt
from operator import add

from mkdocs_articles.regex import late
from mkdocs_articles.text import CJK_LETTERS

Words = Mapping[str, int]

_KEPT = 100  # terms of an article
_COMMONEST = 12, 0.05  # articles, or of all of them: a term that more have tells little
_LEAST = 0.01  # similarity: below that, articles have a word in common, and no more
_WORD = late(f"([{CJK_LETTERS}]+)|([^\\W\\d_{CJK_LETTERS}][^\\W{CJK_LETTERS}]+)")


def words(weighted: Mapping[str, int]) -> Words:
    """The most frequent terms of texts, with their frequency: words, and of Chinese, which has no
    spaces between them, pairs of characters. A text counts as often as its weight says.
    """
    found: Counter[str] = Counter()
    for text, weight in weighted.items():
        terms: list[str] = []
        for run, word in _WORD.findall(text.lower()):
            terms += map(add, run, run[1:]) if run else [word]
        for term, times in Counter(terms).items():
            found[term] += weight * times
    by_name = sorted(found)  # and then by frequency: of equals, the first stays first
    return {
        term: found[term] for term in sorted(by_name, key=found.__getitem__, reverse=True)[:_KEPT]
    }


def related(articles: Mapping[str, Words], count: int) -> dict[str, list[str]]:
    """For each article up to `count` others, that with most in common first; of equals, the first."""
    vectors = _vectors(articles)
    holders: defaultdict[str, list[tuple[str, float]]] = defaultdict(list)
    for name, vector in vectors.items():
        for term, weight in vector.items():
            holders[term].append((name, weight))
    return {name: _nearest(name, vector, holders, count) for name, vector in vectors.items()}


def _vectors(articles: Mapping[str, Words]) -> dict[str, dict[str, float]]:
    """Of each article a vector of length 1."""
    having = Counter(term for found in articles.values() for term in found)
    number, share = _COMMONEST
    most = min(len(articles) - 1, max(number, share * len(articles)))
    rarity = {n: log(len(articles) / n) for n in set(having.values())}
    vectors = {}
    for name, found in articles.items():
        weights = {
            term: (1 + log(times)) * rarity[having[term]]
            for term, times in found.items()
            if 1 < having[term] <= most
        }
        length = sqrt(sum(weight * weight for weight in weights.values())) or 1.0
        vectors[name] = {term: weight / length for term, weight in weights.items()}
    return vectors


def _nearest(
    name: str,
    vector: Mapping[str, float],
    holders: Mapping[str, list[tuple[str, float]]],
    count: int,
) -> list[str]:
    likeness: defaultdict[str, float] = defaultdict(float)
    for term, weight in vector.items():
        for other, others_weight in holders[term]:
            likeness[other] += weight * others_weight
    likeness.pop(name, None)
    near = [(other, value) for other, value in likeness.items() if value >= _LEAST]
    return [other for other, _ in heapq.nsmallest(count, near, key=lambda one: -round(one[1], 9))]
