"""Serve a built site under a sub-path, as on GitHub Pages, and open it in a real browser."""

from __future__ import annotations

import functools
import gzip
import http.server
import io
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, BinaryIO, ClassVar

from playwright.sync_api import Browser, Page

FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update",
]  # fmt: skip


COMPRESSED = (".woff2", ".png", ".webp", ".jpg", ".gz")


class _Quiet(http.server.SimpleHTTPRequestHandler):
    """Serves the site below /repo/ as a host does: compressed; with additional headers."""

    protocol_version = "HTTP/1.1"  # connections last
    headers_sent: ClassVar[Mapping[str, str]] = {}

    def send_head(self) -> BinaryIO | None:
        path = Path(self.translate_path(self.path))
        file = path / "index.html" if self.path.partition("?")[0].endswith("/") else path
        wants = "gzip" in self.headers.get("Accept-Encoding", "")
        if not wants or not file.is_file() or file.suffix in COMPRESSED:
            return super().send_head()
        content = gzip.compress(file.read_bytes(), 6)
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(file))
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        return io.BytesIO(content)

    def end_headers(self) -> None:
        for name, value in self.headers_sent.items():
            self.send_header(name, value)
        super().end_headers()

    def translate_path(self, path: str) -> str:
        if not path.startswith("/repo/"):
            return str(Path(self.directory, "missing"))
        return super().translate_path(path.removeprefix("/repo"))

    def copyfile(self, source: Any, outputfile: Any) -> None:
        with suppress(ConnectionError):  # of a page that was left
            super().copyfile(source, outputfile)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass


@contextmanager
def served(folder: Path, headers: Mapping[str, str] | None = None) -> Iterator[str]:
    """The address at which the site in `folder` is."""
    kind = type("_Served", (_Quiet,), {"headers_sent": headers or {}})
    handler = functools.partial(kind, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}/repo/"
        finally:
            server.shutdown()
            thread.join()


@contextmanager
def watched(browser: Browser, address: str, **options: Any) -> Iterator[tuple[Page, list[str]]]:
    """A page, and what it does that it must not: ask other hosts or for what is not there; complain."""
    context = browser.new_context(locale="zh-CN", **options)
    page = context.new_page()
    wrong: list[str] = []
    page.on("request", lambda r: wrong.append(r.url) if not r.url.startswith(address) else None)
    page.on("response", lambda r: wrong.append(f"{r.status} {r.url}") if r.status >= 400 else None)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda m: wrong.append(m.text) if m.type in ("error", "warning") else None)
    yield page, wrong
    context.close()


@contextmanager
def opened(browser: Browser, address: str, **options: Any) -> Iterator[Page]:
    """A page that does nothing of that."""
    with watched(browser, address, **options) as (page, wrong):
        yield page
    assert wrong == [], wrong
