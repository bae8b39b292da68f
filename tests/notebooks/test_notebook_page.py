"""What a reader's browser gets of a notebook: a small page without a foreign script or style."""

from __future__ import annotations

import base64
import json
import re
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from mkdocs_jupyter.plugin import Plugin  # type: ignore[import-untyped]
from playwright.sync_api import Browser

from browsing import opened, served
from notebooks.cells import PNG, SVG, TABLE, code, data, nb, one, prose, stream, write
from sites import LIGHT_AND_DARK, Site

CONFIG = (
    LIGHT_AND_DARK
    + """\
plugins:
  - search
  - mkdocs-jupyter: {include: ["*.ipynb"]}
  - articles
markdown_extensions:
  - admonition
  - attr_list
  - md_in_html
  - toc: {permalink: true}
  - pymdownx.superfences
  - mkdocs_articles.math
  - mkdocs_articles.execution
"""
)
HEADING = write(prose("# 标题"), date="2026-01-02")
FULL = write(
    nb.new_raw_cell("---\ntitle: Full\ndate: 2026-01-03\n---"),
    code("first_code()", data("text/html", "<p>An output's paragraph.</p>"),
         data("text/markdown", "Markdown of an output.")),
    prose("The first sentence costs $5, not $x^2$.\n\n## 一节\n\nA [link](b.md#一节), ![a](i.png)."),
    code("only_once = 1", stream("printed\n")),
    code("plot", data("image/png", base64.b64encode(PNG).decode()),
         data("image/svg+xml", SVG), alt="一条曲线"),
    code("frame", data("text/html", TABLE)),
    prose("!!! note\n\n    An admonition."),
)  # fmt: skip
ARTICLE = "---\ndate: 2026-01-01\n---\n# B\n\n## 一节 {#一节}\n\n[n](full.ipynb#一节)\n"
FILES: dict[str, str | bytes] = {
    "docs/posts/heading.ipynb": HEADING,
    "docs/posts/full.ipynb": FULL,
    "docs/posts/b.md": ARTICLE,
    "docs/posts/i.png": PNG,
}
HAS_PROCESSOR = "markdown_cell_processor" in dict(Plugin.config_scheme)
PAGES = ["", "posts/b/", "posts/heading/", "posts/full/"]


def build(folder: Any, config: str) -> Site:
    made = Site.write(folder, FILES, config)
    done = made.build("--strict")
    assert done.returncode == 0, done.stderr
    return made


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Site:
    return build(tmp_path_factory.mktemp("page"), CONFIG)


def soup(site: Site, path: str) -> BeautifulSoup:
    return BeautifulSoup(site.page(path), "html.parser")


def article(site: Site, path: str) -> Tag:
    return one(soup(site, path), "article.md-content__inner")


def assert_clean(site: Site) -> None:
    """Nothing of a page asks another host, and a notebook brings no script or style of its own."""
    plain = {tag.get_text() for tag in soup(site, "posts/b/").select("style")}
    for path in PAGES:
        page = soup(site, path)
        loaded = [str(tag["src"]) for tag in page.select("[src]")]
        loaded += [str(tag["href"]) for tag in page.select("link[rel~=stylesheet]")]
        assert not [url for url in loaded if re.match(r"(https?:)?//", url)], path
        assert "mathjax" not in site.page(path).lower(), path
        assert {tag.get_text() for tag in page.select("style")} == plain
    for path in PAGES[2:]:
        assert not article(site, path).select("script, style, link, [class*=jp-]")
        assert "jp-" not in article(site, path).get_text()


def test_a_page_with_one_heading_is_small(built: Site) -> None:
    page = built.folder / "site/posts/heading/index.html"
    assert page.stat().st_size < 45_000
    assert one(article(built, "posts/heading/"), "h1").get_text() == "标题¶"


def test_no_script_and_no_style_of_its_own(built: Site) -> None:
    assert_clean(built)


def test_code_is_searched_once(built: Site) -> None:
    text = (built.folder / "site/search/search_index.json").read_text(encoding="utf-8")
    docs = json.loads(text)["docs"]
    found = " ".join(entry["text"] for entry in docs)
    assert found.count("only_once") == 1
    assert "printed" not in found, "outputs are not searched"
    titles = [entry["title"] for entry in docs if "full" in entry["location"]]
    assert titles == ["Full", "一节"]
    for noise in ("In [", "In\xa0[", "Out[", "Copied!", "¶", "No description"):
        assert noise not in text


def test_the_excerpt_comes_from_markdown_cells(built: Site) -> None:
    summaries = [tag.get_text(" ", strip=True) for tag in soup(built, "").select(".p-summary")]
    (summary,) = [text for text in summaries if "The first sentence" in text]
    for other in ("first_code", "paragraph", "Markdown of an output", "only_once", "printed"):
        assert other not in summary


def test_figures_have_their_text(built: Site) -> None:
    figures = article(built, "posts/full/").select("figure img")
    assert [image["alt"] for image in figures] == ["一条曲线", "一条曲线"]


@pytest.mark.skipif(not HAS_PROCESSOR, reason="mkdocs-jupyter renders all prose by itself")
def test_prose_that_the_sites_markdown_renders(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Its extensions work, and headings, links and formulas are the site's own."""
    option = 'include: ["*.ipynb"], markdown_cell_processor: mkdocs'
    made = build(tmp_path_factory.mktemp("own"), CONFIG.replace('include: ["*.ipynb"]', option))
    assert_clean(made)
    page = article(made, "posts/full/")
    assert one(page, ".admonition p:not(.admonition-title)").get_text() == "An admonition."
    assert [tag.get_text() for tag in page.select("h1, h2")] == ["Full", "一节¶"]
    assert [a.get_text() for a in page.select("tex-math annotation")] == ["x^2"]
    assert one(page, "p > img")["src"] == "../i.png"
    assert not page.select("p:empty")
    assert "['pre" not in page.get_text()
    links = soup(made, "posts/full/").select("nav.md-nav--secondary a")
    assert [str(link["href"]) for link in links] == [f"#{one(page, 'h2')['id']}"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_figures_are_right_in_light_and_dark(built: Site, browser: Browser, scheme: Any) -> None:
    """On a dark page they lie on a panel, whose colour their white takes, and black stays black."""
    style = "element => [getComputedStyle(element).backgroundColor,"
    style += " getComputedStyle(element.querySelector('img')).mixBlendMode]"
    with (
        served(built.folder / "site") as address,
        opened(browser, address, color_scheme=scheme) as page,
    ):
        page.goto(f"{address}posts/full/")
        found = [figure.evaluate(style) for figure in page.locator("figure.cell-figure").all()]
    on_panel, plain = ["rgb(191, 198, 201)", "multiply"], ["rgba(0, 0, 0, 0)", "normal"]
    assert found == [on_panel if scheme == "dark" else plain] * 2
