"""Files of a site that stay as they were: of these, nothing is done that MkDocs does to write a page
or to copy a file.

A page's key is a digest of all that its template reads; a copy's tells its source. A manifest, kept
with the cache, says which file of the site was made under which key; while it is that file, it becomes
a part of the new site.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from functools import partial
from typing import Any

from jinja2 import BytecodeCache, Environment, Template
from jinja2.bccache import Bucket
from mkdocs.commands import build
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure import StructureItem
from mkdocs.structure.files import File, Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import AnchorLink
from mkdocs.utils import get_build_datetime

from mkdocs_articles import inputs
from mkdocs_articles.adapters.mkdocs_cache_pages import OURS, site_root
from mkdocs_articles.adapters.mkdocs_cache_templates import TemplatesAhead
from mkdocs_articles.adapters.mkdocs_lazy import READ, content_of, digest_of_markdown
from mkdocs_articles.cache.digest import UnstableError, digest, relative_to, stable, tree_digest
from mkdocs_articles.cache.output import Staging
from mkdocs_articles.cache.store import Store
from mkdocs_articles.cache.templates import Reads, is_known, reads_of
from mkdocs_articles.errors import log
from mkdocs_articles.reading import signature

# What comes after a template, or goes to it, is known of these; that of other plugins (their hooks
# may do anything) is not. One that changes pages after their templates says what that depends on, in
# a method `output_key`.
KNOWN = ("mkdocs.", "mkdocs_articles.", "material.plugins.search.", "mkdocs_jupyter.")
EVENTS = ("page_context", "post_page", "post_build")
# Of the configuration: what no page shows, or what is looked at in another way.
_NOT_SHOWN = {
    "site_dir",
    "plugins",
    "theme",
    "hooks",
    "exclude_docs",
    "draft_docs",
    "not_in_nav",
    "watch",
}
# Of a page: the same. Its neighbours and its place are in the key as what is shown of them.
_APART = {"file", "parent", "children", "previous_page", "next_page", "render", "read_source", "toc",
          "links_to_anchors", "_Page__active", "content", "markdown", "meta", "canonical_url",
          "abs_url", "edit_url", "update_date", READ}  # fmt: skip

Manifest = Mapping[str, list[Any]]  # by path below the site: key, size, time of change


class Outputs:
    """The pages of one build, as they are written."""

    def __init__(
        self, store: Store, staging: Staging, manifest: Manifest, config: MkDocsConfig,
        files: Files, environment: str,
    ) -> None:  # fmt: skip
        self.store = store
        self.staging = staging
        self.config = config
        self._kept: set[str] = set()
        self.kept = 0  # pages
        self.on_page: Callable[[], None] = lambda: None
        self._manifest = manifest
        self._environment = environment
        self._reads: dict[str, Reads] = {}
        self._keys: dict[str, str] = {}
        self._nav: Navigation | None = None
        self._shared = ""
        self._items: dict[int, str] = {}
        self._site = str(staging.site)
        self._env: Environment | None = None
        self._files = files
        self.ahead: TemplatesAhead | None = None
        counts = Counter(file.dest_uri for file in files)
        self._ambiguous = {uri for uri, count in counts.items() if count > 1}
        self.why_not = self._foreign_hooks()
        if not self.why_not:
            try:
                self._common = self._common_key()
            except UnstableError as error:
                self.why_not = str(error)

    def watch(self, env: Environment) -> Environment:
        """An environment by which MkDocs knows that it is to ask here before it writes a page."""
        if self.why_not:
            return env
        self._env = env
        self.ahead = TemplatesAhead(env, self.config, self._new_key, self.staging.ahead)
        for file in self._files:
            if _is_copied(file):
                file.copy_file = partial(self._copy, file)  # type: ignore[method-assign]
        return _Templates(env, self)  # type: ignore[return-value]

    def keep(self, page: Page, nav: Navigation) -> bool:
        """Let the page stay as it was, if it can."""
        self.on_page()
        self._nav = nav
        uri = page.file.dest_uri
        key = None if uri in self._ambiguous else self._key(page)
        if key is None:
            return False
        self._keys[uri] = key
        if not self._is_as_it_was(uri, key):
            return False
        for hook in self._searches:
            hook({}, page=page, config=self.config, nav=nav)
        self._stay(uri)
        self.kept += 1
        return True

    def _copy(self, file: File, dirty: bool = False) -> None:
        uri = file.dest_uri
        with suppress(OSError):  # which is MkDocs' to meet
            seen = signature(file.abs_src_path) if file.abs_src_path else None
            if seen and uri not in self._ambiguous:
                self._keys[uri] = f"{file.abs_src_path} {seen}"
                if self._is_as_it_was(uri, self._keys[uri]):
                    self._stay(uri)
                    return
        File.copy_file(file, dirty)

    def _stay(self, uri: str) -> None:
        self.staging.keep(uri)
        self._kept.add(uri)

    def render(self, template: Template, context: Mapping[str, Any]) -> str:
        """The page, by its template or as it was made ahead."""
        page = context.get("page")
        key = self._keys.get(page.file.dest_uri) if isinstance(page, Page) else None
        made = self.ahead.take(_ahead(key, page), context) if self.ahead and page and key else None
        return template.render(context) if made is None else made

    def manifest(self, site_dir: str) -> Manifest:
        """What the next build needs to know of the site that is now in `site_dir`."""
        found = {uri: self._manifest[uri] for uri in self._kept}
        for uri in self._keys.keys() - self._kept:
            try:
                status = os.stat(os.path.join(site_dir, uri))
            except OSError:
                continue
            found[uri] = [self._keys[uri], status.st_size, status.st_mtime_ns]
        return dict(sorted(found.items()))

    def _is_as_it_was(self, uri: str, key: str) -> bool:
        known = self._manifest.get(uri)
        if not known or known[0] != key:
            return False
        try:
            status = os.stat(f"{self._site}/{uri}")
        except OSError:
            return False
        return known[1:] == [status.st_size, status.st_mtime_ns]

    # Keys

    def _foreign_hooks(self) -> str:
        self._searches = [
            hook for hook in self.config.plugins.events["page_context"]
            if not hook.__module__.startswith(OURS)
        ]  # fmt: skip
        for event in EVENTS:
            for hook in self.config.plugins.events[event]:
                if not f"{hook.__module__}.".startswith(KNOWN):
                    return f"{hook.__module__} has a hook on_{event}"
        for name, plugin in self.config.plugins.items():
            if type(plugin).__module__.startswith("mkdocs_jupyter.") and (
                plugin.config["include_source"] or plugin.config["data_files"]
            ):
                return f"{name} copies files beside pages"
        return ""

    def _common_key(self) -> str:
        config = self.config
        shown = {name: value for name, value in config.items() if name not in _NOT_SHOWN}
        theme = {name: str(value) if name == "locale" else value
                 for name, value in config.theme.items()}  # fmt: skip
        plugins = {name: dict(getattr(plugin, "config", {}))  # a module of hooks has none
                   for name, plugin in config.plugins.items()}  # fmt: skip
        own = [plugin.output_key() for plugin in config.plugins.values()
               if hasattr(plugin, "output_key")]  # fmt: skip
        root = site_root(config)
        parts = [stable(part) for part in (shown, theme, plugins, own, config.theme.dirs)]
        local = [tree_digest(folder) for folder in config.theme.dirs
                 if not inputs.is_installed(os.path.join(os.path.abspath(folder), ""))]  # fmt: skip
        return digest(self._environment, *(relative_to(root, part) for part in parts), *local)

    def _shared_key(self) -> str:
        """What all pages show of more than themselves: where each is in `nav`, a template must know."""
        config = self.config
        scripts = stable(list(config.extra_javascript))
        nav = _nav(self._nav) if self._nav else ()
        return digest(self._common, stable(list(config.extra_css)), scripts, *nav)

    def _key(self, page: Page) -> str | None:
        name = page.meta.get("template", "main.html")
        reads = self._reads_of(str(name))
        if reads.unknown or "pages" in reads.names:
            return None
        now = str(get_build_datetime()) if "build_date_utc" in reads.names else ""
        try:
            if not self._shared:
                self._shared = self._shared_key()
            return digest(self._shared, str(name), now, *self._page(page))
        except UnstableError as error:
            log.debug("articles-cache: %s: %s", page.file.src_uri, error)
            return None

    def _new_key(self, page: Page) -> str | None:
        """The key of a page, if it is not as it was, for what is made of it ahead."""
        key = self._key(page)
        is_new = key is not None and not self._is_as_it_was(page.file.dest_uri, key)
        return _ahead(key, page) if key and is_new else None

    def _page(self, page: Page) -> Iterator[str]:
        """What a template may read of its page."""
        own = {name: value for name, value in vars(page).items() if name not in _APART}
        yield content_of(page).digest
        yield digest_of_markdown(page)
        yield stable(own)
        file = page.file  # a draft is marked as one
        yield f"{file.dest_uri} {file.edit_uri} {file.inclusion.is_excluded()}"
        yield from _toc(page.toc)
        for item in (page, page.parent, page.previous_page, page.next_page):
            yield self._item(item) if item else "-"

    def _item(self, item: StructureItem) -> str:
        """What is shown of a page, section or link elsewhere; most are asked for three times."""
        if id(item) not in self._items:  # a page cannot be hashed
            self._items[id(item)] = digest(*_item(item))
        return self._items[id(item)]

    def _reads_of(self, name: str) -> Reads:
        if name not in self._reads:
            key = bytes.fromhex(digest("reads", self._common, name))
            kept = self.store.get_json(key)
            if kept:
                reads = Reads(frozenset(kept["names"]), kept["unknown"])
            else:
                assert self._env
                reads = reads_of(self._env, name, KNOWN, {"config": self.config})
                self.store.put_json(key, {"names": sorted(reads.names), "unknown": reads.unknown})
            if reads.unknown:
                log.debug("articles-cache: %s is rendered for every page: %s", name, reads.unknown)
            self._reads[name] = reads
        return self._reads[name]


class Bytecode(BytecodeCache):
    """Compiled templates, kept with all the rest: but where a filter is not known, since what it makes
    of a constant becomes a part of them.
    """

    def __init__(self, store: Store, environment: str) -> None:
        self._store = store
        self._environment = environment

    def load_bytecode(self, bucket: Bucket) -> None:
        if is_known(bucket.environment, KNOWN) and (data := self._store.get(self._key(bucket))):
            bucket.bytecode_from_string(data)

    def dump_bytecode(self, bucket: Bucket) -> None:
        if is_known(bucket.environment, KNOWN):
            self._store.put_later(self._key(bucket), bucket.bytecode_to_string())

    def _key(self, bucket: Bucket) -> bytes:
        return bytes.fromhex(digest("bytecode", self._environment, bucket.key, bucket.checksum))


class _Templates:
    """A Jinja environment, but for the templates of pages."""

    def __init__(self, env: Environment, outputs: Outputs) -> None:
        self._env = env
        self.outputs = outputs

    def get_template(self, name: str, *args: Any, **kwargs: Any) -> Any:
        template = self._env.get_template(name, *args, **kwargs)
        is_static = name in self.outputs.config.theme.static_templates
        return template if is_static or args or kwargs else _Template(template, self.outputs)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._env, name)


_build_page = build._build_page


def _build_page_if_needed(
    page: Page, config: Any, pages: Any, nav: Navigation, env: Any, *args: Any, **kwargs: Any
) -> None:
    """What MkDocs does to write a page; most of it would be for nothing where the page stays."""
    if not (isinstance(env, _Templates) and env.outputs.keep(page, nav)):
        _build_page(page, config, pages, nav, env, *args, **kwargs)


build._build_page = _build_page_if_needed  # type: ignore[assignment]


class _Template:
    """A page's template, which need not run if it did ahead."""

    def __init__(self, template: Template, outputs: Outputs) -> None:
        self._template = template
        self._outputs = outputs

    def render(self, context: Mapping[str, Any]) -> str:
        return self._outputs.render(self._template, context)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._template, name)


