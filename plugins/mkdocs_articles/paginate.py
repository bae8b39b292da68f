"""Split a list into pages; knows nothing of what the items or the pages are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Pager(Generic[T]):
    """One page of a list: its items, its number (from 1) and how many pages there are."""

    items: tuple[T, ...]
    number: int
    total: int

    @property
    def previous(self) -> int | None:
        """The number of the page before, or None on the first."""
        return self.number - 1 if self.number > 1 else None

    @property
    def next(self) -> int | None:
        """The number of the page after, or None on the last."""
        return self.number + 1 if self.number < self.total else None

    def window(self, around: int = 2) -> list[int | None]:
        """Page numbers to link: the ends, and `around` on each side; None stands for a gap."""
        near = range(max(1, self.number - around), min(self.total, self.number + around) + 1)
        shown = sorted({1, *near, self.total})
        result: list[int | None] = []
        last = 0
        for number in shown:
            if number == last + 2:  # a gap of one page is that page
                result.append(last + 1)
            elif number > last + 2:
                result.append(None)
            result.append(number)
            last = number
        return result


def paginate(items: Sequence[T], per_page: int) -> list[Pager[T]]:
    """All pages of `items`, at least one (an empty list has one empty page)."""
    chunks = [tuple(items[i : i + per_page]) for i in range(0, len(items), per_page)] or [()]
    return [Pager(chunk, number, len(chunks)) for number, chunk in enumerate(chunks, start=1)]
