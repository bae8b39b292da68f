"""What is measured of a peer: builds (cold, nothing changed, an edit) and an edit under `serve`."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.measure import attempt, stop
from benchmarks.sites import corpus
from benchmarks.sites.peers import Peer, seconds, write_site
from benchmarks.sites.tools import reason

SERVER_LIMIT = 900.0  # seconds until a server that says nothing is given up
PAUSE = 0.02  # between two looks at a served page
SETTLE = 1.5  # watchers start after the first build has been served


class PeerError(Exception):
    """A peer did not do what it should; the text says it in a line."""


@dataclass(frozen=True)
class Sample:
    """Seconds and MB; of a server only the time until the page and the logged time are known."""

    wall: float
    cpu: float | None = None
    memory: float | None = None
    logged: float | None = None


@dataclass(frozen=True)
class Output:
    """HTML pages, and the formulas on the pages of posts."""

    pages: int
    formulas: int


class Site:
    """A peer's site with `count` posts in `folder`."""

    def __init__(self, peer: Peer, count: int, folder: Path, programs: list[Path]) -> None:
        self.peer = peer
        self.count = count
        self._folder = folder
        path = os.pathsep.join([*map(str, programs), os.environ["PATH"]])
        self._environment = {"PATH": path, **peer.environment}
        self._revision = 0
        write_site(folder, peer)
        (folder / peer.posts).mkdir(parents=True, exist_ok=True)
        self._pages = []
        for number, post in enumerate(corpus.posts(count)):
            (folder / peer.source(post)).write_text(peer.dialect.write(post), "utf-8")
            self._pages.append(peer.page(post))
            if number == count // 2:
                self._source, self._page = folder / peer.source(post), peer.page(post)
        self._text = self._source.read_text("utf-8")

    def cold(self) -> Sample:
        for name in (self.peer.output, *self.peer.caches):
            path = self._folder / name
            shutil.rmtree(path, ignore_errors=True)
            path.unlink(missing_ok=True)
        return self._build()

    def unchanged(self) -> Sample:
        return self._build()

    def edit(self) -> Sample:
        marker = self._edit()
        sample = self._build()
        if marker not in (self._folder / self.peer.output / self._page).read_text("utf-8"):
            raise PeerError("an edit is not in the output")
        return sample

    def serve(self) -> Sample:
        """Edit one post while the peer serves, until the served page has it."""
        port = _free_port()
        command = self._command(self.peer.serve, port)
        url = f"http://127.0.0.1:{port}/{self._page.removesuffix('index.html')}"
        log = self._folder / "server.log"
        with _serving(command, self._folder, self._environment, log) as server:
            _wait(server, url, "<main", log)
            time.sleep(SETTLE)
            logged_before = log.stat().st_size
            began = time.perf_counter()
            marker = self._edit()
            wall = _wait(server, url, marker, log) - began
            time.sleep(PAUSE * 5)  # the log may come after the page
            said = log.read_bytes()[logged_before:].decode("utf-8", "replace")
        return Sample(wall, logged=seconds(self.peer, said))

    def output(self) -> Output:
        """Count what the last build made."""
        output = self._folder / self.peer.output
        formula = re.compile(self.peer.formula)
        missing = [page for page in self._pages if not (output / page).is_file()]
        if missing:
            raise PeerError(f"{len(missing)} of {self.count} posts are not in the output")
        pages = (output / page for page in self._pages)
        formulas = sum(len(formula.findall(page.read_text("utf-8"))) for page in pages)
        return Output(sum(1 for _ in output.rglob("*.html")), formulas)

    def _command(self, parts: Sequence[str], port: int = 0) -> list[str]:
        return [part.format(folder=self._folder, port=port) for part in parts]

    def _edit(self) -> str:
        self._revision += 1
        marker = f"revision-{self._revision}"
        self._source.write_text(f"{self._text}\n补充一句：这是第 {marker} 次修改。\n", "utf-8")
        return marker

    def _build(self) -> Sample:
        status, printed, cost = attempt(
            self._command(self.peer.build), self._folder, self._environment, subprocess.STDOUT
        )
        if status:
            raise PeerError(f"its build failed: {reason(printed)}")
        return Sample(cost.wall, cost.cpu, cost.memory)


@contextmanager
def _serving(
    command: list[str], folder: Path, environment: dict[str, str], log: Path
) -> Iterator[subprocess.Popen[bytes]]:
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, cwd=folder, env={**os.environ, **environment}, start_new_session=True,
            stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT,
        )  # fmt: skip
    try:
        yield process
    finally:
        stop(process)


def _wait(server: subprocess.Popen[bytes], url: str, marker: str, log: Path) -> float:
    """The time at which the page at `url` has `marker`."""
    limit = time.perf_counter() + SERVER_LIMIT
    while time.perf_counter() < limit:
        try:
            with urllib.request.urlopen(url, timeout=SERVER_LIMIT) as answer:
                if marker.encode() in answer.read():
                    return time.perf_counter()
        except (urllib.error.URLError, OSError):
            if server.poll() is not None:
                said = log.read_text("utf-8", "replace")
                raise PeerError(f"its server ended: {reason(said)}") from None
        time.sleep(PAUSE)
    raise PeerError(f"its server did not show {marker} in {SERVER_LIMIT:.0f} s")


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
    return port
