"""The files of an index, from the records of all pages."""

from __future__ import annotations

import hashlib
import re
import struct
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from itertools import accumulate, pairwise
from typing import NamedTuple
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
_HEAD = "<3Q"

Names = Sequence[str]
Records = Callable[[str], bytes | None]


@dataclass(frozen=True, slots=True)
class Entry:
    """A page of the site, and what the site knows of it; `key` is that of its record."""

    key: str
    categories: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    boost: float = 1.0


class Piece(NamedTuple):
    """A file of the index. Two of one `digest` have the same content."""

    digest: str
    content: Callable[[], bytes]

    @classmethod
    def of(cls, content: bytes) -> Piece:
        """A file whose content is there."""
        return cls(_digest(content), partial(bytes, content))


Files = Mapping[str, Piece]  # of an index, by their path in the site


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
        self.keys: Sequence[str] = ()  # of the records that are in it, by page number
        self._pages: list[str] = []  # digests of their files
        self._postings: dict[str, Postings] = {}

    def files(self, entries: Sequence[Entry], records: Records) -> Files:
        """All files of the index of these pages, by their path in the site; they have page numbers
        in this order. `records` gives by its key what `Record.to_bytes` has made of each of them,
        and may give those of pages that were in the index before.
        """
        self._merge([entry.key for entry in entries], records)
        facets, filters = _facets(entries)
        lists = {term: one.told for term, one in self._postings.items()} | filters
        terms = sorted(lists)
        shards = list(_shards(terms, lists)) or [()]  # the root names a first one, also of nothing
        words = _endings(self._postings)
        endings = list(_shards(sorted(words), words)) or [()]
        files = {form.terms_file(n): _shard(names, lists) for n, names in enumerate(shards)}
        files |= {
            form.endings_file(n): Piece.of(form.gzipped(form.lines(names, words)))
            for n, names in enumerate(endings)
        }
        files |= {
            form.page_file(n): Piece(digest, partial(_page, key, records))
            for n, (key, digest) in enumerate(zip(self.keys, self._pages, strict=True))
        }
        files[form.FACETS] = Piece.of(form.packed_json(facets))
        files[form.VARIANTS] = Piece.of(form.gzipped(_variants(terms)))
        root = {
            "format": form.FORMAT, "version": _version(files), "pages": len(entries),
            "lang": self.lang,
            "terms": form.beginnings(shards), "endings": form.beginnings(endings),
            "boost": [[n, entry.boost] for n, entry in enumerate(entries) if entry.boost != 1],
        }  # fmt: skip
        return files | {form.ROOT: Piece.of(form.packed_json(root))}

    def is_near(self, keys: Collection[str]) -> bool:
        """Whether an index of these records is soon made of this one."""
        return len(keys) == len(self.keys) and len(set(keys).difference(self.keys)) <= _FEW

    def _merge(self, keys: Sequence[str], records: Records) -> None:
        """Let the postings be those of these records."""
        old, self.keys = self.keys, keys
        differing = [n for n, (a, b) in enumerate(zip(old, keys, strict=False)) if a != b]
        if len(old) == len(keys) and len(differing) <= _FEW:
            before = [records(old[n]) for n in differing]
            if all(before):
                for n, was in zip(differing, before, strict=True):
                    new = _record(records(keys[n]))
                    replace(self._postings, n, _record(was), new)
                    self._pages[n] = _digest(new.page)
                return
        found = [_record(records(key)) for key in keys]
        self._postings = merge(found)
        self._pages = [_digest(record.page) for record in found]

    def to_bytes(self) -> bytes:
        """What `from_bytes` makes this index of again."""
        keys = "\n".join([*self.keys, *self._pages]).encode()
        terms = "\n".join(self._postings).encode()
        count = len(self._postings)
        numbers = struct.pack(
            f"<{2 * count}I",
            *(one.pages for one in self._postings.values()),
            *(len(one.data) for one in self._postings.values()),
        )
        data = (one.data for one in self._postings.values())
        return b"".join(
            [struct.pack(_HEAD, count, len(keys), len(terms)), keys, terms, numbers, *data]
        )

    @classmethod
    def from_bytes(cls, lang: str, data: bytes) -> Index:
        """Reads what `to_bytes` has written; `ValueError` for what it has not."""
        try:
            count, of_keys, of_terms = struct.unpack_from(_HEAD, data)
            start = struct.calcsize(_HEAD)
            keys = data[start : start + of_keys].decode().split("\n") if of_keys else []
            terms = data[start + of_keys : start + of_keys + of_terms].decode()
            numbers = struct.unpack_from(f"<{2 * count}I", data, start + of_keys + of_terms)
        except struct.error as error:
            raise ValueError("no index") from error
        start += of_keys + of_terms + 8 * count
        ends = pairwise(accumulate(numbers[count:], initial=start))
        index = cls(lang)
        index.keys, index._pages = keys[: len(keys) // 2], keys[len(keys) // 2 :]
        index._postings = {
            term: Postings.of(data[a:b], pages)
            for term, pages, (a, b) in zip(
                terms.split("\n") if count else (), numbers[:count], ends, strict=True
            )
        }
        return index


def contents(files: Files) -> dict[str, bytes]:
    """The files of an index, made."""
    return {name: piece.content() for name, piece in files.items()}


def _record(data: bytes | None) -> Record:
    if data is None:
        raise LookupError("a page of the site has no record")
    return Record.from_bytes(data)


def _shard(terms: Names, lists: Mapping[str, bytes]) -> Piece:
    told = [lists[term] for term in terms]
    lengths = ",".join(str(len(one)) for one in told)
    digest = _digest("\n".join([*terms, lengths]).encode() + b"".join(told))
    return Piece(digest, lambda: form.gzipped(form.shard(terms, lists)))


def _page(key: str, records: Records) -> bytes:
    return _record(records(key)).page


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


def _version(files: Files) -> str:
    """A digest of the files."""
    known = (f"{name} {piece.digest}" for name, piece in files.items())
    return _digest("\n".join(known).encode())[:12]


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:16]


def _variants(terms: Iterable[str]) -> bytes:
    """The part of the table of variants that leads to these terms."""
    pairs = sorted(variants.leading_to({term[0] for term in terms}).items())
    return "\n".join(map("".join, zip(*pairs, strict=True))).encode()
