"""What a rendering depends on besides its text, and what it leaves behind besides its HTML.

A render cache `record`s a rendering. Files that are opened meanwhile are seen by themselves; whoever
knows of more says so, and where nobody records, it costs nothing:

    note(path)          the result depends on this file, be it there or not
    leave(owner, data)  something is kept elsewhere, and must be brought back with the HTML
    forget()            this rendering must not be remembered: it may be another one next time
    unwatched()         what is done meanwhile has no part in the result
"""

from __future__ import annotations

import hashlib
import os
import sys
import sysconfig
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

# How what was left is brought back: called with it, and with a function that renders the page anew.
Restorer = Callable[[Any, Callable[[], None]], None]
restorers: dict[str, Restorer] = {}


class Digests:
    """The digests of files, each taken once, and before the file is read by others.

    A file that changes meanwhile has its old digest: so what was made of it is not valid next time.
    """

    def __init__(self) -> None:
        self._known: dict[str, str] = {}

    def __call__(self, path: str) -> str:
        """The digest of a file's content; empty where there is none that can be read."""
        known = self._known.get(path)
        if known is None:
            known = self._known[path] = file_digest(path)
        return known


def file_digest(path: str) -> str:
    try:
        return hashlib.sha256(Path(path).read_bytes()).hexdigest()[:32]
    except (OSError, ValueError):
        return ""


@dataclass
class Recording:
    """What is told during one rendering. `files` maps absolute paths to digests."""

    digests: Callable[[str], str]
    files: dict[str, str] = field(default_factory=dict)
    left: dict[str, list[Any]] = field(default_factory=dict)
    is_repeatable: bool = True

    def note(self, path: str) -> None:
        absolute = os.path.abspath(path)
        if absolute not in self.files and not is_installed(absolute):
            self.files[absolute] = self.digests(absolute)


_current: ContextVar[Recording | None] = ContextVar("recording", default=None)


def note(path: Path | str) -> None:
    """The result depends on the file `path`, and on whether there is one."""
    if recording := _current.get():
        with unwatched():
            recording.note(os.fspath(path))


def leave(owner: str, data: Any) -> None:
    """`owner` keeps `data` (what JSON can hold); its restorer gets it back, repeated or not."""
    if recording := _current.get():
        recording.left.setdefault(owner, []).append(data)


def forget() -> None:
    """What is being rendered must not be remembered."""
    if recording := _current.get():
        recording.is_repeatable = False


@contextmanager
def record(digests: Callable[[str], str]) -> Iterator[Recording]:
    """Record what is told, and which files are opened, in the meantime."""
    _watch()
    recording = Recording(digests)
    token = _current.set(recording)
    try:
        yield recording
    finally:
        _current.reset(token)


# Files that are opened


@contextmanager
def unwatched() -> Iterator[None]:
    """Meanwhile, nothing is recorded."""
    token = _current.set(None)
    try:
        yield
    finally:
        _current.reset(token)


_LIBRARIES = tuple(
    {
        os.path.join(os.path.realpath(sysconfig.get_path(name)), "")
        for name in ("stdlib", "platstdlib", "purelib", "platlib")
    }
    | {os.path.join(sysconfig.get_path(name), "") for name in ("stdlib", "purelib", "platlib")}
)
_ELSEWHERE = {"subprocess.Popen", "os.system", "socket.connect", "urllib.Request"}
_FOLDERS = {"os.listdir", "os.scandir"}
_is_watching = False


def is_installed(path: str) -> bool:
    """Whether a file belongs to Python or to an installed package: these have versions."""
    return path.startswith(_LIBRARIES)


def libraries() -> tuple[str, ...]:
    """The folders of installed packages, with a separator at the end."""
    return _LIBRARIES


def _watch() -> None:
    global _is_watching
    if not _is_watching:
        _is_watching = True
        sys.addaudithook(_see)


def _see(event: str, arguments: tuple[Any, ...]) -> None:
    """The interpreter tells of every file that is opened (PEP 578)."""
    if event != "open" and event not in _ELSEWHERE and event not in _FOLDERS:
        return
    recording = _current.get()
    if recording is None:
        return
    with unwatched():
        try:
            if event in _ELSEWHERE:
                recording.is_repeatable = False
            elif event in _FOLDERS:
                if not is_installed(
                    os.path.join(os.path.abspath(os.fsdecode(arguments[0] or ".")), "")
                ):
                    recording.is_repeatable = False
            elif not isinstance(arguments[0], int) and _reads(*arguments[1:3]):
                recording.note(os.fsdecode(arguments[0]))
        except Exception:  # an error here would be that of whoever opens a file
            recording.is_repeatable = False


def _reads(mode: str | None, flags: int) -> bool:
    if mode is None:
        return not flags & (os.O_WRONLY | os.O_RDWR)
    return not set(mode) & set("wax+")
