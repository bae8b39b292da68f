"""Run an article's cells: `python child.py REQUEST.json RESULTS.jsonl`. Standard library only.

It runs in a process of its own, under whatever interpreter the site asks for. One line of results
a cell: its outputs and, where it failed, the exception's name, message and line in the cell.
"""

from __future__ import annotations

import ast
import contextlib
import io
import json
import linecache
import os
import sys
import tempfile
import traceback
from typing import Any


def main() -> None:
    """Run the cells of the request in order, in one name space; stop at the first that fails."""
    with open(sys.argv[1], encoding="utf-8") as file:  # noqa: PTH123 - any interpreter, few imports
        request = json.load(file)
    namespace: dict[str, Any] = {"__name__": "__main__"}
    sys.path.insert(0, os.getcwd())  # noqa: PTH109
    with open(sys.argv[2], "w", encoding="utf-8", newline="\n") as results:  # noqa: PTH123
        for number, cell in enumerate(request["cells"], start=1):
            outcome = run_cell(cell["code"], f"<cell {number}>", namespace)
            results.write(json.dumps(outcome) + "\n")
            results.flush()
            if outcome["failure"] and not cell["error"]:
                break
        else:
            results.write(json.dumps({"versions": versions(request["cells"])}) + "\n")


def run_cell(code: str, name: str, namespace: dict[str, Any]) -> dict[str, Any]:
    """Run one cell and return its outputs and failure."""
    outputs: list[dict[str, Any]] = []
    failure = None
    value = None
    with Captured() as captured:
        try:
            value = execute(code, name, namespace)
        except BaseException as error:
            failure = describe(error, name)
    for kind, text in (("stdout", captured.stdout), ("stderr", captured.stderr)):
        if text:
            outputs.append({"kind": kind, "text": text})
    if failure:
        outputs.append({"kind": "error", "text": failure["traceback"]})
    elif value is not None and not is_plot(value):
        outputs.append({"kind": "result", "text": repr(value)})
    outputs.extend(figures())
    return {"outputs": outputs, "failure": failure}


def execute(code: str, name: str, namespace: dict[str, Any]) -> Any:
    """Execute `code`; the value of a last expression is returned, as in a notebook."""
    linecache.cache[name] = (len(code), None, code.splitlines(keepends=True), name)
    tree = ast.parse(code, name)
    last = tree.body[-1] if tree.body else None
    if not isinstance(last, ast.Expr) or code.rstrip().endswith(";"):
        exec(compile(tree, name, "exec"), namespace)
        return None
    exec(compile(ast.Module(tree.body[:-1], []), name, "exec"), namespace)
    return eval(compile(ast.Expression(last.value), name, "eval"), namespace)


def describe(error: BaseException, name: str) -> dict[str, Any]:
    """The exception for the author (name, message, line) and for the reader (its traceback)."""
    frames = traceback.extract_tb(error.__traceback__)
    inside = [number for number, frame in enumerate(frames) if frame.filename.startswith("<cell ")]
    own = [frame for frame in frames if frame.filename == name]
    line = own[-1].lineno if own else 0
    if isinstance(error, SyntaxError) and error.filename == name:
        line = error.lineno or 0
    shown = traceback.StackSummary.from_list(frames[inside[0] :] if inside else [])
    head = ["Traceback (most recent call last):\n", *shown.format()] if inside else []
    only = traceback.format_exception_only(type(error), error)
    return {
        "name": type(error).__name__,
        "message": str(error.msg if isinstance(error, SyntaxError) else error),
        "line": line,
        "traceback": "".join([*head, *only]),
    }


class Captured:
    """Standard output and error of a block, taken at the file descriptors, so that what other

    programs and C libraries print is in them as well.
    """

    def __enter__(self) -> Captured:
        sys.stdout.flush()
        sys.stderr.flush()
        self.files = [tempfile.TemporaryFile() for _ in (1, 2)]  # noqa: SIM115 - closed at exit
        self.saved = [os.dup(fd) for fd in (1, 2)]
        for fd, file in zip((1, 2), self.files, strict=True):
            os.dup2(file.fileno(), fd)
        self.streams = (sys.stdout, sys.stderr)
        sys.stdout = io.TextIOWrapper(os.fdopen(os.dup(1), "wb"), "utf-8", write_through=True)
        sys.stderr = io.TextIOWrapper(os.fdopen(os.dup(2), "wb"), "utf-8", write_through=True)
        return self

    def __exit__(self, *_: object) -> None:
        for stream in (sys.stdout, sys.stderr):
            with contextlib.suppress(ValueError):  # the cell closed it
                stream.flush()
        sys.stdout, sys.stderr = self.streams
        texts = []
        for fd, saved, file in zip((1, 2), self.saved, self.files, strict=True):
            os.dup2(saved, fd)
            os.close(saved)
            file.seek(0)
            texts.append(file.read().decode("utf-8", "replace").replace("\r\n", "\n"))
            file.close()
        self.stdout, self.stderr = texts


def is_plot(value: Any) -> bool:
    """Whether a value is only what a plotting call returns: its figure is shown, its repr is noise."""
    items = value if isinstance(value, (list, tuple)) and value else [value]
    return all(type(item).__module__.split(".")[0] == "matplotlib" for item in items)


def figures() -> list[dict[str, Any]]:
    """The open matplotlib figures as SVG, the same bytes each time; they are closed."""
    if "matplotlib.pyplot" not in sys.modules:
        return []
    import matplotlib
    from matplotlib import pyplot

    outputs = []
    settings: Any = {"svg.hashsalt": "mkdocs-articles", "svg.fonttype": "path"}
    for number in pyplot.get_fignums():
        figure = pyplot.figure(number)
        buffer = io.BytesIO()
        with matplotlib.rc_context(settings):
            figure.savefig(
                buffer, format="svg", bbox_inches="tight", transparent=True, metadata={"Date": None}
            )
        outputs.append({"kind": "figure", "text": buffer.getvalue().decode("utf-8")})
    pyplot.close("all")
    return outputs


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
                package = name.split(".")[0]
                version = getattr(sys.modules.get(package), "__version__", None)
                if isinstance(version, str):
                    found[package] = version
    return found


if __name__ == "__main__":
    main()
