"""Order, neighbours and terms of any collection of articles."""

import itertools
from datetime import UTC, date, datetime, timedelta, timezone

from hypothesis import given, settings
from hypothesis import strategies as st

from mkdocs_articles.article import Article, instant
from mkdocs_articles.collection import TAXONOMIES, Collection

NAMES = st.sampled_from(["C", "c", "C++", "C#", "机器学习", "a b", "A-B", "x/y", "."])
MOMENTS = st.one_of(
    st.none(),
    st.dates(date(2000, 1, 1), date(2030, 1, 1)),
    st.datetimes(
        datetime(2000, 1, 1), datetime(2030, 1, 1),
        timezones=st.sampled_from([None, UTC, timezone(timedelta(hours=8))]),
    ),
)  # fmt: skip
ARTICLES = st.lists(
    st.builds(
        Article,
        source=st.integers(0, 10**6).map(lambda n: f"posts/{n}.md"),
        shown=st.just("x"),
        url=st.integers(0, 10**6).map(lambda n: f"posts/{n}/"),
        title=st.just("T"),
        created=MOMENTS,
        categories=st.lists(NAMES, max_size=3).map(tuple),
        tags=st.lists(NAMES, max_size=3).map(tuple),
        pinned=st.booleans(),
        unlisted=st.booleans(),
    ),
    max_size=12,
    unique_by=(lambda a: a.source, lambda a: a.url),
)


@given(ARTICLES, st.randoms())
@settings(derandomize=True)
def test_order_is_total_and_independent_of_input(articles: list[Article], random: object) -> None:
    shuffled = list(articles)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    listed = Collection(articles).listed
    assert listed == Collection(shuffled).listed
    assert {article.source for article in listed} == {a.source for a in articles if not a.unlisted}
    for before, after in itertools.pairwise(listed):
        assert before.pinned >= after.pinned
        if before.pinned == after.pinned and after.created:
            assert before.created
            assert instant(before.created) >= instant(after.created)
            if instant(before.created) == instant(after.created):
                assert before.url < after.url


@given(ARTICLES)
@settings(derandomize=True)
def test_neighbours_form_one_line(articles: list[Article]) -> None:
    collection = Collection(articles)
    around = collection.neighbours
    assert around.keys() == {article.source for article in articles if not article.unlisted}
    for source, (older, newer) in around.items():
        if older:
            assert around[older.source][1] is not None
            assert around[older.source][1].source == source  # type: ignore[union-attr]
        if newer:
            assert around[newer.source][0].source == source  # type: ignore[union-attr]
    assert sum(older is None for older, _ in around.values()) == bool(around)


@given(ARTICLES)
@settings(derandomize=True)
def test_terms_hold_every_article_once(articles: list[Article]) -> None:
    collection = Collection(articles)
    for taxonomy, read in TAXONOMIES.items():
        terms = collection.terms(taxonomy)
        assert len({term.slug for term in terms}) == len(terms)
        assert len({term.name.casefold() for term in terms}) == len(terms)
        for article in collection.listed:
            for name in read(article):
                term = collection.find(taxonomy, name)
                assert term
                assert term.articles.count(article) == 1
                assert collection.find(taxonomy, term.slug)


def test_years_are_newest_first() -> None:
    articles = [
        Article(f"{n}.md", "x", f"{n}/", "T", created=date(year, 1, 1))
        for n, year in enumerate((2024, 2026, 2025, 2026))
    ]
    names = [(t.name, len(t.articles)) for t in Collection(articles).terms("archive")]
    assert names == [("2026", 2), ("2025", 1), ("2024", 1)]
