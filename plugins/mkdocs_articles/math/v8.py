"""The engine of choice: KaTeX in V8, in worker processes of its own."""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from mkdocs_articles.math.engine import KATEX, EngineError, Options, Typeset
from mkdocs_articles.math.formula import Formula
from mkdocs_articles.math.markup import finish

MHCHEM = KATEX / "contrib" / "mhchem.min.js"


class V8Engine:
    """Spreads batches over workers; they start when they are needed, and stay for later batches."""

    SCRIPT = KATEX / "katex.min.js"
    START_SECONDS = 60.0  # to load KaTeX, which usually takes a third of one
    SECONDS = 30.0  # for one batch; a usual one takes a quarter of one
    BATCH = 256
    WORTH_A_WORKER = 64  # formulas; less is typeset before another worker is ready
    MOST_WORKERS = 4  # of 125 MB each

    def __init__(self, options: Options | None = None) -> None:
        self._options = options or Options()
        version = (KATEX / "VERSION").read_text(encoding="utf-8").strip()
        extras = " mhchem" if self._options.mhchem else ""
        self.identity = f"katex {version} {self._options.output}{extras}"
        self._idle: queue.LifoQueue[_Worker] = queue.LifoQueue()
        atexit.register(self.close)
        if hasattr(os, "register_at_fork"):  # the workers are the parent's; a child starts its own
            os.register_at_fork(after_in_child=self._idle.queue.clear)

    def typeset(self, batch: Sequence[Formula]) -> list[Typeset]:
        """A batch on which a worker is lost is done again, one formula at a time."""
        cores = min(_cores(), self.MOST_WORKERS)
        size = min(self.BATCH, max(self.WORTH_A_WORKER, -(-len(batch) // cores)))
        parts = [batch[start : start + size] for start in range(0, len(batch), size)]
        if len(parts) <= 1 or cores == 1:
            done = [self._part(part) for part in parts]
        else:
            with ThreadPoolExecutor(min(cores, len(parts))) as pool:
                done = list(pool.map(self._part, parts))
        return [typeset for part in done for typeset in part]

    def close(self) -> None:
        """End the workers; the next batch starts others."""
        with contextlib.suppress(queue.Empty):
            while True:
                self._idle.get_nowait().close()

    def _part(self, part: Sequence[Formula]) -> list[Typeset]:
        try:
            return self._ask(part)
        except _WorkerLostError:
            return [self._alone(formula) for formula in part]

    def _alone(self, formula: Formula) -> Typeset:
        try:
            return self._ask([formula])[0]
        except _WorkerLostError as lost:
            return Typeset("", f"KaTeX {lost}", is_final=False)

    def _ask(self, part: Sequence[Formula]) -> list[Typeset]:
        try:
            worker = self._idle.get_nowait()
        except queue.Empty:
            worker = _Worker(self._settings(), self.START_SECONDS)
        rows = json.loads(worker.ask([[f.input, f.display] for f in part], self.SECONDS))
        self._idle.put(worker)
        return [
            Typeset("", error, formula.position(position)) if error else finish(formula, markup)
            for formula, (markup, error, position) in zip(part, rows, strict=True)
        ]

    def _settings(self) -> str:
        """What the worker is started with."""
        scripts = [str(self.SCRIPT), *([str(MHCHEM)] if self._options.mhchem else [])]
        output = {"html+mathml": "htmlAndMathml"}.get(self._options.output, self._options.output)
        return json.dumps({"scripts": scripts, "output": output})


class _WorkerLostError(Exception):
    """A worker hangs or has ended; it is gone."""


class _Worker:
    """A process that typesets: one JSON line in, one out."""

    def __init__(self, settings: str, seconds: float) -> None:
        """Start it and wait until it is ready. Raises `EngineError` if it never is."""
        # -P: a module in the current folder must not take the place of one of the library
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "mkdocs_articles.math.worker", settings],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8",
        )  # fmt: skip
        self._answers: queue.Queue[str] = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()
        atexit.register(self.close)
        try:
            self._answer(seconds)
        except _WorkerLostError as lost:
            raise EngineError(
                f"formulas: KaTeX does not start: its process {lost}; reinstall mini-racer, or "
                "set `engine: markdown-katex` in the options of mkdocs_articles.math"
            ) from None

    def ask(self, request: object, seconds: float) -> str:
        """The worker's answer. Raises `_WorkerLostError`."""
        assert self._process.stdin
        with contextlib.suppress(OSError):  # its end is seen in the answer
            self._process.stdin.write(json.dumps(request) + "\n")
            self._process.stdin.flush()
        return self._answer(seconds)

    def close(self) -> None:
        """End the process."""
        atexit.unregister(self.close)
        self._process.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            with contextlib.suppress(OSError):
                if stream:
                    stream.close()

    def _answer(self, seconds: float) -> str:
        try:
            answer = self._answers.get(timeout=seconds)
        except queue.Empty:
            answer, lost = "", f"does not come to an end within {seconds:g} s"
        else:
            lost = "ended (its error, if it had one, is above)"
        if not answer:
            self.close()
            raise _WorkerLostError(lost)
        return answer

    def _read(self) -> None:
        """Pass the lines on, and an empty one at their end (a thread, so that reads can time out)."""
        assert self._process.stdout
        with contextlib.suppress(ValueError):  # closed while reading
            for line in self._process.stdout:
                self._answers.put(line)
        self._answers.put("")


def _cores() -> int:
    """The processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
