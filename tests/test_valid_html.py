"""Every page of this repository's own site is valid HTML: the Nu checker of the W3C finds no error."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

import npm_packages

JAVA = shutil.which("java")


@pytest.mark.skipif(JAVA is None, reason="the checker needs Java")
def test_no_errors(own_site: Path) -> None:
    checker = npm_packages.folder("vnu-jar") / "build" / "dist" / "vnu.jar"
    done = subprocess.run(
        [str(JAVA), "-jar", str(checker), "--errors-only", "--skip-non-html", "--format", "gnu",
         str(own_site)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.stderr.splitlines(), done.returncode) == ([], 0)
