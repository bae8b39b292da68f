"""Snippets that a reader can run in the browser: their mark, and what a page and a site need.

On its own the Markdown extension marks them, which changes nothing; the plugin brings the script.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from html import escape
from pathlib import Path

BROWSER = Path(__file__).with_name("browser")  # live.js and what it loads
FILES = (
    "live.js",
    "worker.js",
    "snippet.py",
    "NOTICE.txt",
    "pyodide/VERSION",
    "pyodide/pyodide.mjs",
    "pyodide/pyodide.asm.mjs",
    "pyodide/pyodide.asm.wasm",
    "pyodide/python_stdlib.zip",
)
_MARK = '<div class="cell cell--live"'
_PREFIX = "live_"  # of labels that only live.js shows


def opening(*, raises: bool = False) -> str:
    """The tag that begins a live cell; `raises` if an exception is what it is to show."""
    return f"{_MARK} data-raises>" if raises else f"{_MARK}>"


def is_in(html: str) -> bool:
    """Whether a page has a live cell."""
    return _MARK in html


def script(url: str, labels: Mapping[str, str]) -> str:
    """The element that makes the live cells of a page come alive; `url` is that of live.js."""
    texts = {key.removeprefix(_PREFIX): labels[key] for key in labels if key.startswith(_PREFIX)}
    texts["output"] = labels["output"]
    written = escape(json.dumps(texts, ensure_ascii=False))
    return f'<script type="module" src="{escape(url)}" data-live-texts="{written}"></script>'
