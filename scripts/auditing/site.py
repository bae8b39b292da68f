"""This repository's own site, as it is published: with an address."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import environment

ADDRESS = "https://example.org/repo/"  # with the path below which it is served here


def build(target: Path) -> None:
    """Build it strictly into the folder `target`."""
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "mkdocs", "build", "--strict", "--quiet",
         "--site-dir", str(target)],
        cwd=environment.ROOT, capture_output=True, text=True, encoding="utf-8", check=False,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1", "PYTHONUTF8": "1", "SITE_URL": ADDRESS},
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(f"the site could not be built:\n{done.stderr}")
