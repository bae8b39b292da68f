"""A site's folder, changed in one go: built beside it, and put in its place when all is there.

    .site.articles-ab12/lock   held while the build lives: what nobody holds is a killed build's
                       /new    the new site; what is as it was are links to the files of the old one
                       /old    what was in the folder, on its way out

The folder itself stays (it may be mounted, or a git worktree), and so does what MkDocs leaves alone in
it: names that begin with a dot. What lies directly in it is exchanged, one rename after another.
"""

from __future__ import annotations

import contextlib
import filecmp
import os
import shutil
import tempfile
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows: there a file that is open cannot be removed, which says the same
    fcntl = None  # type: ignore[assignment]

_MARK = ".articles-"


class Staging:
    """A folder in which a site is built. Raises `OSError` where there can be none."""

    def __init__(self, site_dir: str) -> None:
        self.site = Path(os.path.realpath(site_dir))
        self.site.parent.mkdir(parents=True, exist_ok=True)
        remove_leftovers(self.site)
        self._base = Path(
            tempfile.mkdtemp(prefix=f".{self.site.name}{_MARK}", dir=self.site.parent)
        )
        self._lock = open(self._base / "lock", "wb")  # noqa: SIM115 - held as long as the folder is
        if fcntl:
            fcntl.flock(self._lock, fcntl.LOCK_EX)
        self.new = self._base / "new"
        self.new.mkdir()

    @property
    def scratch(self) -> Path:
        """Where what nobody wants can be written."""
        return self._base / "unwanted"

    def after_fork(self) -> None:
        """Let go of the lock in a child: it is the build that lives or not."""
        self._lock.close()

    def keep(self, name: str) -> bool:
        """Take the old site's file over, if that can be done."""
        target = self.new / name
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            os.link(self.site / name, target)
        except OSError:
            return False
        return True

    def install(self) -> None:
        """Put the new site in the place of the old one, and remove this folder.

        Files with the same content stay the same files.
        """
        self._keep_equal()
        self.site.mkdir(exist_ok=True)
        old = self._base / "old"
        old.mkdir()
        mine = sorted(os.listdir(self.new))
        for name in mine:
            if os.path.lexists(self.site / name):
                shutil.move(self.site / name, old / name)
            shutil.move(self.new / name, self.site / name)
        for name in set(os.listdir(self.site)).difference(mine):
            if not name.startswith("."):
                shutil.move(self.site / name, old / name)
        self.discard()

    def discard(self) -> None:
        """Remove this folder with all that is in it."""
        self._lock.close()
        shutil.rmtree(self._base, ignore_errors=True)

    def _keep_equal(self) -> None:
        for where, _, files in os.walk(self.new):
            below = os.path.relpath(where, self.new)
            for name in files:
                new, old = os.path.join(where, name), os.path.join(self.site, below, name)
                with contextlib.suppress(OSError):
                    if not os.path.samefile(new, old) and filecmp.cmp(new, old, shallow=False):
                        _take_over(old, new)


def _take_over(old: str, new: str) -> None:
    """Make `new`, which has the same content, the same file as `old`, or at least as old."""
    beside = f"{new}{_MARK}link"
    try:
        os.link(old, beside)
        os.replace(beside, new)
    except OSError:
        shutil.copystat(old, new)


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
