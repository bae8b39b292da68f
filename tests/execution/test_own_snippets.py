"""The snippets of this repository's own articles, run again: they give what is committed."""

from __future__ import annotations

import json
import os
import shutil
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest

from sites import build

ROOT = Path(__file__).parent.parent.parent
FROZEN = ROOT / "docs" / "_frozen"


@pytest.mark.skipif(
    os.environ.get("GITHUB_EVENT_NAME") == "pull_request",
    reason="what strangers send is not run as an article",
)
def test_own_snippets_give_the_committed_outputs(tmp_path: Path) -> None:
    """By the same versions of the packages; which Python runs them does not matter."""
    shutil.copytree(ROOT / "docs", tmp_path / "docs")
    shutil.copy(ROOT / "mkdocs.yml", tmp_path)
    done = build(tmp_path, "--strict", ARTICLES_EXECUTE="force")
    assert done.returncode == 0, done.stderr
    again = tmp_path / "docs" / "_frozen"
    assert _files(again) == _files(FROZEN)
    for name in _files(FROZEN):
        if name.endswith(".json"):
            committed, now = _record(FROZEN / name), _record(again / name)
            assert now["cells"] == committed["cells"], name
            for package in ("numpy", "matplotlib"):
                if package in committed["versions"]:
                    assert committed["versions"][package] == version(package)
        else:
            assert (again / name).read_bytes() == (FROZEN / name).read_bytes(), name


def _files(folder: Path) -> list[str]:
    return sorted(
        path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()
    )


def _record(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))
