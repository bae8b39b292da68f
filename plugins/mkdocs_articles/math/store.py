"""Typeset formulas kept between builds: one SQLite file, safe for several builds at once."""

from __future__ import annotations

import contextlib
import sqlite3
import zlib
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from mkdocs_articles.errors import log
from mkdocs_articles.math.engine import Typeset

# A file that another program made is left alone; one that another version of ours made, is not.
_APPLICATION, _VERSION = 0x7465782D, 1
_SCHEMA = f"""
BEGIN IMMEDIATE;
CREATE TABLE IF NOT EXISTS typeset
    (key BLOB PRIMARY KEY, html BLOB, error TEXT, position INTEGER, fonts TEXT);
CREATE TABLE IF NOT EXISTS dictionary
    (id INTEGER PRIMARY KEY CHECK (id = 1), html BLOB);
PRAGMA application_id = {_APPLICATION};
PRAGMA user_version = {_VERSION};
COMMIT;
"""
_CHUNK = 500  # parameters in one query; SQLite's own limit was 999 for long
_DICTIONARY = 8192  # bytes


class Store:
    """Maps a formula's key (a digest of everything its output depends on) to its `Typeset`.

    A build never fails here: a broken file is made anew, and one that cannot be opened, read or
    written is done without. Either is said once.

    Formulas look alike, so that HTML of the first ones serves to compress all of them (as zlib's
    preset dictionary, RFC 1950, section 2.2): half the size.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self.is_usable = True

    def get(self, keys: Iterable[bytes], *, with_html: bool = True) -> dict[bytes, Typeset]:
        """What is known of `keys`; without the HTML, which most of the time goes into, if so asked."""
        html = "html" if with_html else "NULL"
        wanted = list(keys)
        found: dict[bytes, Typeset] = {}

        def read(connection: sqlite3.Connection) -> None:
            zdict = _dictionary(connection)
            for start in range(0, len(wanted), _CHUNK):
                chunk = wanted[start : start + _CHUNK]
                marks = ",".join("?" * len(chunk))
                columns = f"key, {html}, error, position, fonts"
                query = f"SELECT {columns} FROM typeset WHERE key IN ({marks})"
                for key, packed, error, position, fonts in connection.execute(query, chunk):
                    text = _unpack(packed, zdict) if with_html else ""
                    found[bytes(key)] = Typeset(text, str(error), int(position), str(fonts))

        if wanted:
            self._use(read)
        return found

    def put(self, typeset: Mapping[bytes, Typeset]) -> None:
        """Keep `typeset`; an entry that another build wrote meanwhile is the same anyway."""

        def write(connection: sqlite3.Connection) -> None:
            with connection:
                common = "".join(t.html for t in typeset.values()).encode()[-_DICTIONARY:]
                if len(common) == _DICTIONARY:
                    connection.execute("INSERT OR IGNORE INTO dictionary VALUES (1, ?)", [common])
                zdict = _dictionary(connection)
                connection.executemany(
                    "INSERT OR REPLACE INTO typeset VALUES (?, ?, ?, ?, ?)",
                    (
                        (k, _pack(t.html, zdict), t.error, t.position, t.fonts)
                        for k, t in typeset.items()
                    ),
                )

        if typeset:
            self._use(write)

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
        except (sqlite3.Error, zlib.error, ValueError, TypeError) as error:
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


def _dictionary(connection: sqlite3.Connection) -> bytes:
    row = connection.execute("SELECT html FROM dictionary").fetchone()
    return bytes(row[0]) if row else b""


def _pack(text: str, zdict: bytes) -> bytes:
    packer = zlib.compressobj(level=9, zdict=zdict)
    return packer.compress(text.encode()) + packer.flush()


def _unpack(packed: bytes, zdict: bytes) -> str:
    unpacker = zlib.decompressobj(zdict=zdict)
    text = unpacker.decompress(packed).decode()
    if not unpacker.eof:
        raise ValueError("it ends too early")
    return text
