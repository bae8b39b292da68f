"""A runnable snippet and what came of it."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

SCHEMA = 1  # of keys and records; a change makes every frozen output stale

TIMEOUT = 60.0  # seconds, for a cell that does not say

Kind = Literal["stdout", "stderr", "result", "figure", "error"]


@dataclass(frozen=True, slots=True)
class Cell:
    """One ```` ```python {.run} ```` fence.

    `alt`, `caption` and `hide` ("source", "output" or "all") only decide how it is shown;
    `timeout` is in seconds.
    """

    code: str
    error: bool = False
    timeout: float = TIMEOUT
    alt: str = ""
    caption: str = ""
    hide: str = ""


@dataclass(frozen=True, slots=True)
class Output:
    """A piece of output. A figure's `text` is its SVG, or its file's name once it is frozen;

    `width` and `height` are its size in CSS pixels.
    """

    kind: Kind
    text: str
    width: int = 0
    height: int = 0


Outputs = tuple[Output, ...]


def keys(cells: Sequence[Cell]) -> list[str]:
    """A key for each cell: a digest of its code and of all code before it, which it may build on.

    Prose, alt texts, captions and package versions are no part of it.
    """
    digest = hashlib.sha256(f"mkdocs-articles {SCHEMA}".encode())
    result = []
    for cell in cells:
        part = json.dumps([cell.code, cell.error])
        digest.update(hashlib.sha256(part.encode()).digest())
        result.append(digest.hexdigest()[:32])
    return result


_FENCE = re.compile(r"^[ \t>]*(?:`{3,}|~{3,})[^\n]*\brun\b")
_MARKS = re.compile(r"^[ \t>]*")


def locate(source: str, cells: Sequence[Cell]) -> list[int]:
    """The line (from 1) of `source` where each cell's code begins; 0 where it is not found."""
    lines = source.split("\n")
    found, start = [], 0
    for cell in cells:
        wanted = [_MARKS.sub("", line) for line in cell.code.split("\n")]
        place = 0
        for index in range(start, len(lines)):
            if _FENCE.match(lines[index]):
                here = [_MARKS.sub("", line) for line in lines[index + 1 : index + 1 + len(wanted)]]
                if here == wanted:
                    place, start = index + 2, index + 1 + len(wanted)
                    break
        found.append(place)
    return found
