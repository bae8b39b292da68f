"""The MkDocs plugin `articles-cache`: pages that are as they were are not rendered again, and a site
is exchanged only when it is whole.

on_pre_build   the build goes to a folder beside the site's
on_pre_page    pages come from the store, where they are in it
on_post_build  the new site takes the place of the old one
"""

from __future__ import annotations

import errno
import logging
import os
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from mkdocs.config.base import Config
from mkdocs.exceptions import Abort, PluginError
from mkdocs.plugins import BasePlugin, CombinedEvent, event_priority
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page
from mkdocs.utils import CountHandler

from mkdocs_articles import execution, memo
from mkdocs_articles.adapters.mkdocs_cache_outputs import Bytecode, Manifest, Outputs
from mkdocs_articles.adapters.mkdocs_cache_pages import PageCache, site_root
from mkdocs_articles.adapters.mkdocs_cache_progress import Reporter
from mkdocs_articles.adapters.mkdocs_cache_search import KeptSearch, RememberedIndex, indexes
from mkdocs_articles.adapters.mkdocs_cache_workers import (
    Maker,
    Task,
    Workers,
    cores,
    finishing,
    pages_to_render,
    rendering,
)
from mkdocs_articles.adapters.mkdocs_theme import list_no_icons
from mkdocs_articles.adapters.yaml_position import report_options
from mkdocs_articles.cache import garbage, settings
from mkdocs_articles.cache.digest import UnstableError, digest, environment
from mkdocs_articles.cache.highlighting import EXTENSION as HIGHLIGHTING
from mkdocs_articles.cache.highlighting import without_style
from mkdocs_articles.cache.meanwhile import T, fork, may_fork
from mkdocs_articles.cache.output import Staging
from mkdocs_articles.cache.results import Results
from mkdocs_articles.cache.store import Store
from mkdocs_articles.cache.written import Written
from mkdocs_articles.errors import log
from mkdocs_articles.settings import Complaint

if TYPE_CHECKING:
    from jinja2 import Environment
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.livereload import LiveReloadServer
    from mkdocs.structure.nav import Navigation

STORE = "pages.sqlite"
FIRST, LAST = 1000, -1000
_BUILDER = logging.getLogger("mkdocs.commands.build")


class Options(Config):
    """Empty: options are checked by `mkdocs_articles.cache.settings`."""


