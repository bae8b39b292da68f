"""Reads an index as the browser does: for tests, after the words of `search/format.py`."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

# of a page's number: its codes, and whether there are more that are not told
Postings = dict[int, tuple[list[int], bool]]


@dataclass
class Index:
    """An index; `read` gives the bytes of one of its files."""

    read: Callable[[str], bytes]

    @property
    def root(self) -> dict[str, Any]:
        found: dict[str, Any] = self.json("search/index.bin")
        return found

    def json(self, name: str) -> Any:
        return json.loads(self.inflate(name))

    def inflate(self, name: str) -> bytes:
        return gzip.decompress(self.read(name))

    def page(self, number: int) -> dict[str, Any]:
        found: dict[str, Any] = self.json(f"search/pages/{number}.bin")
        return found

    def postings(self, term: str) -> Postings:
        """Where a term is; empty if it is nowhere."""
        return self._shard(self._number("terms", term)).get(term, {})

    def starting(self, prefix: str) -> dict[str, Postings]:
        """The terms that begin so."""
        found: dict[str, Postings] = {}
        for number in range(self._number("terms", prefix), len(self._begins("terms"))):
            terms = self._shard(number)
            found |= {term: at for term, at in terms.items() if term.startswith(prefix)}
            if max(terms) > prefix and not max(terms).startswith(prefix):
                break
        return found

    def terms(self) -> list[str]:
        return [term for n in range(len(self._begins("terms"))) for term in self._shard(n)]

    def endings(self) -> dict[str, int]:
        """Words and how many pages have them."""
        found = {}
        for number in range(len(self._begins("endings"))):
            for line in self.inflate(f"search/endings/{number}.bin").decode().split("\n"):
                word, pages = line.split("\t")
                assert self._number("endings", word) == number
                found[word[::-1]] = int(pages)
        return found

    def _begins(self, kind: str) -> list[str]:
        text: str = self.root[kind]
        return text.split("\n")

    def _number(self, kind: str, name: str) -> int:
        return max(n for n, begins in enumerate(self._begins(kind)) if begins <= name)

    def _shard(self, number: int) -> dict[str, Postings]:
        data = _Bytes(self.inflate(f"search/terms/{number}.bin"))
        term, terms, sizes = b"", [], []
        for _ in range(data.varint()):
            shared, rest = data.varint(), data.varint()
            term = term[:shared] + data.take(rest)
            terms.append(term.decode())
            sizes.append(data.varint())
        assert terms == sorted(set(terms))
        assert all(self._number("terms", term) == number for term in terms)
        found = {t: _postings(data.take(n)) for t, n in zip(terms, sizes, strict=True)}
        assert data.is_at_end
        return found


def _postings(content: bytes) -> Postings:
    data, found, page = _Bytes(content), Postings(), -1
    while not data.is_at_end:
        gap, many = divmod(data.varint(), 2)
        page += gap + 1
        size = data.varint() if many else 0
        rest = _Bytes(data.take(size)) if size else data
        codes = [rest.varint()]
        while size and not rest.is_at_end:
            codes.append(codes[-1] + rest.varint())
        found[page] = codes, bool(many) and not size
    return found


class _Bytes:
    def __init__(self, content: bytes) -> None:
        self._content = content
        self._place = 0

    @property
    def is_at_end(self) -> bool:
        return self._place == len(self._content)

    def take(self, count: int) -> bytes:
        self._place += count
        assert self._place <= len(self._content)
        return self._content[self._place - count : self._place]

    def varint(self) -> int:
        number = shift = 0
        while (byte := self.take(1)[0]) > 127:
            number |= (byte & 127) << shift
            shift += 7
        return number | byte << shift
