"""A Chromium for the tests: the machine's own, else Playwright's download, else Debian's package."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "msedge",
)


def find(programs: Path) -> str:
    """The path of a Chromium, or the end with what to do. `programs`: the environment's folder."""
    chosen = os.environ.get("ARTICLES_BROWSER") or _on_path() or _playwright(programs) or _debian()
    if not chosen:
        sys.exit(
            "mkdocs-articles: no browser for the tests; install Chromium, or set ARTICLES_BROWSER"
        )
    return chosen


def _on_path() -> str | None:
    return next((found for name in NAMES if (found := shutil.which(name))), None)


def _playwright(programs: Path) -> str | None:
    """Playwright's own Chromium, downloaded once into its cache."""
    python = str(programs / ("python.exe" if os.name == "nt" else "python"))
    ask = (
        "from playwright.sync_api import sync_playwright as s\n"
        "with s() as p: print(p.chromium.executable_path)"
    )
    for attempt in range(2):
        done = subprocess.run([python, "-c", ask], capture_output=True, text=True, check=False)
        path = done.stdout.strip()
        if path and Path(path).exists():
            return path
        if not attempt:
            print("mkdocs-articles: fetching a browser for the tests …", file=sys.stderr)
            install = [python, "-m", "playwright", "install", "chromium"]
            if subprocess.run(install, stdout=sys.stderr, check=False).returncode:
                return None
    return None


def _debian() -> str | None:
    if not shutil.which("apt-get") or not hasattr(os, "geteuid") or os.geteuid():
        return None
    print("mkdocs-articles: installing Debian's chromium …", file=sys.stderr)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    install = ["apt-get", "install", "-y", "-q", "chromium"]
    for command in (["apt-get", "update", "-q"], install):
        subprocess.run(command, stdout=sys.stderr, env=environment, check=False)
    return _on_path()
