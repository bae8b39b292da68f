"""A site as it is checked: its pages as they were rendered and written, and all of its addresses."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

from mkdocs_articles.article import Article
from mkdocs_articles.check.finding import Finding
from mkdocs_articles.check.outline import Outline, Target
from mkdocs_articles.check.rendered import Rendered
from mkdocs_articles.errors import Problem

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//")
_NOWHERE = "http://site.invalid"


@dataclass(frozen=True)
class Page:
    """One page: `uri` is its file below the docs folder, `shown` that of messages, `url` its address
    below the site, not escaped; `anchors` are all places in it that a link can lead to. A `page`
    that no author wrote has no `text`. `matter` has the lines of its front matter's keys.
    """

    shown: str
    uri: str
    url: str
    rendered: Rendered
    text: str = ""
    anchors: frozenset[str] = frozenset()
    matter: Mapping[str, int] = field(default_factory=dict)
    article: Article | None = None
    is_public: bool = True
    language: str = ""

    @cached_property
    def outline(self) -> Outline:
        """The places of its text."""
        return Outline(self.text)

    def found(self, rule: str, line: int, column: int, message: str, hint: str) -> Finding:
        """A finding in this page."""
        return Finding(Problem(self.shown, line, column, message, hint), rule)


@dataclass(frozen=True)
class Aim:
    """Where a link leads: a path below the site, not escaped, or one `outside` of it on its host."""

    path: str
    fragment: str = ""
    outside: bool = False


@dataclass(frozen=True)
class Site:
    """`files` has for each address what is served there: a file of the docs folder, or None for what
    is made; `uris` the address of each file below the docs folder. `derived` are the files of a built
    site that the plugin makes for taxonomies, `site_dir` is where it is built. `unused` are records
    of outputs that belong to no snippet, as messages name them.
    """

    url: str
    pages: tuple[Page, ...]
    files: Mapping[str, Path | None]
    uris: Mapping[str, str]
    config: str = "mkdocs.yml"
    site_dir: Path = Path("site")
    derived: tuple[str, ...] = ()
    unused: tuple[str, ...] = ()

    @cached_property
    def by_url(self) -> dict[str, Page]:
        """The pages by their addresses."""
        return {page.url: page for page in self.pages}

    @cached_property
    def _base(self) -> str:
        """The path of the site on its host: `/` or `/repository/`."""
        path = urlsplit(self.url).path
        return path if path.endswith("/") else f"{path}/"

    def aim(self, href: str, page: Page) -> Aim | None:
        """What an address in a page means; None for one on another host."""
        href = href.strip()
        if href.startswith("#"):  # most do
            return Aim(page.url, unquote(href[1:]))
        if self.url and href.startswith(self.url):
            href = self._base + href[len(self.url) :].lstrip("/")
        elif _SCHEME.match(href):
            return None
        whole = urlsplit(urljoin(_NOWHERE + self._base + page.url, _escaped(href)))
        path, fragment = unquote(whole.path), unquote(whole.fragment)
        if not path.startswith(self._base):
            return Aim(path, fragment, outside=True)
        return Aim(path[len(self._base) :], fragment)

    def served(self, path: str) -> str | None:
        """The address at which a path is served: hosts add a slash, and serve index.html for one."""
        folder = path.removesuffix("index.html")
        return next((one for one in (path, f"{path}/", folder) if one in self.files), None)

    def aim_of_source(self, target: Target, page: Page) -> Aim | None:
        """The same for an address as authors write it in Markdown: by the file's name."""
        raw = target.raw
        path, _, fragment = raw.partition("#")
        if target.is_tag:
            return self.aim(raw, page)
        if not path:
            return Aim(page.url, unquote(fragment))
        if not _SCHEME.match(path):
            uri = posixpath.normpath(posixpath.join(posixpath.dirname(page.uri), unquote(path)))
            if uri in self.uris:
                return Aim(self.uris[uri], unquote(fragment))
        return self.aim(raw, page)


def _escaped(href: str) -> str:
    """`urljoin` and `urlsplit` take some characters of a file's name for their own."""
    return href.replace("\\", "%5C").replace("\n", "").replace("\t", "")
