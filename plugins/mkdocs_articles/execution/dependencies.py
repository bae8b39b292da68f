"""The files that a snippet names in `deps`: found, digested, and laid beside it when it runs."""

from __future__ import annotations

import hashlib
import os
import posixpath
import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path, PurePosixPath

from mkdocs_articles.document import Document
from mkdocs_articles.execution.cells import Cell, Dependency
from mkdocs_articles.safety.strays import is_within


def find(written: str, document: Document) -> tuple[tuple[Dependency, ...], list[tuple[str, str]]]:
    """The files named in `written` ("data.csv ../shared/helper.py"), which are relative to the
    document, and what is wrong with some of them (message, remedy).

    One that is not there has an empty digest, so that outputs made with it are stale.
    """
    folder = (document.path or document.docs_dir / document.uri).parent
    found, wrong = [], []
    for name in dict.fromkeys(map(posixpath.normpath, written.split())):
        path = folder / name
        if not is_within(path, document.root):
            hint = "copy the file into the folder of the site"
            wrong.append((f"deps: {name} lies outside of the site's folder", hint))
            continue
        digest = _digest(path)
        if not digest:
            hint = "name a file relative to the article"
            wrong.append((f"deps: no such file: {name}", hint))
        found.append(Dependency(name, path, digest))
    return tuple(found), wrong


def lay_out(cells: Iterable[Cell], scratch: Path) -> Path:
    """Copy what `cells` depend on below `scratch`, and return the folder for them to run in: from
    there the files have the names by which the article calls them.
    """
    files = [one for cell in cells for one in cell.dependencies if one.digest]
    names = [PurePosixPath(one.name) for one in files]
    folder = scratch.joinpath(*_folders_above(names, files))
    folder.mkdir(parents=True)
    for one in files:
        target = Path(os.path.normpath(folder / one.name))
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(one.path, target)
    return folder


def _folders_above(names: Sequence[PurePosixPath], files: Sequence[Dependency]) -> tuple[str, ...]:
    """The last folders of the article's path, as many as some name climbs."""
    climbed = max((name.parts.count("..") for name in names), default=0)
    if not climbed:
        return ()
    one, name = next(
        pair for pair in zip(files, names, strict=True) if pair[1].parts.count("..") == climbed
    )
    article = one.path.parents[len(name.parts) - 1]
    return article.parts[-climbed:]


def _digest(path: Path) -> str:
    """A digest of the content; the ends of lines, which git may change, are no part of it."""
    try:
        content = path.read_bytes()
    except OSError:
        return ""
    return hashlib.sha256(content.replace(b"\r\n", b"\n")).hexdigest()
