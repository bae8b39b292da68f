"""Typeset formulas kept between builds: one SQLite file, safe for several builds at once."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from mkdocs_articles.errors import log
from mkdocs_articles.math.engine import Typeset
from mkdocs_articles.math.packed import Packed

# A file that another program made is left alone; one that another version of ours made, is not.
_APPLICATION, _VERSION = 0x7465782D, 1
_SCHEMA = f"""
BEGIN IMMEDIATE;
CREATE TABLE IF NOT EXISTS typeset
    (key BLOB PRIMARY KEY, html BLOB, "check" INTEGER, error TEXT, position INTEGER,
     fonts TEXT);
CREATE TABLE IF NOT EXISTS dictionary
    (id INTEGER PRIMARY KEY CHECK (id = 1), html BLOB);
PRAGMA application_id = {_APPLICATION};
PRAGMA user_version = {_VERSION};
COMMIT;
"""
_CHUNK = 500  # parameters in one query; SQLite's own limit was 999 for long
_COMMON = 8192  # bytes of HTML


class Store:
    """Maps a formula's key (a digest of everything its output depends on) to what it became.

    A build never fails here: a broken file is made anew, and one that cannot be opened, read or
    written is done without. Either is said once.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self.is_usable = True

    def get(self, keys: Iterable[bytes]) -> dict[bytes, Packed]:
        """What is known of `keys`."""
        wanted = list(keys)
        found: dict[bytes, Packed] = {}

        def read(connection: sqlite3.Connection) -> None:
            common = _common(connection)
            for start in range(0, len(wanted), _CHUNK):
                chunk = wanted[start : start + _CHUNK]
                marks = ",".join("?" * len(chunk))
                columns = 'key, "check", html, error, position, fonts'
                query = f"SELECT {columns} FROM typeset WHERE key IN ({marks})"
                for key, check, html, *rest in connection.execute(query, chunk):
                    packed = Packed(html, common, *rest)
                    if packed.check != check:
                        raise ValueError("a formula is not what was written")
                    found[key] = packed

        if wanted:
            self._use(read)
        return found

    def put(self, typeset: Mapping[bytes, Typeset]) -> dict[bytes, Packed]:
        """Keep `typeset`, and return it compressed, whether it could be kept or not.

        An entry that another build wrote meanwhile is the same anyway.
        """
        packed: dict[bytes, Packed] = {}

        def write(connection: sqlite3.Connection) -> None:
            with connection:
                sample = "".join(one.html for one in typeset.values()).encode()[-_COMMON:]
                if len(sample) == _COMMON:
                    connection.execute("INSERT OR IGNORE INTO dictionary VALUES (1, ?)", [sample])
                common = _common(connection)
                packed.update((key, Packed.of(one, common)) for key, one in typeset.items())
                connection.executemany(
                    "INSERT OR REPLACE INTO typeset VALUES (?, ?, ?, ?, ?, ?)",
                    (
                        (key, p.html, p.check, p.error, p.position, p.fonts)
                        for key, p in packed.items()
                    ),
                )

        if typeset:
            self._use(write)
        return packed or {key: Packed.of(one) for key, one in typeset.items()}

    def _use(self, action: Callable[[sqlite3.Connection], None]) -> None:
        """Open the file, do `action`, close it: no connection outlives a call, a thread or a fork.

        What is in a broken file is lost, and the next call begins a new one.
        """
        if not self.is_usable:
            return
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with contextlib.closing(sqlite3.connect(self._path, timeout=30)) as connection:
                # After a power cut a cache may be broken; waiting for the disk is a site's build time.
                connection.execute("PRAGMA synchronous = OFF")
                _claim(connection)
                action(connection)
        except (OSError, sqlite3.OperationalError) as error:  # locked, read-only, no file at all
            self._give_up(error)
        except (sqlite3.Error, ValueError, TypeError) as error:
            try:
                self._path.unlink(missing_ok=True)
            except OSError:
                self._give_up(error)
            else:
                log.info("formulas: the cache %s was broken and is made anew", self._path)

    def _give_up(self, error: Exception) -> None:
        self.is_usable = False
        log.info("formulas: going on without the cache %s (%s)", self._path, error)


def _claim(connection: sqlite3.Connection) -> None:
    """Make sure that the database is ours. Raises `OperationalError` or `ValueError`."""
    if not connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
        connection.executescript(_SCHEMA)
    elif connection.execute("PRAGMA application_id").fetchone()[0] != _APPLICATION:
        raise sqlite3.OperationalError("it is another program's")
    elif connection.execute("PRAGMA user_version").fetchone()[0] != _VERSION:
        raise ValueError("it is another version's")


def _common(connection: sqlite3.Connection) -> bytes:
    """What the HTML of formulas is compressed with: HTML of the first ones, once there are some."""
    row = connection.execute("SELECT html FROM dictionary").fetchone()
    return bytes(row[0]) if row else b""
