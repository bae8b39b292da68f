"""Write a MkDocs site as pages for Zensical, which has no plugins: see `staging`."""

from __future__ import annotations

import logging
import posixpath
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

import yaml
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import MkDocsException
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

from mkdocs_articles import execution, staging
from mkdocs_articles.adapters.mkdocs_lazy import content_of
from mkdocs_articles.adapters.mkdocs_plugin import SCRIPT, STYLE, THEME, ArticlesPlugin
from mkdocs_articles.adapters.mkdocs_site import SiteError as SiteError
from mkdocs_articles.adapters.mkdocs_site import environment, listening, load, one_line, rendered
from mkdocs_articles.cache.output import Staging
from mkdocs_articles.execution import frozen

FOLDER = ".cache/mkdocs-articles/stage"  # below that of mkdocs.yml
CONFIG = "zensical.stage.yml"
_MADE = "# Made by `articles stage`; do not edit, do not commit.\n"
_MARKDOWN = (".md", ".markdown")


@dataclass(frozen=True)
class Staged:
    """The configuration to build with, how many pages there are, and what was warned of."""

    config_file: Path
    pages: int
    warnings: tuple[str, ...]


def stage(config_file: Path) -> Staged:
    """Stage the site. Raises `SiteError` where it cannot be read or staged."""
    root = config_file.parent
    folder = root / FOLDER
    own = root / CONFIG
    if own.exists() and not own.read_text(encoding="utf-8").startswith(_MADE):
        raise SiteError(f"{own.name} is none that `articles stage` made; move it away")
    folder.parent.mkdir(parents=True, exist_ok=True)
    exchange = Staging(str(folder))
    try:
        with environment(**{execution.VARIABLE: "frozen"}), listening() as heard:
            try:
                config = load_config(str(config_file))
                given = list(config.extra_css)
                config.site_dir = str(exchange.new)
                pages = _Stage(config, exchange.new).write()
            except MkDocsException as error:
                said = heard.messages("mkdocs", logging.ERROR)
                raise SiteError("\n".join([*said, one_line(str(error))])) from error
        exchange.install()
    finally:
        exchange.discard()
    own.write_text(_MADE + _config(config_file, config, given), encoding="utf-8", newline="\n")
    return Staged(own, pages, tuple(heard.messages("mkdocs", logging.WARNING)))


def _config(config_file: Path, config: MkDocsConfig, given: list[str]) -> str:
    """Lists are added to those of the site's own configuration."""
    styles = [style for style in config.extra_css if style not in given]
    scripts = [str(one) for one in config.extra_javascript if str(one).startswith("assets/")]
    made = {"INHERIT": config_file.name, "docs_dir": FOLDER, "extra_css": styles}
    return yaml.safe_dump(made | {"extra_javascript": scripts}, sort_keys=False)


class _Stage:
    def __init__(self, config: MkDocsConfig, folder: Path) -> None:
        self.folder = folder
        self.config, self.files = load(config, command="build")
        found = (one for one in self.config.plugins.values() if isinstance(one, ArticlesPlugin))
        self.articles = next(found, None)
        if self.articles is None:
            raise SiteError("the plugin `articles` is not among the `plugins`; add it")

    def write(self) -> int:
        """Write all files, and return how many of them are pages."""
        config, files, articles = self.config, self.files, self.articles
        assert articles
        try:
            for _, failure in rendered(config, files):
                if failure:
                    raise SiteError(failure)
            written = {page.file.src_uri: content_of(page).digest for page in _pages(files)}
            config.plugins.on_env(config.theme.get_env(), config=config, files=files)
            pages = list(_pages(files))
            for page in pages:
                name, text = self._page(page, written)
                self._put(name, text)
            for file in files:
                if not file.is_documentation_page():
                    self._copy(file)
            for name in (STYLE, SCRIPT):
                self._put(name, (THEME / name).read_text(encoding="utf-8"))
            for path in (Path(config.docs_dir) / frozen.FOLDER).rglob("*.json"):
                self._put(path.relative_to(config.docs_dir).as_posix(), path.read_text("utf-8"))
            config.site_dir = str(self.folder)  # `articles-cache` has a place of its own
            articles.feeds.write(None)
        finally:
            config.plugins.on_shutdown()
        return len(pages)

    def _page(self, page: Page, written: dict[str, str]) -> tuple[str, str]:
        file, articles = page.file, self.articles
        assert articles
        name = self._name(file)
        meta = {**page.meta, "title": page.title}
        body = articles.bodies.get(file.src_uri)
        is_written = bool(file.abs_src_path) and file.src_uri.endswith(_MARKDOWN)
        is_same = written.get(file.src_uri) == content_of(page).digest
        if is_written and (body or is_same):
            text = Path(file.abs_src_path or "").read_text(encoding="utf-8-sig")
            above, below = articles.views.around(body.article) if body else ("", "")

            def moved(path: str) -> str:
                folder = posixpath.dirname(file.src_uri)
                other = self.files.get_file_from_path(
                    posixpath.normpath(posixpath.join(folder, unquote(path)))
                )
                if other is None or not other.is_documentation_page():
                    return path
                now = posixpath.relpath(self._name(other), posixpath.dirname(name) or ".")
                return path if now == posixpath.relpath(other.src_uri, folder or ".") else now

            return name, staging.as_markdown(
                text, meta, self._filled(above), self._filled(below), moved
            )
        return name, staging.as_html(meta, self._filled(page.content or ""))

    def _filled(self, html: str) -> str:
        formulas = self.articles.formulas if self.articles else None
        return formulas.filled(html) if formulas else html

    def _name(self, file: File) -> str:
        return staging.name_of(file.dest_uri, is_index=file.name == "index")

    def _put(self, name: str, text: str) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")

    def _copy(self, file: File) -> None:
        path = self.folder / file.dest_uri
        path.parent.mkdir(parents=True, exist_ok=True)
        if file.abs_src_path:
            shutil.copyfile(file.abs_src_path, path)
        else:
            path.write_bytes(file.content_bytes)


def _pages(files: Files) -> Iterator[Page]:
    return (file.page for file in files.documentation_pages() if file.page)
