"""`articles index`: the search for sites that others have built."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from html import escape
from pathlib import Path

import pytest

from mkdocs_articles import commands
from mkdocs_articles.search import markup
from mkdocs_articles.search.built_site import NothingError, index_site
from mkdocs_articles.search.strings import strings_for
from search import reader
from searching import EVIL, MATERIAL, files
from sites import Site

NOTE = """\
---
title: 注 & <b>记</b>
date: 2026-03-01 10:00
---
文字[^1] $x_1w_1$，{++插入++}。

$$\\sigma(x) = N_{RF}$$

[^1]: 脚注。
"""
CONFIG = "site_url: https://example.org/blog/\nnav: [index.md, {说明: [about.md]}]\n"
# As Zensical 0.0.73 writes a page, without what no search looks at.
ZENSICAL = """\
<!doctype html>
<html lang="zh" class="no-js">
<head><meta charset="utf-8"><title>随机森林 - Test</title></head>
<body dir="ltr">
<header class="md-header md-header--shadow" data-md-component="header">
  <nav class="md-header__inner md-grid" aria-label="页眉">
    <div class="md-header__title">Test</div>
    <div class="md-header__source"></div>
  </nav>
</header>
<main class="md-main" data-md-component="main"><div class="md-main__inner md-grid">
<div class="md-sidebar md-sidebar--primary"><nav class="md-nav md-nav--primary" data-md-level="0">
<ul class="md-nav__list">
<li class="md-nav__item"><a class="md-nav__link"><span class="md-ellipsis">首页</span></a></li>
<li class="md-nav__item md-nav__item--active md-nav__item--nested">
  <label class="md-nav__link" for="__nav_3"><span class="md-ellipsis">
  文章
  </span></label>
  <ul><li class="md-nav__item md-nav__item--active">
    <label class="md-nav__link"><span class="md-ellipsis">随机森林</span></label></li></ul>
