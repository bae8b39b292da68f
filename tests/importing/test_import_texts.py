"""Golden cases: a post of another tool, the article that it becomes, and what is reported of it."""

from __future__ import annotations

from pathlib import Path

import pytest

import golden
from imports import CASES, HERE, with_case

ALL = [(tool, case) for tool in CASES for case in golden.load(HERE / tool)]


@pytest.mark.parametrize(("tool", "case"), ALL, ids=lambda value: getattr(value, "name", value))
def test_posts_become_articles(tool: str, case: golden.Golden, tmp_path: Path) -> None:
    source = case.sections["source.md"] + "\n"
    article, report = with_case(tool, tmp_path / "old", source, case.options.get("path", ""))
    assert article.text.strip("\n") == case.sections["article.md"]
    assert report == case.sections.get("report.txt", "")
    if "files.txt" in case.sections:
        copies = "\n".join(f"{copy.source} -> {copy.path}" for copy in article.copies)
        assert copies == case.sections["files.txt"]
