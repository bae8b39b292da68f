"""`articles freeze`: run the snippets whose outputs are missing or stale, and keep what they give."""

from __future__ import annotations

import argparse
import os
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from mkdocs_articles.errors import Problem
from mkdocs_articles.execution import frozen, modes
from mkdocs_articles.execution.cells import keys
from mkdocs_articles.execution.freezing import Done, Workshop, freeze_all
from mkdocs_articles.execution.page import Snippets, cut, without_alt

LONG = 10.0  # seconds after which something is heard of an article where there is no terminal
CLEAR = "\r\x1b[K"  # ECMA-48: to the line's beginning, and erase to its end


def add_parser(subparsers: Any) -> None:
    """Declare the subcommand."""
    parser = subparsers.add_parser("freeze", help="run snippets and keep their outputs")
    parser.add_argument("paths", nargs="*", type=Path, metavar="PATH",
                        help="files or folders of articles; all of the site by default")  # fmt: skip
    parser.add_argument("--check", action="store_true", help="run nothing; fail if any is stale")
    parser.add_argument("--force", action="store_true", help="run what is up to date as well")
    parser.add_argument(
        "--prune", action="store_true", help="remove outputs of articles that are gone"
    )
    parser.add_argument(
        "-j", "--jobs", type=int, metavar="N", help="articles at a time; one a core by default"
    )
    parser.add_argument("-f", "--config-file", type=Path, help="the mkdocs.yml to use")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Freeze, and return the exit status: 1 where a snippet failed or, with `--check`, is stale;
    2 where nothing could be done.
    """
    config_file = options.config_file or find_config(Path.cwd())
    if config_file is None or not config_file.is_file():
        return _refuse("no mkdocs.yml here or in a folder above; pass -f")
    if missing := [path for path in options.paths if not path.exists()]:
        return _refuse(*(f"{path}: no such file or folder" for path in missing))
    if options.jobs is not None and options.jobs < 1:
        return _refuse("-j: expected a number from 1")
    config_file = config_file.resolve()
    chosen = [path.resolve() for path in options.paths]
    os.chdir(config_file.parent)  # where a build runs: extensions take paths from there

    from mkdocs_articles.adapters import mkdocs_freeze

    try:
        with mkdocs_freeze.opened(config_file) as site:
            found = site.snippets(chosen)
            if options.check:
                outcome = _check(found.pages)
            else:
                outcome = _freeze(found.pages, site.workshop, options.force, options.jobs)
            pruned = site.prune() if options.prune and not options.check else []
    except mkdocs_freeze.SiteError as error:
        return _refuse(*str(error).split("\n"))
    outcome = [*outcome, *([problem] for problem in found.problems)]
    for line in (*site.remarks, *sorted(problem for wrong in outcome for problem in wrong)):
        print(line, file=sys.stderr)
    for uri in pruned:
        print(f"pruned: {uri}")
    articles = "article" if len(outcome) == 1 else "articles"
    done = "up to date" if options.check else "frozen"
    print(f"{len(outcome)} {articles} with snippets, {outcome.count([])} {done}")
    return 0 if outcome.count([]) == len(outcome) else 1


def _check(pages: Sequence[Snippets]) -> list[list[Problem]]:
    """What is wrong with each page; nothing runs."""
    return [page.problems(modes.Frozen().resolve(page).complaints) for page in pages]


def _freeze(
    pages: Sequence[Snippets], workshop: Workshop, force: bool, jobs: int | None
) -> list[list[Problem]]:
    """Run what is stale, or everything, and return what is wrong with each page."""
    wrong = {id(page): page.problems(()) for page in pages}
    stale = [page for page in pages if force or modes.Frozen().resolve(page).complaints]
    progress = Progress(len(stale))
    try:
        for done in freeze_all(stale, workshop, progress.report, jobs):
            progress.finish(done)
            wrong[id(done.page)] = done.page.problems(done.run.failures)
    finally:
        progress.clear()
    for page in pages:
        frozen.tidy(page.document.docs_dir, page.document.uri, keys(page.cells))
    return list(wrong.values())


def find_config(folder: Path) -> Path | None:
    """The nearest mkdocs.yml in `folder` or above it."""
    for candidate in (folder, *folder.parents):
        for name in ("mkdocs.yml", "mkdocs.yaml"):
            if (candidate / name).is_file():
                return candidate / name
    return None


class Progress:
    """Tells what runs (article, snippet, time): on a terminal in one line that changes, elsewhere
    now and then of what takes long; and each article that was run.
    """

    def __init__(self, pages: int) -> None:
        self._is_terminal = sys.stderr.isatty()
        self._lock = threading.Lock()
        self._began: dict[int, float] = {}
        self._due: dict[int, float] = {}  # seconds after which a page's next line is due
        self._finished, self._all = 0, pages

    def report(self, page: Snippets, done: int) -> None:
        """So many snippets of a page are done; called from several threads, again and again."""
        with self._lock:
            seconds = time.monotonic() - self._began.setdefault(id(page), time.monotonic())
            count, snippet = len(page.cells), min(done + 1, len(page.cells))
            line = f"{page.document.shown}: snippet {snippet} of {count}, "
            if self._is_terminal:
                counted = f"[{self._finished + 1}/{self._all}] {line}{seconds:.1f} s"
                print(f"{CLEAR}{counted}", end="", file=sys.stderr, flush=True)
            elif seconds >= self._due.setdefault(id(page), LONG):
                self._due[id(page)] *= 2
                print(f"{line}{seconds:.0f} s", file=sys.stderr, flush=True)

    def finish(self, done: Done) -> None:
        """A page was run: tell how long it took, and what is to be known of its outputs."""
        self.clear()
        self._finished += 1
        ended = "failed" if done.run.failures else "frozen"
        snippets = "1 snippet" if len(done.page.cells) == 1 else f"{len(done.page.cells)} snippets"
        shown = done.page.document.shown
        print(f"{shown}: {snippets} {ended}, {done.seconds:.1f} s", flush=True)
        if not done.run.failures:
            cells, outputs = done.page.cells, done.run.outputs
            for complaint in (*cut(outputs), *without_alt(cells, outputs)):
                print(done.page.places.problem(complaint), file=sys.stderr)

    def clear(self) -> None:
        """Take the changing line away."""
        if self._is_terminal:
            with self._lock:
                print(CLEAR, end="", file=sys.stderr, flush=True)


def _refuse(*messages: str) -> int:
    for message in messages:
        print(f"articles: {message}", file=sys.stderr)
    return 2
