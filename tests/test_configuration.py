"""The configuration that the guide shows, all options written out, on a site of one article."""

from collections.abc import Callable

from sites import PLUGINS, Site
from test_articles import article, build

EVERYTHING = r"""
site_url: https://example.org/
plugins:
  - articles:
      include: ["posts/**"]
      exclude: []
      dates: auto
      timezone: Asia/Shanghai
      per_page: 12
      excerpt_length: 200
      taxonomies: [categories, tags, authors, archive]
      feeds: [atom, rss, json]
      feed_items: 20
      cards: true
      check: {spacing: off}
  - articles-search
  - articles-cache
markdown_extensions:
  - pymdownx.superfences
  - mkdocs_articles.math:
      macros: {"\\R": "\\mathbb{R}"}
      dollars: true
  - mkdocs_articles.execution
"""


def test_all_of_it_together(site: Callable[..., Site]) -> None:
    text = "在 $\\R^d$ 里。\n\n```python\nprint(1)\n```\n"
    files = {
        "docs/posts/a.md": article("随机森林", "2026-01-01", text, tags="[树]", categories="[学习]")
    }
    made = build(site(files, EVERYTHING))
    again = build(made)  # out of the cache
    for name in ("feed.xml", "rss.xml", "feed.json", "search/index.bin", "tags/树/index.html"):
        assert (again.folder / "site" / name).is_file()
    assert "mathbb" not in made.page("posts/a").split("<annotation")[0]
    assert 'class="katex"' in made.page("posts/a")


def test_a_build_ends_with_a_count_of_its_problems(site: Callable[..., Site]) -> None:
    files = {
        "docs/a.md": "# A\n\n$\\nope$ $\\never$ [x](gone.md)\n",
        "docs/b.md": "# B\n\n<!-- articles: categry=x -->\n",
        "docs/c.md": "# C\n",
    }
    made = site(files, PLUGINS)
    assert "INFO    -  articles: 4 problems in 2 files" in made.build().stderr
    for name in files:
        (made.folder / name).write_text("# Fine\n")
    assert "articles: " not in made.build().stderr
