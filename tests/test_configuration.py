"""The configuration that the guide shows, all options written out, on a site of one article."""

from collections.abc import Callable

from sites import Site
from test_articles import article, build

EVERYTHING = r"""
site_url: https://example.org/
plugins:
  - articles:
      include: ["posts/**"]
      exclude: []
      dates: auto
      per_page: 12
      excerpt_length: 200
      taxonomies: [categories, tags, authors, archive]
      feeds: [atom, rss, json]
      feed_items: 20
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
