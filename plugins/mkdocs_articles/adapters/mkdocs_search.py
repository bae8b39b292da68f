"""The MkDocs plugin `articles-search`: an index that the browser reads in pieces.

on_env           all bodies exist: what is to be searched is known; the browser's files join the site
on_page_context  a page's record is made, or brought back
on_post_page     the button and the starter come into each page (and into 404.html)
on_post_build    the index is written
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import urlsplit

from mkdocs.config.base import Config
from mkdocs.plugins import BasePlugin, CombinedEvent, event_priority
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

from mkdocs_articles.adapters.mkdocs_search_pages import Searched, searched
from mkdocs_articles.adapters.mkdocs_theme import language_of
from mkdocs_articles.adapters.yaml_position import report_options
from mkdocs_articles.cache.digest import digest
from mkdocs_articles.cache.written import write
from mkdocs_articles.errors import log
from mkdocs_articles.links import relative
from mkdocs_articles.search import markup, settings
from mkdocs_articles.search.index import Entry, Index, Piece, contents
from mkdocs_articles.search.index import Files as IndexFiles
from mkdocs_articles.search.strings import strings_for
from mkdocs_articles.settings import Complaint

if TYPE_CHECKING:
    from jinja2 import Environment
    from mkdocs.config.defaults import MkDocsConfig

NOT_FOUND = "404.html"
OTHERS = {"search", "material/search"}  # plugins
_NO_PAGE = "<head></head><body></body>"


class Options(Config):
    """Empty: options are checked by `mkdocs_articles.search.settings`."""


class Keeper(Protocol):
    """Keeps what is made of pages between builds: `articles-cache` does."""

    def get(self, key: str) -> bytes | None:
        """The record that was kept under `key`."""
        ...

    def put(self, key: str, data: bytes, page: Page) -> None:
        """Keep the record of `page`."""
        ...

    def keep_files(self, key: str) -> bool:
        """Let the files stay that were written under `key`, if they all can."""
        ...

    def write(self, files: IndexFiles, key: str) -> None:
        """Let these be the files of the index, by their path in the site."""
        ...

    def last_index(self, lang: str) -> Index | None:
        """The one that was given to `remember`, by this process or another."""
        ...

    def remember(self, index: Index) -> None:
        """Keep the index that files were made of."""
        ...

    def meanwhile(self, make: Callable[[], IndexFiles]) -> Callable[[], IndexFiles]:
        """Begin to make files in another process, if that can be: what is returned waits for them."""
        ...


class SearchPlugin(BasePlugin[Options]):
    """Search. Options: see `mkdocs_articles.search.settings`."""

    def __init__(self) -> None:
        self.settings = settings.Settings()
        self.complaints: list[Complaint] = []
        self.keeper: Keeper | None = None
        self.pages: dict[str, Searched] = {}  # by source, in the order of their numbers
        self.by_key: dict[str, Searched] = {}
        self.known: frozenset[str] = frozenset()  # keys of pages that are in the index
        self.records: dict[str, bytes] = {}  # by key: of this build, or of the one before
        self.index = Index("")
        self.made: Callable[[], IndexFiles] = dict
        self.key = ""  # of the index, for the keeper
        self.is_as_it_was = False

    def load_config(
        self,
        options: Any,
        config_file_path: str | None = None,  # noqa: ARG002
    ) -> tuple[list[Any], list[Any]]:
        self.config = Options()
        self.settings, self.complaints = settings.parse(dict(options))
        return [], []

    def on_startup(self, *, command: str, dirty: bool) -> None:
        """Be the same object in all builds of `serve`: the last index is what the next begins with."""

    def on_config(self, config: MkDocsConfig) -> None:
        report_options("articles-search", self.complaints, config)
        if not OTHERS.isdisjoint(config.plugins):
            log.info(
                "articles-search: the plugin `search` makes another index, which its readers load "
                "whole, and takes the keys / and s; take it out of `plugins`"
            )
        if not self.settings.lang:
            self.settings = replace(self.settings, lang=language_of(config))
        self.strings = strings_for(self.settings.lang, self.settings.strings)
        if self.index.lang != self.settings.lang:
            self.index = Index(self.settings.lang)
        self.keeper = None

    @event_priority(-900)  # when others have made of bodies what they make of them
    def on_env(self, env: Environment, *, config: MkDocsConfig, files: Files) -> Environment:
        self.pages = {one.page.file.src_uri: one for one in searched(files, config)}
        self.by_key = {one.key: one for one in self.pages.values()}
        self.is_as_it_was = False
        for name, text in markup.files(self.strings).items():
            files.append(File.generated(config, f"{markup.FOLDER}/{name}", content=text))
        return env

    def keep_with(self, keeper: Keeper) -> None:
        """From now on, in this build, records and files are kept by `keeper`."""
        self.keeper = keeper
        self.key = self._key()
        self.is_as_it_was = keeper.keep_files(self.key)
        if not self.is_as_it_was and not self.index.keys:
            self.index = keeper.last_index(self.settings.lang) or self.index
        self.known = frozenset(self.index.keys)

    def on_page_context(
        self,
        context: Any,
        *,
        page: Page,
        config: MkDocsConfig,  # noqa: ARG002
        nav: Any,  # noqa: ARG002
    ) -> Any:
        """Here, because meanwhile other processes can make the records of later pages."""
        if one := self.unknown(page):
            self._record(one.key)
        return context

    def unknown(self, page: Page) -> Searched | None:
        """The page, if it is searched and the index of the last build has nothing of it."""
        one = self.pages.get(page.file.src_uri)
        return one if one and not self.is_as_it_was and one.key not in self.known else None

    def output_key(self) -> str:
        """What `articles-cache` must know of our change to pages after their templates."""
        return markup.put(_NO_PAGE, markup.FOLDER, self.strings)

    @event_priority(-90)  # when others are done with it
    def on_post_page(self, output: str, *, page: Page, config: MkDocsConfig) -> str:  # noqa: ARG002
        return markup.put(output, relative(f"{markup.FOLDER}/", page.url), self.strings)

    def on_post_template(
        self, output_content: str, *, template_name: str, config: MkDocsConfig
    ) -> str:
        if template_name != NOT_FOUND:
            return output_content
        root = urlsplit(config.site_url or "/").path  # it is shown at any address
        return markup.put(output_content, f"{root.rstrip('/')}/{markup.FOLDER}/", self.strings)

    @event_priority(200)  # while others write
    def _begin(self, *, config: MkDocsConfig) -> None:  # noqa: ARG002
        self.made = self._make
        if self.keeper and not self.is_as_it_was and not self.index.is_near(self.by_key):
            self.index = Index(self.settings.lang)  # the next build's is what was remembered there
            self.made = self.keeper.meanwhile(self._make_all)

    @event_priority(50)  # before others read what was written
    def _write(self, *, config: MkDocsConfig) -> None:
        if self.is_as_it_was:
            return
        files = self.made()
        if self.keeper:
            self.keeper.write(files, self.key)
        else:
            for name, data in contents(files).items():
                write(Path(config.site_dir, name), data)
        self.records = {key: self.records[key] for key in self.by_key if key in self.records}

    on_post_build = CombinedEvent(_begin, _write)

    def _make(self) -> IndexFiles:
        """The files of the index of this build."""
        entries = [
            Entry(one.key, one.document.categories, one.document.tags, one.boost)
            for one in self.pages.values()
        ]
        files = self.index.files(entries, self._record)
        if self.keeper:
            self.keeper.remember(self.index)
        return files

    def _make_all(self) -> IndexFiles:
        """The same, ready to be passed on."""
        return {
            name: Piece(piece.digest, partial(bytes, piece.content()))
            for name, piece in self._make().items()
        }

    def _record(self, key: str) -> bytes | None:
        """A page's record; None of a page that is no longer there, nor kept."""
        data = self.records.get(key)
        if data is None and self.keeper:
            data = self.keeper.get(key)
        if data is None and (one := self.by_key.get(key)):
            data = one.record()
            if self.keeper:
                self.keeper.put(key, data, one.page)
        if data is not None:
            self.records[key] = data
        return data

    def _key(self) -> str:
        """What the index depends on."""
        pages = ([one.key, str(one.boost)] for one in self.pages.values())
        return digest(self.settings.lang, *(part for page in pages for part in page))