class CachePlugin(BasePlugin[Options]):
    """Render cache and atomic output. Options: see `mkdocs_articles.cache.settings`."""

    def __init__(self) -> None:
        self.settings = settings.Settings()
        self.complaints: list[Complaint] = []
        self.is_dirty = self.is_off = False
        self.is_preview = False
        self.is_worker = False  # a process that only renders
        self.workers: list[Workers] = []
        self.staging: Staging | None = None
        self.pages: PageCache | None = None
        self.store: Store | None = None
        self.results: Results | None = None
        self.outputs: Outputs | None = None
        self.reporter: Reporter | None = None
        self.written: dict[str, Written] = {}  # by plugin
        self.manifest: Manifest = {}
        self.written_manifests: dict[str, Any] = {}
        self.site_dir = ""
        self.site_name: _SiteName | None = None

    def load_config(
        self,
        options: Any,
        config_file_path: str | None = None,  # noqa: ARG002
    ) -> tuple[list[Any], list[Any]]:
        self.config = Options()
        self.settings, self.complaints = settings.parse(dict(options))
        return [], []

    def on_startup(self, *, command: str, dirty: bool) -> None:
        self.is_dirty = dirty
        self.is_preview = command == "serve"

    @event_priority(LAST)
    def on_config(self, config: MkDocsConfig) -> None:
        report_options("articles-cache", self.complaints, config)
        # A dirty build leaves out what has not changed: it is a cache of its own.
        self.is_off = self.is_dirty or bool(os.environ.get(settings.SWITCH))
        if self.is_off:
            self.store = self.results = None
            return
        garbage.collect_hardly()
        if HIGHLIGHTING in config.markdown_extensions:
            options = config.mdx_configs.get(HIGHLIGHTING, {})
            config.mdx_configs[HIGHLIGHTING] = without_style(options)
        self.store = Store(
            site_root(config) / self.settings.cache_dir / STORE, self.settings.max_size * 1_000_000
        )

        self.results = self._results(config)
        list_no_icons(config.theme)

    def _results(self, config: MkDocsConfig) -> Results:
        """Those of the last build in this process, if all code is what it was."""
        assert self.store
        now = environment()
        if self.results and self.results.environment == now:
            self.results.store = self.store
            return self.results
        kind = "preview" if self.is_preview else "build"
        return Results(self.store, now, f"{config.config_file_path} {kind}")

    @event_priority(LAST)
    def on_pre_build(self, *, config: MkDocsConfig) -> None:
        memo.keep_with(self.results)
        if self.is_off or self.is_worker:
            return
        self.reporter = Reporter()
        try:
            self.staging = Staging(config.site_dir)
        except OSError as error:
            log.info("articles-cache: the site is changed bit by bit: %s", error)
            return
        self.site_dir, config.site_dir = config.site_dir, str(self.staging.new)
        self.site_name = _SiteName(self.site_dir, config.site_dir)
        _BUILDER.addFilter(self.site_name)

    @event_priority(LAST)
    def on_nav(self, nav: Navigation, *, config: MkDocsConfig, files: Files) -> None:  # noqa: ARG002
        if self.results:
            trusted = frozenset(self.settings.extensions)
            self.pages = PageCache(self.results, config, files, trusted)
            if not self.pages.is_usable:
                garbage.collect_seldom()
            if not self.is_worker and not execution.may_run():  # snippets would run twice
                task = rendering(
                    self.pages, is_preview=self.is_preview, after_fork=self._after_fork
                )
                self.pages.on_miss = self._start(task, files)
        if self.reporter and self.pages:
            self.reporter.stages.end("files and navigation")
            total = len(pages_to_render(files, is_preview=self.is_preview))
            self.pages.on_page = self.reporter.begin("rendering", total)

    @event_priority(LAST)  # mkdocs-jupyter renders its pages itself
    def on_pre_page(self, page: Page, *, config: MkDocsConfig, files: Files) -> None:  # noqa: ARG002
        if self.pages:
            self.pages.attach(page)

    @event_priority(FIRST)  # before others load templates
    def _end_with_markdown(self, env: Environment, *, config: MkDocsConfig, files: Files) -> None:  # noqa: ARG002
        if self.reporter:
            self.reporter.stages.end("pages: Markdown")
        self._stop()
        if self.store and self.pages:
            self.pages.flush()
            env.bytecode_cache = Bytecode(self.store, self.pages.results.environment)

    @event_priority(LAST)
    def _keep_outputs(self, env: Environment, *, config: MkDocsConfig, files: Files) -> Environment:
        if not (self.pages and self.store and self.staging and self.reporter):
            return env
        self.reporter.stages.end("other plugins, with all pages")
        if not self.is_preview:  # there the manifest stays in memory, and so does the site's folder
            self.manifest = self.store.get_json(_manifest_key(self.staging)) or {}
        self.outputs = Outputs(
            self.store, self.staging, self.manifest, config, files, self.pages.results.environment
        )
        if self.outputs.why_not:
            log.debug("articles-cache: all pages are written: %s", self.outputs.why_not)
        self.outputs.on_page = self.reporter.begin("writing", len(files.documentation_pages()))
        watched = self.outputs.watch(env)
        ahead = self.outputs.ahead
        makers: list[Maker] = [*self._remembered_searches(config), *self._keep_written(config)]
        makers += [ahead] if ahead else []
        before = ahead.before if ahead else lambda: None
        task = finishing(makers, self.store, before, self._after_fork)
        on_miss = self._start(task, files)
        for maker in makers:
            maker.on_miss = on_miss
        return watched

    def _remembered_searches(self, config: MkDocsConfig) -> Iterator[RememberedIndex]:
        """What search plugins make of pages is kept."""
        if not self.store or not self.pages:
            return
        for found in indexes(config):
            try:
                yield RememberedIndex(found, self.store, self.pages.results.environment)
            except UnstableError as error:
                log.debug("articles-cache: the search index is made anew: %s", error)

    def _keep_written(self, config: MkDocsConfig) -> Iterator[KeptSearch]:
        """Files that our plugins write at the end may stay as they were."""
        if not (self.store and self.pages and self.staging):
            return
        if not self.is_preview:
            self.written_manifests = self.store.get_json(_written_key(self.staging)) or {}
        for name, plugin in config.plugins.items():
            written = Written(self.staging, self.written_manifests.get(name, {}))
            if hasattr(plugin, "keep_files_with"):  # `articles`
                plugin.keep_files_with(written, self._meanwhile)
            elif hasattr(plugin, "keep_with"):  # `articles-search`
                search = KeptSearch(
                    plugin, self.store, written, self.pages.results.environment,
                    is_preview=self.is_preview, meanwhile=self._meanwhile,
                )  # fmt: skip
                plugin.keep_with(search)
                yield search
            else:
                continue
            self.written[name] = written

    def _start(self, task: Task, files: Files) -> Callable[[Page], None]:
        """Workers for a task, which begin when they are told of some pages that are not kept."""
        workers = Workers(
            task, files, method=self.settings.parallel, count=self.settings.workers,
            is_preview=self.is_preview,
        )  # fmt: skip
        self.workers.append(workers)
        return workers.note_miss

    on_env = CombinedEvent(_end_with_markdown, _keep_outputs)

    @event_priority(FIRST)
    def _restore(self, *, config: MkDocsConfig) -> None:  # noqa: ARG002
        self._stop()
        if self.reporter:
            self.reporter.stages.end("pages: templates and files")

    @event_priority(LAST)
    def _install(self, *, config: MkDocsConfig) -> None:
        if self.reporter:
            self.reporter.stages.end("other plugins, at the end")
        if self.staging:
            staging, self.staging = self.staging, None
            config.site_dir = self.site_dir
            if _has_failed(config):
                staging.discard()  # MkDocs will say so
            else:
                try:
                    staging.install()
                except OSError as error:
                    message = f"articles-cache: the site cannot be exchanged: {error}"
                    raise PluginError(message) from error
                self._remember(staging)
        if self.reporter:
            self.reporter.stages.end("the site's place")
            self.reporter.tell(self._summary())
        self._finish(is_whole=True)

    on_post_build = CombinedEvent(_restore, _install)

    def _summary(self) -> str:
        rendered = (
            f"{self.pages.misses} pages rendered, {self.pages.hits} kept" if self.pages else ""
        )
        written = f"; {self.outputs.kept} stay as they were" if self.outputs else ""
        return rendered + written

    def _remember(self, staging: Staging) -> None:
        site = str(staging.site)
        manifests = {name: written.manifest(site) for name, written in self.written.items()}
        if self.store and manifests != self.written_manifests:
            self.written_manifests = manifests
            if not self.is_preview:
                self.store.put_json(_written_key(staging), manifests)
        if not self.outputs or not self.store:
            return
        manifest = self.outputs.manifest(str(staging.site))
        if manifest != self.manifest:
            self.manifest = manifest
            if not self.is_preview:
                self.store.put_json(_manifest_key(staging), manifest)

    def on_build_error(self, *, error: Exception) -> None:
        self._abandon()
        if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
            log.error("%s; make room: the site is as it was before", error)
            raise Abort("Aborted: there is no room for the site") from error

    @event_priority(LAST)  # when others have said what they watch
    def on_serve(self, server: LiveReloadServer, *, config: MkDocsConfig, builder: Any) -> None:  # noqa: ARG002
        if not self.is_off:
            from mkdocs_articles.adapters.mkdocs_cache_watching import watch  # for servers only

            watch(server, site_root(config) / self.settings.cache_dir)

    def on_shutdown(self) -> None:
        if self.results:
            self.results.end(is_whole=False, is_last=True)
        self._abandon()

    def _abandon(self) -> None:
        if self.staging:
            self.staging.discard()
            self.staging = None
        self._finish()

    def _meanwhile(self, work: Callable[[], T], /) -> Callable[[], T]:
        """A `Meanwhile`."""
        method, count = self.settings.parallel, self.settings.workers or cores()
        if not self.store or count < 2:
            return work
        if not (method == "fork" or (method == "auto" and may_fork())):
            return work
        self.store.put_now()
        self.store.disconnect()
        return fork(work, self._after_fork)

    def _after_fork(self) -> None:
        if self.staging:
            self.staging.after_fork()

    def _stop(self) -> None:
        for workers in self.workers:
            workers.stop()
        self.workers.clear()

    def _finish(self, *, is_whole: bool = False) -> None:
        if self.site_name:
            _BUILDER.removeFilter(self.site_name)
        self._stop()
        if self.reporter:
            self.reporter.finish()
            self.reporter = None
        if self.pages:
            self.pages.flush()
        if self.results:
            self.results.end(is_whole=is_whole, is_last=not self.is_preview)
        if self.store:
            self.store.finish()
        self.pages = self.outputs = None
        self.written = {}
        memo.keep_with(None)
        if self.is_preview:
            garbage.collect_as_usual()


def _manifest_key(staging: Staging) -> bytes:
    return bytes.fromhex(digest("manifest", str(staging.site)))


def _written_key(staging: Staging) -> bytes:
    return bytes.fromhex(digest("written", str(staging.site)))


def _has_failed(config: MkDocsConfig) -> bool:
    """Whether MkDocs is about to end a strict build for its warnings."""
    counters = (
        one for one in logging.getLogger("mkdocs").handlers if isinstance(one, CountHandler)
    )
    return config.strict and any(counter.get_counts() for counter in counters)


class _SiteName:
    """MkDocs tells where it builds: what matters to a reader of that is where the site will be."""

    def __init__(self, site_dir: str, staging: str) -> None:
        self._site_dir = site_dir
        self._staging = staging

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = str(record.msg).replace(self._staging, self._site_dir)
        return True
