"""Run an article's cells.

`request.json` in a folder holds the cells; `results.jsonl` gets a line for each that is done: its
outputs and, where it failed, what to tell the author. The versions of packages are the last line. A
cell that takes too long ends the process and leaves in `hung.txt` where it was.
"""

from __future__ import annotations

import ast
import builtins
import faulthandler
import json
import linecache
import os
import sys
import tempfile
import types
import warnings
from pathlib import Path
from typing import Any

from . import failures, limits
from .drawing import Drawings
from .text import Printed, Tidy, shown
from .values import bundle, is_plot


def main(folder: Path) -> None:
    """Run the cells of the request in order, in one name space.

    One that fails is no reason to keep the others from being heard: an author learns of all mistakes
    at once, except of those that follow from another.
    """
    request = json.loads((folder / "request.json").read_text(encoding="utf-8"))
    cells = request["cells"]
    limits.end_with_parent()
    limits.restrict(request["memory"])
    for name in ("HOME", "USERPROFILE", "TMPDIR", "TEMP"):
        os.environ[name] = str(folder)
    tempfile.tempdir = None  # what was imported before may have asked for it
    os.chdir(request["cwd"])
    results = (folder / "results.jsonl").open("w", encoding="utf-8")
    hung = (folder / "hung.txt").open("w", encoding="utf-8")
    own_process = os.getpid()
    session = Session(folder)
    missing = failures.Missing()
    for number, cell in enumerate(cells, start=1):
        faulthandler.dump_traceback_later(cell["timeout"], exit=True, file=hung)
        outputs, error = session.run(cell["code"], f"<cell {number}>")
        if os.getpid() != own_process:  # the cell forked and let both go on
            os._exit(0)
        faulthandler.cancel_dump_traceback_later()
        failure = None
        if error and not cell["error"]:
            if not missing.explains(error):
                failure = {**failures.describe(error), "message": session.message(error)}
            missing.note(cell["code"], session.namespace)
        results.write(json.dumps({"outputs": outputs, "failure": failure}) + "\n")
        results.flush()
    results.write(json.dumps({"versions": versions(cells)}) + "\n")
    results.flush()
    os._exit(0)  # whatever threads a cell left behind


def become_main() -> dict[str, Any]:
    """Let cells be the program: pickles, dataclasses and imports look for names in `__main__`."""
    program = types.ModuleType("__main__")
    sys.modules["__main__"] = program
    sys.argv = [""]
    # A figure is shown when its cell is done; `plt.show()` need not complain of there being no
    # window, nor a fork of threads that are ours.
    warnings.filterwarnings("ignore", message=".*non-interactive, and thus cannot be shown")
    warnings.filterwarnings("ignore", message=".*is multi-threaded, use of fork")
    return program.__dict__


class Session:
    """The name space that an article's cells share, and what the one that runs has given so far."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.cwd = folder, Path.cwd()
        self.tidy = Tidy(folder)
        self.drawings = Drawings(folder)
        self.namespace = become_main()
        self.outputs: list[dict[str, Any]] = []
        self.printed: Printed | None = None
        builtins.display = self.display  # type: ignore[attr-defined]

    def run(self, code: str, name: str) -> tuple[list[dict[str, Any]], BaseException | None]:
        """Run one cell and return its outputs and, if it failed, for what reason."""
        self.outputs = []
        self.printed = Printed()
        failed = None
        try:
            value = execute(code, name, self.namespace)
            if value is not None:
                self.show(value)
            self.draw()
        except BaseException as error:
            failed = error
            self.take_printed()
            text = shown(self.tidy(failures.format_traceback(error)))
            self.outputs.append({"kind": "error", **text})
            try:
                self.draw()  # what was drawn before it
            except Exception:
                self.drawings.forget()
        self.take_printed()
        self.printed.end()
        return self.outputs, failed

    def display(self, *values: Any) -> None:
        """Show values in the middle of a cell, as in a notebook."""
        for value in values:
            self.show(value)

    def show(self, value: Any) -> None:
        """Add what a value looks like; the figures that it stands for are shown anyway."""
        if is_plot(value):
            self.draw()
            return
        one = bundle(value, self.tidy, self.drawings)
        self.take_printed()
        self.outputs.append(one)

    def draw(self) -> None:
        """Add the open figures, behind what was printed before."""
        figures = self.drawings.take()
        self.take_printed()
        self.outputs += figures

    def take_printed(self) -> None:
        """Add what was printed since it was last asked for."""
        if self.printed:
            for kind, text, length in self.printed.take():
                one = {"kind": kind, **shown(self.tidy(text), length)}
                if one["text"]:
                    self.outputs.append(one)

    def message(self, error: BaseException) -> str:
        """The failure in a line, and the file of the author's that it happened in, if any."""
        place = failures.helper(error, self.folder, self.cwd)
        return self.tidy(failures.message_of(error) + (f" ({place})" if place else ""))


def execute(code: str, name: str, namespace: dict[str, Any]) -> Any:
    """Execute `code`; the value of a last expression is returned, as in a notebook."""
    linecache.cache[name] = (len(code), None, code.splitlines(keepends=True), name)
    # `dont_inherit`: the `__future__` of this file is not the cell's
    tree: Any = compile(code, name, "exec", ast.PyCF_ONLY_AST, dont_inherit=True)
    last = tree.body[-1] if tree.body else None
    if not isinstance(last, ast.Expr) or code.rstrip().endswith(";"):
        exec(compile(tree, name, "exec", dont_inherit=True), namespace)
        return None
    body = ast.Module(tree.body[:-1], [])
    exec(compile(body, name, "exec", dont_inherit=True), namespace)
    return eval(compile(ast.Expression(last.value), name, "eval", dont_inherit=True), namespace)


def versions(cells: list[dict[str, Any]]) -> dict[str, str]:
    """The versions of Python and of the packages that the cells import."""
    found = {"python": ".".join(map(str, sys.version_info[:3]))}
    for cell in cells:
        try:
            tree = ast.parse(cell["code"])
        except SyntaxError:
            continue
        for node in ast.walk(tree):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.module:
                names = [node.module]
            for name in names:
                package = name.partition(".")[0]
                version = getattr(sys.modules.get(package), "__version__", None)
                if isinstance(version, str) and package not in sys.stdlib_module_names:
                    found[package] = version
    return found
