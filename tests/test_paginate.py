"""Lists split into pages."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mkdocs_articles.paginate import Pager, paginate

many = settings(max_examples=200, derandomize=True, deadline=None)


def test_an_empty_list_has_one_empty_page() -> None:
    assert paginate([], 5) == [Pager((), 1, 1)]


def test_the_last_page_may_be_shorter() -> None:
    assert paginate("abcde", 2) == [
        Pager(("a", "b"), 1, 3), Pager(("c", "d"), 2, 3), Pager(("e",), 3, 3)
    ]  # fmt: skip


def test_a_full_last_page_has_no_empty_one_after_it() -> None:
    assert [pager.items for pager in paginate("abcd", 2)] == [("a", "b"), ("c", "d")]


@many
@given(st.lists(st.integers(), max_size=60), st.integers(1, 20))
def test_pages_hold_everything_once_and_in_order(items: list[int], per_page: int) -> None:
    pagers = paginate(items, per_page)
    assert [item for pager in pagers for item in pager.items] == items
    assert [pager.number for pager in pagers] == list(range(1, len(pagers) + 1))
    assert {pager.total for pager in pagers} == {len(pagers)}
    assert all(len(pager.items) == per_page for pager in pagers[:-1])
    assert len(pagers[-1].items) <= per_page
    assert pagers[-1].items or not items


@many
@given(st.lists(st.integers(), max_size=60), st.integers(1, 20))
def test_pages_know_their_neighbours(items: list[int], per_page: int) -> None:
    pagers = paginate(items, per_page)
    assert [pager.previous for pager in pagers] == [None, *range(1, len(pagers))]
    assert [pager.next for pager in pagers] == [*range(2, len(pagers) + 1), None]


@pytest.mark.parametrize(
    ("number", "total", "expected"),
    [
        (1, 1, [1]),
        (1, 2, [1, 2]),
        (1, 9, [1, 2, 3, None, 9]),
        (5, 9, [1, 2, 3, 4, 5, 6, 7, 8, 9]),  # a gap of one page is that page
        (5, 10, [1, 2, 3, 4, 5, 6, 7, None, 10]),
        (50, 99, [1, None, 48, 49, 50, 51, 52, None, 99]),
        (99, 99, [1, None, 97, 98, 99]),
    ],
)
def test_window(number: int, total: int, expected: list[int | None]) -> None:
    assert Pager((), number, total).window() == expected


@many
@given(
    st.integers(1, 40).flatmap(lambda n: st.tuples(st.integers(1, n), st.just(n))),
    st.integers(0, 4),
)
def test_windows_link_what_is_near(place: tuple[int, int], around: int) -> None:
    number, total = place
    window = Pager((), number, total).window(around)
    numbers = [n for n in window if n]
    near = {n for n in range(number - around, number + around + 1) if 1 <= n <= total}
    assert {1, total} | near <= set(numbers)
    assert numbers == sorted(set(numbers))
    for here, there in pairwise(window):
        assert here is not None or there is not None
        if here and there:
            assert there == here + 1
    for index, entry in enumerate(window):
        if entry is None:  # stands for two pages at least
            before, after = window[index - 1], window[index + 1]
            assert before is not None
            assert after is not None
            assert after - before > 2
