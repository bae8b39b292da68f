"""A MkDocs site for `articles check`: rendered as a build does, as far as its last page, and not
written. With `articles-cache`, what is as it was comes from the store.
"""

from __future__ import annotations

import logging
import re
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import MkDocsException
from mkdocs.structure.files import File
from mkdocs.structure.pages import Page as MkDocsPage

from mkdocs_articles import document, front_matter
from mkdocs_articles.adapters import mkdocs_warnings
from mkdocs_articles.adapters.mkdocs_freeze import unused
from mkdocs_articles.adapters.mkdocs_lazy import content_of
from mkdocs_articles.adapters.mkdocs_plugin import ArticlesPlugin
from mkdocs_articles.adapters.mkdocs_site import (
    Heard,
    environment,
    listening,
    load,
    one_line,
    rendered,
)
from mkdocs_articles.adapters.mkdocs_site import SiteError as SiteError
from mkdocs_articles.adapters.mkdocs_theme import language_of
from mkdocs_articles.check import rendered as html
from mkdocs_articles.check.finding import Finding
from mkdocs_articles.check.outline import same
from mkdocs_articles.check.site import Page, Site
from mkdocs_articles.errors import Problem
from mkdocs_articles.execution import VARIABLE, frozen
from mkdocs_articles.reading import read_text


@dataclass(frozen=True)
class Looked:
    """A site, what its build `said`, and how grave a site wants rules to be taken."""

    site: Site
    said: tuple[Finding, ...]
    severities: Mapping[str, str]


def look(config_file: Path) -> Looked:
    """Read and render the site of `config_file`. Raises `SiteError` where it cannot be read."""
    with (
        environment(**{VARIABLE: "frozen"}),
        tempfile.TemporaryDirectory() as nowhere,
        listening() as heard,
    ):
        try:
            config = load_config(str(config_file))
            site_dir, config.site_dir = Path(config.site_dir), str(Path(nowhere, "site"))
            with mkdocs_warnings.placed(config):
                return _Looking(config, site_dir, heard).looked()
        except MkDocsException as error:
            said = heard.messages("mkdocs", logging.ERROR)
            raise SiteError("\n".join([*said, one_line(str(error))])) from error


class _Looking:
    def __init__(self, config: MkDocsConfig, site_dir: Path, heard: Heard) -> None:
        self.site_dir = site_dir
        self.heard = heard
        self.root = document.root_of(config)
        self.docs_dir = Path(config.docs_dir)
        self.config, self.files = load(config)
        self.articles = next(
            (one for one in self.config.plugins.values() if isinstance(one, ArticlesPlugin)), None
        )
        self.failures: list[Finding] = []

    def looked(self) -> Looked:
        config, files = self.config, self.files
        try:
            pages = list(self._rendered())
            derived = tuple(page.uri for page in pages if not page.text)
            try:
                config.plugins.on_env(config.theme.get_env(), config=config, files=files)
            except Exception as error:
                message = f"cannot be built: {type(error).__name__}: {error}"
                self.failures.append(Finding(Problem(self._config_name, 0, 0, message), "build"))
        finally:
            config.plugins.on_shutdown()
        served = dict(self._served())
        site = Site(
            config.site_url or "", tuple(pages), served,
            {file.src_uri: unquote(_url(file)) for file in files},
            self._config_name, self.site_dir,
            tuple(files.src_uris[uri].dest_uri for uri in derived), tuple(self._unused()),
        )  # fmt: skip
        severities = self.articles.settings.check if self.articles else {}
        return Looked(site, (*self.failures, *self._said(site)), severities)

    @property
    def _config_name(self) -> str:
        return Path(self.config.config_file_path).name

    def _rendered(self) -> Iterator[Page]:
        for page, failure in rendered(self.config, self.files):
            if failure:
                problem = Problem(self._shown(page.file), 0, 0, failure)
                self.failures.append(Finding(problem, "build"))
            else:
                yield self._page(page.file, page)

    def _page(self, file: File, page: MkDocsPage) -> Page:
        content = html.read(content_of(page))
        text, matter = "", {}
        if file.abs_src_path and not file.generated_by:
            try:
                text = read_text(file.abs_src_path).text
            except (OSError, ValueError):
                text = page.markdown or ""
            matter = _matter(file, text)
        article, is_public = None, not file.inclusion.is_excluded()
        if self.articles and (found := self.articles.found.get(file.src_uri)):
            article, matter = found.article, dict(found.source.raw.lines)
            is_public = not (article.draft or article.is_scheduled(self.articles.now))
        return Page(
            self._shown(file), file.src_uri, unquote(_url(file)), content, text,
            frozenset((*content.ids, *(page.present_anchor_ids or ()))), matter, article, is_public,
            str(page.meta.get("lang") or language_of(self.config)),
        )  # fmt: skip

    def _shown(self, file: File) -> str:
        path = Path(file.abs_src_path) if file.abs_src_path else self.docs_dir / file.src_uri
        return document.shown_path(path, self.root)

    def _served(self) -> Iterator[tuple[str, Path | None]]:
        """All addresses: those of pages that `on_env` has added, too, and of what is written last."""
        for file in self.files:
            if file.abs_src_path is None or not Path(file.abs_src_path).is_dir():
                yield unquote(_url(file)), Path(file.abs_src_path) if file.abs_src_path else None
        for template in (*self.config.theme.static_templates, *self.config.extra_templates):
            yield template, None
        feeds = getattr(self.articles, "feeds", None)
        yield from ((uri, None) for uri in (feeds.addresses if feeds else ()))

    def _unused(self) -> Iterator[str]:
        """The records of outputs that `articles freeze --prune` would remove."""
        for uri in unused(self.docs_dir, self.files):
            yield document.shown_path(frozen.record_path(self.docs_dir, uri), self.root)

    def _said(self, site: Site) -> Iterator[Finding]:
        """What was logged as a warning, but for links that are looked at here."""
        pages = {page.uri: page for page in site.pages}
        for record in self.heard.records:
            message = one_line(record.getMessage())
            if record.levelno < logging.WARNING or message.startswith("Error reading page"):
                continue  # for the latter there is a failure
            link = getattr(record, "link", None)
            if link and (page := pages.get(link.uri)) and self._is_seen(page, link.href):
                continue
            problem = record.args[0] if isinstance(record.args, tuple) and record.args else None
            if isinstance(problem, Problem):
                yield Finding(problem, problem.rule or getattr(record, "rule", "build"))
            else:
                problem = Problem(self._config_name, self._line_of(message), 0, message)
                yield Finding(problem, "build")

    def _line_of(self, message: str) -> int:
        """The line of the configuration that has what MkDocs puts in quotes first; else 0."""
        quoted = re.search("'(.+?)'", message)
        file = Path(self.config.config_file_path)
        return mkdocs_warnings.line_of(quoted[1], file) if quoted else 0

    @staticmethod
    def _is_seen(page: Page, href: str) -> bool:
        return any(same(one, href) for one in (*page.rendered.links, *page.rendered.images))


def _url(file: File) -> str:
    return file.url.removeprefix("./") if file.url not in (".", "./") else ""


def _matter(file: File, text: str) -> dict[str, int]:
    """The lines of a page's keys; a notebook's metadata is full of those of others."""
    if file.src_uri.endswith(".ipynb") or not text.startswith("---"):
        return {}
    block, _, _ = front_matter.split(text)
    return dict(front_matter.load(block, file.src_uri).lines) if block else {}
