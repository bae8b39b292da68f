"""Where terms are: the records of all pages merged, and changed where a page has changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from mkdocs_articles.search.format import varint
from mkdocs_articles.search.record import Record

HUGE = 12_000  # bytes of postings: of more, each page has one code, since a reader must load all


class Postings(NamedTuple):
    """The postings of a term (`format`), of how many pages they are, and what of them is told."""

    data: bytes
    pages: int
    told: bytes

    @classmethod
    def of(cls, data: bytes, pages: int) -> Postings:
        return cls(data, pages, data if len(data) <= HUGE else _shortened(data))


_NONE = Postings(b"", 0, b"")


class _Entry(NamedTuple):
    """What postings have of a page, from `start` to `end`; its codes, or their length, at `codes`."""

    page: int
    is_many: int
    start: int
    codes: int
    end: int


def merge(records: Sequence[Record]) -> dict[str, Postings]:
    """The postings of all terms."""
    heads = [varint(number) for number in range(2 * len(records))]
    found: dict[str, list[Any]] = {}  # its last page, and pieces of postings
    for number, record in enumerate(records):
        for is_many, part in enumerate((slice(record.single), slice(record.single, None))):
            for term, codes in zip(record.terms[part], record.codes[part], strict=True):
                one = found.get(term)
                if one is None:
                    found[term] = [number, heads[2 * number + is_many], codes]
                else:
                    one += heads[2 * (number - one[0] - 1) + is_many], codes
                    one[0] = number
    return {term: Postings.of(b"".join(one[1:]), len(one) // 2) for term, one in found.items()}


def replace(postings: dict[str, Postings], page: int, old: Record, new: Record) -> None:
    """Put the `new` record of a page in the place of its `old` one."""
    before, after = _by_term(old), _by_term(new)
    changed = {term for term, _ in before.items() ^ after.items()}
    for term in changed:
        known = postings.get(term, _NONE)
        data = _replaced(known.data, page, after.get(term))
        if data:
            pages = known.pages + (term in after) - (term in before)
            postings[term] = Postings.of(data, pages)
        else:
            del postings[term]


def _by_term(record: Record) -> dict[str, tuple[int, bytes]]:
    return {
        term: (int(place >= record.single), codes)
        for place, (term, codes) in enumerate(zip(record.terms, record.codes, strict=True))
    }


def _replaced(data: bytes, page: int, entry: tuple[int, bytes] | None) -> bytes:
    previous, start, following = -1, len(data), None
    for one in _entries(data):
        if one.page >= page:
            start = min(start, one.start)
        if one.page > page:
            following = one
            break
        if one.page < page:
            previous = one.page
    pieces = [data[:start]]
    if entry:
        is_many, codes = entry
        pieces += varint(2 * (page - previous - 1) + is_many), codes
        previous = page
    if following:
        head = varint(2 * (following.page - previous - 1) + following.is_many)
        pieces += head, data[following.codes :]
    return b"".join(pieces)


def _shortened(data: bytes) -> bytes:
    """The postings with one code for each page."""
    pieces: list[bytes] = []
    for one in _entries(data):
        if not one.is_many:
            pieces.append(data[one.start : one.end])
            continue
        _, place = _number(data, one.codes)
        first, place = _number(data, place)
        code = best = first
        while not best & 1 and place < one.end:
            gap, place = _number(data, place)
            code += gap
            best = code if code & 1 else best
        pieces += data[one.start : one.codes], b"\0", varint(best)
    return b"".join(pieces)


def _entries(data: bytes) -> Iterator[_Entry]:
    page, place = -1, 0
    while place < len(data):
        start = place
        head, place = _number(data, place)
        page += 1 + (head >> 1)
        codes = place
        size = 0
        if head & 1:
            size, place = _number(data, place)
            place += size
        if not size:
            _, place = _number(data, place)
        yield _Entry(page, head & 1, start, codes, place)


def _number(data: bytes, place: int) -> tuple[int, int]:
    """A varint, and where it ends."""
    number = shift = 0
    while (byte := data[place]) > 127:
        number |= (byte & 127) << shift
        shift += 7
        place += 1
    return number | byte << shift, place + 1
