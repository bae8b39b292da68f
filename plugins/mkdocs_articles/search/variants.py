"""Traditional characters and the simplified ones that stand for them.

The table is OpenCC's `TSCharacters.txt` (Apache-2.0): lines `traditional<TAB>simplified …`, the most
usual first. One character for one: it is not a translation, only what is taken for the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

TABLE = Path(__file__).with_name("opencc") / "TSCharacters.txt"


@cache
def table() -> Mapping[str, str]:
    """Maps traditional characters to simplified ones; what Unicode has beyond the first plane, hardly
    any font has, and it would make `simplified` slow.
    """
    found: dict[str, str] = {}
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        traditional, tab, simplified = line.partition("\t")
        if tab and simplified[0] != traditional and "\u3400" <= traditional <= "\uffff":
            found[traditional] = simplified[0]
    # one that is simplified to another that is simplified further comes to the last one
    return {old: found.get(new, new) for old, new in found.items()}


def simplified(text: str) -> str:
    """`text` in simplified characters."""
    return _pattern().sub(lambda match: table()[match[0]], text)


@cache
def _pattern() -> re.Pattern[str]:
    return re.compile(f"[{''.join(table())}]")  # of Han characters alone, so without any escapes


def leading_to(characters: Iterable[str]) -> Mapping[str, str]:
    """The part of the table that matters where only these characters are found."""
    present = set(characters)
    return {old: new for old, new in table().items() if new in present}
