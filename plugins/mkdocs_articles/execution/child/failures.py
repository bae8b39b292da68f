"""Exceptions of cells, as an author is told of them."""

from __future__ import annotations

import ast
import os
import re
import traceback
from collections.abc import Mapping
from pathlib import Path
from typing import Any

CELL = re.compile("<cell ([0-9]+)>")  # what a cell's code goes by in tracebacks
OWN = str(Path(__file__).parent) + os.sep


def describe(error: BaseException) -> dict[str, Any]:
    """Where it was raised: the innermost line of any cell (numbers from 1; 0 where there is none)."""
    found = [(CELL.fullmatch(name), line) for name, line in _places(error)]
    inside = [(int(match[1]), line) for match, line in found if match]
    cell, line = inside[-1] if inside else (0, 0)
    return {"cell": cell, "line": line}


def helper(error: BaseException, folder: Path, cwd: Path) -> str:
    """`helper.py:3`, as seen from `cwd`, where it was raised in a file of the run's `folder`: one that
    the article depends on; else empty.
    """
    places = _places(error)
    name, line = places[-1] if places else ("", 0)
    if not Path(name).is_absolute() or not Path(name).is_relative_to(folder):
        return ""
    return f"{Path(os.path.relpath(name, cwd)).as_posix()}:{line}"


def message_of(error: BaseException) -> str:
    """The exception in one line: `ZeroDivisionError: division by zero`."""
    try:
        text = str(error.msg if isinstance(error, SyntaxError) else error)
    except Exception:
        text = ""
    name = type(error).__name__
    return f"{name}: {text}" if text else name


def format_traceback(error: BaseException) -> str:
    """The traceback as Python prints it, without the frames of this program."""
    shown = traceback.TracebackException.from_exception(error)
    pending: list[Any] = [shown]
    while pending:
        part = pending.pop()
        frames = [frame for frame in part.stack if not frame.filename.startswith(OWN)]
        part.stack = traceback.StackSummary.from_list(frames) if frames else None
        pending += [p for p in (part.__cause__, part.__context__) if p]
        pending += getattr(part, "exceptions", None) or []
    return "".join(shown.format())


class Missing:
    """What later cells lack because earlier ones failed."""

    def __init__(self) -> None:
        self.names: set[str] = set()
        self.anything = False

    def note(self, code: str, namespace: Mapping[str, Any]) -> None:
        """A cell with this code has failed: the names that it did not come to bind are missing."""
        try:
            nodes = list(ast.walk(ast.parse(code)))
        except SyntaxError:
            self.anything = True
            return
        bound = {n.id for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
        bound |= {
            n.name
            for n in nodes
            if isinstance(n, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef))
        }
        bound |= {
            (alias.asname or alias.name).partition(".")[0]
            for n in nodes
            if isinstance(n, (ast.Import, ast.ImportFrom))
            for alias in n.names
        }
        self.names |= bound - namespace.keys()

    def explains(self, error: BaseException) -> bool:
        """Whether it is only that such a name is not there."""
        return isinstance(error, NameError) and (self.anything or error.name in self.names)


def _places(error: BaseException) -> list[tuple[str, int]]:
    """Files and lines of the traceback, the innermost last."""
    places = [
        (frame.f_code.co_filename, line) for frame, line in traceback.walk_tb(error.__traceback__)
    ]
    if isinstance(error, SyntaxError):
        places.append((error.filename or "", error.lineno or 0))
    return places
