"""When a build of MkDocs tells how far it is, and where its time went."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Callable

from mkdocs_articles.cache.progress import Progress, Stages
from mkdocs_articles.errors import log


class Reporter:
    """A line on a terminal, not with `-q` or in CI; a table of times with `-v`."""

    def __init__(self) -> None:
        self.stages = Stages()
        level = logging.getLogger("mkdocs").getEffectiveLevel()
        is_wanted = sys.stderr.isatty() and level == logging.INFO and not os.environ.get("CI")
        self._progress = Progress(sys.stderr) if is_wanted else None
        # What others say goes to the same place.
        self._handlers = logging.getLogger("mkdocs").handlers[:] if is_wanted else []
        for handler in self._handlers:
            handler.addFilter(self._make_room)

    def begin(self, what: str, total: int) -> Callable[[], None]:
        """Pages will be done: call what is returned for each."""
        if not self._progress:
            return lambda: None
        self._progress.begin(what, total)
        return self._progress.step

    def finish(self) -> None:
        """The build has ended."""
        if self._progress:
            self._progress.clear()
        for handler in self._handlers:
            handler.removeFilter(self._make_room)
        self._handlers, self._progress = [], None

    def tell(self, pages: str) -> None:
        """Log what became of the `pages`, and the table."""
        log.debug("articles-cache: %s", pages)
        for line in self.stages.table():
            log.debug("articles-cache: %s", line)

    def _make_room(self, record: logging.LogRecord) -> bool:  # noqa: ARG002
        if self._progress:
            self._progress.clear()
        return True
