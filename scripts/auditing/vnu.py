"""The Nu HTML checker of the W3C, over a folder of pages; it needs Java."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import npm_packages

JAVA = shutil.which("java")


def errors(folder: Path) -> list[str]:
    """One string for each error in a page below `folder`."""
    if JAVA is None:
        raise RuntimeError(
            "the HTML checker needs Java; install it, such as `default-jre-headless`"
        )
    checker = npm_packages.folder("vnu-jar") / "build" / "dist" / "vnu.jar"
    done = subprocess.run(
        [JAVA, "-jar", str(checker), "--errors-only", "--skip-non-html", "--format", "gnu",
         str(folder)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    found = done.stderr.splitlines()
    if done.returncode and not found:
        raise RuntimeError(f"the HTML checker ended with {done.returncode}: {done.stdout}")
    return found
