"""The folder of another site, from which only what is truly inside it is ever read."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Iterator
from pathlib import Path

from mkdocs_articles.errors import Problem

_SKIPPED = {".git", ".svn", ".hg", "node_modules", "__pycache__"}


class Tree:
    """The files below `root`, named by paths from there with "/".

    A link that leads out of `root` is as if it did not exist. `problems` collects what could not be
    read.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        self._real = root.resolve()
        self.problems: list[Problem] = []

    def shown(self, path: str) -> str:
        """How messages name the file `path`."""
        return posixpath.join(self._root.as_posix(), path)

    def find(self, path: str) -> Path | None:
        """The regular file `path`, or None where there is none inside the folder."""
        clean = posixpath.normpath(path)
        if not path or clean.startswith(("/", "../")) or clean == ".." or "\0" in clean:
            return None
        try:
            real = (self._root / clean).resolve()
            return real if real.is_relative_to(self._real) and real.is_file() else None
        except (OSError, RuntimeError, ValueError):  # names too long, circles of links, C:\…
            return None

    def files(self, folder: str = "") -> Iterator[str]:
        """All files below `folder`, in the order of their paths; linked folders are left out."""
        top = self._root / folder
        if not (top.resolve().is_relative_to(self._real) and top.is_dir()):
            return
        for parent, folders, names in os.walk(top):
            folders[:] = sorted(name for name in folders if name not in _SKIPPED)
            for name in sorted(names):
                path = Path(parent, name).relative_to(self._root).as_posix()
                if self.find(path):
                    yield path
                elif Path(parent, name).is_symlink():
                    message = "a link that leads out of the site, or nowhere: not read"
                    self.problems.append(
                        Problem(self.shown(path), 0, 0, message, "put the file itself here")
                    )

    def text(self, path: str) -> str | None:
        """The text of a file, its lines ended by "\\n"; None where it cannot be read."""
        if not (file := self.find(path)):
            return None
        try:
            text = file.read_bytes().decode("utf-8-sig")
        except UnicodeDecodeError:
            problem = Problem(self.shown(path), 0, 0, "not UTF-8: not read", "save it as UTF-8")
        except OSError as error:
            message = f"cannot be read: {error.strerror}"
            problem = Problem(self.shown(path), 0, 0, message, "check the file")
        else:
            return text.replace("\r\n", "\n").replace("\r", "\n")
        self.problems.append(problem)
        return None
