"""Pages of MkDocs, rendered or brought back from the store: `page.render` looks there first."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from markdown.util import get_installed_extensions
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import AnchorLink, get_toc

from mkdocs_articles import execution, inputs
from mkdocs_articles.adapters.mkdocs_lazy import (
    content_of,
    digest_of_markdown,
    hand_on,
    make_lazy,
    set_content,
)
from mkdocs_articles.cache import garbage
from mkdocs_articles.cache.digest import (
    UnstableError,
    digest,
    relative_to,
    stable,
    tree_digest,
)
from mkdocs_articles.cache.entry import Entry, Target
from mkdocs_articles.cache.results import Results
from mkdocs_articles.errors import log
from mkdocs_articles.lazy import Text
from mkdocs_articles.snippets import note_files

SCHEMA = "3"
OURS = "mkdocs_articles."  # our hooks pass on content of which they need nothing
# Packages whose Markdown extensions depend on the text, on their options and on files they open, or
# tell of more. Others may keep something between pages, or share it with a plugin.
KNOWN = frozenset({"markdown", "pymdownx", "mkdocs_articles", "material", "markdown_katex"})
# What rendering sets on a page; whoever sets more is not known here.
_SET = {"content", "toc", "_title_from_render", "present_anchor_ids", "links_to_anchors"}
_WRITE_AT = 32  # pages
_SOME = 4  # pages that are rendered, until parsers are left over

ROOT_MARK = "<root>/"


class PageCache:
    """The rendered pages of one build."""

    def __init__(
        self, results: Results, config: MkDocsConfig, files: Files, trusted: frozenset[str]
    ) -> None:
        """`trusted` are Markdown extensions, besides the `KNOWN`, whose pages can be kept."""
        self.results = results
        self.store = results.store
        self.config = config
        self.files = files
        self.hits = self.misses = 0
        self.on_miss: Callable[[Page], None] = lambda page: None  # noqa: ARG005
        self.write_at = _WRITE_AT
        self.on_page: Callable[[], None] = lambda: None
        self._by_uri = files.src_uris
        self._root = site_root(config)
        self._digests = inputs.Digests()
        self._new: dict[bytes, bytes] = {}
        self._base = self._common_key(trusted)
        hooks = config.plugins.events["page_content"]
        self._may_hand_on = all(hook.__module__.startswith(OURS) for hook in hooks)
        self._makers = [
            plugin.make_ahead for plugin in config.plugins.values() if hasattr(plugin, "make_ahead")
        ]

    @property
    def is_usable(self) -> bool:
        """Whether pages can be kept with this configuration."""
        return self._base is not None

    def attach(self, page: Page) -> None:
        """Let `page` come from the cache, unless somebody else renders it in a way of their own."""
        if self.is_usable and type(page).render is Page.render and "render" not in vars(page):
            page.render = lambda config, files: self.render(page, config, files)  # type: ignore[method-assign]
            make_lazy(page)

    def render(self, page: Page, config: MkDocsConfig, files: Files) -> None:
        """Bring the page back, or render and keep it."""
        key = self._key(page)
        if key and (entry := self._find(key)):
            self.hits += 1
            self._restore(page, entry, key)
        else:
            self.misses += 1
            if self.misses == _SOME:
                garbage.collect_seldom()
            self._render(page, config, files, key)
            self.on_miss(page)
        self.on_page()

    def flush(self) -> None:
        """Write what is new."""
        self.store.put(self._new)
        self._new.clear()
        self.store.put_now()

    # Keys

    def _common_key(self, trusted: frozenset[str]) -> str | None:
        """What all pages depend on; None where it cannot be told."""
        config = self.config
        try:
            _refuse_strangers(config, KNOWN | trusted)
            parts = [
                stable(list(config.markdown_extensions)), stable(config.mdx_configs),
                stable(config.validation), stable(config.use_directory_urls),
                str(logging.getLogger("mkdocs").getEffectiveLevel()),
                os.environ.get(execution.VARIABLE, ""),
            ]  # fmt: skip
        except UnstableError as error:
            log.info("articles-cache: pages are not kept: %s", error)
            return None
        icons = [tree_digest(f"{folder}/.icons") for folder in config.theme.dirs
                 if not inputs.is_installed(os.path.join(folder, ""))]  # fmt: skip
        emoji = config.mdx_configs.get("pymdownx.emoji", {}).get("options", {})
        icons += [tree_digest(folder) for folder in emoji.get("custom_icons", ())]
        parts = [relative_to(self._root, part) for part in parts]
        return digest(SCHEMA, self.results.environment, *parts, *icons)

    def _key(self, page: Page) -> bytes | None:
        file = page.file
        try:
            meta = stable(page.meta)
        except UnstableError:
            return None
        parts = [file.src_uri, file.url, str(file.inclusion.is_excluded()), meta]
        return bytes.fromhex(digest(self._base or "", *parts, digest_of_markdown(page)))

    # Bringing back

    def _find(self, key: bytes) -> Entry | None:
        """The page in the state of the last build, else in any that is kept."""
        at = "page", key.hex()
        known = self.results.get(at)
        try:
            if known is not None:
                entry = Entry.from_json(known)
            elif data := self.store.get(key):
                entry = Entry.from_bytes(data)
            else:
                return None
        except (ValueError, TypeError):
            return None
        if not entry.left.keys() <= inputs.restorers.keys():
            return None
        if not entry.is_valid(self._target, self._digest_of):
            return None
        if known is None:
            self.results.take(entry.noted)
            self.results.put(at, replace(entry, noted={}).to_json())
        self.results.use_text(entry.content)
        return entry

    def _digest_of(self, portable: str) -> str:
        return self._digests(self._absolute(portable))

    def _restore(self, page: Page, entry: Entry, key: bytes) -> None:
        page.toc = get_toc(entry.toc)  # type: ignore[arg-type]
        page._title_from_render = entry.title
        page.present_anchor_ids = set(entry.anchors)
        if entry.to_anchors is not None:
            targets = ((self._file(uri), links)
                       for uri, links in entry.to_anchors.items())  # fmt: skip
            page.links_to_anchors = {file: dict(links) for file, links in targets if file}

        def anew() -> Page:
            copy = Page.__new__(Page)
            vars(copy).update(vars(page))
            Page.render(copy, self.config, self.files)
            return copy

        def again() -> None:
            self.store.drop(key)
            self.results.drop(("page", key.hex()))
            anew()

        def load() -> str:
            kept = self.results.get_text(entry.content)
            return anew().content or "" if kept is None else kept

        set_content(page, Text(entry.content, load))
        if self._may_hand_on and self.config._current_page is page:
            hand_on(page)
        for owner, items in entry.left.items():
            for item in items:
                inputs.restorers[owner](item, again)

    def _target(self, uri: str) -> Target:
        file = self._file(uri)
        return (file.url, file.inclusion.is_excluded()) if file else None

    def _file(self, uri: str) -> File | None:
        return self._by_uri.get(uri) or self.files.get_file_from_path(uri)

    # Rendering

    def _render(self, page: Page, config: MkDocsConfig, files: Files, key: bytes | None) -> None:
        watched = _WatchedFiles(files)
        before = dict(vars(page))
        with counting_records() as records, inputs.record(self._digests) as recording:
            Page.render(page, config, watched)  # type: ignore[arg-type]
            if (options := config.mdx_configs.get("pymdownx.snippets")) is not None:
                note_files(page.markdown or "", options)
        changed = {name for name, value in vars(page).items()
                   if name not in before or before[name] is not value}  # fmt: skip
        if (
            key is None
            or records
            or not recording.is_repeatable
            or watched.was_listed
            or not changed <= _SET
        ):
            return
        to_anchors = page.links_to_anchors
        content = content_of(page)
        entry = Entry(
            content=content.digest,
            toc=toc_tokens(page),
            title=page._title_from_render,
            anchors=sorted(page.present_anchor_ids or ()),
            to_anchors=None
            if to_anchors is None
            else {f.src_uri: a for f, a in to_anchors.items()},
            links=watched.asked,
            files={self._portable(path): known for path, known in recording.files.items()},
            left=recording.left,
        )
        with self.results.noting() as noted:
            for make in self._makers:
                make(page)
        try:
            self._new[key] = replace(entry, noted=noted).to_bytes()
        except (TypeError, ValueError):
            return
        self._new[bytes.fromhex(content.digest)] = content.text.encode("utf-8", "surrogatepass")
        self.results.put(("page", key.hex()), entry.to_json())
        if len(self._new) >= 2 * self.write_at:
            self.flush()

    def _portable(self, path: str) -> str:
        """A path as entries have it: the folder of the site may be another one."""
        try:
            return ROOT_MARK + Path(path).relative_to(self._root).as_posix()
        except ValueError:
            return path

    def _absolute(self, path: str) -> str:
        is_below = path.startswith(ROOT_MARK)
        return os.path.join(self._root, path.removeprefix(ROOT_MARK)) if is_below else path


class _WatchedFiles:
    """MkDocs' `Files`, and what was asked of it."""

    def __init__(self, files: Files) -> None:
        self._files = files
        self.asked: dict[str, Target] = {}
        self.was_listed = False

    def get_file_from_path(self, path: str) -> File | None:
        file = self._files.get_file_from_path(path)
        self.asked[path] = (file.url, file.inclusion.is_excluded()) if file else None
        return file

    def __getattr__(self, name: str) -> Any:
        self.was_listed = True
        return getattr(self._files, name)

    def __iter__(self) -> Iterator[File]:
        self.was_listed = True
        return iter(self._files)

    def __len__(self) -> int:
        self.was_listed = True
        return len(self._files)

    def __contains__(self, path: str) -> bool:
        return self.get_file_from_path(path) is not None


