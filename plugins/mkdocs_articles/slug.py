"""Names in addresses: as written, without what an address or a file system cannot hold."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

_UNSAFE = re.compile(r"[\x00-\x20\x7f/\\:*?\"<>|#%&'`{}\[\]^;,\s]+")


LONGEST = 200  # bytes: file systems take 255, and a number and a suffix may follow


def slugify(name: str) -> str:
    """`C++ 与 CUDA` gives `c++-与-cuda`; letters of every script stay, of a long name the first."""
    text = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
    short = _UNSAFE.sub("-", text).encode("utf-8", "ignore")[:LONGEST].decode("utf-8", "ignore")
    return short.strip("-. ") or "-"


def unique_slugs(names: Iterable[str]) -> dict[str, str]:
    """A slug for each name; names whose slugs coincide are numbered in the order given."""
    slugs: dict[str, str] = {}
    taken: set[str] = set()
    for name in names:
        base = slug = slugify(name)
        number = 1
        while slug in taken:
            number += 1
            slug = f"{base}-{number}"
        taken.add(slug)
        slugs[name] = slug
    return slugs
