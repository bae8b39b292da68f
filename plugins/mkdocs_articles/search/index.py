"""The files of an index, from the records of all pages."""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from zlib import crc32

from mkdocs_articles.article import Moment, instant
from mkdocs_articles.search import format as form
from mkdocs_articles.search import variants
from mkdocs_articles.search.postings import Postings, merge, replace
from mkdocs_articles.search.record import Record

SHARD = 2000  # bytes before compression, about: a query reads several, and the root names them all,
LARGE = 8_000_000  # so an index of more bytes than this has shards of twice the size, and so on
_FEW = 8  # pages: so many are changed in an index, of more it is made anew
_WORD = re.compile(r"[^\W\d_]\S{3,23}")
_PIECE = re.compile(r"[^_.'^-]+")

Names = Sequence[str]


@dataclass(frozen=True, slots=True)
class Entry:
    """A page of the site: its record (as `Record.to_bytes` has it), and what the site knows of it.

    `key` is the same while the record is.
    """

    key: str
    record: bytes
    categories: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    boost: float = 1.0


def place(moment: Moment | None, url: str) -> tuple[bool, datetime, str]:
    """Where a page comes among others: those that are no articles, by address, then the articles, the
    oldest first. `moment` is when an article appeared (`date.min` if nobody knows).
    """
    return moment is not None, instant(moment or date.min), url


class Index:
    """The index of a site, which changes with it: where little has changed, little is done.

    What `files` returns depends on what it is given alone, and not on what was before.
    """

    def __init__(self, lang: str) -> None:
        self.lang = lang
        self._entries: Sequence[Entry] = ()
        self._postings: dict[str, Postings] = {}
        self._filters: dict[str, bytes] = {}
        self._pages: list[bytes] = []
        self._packed: dict[tuple[str, str, int], bytes] = {}  # by first term, last term, terms

    def files(self, entries: Sequence[Entry]) -> Mapping[str, bytes]:
        """All files of the index of these pages, by their path in the site; they have page numbers
        in this order.
        """
        changed = self._merge(entries)
        before, (facets, self._filters) = self._filters, _facets(entries)
        changed |= {term for term, _ in before.items() ^ self._filters.items()}
        lists = {term: one.told for term, one in self._postings.items()} | self._filters
        terms = sorted(lists)
        shards = list(_shards(terms, lists))
        words = _endings(self._postings)
        endings = list(_shards(sorted(words), words))
        packed = [form.gzipped(form.lines(names, words)) for names in endings]
        files = {
            form.terms_file(n): one for n, one in enumerate(self._pack(shards, lists, changed))
        }
        files |= {form.endings_file(n): one for n, one in enumerate(packed)}
        # the root names a first shard, also of nothing
        files.setdefault(form.terms_file(0), form.gzipped(form.shard((), {})))
        files.setdefault(form.endings_file(0), form.gzipped(b""))
        files |= {form.page_file(n): one for n, one in enumerate(self._pages)}
        files[form.FACETS] = form.packed_json(facets)
        files[form.VARIANTS] = form.gzipped(_variants(terms))
        root = {
            "format": form.FORMAT, "version": _version(files), "pages": len(entries),
            "lang": self.lang,
            "terms": form.beginnings(shards), "endings": form.beginnings(endings),
            "boost": [[n, entry.boost] for n, entry in enumerate(entries) if entry.boost != 1],
        }  # fmt: skip
        return files | {form.ROOT: form.packed_json(root)}

    def _merge(self, entries: Sequence[Entry]) -> set[str]:
        """Merge the records; returns the terms that have changed, if shards of before are to stay."""
        old, self._entries = self._entries, entries
        differing = [
            n for n, (a, b) in enumerate(zip(old, entries, strict=False)) if a.key != b.key
        ]
        if len(old) != len(entries) or len(differing) > _FEW:
            records = [Record.from_bytes(entry.record) for entry in entries]
            self._postings = merge(records)
            self._pages = [record.page for record in records]
            self._packed = {}
            return set()
        changed: set[str] = set()
        for number in differing:
            new = Record.from_bytes(entries[number].record)
            was = Record.from_bytes(old[number].record)
            changed |= replace(self._postings, number, was, new)
            self._pages[number] = new.page
        return changed

    def _pack(
        self, shards: Sequence[Names], lists: Mapping[str, bytes], changed: Collection[str]
    ) -> list[bytes]:
        """Compress shards, but for those in which nothing has changed."""
        order, packed = sorted(changed), {}
        for terms in shards:
            key = terms[0], terms[-1], len(terms)
            place = bisect_left(order, terms[0])
            if key in self._packed and (place == len(order) or order[place] > terms[-1]):
                packed[key] = self._packed[key]
            else:
                packed[key] = form.gzipped(form.shard(terms, lists))
        self._packed = packed
        return list(packed.values())


def _facets(
    entries: Sequence[Entry],
) -> tuple[dict[str, list[tuple[str, int]]], dict[str, bytes]]:
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


def _endings(postings: Mapping[str, Postings]) -> dict[str, bytes]:
    """Words, reversed, with the number of pages that have them."""
    long = {term: one.pages for term, one in postings.items() if len(term) > 3}
    words = {term: pages for term, pages in long.items() if _WORD.fullmatch(term)}
    for term, pages in long.items():
        piece = _PIECE.match(term)
        if piece and piece.end() < len(term) and _WORD.fullmatch(piece[0]):
            words[piece[0]] = max(pages, words.get(piece[0], 0))
    return {word[::-1]: b"%d" % pages for word, pages in words.items()}


def _shards(names: Names, lists: Mapping[str, bytes]) -> Iterator[Names]:
    """Cut sorted names into shards; one whose bytes are too many is alone.

    Of the places where a shard may end, that is taken where the root has least to say of the next one,
    and then by a checksum: so behind a change the shards soon begin as they did before.
    """
    lengths = [len(name) + len(lists[name]) for name in names]
    size, total = SHARD, sum(lengths)
    while total > LARGE:
        size, total = 2 * size, total // 4
    start = place = length = 0
    best: tuple[int, int, int] | None = None
    while place < len(names):
        if place > start and (length >= size // 2 or lengths[place] >= size):
            begins = form.separator(names[place - 1], names[place])
            choice = len(begins), crc32(names[place].encode()), place
            best = min(best or choice, choice)
            if length + lengths[place] >= size * 3 // 2:
                yield names[start : best[-1]]
                start = place = best[-1]
                length, best = 0, None
                continue
        length += lengths[place]
        place += 1
    if start < len(names):
        yield names[start:]


def _version(files: Mapping[str, bytes]) -> str:
    """A digest of the files, by their names and the checksums and lengths at their ends."""
    digest = hashlib.sha256()
    for name, data in files.items():
        digest.update(name.encode() + data[-8:])
    return digest.hexdigest()[:12]


def _variants(terms: Iterable[str]) -> bytes:
    """The part of the table of variants that leads to these terms."""
    pairs = sorted(variants.leading_to({term[0] for term in terms}).items())
    return "\n".join(map("".join, zip(*pairs, strict=True))).encode()
