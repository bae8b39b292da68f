"""Serve a built site under a sub-path, as on GitHub Pages, and open it in a real browser."""

from __future__ import annotations

import functools
import http.server
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, ClassVar

from playwright.sync_api import Browser, Page

FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update",
]  # fmt: skip


class _Quiet(http.server.SimpleHTTPRequestHandler):
    """Serves the site below /repo/, with additional headers."""

    headers_sent: ClassVar[Mapping[str, str]] = {}

    def end_headers(self) -> None:
        for name, value in self.headers_sent.items():
            self.send_header(name, value)
        super().end_headers()

    def translate_path(self, path: str) -> str:
        if not path.startswith("/repo/"):
            return str(Path(self.directory, "missing"))
        return super().translate_path(path.removeprefix("/repo"))

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
def opened(browser: Browser, address: str, **options: Any) -> Iterator[Page]:
    """A page that must not ask any other host, nor for what is not there, nor complain."""
    context = browser.new_context(locale="zh-CN", **options)
    page = context.new_page()
    wrong: list[str] = []
    page.on("request", lambda r: wrong.append(r.url) if not r.url.startswith(address) else None)
    page.on("response", lambda r: wrong.append(f"{r.status} {r.url}") if r.status >= 400 else None)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda m: wrong.append(m.text) if m.type in ("error", "warning") else None)
    yield page
    context.close()
    assert wrong == [], wrong
