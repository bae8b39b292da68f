"""Keys are the same in every process: Python orders sets anew in each of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from cache.corpus import CLOCK
from sites import LIGHT_AND_DARK, Site

CONFIG = f"""\
{LIGHT_AND_DARK}plugins:
  - search: {{lang: [zh, en]}}
  - articles
  - articles-cache
"""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Site:
    posts: dict[str, str | bytes] = {
        f"docs/posts/{n}.md": f"---\ntitle: 第 {n} 篇\ndate: 2026-01-01\ntags: [a, b, c{n}]\n---\n"
        f"森林与树 $x^{n}$\n\n```python\nprint({n})\n```\n"
        for n in range(6)
    }
    made = Site.write(tmp_path_factory.mktemp("seeds") / "site-under-test", posts, CONFIG)
    assert made.build("--strict", **CLOCK).returncode == 0
    assert made.build("--strict", "-v", **CLOCK, PYTHONHASHSEED="0").returncode == 0
    return made


@pytest.mark.parametrize("seed", ["1", "2", "3", "4"])
def test_nothing_is_rendered_again(built: Site, seed: str) -> None:
    files = {path: path.stat().st_mtime_ns for path in Path(built.folder, "site").rglob("*.html")}
    done = built.build("--strict", "-v", **CLOCK, PYTHONHASHSEED=seed)
    assert "articles-cache: 0 pages rendered" in done.stderr
    assert {path: path.stat().st_mtime_ns for path in files} == files
