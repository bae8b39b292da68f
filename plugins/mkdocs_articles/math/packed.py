"""Typeset formulas as they are kept, in the store and in memory: compressed.

Formulas look alike, so that the HTML of some of them serves to compress the others, as zlib's preset
dictionary (RFC 1950, section 2.2): a formula of 6 kB takes a tenth of that.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from functools import lru_cache, reduce

from mkdocs_articles.math.engine import Typeset


@dataclass(frozen=True, slots=True)
class Packed:
    """A `Typeset` whose HTML (UTF-8) is compressed with what it has in `common` with others."""

    html: bytes
    common: bytes
    error: str = ""
    position: int = 0
    fonts: str = ""

    @classmethod
    def of(cls, typeset: Typeset, common: bytes = b"") -> Packed:
        """Compress a typeset formula."""
        packer = _packer(common).copy()
        html = packer.compress(typeset.html.encode()) + packer.flush()
        return cls(html, common, typeset.error, typeset.position, typeset.fonts)

    def check(self, key: bytes) -> int:
        """A checksum of all of it, kept under `key`: without it, what is broken is seen only when it is
        needed, and never where a key leads to another formula.
        """
        rest = f"{self.error}\0{self.position}\0{self.fonts}".encode()
        parts = (key, self.common, rest, self.html)
        return reduce(lambda check, part: zlib.crc32(part, check), parts, 0)

    def markup(self) -> bytes:
        """The HTML."""
        return _unpack(self.html, self.common)

    def typeset(self) -> Typeset:
        """What was compressed."""
        return Typeset(self.markup().decode(), self.error, self.position, self.fonts)


@lru_cache(maxsize=4)
def _packer(common: bytes) -> zlib._Compress:
    """To be copied: to read the dictionary takes as long as to compress a formula."""
    return zlib.compressobj(level=6, zdict=common)


@lru_cache(maxsize=1024)  # pages share formulas; lists show those of articles
def _unpack(html: bytes, common: bytes) -> bytes:
    return zlib.decompressobj(zdict=common).decompress(html)
