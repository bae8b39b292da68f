r"""The files of an index, byte for byte. All of them are gzip streams (no name, no time).

    search/index.bin         the root: JSON
    search/terms/<n>.bin     shard n of the terms, sorted, with their postings
    search/endings/<n>.bin   shard n of the words, sorted by their reversed spelling
    search/pages/<n>.bin     page n: JSON
    search/variants.bin      traditional characters and their simplified ones: text
    search/facets.bin        categories and tags: JSON

**Root** `{"format": 1, "version", "pages", "lang", "terms", "endings", "boost"}`: `version` is a digest
of all other files, `pages` the number of pages, `boost` a list of `[page, factor]`. `terms` and
`endings` say where shards begin, joined by "\n": the first is "", and shard n holds what is not less
than the n-th of them and less than the next (in the order of UTF-8 bytes, which is that of code points
and not JavaScript's `<` where there are surrogates). They are cut short: none need be a term.

**Page numbers** begin with 0: first the pages that are no articles, by address, then the articles, the
oldest first. So a new article is a new number, and of two articles the newer has the higher one.

**Blocks.** The text of a page is cut into numbered blocks. A title of n positions (`tokens.units`) is
block n - 1, but no later one than 15; so what is found in it tells how much of it that is. Block 16 is
the categories and tags. Each further section begins with a block for its heading; its text (that of the
first section from block 17 on) follows in blocks of 32 positions each. A block's *code* is
`2 * number + 1` for a title, labels or a heading, and `2 * number` for text.

**Varints** are LEB128: seven bits a byte, the lowest first, the eighth bit says that more follow.

**Shard of terms**

    varint(number of terms)
    per term   varint(bytes shared with the term before) varint(bytes that follow) those bytes
               varint(bytes of its postings)
    all postings, in the order of the terms

**Postings** of a term, per page that has it, by page number:

    varint((page - previous page - 1) << 1 | many)    the previous page of the first is -1
    varint(bytes of the codes)                        if many
    varint(code), then varint(code - previous code)   ascending; one code, if not many

Where the bytes are 0, one code follows (the first of a title, labels or heading, else the first),
and the page has the term in other blocks, too, which are not told: so it is with terms that are on
very many pages.

A filter is a term, too: `\x01c:` and a category, `\x01t:` and a tag, as `facets.bin` spells it; each
page in it has the code 1.

**Shard of endings**: lines `drow<TAB>pages`: a word of `terms` of 4 to 24 characters, the first of them
a letter, or what of one stands before its first connector (`gumbel` of `gumbel-softmax`), reversed, and
on how many pages it is; joined by "\n", sorted by their UTF-8 bytes.

**Page** `{"url", "title", "path", "date", "categories", "tags", "sections"}`: `url` from the site's
root ("" is the home page), `path` the titles of the sections of the navigation around it (of an
article its first category), `date` "2026-01-31" or "". A section is `[first block, anchor, heading,
text]`; the first is `[0, "", title, text]`. Texts are plain, as they are shown: blocks of the page are
lines, TeX stands between `$`, without the white space that means nothing. What is indexed are the
units of just these texts, so that block numbers can be found again.

**Facets** `{"categories": [[name, pages], …], "tags": […]}`, most pages first.

**Variants**: two lines of as many characters, the traditional ones and the simplified ones.
"""

from __future__ import annotations

import json
import struct
import zlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

FORMAT = 1
ROOT = "search/index.bin"
FACETS = "search/facets.bin"
VARIANTS = "search/variants.bin"
BLOCK = 32  # positions
TITLES = 16  # blocks that may be a title; the one behind them is categories and tags
CATEGORY, TAG = "\x01c:", "\x01t:"

_HEADER = (
    b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff"  # deflate, no flags, no time, best, any system
)


def terms_file(number: int) -> str:
    return f"search/terms/{number}.bin"


def endings_file(number: int) -> str:
    return f"search/endings/{number}.bin"


def page_file(number: int) -> str:
    return f"search/pages/{number}.bin"


def gzipped(data: bytes) -> bytes:
    """`data` as a gzip stream (RFC 1952)."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    body = packer.compress(data) + packer.flush()
    return _HEADER + body + struct.pack("<II", zlib.crc32(data), len(data) & 0xFFFFFFFF)


def packed_json(value: Any) -> bytes:
    """A file of JSON."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return gzipped(text.encode("utf-8", "replace"))


def varint(number: int) -> bytes:
    """LEB128 of a number from 0."""
    return _SMALL[number] if number < len(_SMALL) else _varint(number)


def _varint(number: int) -> bytes:
    pieces = bytearray()
    while number > 127:
        pieces.append(number & 127 | 128)
        number >>= 7
    pieces.append(number)
    return bytes(pieces)


_SMALL = [_varint(number) for number in range(1 << 12)]


def shard(terms: Sequence[str], postings: Mapping[str, bytes]) -> bytes:
    """A shard of sorted terms and their postings, not yet compressed."""
    pieces = [varint(len(terms))]
    before = b""
    for name in terms:
        term = name.encode()
        shared = _shared(before, term)
        rest = term[shared:]
        pieces += varint(shared), varint(len(rest)), rest, varint(len(postings[name]))
        before = term
    pieces += (postings[name] for name in terms)
    return b"".join(pieces)


def lines(words: Sequence[str], pages: Mapping[str, bytes]) -> bytes:
    """A shard of endings."""
    return b"\n".join(b"%b\t%b" % (word.encode(), pages[word]) for word in words)


def _shared(one: bytes, other: bytes) -> int:
    length = min(len(one), len(other))
    return next((place for place in range(length) if one[place] != other[place]), length)


def separator(before: str, first: str) -> str:
    """The shortest beginning of `first` that is greater than `before`, which is less than `first`."""
    if before[:1] != first[:1]:  # most often
        return first[:1]
    length = next(
        (place for place in range(len(before)) if before[place] != first[place]), len(before)
    )
    return first[: length + 1]


def beginnings(shards: Iterable[Sequence[str]]) -> str:
    """Where shards of sorted terms begin, for the root; only the first may have none."""
    found: list[str] = []
    before = ""
    for terms in shards:
        found.append(separator(before, terms[0]) if found else "")
        before = terms[-1] if terms else ""
    return "\n".join(found)