def _is_copied(file: File) -> bool:
    """Whether it is what MkDocs copies as it is, from a file."""
    return type(file) is File and not file.is_documentation_page() and file._content is None


def _ahead(key: str, page: Page) -> str:
    """The name of what is made ahead of a page: a hook may change the content before its template."""
    return f"{key}-{content_of(page).digest}"


def _toc(items: Iterable[AnchorLink], depth: int = 0) -> Iterator[str]:
    for item in items:
        yield f"{depth} {item.level} {item.id!r} {item.title!r}"
        yield from _toc(item.children, depth + 1)


def _nav(nav: Navigation) -> list[str]:
    pieces: list[str] = _item(nav.homepage) if nav.homepage else []
    waiting: list[tuple[int, Any]] = [(0, item) for item in reversed(nav.items)]
    while waiting:
        depth, item = waiting.pop()
        pieces += str(depth), *_item(item)
        waiting += ((depth + 1, child) for child in reversed(item.children or []))
    return pieces


def _item(item: StructureItem) -> list[str]:
    """What is shown of a page, section or link elsewhere."""
    if not isinstance(item, Page):
        return [type(item).__name__, str(item.title), str(getattr(item, "url", ""))]
    addresses = [item.url, item.canonical_url, item.abs_url, item.edit_url, item.update_date]
    shown = [item.title, item.is_homepage, item.file.src_uri, item.file.inclusion.name, item.meta]
    return ["Page", stable([*addresses, *shown])]
