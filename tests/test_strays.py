"""What lies in the docs folder and is no file of the site."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from mkdocs_articles.safety.strays import find, is_within
from sites import Site

pytestmark = pytest.mark.skipif(os.name != "posix", reason="links want a privilege elsewhere")


def test_the_folder_of_git_is_nobodys(site: Callable[..., Site]) -> None:
    """A checkout in a workflow keeps its token there, below the site's own folder."""
    made = site(
        {
            ".git/config": "TOKEN OF THE WORKFLOW",
            "docs/posts/a.md": '# A\n\n--8<-- ".git/config"\n--8<-- "docs/linked.txt"\n\nAfter.\n',
        },
        "markdown_extensions: [pymdownx.snippets]\n",
    )
    (made.folder / "docs/linked.txt").symlink_to("../.git/config")
    warnings = made.warnings()
    assert warnings == [
        "docs/linked.txt: a link that leads out of the site's folder; "
        "copy what it leads to into the docs folder",
        "docs/posts/a.md:3: snippet: .git/config: it is no file of the site; "
        "copy what is needed into the docs folder",
        "docs/posts/a.md:4: snippet: docs/linked.txt: it is no file of the site; "
        "copy what is needed into the docs folder",
    ]
    for path in (made.folder / "site").rglob("*"):
        assert path.is_dir() or b"TOKEN" not in path.read_bytes()


def test_links_within_the_site_are_files_of_it(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "README.md").write_text("# Read me")
    (tmp_path / "docs/index.md").symlink_to("../README.md")
    assert find(str(tmp_path / "docs"), tmp_path) == []
    assert is_within(tmp_path / "docs/index.md", tmp_path)
    assert not is_within(tmp_path / "docs-evil", tmp_path / "docs")
