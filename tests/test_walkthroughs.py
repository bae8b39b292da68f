"""The guide's first article, followed word by word; commands as texts that show what they do."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from walkthrough import Walk

HERE = Path(__file__).parent
GUIDE = HERE.parent / "docs" / "guide"
SCRIPTS = sorted((HERE / "walkthroughs").glob("*.md"))


def follow(page: Path, folder: Path) -> Walk:
    home = folder / "home"
    home.mkdir()
    walk = Walk(folder, home)
    walk.follow(page.read_text(encoding="utf-8"))
    assert not walk.failures, walk.failures[0]
    return walk


@pytest.mark.parametrize("page", ["first-post.md", "en/first-post.md"])
def test_from_nothing_to_a_published_page(page: str, tmp_path: Path) -> None:
    walk = follow(GUIDE / page, tmp_path)
    assert walk.folder == tmp_path / "notes"
    clone = ["git", "clone", "-q", "-b", "gh-pages", "notes.git", "published"]
    subprocess.run(clone, cwd=tmp_path, check=True)
    html = (tmp_path / "published/posts/coin/index.html").read_text(encoding="utf-8")
    assert "katex" in html
    assert ">5030<" in html
    home = (tmp_path / "published/index.html").read_text(encoding="utf-8")
    assert 'href="posts/coin/"' in home
    assert (tmp_path / "published/.nojekyll").exists()


@pytest.mark.parametrize("script", SCRIPTS, ids=[path.stem for path in SCRIPTS])
def test_commands(script: Path, tmp_path: Path) -> None:
    follow(script, tmp_path)
