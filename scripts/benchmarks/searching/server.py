"""Serves a built site as hosts do, compressed, and counts what goes over the wire."""

from __future__ import annotations

import functools
import gzip
import http.server
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import unquote, urlsplit

_TYPES = {
    ".html": "text/html; charset=utf-8", ".js": "text/javascript", ".css": "text/css",
    ".json": "application/json", ".svg": "image/svg+xml", ".wasm": "application/wasm",
}  # fmt: skip
_COMPRESSED = {".html", ".js", ".css", ".json", ".svg"}
_LEVEL = 6  # that of most hosts


class Wire:
    """What was sent: the bytes of each answer's body with its path in the site."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.sent: list[tuple[str, int]] = []

    def answer(self, path: str) -> tuple[bytes, dict[str, str]] | None:
        """The body for a path in the site and its headers, or none."""
        name = path + "index.html" if not path or path.endswith("/") else path
        file = self._folder / name
        if not file.is_file():
            return None
        body, kind = _compressed(file), file.suffix.lower()
        headers = {"Content-Type": _TYPES.get(kind, "application/octet-stream")}
        if kind in _COMPRESSED:
            headers["Content-Encoding"] = "gzip"
        self.sent.append((name, len(body)))
        return body, headers


@functools.cache
def _compressed(file: Path) -> bytes:
    data = file.read_bytes()
    return gzip.compress(data, _LEVEL) if file.suffix.lower() in _COMPRESSED else data


class _Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def __init__(self, wire: Wire, *args: object) -> None:
        self._wire = wire
        super().__init__(*args)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        found = self._wire.answer(unquote(urlsplit(self.path).path).lstrip("/"))
        body, headers = found or (b"", {})
        self.send_response(200 if found else 404)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass


@contextmanager
def serving(folder: Path) -> Iterator[tuple[str, Wire]]:
    """The address at which the site in `folder` is, and what is sent of it."""
    wire = Wire(folder)
    handler = functools.partial(_Handler, wire)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}/", wire
        finally:
            server.shutdown()
            thread.join()
