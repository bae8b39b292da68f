"""Run an article's cells: `python child.py FOLDER`. Standard library only.

It runs in a process of its own, under whatever interpreter the site asks for. `request.json` in
FOLDER holds the cells; `results.jsonl` gets a line for each that is done: its outputs and, where it
failed, what to tell the author. The versions of packages are the last line. A cell that takes too
long ends the process and leaves in `hung.txt` where it was.
"""

from __future__ import annotations

import ast
import contextlib
import faulthandler
import io
import json
import linecache
import os
import re
import sys
import tempfile
import traceback
import types
import warnings
from pathlib import Path
from typing import Any

LIMIT = 20_000  # characters kept of one output: a reader scrolls no further, a record stays small
CELL = re.compile("<cell ([0-9]+)>")  # what a cell's code goes by in tracebacks
DRAWN = 3  # how deep plotting calls nest what they return


def main(folder: Path) -> None:
    """Run the cells of the request in order, in one name space; stop at the first that fails."""
    cells = json.loads((folder / "request.json").read_text(encoding="utf-8"))["cells"]
    results = (folder / "results.jsonl").open("w", encoding="utf-8")
    hung = (folder / "hung.txt").open("w", encoding="utf-8")
    own_process = os.getpid()
    namespace, tidy = become_main(), Tidy(folder)
    for number, cell in enumerate(cells, start=1):
        faulthandler.dump_traceback_later(cell["timeout"], exit=True, file=hung)
        outputs, failure = run_cell(cell["code"], f"<cell {number}>", namespace, tidy)
        if os.getpid() != own_process:  # the cell forked and let both go on
            os._exit(0)
        faulthandler.cancel_dump_traceback_later()
        failure = None if cell["error"] else failure
        results.write(json.dumps({"outputs": outputs, "failure": failure}) + "\n")
        results.flush()
        if failure:
            os._exit(0)
    results.write(json.dumps({"versions": versions(cells)}) + "\n")
    results.flush()
    os._exit(0)  # whatever threads a cell left behind


def become_main() -> dict[str, Any]:
    """Let cells be the program: pickles, dataclasses and imports look for names in `__main__`."""
    program = types.ModuleType("__main__")
    sys.modules["__main__"] = program
    sys.argv = [""]
    sys.path[0] = ""  # not this file's folder
    # A figure is shown when its cell is done; `plt.show()` need not complain of there being no window.
    warnings.filterwarnings("ignore", message=".*non-interactive, and thus cannot be shown")
    return program.__dict__


def run_cell(
    code: str, name: str, namespace: dict[str, Any], tidy: Tidy
) -> tuple[list[dict[str, str]], dict[str, Any] | None]:
    """Run one cell and return its outputs and, if it failed, for what reason."""
    printed = Printed()
    results: list[dict[str, str]] = []
    failure = None
    try:
        value = execute(code, name, namespace)
        if value is not None and not is_plot(value):
            results.append({"kind": "result", "text": tidy(repr(value))})
        results += figures()
    except BaseException as error:
        failure = {**describe(error), "message": tidy(message_of(error))}
        results.append({"kind": "error", "text": tidy(format_traceback(error))})
        with contextlib.suppress(Exception):  # what was drawn before it
            results += figures()
    streams = zip(("stdout", "stderr"), printed.end(), strict=True)
    texts = [{"kind": kind, "text": tidy(text)} for kind, text in streams]
    return [item for item in texts if item["text"]] + results, failure


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


# Failures


def describe(error: BaseException) -> dict[str, Any]:
    """Where it was raised: the innermost line of any cell (numbers from 1; 0 where there is none)."""
    places = [
        (frame.f_code.co_filename, line) for frame, line in traceback.walk_tb(error.__traceback__)
    ]
    if isinstance(error, SyntaxError):
        places.append((error.filename or "", error.lineno or 0))
    found = [(CELL.fullmatch(name), line) for name, line in places]
    inside = [(int(match[1]), line) for match, line in found if match]
    cell, line = inside[-1] if inside else (0, 0)
    return {"cell": cell, "line": line}


def message_of(error: BaseException) -> str:
    """The exception in one line: `ZeroDivisionError: division by zero`."""
    try:
        text = str(error.msg if isinstance(error, SyntaxError) else error)
    except Exception:
        text = ""
    name = type(error).__name__
    return f"{name}: {text}" if text else name


