"""Whatever ends a build or is in its way: the site is the old one or the new one, and the next build is
as ever."""

from __future__ import annotations

import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from cache.corpus import CLOCK, contents, inodes, leftovers, plain, write
from sites import Site

CACHE = ".cache/mkdocs-articles/pages.sqlite"
EDIT = ("Some words", "Other words")
KILLS = int(os.environ.get("ARTICLES_KILLS", "4"))  # each takes as long as two builds


def start(site: Site, *arguments: str) -> subprocess.Popen[str]:
    """A build that goes on while the test does."""
    return subprocess.Popen(
        [sys.executable, "-W", "ignore", "-m", "mkdocs", "build", *arguments], cwd=site.folder,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1", "PYTHONUTF8": "1", **CLOCK},
    )  # fmt: skip


def edit(site: Site, old: str, new: str) -> None:
    for path in sorted((site.folder / "docs/posts").glob("p*.md")):
        path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return write(tmp_path / "site-under-test", posts=10)


def test_killed(site: Site, tmp_path: Path) -> None:
    """At any moment; the old site stays as it was, and nothing of the killed build stays."""
    site.build(**CLOCK)
    old = contents(site.folder / "site")
    began = time.monotonic()
    site.build(**CLOCK)
    longest = time.monotonic() - began
    edit(site, *EDIT)
    new, _ = plain(site, tmp_path / "plain")
    chance = random.Random(5)
    for _ in range(KILLS):
        process = start(site)
        time.sleep(chance.uniform(0.2, 1.2) * longest)
        os.kill(process.pid, signal.SIGKILL)
        process.communicate()
        assert contents(site.folder / "site") in (old, new)
    assert site.build(**CLOCK).returncode == 0
    assert contents(site.folder / "site") == new
    assert leftovers(site) == []


def test_two_at_once(site: Site, tmp_path: Path) -> None:
    """On one cache, and even into one folder."""
    expected, _ = plain(site, tmp_path / "plain")
    processes = [start(site), start(site), start(site, "--site-dir", str(tmp_path / "other"))]
    for process in processes:
        process.communicate()
        assert process.returncode == 0
    assert contents(site.folder / "site") == expected
    assert contents(tmp_path / "other") == expected
    assert leftovers(site) == []
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_a_failed_build_changes_nothing(site: Site) -> None:
    """One that fails, and one that is strict and warns."""
    site.build(**CLOCK)
    before = contents(site.folder / "site"), inodes(site.folder / "site")
    edit(site, *EDIT)
    done = site.build("--strict", **CLOCK)
    assert done.returncode != 0
    assert "strict mode" in done.stdout + done.stderr
    assert (contents(site.folder / "site"), inodes(site.folder / "site")) == before
    (site.folder / "overrides/main.html").write_text(
        "{% extends 'base.html' %}{% block footer %}{{ 1 / 0 }}{% endblock %}"
    )
    done = site.build(**CLOCK)
    assert done.returncode != 0
    assert (contents(site.folder / "site"), inodes(site.folder / "site")) == before
    assert leftovers(site) == []


