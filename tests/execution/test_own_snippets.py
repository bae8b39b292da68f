"""The snippets of this repository's own articles, run again: they give what is committed."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest

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
    again = tmp_path / "docs" / "_frozen"
    shutil.rmtree(again)
    program = [sys.executable, "-m", "mkdocs_articles.commands", "freeze"]
    done = subprocess.run(program, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert _records(again) == _records(FROZEN)
    for name in _records(FROZEN):
        committed, now = _record(FROZEN / name), _record(again / name)
        assert _seen(now["cells"], again) == _seen(committed["cells"], FROZEN), name
        for package in ("numpy", "matplotlib"):
            if package in committed["versions"]:
                assert committed["versions"][package] == version(package)


def _records(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.json"))


def _seen(cells: Any, folder: Path) -> str:
    """What a reader sees: with figures in the place of their names, which are digests, and in these
    no more digits than are the same on all processors.
    """
    drawings = {path.name: path for path in folder.rglob("*.svg")}

    def drawing(name: re.Match[str]) -> str:
        text = _MARK.sub("", drawings[name[0]].read_text(encoding="utf-8"))
        return _NUMBER.sub(lambda number: f"{float(number[0]):.2f}", text)

    return _FIGURE.sub(drawing, json.dumps(cells, ensure_ascii=False, sort_keys=True))


_FIGURE = re.compile(r"[0-9a-f]{16}\.svg")
_MARK = re.compile(r"#?\b[mp][0-9a-f]{10}\b")  # matplotlib's names for what is used again
_NUMBER = re.compile(r"-?\d+\.\d+")


def _record(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))