def format_traceback(error: BaseException) -> str:
    """The traceback as Python prints it, without the frames of this file."""
    shown = traceback.TracebackException.from_exception(error)
    pending: list[Any] = [shown]
    while pending:
        part = pending.pop()
        frames = [frame for frame in part.stack if frame.filename != __file__]
        part.stack = traceback.StackSummary.from_list(frames) if frames else None
        pending += [p for p in (part.__cause__, part.__context__) if p]
        pending += getattr(part, "exceptions", None) or []
    return "".join(shown.format())


# Text


class Printed:
    """Standard output and error from now to `end()`, taken at the file descriptors, so that what
    other programs and C libraries print is in them as well."""

    def __init__(self) -> None:
        flush()
        self.files = [tempfile.TemporaryFile() for _ in (1, 2)]  # noqa: SIM115 - closed at the end
        self.saved = [os.dup(descriptor) for descriptor in (1, 2)]
        for descriptor, file in zip((1, 2), self.files, strict=True):
            os.dup2(file.fileno(), descriptor)

    def end(self) -> list[str]:
        """Stop, and return both texts (their beginnings, where they are very long)."""
        flush()
        texts = []
        for descriptor, saved, file in zip((1, 2), self.saved, self.files, strict=True):
            os.dup2(saved, descriptor)
            os.close(saved)
            file.seek(0)
            texts.append(file.read(8 * LIMIT).decode("utf-8", "replace"))
            file.close()
        return texts


def flush() -> None:
    """Write out what Python and the C library still hold back."""
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(Exception):  # a cell may have closed or replaced it
            stream.flush()
    with contextlib.suppress(Exception):  # not every interpreter has it, nor every system its name
        import ctypes

        ctypes.CDLL(None).fflush(None)


class Tidy:
    """Text as a terminal would leave it, and as it would be on any machine."""

    NOISE = "Matplotlib is building the font cache; this may take a moment.\n"

    def __init__(self, folder: Path) -> None:
        libraries = sorted((entry for entry in sys.path if entry), key=len, reverse=True)
        self.paths = [(str(Path.cwd()), "."), (str(folder), "~")]
        self.paths += [(entry + os.sep, "") for entry in libraries]

    def __call__(self, text: str) -> str:
        if "\r" in text:  # of a progress bar the last state stays
            lines = text.split("\n")
            text = "\n".join(line.rstrip("\r").rpartition("\r")[2] for line in lines)
        text = text.replace(self.NOISE, "")
        for path, shown in self.paths:
            text = text.replace(path, shown)
        text = text.encode("utf-8", "backslashreplace").decode("utf-8")
        return text if len(text) <= LIMIT else text[:LIMIT] + "\n…"


# Figures


def is_plot(value: Any, depth: int = DRAWN) -> bool:
    """Whether a value is what a plotting call returns: its figure is shown, its repr is noise."""
    if "matplotlib" not in sys.modules or not depth:
        return False
    if str(type(value).__module__).partition(".")[0] == "matplotlib":
        return True
    if type(value).__name__ == "ndarray" and value.dtype == object:
        value = value.ravel().tolist()
    items = value.values() if isinstance(value, dict) else value
    return isinstance(value, (dict, list, tuple)) and any(is_plot(i, depth - 1) for i in items)


def figures() -> list[dict[str, str]]:
    """The open matplotlib figures as SVG, the same bytes each time; they are closed.

    What drawing warns of (a glyph that no font has) is printed without the line of this file.
    """
    if "matplotlib.pyplot" not in sys.modules:
        return []
    import matplotlib
    from matplotlib import pyplot

    drawn = []
    settings: Any = {"svg.hashsalt": "mkdocs-articles", "svg.fonttype": "path"}
    with matplotlib.rc_context(settings), warnings.catch_warnings(record=True) as caught:
        try:
            for number in pyplot.get_fignums():
                file = io.BytesIO()
                pyplot.figure(number).savefig(
                    file,
                    format="svg",
                    bbox_inches="tight",
                    transparent=True,
                    metadata={"Date": None},
                )
                drawn.append({"kind": "figure", "text": file.getvalue().decode("utf-8")})
        finally:
            pyplot.close("all")
    for text in dict.fromkeys(f"{w.category.__name__}: {w.message}" for w in caught):
        print(text, file=sys.stderr)
    return drawn


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


if __name__ == "__main__":
    main(Path(sys.argv[1]))
