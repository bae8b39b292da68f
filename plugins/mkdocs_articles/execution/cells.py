"""Runnable snippets, what came of them, and the keys that tie the one to the other."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

SCHEMA = 2  # of keys and records; a change makes every frozen output stale

TIMEOUT = 60.0  # seconds, for a cell that does not say

Kind = Literal["stdout", "stderr", "result", "figure", "error"]


@dataclass(frozen=True, slots=True)
class Dependency:
    """A file that a cell reads: its name as written (relative to the article), where it is, and a
    digest of its content, which is empty where there is no such file.
    """

    name: str
    path: Path
    digest: str


@dataclass(frozen=True, slots=True)
class Cell:
    """One ```` ```python {.run} ```` fence.

    `alt` (None: not said), `caption` and `hide` ("source", "output" or "all") only decide how it is
    shown; `timeout` is in seconds.
    """

    code: str
    error: bool = False
    timeout: float = TIMEOUT
    dependencies: tuple[Dependency, ...] = ()
    alt: str | None = None
    caption: str = ""
    hide: str = ""


@dataclass(frozen=True, slots=True)
class Output:
    """A piece of output.

    A value (`result`) has its plain `text` and, where its type offers them, `html` or `latex`. A
    figure has the names of its files, of that for dark pages only where it differs, and its size in
    CSS pixels (0: not known). `cut` is the length in bytes of what is shown only in part.
    """

    kind: Kind
    text: str = ""
    html: str = ""
    latex: str = ""
    file: str = ""
    dark: str = ""
    width: int = 0
    height: int = 0
    cut: int = 0


Outputs = tuple[Output, ...]


@dataclass(frozen=True, slots=True, order=True)
class Complaint:
    """What is wrong with the cell of this index (from 0), at this line of its code (from 1; 0: with
    the options of its fence).
    """

    cell: int
    line: int
    message: str
    hint: str


def keys(cells: Sequence[Cell]) -> list[str]:
    """A key for each cell: a digest of its code, of the files that it depends on, and of all before
    it, which it may build on.

    Prose, alt texts, captions and package versions are no part of it.
    """
    digest = hashlib.sha256(f"mkdocs-articles {SCHEMA}".encode())
    result = []
    for cell in cells:
        files = [[one.name, one.digest] for one in cell.dependencies]
        part = json.dumps([cell.code, cell.error, files])
        digest.update(hashlib.sha256(part.encode()).digest())
        result.append(digest.hexdigest()[:32])
    return result
