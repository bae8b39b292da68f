"""What pages tell programs: cards, search engines, the map of the site, old addresses."""

import json
import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest

from mkdocs_articles.redirects import files_of
from sites import MARKDOWN, PLUGINS, Site
from test_articles import article, build

SITE = "site_url: https://example.org/blog/\nsite_description: About learning\n"
HOSTILE = '</script><script>alert("1")</script> & "q"'


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Site:
    files: dict[str, str | bytes] = {
        "docs/index.md": "# Home\n\nWelcome.\n\n<!-- articles: per_page=1 -->\n",
        "docs/about.md": "# About\n\nWho writes here, and why.\n",
        "docs/posts/a.md": article(
            json.dumps(HOSTILE), "2026-03-01 08:30:00+08:00", "正文的第一句话。第二句。",
            updated="2026-04-02", categories="[学习]", tags="[树, 森林]", authors="[李雷]",
            cover="c.png", cover_alt="一棵树", aliases="[/2020/old/, older, /gone.html]",
        ),
        "docs/posts/b.md": article("B", "2026-02-01", description=json.dumps('Said "so"')),
        "docs/posts/c.png": b"\x89PNG",
    }  # fmt: skip
    written = Site.write(tmp_path_factory.mktemp("metadata"), files, SITE + PLUGINS + MARKDOWN)
    return build(written)


def properties(html: str) -> dict[str, str]:
    found = re.findall(r'<meta (?:property|name)="([^"]*)" content="([^"]*)">', html)
    return {name: unescape(content) for name, content in found}


def posting(html: str) -> Any:
    (data,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html)
    return json.loads(data)


def test_an_article_as_a_card(made: Site) -> None:
    said = properties(made.page("posts/a"))
    assert said["og:type"] == "article"
    assert said["og:title"] == HOSTILE
    assert said["og:description"] == said["description"] == "正文的第一句话。第二句。"
    assert said["og:url"] == "https://example.org/blog/posts/a/"
    assert said["og:image"] == "https://example.org/blog/posts/c.png"
    assert said["og:image:alt"] == "一棵树"
    assert said["article:published_time"] == "2026-03-01T08:30:00+08:00"
    assert said["article:modified_time"].startswith("2026-04-02")
    assert said["twitter:card"] == "summary_large_image"


def test_an_article_for_search_engines(made: Site) -> None:
    data = posting(made.page("posts/a"))
    assert (data["@type"], data["headline"]) == ("BlogPosting", HOSTILE)
    assert data["author"] == [{"@type": "Person", "name": "李雷"}]
    assert data["keywords"] == ["树", "森林"]
    assert data["datePublished"] == "2026-03-01T08:30:00+08:00"
    assert data["image"] == "https://example.org/blog/posts/c.png"
    assert posting(made.page("posts/b"))["author"]["name"] == "Test"


def test_every_page_describes_itself(made: Site) -> None:
    pages = ["", "page/2", "about", "posts/a", "posts/b", "tags/树", "tags/森林", "archive/2026"]
    descriptions = [properties(made.page(page))["description"] for page in pages]
    assert len(set(descriptions)) == len(pages)
    assert descriptions[2] == "Who writes here, and why."
    assert descriptions[4] == 'Said "so"'


def test_nothing_breaks_out(made: Site) -> None:
    assert "<script>alert" not in made.page("posts/a")


def test_the_map_says_when_articles_changed(made: Site) -> None:
    text = (made.folder / "site/sitemap.xml").read_text(encoding="utf-8")
    entries = re.findall(r"<loc>(.*?)</loc>\s*(?:<lastmod>(.*?)</lastmod>)?", text)
    assert ("https://example.org/blog/posts/a/", "2026-04-02") in entries
    assert ("https://example.org/blog/posts/b/", "2026-02-01") in entries
    assert ("https://example.org/blog/about/", "") in entries
    robots = (made.folder / "site/robots.txt").read_text(encoding="utf-8")
    assert "Sitemap: https://example.org/blog/sitemap.xml" in robots


@pytest.mark.parametrize("old", ["2020/old/index.html", "posts/older/index.html", "gone.html"])
def test_old_addresses_lead_on(made: Site, old: str) -> None:
    html = (made.folder / "site" / old).read_text(encoding="utf-8")
    (target,) = re.findall(r'http-equiv="refresh" content="0; url=([^"]*)"', html)
    assert ((made.folder / "site" / old).parent / target).resolve() == (
        made.folder / "site/posts/a"
    ).resolve()
    assert 'rel="canonical" href="https://example.org/blog/posts/a/"' in html


def test_aliases_that_cannot_be(site: Callable[..., Site]) -> None:
    done = site(
        {
            "docs/posts/a.md": article("A", "2026-01-01", aliases="[/posts/b/, ../../../etc, x]"),
            "docs/posts/b.md": article("B", "2026-01-01", aliases="[x]"),
        },
        PLUGINS,
    ).build("--strict")
    assert done.returncode == 1
    problems = [
        line.split("WARNING -  ")[1] for line in done.stderr.splitlines() if "-  docs" in line
    ]
    assert problems == [
        "docs/posts/a.md:4: aliases: /posts/b/ is already the address of posts/b.md; leave it out",
        "docs/posts/a.md:4: aliases: not an address in this site: ../../../etc; "
        "write it from the site's root, as in /2020/old-name/",
        "docs/posts/b.md:4: aliases: x is already the address of docs/posts/a.md; leave it out",
    ]


def test_files_of_aliases() -> None:
    aliases = ["/a/", "/a.html", "b", "c/", "/%E4%B8%AD/", "http://x.org/", "/"]
    assert [file for _, file in files_of(aliases, "posts/%E6%96%87/")] == [
        "a/index.html", "a.html", "posts/b/index.html", "posts/c/index.html", "中/index.html", "",
        "index.html",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("language", "text"), [("zh", "没有这个页面"), ("en", "There is no such page")]
)
def test_a_page_for_wrong_addresses(site: Callable[..., Site], language: str, text: str) -> None:
    theme = f"theme: {{name: material, font: false, language: {language}}}\n"
    made = build(site({"docs/posts/a.md": article("A", "2026-01-01")}, theme + SITE + PLUGINS))
    html = (made.folder / "site/404.html").read_text(encoding="utf-8")
    assert text in html
    assert 'href="/blog/"' in html


def test_a_sites_own_page_for_them_stays(site: Callable[..., Site]) -> None:
    theme = "theme: {name: material, font: false, custom_dir: theme}\n"
    files = {"docs/posts/a.md": article("A", "2026-01-01"), "theme/404.html": "mine"}
    made = build(site(files, theme + PLUGINS))
    assert (made.folder / "site/404.html").read_text(encoding="utf-8") == "mine"
