"""Under `mkdocs serve` an edit renders what depends on it, and nothing else."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from cache.corpus import CLOCK, write
from search import reader
from sites import Site

PATIENCE = 120  # seconds, for a machine that does other work


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return write(tmp_path / "site-under-test", posts=12)


@pytest.fixture
def server(site: Site) -> Iterator[tuple[str, Path]]:
    """The address of a preview, and the file with what it says."""
    with contextlib.closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = site.folder.parent / "log"
    with log.open("w") as output:
        process = subprocess.Popen(
            [sys.executable, "-W", "ignore", "-m", "mkdocs", "serve", "-v", "-a", f"127.0.0.1:{port}"],
            cwd=site.folder, stdout=output, stderr=output,
            env={**os.environ, "NO_MKDOCS_2_WARNING": "1", "PYTHONUTF8": "1", **CLOCK},
        )  # fmt: skip
        yield f"http://127.0.0.1:{port}/cache/", log
        process.send_signal(signal.SIGINT)
        process.wait()


def wait_for(address: str, text: str) -> str:
    """The page at `address`, as soon as it holds `text`."""
    end = time.monotonic() + PATIENCE
    page = ""
    while time.monotonic() < end:
        with contextlib.suppress(URLError, ConnectionError):
            page = str(urlopen(address).read(), "utf-8")
            if text in page:
                return page
        time.sleep(0.2)
    raise AssertionError(f"not seen: {text}")


def rendered(log: Path) -> list[int]:
    """How many pages each build rendered."""
    return [int(n) for n in re.findall(r"articles-cache: (\d+) pages rendered", log.read_text())]


def test_edits(server: tuple[str, Path], site: Site) -> None:
    address, log = server
    wait_for(f"{address}posts/p05/", "Some words")
    path = site.folder / "docs/posts/p05.md"
    path.write_text(path.read_text("utf-8").replace("Some words", "Edited words"), "utf-8")
    wait_for(f"{address}posts/p05/", "Edited words")
    wait_for(address, "Edited words")  # in the excerpt
    # The page itself, the one that refers to a formula in it, and those where something is wrong.
    wrong = ["notes/plain.md", "posts/wrong.md"]
    assert rendered(log)[1] == 2 + len(wrong)

    (site.folder / "docs/posts/added.md").write_text("# 加\n\n$a + b$\n", "utf-8")
    wait_for(f"{address}posts/added/", "katex-html")
    (site.folder / "docs/posts/added.md").unlink()
    path.write_text(path.read_text("utf-8").replace("Edited words", "Final words"), "utf-8")
    wait_for(f"{address}posts/p05/", "Final words")

    index = reader.Index(lambda name: bytes(urlopen(f"{address}{name}").read()))
    (number,) = index.postings("final")
    assert index.page(number)["url"] == "posts/p05/"
    assert not index.postings("edited")


def test_problems_show_in_the_page(server: tuple[str, Path], site: Site) -> None:
    """Those of a page on it, as long as it has them; those of the configuration on the home page."""
    address, _ = server
    wait_for(f"{address}posts/p05/", "Some words")
    post = site.folder / "docs/posts/p05.md"
    text = post.read_text(encoding="utf-8")
    post.write_text(f"{text}\n\n$\\nope$ and [a link](gone.md)\n", encoding="utf-8")
    page = wait_for(f"{address}posts/p05/", "articles-problems")
    assert "formula: Undefined control sequence: \\nope" in page
    assert "'gone.md'" in page
    assert "articles-problems" not in wait_for(f"{address}posts/p04/", "Some words")
    post.write_text(f"{text}\n\nmended\n", encoding="utf-8")
    assert "articles-problems" not in wait_for(f"{address}posts/p05/", "mended")
