"""A content security policy (CSP Level 3, https://www.w3.org/TR/CSP3/) for a site as it is built.

Themes write scripts into their pages. A policy allows them one by one, by their digests, and no
other: what is put into a page afterwards does not run.
"""

from __future__ import annotations

import base64
import hashlib
import re
from pathlib import Path

_SCRIPT = re.compile(
    r"<script\b(?P<attributes>[^>]*)>(?P<text>.*?)</script", re.DOTALL | re.IGNORECASE
)
# Data is no script to a policy.
_DATA = re.compile(r"\btype=[\"']?application/(?:ld\+)?json", re.IGNORECASE)
_SOURCE = re.compile(r"(?:^|\s)src\s*=", re.IGNORECASE)


def inline_scripts(html: str) -> set[str]:
    """The texts of the scripts that stand in a page."""
    return {
        match["text"]
        for match in _SCRIPT.finditer(html)
        if not _SOURCE.search(match["attributes"]) and not _DATA.search(match["attributes"])
    }


def digest(script: str) -> str:
    """A script as a policy names it."""
    hashed = hashlib.sha256(script.encode()).digest()
    return f"'sha256-{base64.b64encode(hashed).decode()}'"


_ASKED = re.compile(
    r"<(?:script|img|iframe|source|video|audio)\b[^>]*?\ssrc=[\"']?(?:https?:)?//([^/\"'\s>]+)"
    r"|<link\b(?=[^>]*\brel=[\"']?(?:stylesheet|preconnect|preload))[^>]*?\shref=[\"']?(?:https?:)?//"
    r"([^/\"'\s>]+)",
    re.IGNORECASE,
)


def other_hosts(site: Path) -> set[str]:
    """The hosts that pages ask something of, which the policy forbids."""
    found: set[str] = set()
    for path in site.rglob("*.html"):
        for match in _ASKED.finditer(path.read_bytes().decode("utf-8", "replace")):
            found.add(match[1] or match[2])
    return found


def policy(site: Path) -> str:
    """The policy of the site in the folder `site`: the value of the header."""
    scripts: set[str] = set()
    is_live = any(site.glob("assets/articles/live*")) or any(site.rglob("pyodide*"))
    for path in sorted(site.rglob("*.html")):
        scripts |= inline_scripts(path.read_bytes().decode("utf-8", "replace"))
    allowed = [
        "'self'",
        *(["'wasm-unsafe-eval'"] if is_live else []),
        *sorted(map(digest, scripts)),
    ]
    directives = {
        "default-src": ["'self'"],
        "script-src": allowed,
        "style-src": ["'self'", "'unsafe-inline'"],  # formulas are laid out by style attributes
        "img-src": ["'self'", "data:"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
    }
    return "; ".join(f"{name} {' '.join(sources)}" for name, sources in directives.items())
