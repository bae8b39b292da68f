"""Typeset formulas kept between builds: one SQLite file, safe for several builds at once."""

from __future__ import annotations

import contextlib
import json
import sqlite3
import zlib
from collections.abc import Iterable, Mapping
from pathlib import Path

from mkdocs_articles.errors import log
from mkdocs_articles.math.engine import Typeset

_SCHEMA = "CREATE TABLE IF NOT EXISTS formulas (key BLOB PRIMARY KEY, value BLOB) WITHOUT ROWID"
_CHUNK = 500  # parameters in one query; SQLite's own limit was 999 for long


class Store:
    """Maps a formula's key (a digest of everything its output depends on) to its `Typeset`.

    A file that cannot be read or written is said once and does without: a build never fails here.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._connection: sqlite3.Connection | None = None
        try:
            self._connection = self._open()
        except (OSError, sqlite3.Error) as error:
            self._give_up(error)

    def get(self, keys: Iterable[bytes]) -> dict[bytes, Typeset]:
        """What is known of `keys`."""
        wanted = list(keys)
        found: dict[bytes, Typeset] = {}
        if self._connection is None:
            return found
        try:
            for start in range(0, len(wanted), _CHUNK):
                chunk = wanted[start : start + _CHUNK]
                marks = ",".join("?" * len(chunk))
                query = f"SELECT key, value FROM formulas WHERE key IN ({marks})"
                for key, value in self._connection.execute(query, chunk):
                    found[bytes(key)] = Typeset(*json.loads(zlib.decompress(value)))
        except (sqlite3.Error, zlib.error, ValueError, TypeError) as error:
            self._give_up(error)
        return found

    def put(self, typeset: Mapping[bytes, Typeset]) -> None:
        """Keep `typeset`; an entry that another build wrote meanwhile is the same anyway."""
        if self._connection is None or not typeset:
            return
        rows = [
            (key, zlib.compress(json.dumps([t.html, t.error, t.position]).encode()))
            for key, t in typeset.items()
        ]
        try:
            with self._connection:
                self._connection.executemany("INSERT OR REPLACE INTO formulas VALUES (?, ?)", rows)
        except sqlite3.Error as error:
            self._give_up(error)

    def _open(self) -> sqlite3.Connection:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        try:
            return self._connect()
        except sqlite3.DatabaseError as error:
            if isinstance(error, sqlite3.OperationalError):  # locked, read-only: not broken
                raise
            log.info("formulas: the cache %s was broken and is made anew", self._path)
            self._path.unlink()
            return self._connect()

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._path, timeout=30, check_same_thread=False)
        try:
            connection.execute(_SCHEMA)
        except sqlite3.Error:
            connection.close()
            raise
        return connection

    def _give_up(self, error: Exception) -> None:
        log.info("formulas: going on without the cache %s (%s)", self._path, error)
        if self._connection:
            with contextlib.suppress(sqlite3.Error):
                self._connection.close()
        self._connection = None
