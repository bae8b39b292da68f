"""Entries by key, kept between builds: one SQLite file, bounded, safe for several builds at once."""

from __future__ import annotations

import json
import sqlite3
import time
import zlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from mkdocs_articles.database import Database, Layout

_LAYOUT = Layout(
    owner="articles-cache",
    application=0x61727463,
    version=2,
    tables="""
    CREATE TABLE IF NOT EXISTS entries
        (key BLOB PRIMARY KEY, data BLOB, "check" INTEGER, used INTEGER);
    """,
)
HOUR = 3600  # an entry's last use is not written more often
_TOGETHER = 64  # entries in one write
_LEVEL = 1  # of compression
_KEPT = 0.8  # of the limit, where it is passed


class Store:
    """Maps a key (a digest of what an entry depends on) to bytes.

    A build never fails here; what cannot be kept is not kept, and said once (`Database`). Entries are
    compressed, and a checksum tells those that are not what was written.
    """

    def __init__(self, path: Path, max_bytes: int) -> None:
        self._database = Database(path, _LAYOUT, stays_open=True)
        self._max_bytes = max_bytes
        self._used: set[bytes] = set()
        self._later: dict[bytes, bytes] = {}
        self._has_grown = False

    def get(self, key: bytes) -> bytes | None:
        """What is kept under `key`."""
        found: list[bytes] = []

        def read(connection: sqlite3.Connection) -> None:
            query = 'SELECT data, "check", used FROM entries WHERE key = ?'
            for data, check, used in connection.execute(query, [key]).fetchall():
                if _check(key, data) != check:
                    raise ValueError("an entry is not what was written")
                found.append(data)
                if used < time.time() - HOUR:
                    self._used.add(key)

        self._database.use(read)
        return zlib.decompress(found[0]) if found else None

    def put(self, entries: Mapping[bytes, bytes]) -> None:
        """Keep `entries`; those of the same keys are replaced."""
        self._write({key: zlib.compress(data, _LEVEL) for key, data in entries.items()})

    def put_later(self, key: bytes, data: bytes, *, is_dense: bool = False) -> None:
        """Keep an entry, which need not be found before `finish`. One that `is_dense` is not worth
        the time that it takes to compress it.
        """
        self._later[key] = zlib.compress(data, 0 if is_dense else _LEVEL)
        if len(self._later) >= _TOGETHER:
            self.put_now()

    def put_now(self) -> None:
        """Keep what was to be kept later."""
        self._write(self._later)
        self._later.clear()

    def _write(self, entries: Mapping[bytes, bytes]) -> None:
        def write(connection: sqlite3.Connection) -> None:
            now = int(time.time())
            with connection:
                connection.executemany(
                    "INSERT OR REPLACE INTO entries VALUES (?, ?, ?, ?)",
                    ((key, data, _check(key, data), now) for key, data in entries.items()),
                )

        if entries:
            self._has_grown = True
            self._database.use(write)

    def get_json(self, key: bytes) -> Any:
        """What is kept under `key` as JSON; None where there is nothing."""
        data = self.get(key)
        try:
            return None if data is None else json.loads(data.decode("utf-8", "surrogatepass"))
        except ValueError:
            return None

    def put_json(self, key: bytes, data: Any, *, at_once: bool = False) -> None:
        """Keep `data`, which JSON can hold (as `put_later`, or `at_once`)."""
        text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
        content = text.encode("utf-8", "surrogatepass")
        self.put({key: content}) if at_once else self.put_later(key, content)

    def touch(self, keys: Iterable[bytes]) -> None:
        """These are in use, though they are not read."""
        self._used.update(keys)

    def drop(self, key: bytes) -> None:
        """Forget an entry."""

        def delete(connection: sqlite3.Connection) -> None:
            with connection:
                connection.execute("DELETE FROM entries WHERE key = ?", [key])

        self._database.use(delete)

    def disconnect(self) -> None:
        """Let go of the file (before a fork); the next use opens it again."""
        self._database.close()

    def finish(self) -> None:
        """Remember what was used, and keep to the limit: what was not used for longest goes first."""
        self.put_now()
        if self._used:
            self._database.use(self._touch)
        if self._has_grown:
            self._database.use(self._shrink)
        self._used.clear()
        self._has_grown = False
        self.disconnect()

    def _touch(self, connection: sqlite3.Connection) -> None:
        now = int(time.time())
        with connection:
            connection.executemany(
                "UPDATE entries SET used = ? WHERE key = ?", ((now, key) for key in self._used)
            )

    def _shrink(self, connection: sqlite3.Connection) -> None:
        size = connection.execute("SELECT sum(length(data)) FROM entries").fetchone()[0] or 0
        if size <= self._max_bytes:
            return
        excess = size - int(self._max_bytes * _KEPT)
        # A time to come is that of a clock that was set back since.
        oldest = "SELECT rowid, length(data) FROM entries ORDER BY min(used, ?), rowid"
        gone = []
        for row, length in connection.execute(oldest, [int(time.time())]).fetchall():
            if excess <= 0:
                break
            gone.append((row,))
            excess -= length
        with connection:
            connection.executemany("DELETE FROM entries WHERE rowid = ?", gone)
        connection.execute("PRAGMA incremental_vacuum").fetchall()


def _check(key: bytes, data: bytes) -> int:
    """A checksum of an entry, with its key: in a broken file, a key may lead to another's data."""
    return zlib.crc32(data, zlib.crc32(key))
