"""The table of bad input, row by row: what the author sees, and what the site is afterwards.

All rows are one site and one build: what is wrong with one file hides nothing of what is wrong with
another, and harms no other. What it does to the machine is watched.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from bad_rows import Row, rows
from monitoring import Deeds, Monitor
from sites import Site

CONFIG = """\
markdown_extensions:
  - attr_list
  - md_in_html
  - tables
  - footnotes
  - admonition
  - toc
  - pymdownx.superfences
  - pymdownx.snippets:
      base_path: [docs]
  - mkdocs_articles.math
  - mkdocs_articles.execution
plugins:
  - mkdocs-jupyter:
      include: ["*.ipynb"]
  - articles
  - articles-search
  - articles-cache
"""
GOOD = "---\ntitle: Good\ndate: 2026-01-01\n---\nGood text with $x^2$."
ROWS = [row for row in rows() if os.name == "posix" or all(not how for _, how, _ in row.files)]


@dataclass(frozen=True)
class Built:
    """The site of the whole table, and what its author saw."""

    folder: Path
    returncode: int
    lines: tuple[str, ...]
    log: str
    deeds: Deeds


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Built]:
    folder = tmp_path_factory.mktemp("bad")
    outside = folder / "outside.txt"
    outside.write_text("SECRET OF THE MACHINE")
    site = Site.write(folder / "site-under-test", {"docs/posts/good.md": GOOD}, CONFIG)
    for row in ROWS:
        row.write(site.folder / "docs")
    monitor = Monitor(folder / "monitor")
    done = site.build(**monitor.environment)
    lines = [line for line in done.stderr.splitlines() if line.startswith(("WARNING", "ERROR"))]
    shown = tuple(line.partition("-")[2].strip() for line in lines)
    yield Built(site.folder / "site", done.returncode, shown, done.stderr, monitor.deeds())
    for path in (site.folder / "docs").rglob("*"):
        if path.is_file() and not path.is_symlink():
            path.chmod(0o644)


def test_the_table_is_long() -> None:
    assert len(rows()) >= 120
    names = [row.name for row in rows()]
    assert len(set(names)) == len(names)


def test_the_build_goes_through(built: Built) -> None:
    assert built.returncode == 0
    assert "Traceback" not in built.log
    assert "Good text with" in (built.folder / "posts/good/index.html").read_text(encoding="utf-8")


def test_nothing_else_is_said(built: Built) -> None:
    expected = {line for row in ROWS for line in row.sees}
    assert [line for line in built.lines if line not in expected] == []


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_row(row: Row, built: Built) -> None:
    docs = built.folder.parent / "docs"
    if any(how == "unreadable" and os.access(docs / name, os.R_OK) for name, how, _ in row.files):
        pytest.skip("this user reads everything")
    plain = [(docs / name).stat().st_ino for name, how, _ in row.files if not how]
    if len(set(plain)) < len(plain):
        pytest.skip("some of these files are one on this file system")
    assert sorted(filter(row.is_about, built.lines)) == sorted(row.sees)
    wrong = [claim for claim in row.claims if not claim.holds(built.folder)]
    assert wrong == []


def test_nothing_of_the_machine_is_in_the_site(built: Built) -> None:
    for path in built.folder.rglob("*"):
        if path.is_file():
            assert b"SECRET OF THE MACHINE" not in path.read_bytes(), path


@pytest.mark.skipif(sys.platform != "linux", reason="paths of Linux")
def test_what_was_done(built: Built) -> None:
    """Nothing is started but git and our own workers, nobody is asked, nothing written elsewhere."""
    deeds = built.deeds
    assert [command for command in deeds.started if not _is_known(command)] == []
    assert any("mkdocs_articles.math.worker" in command for command in deeds.started)  # it is seen
    assert deeds.asked == ()
    assert len(deeds.written) > 100
    folder = built.folder.parent
    assert sorted(str(path) for path in deeds.written if not _is_ours(path, folder)) == []
    assert not Path("/tmp/written-by-a-snippet").exists()


def _is_known(command: Sequence[str]) -> bool:
    """git, which knows dates, our own workers, and what jupytext looks for when it is imported."""
    if tuple(command) == ("pandoc", "--version"):
        return True
    if Path(command[0]).name == "git":
        return "log" in command or "rev-parse" in command
    ours = ("mkdocs_articles.math.worker", "mkdocs_articles.math.ahead_worker")
    return any(one in command for one in (*ours, "mkdocs_articles.adapters.mkdocs_cache_workers"))


def _is_ours(path: Path, folder: Path) -> bool:
    """The site, the cache, and the folder in which the site is made until it takes its place."""
    if path == Path("/dev/null"):
        return True
    if path == folder:  # which is there: asked for with all above it
        return True
    if not path.is_relative_to(folder):
        return False
    first = path.relative_to(folder).parts[0]
    return first in ("site", ".cache", ".gitignore") or first.startswith(".site")
