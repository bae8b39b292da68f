"""A site of short posts with all that a cache could get wrong: links, labels, snippets, warnings."""

from __future__ import annotations

import subprocess
from pathlib import Path

from sites import Site, build

# Themes write the time of the build into pages.
CLOCK = {"SOURCE_DATE_EPOCH": "1735689600"}
CONFIG = """\
site_name: Cache
site_url: https://example.org/cache/
theme:
  name: material
  font: false
  language: zh
  custom_dir: overrides
plugins:
  - articles:
      per_page: 20
  - articles-search
  - articles-cache
markdown_extensions:
  - admonition
  - attr_list
  - tables
  - footnotes
  - toc:
      permalink: true
      slugify: !!python/object/apply:pymdownx.slugs.slugify {kwds: {case: lower}}
  - pymdownx.highlight
  - pymdownx.superfences
  - pymdownx.snippets:
      base_path: [parts]
  - mkdocs_articles.math:
      macros: {"\\\\R": "\\\\mathbb{R}"}
  - mkdocs_articles.execution
nav:
  - index.md
  - about.md
validation:
  omitted_files: ignore
"""
POST = """\
---
title: 第 {n} 篇
date: 2025-{month:02}-{day:02}
categories: [c{group}]
tags: [t{group}, shared]
---

一段文字，$x_{{{n}}} \\in \\R$，[下一篇](p{next:02}.md)与 `code`。Some words in English.

$$ y = {n} x \\label{{line}} $$

## 小节 {n}

见 \\eqref{{line}}，\\eqref{{p{next:02}.md#line}}；[锚](p{next:02}.md#小节-{next})。

```python
print({n})
```

| a | b |
|---|---|
| {n} | $z$ |

!!! note
    内容 {n}
"""


def write(folder: Path, posts: int = 60) -> Site:
    """Sixty posts; in some something is wrong, of which every build is to speak."""
    files: dict[str, str | bytes] = {
        "mkdocs.yml": CONFIG,
        "docs/index.md": "# 首页\n\n<!-- articles -->\n",
        "docs/about.md": '# 关于\n\n--8<-- "shared.md"\n\n[一篇](posts/p01.md)\n',
        "docs/posts/with-snippet.md": "# 片段\n\n--8<-- \"shared.md\"\n\n$w$\n",
        "docs/posts/wrong.md": "# 错\n\n$\\nope$ 与 [无](nowhere.md) 与 \\eqref{missing}\n",
        "docs/notes/plain.md": "# 笔记\n\n[旧](../posts/p02.md)，[后来](later.md)\n",
        "parts/shared.md": "共有的一段，$s^2$。\n",
        "overrides/main.html": '{% extends "base.html" %}\n',
    }  # fmt: skip
    for n in range(posts):
        files[f"docs/posts/p{n:02}.md"] = POST.format(
            n=n, next=(n + 1) % posts, month=n // 28 + 1, day=n % 28 + 1, group=n % 3
        )
    return Site.write(folder, files, "")


def contents(folder: Path) -> dict[str, bytes]:
    """All files of a site."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def inodes(folder: Path) -> dict[str, int]:
    """The identities of all files of a site."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {path.relative_to(folder).as_posix(): path.stat().st_ino for path in files}


def said(done: subprocess.CompletedProcess[str]) -> list[str]:
    """What a build warned of."""
    return [line for line in done.stderr.splitlines() if line.startswith(("WARNING", "ERROR"))]


def plain(site: Site, target: Path, *arguments: str) -> tuple[dict[str, bytes], list[str]]:
    """What a build without any cache makes of the site, and what it says."""
    done = build(site.folder, "--site-dir", str(target), *arguments, ARTICLES_NO_CACHE="1", **CLOCK)
    assert done.returncode == 0, done.stderr
    return contents(target), said(done)


def leftovers(site: Site) -> list[str]:
    """What does not belong in the folder of the site."""
    known = {"docs", "mkdocs.yml", "overrides", "parts", "site", ".cache"}
    return sorted({path.name for path in site.folder.iterdir()} - known)
