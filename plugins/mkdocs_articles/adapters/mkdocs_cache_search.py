"""What search plugins make of pages, remembered by the page that it is made of.

MkDocs' search and Material's parse every page's HTML (and segment its Chinese) for each build: that
takes longer than its template. Both have an index whose public `add_entry_from_context(page)` appends
to a list; here it appends what it did last time, while all that it reads of the page is the same.

`articles-search` asks for what is kept, and gives the files of its index to be kept, too.
"""

from __future__ import annotations

import copy
import os
from collections.abc import Callable
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.pages import Page

from mkdocs_articles import inputs
from mkdocs_articles.adapters.mkdocs_cache_pages import toc_tokens
from mkdocs_articles.adapters.mkdocs_lazy import content_of
from mkdocs_articles.cache.digest import UnstableError, digest, stable
from mkdocs_articles.cache.meanwhile import Meanwhile
from mkdocs_articles.cache.store import Store
from mkdocs_articles.cache.written import Written
from mkdocs_articles.search.index import Files as IndexFiles
from mkdocs_articles.search.index import Index
from mkdocs_articles.search.variants import TABLE

KNOWN = ("mkdocs.contrib.search.", "material.plugins.search.")
_META = ("title", "tags", "search")  # what they read of a page's front matter
_FILES = ("jieba_dict", "jieba_dict_user")  # options that name files


def indexes(config: MkDocsConfig) -> list[Any]:
    """The search indexes of a site that are known here."""
    found = (getattr(plugin, "search_index", None) for plugin in config.plugins.values())
    return [one for one in found if one and f"{type(one).__module__}.".startswith(KNOWN)]


class RememberedIndex:
    """Takes the place of an index's `add_entry_from_context` for one build."""

    def __init__(self, index: Any, store: Store, environment: str) -> None:
        """Raises `UnstableError` for an index with options of which nobody knows."""
        self.on_miss: Callable[[Page], None] = lambda page: None  # noqa: ARG005
        self._index = index
        self._store = store
        self._list = "entries" if hasattr(index, "entries") else "_entries"
        self._make = index.add_entry_from_context
        self._common = digest("search", environment, type(index).__module__, _options(index.config))
        index.add_entry_from_context = self.add

    def add(self, page: Page) -> None:
        """Append the entries of `page`."""
        key = self._key(page)
        entries = self._store.get_json(key) if key else None
        if entries is None:
            entries = self._entries(page)
            if key:
                self._store.put_json(key, entries)
                self.on_miss(page)
        getattr(self._index, self._list).extend(entries)

    def make_ahead(self, page: Page) -> None:
        """Only keep the entries of `page`: another process will want them."""
        key = self._key(page)
        if key and self._store.get(key) is None:
            self._store.put_json(key, self._entries(page))

    def _entries(self, page: Page) -> list[dict[str, Any]]:
        made: list[dict[str, Any]] = []
        alone = copy.copy(self._index)
        setattr(alone, self._list, made)
        type(alone).add_entry_from_context(alone, page)
        return made

    def _key(self, page: Page) -> bytes | None:
        try:
            meta = stable([page.meta.get(name) for name in _META])
            toc = stable(toc_tokens(page))
        except UnstableError:
            return None
        parts = [page.url, str(page.title), meta, toc, content_of(page).digest]
        return bytes.fromhex(digest(self._common, *parts))


class KeptSearch:
    """Keeps the records of pages, and the files, of `articles-search` (`plugin`)."""

    def __init__(
        self, plugin: Any, store: Store, written: Written, environment: str,
        *, is_preview: bool, meanwhile: Meanwhile,
    ) -> None:  # fmt: skip
        self.on_miss: Callable[[Page], None] = lambda page: None  # noqa: ARG005
        self._plugin = plugin
        self._meanwhile = meanwhile
        self._is_handed_on = not is_preview  # there the index stays in memory
        self._store = store
        self._common = digest("records", environment, inputs.file_digest(str(TABLE)))
        self._written = written

    def get(self, key: str) -> bytes | None:
        return self._store.get(self._key(key))

    def put(self, key: str, data: bytes, page: Page) -> None:
        self._store.put_later(self._key(key), data, is_dense=True)
        self.on_miss(page)

    def make_ahead(self, page: Page) -> None:
        """Only keep the record of `page`: another process will want it."""
        one = self._plugin.unknown(page)
        if one and self.get(one.key) is None:
            self._store.put_later(self._key(one.key), one.record(), is_dense=True)

    def keep_files(self, key: str) -> bool:
        return self._written.keep(digest(self._common, key))

    def write(self, files: IndexFiles, key: str) -> None:
        for name, piece in files.items():
            self._written.put(name, piece.digest, piece.content)
        self._written.are_made_under(digest(self._common, key))

    def last_index(self, lang: str) -> Index | None:
        data = self._store.get(self._key(f"index {lang}"))
        try:
            return Index.from_bytes(lang, data) if data else None
        except ValueError:
            return None

    def remember(self, index: Index) -> None:
        if self._is_handed_on:
            self._store.put({self._key(f"index {index.lang}"): index.to_bytes()})

    def meanwhile(self, make: Callable[[], IndexFiles]) -> Callable[[], IndexFiles]:
        def make_and_hand_on() -> IndexFiles:
            self._is_handed_on = True
            return make()

        return self._meanwhile(make_and_hand_on)

    def _key(self, key: str) -> bytes:
        return bytes.fromhex(digest(self._common, key))


def _options(config: Any) -> str:
    """An index's options, and what is in the files that they name."""
    files = [config.get(name) for name in _FILES]
    known = [inputs.file_digest(os.path.normpath(path)) for path in files if path]
    return stable([dict(config), known])
