"""The index of sites that MkDocs builds."""

from __future__ import annotations

from pathlib import Path

from search import reader
from sites import Site

PLUGINS = "plugins:\n  - articles\n  - articles-search\n"
POST = "---\ntitle: {title}\ndate: 2025-01-0{day}\n{more}---\n\n{text}\n"


def post(day: int, title: str, text: str, more: str = "") -> str:
    return POST.format(day=day, title=title, text=text, more=more)


def index_of(site: Site) -> reader.Index:
    return reader.Index(lambda name: (site.folder / "site" / name).read_bytes())


def urls(found: reader.Index, term: str) -> list[str]:
    return [found.page(number)["url"] for number in found.postings(term)]


def test_pages_and_what_is_known_of_them(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "docs/index.md": "# 首页\n\n欢迎\n\n<!-- articles -->\n",
        "docs/guide/start.md": "# Start\n\nalpha\n",
        "docs/posts/b.md": post(2, "后来", "beta", "tags: [T1, t2]\ncategories: [机器 学习]\n"),
        "docs/posts/a.md": post(1, "<b>起初</b> & $x_1$", "## 一节\n\nbeta gamma\n"),
        "docs/posts/boosted.md": post(3, "重", "beta", "search: {boost: 2.5}\n"),
        "docs/posts/excluded.md": post(4, "无", "beta", "search: {exclude: true}\n"),
        "docs/posts/unlisted.md": post(5, "无", "beta", "unlisted: true\n"),
        "docs/posts/draft.md": post(6, "无", "beta", "draft: true\n"),
    }
    config = PLUGINS + "nav: [index.md, {指南: [guide/start.md]}]\n"
    site = Site.write(tmp_path, files, config)
    done = site.build("--strict")
    assert done.returncode == 0, done.stderr
    found = index_of(site)
    pages = [found.page(number) for number in range(found.root["pages"])]
    # the oldest article before newer ones, and all of them behind other pages
    addresses = ["", "guide/start/", "posts/a/", "posts/b/", "posts/boosted/"]
    assert [page["url"] for page in pages] == addresses
    assert found.root["boost"] == [[4, 2.5]]
    assert urls(found, "beta") == ["posts/a/", "posts/b/", "posts/boosted/"]
    assert pages[1]["path"] == ["指南"]
    assert pages[2]["title"] == "<b>起初</b> & x_1"
    assert pages[2]["date"] == "2025-01-01"
    assert [section[1:3] for section in pages[2]["sections"]][1] == ["_1", "一节"]
    assert pages[3]["path"] == ["机器 学习"]
    assert pages[3]["tags"] == ["T1", "t2"]
    assert found.json("search/facets.bin")["tags"] == [["T1", 1], ["t2", 1]]
    assert list(found.postings("\x01c:机器 学习")) == [3]
    home = pages[0]["sections"]
    assert [section[2:] for section in home] == [["首页", "欢迎"]]  # and nothing of its list


def test_formulas_without_the_plugin_articles(tmp_path: Path) -> None:
    """Then they are typeset when pages are read: they are still found by their TeX, once."""
    files: dict[str, str | bytes] = {
        "docs/index.md": "# 首页\n\n设 $\\sigma(x) = N_{RF}$ 与\n\n$$ \\mathbf{w} x_1 w_1 $$\n"
    }
    found = []
    for name, plugins in (("with", PLUGINS), ("without", "plugins: [articles-search]\n")):
        site = Site.write(tmp_path / name, files, plugins)
        assert site.build("--strict").returncode == 0
        found.append(index_of(site).page(0)["sections"][0][3])
        assert urls(index_of(site), "x_1w_1") == [""]
    assert found[0] == found[1] == "设 $\\sigma(x)=N_{RF}$ 与\n$\\mathbf{w}x_1w_1$"


def test_other_themes(tmp_path: Path) -> None:
    for theme in ("mkdocs", "readthedocs"):
        files: dict[str, str | bytes] = {"docs/index.md": "# Home\n\nalpha\n"}
        config = f"theme: {theme}\nplugins: [articles-search]\n"
        site = Site.write(tmp_path / theme, files, config)
        assert site.build("--strict").returncode == 0
        assert urls(index_of(site), "alpha") == [""]
        html = site.page("")
        assert html.count("<script data-articles-search=") == 1
        assert html.count("<button") == html.count("</button>") >= 1


def test_wrong_options(tmp_path: Path) -> None:
    config = "plugins:\n  - articles-search:\n      lnag: zh\n      strings: {titel: x}\n"
    site = Site.write(tmp_path, {"docs/index.md": "# x\n"}, config)
    unknown, wrong = site.warnings()
    assert unknown.startswith("mkdocs.yml:15: unknown option `lnag` of the plugin articles-search")
    assert "lang" in unknown
    assert wrong.startswith("mkdocs.yml:16: option `strings` of the plugin articles-search")
    assert "title" in wrong


def test_files_of_an_index_that_is_as_it_was_stay(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        f"docs/posts/p{n}.md": post(n, f"第 {n} 篇", f"number{n} 的内容") for n in range(1, 9)
    }
    site = Site.write(tmp_path, files, PLUGINS + "  - articles-cache\n")

    def times() -> dict[str, int]:
        folder = tmp_path / "site/search"
        return {
            path.relative_to(folder).as_posix(): path.stat().st_mtime_ns
            for path in folder.rglob("*.bin")
        }

    assert site.build().returncode == 0
    first = times()
    assert site.build().returncode == 0
    assert times() == first
    path = tmp_path / "docs/posts/p3.md"
    path.write_text(post(3, "第 3 篇", "changed 的内容"), "utf-8")
    assert site.build().returncode == 0
    after = times()
    changed = {name for name in first if after[name] != first[name]}
    assert "pages/3.bin" in changed  # (page 0 is the home page)
    assert {name for name in changed if name.startswith("pages/")} == {"pages/3.bin"}
    found = index_of(site)
    assert urls(found, "changed") == ["posts/p3/"]
    assert not found.postings("number3")
    # what somebody has changed is made again
    (tmp_path / "site/search/pages/5.bin").unlink()
    assert site.build().returncode == 0
    assert found.page(5)["url"] == "posts/p5/"


def test_the_other_search_is_spoken_of(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {"docs/index.md": "# x\n"}
    site = Site.write(tmp_path, files, "plugins: [search, articles-search]\n")
    done = site.build("--strict")
    assert done.returncode == 0
    assert "the plugin `search` makes another index" in done.stderr
