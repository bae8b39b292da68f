"""Under `mkdocs serve`, the system tells of changes where it can."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from mkdocs.livereload import LiveReloadServer
from watchdog.observers.polling import PollingObserver

from mkdocs_articles.adapters.mkdocs_cache_watching import watch

PATIENCE = 60  # seconds, for a machine that does other work


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    (tmp_path / "docs/sub").mkdir(parents=True)
    (tmp_path / "docs/sub/a.md").write_text("a")
    (tmp_path / "scratch").mkdir()
    (tmp_path / "mkdocs.yml").write_text("site_name: x")
    return tmp_path / "docs"


@pytest.fixture
def server(docs: Path) -> Iterator[LiveReloadServer]:
    made = LiveReloadServer(lambda: None, "127.0.0.1", 0, str(docs))
    made.watch(str(docs))
    made.watch(str(docs.parent / "mkdocs.yml"))
    yield made
    made.observer.stop()
    made.server_close()


def wants_rebuild(server: LiveReloadServer) -> bool:
    """Whether it comes to want one."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and not server._want_rebuild:
        time.sleep(0.01)
    wanted, server._want_rebuild = server._want_rebuild, False
    return wanted


def test_changes_are_told(server: LiveReloadServer, docs: Path) -> None:
    watch(server, docs.parent / "scratch")
    if type(server.observer) is PollingObserver:
        pytest.skip("here the system tells nothing")
    server.observer.start()
    (docs / "sub/a.md").read_text()
    list(docs.rglob("*"))
    time.sleep(0.5)
    assert not server._want_rebuild  # who reads changes nothing
    (docs / "sub/a.md").write_text("b")
    assert wants_rebuild(server)
    (docs / "new").mkdir()
    time.sleep(0.5)
    server._want_rebuild = False
    (docs / "new/b.md").write_text("b")
    assert wants_rebuild(server)
    time.sleep(1)
    server._want_rebuild = False
    other = docs.parent / "other.yml"  # some editors put a new file in the place of the old one
    for name in "yz":
        other.write_text(f"site_name: {name}")
        other.rename(docs.parent / "mkdocs.yml")
        assert wants_rebuild(server)


def test_links_are_looked_at(server: LiveReloadServer, docs: Path, tmp_path: Path) -> None:
    """Of changes in what a link leads to, nobody would tell."""
    (tmp_path / "elsewhere").mkdir()
    (docs / "link").symlink_to(tmp_path / "elsewhere")
    watch(server, docs.parent / "scratch")
    assert type(server.observer) is PollingObserver
