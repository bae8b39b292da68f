"""A site that was deployed, as readers, feed readers and search engines find it under /repo/."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from browsing import opened, served
from crawling import Crawl
from mkdocs_articles.commands import main
from sites import BASE, MARKDOWN, Site

PUBLIC = "https://example.org/repo/"
CONFIG = f"""\
{BASE}site_url: {PUBLIC}
validation: {{anchors: warn, absolute_links: warn, unrecognized_links: warn}}
plugins:
  - articles: {{per_page: 4}}
  - articles-search
{MARKDOWN}"""
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63f8cfc0"
    "000003010100c9fe92ef0000000049454e44ae426082"
)


def post(number: int) -> str:
    return f"""\
---
title: 第 {number} 篇
date: 2026-01-{number:02}
category: 机器 学习
tags: [随机森林, C++]
authors: [某人]
cover: 图片.png
cover_alt: 一个点
aliases: [/old/{number}/]
---
公式 $x_{number} > T$，见[另一篇]({number % 9 + 1}.md#第二节)与[首页](../index.md)。

## 第二节 {{ #第二节 }}

![一个点](图片.png)[^1] 与 \\eqref{{eq:{number}}}

\\begin{{equation}}\\label{{eq:{number}}} a = b \\end{{equation}}

[^1]: 脚注。
"""


@dataclass(frozen=True)
class Published:
    address: str
    clone: Path


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Published]:
    """Deployed to a bare repository, whose branch is cloned and served."""
    folder = tmp_path_factory.mktemp("published")
    files: dict[str, str | bytes] = {f"docs/posts/{n}.md": post(n) for n in range(1, 10)}
    files |= {"mkdocs.yml": CONFIG, "docs/posts/图片.png": PNG, ".gitignore": "/.cache/\n/site/\n",
              "docs/index.md": "# 首页\n\n<!-- articles -->\n"}  # fmt: skip
    site, remote, clone = folder / "site", folder / "remote.git", folder / "clone"
    Site.write(site, files, "")

    def git(where: Path, *arguments: str) -> None:
        identity = ["-c", "user.name=a", "-c", "user.email=a@example.com"]
        command = ["git", "-C", str(where), *identity, *arguments]
        subprocess.run(command, check=True, capture_output=True)

    git(folder, "init", "-q", "--bare", str(remote))
    git(site, "init", "-q", "-b", "main")
    git(site, "config", "user.name", "a")
    git(site, "config", "user.email", "a@example.com")
    git(site, "add", ".")
    git(site, "commit", "-qm", "site")
    git(site, "remote", "add", "origin", str(remote))
    with pytest.raises(SystemExit) as ended:
        main(["deploy", "-f", str(site / "mkdocs.yml")])
    assert not ended.value.code
    git(folder, "clone", "-q", "-b", "gh-pages", str(remote), str(clone))
    with served(clone) as address:
        yield Published(address, clone)


def test_nothing_is_broken(published: Published) -> None:
    crawl = Crawl.of(published.address, PUBLIC, "404.html", "robots.txt", "sitemap.xml")
    assert crawl.broken == []

    pages = {
        path.relative_to(published.clone).as_posix() for path in published.clone.rglob("*.html")
    }
    visited = {
        f"{path}index.html" if path.endswith("/") or not path else path
        for address, kind in crawl.seen.items()
        if kind == "text/html"
        for path in [_path(published, address)]
    }
    aliases = {f"old/{number}/index.html" for number in range(1, 10)}
    assert visited == pages - aliases  # that nobody links to any more
    assert Crawl.of(published.address, PUBLIC, *sorted(aliases)).broken == []
    names = {_path(published, address) for address in crawl.seen}
    assert {"feed.xml", "rss.xml", "feed.json", "page/3/", "posts/图片.png"} <= names
    assert len([name for name in names if name.endswith("feed.xml")]) == 4


def test_a_crawl_finds_what_is_broken(published: Published) -> None:
    """Else nothing broken would say nothing."""
    page = published.clone / "broken.html"
    feed = published.clone / "broken" / "feed.xml"
    feed.parent.mkdir()
    page.write_text('<a href="posts/1/#no">a</a><img src="/no.png"><a href="posts/1/#第二节">b</a>')
    feed.write_text(f"<feed><entry><link href='{PUBLIC}no/'/><content>&lt;img src='{PUBLIC}n.png'&gt;"
                    "</content></entry></feed>")  # fmt: skip
    try:
        broken = Crawl.of(published.address, PUBLIC, "broken.html", "broken/feed.xml").broken
    finally:
        page.unlink()
        feed.unlink()
    assert len(broken) == 4, broken


def test_in_a_browser(published: Published, browser: Browser) -> None:
    """Pages ask for nothing that is not there, and a link of one leads to the other."""
    with opened(browser, published.address) as page:
        for path in ("", "posts/1/", "page/2/", "tags/", "404.html"):
            page.goto(published.address + path, wait_until="networkidle")
        page.goto(published.address)
        page.get_by_role("link", name="第 9 篇").first.click()
        page.wait_for_url("**/repo/posts/9/")
        page.goto(f"{published.address}old/3/")
        page.wait_for_url("**/repo/posts/3/")


def _path(published: Published, address: str) -> str:
    from urllib.parse import unquote

    return unquote(address.removeprefix(published.address))
