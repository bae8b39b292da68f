"""An SQLite file as a cache: safe for several processes at once, and never in a build's way."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from mkdocs_articles.errors import log


@dataclass(frozen=True)
class Layout:
    """What is in a file: its tables (SQL), and whose it is.

    A file that another program made is left alone; one that another `version` of ours made, is not.
    `owner` is who speaks of it in messages.
    """

    owner: str
    application: int
    version: int
    tables: str


class Database:
    """A file that is made anew where it is broken, and done without where it cannot be used.

    Either is said once.
    """

    def __init__(self, path: Path, layout: Layout, *, stays_open: bool = False) -> None:
        """With `stays_open`, the connection outlives a call, and whoever asks closes it."""
        self._path = path
        self._layout = layout
        self._stays_open = stays_open
        self._connection: sqlite3.Connection | None = None
        self.is_usable = True

    def use(self, action: Callable[[sqlite3.Connection], None]) -> None:
        """Open the file, do `action`, close it: no connection outlives a call, a thread or a fork.

        What is in a broken file is lost, and the next call begins a new one. An `action` raises
        `ValueError` or `TypeError` for what cannot have been written.
        """
        if not self.is_usable:
            return
        try:
            action(self._open())
        except (OSError, sqlite3.OperationalError) as error:  # locked, read-only, no file at all
            self._give_up(error)
        except (sqlite3.Error, ValueError, TypeError) as error:
            self.close()
            try:
                self._path.unlink(missing_ok=True)
            except OSError:
                self._give_up(error)
            else:
                text = "%s: the cache %s was broken and is made anew (%s)"
                log.info(text, self._layout.owner, self._path, error)
        finally:
            if not self._stays_open or not self.is_usable:
                self.close()

    def close(self) -> None:
        """Close the connection, if there is one; the next call opens another."""
        if self._connection:
            self._connection.close()
            self._connection = None

    def _open(self) -> sqlite3.Connection:
        if self._connection is None:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._connection = sqlite3.connect(self._path, timeout=30)
            # After a power cut a cache may be broken; waiting for the disk is a site's build time.
            self._connection.execute("PRAGMA synchronous = OFF")
            self._claim(self._connection)
        return self._connection

    def _claim(self, connection: sqlite3.Connection) -> None:
        """Make sure that the database is ours. Raises `OperationalError` or `ValueError`."""
        mine = self._layout
        if not connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
            connection.execute("PRAGMA auto_vacuum = INCREMENTAL")  # before there is a table
            connection.executescript(
                f"BEGIN IMMEDIATE; {mine.tables} PRAGMA application_id = {mine.application}; "
                f"PRAGMA user_version = {mine.version}; COMMIT;"
            )
        elif connection.execute("PRAGMA application_id").fetchone()[0] != mine.application:
            raise sqlite3.OperationalError("it is another program's")
        elif connection.execute("PRAGMA user_version").fetchone()[0] != mine.version:
            raise ValueError("it is another version's")

    def _give_up(self, error: Exception) -> None:
        self.is_usable = False
        text = "%s: going on without the cache %s (%s)"
        log.info(text, self._layout.owner, self._path, error)
