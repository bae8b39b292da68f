"""What cells print, made the same on every machine."""

from __future__ import annotations

import contextlib
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

LIMIT = 20_000  # characters kept of one output: a reader scrolls no further, a record stays small


class Printed:
    """Standard output and error from now to `end()`, taken at the file descriptors, so that what
    other programs and C libraries print is in them as well."""

    KINDS = ("stdout", "stderr")

    def __init__(self) -> None:
        flush()
        self.files = [tempfile.TemporaryFile(buffering=0) for _ in self.KINDS]  # noqa: SIM115
        self.taken = [0 for _ in self.KINDS]
        self.saved = [os.dup(descriptor) for descriptor in (1, 2)]
        for descriptor, file in zip((1, 2), self.files, strict=True):
            os.dup2(file.fileno(), descriptor)

    def take(self) -> Iterator[tuple[str, str, int]]:
        """For each stream its kind, what came since the last time (the beginning of it, where it is
        very long), and its length in bytes.
        """
        flush()
        for index, file in enumerate(self.files):
            start, end = self.taken[index], os.fstat(file.fileno()).st_size
            file.seek(start)
            text = file.read(min(end - start, 8 * LIMIT))
            file.seek(end)  # who prints shares this position
            self.taken[index] = end
            yield self.KINDS[index], text.decode("utf-8", "replace"), end - start

    def end(self) -> None:
        """Stop."""
        for descriptor, saved, file in zip((1, 2), self.saved, self.files, strict=True):
            os.dup2(saved, descriptor)
            os.close(saved)
            file.close()


def flush() -> None:
    """Write out what Python and the C library still hold back."""
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(Exception):  # a cell may have closed or replaced it
            stream.flush()
    with contextlib.suppress(Exception):  # not every interpreter has it, nor every system its name
        import ctypes

        ctypes.CDLL(None).fflush(None)


def shown(text: str, length: int = 0) -> dict[str, Any]:
    """The part of a text that is shown, and its `length` in bytes if that is not all."""
    whole = max(length, len(text.encode())) if len(text) > LIMIT else 0
    return {"text": text[:LIMIT], "cut": whole} if whole else {"text": text}


class Tidy:
    """Text as a terminal would leave it, and as it would be on any machine."""

    NOISE = "Matplotlib is building the font cache; this may take a moment.\n"

    def __init__(self, folder: Path) -> None:
        libraries = sorted((entry for entry in sys.path if entry), key=len, reverse=True)
        self.paths = [(str(Path.cwd()), "."), (str(folder), "~")]
        self.paths += [(entry + os.sep, "") for entry in libraries]

    def __call__(self, text: str) -> str:
        if "\r" in text:  # of a progress bar the last state stays
            lines = text.split("\n")
            text = "\n".join(line.rstrip("\r").rpartition("\r")[2] for line in lines)
        text = text.replace(self.NOISE, "")
        for path, shown in self.paths:
            text = text.replace(path, shown)
        return text.encode("utf-8", "backslashreplace").decode("utf-8")