def test_files_that_do_not_change_stay(site: Site) -> None:
    """The same files, so that what looks at times copies little; hidden ones are nobody's business."""
    site.build(**CLOCK)
    (site.folder / "site/.git").write_text("gitdir: elsewhere\n")
    (site.folder / "site/posts/stale.html").write_text("stale")
    before = inodes(site.folder / "site")
    path = site.folder / "docs/posts/p05.md"
    path.write_text(path.read_text("utf-8").replace("| 5 |", "| 五 |"), "utf-8")
    site.build(**CLOCK)
    after = inodes(site.folder / "site")
    assert before.keys() - after.keys() == {"posts/stale.html"}
    assert after[".git"] == before[".git"]
    changed = {name for name in after if after[name] != before[name]}
    assert "posts/p05/index.html" in changed
    assert not {name for name in changed if name.endswith("/index.html")} - {"posts/p05/index.html"}


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of a few megabytes."""
    folder = tmp_path / "small"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=12m", "tmpfs", str(folder)]
    if sys.platform != "linux" or os.geteuid() or subprocess.run(command, check=False).returncode:
        pytest.skip("no file system can be mounted here")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_a_full_disk(small_disk: Path) -> None:
    site = write(small_disk / "site-under-test", posts=10)
    assert site.build(**CLOCK).returncode == 0
    before = contents(site.folder / "site")
    edit(site, *EDIT)
    free = shutil.disk_usage(small_disk).free
    (small_disk / "ballast").write_bytes(bytes(max(0, free - 200_000)))
    done = site.build(**CLOCK)
    assert done.returncode != 0
    assert "No space left" in done.stderr
    assert "Traceback" not in done.stderr
    assert contents(site.folder / "site") == before
    assert leftovers(site) == []
    (small_disk / "ballast").unlink()
    assert site.build(**CLOCK).returncode == 0
    assert contents(site.folder / "site") != before


def make_text(path: Path) -> None:
    path.write_text("not a database " * 100)


def make_foreign(path: Path) -> None:
    path.unlink()
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE mine (name TEXT)")


def make_garbage(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE entries SET data = x'00'")


def make_another_version(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 9999")


def make_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


IN_THE_WAY: dict[str, tuple[Callable[[Path], object], str]] = {
    "text": (make_text, "was broken and is made anew"),
    "another program's": (make_foreign, "going on without the cache"),
    "broken entries": (make_garbage, "was broken and is made anew"),
    "another version's": (make_another_version, "another version's"),
    "a folder": (make_folder, "going on without the cache"),
}


@contextmanager
def read_only(folder: Path) -> Iterator[None]:
    """Nothing can be written there, not even by those to whom permissions mean nothing."""
    here = str(folder)
    if sys.platform == "linux" and os.geteuid() == 0:
        for options in (["--bind", here, here], ["-o", "remount,ro,bind", here]):
            if subprocess.run(["mount", *options], check=False, capture_output=True).returncode:
                pytest.skip("no file system can be mounted here")
        yield
        subprocess.run(["umount", here], check=True)
        return
    for path in (*folder.iterdir(), folder):
        path.chmod(0o555 if path.is_dir() else 0o444)
    yield
    folder.chmod(0o755)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> tuple[Site, dict[str, bytes]]:
    site = write(tmp_path_factory.mktemp("broken") / "site-under-test", posts=6)
    site.build(**CLOCK)
    (site.folder / ".cache").rename(site.folder.parent / "cache")
    return site, plain(site, site.folder.parent / "plain")[0]


@pytest.mark.parametrize(("make", "message"), IN_THE_WAY.values(), ids=IN_THE_WAY)
def test_a_cache_that_cannot_be_used(
    make: Callable[[Path], object], message: str, shared: tuple[Site, dict[str, bytes]]
) -> None:
    site, expected = shared
    shutil.rmtree(site.folder / ".cache", ignore_errors=True)
    shutil.copytree(site.folder.parent / "cache", site.folder / ".cache")
    make(site.folder / CACHE)
    done = site.build(**CLOCK)
    assert done.returncode == 0, done.stderr
    assert done.stderr.count("articles-cache:") == 1
    assert message in done.stderr
    assert contents(site.folder / "site") == expected


@pytest.mark.skipif(os.name == "nt", reason="folders have no such permissions there")
@pytest.mark.parametrize("is_filled", [True, False])
def test_a_cache_that_cannot_be_written(
    is_filled: bool, shared: tuple[Site, dict[str, bytes]]
) -> None:
    site, expected = shared
    shutil.rmtree(site.folder / ".cache", ignore_errors=True)
    if is_filled:
        shutil.copytree(site.folder.parent / "cache", site.folder / ".cache")
    folder = (site.folder / CACHE).parent
    folder.mkdir(parents=True, exist_ok=True)
    with read_only(folder):
        done = site.build(**CLOCK)
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    assert contents(site.folder / "site") == expected


def test_a_clock_that_was_set_back(shared: tuple[Site, dict[str, bytes]]) -> None:
    """All that was read, made and kept is of a day to come, and what is edited then is older."""
    site, expected = shared
    post = site.folder / "docs/posts/p03.md"
    written = post.read_text("utf-8")
    post.write_text(written.replace("words", "bytes"), "utf-8")  # as long as it was
    assert site.build(**CLOCK).returncode == 0
    to_come = time.time() + 1e9
    for path in site.folder.rglob("*"):
        os.utime(path, (to_come, to_come))
    for store in (site.folder / ".cache").rglob("*.sqlite"):
        with sqlite3.connect(store) as connection:
            for (table,) in connection.execute(
                "SELECT m.name FROM sqlite_master m, pragma_table_info(m.name) c WHERE c.name = 'used'"
            ).fetchall():
                connection.execute(f"UPDATE {table} SET used = ?", [int(to_come)])
    post.write_text(written, "utf-8")
    for _ in range(2):
        done = site.build(**CLOCK)
        assert done.returncode == 0, done.stderr
        assert contents(site.folder / "site") == expected


# Whoever renders pages ahead is killed at the first one.
DEADLY = """
import os, pathlib, signal
MAIN = os.getpid()
def on_page_markdown(markdown, **_):
    if os.getpid() != MAIN:
        pathlib.Path("died").touch()
        os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="forks elsewhere are not for every library")
