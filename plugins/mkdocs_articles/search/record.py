"""A page's record: all that an index has of it. It depends on the page alone, so it can be kept."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, chain, pairwise
from operator import sub
from struct import pack, unpack_from

from mkdocs_articles.search import format as form
from mkdocs_articles.search import tokens
from mkdocs_articles.search.document import Document

_HEAD = "<4I"
_HEAD_SIZE = 16
_END = "\0"  # of a text


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
    parts = [document.title, "\n".join((*document.categories, *document.tags))]
    for section in document.sections:
        parts += section.heading, section.text
    whole = _END.join(part.replace(_END, " ") for part in parts)
    # all at once: a call takes longer than what most texts need
    title, names, *texts = tokens.plain(whole, simplified=True).split(_END)
    found: dict[str, str] = {}  # by term its codes, each as a character
    length = len(tokens.terms(title)[0])
    _note(found, _all_terms(title), 2 * min(max(length, 1), form.TITLES) - 1)
    _note(found, _all_terms(names), 2 * form.TITLES + 1)
    sections = []
    block = 0
    for section, heading, text in zip(document.sections, texts[::2], texts[1::2], strict=True):
        sections.append([block, section.anchor, section.heading, section.text])
        if block:
            _note(found, _all_terms(heading), 2 * block + 1)
        block = block + 1 if block else form.TITLES + 1
        block = _note_blocks(found, text, block)
    page = {
        "url": document.url, "title": document.title, "path": document.path,
        "date": document.date, "categories": document.categories, "tags": document.tags,
        "sections": sections,
    }  # fmt: skip
    one = [term for term, marks in found.items() if len(marks) == 1]
    many = [term for term, marks in found.items() if len(marks) > 1]
    codes = [_codes(found[term]) for term in (*one, *many)]
    return Record([*one, *many], codes, len(one), form.packed_json(page))


def _all_terms(text: str) -> Iterable[str]:
    found, others = tokens.terms(text)
    return chain(found, *others.values())


def _note_blocks(found: dict[str, str], text: str, block: int) -> int:
    """Note the terms of each block of a text, from the number `block` on; the number behind them."""
    terms, others = tokens.terms(text)
    more: dict[int, list[str]] = {}
    for position, rests in others.items():
        more.setdefault(position // form.BLOCK, []).extend(rests)
    for number, start in enumerate(range(0, len(terms), form.BLOCK)):
        here = terms[start : start + form.BLOCK] + more.get(number, [])
        _note(found, here, 2 * block)
        block += 1
    return block


def _note(found: dict[str, str], terms: Iterable[str], code: int) -> None:
    """The codes of a term are noted one after the other, each greater than the one before. What stands
    behind eighteen million positions of a page is not found.
    """
    if code > sys.maxunicode:
        return
    mark, known = chr(code), found.get
    for term in dict.fromkeys(terms):
        found[term] = known(term, "") + mark


@lru_cache(maxsize=1 << 14)  # most terms are in few places, which others are in, too
def _codes(marks: str) -> bytes:
    if len(marks) == 1:
        return form.varint(ord(marks))
    codes = list(map(ord, marks))
    gaps = map(sub, codes, (0, *codes))
    if codes[-1] < 128:  # then each is a byte
        return bytes((len(codes), *gaps))
    packed = b"".join(map(form.varint, gaps))
    return form.varint(len(packed)) + packed
