"""Cards that were drawn in earlier builds, and a process that draws many while a build goes on.

A card is a file, under a key of all that it is made of. Nothing depends on the process: what it has
not drawn is drawn when it is asked for.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from pathlib import Path

from mkdocs_articles.cards.card import Card
from mkdocs_articles.cards.fonts import Faces

WORTH = 64  # cards; fewer are drawn before the process has begun
_OLD = 30 * 24 * 3600  # seconds after which a card that nobody asks for goes


class Store:
    """A folder of cards. What cannot be written there is not kept."""

    def __init__(self, folder: Path) -> None:
        """`folder` is made when there is something to keep."""
        self._folder = folder

    def keys(self) -> frozenset[str]:
        """The keys of all cards that are kept."""
        with contextlib.suppress(OSError):
            return frozenset(file.stem for file in self._folder.iterdir() if file.suffix == ".png")
        return frozenset()

    def get(self, key: str) -> bytes | None:
        """The PNG under `key`."""
        with contextlib.suppress(OSError):
            return self._file(key).read_bytes()
        return None

    def put(self, key: str, png: bytes) -> None:
        """Keep a card; whoever looks meanwhile finds all of it, or nothing."""
        file = self._file(key)
        part = file.with_suffix(f".{os.getpid()}")
        with contextlib.suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
            part.write_bytes(png)
            part.replace(file)

    def tidy(self, used: Iterable[str]) -> None:
        """Remove cards that are old and not `used`: of titles that have changed."""
        files, before = {self._file(key) for key in used}, time.time() - _OLD
        with contextlib.suppress(OSError):
            for file in set(self._folder.iterdir()) - files:
                if file.stat().st_mtime < before:
                    file.unlink()

    def _file(self, key: str) -> Path:
        return self._folder / f"{key}.png"


class Ahead:
    """A process that draws `cards` (by key) into the store in `folder`."""

    def __init__(self, folder: Path, faces: Faces, cards: Mapping[str, Card]) -> None:
        """Raises `OSError`."""
        job = {
            "folder": str(folder),
            "faces": asdict(faces),
            "cards": {key: asdict(card) for key, card in cards.items()},
        }
        with tempfile.TemporaryFile("w+", encoding="utf-8") as file:
            json.dump(job, file)
            file.seek(0)
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", "mkdocs_articles.cards.worker"],
                stdin=file, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            )  # fmt: skip

    def wait(self) -> None:
        """Until it has done what it can."""
        self._process.wait()

    def end(self) -> None:
        """Nobody wants the rest."""
        self._process.kill()
        self._process.wait()
