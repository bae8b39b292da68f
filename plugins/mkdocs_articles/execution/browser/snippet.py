"""Run a reader's snippets: worker.js loads this into Pyodide, in the browser. Standard library only.

What `child.py` is for a build, with two differences: output is handed on as it comes, because a
snippet may have no end, and tracebacks name the reader's own lines alone.
"""

from __future__ import annotations

import ast
import importlib.util
import io
import linecache
import re
import sys
import traceback
import types
from collections.abc import Callable, Mapping
from typing import Any

LIMIT = 20_000  # characters shown of what one run prints, as in a build
CELL = re.compile("<cell [0-9]+>")  # what a snippet's code goes by in tracebacks

Say = Callable[[str, str], object]


class Snippets:
    """Runs the snippets of one page after another; those of a page share their variables.

    `say(kind, text)` shows output ("stdout", "stderr", "result" or "error"); `texts` are messages
    in the language of the page.
    """

    def __init__(self, say: Say, texts: Mapping[str, str]) -> None:
        self.say = say
        self.texts = texts
        self.page: object = None
        self.namespace: dict[str, Any] = {}

    def run(self, code: str, name: str, page: object) -> bool:
        """Run `code`, of which tracebacks say `name`; return whether it came to its end."""
        if page != self.page:
            self.page, self.namespace = page, become_main()
        printed = Printed(self.say)
        sys.stdout, sys.stderr = Stream("stdout", printed), Stream("stderr", printed)
        sys.stdin = Nobody(self.texts["no_input"])
        try:
            value = execute(code, name, self.namespace)
            shown = "" if value is None else repr(value)
        except BaseException as error:
            printed.flush()
            self.say("error", shortened(missing_module(error, self.texts) or explain(error)))
            return False
        printed.flush()
        if shown:
            self.say("result", shortened(shown))
        return True


def become_main() -> dict[str, Any]:
    """A new `__main__`: dataclasses, pickles and the like look for a snippet's names in it."""
    program = types.ModuleType("__main__")
    sys.modules["__main__"] = program
    return program.__dict__


def execute(code: str, name: str, namespace: dict[str, Any]) -> Any:
    """Execute `code`; the value of a last expression is returned, as in a notebook."""
    linecache.cache[name] = (len(code), None, code.splitlines(keepends=True), name)
    # `dont_inherit`: the `__future__` of this file is not the snippet's
    tree: Any = compile(code, name, "exec", ast.PyCF_ONLY_AST, dont_inherit=True)
    last = tree.body[-1] if tree.body else None
    if not isinstance(last, ast.Expr) or code.rstrip().endswith(";"):
        exec(compile(tree, name, "exec", dont_inherit=True), namespace)
        return None
    body = ast.Module(tree.body[:-1], [])
    exec(compile(body, name, "exec", dont_inherit=True), namespace)
    return eval(compile(ast.Expression(last.value), name, "eval", dont_inherit=True), namespace)


def explain(error: BaseException) -> str:
    """The traceback as Python prints it, of the frames of snippets alone."""
    shown = traceback.TracebackException.from_exception(error)
    pending: list[Any] = [shown]
    while pending:
        part = pending.pop()
        frames = [frame for frame in part.stack or () if CELL.fullmatch(frame.filename)]
        part.stack = traceback.StackSummary.from_list(frames) if frames else None
        pending += [other for other in (part.__cause__, part.__context__) if other]
        pending += getattr(part, "exceptions", None) or []
    return "".join(shown.format())


def missing_module(error: BaseException, texts: Mapping[str, str]) -> str:
    """One line for a module that this Python does not have; empty for any other error."""
    if not isinstance(error, ModuleNotFoundError) or not error.name:
        return ""
    package = error.name.partition(".")[0]
    if package in sys.modules or importlib.util.find_spec(package):
        return ""  # a part of it that nobody has
    return texts["no_module"].format(package)


def shortened(text: str) -> str:
    return text if len(text) <= LIMIT else text[:LIMIT] + "\n…"


class Printed:
    """Hands on what one run prints, a line or more at a time, up to the limit."""

    def __init__(self, say: Say) -> None:
        self.say = say
        self.room = LIMIT
        self.is_full = False
        self.kind = ""
        self.held = ""

    def put(self, kind: str, text: str) -> None:
        """Take `text`; beyond the limit it is lost, so that an endless loop costs the page nothing."""
        if self.is_full:
            return
        if kind != self.kind:
            self.flush()
            self.kind = kind
        self.is_full = len(text) > self.room
        self.held += text[: self.room] + "\n…\n" if self.is_full else text
        self.room -= len(text)
        if "\n" in self.held:
            self.flush()

    def flush(self) -> None:
        """Hand on what is held back."""
        if self.held:
            # what JavaScript's strings cannot take is shown by its number
            self.say(self.kind, self.held.encode("utf-8", "backslashreplace").decode("utf-8"))
            self.held = ""


class Stream(io.TextIOBase):
    """Standard output or error."""

    def __init__(self, kind: str, printed: Printed) -> None:
        self.kind = kind
        self.printed = printed

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        self.printed.put(self.kind, text)
        return len(text)

    def flush(self) -> None:
        self.printed.flush()


class Nobody(io.TextIOBase):
    """Standard input: a worker cannot ask the reader anything, so `input()` says so."""

    def __init__(self, message: str) -> None:
        self.message = message

    def readable(self) -> bool:
        return True

    def readline(self, size: int | None = -1) -> str:  # type: ignore[override]  # noqa: ARG002
        raise EOFError(self.message)

    def read(self, size: int | None = -1) -> str:
        return self.readline(size)
