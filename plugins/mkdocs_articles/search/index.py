"""From documents to an index: each page a record, and all records merged into sorted shards.

A record is all that the index has of a page, and depends on nothing else; so it can be kept. What
is left for every build is to count pages and to put bytes behind one another.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, chain, pairwise
from operator import sub
from struct import pack, unpack_from
from zlib import crc32

from mkdocs_articles.search import format as form
from mkdocs_articles.search import tokens, variants
from mkdocs_articles.search.document import Document

SHARD = 3000  # bytes before compression, about: a query reads several, and the root names them all,
LARGE = 8_000_000  # so an index of more bytes than this has shards of twice the size, and so on
_WORD = re.compile(r"[^\W\d_]\S{3,23}")
_PIECE = re.compile(r"[^_.'^-]+")
_CJK = re.compile(f"[{tokens.CJK}]")


@dataclass(frozen=True, slots=True)
class Record:
    """The terms of a page, what their postings have of it (`format`: codes, with their length before
    them if they are several), and its file.

    `single` are terms with one code, `several` the others.
    """

    single: Mapping[str, bytes]
    several: Mapping[str, bytes]
    page: bytes

    def to_bytes(self) -> bytes:
        names = "\n".join([*self.single, *self.several]).encode()
        codes = [*self.single.values(), *self.several.values()]
        lengths = pack(f"<{len(codes)}H", *map(len, codes))
        head = pack("<4I", len(self.single), len(self.several), len(names), len(self.page))
        return b"".join([head, names, lengths, self.page, *codes])

    @classmethod
    def from_bytes(cls, data: bytes) -> Record:
        single, several, size, page = unpack_from("<4I", data)
        names = data[16 : 16 + size].decode().split("\n")
        count = single + several
        lengths = unpack_from(f"<{count}H", data, 16 + size)
        start = 16 + size + 2 * count + page
        ends = accumulate(lengths, initial=start)
        codes = [data[begin:end] for begin, end in pairwise(ends)]
        return cls(
            dict(zip(names[:single], codes[:single], strict=True)),
            dict(zip(names[single:count], codes[single:], strict=True)),
            data[start - page : start],
        )


def record(document: Document) -> Record:
    """The record of a page."""
    found: defaultdict[str, list[int]] = defaultdict(list)
    title, labels = _terms(document.title), "\n".join((*document.categories, *document.tags))
    _note(found, title, 2 * min(max(len(title), 1), form.TITLES) - 1)
    _note(found, _terms(labels), 2 * form.TITLES + 1)
    sections = []
    block = 0
    for section in document.sections:
        sections.append([block, section.anchor, section.heading, section.text])
        if block:
            _note(found, _terms(section.heading), 2 * block + 1)
        block = block + 1 if block else form.TITLES + 1
        terms = _terms(section.text)
        for start in range(0, len(terms), form.BLOCK):
            _note(found, terms[start : start + form.BLOCK], 2 * block)
            block += 1
    single, several = {}, {}
    varint = form.varint
    for term, codes in found.items():
        if len(codes) == 1:
            single[term] = varint(codes[0])
        else:
            gaps = b"".join(map(varint, (codes[0], *map(sub, codes[1:], codes))))
            several[term] = varint(len(gaps)) + gaps
    page = {
        "url": document.url, "title": document.title, "path": document.path,
        "date": document.date, "categories": document.categories, "tags": document.tags,
        "sections": sections,
    }  # fmt: skip
    return Record(single, several, form.packed_json(page))


def _terms(text: str) -> list[tuple[str, ...]]:
    return tokens.terms(tokens.plain(text, simplified=True))


def _note(found: dict[str, list[int]], terms: list[tuple[str, ...]], code: int) -> None:
    for term in dict.fromkeys(chain.from_iterable(terms)):
        found[term].append(code)


@dataclass(frozen=True, slots=True)
class Entry:
    """A page of the site, in the order of page numbers."""

    record: Record
    categories: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    boost: float = 1.0


def build(entries: Sequence[Entry], lang: str) -> dict[str, bytes]:
    """All files of the index, by their path in the site."""
    postings = merge([entry.record for entry in entries])
    facets, filters = _facets(entries)
    postings |= filters
    shards = list(_shards(sorted(postings.items())))
    endings = list(_shards(_endings(entries)))
    files = {form.terms_file(n): form.gzipped(form.shard(one)) for n, one in enumerate(shards)}
    files |= {form.endings_file(n): form.gzipped(form.lines(one)) for n, one in enumerate(endings)}
    files |= {form.page_file(n): entry.record.page for n, entry in enumerate(entries)}
    files[form.FACETS] = form.packed_json(facets)
    files[form.VARIANTS] = form.gzipped(_variants(postings))
    root = {
        "format": form.FORMAT, "version": _version(files), "pages": len(entries), "lang": lang,
        "terms": form.beginnings(map(_names, shards)), "endings": form.beginnings(map(_names, endings)),
        "boost": [[n, entry.boost] for n, entry in enumerate(entries) if entry.boost != 1],
    }  # fmt: skip
    return files | {form.ROOT: form.packed_json(root)}


def merge(records: Sequence[Record]) -> dict[str, bytes]:
    """The postings of all terms."""
    heads = [form.varint(number) for number in range(2 * len(records))]
    postings: dict[str, bytearray] = {}
    last: dict[str, int] = {}
    for number, one in enumerate(records):
        for many, codes in enumerate((one.single, one.several)):
            for term, found in codes.items():
                if term in last:
                    postings[term] += heads[2 * (number - last[term] - 1) + many] + found
                else:
                    postings[term] = bytearray(heads[2 * number + many] + found)
                last[term] = number
    return postings  # type: ignore[return-value]


def _facets(entries: Sequence[Entry]) -> tuple[dict[str, list[tuple[str, int]]], dict[str, bytes]]:
    """Categories and tags with the number of their pages, and the postings of their filters."""
    facets, filters = {}, {}
    for kind, prefix in (("categories", form.CATEGORY), ("tags", form.TAG)):
        found: dict[str, list[int]] = {}
        spelling: dict[str, str] = {}
        for number, entry in enumerate(entries):
            for name in getattr(entry, kind):
                pages = found.setdefault(spelling.setdefault(name.casefold(), name), [])
                if pages[-1:] != [number]:
                    pages.append(number)
        ranked = sorted(found.items(), key=lambda item: (-len(item[1]), item[0]))
        facets[kind] = [(name, len(pages)) for name, pages in ranked]
        for name, pages in found.items():
            gaps = (after - before - 1 for before, after in pairwise([-1, *pages]))
            filters[prefix + name] = b"".join(form.varint(2 * gap) + b"\x01" for gap in gaps)
    return facets, filters


def _endings(entries: Iterable[Entry]) -> list[tuple[str, bytes]]:
    """Words, reversed, with the number of pages that have them."""
    counts: Counter[str] = Counter()
    for entry in entries:
        counts.update(entry.record.single.keys())
        counts.update(entry.record.several.keys())
    words = {word: count for word, count in counts.items() if _WORD.fullmatch(word)}
    for word, count in counts.items():
        piece = _PIECE.match(word)
        if piece and piece.end() < len(word) and _WORD.fullmatch(piece[0]):
            words[piece[0]] = max(count, words.get(piece[0], 0))
    return sorted((word[::-1], b"%d" % count) for word, count in words.items())


def _names(entries: Iterable[tuple[str, bytes]]) -> list[str]:
    return [name for name, _ in entries]


def _shards(entries: Sequence[tuple[str, bytes]]) -> Iterator[Sequence[tuple[str, bytes]]]:
    """Cut sorted entries into shards; one that is too large is alone.

    Of the places where a shard may end, that is taken where the root has least to say of the next one,
    and then by a checksum: so behind a change the shards soon begin as they did before.
    """
    lengths = [len(name) + len(data) for name, data in entries]
    size, total = SHARD, sum(lengths)
    while total > LARGE:
        size, total = 2 * size, total // 4
    start = place = length = 0
    best: tuple[int, int, int] | None = None
    while place < len(entries):
        if place > start and (length >= size // 2 or lengths[place] >= size):
            name = entries[place][0]
            begins = form.separator(entries[place - 1][0], name)
            choice = len(begins), crc32(name.encode()), place
            best = min(best or choice, choice)
            if length + lengths[place] >= size * 3 // 2:
                start_of_next = best[-1]
                yield entries[start:start_of_next]
                start = place = start_of_next
                length, best = 0, None
                continue
        length += lengths[place]
        place += 1
    if start < len(entries):
        yield entries[start:]


def _version(files: Mapping[str, bytes]) -> str:
    digest = hashlib.sha256()
    for name, data in sorted(files.items()):
        digest.update(b"%s\0%d\0" % (name.encode(), len(data)))
        digest.update(data)
    return digest.hexdigest()[:12]


def _variants(terms: Iterable[str]) -> bytes:
    """The part of the table of variants that leads to these terms."""
    pairs = sorted(variants.leading_to({term[0] for term in terms}).items())
    return "\n".join(map("".join, zip(*pairs, strict=True))).encode()
