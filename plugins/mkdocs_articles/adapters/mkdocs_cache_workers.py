"""Work on pages that is done ahead of MkDocs' own loops, by processes that only fill the store.

A loop goes through the pages from the first one, the workers from the last: where they meet, all is
done. What a worker does not do, or does not come to, the loop does; so nothing depends on them.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol

from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files, InclusionLevel, get_files, set_exclusions
from mkdocs.structure.nav import get_navigation
from mkdocs.structure.pages import Page

from mkdocs_articles.adapters.mkdocs_cache_pages import PageCache
from mkdocs_articles.cache.meanwhile import may_fork
from mkdocs_articles.cache.store import Store
from mkdocs_articles.errors import log
from mkdocs_articles.math import ahead

_MISSES = 4  # before it is worth while: less is an edit
_FEWEST = {
    "fork": 8,
    "spawn": 8,
    "auto": 100,
}  # pages to come; a new process takes a second to begin
_WRITE_AT = 4  # entries; the loop may want the last ones


@dataclass(frozen=True)
class Task:
    """What workers do with a share of the pages: in a fork, while the second function says that it is
    wanted, or in a new process (None: in none).

    `before` and `after_fork` are done before the first begins, and in a fork.
    """

    work: Callable[[Sequence[File], Callable[[], bool]], None]
    spawn: Callable[[Sequence[File]], subprocess.Popen[bytes]] | None
    before: Callable[[], None]
    after_fork: Callable[[], None]


class Workers:
    """The processes for one task of a build."""

    def __init__(
        self, task: Task, files: Files, *, method: str, count: int, is_preview: bool
    ) -> None:
        """`method` is one of `cache.settings.PARALLEL`; `count` includes this process."""
        self._task = task
        self._files = files
        self._method = method
        self._count = (count or cores()) - 1
        self._is_preview = is_preview
        self._misses = 0
        self._children: list[int] = []
        self._processes: list[subprocess.Popen[bytes]] = []

    def note_miss(self, page: Page) -> None:
        """A page was not in the store: when there are some, workers begin."""
        self._misses += 1
        if self._misses != _MISSES or self._count < 1 or self._method == "off":
            return
        method, fewest = self._method, _FEWEST[self._method]
        if method == "auto":
            method, fewest = ("fork", _FEWEST["fork"]) if may_fork() else ("spawn", fewest)
        if method == "spawn" and not self._task.spawn:
            return
        left = list(pages_to_render(self._files, is_preview=self._is_preview))
        left = left[left.index(page.file) + 1 :] if page.file in left else []
        if len(left) < fewest:
            return
        self._task.before()
        for number in range(min(self._count, len(left) // 4)):
            share = left[::-1][number :: self._count]
            try:
                if method == "fork":
                    self._fork(share)
                elif self._task.spawn:
                    self._processes.append(self._task.spawn(share))
            except OSError as error:
                log.debug("articles-cache: no worker: %s", error)

    def stop(self) -> None:
        """All pages are done."""
        for child in self._children:
            with contextlib.suppress(OSError):
                os.kill(child, signal.SIGKILL)
                os.waitpid(child, 0)
        for process in self._processes:
            process.kill()
            process.wait()
        self._children, self._processes = [], []

    def _fork(self, share: Sequence[File]) -> None:
        parent = os.getpid()
        child = os.fork()
        if child:
            self._children.append(child)
            return
        try:
            self._task.after_fork()
            silence = os.open(os.devnull, os.O_RDWR)
            for stream in (0, 1, 2):
                os.dup2(silence, stream)
            self._task.work(share, lambda: os.getppid() == parent)
        finally:
            os._exit(0)


def rendering(pages: PageCache, *, is_preview: bool, after_fork: Callable[[], None]) -> Task:
    """Pages are rendered ahead."""

    def before() -> None:
        pages.flush()
        pages.store.disconnect()

    def spawn(share: Sequence[File]) -> subprocess.Popen[bytes]:
        config = pages.config
        job = {
            "config_file": config.config_file_path, "pages": [file.src_uri for file in share],
            "command": "serve" if is_preview else "build", "path": sys.path,
            "level": logging.getLogger("mkdocs").getEffectiveLevel(), "parent": os.getpid(),
            "options": {"site_url": config.site_url, "use_directory_urls": config.use_directory_urls},
        }  # fmt: skip
        process = subprocess.Popen(
            [sys.executable, "-P", "-m", __name__], stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        assert process.stdin
        with contextlib.suppress(OSError), process.stdin:  # one that does not start is no loss
            process.stdin.write(json.dumps(job).encode())
        return process

    return Task(partial(work, pages), spawn, before, after_fork)


class Maker(Protocol):
    """Makes something of pages, and can do so ahead; it tells of pages of which nothing was kept."""

    on_miss: Callable[[Page], None]

    def make_ahead(self, page: Page) -> None:
        """Only keep what is made of `page`: another process will want it."""
        ...


def finishing(
    makers: Sequence[Maker],
    store: Store,
    before: Callable[[], None],
    after_fork: Callable[[], None],
) -> Task:
    """What is to be done with pages when all are rendered is done ahead: one process has a page's HTML
    at hand for its template, and for what searches make of it.
    """

    def prepare() -> None:
        before()
        store.put_now()
        store.disconnect()

    def work(share: Sequence[File], is_wanted: Callable[[], bool]) -> None:
        for number, file in enumerate(share, 1):
            if not is_wanted():
                return
            for maker in makers:
                with contextlib.suppress(Exception):  # what is wrong is left for MkDocs to find
                    if file.page:
                        maker.make_ahead(file.page)
            if number % _WRITE_AT == 0:
                store.put_now()
        store.put_now()

    return Task(work, None, prepare, after_fork)


def cores() -> int:
    """The processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def pages_to_render(files: Files, *, is_preview: bool) -> Sequence[File]:
    """The pages in the order of MkDocs' loop."""
    inclusion = InclusionLevel.is_in_serve if is_preview else InclusionLevel.is_included
    return files.documentation_pages(inclusion=inclusion)


