"""A page's record: all that an index has of it. It depends on the page alone, so it can be kept."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, chain, pairwise
from operator import sub
from struct import pack, unpack_from

from mkdocs_articles.search import format as form
from mkdocs_articles.search import tokens
from mkdocs_articles.search.document import Document

_HEAD = "<4I"
_HEAD_SIZE = 16


@dataclass(frozen=True, slots=True)
class Record:
    """The terms of a page, what their postings have of it (as `format` says, from the codes or their
    length on), and its file. The first `single` terms have one code.
    """

    terms: Sequence[str]
    codes: Sequence[bytes]
    single: int
    page: bytes

    def to_bytes(self) -> bytes:
        terms = "\n".join(self.terms).encode()
        lengths = pack(f"<{len(self.codes)}H", *map(len, self.codes))
        head = pack(_HEAD, len(self.codes), self.single, len(terms), len(self.page))
        return b"".join([head, terms, lengths, self.page, *self.codes])

    @classmethod
    def from_bytes(cls, data: bytes) -> Record:
        """Reads what `to_bytes` made."""
        count, single, size, page = unpack_from(_HEAD, data)
        terms = data[_HEAD_SIZE : _HEAD_SIZE + size].decode().split("\n")
        lengths = unpack_from(f"<{count}H", data, _HEAD_SIZE + size)
        start = _HEAD_SIZE + size + 2 * count + page
        codes = [data[a:b] for a, b in pairwise(accumulate(lengths, initial=start))]
        return cls(terms if count else [], codes, single, data[start - page : start])


def record(document: Document) -> Record:
    """The record of a page."""
    found: defaultdict[str, list[int]] = defaultdict(list)
    title, length = _terms(document.title)
    _note(found, title, 2 * min(max(length, 1), form.TITLES) - 1)
    _note(found, _terms("\n".join((*document.categories, *document.tags)))[0], 2 * form.TITLES + 1)
    sections = []
    block = 0
    for section in document.sections:
        sections.append([block, section.anchor, section.heading, section.text])
        if block:
            _note(found, _terms(section.heading)[0], 2 * block + 1)
        block = block + 1 if block else form.TITLES + 1
        for terms in _blocks(section.text):
            _note(found, terms, 2 * block)
            block += 1
    page = {
        "url": document.url, "title": document.title, "path": document.path,
        "date": document.date, "categories": document.categories, "tags": document.tags,
        "sections": sections,
    }  # fmt: skip
    one = {term: codes[0] for term, codes in found.items() if len(codes) == 1}
    many = {term: codes for term, codes in found.items() if len(codes) > 1}
    return Record(
        [*one, *many], [*map(form.varint, one.values()), *map(_codes, many.values())],
        len(one), form.packed_json(page),
    )  # fmt: skip


def _terms(text: str) -> tuple[list[str], int]:
    """The terms of a text, and how many positions it has."""
    found, others = tokens.terms(tokens.plain(text, simplified=True))
    return [*found, *chain.from_iterable(others.values())], len(found)


def _blocks(text: str) -> list[list[str]]:
    """The terms of each block of a text."""
    found, others = tokens.terms(tokens.plain(text, simplified=True))
    blocks = [found[start : start + form.BLOCK] for start in range(0, len(found), form.BLOCK)]
    for position, more in others.items():
        blocks[position // form.BLOCK] += more
    return blocks


def _note(found: defaultdict[str, list[int]], terms: list[str], code: int) -> None:
    for term in dict.fromkeys(terms):
        found[term].append(code)


def _codes(codes: list[int]) -> bytes:
    gaps = map(sub, codes, (0, *codes))
    if codes[-1] < 128:  # then each is a byte
        return bytes((len(codes), *gaps))
    packed = b"".join(map(form.varint, gaps))
    return form.varint(len(packed)) + packed
