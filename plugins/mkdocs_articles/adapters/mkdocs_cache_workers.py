"""Pages rendered ahead of MkDocs' own loop, by processes that only fill the store.

The loop goes through the pages from the first one, the workers from the last: where they meet, all is
rendered. What a worker does not do, or does not come to, the loop does; so nothing depends on them.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from typing import Any

from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files, InclusionLevel, get_files, set_exclusions
from mkdocs.structure.nav import get_navigation
from mkdocs.structure.pages import Page

from mkdocs_articles.adapters.mkdocs_cache_pages import PageCache
from mkdocs_articles.errors import log

_MISSES = 4  # before it is worth while: less is an edit
_FEWEST = {
    "fork": 8,
    "spawn": 8,
    "auto": 100,
}  # pages to come; a new process takes a second to begin
_WRITE_AT = 4  # entries; the loop may want the last ones


class Workers:
    """The processes of one build."""

    def __init__(
        self, pages: PageCache, *, method: str, count: int, is_preview: bool,
        after_fork: Callable[[], None],
    ) -> None:  # fmt: skip
        """`method` is one of `cache.settings.PARALLEL`; `count` includes this process."""
        self._pages = pages
        self._method = method
        self._count = (count or cores()) - 1
        self._is_preview = is_preview
        self._after_fork = after_fork
        self._misses = 0
        self._children: list[int] = []
        self._processes: list[subprocess.Popen[bytes]] = []

    def note_miss(self, page: Page) -> None:
        """A page had to be rendered: when there are some, workers begin."""
        self._misses += 1
        if self._misses != _MISSES or self._count < 1 or self._method == "off":
            return
        method, fewest = self._method, _FEWEST[self._method]
        if method == "auto":  # a fork takes no threads along, and macOS's libraries do not stand it
            is_safe = sys.platform == "linux" and threading.active_count() == 1
            method, fewest = ("fork", _FEWEST["fork"]) if is_safe else ("spawn", fewest)
        left = list(pages_to_render(self._pages.files, is_preview=self._is_preview))
        left = left[left.index(page.file) + 1 :] if page.file in left else []
        if len(left) < fewest:
            return
        self._pages.flush()
        self._pages.store.disconnect()
        for number in range(min(self._count, len(left) // 4)):
            share = left[::-1][number :: self._count]
            try:
                self._fork(share) if method == "fork" else self._spawn(share)
            except OSError as error:
                log.debug("articles-cache: no worker: %s", error)

    def stop(self) -> None:
        """All pages are rendered."""
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
            self._after_fork()
            silence = os.open(os.devnull, os.O_RDWR)
            for stream in (0, 1, 2):
                os.dup2(silence, stream)
            work(self._pages, share, lambda: os.getppid() == parent)
        finally:
            os._exit(0)

    def _spawn(self, share: Sequence[File]) -> None:
        config = self._pages.config
        job = {
            "config_file": config.config_file_path, "pages": [file.src_uri for file in share],
            "command": "serve" if self._is_preview else "build", "path": sys.path,
            "level": logging.getLogger("mkdocs").getEffectiveLevel(), "parent": os.getpid(),
            "options": {"site_url": config.site_url, "use_directory_urls": config.use_directory_urls},
        }  # fmt: skip
        process = subprocess.Popen(
            [sys.executable, "-P", "-m", __name__], stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        self._processes.append(process)
        assert process.stdin
        with contextlib.suppress(OSError), process.stdin:  # one that does not start is no loss
            process.stdin.write(json.dumps(job).encode())


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
