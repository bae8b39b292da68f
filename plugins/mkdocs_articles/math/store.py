"""Typeset formulas kept between builds: one SQLite file, safe for several builds at once."""

from __future__ import annotations

import contextlib
import json
import sqlite3
import zlib
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from mkdocs_articles.errors import log
from mkdocs_articles.math.engine import Typeset

_SCHEMA = "CREATE TABLE IF NOT EXISTS formulas (key BLOB PRIMARY KEY, value BLOB) WITHOUT ROWID"
_CHUNK = 500  # parameters in one query; SQLite's own limit was 999 for long


class Store:
    """Maps a formula's key (a digest of everything its output depends on) to its `Typeset`.

    A build never fails here: a broken file is made anew, and one that cannot be opened, read or
    written is done without. Either is said once.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._is_usable = True

    def get(self, keys: Iterable[bytes]) -> dict[bytes, Typeset]:
        """What is known of `keys`."""
        wanted = list(keys)
        found: dict[bytes, Typeset] = {}

        def read(connection: sqlite3.Connection) -> None:
            for start in range(0, len(wanted), _CHUNK):
                chunk = wanted[start : start + _CHUNK]
                marks = ",".join("?" * len(chunk))
                query = f"SELECT key, value FROM formulas WHERE key IN ({marks})"
                for key, value in connection.execute(query, chunk):
                    html, error, position = json.loads(zlib.decompress(value))
                    found[bytes(key)] = Typeset(str(html), str(error), int(position))

        self._use(read)
        return found

    def put(self, typeset: Mapping[bytes, Typeset]) -> None:
        """Keep `typeset`; an entry that another build wrote meanwhile is the same anyway."""
        rows = [
            (key, zlib.compress(json.dumps([t.html, t.error, t.position]).encode()))
            for key, t in typeset.items()
        ]

        def write(connection: sqlite3.Connection) -> None:
            with connection:
                connection.executemany("INSERT OR REPLACE INTO formulas VALUES (?, ?)", rows)

        if rows:
            self._use(write)

    def _use(self, action: Callable[[sqlite3.Connection], None]) -> None:
        """Open the file, do `action`, close it: no connection outlives a call, a thread or a fork.

        What is in a broken file is lost, and the next call begins a new one.
        """
        if not self._is_usable:
            return
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with contextlib.closing(sqlite3.connect(self._path, timeout=30)) as connection:
                # After a power cut a cache may be broken; waiting for the disk is a site's build time.
                connection.execute("PRAGMA synchronous = OFF")
                connection.execute(_SCHEMA)
                action(connection)
        except (OSError, sqlite3.OperationalError) as error:  # locked, read-only, no file at all
            self._give_up(error)
        except (sqlite3.Error, zlib.error, ValueError, TypeError) as error:
            try:
                self._path.unlink(missing_ok=True)
            except OSError:
                self._give_up(error)
            else:
                log.info("formulas: the cache %s was broken and is made anew", self._path)

    def _give_up(self, error: Exception) -> None:
        self._is_usable = False
        log.info("formulas: going on without the cache %s (%s)", self._path, error)
