"""A runnable snippet and what came of it."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

SCHEMA = 1  # of keys and records; a change makes every frozen output stale

TIMEOUT = 60.0  # seconds, for a cell that does not say

Kind = Literal["stdout", "stderr", "result", "figure", "error"]


@dataclass(frozen=True, slots=True)
class Cell:
    """One ```` ```python {.run} ```` fence.

    `alt`, `caption` and `hide` ("source", "output" or "all") only decide how it is shown;
    `timeout` is in seconds; `line` is that of the file where its code begins (0: not known).
    """

    code: str
    error: bool = False
    timeout: float = TIMEOUT
    alt: str = ""
    caption: str = ""
    hide: str = ""
    line: int = 0


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


_FENCE = re.compile(r"[ \t>]*(?P<ticks>`{3,}|~{3,})(?P<info>.*)")
_RUN = re.compile(r"\brun\b")
_MARKS = re.compile(r"^[ \t>]+|\s+")


def locate(source: str, codes: Sequence[str]) -> list[int]:
    """The line (from 1) of `source` where each code begins, in order; 0 for one that stands in no
    runnable fence there (but in an included file, or changed on its way).
    """
    fences = list(_runnable(source))
    lines, start = [], 0
    for code in codes:
        wanted = "\n".join(_bare(code))
        place = next((n for n in range(start, len(fences)) if fences[n][1] == wanted), None)
        lines.append(0 if place is None else fences[place][0])
        start = start if place is None else place + 1
    return lines


def _runnable(source: str) -> Iterator[tuple[int, str]]:
    """Line and bare code of each runnable fence; what an outer fence shows is none."""
    lines, bare = source.split("\n"), _bare(source)
    index = 0
    while index < len(lines):
        opening = _FENCE.match(lines[index])
        index += 1
        if opening and opening["ticks"] in bare[index:]:
            end = bare.index(opening["ticks"], index)
            if _RUN.search(opening["info"]):
                yield index + 1, "\n".join(bare[index:end])
            index = end + 1


def _bare(code: str) -> list[str]:
    """Lines without white space and the marks of quotes, which nesting and tabs change."""
    return [_MARKS.sub("", line) for line in code.split("\n")]
