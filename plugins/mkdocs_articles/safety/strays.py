"""What in the docs folder is no file of the site: links that lead elsewhere, and what cannot be read.

A site is often made of what strangers send, on a machine with secrets: what a link in the docs folder
leads to outside of the site's folder, or in the folder of git, where tokens are kept, is published by
nobody's wish.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

PRIVATE = ".git"  # a checkout in a workflow keeps its token there


@dataclass(frozen=True, slots=True)
class Stray:
    """`path` is no file of the site, nor is anything below it. A circle has no end for whoever
    follows links.
    """

    path: str
    message: str
    hint: str
    is_circle: bool = False


def is_within(path: str | Path, folder: str | Path) -> bool:
    """Whether what is at `path`, when links are followed, lies in `folder` and is nobody's secret."""
    base, real = os.path.realpath(folder), os.path.realpath(path)
    if not (real + os.sep).startswith(base.rstrip(os.sep) + os.sep):
        return False
    return PRIVATE not in Path(real[len(base) :]).parts


def find(docs_dir: str, root: Path) -> list[Stray]:
    """All that is in `docs_dir` of a site in the folder `root` and no part of it."""
    return sorted(_walk(docs_dir, (docs_dir, str(root)), ()), key=lambda one: one.path)


def _walk(folder: str, allowed: tuple[str, ...], above: tuple[str, ...]) -> Iterator[Stray]:
    above = (*above, os.path.realpath(folder))
    try:
        entries = list(os.scandir(folder))
    except OSError as error:
        yield Stray(folder, f"cannot be read: {error.strerror}", "check its permissions")
        return
    for entry in entries:
        path = entry.path
        if entry.is_symlink() and (stray := _of_link(path, allowed, above)):
            yield stray
        elif entry.is_dir():
            yield from _walk(path, allowed, above)
        elif not entry.is_file():
            yield Stray(path, "is neither a file nor a folder", "remove it")
        elif not os.access(path, os.R_OK):
            yield Stray(path, "cannot be read: Permission denied", "check its permissions")


def _of_link(path: str, allowed: tuple[str, ...], above: tuple[str, ...]) -> Stray | None:
    try:
        Path(path).stat()
    except (OSError, RuntimeError):
        return Stray(path, "a link that leads nowhere", "remove it, or mend where it leads")
    if not any(is_within(path, folder) for folder in allowed):
        hint = "copy what it leads to into the docs folder"
        return Stray(path, "a link that leads out of the site's folder", hint)
    if os.path.realpath(path) in above:
        return Stray(path, "a link to a folder that it is in", "remove it", is_circle=True)
    return None
