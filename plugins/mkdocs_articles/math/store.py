"""Typeset formulas kept between builds: one SQLite file, safe for several builds at once."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from pathlib import Path

from mkdocs_articles.database import Database, Layout
from mkdocs_articles.math.engine import Typeset
from mkdocs_articles.math.packed import Packed

_LAYOUT = Layout(
    owner="formulas",
    application=0x7465782D,
    version=3,
    tables="""
    CREATE TABLE IF NOT EXISTS typeset
        (key BLOB PRIMARY KEY, html BLOB, "check" INTEGER, error TEXT, position INTEGER,
         fonts TEXT);
    CREATE TABLE IF NOT EXISTS dictionary
        (id INTEGER PRIMARY KEY CHECK (id = 1), html BLOB);
    """,
)
_CHUNK = 500  # parameters in one query; SQLite's own limit was 999 for long
_COMMON = 8192  # bytes of HTML


class Store:
    """Maps a formula's key (a digest of everything its output depends on) to what it became.

    A build never fails here: a broken file is made anew, and one that cannot be opened, read or
    written is done without. Either is said once.
    """

    def __init__(self, path: Path) -> None:
        self._database = Database(path, _LAYOUT)

    @property
    def is_usable(self) -> bool:
        """Whether it keeps anything."""
        return self._database.is_usable

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
                    if packed.check(key) != check:
                        raise ValueError("a formula is not what was written")
                    found[key] = packed

        if wanted:
            self._database.use(read)
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
                        (key, p.html, p.check(key), p.error, p.position, p.fonts)
                        for key, p in packed.items()
                    ),
                )

        if typeset:
            self._database.use(write)
        return packed or {key: Packed.of(one) for key, one in typeset.items()}


def _common(connection: sqlite3.Connection) -> bytes:
    """What the HTML of formulas is compressed with: HTML of the first ones, once there are some."""
    row = connection.execute("SELECT html FROM dictionary").fetchone()
    return bytes(row[0]) if row else b""