def test_workers_that_die(shared: tuple[Site, dict[str, bytes]]) -> None:
    site, expected = shared
    shutil.rmtree(site.folder / ".cache", ignore_errors=True)
    (site.folder / "deadly.py").write_text(DEADLY)
    config = (site.folder / "mkdocs.yml").read_text("utf-8")
    options = "  - articles-cache: {parallel: fork, workers: 3}\nhooks: [deadly.py]\n"
    config = config.replace("  - articles-cache\n", options)
    (site.folder / "deadly.yml").write_text(config, "utf-8")
    done = site.build("-f", "deadly.yml", **CLOCK)
    assert done.returncode == 0, done.stderr
    assert (site.folder / "died").exists()
    assert contents(site.folder / "site") == expected


@pytest.mark.parametrize("method", ["'off'", "spawn", "fork"])
def test_methods(method: str, shared: tuple[Site, dict[str, bytes]]) -> None:
    """However pages are rendered ahead, and on how many processors."""
    site, expected = shared
    shutil.rmtree(site.folder / ".cache", ignore_errors=True)
    config = (site.folder / "mkdocs.yml").read_text("utf-8")
    options = f"  - articles-cache: {{parallel: {method}, workers: 3}}\n"
    (site.folder / "fast.yml").write_text(config.replace("  - articles-cache\n", options), "utf-8")
    done = site.build("-f", "fast.yml", **CLOCK)
    assert done.returncode == 0, done.stderr
    assert contents(site.folder / "site") == expected


def test_options(site: Site) -> None:
    """A wrong one is named, with its line."""
    path = site.folder / "mkdocs.yml"
    options = "  - articles-cache:\n      worker: 2\n      parallel: threads\n"
    path.write_text(path.read_text("utf-8").replace("  - articles-cache\n", options), "utf-8")
    line = path.read_text("utf-8").splitlines().index("  - articles-cache:") + 2
    warnings = [line for line in site.warnings() if line.startswith("mkdocs.yml")]
    assert warnings == [
        f"mkdocs.yml:{line}: unknown option `worker` of the plugin articles-cache; "
        "did you mean `workers`?",
        f"mkdocs.yml:{line + 1}: option `parallel` of the plugin articles-cache: cannot use "
        "'threads'; expected one of auto, fork, spawn, off",
    ]
