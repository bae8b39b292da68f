"""Run articles and keep their outputs: one, or many at the same time."""

from __future__ import annotations

import ast
import os
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from pathlib import Path
from queue import SimpleQueue

from mkdocs_articles.execution import frozen, runner
from mkdocs_articles.execution.cells import Cell, Complaint, keys
from mkdocs_articles.execution.page import Snippets
from mkdocs_articles.execution.process import Forking, Fresh, Launcher
from mkdocs_articles.execution.runner import Limits, Progress, Run

# Large libraries that articles share; others are imported by whoever needs them.
PRELOADED = ("numpy", "pandas", "scipy", "sklearn", "sympy", "matplotlib.pyplot")
MANY = 2  # articles for each core: from there a process to fork from is faster


@dataclass(frozen=True)
class Workshop:
    """What runs need: a Python (this one if empty), limits, and a folder for what they may keep."""

    interpreter: str = ""
    limits: Limits = field(default_factory=Limits)
    cache_dir: Path | None = None

    def fresh(self) -> Launcher:
        """A new process for each run."""
        return Fresh(self.interpreter or sys.executable)

    def forking(self, modules: Sequence[str]) -> Launcher:
        """A process that has imported `modules`, to fork from."""
        return Forking(self.interpreter or sys.executable, modules)


@dataclass(frozen=True)
class Done:
    """What came of a page's snippets, and how long it took, in seconds."""

    page: Snippets
    run: Run
    seconds: float


# Told how many cells of a page are done; called from several threads.
Report = Callable[[Snippets, int], None]


def freeze(
    page: Snippets, launcher: Launcher, workshop: Workshop, progress: Progress = lambda _: True
) -> Run:
    """Run a page's cells and freeze their outputs, unless one of them failed."""
    document, cells = page.document, page.cells
    try:
        result = runner.run(
            cells, launcher, limits=workshop.limits, cache_dir=workshop.cache_dir, progress=progress
        )
        if not result.failures:
            outputs = dict(zip(keys(cells), result.outputs, strict=True))
            record = frozen.Record(outputs, result.versions)
            frozen.save(document.docs_dir, document.uri, record, result.figures)
    except OSError as error:
        message = f"its outputs cannot be written: {error.strerror}: {error.filename}"
        hint = "make room, or check who may write there"
        return Run(failures=(Complaint(0, 1, message, hint),))
    return result


def freeze_all(
    pages: Sequence[Snippets], workshop: Workshop, report: Report, workers: int | None = None
) -> Iterator[Done]:
    """Freeze many pages, as many at a time as there are cores; each is given when it is done.

    What is finished stays when this is left early (an interrupt); what runs then is ended.
    """
    workers = min(workers or os.cpu_count() or 1, len(pages)) or 1
    modules = shared_modules(pages)
    may_fork = sys.platform == "linux" and modules and len(pages) >= MANY * workers
    launchers: SimpleQueue[Launcher] = SimpleQueue()
    for _ in range(workers):
        launchers.put(workshop.forking(modules) if may_fork else workshop.fresh())
    left = threading.Event()

    def work(page: Snippets) -> Done:
        launcher, began = launchers.get(), time.monotonic()

        def progress(done: int) -> bool:
            report(page, done)
            return not left.is_set()

        try:
            run = freeze(page, launcher, workshop, progress)
        finally:
            launchers.put(launcher)
        return Done(page, run, time.monotonic() - began)

    with ThreadPoolExecutor(workers) as pool:
        try:
            waiting = {pool.submit(work, page) for page in pages}
            while waiting:
                finished, waiting = wait(waiting, return_when=FIRST_COMPLETED)
                for one in finished:
                    yield one.result()
        finally:
            left.set()
            pool.shutdown(cancel_futures=True)
            while not launchers.empty():
                launchers.get().close()


def shared_modules(pages: Sequence[Snippets]) -> list[str]:
    """The large libraries that several of these pages import."""
    wanted = Counter(name for page in pages for name in _imported(page.cells))
    return [name for name in PRELOADED if wanted[name.partition(".")[0]] > 1]


def _imported(cells: Sequence[Cell]) -> set[str]:
    """The packages that cells import."""
    found: set[str] = set()
    for cell in cells:
        try:
            nodes = list(ast.walk(ast.parse(cell.code)))
        except (SyntaxError, ValueError):
            continue
        for node in nodes:
            if isinstance(node, ast.Import):
                found |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                found.add(node.module.partition(".")[0])
    return found
