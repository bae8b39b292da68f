"""Notebooks on sites that are really built."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import unquote

import pytest
from bs4 import BeautifulSoup, Tag

from notebooks.cells import SVG, code, data, nb, one, prose, stream, write
from sites import Site

CONFIG = """\
plugins:
  - mkdocs-jupyter:
      include: ["*.ipynb"]
      remove_tag_config: {remove_input_tags: [hide-input], remove_cell_tags: [hide-cell]}
  - articles
extra_css: []
"""
MATTER = nb.new_raw_cell("---\ntitle: Raw <matter>\ndate: 2026-01-03\ntags: [笔记]\n---")
FULL = write(
    MATTER,
    prose("# 标题\n\nThe first *sentence* of $x^2$. A [link](b.md#中文), [another](deep/c.ipynb#二)."),
    prose("## 中文\n\n[up](#标题)"),
    code("hidden_input = 1", stream("shown\n"), tags=["hide-input"]),
    code("plot", data("image/svg+xml", SVG), alt="一条曲线"),
    code("gone", stream("gone\n"), tags=["hide-cell"]),
)  # fmt: skip
METADATA = write(
    prose("# 一\n\n## 二\n\nOnly [metadata](../a.ipynb) and [nothing](../nowhere.md)."),
    title="Metadata", date="2026-01-02", minor=4,
)  # fmt: skip


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Site, list[str]]:
    made = Site.write(tmp_path_factory.mktemp("notebooks"), {
        "docs/posts/a.ipynb": FULL,
        "docs/posts/b.md": "---\ndate: 2026-01-01\n---\n# B\n\n## 中文 {#中文}\n\n[n](a.ipynb#中文)\n",
        "docs/posts/deep/c.ipynb": METADATA,
        "docs/posts/empty.ipynb": write(title="Empty", date="2026-01-01"),
        "docs/posts/not_json.ipynb": "# not JSON\n",
        "docs/invalid.ipynb": write(code("1")).replace(', "outputs": []', ""),
        "docs/elsewhere.ipynb": "# not JSON, not an article",
        "docs/posts/truncated.ipynb": FULL[: len(FULL) // 2],
        "docs/posts/version3.ipynb": '{"nbformat": 3, "metadata": {}, "worksheets": []}',
    }, CONFIG + "validation: {anchors: warn}\n")  # fmt: skip
    return made, made.warnings()


def test_warnings_of_a_site(built: tuple[Site, list[str]]) -> None:
    """One for each notebook that is none, with its place, and one for each broken link."""
    restore = "restore it from git, or save it again in Jupyter"
    not_json, truncated, version3, elsewhere, invalid, link = built[1]
    assert not_json == (
        f"docs/posts/not_json.ipynb:1:1: not a notebook: Expecting value; {restore}"
    )
    assert re.fullmatch(
        rf"docs/posts/truncated\.ipynb:1:\d+: not a notebook: .*; {restore}", truncated
    )
    assert version3 == (
        "docs/posts/version3.ipynb:1: not a notebook of format 4; "
        "open it in a current Jupyter and save it again"
    )
    again = "open it in a current Jupyter and save it again"
    assert re.fullmatch(
        rf"docs/elsewhere\.ipynb: cannot be rendered: (Expecting value|.*not .* JSON).*; {again}",
        elsewhere,
    )
    assert invalid == (
        f"docs/invalid.ipynb: cannot be rendered: 'outputs' is a required property; {again}"
    )
    assert link == (
        "docs/posts/deep/c.ipynb: cell 1: link to ../nowhere.md: no such file; "
        "name a file of the docs folder, relative to the notebook"
    )


def article(site: Site, path: str) -> Tag:
    return one(BeautifulSoup(site.page(path), "html.parser"), "article")


def test_a_notebook_is_a_page(built: tuple[Site, list[str]]) -> None:
    page = article(built[0], "posts/a/")
    assert [tag.get_text(strip=True) for tag in page.select("h1, h2")] == ["标题¶", "中文¶"]
    assert not page.select("script, style, link")
    assert "2026-01-03\ntags" not in page.get_text()
    assert "shown" in page.get_text()
    assert "hidden_input" not in page.get_text()
    assert "gone" not in page.get_text()
    image = one(page, "figure img")
    assert image["alt"] == "一条曲线"
    file = (built[0].folder / "site/posts/a" / str(image["src"])).resolve()
    assert file.read_text() == SVG


def test_its_table_of_contents_leads_to_its_headings(built: tuple[Site, list[str]]) -> None:
    page = BeautifulSoup(built[0].page("posts/a/"), "html.parser")
    links = {str(link["href"]) for link in page.select("nav.md-nav--secondary a")}
    assert links == {"#中文"}
    assert one(page, "h2")["id"] == "中文"


def test_links_between_articles(built: tuple[Site, list[str]]) -> None:
    links = article(built[0], "posts/a/").select("p a[href]")
    assert {unquote(str(link["href"])) for link in links} >= {
        "../b/#中文", "../deep/c/#二", "#标题",
    }  # fmt: skip
    assert one(article(built[0], "posts/deep/c/"), "p a[href$='a/']")["href"] == "../../a/"
    assert 'href="../a/#中文"' in unquote(built[0].page("posts/b/"))


def test_front_matter_of_both_kinds(built: tuple[Site, list[str]]) -> None:
    home = BeautifulSoup(built[0].page(""), "html.parser")
    entries = {
        link.get_text(): str(one(link.find_parent("article") or link, "time")["datetime"])[:10]
        for link in home.select("article article a.u-url")
    }
    assert entries == {
        "Raw <matter>": "2026-01-03", "Metadata": "2026-01-02", "B": "2026-01-01",
        "Empty": "2026-01-01",
    }  # fmt: skip
    assert (built[0].folder / "site/tags/笔记/index.html").is_file()


def test_the_excerpt_is_prose(built: tuple[Site, list[str]]) -> None:
    home = BeautifulSoup(built[0].page(""), "html.parser")
    excerpts = [tag.get_text() for tag in home.select(".p-summary")]
    (excerpt,) = [text for text in excerpts if "first sentence" in text]
    assert "---" not in excerpt
    assert one(home, ".p-summary tex-math annotation").get_text() == "x^2"


def test_a_broken_link_within_the_site(site: Callable[..., Site]) -> None:
    """Anchors on other pages are checked by MkDocs, when all pages are there."""
    made = site({
        "docs/posts/a.ipynb": write(prose("# A\n\n[b](b.md#nowhere)"), date="2026-01-01"),
        "docs/posts/b.md": "---\ndate: 2026-01-01\n---\n# B\n\n[a](a.ipynb#nowhere)\n",
    }, CONFIG + "validation: {anchors: warn}\n")  # fmt: skip
    done = made.build("--strict")
    assert done.returncode == 1
    for place, other in (("docs/posts/a.ipynb", "b.md"), ("docs/posts/b.md:6:1", "a.ipynb")):
        assert f"{place}: contains a link '{other}#nowhere', but the doc" in done.stderr
