"""Files of text, read once: whoever asks again for one that is as it was gets what was read."""

from __future__ import annotations

import os
import time
from codecs import BOM_UTF8
from pathlib import Path

from mkdocs_articles.lazy import Text

# A clock may be so coarse that two changes fall on one tick of it.
_SETTLED = 2_000_000_000  # ns since a file was changed, after which another change is seen
_LARGE = 1_000_000  # bytes: a notebook, which is read once
_known: dict[str, tuple[tuple[int, ...], Text]] = {}


def read_text(path: str | Path) -> Text:
    """The file's text (UTF-8, with or without a byte order mark; line ends become "\\n").

    Raises `OSError` or `UnicodeDecodeError`.
    """
    name = os.fspath(path)
    seen = signature(name)
    if seen and name in _known and _known[name][0] == seen:
        return _known[name][1]
    with open(name, "rb", buffering=0) as file:  # noqa: PTH123 - a thousand times
        data = file.read().removeprefix(BOM_UTF8)  # what "utf-8-sig" does is slower
    if b"\r" in data:
        data = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    text = Text.of_bytes(data)
    if seen and seen[1] < _LARGE:
        _known[name] = seen, text
    return text


def signature(path: str) -> tuple[int, ...] | None:
    """What is another one as soon as the file is written; None where that is not certain."""
    status = os.stat(path)  # noqa: PTH116 - a thousand times
    if time.time_ns() - max(status.st_mtime_ns, status.st_ctime_ns) < _SETTLED:
        return None
    return status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns
