"""Our programs with their modules imported, forked for each run: half of what a small build takes is
imports, and most of what a command takes.

A run is a process of its own all the same, with folder, variables and output of its own, and ends as
any does. What depends on how an interpreter begins (`PYTHON…` in the environment) is none of it.
"""

from __future__ import annotations

import atexit
import functools
import gc
import importlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

# Their modules, and the functions that run them.
PROGRAMS = {"mkdocs": ("mkdocs.__main__", "cli"), "articles": ("mkdocs_articles.commands", "main")}
# What most sites of the tests have, and what takes long to import; a run imports what is missing.
MODULES = (
    "mkdocs.__main__", "mkdocs.commands.build", "material.plugins.search.plugin",
    "mkdocs_jupyter.plugin", "pymdownx.superfences", "pygments.lexers.python", "fontTools.subset",
    "mkdocs_articles.adapters.mkdocs_plugin", "mkdocs_articles.adapters.mkdocs_search",
    "mkdocs_articles.adapters.mkdocs_cache", "mkdocs_articles.math", "mkdocs_articles.execution",
    "mkdocs_articles.commands.check", "mkdocs_articles.commands.import_",
    "mkdocs_articles.commands.index", "mkdocs_articles.commands.stage", "pypinyin",
)  # fmt: skip


@dataclass(frozen=True)
class Running:
    """A run that goes on while the test does; there is one at a time."""

    pid: int

    def kill(self) -> None:
        """End it at once, unless it has ended."""
        with suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)

    def wait(self) -> int:
        """Its exit status, when it has ended; negative for a signal."""
        return int(_answer())


def start(
    program: str, arguments: Sequence[str], folder: Path, environment: Mapping[str, str],
    outputs: Sequence[str] = (os.devnull, os.devnull),
) -> Running:  # fmt: skip
    """Start one of `PROGRAMS` in `folder`; `outputs` are files for what it says."""
    order = [program, list(arguments), str(folder), dict(environment), list(outputs)]
    server = _server()
    assert server.stdin
    server.stdin.write(json.dumps(order) + "\n")
    server.stdin.flush()
    return Running(int(_answer()))


def run(
    program: str, arguments: Sequence[str], folder: Path, environment: Mapping[str, str]
) -> subprocess.CompletedProcess[str]:
    """Run one of `PROGRAMS` in `folder`."""
    with tempfile.TemporaryDirectory() as scratch:
        outputs = [Path(scratch) / name for name in ("stdout", "stderr")]
        status = start(program, arguments, folder, environment, [*map(str, outputs)]).wait()
        stdout, stderr = (path.read_text("utf-8") for path in outputs)
    return subprocess.CompletedProcess([program, *arguments], status, stdout, stderr)


def _answer() -> str:
    server = _server()
    assert server.stdout
    return server.stdout.readline()


@functools.cache
def _server() -> subprocess.Popen[str]:
    server = subprocess.Popen(
        [sys.executable, "-W", "ignore", __file__], text=True, encoding="utf-8",
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1", "PYTHONUTF8": "1"},
    )  # fmt: skip
    atexit.register(server.communicate)  # it ends with its orders
    return server


def _serve() -> None:
    """Fork for each order; a child returns as a program's own interpreter would have begun."""
    del sys.path[0]  # the tests' folder
    for name in MODULES:
        importlib.import_module(name)
    gc.freeze()  # else each run copies, object by object, what its collections look at
    while line := sys.stdin.readline():
        program, *order = json.loads(line)
        child = os.fork()
        if not child:
            _become(program, *order)
            break
        print(child, flush=True)
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
    else:
        return
    module, function = PROGRAMS[program]
    getattr(importlib.import_module(module), function)()


def _become(
    program: str, arguments: list[str], folder: str, environment: dict[str, str],
    outputs: list[str],
) -> None:  # fmt: skip
    os.chdir(folder)
    sys.path.insert(0, folder)
    sys.argv = [program, *arguments]
    os.environ.clear()
    os.environ.update(environment)
    time.tzset()
    for number, path in enumerate((os.devnull, *outputs)):
        opened = os.open(path, os.O_RDWR | os.O_CREAT)
        os.dup2(opened, number)
        os.close(opened)


if __name__ == "__main__":
    _serve()
