"""A site's folder, changed in one go: built beside it, and put in its place when all is there.

    .site.articles-ab12/lock   held while the build lives: what nobody holds is a killed build's
                       /new    the new site; what is as it was are links to the files of the old one
                       /ahead  what processes of the build leave for each other
                       /old    what was in the folder, on its way out

The folder itself stays (it may be mounted, or a git worktree), and so does what MkDocs leaves alone in
it: names that begin with a dot. What lies directly in it is exchanged, one rename after another; where
few files are new, these alone, since a folder with links to a thousand others takes long to make.
"""

from __future__ import annotations

import contextlib
import filecmp
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows: there a file that is open cannot be removed, which says the same
    fcntl = None  # type: ignore[assignment]

_MARK = ".articles-"
_FEW = 64  # files, until they are moved before others can see that not all are there


class Staging:
    """A folder in which a site is built. Raises `OSError` where there can be none."""

    def __init__(self, site_dir: str) -> None:
        self.site = Path(os.path.realpath(site_dir))
        self.site.parent.mkdir(parents=True, exist_ok=True)
        with _alone(self.site.parent):
            remove_leftovers(self.site)
            name = tempfile.mkdtemp(prefix=f".{self.site.name}{_MARK}", dir=self.site.parent)
            self._base = Path(name)
            self._lock = open(self._base / "lock", "wb")  # noqa: SIM115 - as long as the folder is
            if fcntl:
                fcntl.flock(self._lock, fcntl.LOCK_EX)
        self._kept: set[str] = set()
        self.new = self._base / "new"
        self.new.mkdir()

    @property
    def ahead(self) -> Path:
        """A folder, not there yet, for what processes of this build leave for each other."""
        return self._base / "ahead"

    def after_fork(self) -> None:
        """Let go of the lock in a child: it is the build that lives or not."""
        self._lock.close()

    def keep(self, name: str) -> None:
        """The old site's file `name` is the new one's, too."""
        self._kept.add(name)

    def install(self) -> None:
        """Put the new site in the place of the old one, and remove this folder.

        Files with the same content stay the same files; what they are all of is not touched. Raises
        `OSError` where that cannot be done; then the old site is back in its place.
        """
        moves: list[tuple[Path, Path]] = []
        try:
            with _alone(self.site.parent):
                self._keep_equal()
                self._exchange(moves)
        except OSError:
            for source, target in reversed(moves):
                with contextlib.suppress(OSError):
                    _move(target, source)
            raise
        finally:
            self.discard()

    def _exchange(self, moves: list[tuple[Path, Path]]) -> None:
        """Do it, and note what has been moved."""

        def move(name: str, source: Path, target: Path) -> None:
            if os.path.lexists(source / name):
                _move(source / name, target / name)
                moves.append((source / name, target / name))

        self.site.mkdir(exist_ok=True)
        old = self._base / "old"
        old.mkdir()
        kept: dict[str, set[str]] = {}
        for name in self._kept:
            kept.setdefault(name.partition("/")[0], set()).add(name)
        tops = kept.keys() | set(os.listdir(self.new))
        for top in sorted(tops):
            come = set(_files(self.new, top))
            # what is written although it was to stay is the new one
            stay = kept.get(top, set()) - come
            go = set(_files(self.site, top)) - stay
            if stay and len(come | go) <= _FEW:
                for name in sorted(go - come):
                    move(name, self.site, old)
                _remove_empty(self.site, go - come)  # a file may take a folder's place
                for name in sorted(come):
                    move(name, self.site, old)
                    move(name, self.new, self.site)
                continue
            for name in stay:
                _take_over(self.site / name, self.new / name)
            move(top, self.site, old)
            move(top, self.new, self.site)
        for top in set(os.listdir(self.site)) - tops:
            if not top.startswith("."):
                move(top, self.site, old)

    def discard(self) -> None:
        """Remove this folder with all that is in it."""
        self._lock.close()
        shutil.rmtree(self._base, ignore_errors=True)

    def _keep_equal(self) -> None:
        """Keep what was written again as it was."""
        for top in os.listdir(self.new):
            for name in list(_files(self.new, top)):
                with contextlib.suppress(OSError):
                    if filecmp.cmp(self.new / name, self.site / name, shallow=False):
                        os.unlink(self.new / name)
                        self.keep(name)


@contextlib.contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Wait for other builds that begin or end in `folder`; where folders have no locks, do not."""
    descriptor = -1
    if fcntl:
        with contextlib.suppress(OSError):
            descriptor = os.open(folder, os.O_RDONLY)
            fcntl.flock(descriptor, fcntl.LOCK_EX)
    try:
        yield
    finally:
        if descriptor >= 0:
            os.close(descriptor)


def _files(folder: Path, top: str) -> Iterator[str]:
    """The files of `folder` below `top`, or that itself; "/"-separated, from `folder` on."""
    if not os.path.isdir(folder / top):
        yield from [top] if os.path.lexists(folder / top) else []
        return
    waiting = [top]
    while waiting:
        below = waiting.pop()
        with contextlib.suppress(OSError), os.scandir(f"{folder}/{below}") as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(f"{below}/{entry.name}")
                elif not entry.is_dir():
                    yield f"{below}/{entry.name}"


def _take_over(old: Path, new: Path) -> None:
    """Make `new` the same file as `old`, or at least one that is as old."""
    os.makedirs(new.parent, exist_ok=True)
    try:
        os.link(old, new)
    except OSError:
        shutil.copy2(old, new)


def _move(source: Path, target: Path) -> None:
    os.makedirs(target.parent, exist_ok=True)
    shutil.move(source, target)


def _remove_empty(site: Path, gone: Iterable[str]) -> None:
    """Remove the folders in which nothing but the files `gone` has been."""
    for name in gone:
        with contextlib.suppress(OSError):
            for folder in list(Path(name).parents)[:-1]:
                (site / folder).rmdir()


def remove_leftovers(site: Path) -> None:
    """Remove the folders of builds of `site` that did not come to an end."""
    for base in site.parent.glob(f".{site.name}{_MARK}*"):
        if not _is_held(base / "lock"):
            shutil.rmtree(base, ignore_errors=True)


def _is_held(lock: Path) -> bool:
    try:
        with open(lock, "r+b") as file:
            if fcntl:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            else:
                lock.unlink()
    except FileNotFoundError:
        return False
    except OSError:
        return True
    return False