</li></ul></nav></div>
<div class="md-content" data-md-component="content">
<article class="md-content__inner md-typeset">
<a id="__skip" tabindex="-1"></a>
<h1>随机森林</h1>
<p>自助采样 <tex-math><span class="katex"><span class="katex-mathml"><math><semantics><mi>σ</mi>
<annotation encoding="application/x-tex">\\sigma(x) &lt; 1</annotation></semantics></math></span>
<span class="katex-html" aria-hidden="true"><span class="mord">σ</span></span></span></tex-math>。</p>
<h2 id="oob">袋外误差<a class="headerlink" href="#oob" title="Permanent link">&para;</a></h2>
<p>三分之一</p>
<nav class="md-tags"><span class="md-tag">决策树</span> <span class="md-tag">Bagging</span></nav>
</article></div></div></main>
<footer class="md-footer">Made with Zensical</footer>
</body>
</html>
"""
PLAIN = """\
<!doctype html><html lang=en><head><title>Plain &amp; simple</title></head>
<body><header>masthead</header><nav>menu</nav>
<p>By hand: <span class="katex-display"><span class="katex"><span class="katex-mathml">
<math display="block"><semantics><mi>y</mi>
<annotation encoding="application/x-tex">y = x_1 w_1</annotation></semantics></math></span>
<span class="katex-html">GLYPHS</span></span></span> and
<math><semantics><mi>z</mi>
<annotation encoding="application/x-tex">z_2</annotation></semantics></math>.</p>
<h2 id=more>More</h2>text<aside>beside</aside><footer>imprint</footer></body></html>
"""


def page(content: str, head: str = "") -> str:
    body = f"<body><main>{content}</main></body>"
    return f'<!doctype html>\n<html lang="en"><head>{head}</head>{body}</html>'


def written(folder: Path, pages: dict[str, str]) -> Path:
    for name, html in pages.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(html.encode())
    return folder


def index_of(folder: Path) -> reader.Index:
    return reader.Index(lambda name: (folder / name).read_bytes())


def pages_of(folder: Path) -> list[dict[str, object]]:
    found = index_of(folder)
    return [found.page(number) for number in range(found.root["pages"])]


def urls(folder: Path) -> list[object]:
    return [one["url"] for one in pages_of(folder)]


def content_of(folder: Path) -> dict[str, tuple[bytes, int]]:
    return {
        path.relative_to(folder).as_posix(): (path.read_bytes(), path.stat().st_mtime_ns)
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_it_makes_the_index_that_the_plugin_makes(tmp_path: Path) -> None:
    """Of all pages, listings and terms too, and byte for byte."""
    sources = files() | {
        "docs/index.md": "# 首页\n\n欢迎\n\n<!-- articles -->\n",
        "docs/posts/note.md": NOTE,
        "docs/posts/old.md": "---\naliases: [/alt/]\n---\n# 旧文 `x` & 其他\n\n没有日期 $x_1$\n",
    }
    built = {}
    for name, plugins in (("plugin", "[articles, articles-search]"), ("command", "[articles]")):
        site = Site.write(tmp_path / name, sources, f"{MATERIAL}plugins: {plugins}\n{CONFIG}")
        done = site.build()
        assert done.returncode == 0, done.stderr
        built[name] = site.folder / "site"
    assert index_site(built["command"]).pages == 32
    both = [pages_of(folder) for folder in built.values()]
    assert both[0] == both[1]
    indexes = [
        {p.relative_to(folder): p.read_bytes() for p in (folder / "search").rglob("*.bin")}
        for folder in built.values()
    ]
    assert indexes[0] == indexes[1]
    ours = [
        {p.name: p.read_bytes() for p in (folder / markup.FOLDER).iterdir()}
        for folder in built.values()
    ]
    assert ours[0] == ours[1]
    for name in ("index.html", "posts/note/index.html", "tags/index.html", "404.html"):
        plugin, command = ((folder / name).read_text("utf-8") for folder in built.values())
        opens = plugin[plugin.index("<script data-articles-search") :].split("</script>")[0]
        assert opens in command  # with the same address of its files
        assert command.count("<button type=") == plugin.count("<button type=") == 1
    alias = (built["command"] / "alt/index.html").read_text("utf-8")
    assert "articles-search" not in alias
    # and over what the plugin has put there, nothing comes twice
    before = content_of(built["plugin"])
    index_site(built["plugin"])
    after = content_of(built["plugin"])
    assert before.keys() == after.keys()
    for name, (data, _) in after.items():
        same = markup.without(data.decode()) if name.endswith(".html") else data
        was = before[name][0]
        assert same == (markup.without(was.decode()) if name.endswith(".html") else was)
        assert len(data) == len(was)


def test_a_second_run_changes_nothing(tmp_path: Path) -> None:
    pages = {
        "index.html": page("<h1>Home</h1>welcome\r\n"),
        "a.html": PLAIN,
        "b/index.html": ZENSICAL,
        "c/index.html": "<!doctype html><title>No end</title><p>tags left out",
    }
    site = written(tmp_path, pages)
    index_site(site)
    first = content_of(site)
    index_site(site)
    assert content_of(site) == first
    for name, html in pages.items():
        assert markup.without(first[name][0].decode()) == html
        assert first[name][0].count(b"<script data-articles-search=") == 1


def test_a_page_of_zensical(tmp_path: Path) -> None:
    site = written(tmp_path, {"posts/forest/index.html": ZENSICAL})
    index_site(site)
    (found,) = pages_of(site)
    assert found == {
        "url": "posts/forest/", "title": "随机森林", "path": ["文章"], "date": "",
        "categories": [], "tags": ["决策树", "Bagging"],
        "sections": [
            [0, "", "随机森林", "自助采样 $\\sigma(x)<1$。"], [18, "oob", "袋外误差", "三分之一"],
        ],
    }  # fmt: skip
    html = (site / "posts/forest/index.html").read_text("utf-8")
    button = html.index('class="articles-search-button articles-search-button--material"')
    assert html.index('<header class="md-header') < button < html.index("md-header__source")
    assert 'data-articles-search="../../assets/articles/search/"' in html
    assert index_of(site).root["lang"] == "zh"
    assert list(index_of(site).postings("随机")) == [0]


def test_a_page_written_by_hand(tmp_path: Path) -> None:
    site = written(tmp_path, {"关于 us.html": PLAIN})
    index_site(site)
    (found,) = pages_of(site)
    assert found["url"] == "%E5%85%B3%E4%BA%8E%20us.html"
    assert found["title"] == "Plain & simple"
    assert found["sections"] == [
        [0, "", "Plain & simple", "By hand:\n$y=x_1w_1$\nand $z_2$."],
        [18, "more", "More", "text"],
    ]
    html = (site / "关于 us.html").read_text("utf-8")
    assert html.count("articles-search-button--alone") == html.count("<button") + 1  # and its style


def test_articles_of_other_generators(tmp_path: Path) -> None:
    graph = {"@graph": [{"@type": "WebPage"}, {
        "@type": ["BlogPosting"], "datePublished": "2024-05-06T07:08:09+08:00",
        "articleSection": "Notes", "keywords": "one, two",
    }]}  # fmt: skip
    site = written(tmp_path, {
        "z.html": page("<h1>Undated</h1>"),
        "a.html": page("<h1>A</h1>", f'<script type="application/ld+json">{json.dumps(graph)}</script>'
                       '<script type="application/ld+json">{not json</script>'),
        "b.html": page("<h1>B</h1>", '<meta property="article:published_time" content="2023-01-02">'
                       '<meta property="article:tag" content="x &amp; y">'),
        "c.html": page('<article class="h-entry"><h1>C</h1><time class="dt-published" '
                       'datetime="2025-01-01">1 Jan</time><a class="p-category">t</a></article>'),
        "d.html": page("<h1>D</h1><time class=dt-published datetime=2025-01-01></time>"
                       "<time class=dt-published datetime=2025-01-02></time>"),
    })  # fmt: skip
    index_site(site)
    facts = [(one["url"], one["date"], one["categories"], one["tags"]) for one in pages_of(site)]
    assert facts == [
        ("d.html", "", [], []),  # a list of others
        ("z.html", "", [], []),
        ("b.html", "2023-01-02", [], ["x & y"]),
        ("a.html", "2024-05-06", ["Notes"], ["one", "two"]),
        ("c.html", "2025-01-01", [], ["t"]),
    ]
    assert list(index_of(site).postings("\x01t:two")) == [3]


def test_what_is_left_out(tmp_path: Path) -> None:
    moved = '<meta http-equiv="Refresh" content="0; URL=a.html">'
    site = written(tmp_path, {
        "a.html": page("<h1>A</h1>in <p data-search-exclude>out</p>"),
        "404.html": page("<h1>Not found</h1>"),
        "hidden.html": page("<h1>Hidden</h1>", '<meta name="robots" content="NoIndex, follow">'),
        "moved.html": page("<h1>Moved</h1>", moved),
        "excluded.html": page("<h1>Excluded</h1>").replace("<body>", "<body data-search-exclude>"),
        "list.html": page("<h1>List</h1><div class=h-feed data-search-exclude>entries</div>"),
        "proof.html": "google-site-verification: proof.html",
        "index.html.txt": page("<h1>Text</h1>"),
    })  # fmt: skip
    (site / "old.html").write_bytes(page("<h1>旧</h1>").encode("gbk"))
    before = content_of(site)
    done = index_site(site)
    assert urls(site) == ["a.html"]
    assert not index_of(site).postings("out")
    assert done.unread == ("old.html",)
    after = content_of(site)
    same = {name for name in before if before[name] == after[name]}
    assert same == {"moved.html", "proof.html", "index.html.txt", "old.html"}
    assert b'data-articles-search="/assets/articles/search/"' in after["404.html"][0]


def test_hostile_titles(tmp_path: Path) -> None:
    """They are texts, in the index as elsewhere, and what is put into pages has nothing of them."""
    site = written(tmp_path, {
        "heading.html": page(f"<h1>{escape(EVIL)}</h1>x"),
        "title.html": page("x", f"<title>{escape(EVIL)}</title>"),
        "name\"'<b>.html": page("x"),
        "open.html": page("<h1>a</h1><pre>&lt;/script>&lt;/body></pre>"),
    })  # fmt: skip
    before = content_of(site)
    index_site(site)
    found = {str(one["url"]): one["title"] for one in pages_of(site)}
    named = "name%22%27%3Cb%3E.html"
    assert found == {"heading.html": EVIL, "title.html": EVIL, named: named, "open.html": "a"}
    for name, (html, _) in before.items():
        put = (site / name).read_bytes().decode()
        expected = markup.put(html.decode(), "./assets/articles/search/", strings_for("en"))
        assert put.replace('"assets/articles', '"./assets/articles') == expected


def test_a_smaller_site_leaves_nothing_behind(tmp_path: Path) -> None:
    site = written(tmp_path, {f"p{n}.html": page(f"<h1>Page {n}</h1>word{n}") for n in range(5)})
    (site / "search/pages").mkdir(parents=True)
    (site / "search/pages/own.bin").write_bytes(b"mine")
    index_site(site)
    (site / "p4.html").unlink()
    index_site(site)
    assert {path.name for path in (site / "search/pages").iterdir()} == {
        "0.bin", "1.bin", "2.bin", "3.bin", "own.bin",
    }  # fmt: skip


def test_languages(tmp_path: Path) -> None:
    english, chinese = page("<h1>x</h1>"), page("<h1>x</h1>").replace('"en"', '"zh-Hans"')
    site = written(tmp_path, {"a.html": english, "b.html": chinese, "c.html": chinese})
    index_site(site)
    assert "搜索" in (site / "a.html").read_text("utf-8")
    index_site(site, "en")
    assert index_of(site).root["lang"] == "en"
    assert "搜索" not in (site / "b.html").read_text("utf-8")


def test_errors(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(NothingError):
        index_site(tmp_path)
    for folder, expected in ((tmp_path / "none", "no such folder"), (tmp_path, "no page in it")):
        with pytest.raises(SystemExit) as stopped:
            commands.main(["index", str(folder)])
        assert stopped.value.code == 1
        printed = capsys.readouterr()
        assert printed.err.startswith(f"articles: {folder}: {expected}")
        assert printed.err.count("\n") == 1
        assert not printed.out
    assert not list(tmp_path.iterdir())


def test_it_runs_where_no_generator_is_installed(tmp_path: Path) -> None:
    site = written(tmp_path, {"a/index.html": ZENSICAL})
    shutil.copytree(site / "a", site / "b")
    code = (
        "import sys, importlib.abc\n"
        "class Refuse(importlib.abc.MetaPathFinder):\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        if name.split('.')[0] in ('mkdocs', 'material', 'properdocs'):\n"
        "            raise ModuleNotFoundError(name)\n"
        "sys.meta_path.insert(0, Refuse())\n"
        "from mkdocs_articles.commands import main\n"
        f"main(['index', {str(site)!r}])\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("2 pages indexed, ")
    assert done.stdout.endswith(" kB in 12 files\n")
    assert done.stdout.count("\n") == 1
    assert urls(site) == ["a/", "b/"]
