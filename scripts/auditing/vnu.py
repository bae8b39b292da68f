"""The Nu HTML checker of the W3C, which knows schemas of XML, too; it needs Java."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import npm_packages

JAVA = shutil.which("java")
# A run is over before Java's second compiler has paid for itself; what the first one makes needs a
# larger stack.
OPTIONS = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xss8m")


def errors(folder: Path) -> list[str]:
    """One string for each error in a page below `folder`."""
    return _run("--skip-non-html", str(folder))


def errors_by(schema: Path, documents: Sequence[Path]) -> list[str]:
    """The same for XML, by a schema in RELAX NG."""
    return _run("--schema", schema.as_uri(), "--xml", *map(str, documents))


def _run(*arguments: str) -> list[str]:
    if JAVA is None:
        raise RuntimeError(
            "the HTML checker needs Java; install it, such as `default-jre-headless`"
        )
    checker = npm_packages.folder("vnu-jar") / "build" / "dist" / "vnu.jar"
    done = subprocess.run(
        [JAVA, *OPTIONS, "-jar", str(checker), "--errors-only", "--format", "gnu", *arguments],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    found = done.stderr.splitlines()
    if done.returncode and not found:
        raise RuntimeError(f"the HTML checker ended with {done.returncode}: {done.stdout}")
    return found
