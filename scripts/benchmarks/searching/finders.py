"""The searches that are compared: how their sites are made, what that adds, and how they are asked.

Material and Pagefind search the same site of Material's blog, so that formulas are TeX in their pages.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path

from playwright.sync_api import Page

from benchmarks.measure import Cost, attempt
from benchmarks.searching import asking, core
from benchmarks.searching.asking import Answer, slug
from benchmarks.searching.queries import Found
from benchmarks.sites import dialects, layouts
from benchmarks.sites.corpus import Post
from benchmarks.sites.peers import MKDOCS, QUIET, peers
from benchmarks.sites.tools import Packages, UnavailableError, install, reason

PAGEFIND = "1.6.0"
HERE = Path(__file__).parent
_SETTLED = """query => {
  const dialog = document.querySelector("dialog.articles-search[open]:not([data-busy])");
  return dialog && dialog.querySelector("input").value === query;
}"""


@dataclass(frozen=True)
class Site:
    """A site with a search: its folder, what the search adds to a build, and what all of it takes."""

    folder: Path
    added: Cost | None = None
    whole: Cost | None = None


@dataclass(frozen=True)
class Finder:
    """A search. `wire` is what its files match, of which `index` (paths below the site) are the index.

    `ask` asks it in a page of the site: what is shown, and all that is found. `open` brings a reader's
    first query before it, as a reader would, and waits for what is shown; where it loads everything at
    once, `is_constant` says that a few queries show what any query costs.
    """

    name: str
    label: str
    version: str
    notes: Mapping[str, str]
    build: Callable[[Path, Sequence[Post]], Site]
    wire: str
    index: tuple[str, ...]
    ask: Callable[[Page, str, Site, Sequence[str]], list[Answer]]
    open: Callable[[Page, str, str], None]
    start: str = ""
    is_constant: bool = False


def finders() -> dict[str, Finder]:
    """All of them by name, ours first."""
    found = (_ours(), _material(), _pagefind())
    return {finder.name: finder for finder in found}


def _ours() -> Finder:
    return Finder(
        "ours", "articles-search", version("mkdocs-articles"),
        {"en": "the dialog, five results with their texts",
         "zh": "完整的搜索窗口，显示五条结果和正文"},
        _build_ours, r"(search|assets/articles/search)/", ("search/**/*.bin",),
        _ask_ours, _open_ours,
    )  # fmt: skip


def _material() -> Finder:
    return Finder(
        "material", "Material + jieba", version("mkdocs-material"),
        {"en": "Chinese words by jieba; the whole index is sent with every first page",
         "zh": "用 jieba 分词；读者打开第一个页面就会下载整个索引"},
        _build_material, r"(search/|assets/javascripts/(workers|lunr)/)", ("search/*.json",),
        _ask_material, _open_material,
        start=(HERE / "material_start.js").read_text("utf-8"), is_constant=True,
    )  # fmt: skip


def _pagefind() -> Finder:
    return Finder(
        "pagefind", "Pagefind", PAGEFIND,
        {"en": "posts only; its API without a user interface, five results with their texts",
         "zh": "只索引文章；只用它的 API，不含界面，显示五条结果和正文"},
        _build_pagefind, r"pagefind/",
        ("pagefind/**/*.pf_*", "pagefind/*.json"), _ask_pagefind, _open_pagefind,
    )  # fmt: skip


def alone() -> Finder:
    """Ours, with an index that its core has made without a generator."""

    def build(folder: Path, posts: Sequence[Post]) -> Site:
        core.write_site(folder, posts)
        return Site(folder)

    return replace(_ours(), name="alone", build=build)


def _build_ours(folder: Path, posts: Sequence[Post]) -> Site:
    """Without `articles-cache`: so all of the work is done."""
    taken = {"search", "articles-search", "articles-cache"}
    plugins = [one for one in layouts.own_plugins() if one.split(":")[0] not in taken]
    programs = [Path(sys.executable).parent]
    return _with_and_without(
        folder, posts, plugins, "articles-search", layouts.OWN_EXTENSIONS, programs
    )


def _build_material(folder: Path, posts: Sequence[Post]) -> Site:
    search, blog = layouts.BLOG
    programs = install("stock", peers()["stock"].packages)
    return _with_and_without(folder, posts, [blog], search, layouts.CLIENT_EXTENSIONS, programs)


def _build_pagefind(folder: Path, posts: Sequence[Post]) -> Site:
    _, blog = layouts.BLOG
    programs = install("stock", peers()["stock"].packages)
    whole = _build(folder, posts, [blog], layouts.CLIENT_EXTENSIONS, programs)
    programs = install("pagefind", Packages(npm=(f"pagefind=={PAGEFIND}",)))
    command = ["pagefind", "--site", "site", "--glob", "posts/**/*.html",
               "--root-selector", "article"]  # fmt: skip
    added = _run(command, folder, programs)
    return Site(folder / "site", added, whole)


def _with_and_without(
    folder: Path, posts: Sequence[Post], plugins: list[str], search: str,
    extensions: Sequence[str], programs: list[Path],
) -> Site:  # fmt: skip
    """Build with the search and without it; the difference is what it adds."""
    without = _build(folder / "without", posts, plugins, extensions, programs)
    whole = _build(folder, posts, [*plugins, search], extensions, programs)
    added = Cost(whole.wall - without.wall, whole.cpu - without.cpu, whole.memory - without.memory)
    return Site(folder / "site", added, whole)


def _build(
    folder: Path, posts: Sequence[Post], plugins: Sequence[str], extensions: Sequence[str],
    programs: list[Path],
) -> Cost:  # fmt: skip
    (folder / "docs" / "posts").mkdir(parents=True)
    (folder / "mkdocs.yml").write_text(layouts.mkdocs(plugins, extensions), "utf-8")
    (folder / "docs" / "index.md").write_text("# 首页\n", "utf-8")
    for post in posts:
        path = folder / "docs" / "posts" / f"{post.slug}.md"
        path.write_text(dialects.MKDOCS.write(post), "utf-8")
    return _run(MKDOCS, folder, programs)


def _run(command: Sequence[str], folder: Path, programs: list[Path]) -> Cost:
    """Raises `UnavailableError`."""
    path = os.pathsep.join([*map(str, programs), os.environ["PATH"]])
    status, printed, cost = attempt(command, folder, {"PATH": path, **QUIET}, subprocess.STDOUT)
    if status:
        raise UnavailableError(f"its build failed: {reason(printed)}")
    return cost


def _ask_ours(page: Page, address: str, site: Site, queries: Sequence[str]) -> list[Answer]:
    return asking.ask(page, address, asking.slugs(site.folder), queries)


def _open_ours(page: Page, address: str, query: str) -> None:  # noqa: ARG001
    page.evaluate("query => void articlesSearch(query)", query)
    page.wait_for_function(_SETTLED, arg=query)


def _ask_material(
    page: Page, address: str, site: Site, queries: Sequence[str]  # noqa: ARG001
) -> list[Answer]:  # fmt: skip
    return _answers(page, "material.js", {"queries": queries})


def _open_material(page: Page, address: str, query: str) -> None:  # noqa: ARG001
    _answers(page, "material.js", {"queries": [query]})


def _ask_pagefind(
    page: Page, address: str, site: Site, queries: Sequence[str]  # noqa: ARG001
) -> list[Answer]:  # fmt: skip
    return _answers(page, "pagefind.js", {"address": address, "queries": queries, "all": True})


def _open_pagefind(page: Page, address: str, query: str) -> None:
    _answers(page, "pagefind.js", {"address": address, "queries": [query], "all": False})


def _answers(page: Page, script: str, argument: object) -> list[Answer]:
    answers = page.evaluate((HERE / script).read_text("utf-8"), argument)
    return [
        Answer(
            tuple(Found(slug(url), tuple(headings)) for url, headings in one["shown"]),
            frozenset(map(slug, one["all"])) - {""}, one["ms"],
        )
        for one in answers
    ]  # fmt: skip


def index_files(finder: Finder, folder: Path) -> list[int]:
    """The sizes of the files of its index."""
    return [
        path.stat().st_size for glob in finder.index for path in folder.glob(glob) if path.is_file()
    ]


def is_of_search(finder: Finder, path: str) -> bool:
    """Whether a path below the site is one of its files."""
    return re.match(finder.wire, path) is not None