def site_root(config: MkDocsConfig) -> Path:
    """The folder of the configuration."""
    return Path(config.config_file_path).parent if config.config_file_path else Path.cwd()


def toc_tokens(page: Page) -> list[dict[str, Any]]:
    """A table of contents as `get_toc` reads it."""
    return [_token(item) for item in page.toc]


def _token(item: AnchorLink) -> dict[str, Any]:
    children = [_token(child) for child in item.children]
    return {"level": item.level, "id": item.id, "name": item.title, "children": children}


@contextmanager
def counting_records() -> Iterator[list[str]]:
    """What is logged, from `INFO` up: a page that says something is to say it again."""
    make, records = logging.getLogRecordFactory(), []

    def note(*args: Any, **kwargs: Any) -> logging.LogRecord:
        record = make(*args, **kwargs)
        if record.levelno >= logging.INFO:
            records.append(record.name)
        return record

    logging.setLogRecordFactory(note)
    try:
        yield records
    finally:
        logging.setLogRecordFactory(make)


def _refuse_strangers(config: MkDocsConfig, known: frozenset[str]) -> None:
    """Raise `UnstableError` for a Markdown extension of which nothing is known."""
    installed = {point.name: point.value for point in get_installed_extensions()}
    for extension in config.markdown_extensions:
        if not isinstance(extension, str):
            raise UnstableError(f"{type(extension)} was put in by a plugin and may talk to it")
        module = installed.get(extension, extension).partition(":")[0]
        if extension not in known and module.partition(".")[0] not in known:
            raise UnstableError(
                f"of the Markdown extension {extension} it is not known that a page depends on "
                "nothing but its text and the files that are read; if so, name it in `extensions`"
            )