def work(pages: PageCache, share: Sequence[File], is_wanted: Callable[[], bool]) -> None:
    """Render as MkDocs does it, up to the content; what is wrong is left for MkDocs to find."""
    config, files = pages.config, pages.files
    pages.write_at = _WRITE_AT
    pages.on_miss = lambda page: None  # noqa: ARG005
    pages.on_page = lambda: None
    for file in share:
        if not is_wanted():
            return
        with contextlib.suppress(Exception):
            page = file.page or Page(None, file, config)
            config._current_page = page
            page = config.plugins.on_pre_page(page, config=config, files=files)
            page.read_source(config)
            page.markdown = config.plugins.on_page_markdown(
                page.markdown or "", page=page, config=config, files=files
            )
            page.render(config, files)
    pages.flush()


def _work_in_a_new_process(job: dict[str, Any]) -> None:
    """Come to where the build is, and render. If its configuration is another one here (options of
    the command line are not all known), so are the keys, and nothing is lost but time.
    """
    sys.path[:] = job["path"]
    ahead.refuse()
    logger = logging.getLogger("mkdocs")
    logger.setLevel(job["level"])
    logger.addHandler(logging.NullHandler())
    config: MkDocsConfig = load_config(job["config_file"], **job["options"])
    (plugin,) = (one for one in config.plugins.values() if hasattr(one, "is_worker"))
    plugin.is_worker = True
    config.plugins.on_startup(command=job["command"], dirty=False)
    config = config.plugins.on_config(config)
    config.plugins.on_pre_build(config=config)
    files = get_files(config)
    env = config.theme.get_env()
    files.add_files_from_theme(env, config)
    files = config.plugins.on_files(files, config=config)
    set_exclusions(files, config)
    config.plugins.on_nav(get_navigation(files, config), config=config, files=files)
    share = [file for uri in job["pages"] if (file := files.get_file_from_path(uri))]
    if plugin.pages:
        work(plugin.pages, share, lambda: os.name == "nt" or os.getppid() == job["parent"])


if __name__ == "__main__":
    _work_in_a_new_process(json.load(sys.stdin))
