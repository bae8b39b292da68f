"""What turns TeX into HTML: KaTeX in a V8 worker, or markdown-katex where V8 has no wheel."""

from __future__ import annotations

import atexit
import contextlib
import importlib.util
import json
import queue
import re
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
ENGINES = ("auto", "v8", "markdown-katex")


@dataclass(frozen=True, slots=True)
class Typeset:
    """A typeset formula: `html`, or why KaTeX refused it and at which character of the TeX.

    `is_final` is false for what another try may well change: such a result is not worth keeping.
    """

    html: str
    error: str = ""
    position: int = 0
    is_final: bool = True


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

    SCRIPT = KATEX / "katex.min.js"
    BATCH = 256
    START_SECONDS = 60.0  # to load KaTeX, which usually takes a third of one
    SECONDS = 30.0  # for one batch; a usual one takes a quarter of one

    def __init__(self) -> None:
        self.identity = f"katex {(KATEX / 'VERSION').read_text(encoding='utf-8').strip()}"
        self._worker: subprocess.Popen[str] | None = None
        self._answers: queue.Queue[str] = queue.Queue()
        atexit.register(self.close)

    def typeset(self, batch: Sequence[Formula]) -> list[Typeset]:
        """A batch on which the worker is lost is done again, one formula at a time."""
        results: list[Typeset] = []
        for start in range(0, len(batch), self.BATCH):
            part = batch[start : start + self.BATCH]
            try:
                results += self._ask(part)
            except _WorkerLostError:
                results += [self._ask_alone(formula) for formula in part]
        return results

    def close(self) -> None:
        """End the worker, if there is one; the next batch starts another."""
        worker, self._worker = self._worker, None
        if worker:
            worker.kill()
            worker.wait()
            for stream in (worker.stdin, worker.stdout):
                with contextlib.suppress(OSError):
                    if stream:
                        stream.close()

    def _ask_alone(self, formula: Formula) -> Typeset:
        try:
            return self._ask([formula])[0]
        except _WorkerLostError as lost:
            return Typeset("", f"KaTeX {lost}", is_final=False)

    def _ask(self, batch: Sequence[Formula]) -> list[Typeset]:
        worker = self._worker or self._start()
        assert worker.stdin
        with contextlib.suppress(OSError):  # its end is seen in the answer
            worker.stdin.write(json.dumps([[f.tex, f.display] for f in batch]) + "\n")
            worker.stdin.flush()
        return [Typeset(*row) for row in json.loads(self._answer(self.SECONDS))]

    def _answer(self, seconds: float) -> str:
        """The worker's next line. Raises `_WorkerLostError`, and then there is no worker any more."""
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

    def _start(self) -> subprocess.Popen[str]:
        """Start a worker and wait until it is ready. Raises `EngineError` if it never is."""
        # -P: a module in the current folder must not take the place of one of the library
        command = [sys.executable, "-P", "-m", "mkdocs_articles.math.worker", str(self.SCRIPT)]
        worker = self._worker = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8"
        )
        self._answers = queue.Queue()
        threading.Thread(target=_read, args=(worker, self._answers), daemon=True).start()
        try:
            self._answer(self.START_SECONDS)
        except _WorkerLostError as lost:
            raise EngineError(
                f"formulas: KaTeX does not start: its process {lost}; reinstall mini-racer, or "
                "set `engine: markdown-katex` in the options of mkdocs_articles.math"
            ) from None
        return worker


class _WorkerLostError(Exception):
    """The worker hangs or has ended."""


def _read(worker: subprocess.Popen[str], answers: queue.Queue[str]) -> None:
    """Pass the worker's lines on, and an empty one at their end (a thread, so reads can time out)."""
    assert worker.stdout
    with contextlib.suppress(ValueError):  # closed while reading
        for line in worker.stdout:
            answers.put(line)
    answers.put("")


class MarkdownKatexEngine:
    """The KaTeX that markdown-katex brings along, a process a formula: slow, but without V8.

    It is older than the style sheet shipped here, so MathML is asked for, which needs none. It is
    called here and not by markdown-katex, whose every call first looks for another KaTeX with npx,
    for seconds, and keeps its results in the temporary folder.
    """

    SECONDS = 30.0  # for one formula; a usual one takes a tenth of a second

    def __init__(self) -> None:
        from markdown_katex import wrapper

        try:
            self._command = [str(wrapper._get_pkg_bin_path())]
        except NotImplementedError:  # nothing brought along for this platform
            try:
                self._command = list(wrapper.get_bin_cmd())
            except NotImplementedError as error:
                raise EngineError(f"formulas: no KaTeX for this platform: {error}") from error
        name = Path(self._command[0]).name
        self.identity = f"markdown-katex {version('markdown-katex')} {name} mathml"

    def typeset(self, batch: Sequence[Formula]) -> list[Typeset]:
        return [self._one(formula) for formula in batch]

    def _one(self, formula: Formula) -> Typeset:
        options = ["--format", "mathml", *(["--display-mode"] if formula.display else [])]
        try:
            done = subprocess.run(
                [*self._command, *options], input=formula.tex, timeout=self.SECONDS,
                capture_output=True, check=False, encoding="utf-8", errors="replace",
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            message = f"KaTeX does not come to an end within {self.SECONDS:g} s"
            return Typeset("", message, is_final=False)
        except OSError as error:
            raise EngineError(f"formulas: markdown-katex's KaTeX does not run: {error}") from error
        if not done.returncode:
            return Typeset(done.stdout.strip())
        if not (refused := _REFUSED.search(done.stderr)):
            raise EngineError(f"formulas: markdown-katex's KaTeX failed: {done.stderr.strip()}")
        position = len(formula.tex) if refused["end"] else 0
        if refused["units"]:  # of UTF-16, from 1
            units = formula.tex.encode("utf-16-le", "replace")[: 2 * int(refused["units"]) - 2]
            position = len(units.decode("utf-16-le", "replace"))
        return Typeset("", refused["message"], position)


_REFUSED = re.compile(
    r"^(?:ParseError: KaTeX parse error: |(?=\w*Error: ))(?P<message>.*?)"
    r"(?: at (?:position (?P<units>[0-9]+)|(?P<end>end of input)): .*)?$",
    re.MULTILINE,
)


def choose(name: str = "auto") -> Engine:
    """The engine called `name`, one of `ENGINES`; `auto` is the first that is installed here."""
    if name == "markdown-katex":
        return MarkdownKatexEngine()
    if name == "v8" or importlib.util.find_spec("py_mini_racer"):
        return V8Engine()
    log.info("formulas: no mini-racer on this platform, using markdown-katex (slower, MathML)")
    return MarkdownKatexEngine()
