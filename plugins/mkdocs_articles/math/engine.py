"""What turns TeX into HTML: KaTeX in a V8 worker, or markdown-katex where V8 has no wheel."""

from __future__ import annotations

import atexit
import contextlib
import importlib.util
import json
import queue
import subprocess
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Protocol

from mkdocs_articles.errors import log
from mkdocs_articles.math.scanner import Formula

KATEX = Path(__file__).parent / "katex"


@dataclass(frozen=True, slots=True)
class Typeset:
    """A typeset formula: `html`, or why KaTeX refused it and at which character of the TeX."""

    html: str
    error: str = ""
    position: int = 0


class Engine(Protocol):
    """Typesets batches; `identity` changes whenever the output for some formula may."""

    identity: str

    def typeset(self, batch: Sequence[Formula]) -> list[Typeset]:
        """One result a formula, in order. Raises `EngineError` if it cannot work at all."""
        ...


class EngineError(RuntimeError):
    """The engine itself failed; the message says how and what to do."""


class V8Engine:
    """KaTeX in a worker process, started at the first batch and kept for the next ones."""

    BATCH = 256
    SECONDS = 30.0  # for one batch; a usual one takes a quarter of a second

    def __init__(self) -> None:
        self.identity = f"katex {(KATEX / 'VERSION').read_text(encoding='utf-8').strip()}"
        self._worker: subprocess.Popen[str] | None = None
        self._answers: queue.Queue[str] = queue.Queue()
        atexit.register(self._stop)

    def typeset(self, batch: Sequence[Formula]) -> list[Typeset]:
        results: list[Typeset] = []
        for start in range(0, len(batch), self.BATCH):
            results += self._ask(batch[start : start + self.BATCH])
        return results

    def _ask(self, batch: Sequence[Formula]) -> list[Typeset]:
        """One exchange. A batch that hangs is halved until the guilty formula stands alone."""
        try:
            answer = self._exchange(json.dumps([[f.tex, f.display] for f in batch]))
        except TimeoutError:
            self._stop()
            if len(batch) == 1:
                return [Typeset("", f"not typeset within {self.SECONDS:.0f} s")]
            middle = len(batch) // 2
            return self._ask(batch[:middle]) + self._ask(batch[middle:])
        return [Typeset(*row) for row in json.loads(answer)]

    def _exchange(self, request: str) -> str:
        worker = self._worker = self._worker or self._start()
        assert worker.stdin
        with contextlib.suppress(BrokenPipeError):
            worker.stdin.write(request + "\n")
            worker.stdin.flush()
        try:
            answer = self._answers.get(timeout=self.SECONDS)
        except queue.Empty:
            raise TimeoutError from None
        if not answer:
            self._stop()
            raise EngineError("the KaTeX worker ended (its error is above); run the build again")
        return answer

    def _start(self) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "mkdocs_articles.math.worker", str(KATEX / "katex.min.js")]
        worker = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8"
        )
        self._answers = queue.Queue()
        threading.Thread(target=_read, args=(worker, self._answers), daemon=True).start()
        return worker

    def _stop(self) -> None:
        worker, self._worker = self._worker, None
        if worker:
            worker.kill()
            worker.wait()
            for stream in (worker.stdin, worker.stdout):
                with contextlib.suppress(OSError):
                    if stream:
                        stream.close()


def _read(worker: subprocess.Popen[str], answers: queue.Queue[str]) -> None:
    """Pass the worker's lines on, and an empty one at their end (a thread, so reads can time out)."""
    assert worker.stdout
    with contextlib.suppress(ValueError):  # closed while reading
        for line in worker.stdout:
            answers.put(line)
    answers.put("")


class MarkdownKatexEngine:
    """markdown-katex's bundled KaTeX, a process a formula: slow, but without V8.

    Its KaTeX is older than the style sheet shipped here, so MathML is asked for, which needs none.
    """

    def __init__(self) -> None:
        self.identity = f"markdown-katex {version('markdown-katex')} mathml"

    def typeset(self, batch: Sequence[Formula]) -> list[Typeset]:
        return [self._one(formula) for formula in batch]

    @staticmethod
    def _one(formula: Formula) -> Typeset:
        from markdown_katex import wrapper

        options = {"format": "mathml", "display-mode": formula.display}
        try:
            return Typeset(str(wrapper.tex2html(formula.tex, options)).strip())
        except wrapper.KatexError as error:
            lines = [line for line in str(error).splitlines() if "ParseError" in line]
            return Typeset("", lines[0].partition("ParseError: ")[2] if lines else str(error))
        except NotImplementedError as error:
            raise EngineError(f"no engine for formulas on this machine: {error}") from error


def choose(name: str = "auto") -> Engine:
    """The engine called `name`: `v8`, `markdown-katex`, or `auto` for the first that works here."""
    if name == "markdown-katex":
        return MarkdownKatexEngine()
    if name == "v8" or importlib.util.find_spec("py_mini_racer"):
        return V8Engine()
    log.info("formulas: no mini-racer on this platform, using markdown-katex (slower, MathML)")
    return MarkdownKatexEngine()
