"""Traditional characters and the simplified ones that stand for them.

The table is OpenCC's `TSCharacters.txt` (Apache-2.0): lines `traditional<TAB>simplified …`, the most
usual first. One character for one: it is not a translation, only what is taken for the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

TABLE = Path(__file__).with_name("opencc") / "TSCharacters.txt"


@cache
def table() -> Mapping[int, int]:
    """For `str.translate`: the numbers of traditional characters to those of simplified ones."""
    found: dict[int, int] = {}
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        traditional, tab, simplified = line.partition("\t")
        if tab and not line.startswith("#") and simplified[0] != traditional:
            found[ord(traditional)] = ord(simplified[0])
    # one that is simplified to another that is simplified further comes to the last one
    return {old: found.get(new, new) for old, new in found.items()}


def leading_to(characters: Iterable[str]) -> Mapping[int, int]:
    """The part of the table that matters where only these characters are found."""
    present = set(map(ord, characters))
    return {old: new for old, new in table().items() if new in present}
