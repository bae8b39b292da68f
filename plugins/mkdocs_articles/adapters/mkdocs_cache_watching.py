"""Under `mkdocs serve`, changes are told by the system where it tells of them.

MkDocs looks at all files twice a second, since the system tells nothing of some folders (of a network,
of a virtual machine's host). Whether it does is tried out here.
"""

from __future__ import annotations

import os
import tempfile
import threading
from pathlib import Path
from typing import Any

from mkdocs.livereload import LiveReloadServer
from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer
from watchdog.observers.polling import PollingObserver

from mkdocs_articles.errors import log

_READING = {"opened", "closed_no_write"}  # a build reads, and is not to begin again for that
_PATIENCE = 0.5  # seconds


def watch(server: LiveReloadServer, scratch: Path) -> None:
    """Have the system tell `server` of changes in folders; `scratch` is one to try it out in."""
    if type(server.observer) is not PollingObserver:
        return
    watched = [path for path in server._watched_paths if os.path.isdir(path)]
    try:
        if not all(_is_told_of(path, scratch) for path in watched) or not _tells(scratch):
            return
    except OSError as error:  # no room for one more watch, say
        log.debug("articles-cache: files are looked at twice a second: %s", error)
        return
    polling = server.observer
    counts = {path: server._watched_paths[path] for path in watched}
    for path, count in counts.items():
        for _ in range(count):
            server.unwatch(path)
    server.observer = _Observers(polling)  # type: ignore[assignment]
    for path, count in counts.items():
        for _ in range(count):
            server.watch(path)


def _is_told_of(folder: str, scratch: Path) -> bool:
    """Whether all in it is on the same device as `scratch`, and nothing leads out of it."""
    device = os.stat(scratch).st_dev
    for where, folders, files in os.walk(folder):
        names = [where, *(os.path.join(where, name) for name in [*folders, *files])]
        if os.stat(where).st_dev != device or any(map(os.path.islink, names)):
            return False
    return True


def _tells(scratch: Path) -> bool:
    """Whether the system tells of a new file."""
    told = threading.Event()
    handler = FileSystemEventHandler()
    handler.on_any_event = lambda event: told.set()  # type: ignore[method-assign]  # noqa: ARG005
    with tempfile.TemporaryDirectory(dir=scratch) as folder:
        observer = Observer()
        observer.schedule(handler, folder)
        observer.start()
        try:
            Path(folder, "new").touch()
            return told.wait(_PATIENCE)
        finally:
            observer.stop()
            observer.join()


class _Changes(FileSystemEventHandler):
    def __init__(self, handler: FileSystemEventHandler) -> None:
        self._handler = handler

    def on_any_event(self, event: FileSystemEvent) -> None:
        if event.event_type not in _READING:
            self._handler.dispatch(event)


class _Observers:
    """Two for one: a file is looked at, since an editor may put another one in its place; of a folder
    the system tells, if it has room for one more.
    """

    def __init__(self, polling: Any) -> None:
        self._polling = polling
        self._native = Observer()
        self._native.start()  # so that what is wrong with a folder is known when it is scheduled
        self._told: dict[int, Any] = {}  # watches of the second

    def schedule(self, handler: FileSystemEventHandler, path: str, *, recursive: bool) -> Any:
        if os.path.isdir(path):
            try:
                watch = self._native.schedule(_Changes(handler), path, recursive=recursive)
            except OSError as error:
                log.debug("articles-cache: %s is looked at twice a second: %s", path, error)
            else:
                self._told[id(watch)] = watch
                return watch
        return self._polling.schedule(handler, path, recursive=recursive)

    def unschedule(self, watch: Any) -> None:
        is_told = self._told.pop(id(watch), None) is not None
        (self._native if is_told else self._polling).unschedule(watch)

    def start(self) -> None:
        self._polling.start()

    def stop(self) -> None:
        self._polling.stop()
        self._native.stop()

    def join(self, timeout: float | None = None) -> None:
        self._polling.join(timeout)
        self._native.join(timeout)
