"""What the tests of importing share: sites of other tools, and the plan for one post put into them."""

from __future__ import annotations

import hashlib
import importlib
import shutil
from pathlib import Path

from mkdocs_articles.importing.model import Article, Place, Plan
from mkdocs_articles.importing.plan import plan
from mkdocs_articles.importing.tree import Tree

HERE = Path(__file__).parent / "importing"
SITES = HERE / "sites"
# where each tool has its posts
CASES = {
    "hexo": "source/_posts/case.md",
    "hugo": "content/posts/case.md",
    "jekyll": "_posts/2024-05-06-case.md",
    "material": "docs/blog/posts/case.md",
}
EXTENSIONS = frozenset(
    ["admonition", "attr_list", "footnotes", "md_in_html", "mkdocs_articles.math",
     "pymdownx.details", "pymdownx.superfences"]
)  # fmt: skip


def accepts(path: str) -> bool:
    return path.startswith("posts/") and path.endswith((".md", ".ipynb"))


PLACE = Place("posts", accepts, "", EXTENSIONS)


def planned(tool: str, folder: Path, place: Place = PLACE) -> tuple[Plan, Tree]:
    """What would become of the site in `folder`."""
    tree = Tree(folder)
    site = importlib.import_module(f"mkdocs_articles.importing.{tool}").read(tree)
    return plan(site, place, tree), tree


def with_case(tool: str, folder: Path, text: str, path: str = "") -> tuple[Article, str]:
    """The article that a post with `text` becomes among the tool's other posts, and the report."""
    path = path or CASES[tool]
    shutil.copytree(SITES / tool, folder)
    (folder / path).parent.mkdir(parents=True, exist_ok=True)
    (folder / path).write_text(text, encoding="utf-8", newline="")
    made, tree = planned(tool, folder)
    article = next(one for one in made.articles if one.post.document.path == path)
    report = "\n".join(map(str, sorted(article.problems)))
    return article, report.replace(tree.shown(path), "case")


def digest(folder: Path) -> str:
    """Of everything in a folder: names, kinds, contents, times of change."""
    parts = []
    for path in sorted(folder.rglob("*")):
        content = path.read_bytes() if path.is_file() else b""
        parts.append((path.relative_to(folder).as_posix(), path.lstat().st_mtime_ns, content))
    return hashlib.sha256(repr(parts).encode()).hexdigest()
