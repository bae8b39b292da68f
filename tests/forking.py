"""MkDocs with its modules imported, forked for each build: half of what a small one takes is imports.

A build is a process of its own all the same, with folder, variables and output of its own, and ends as
any does. What depends on how an interpreter begins (`PYTHON…` in the environment) is none of it.
"""

from __future__ import annotations

import atexit
import functools
import importlib
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

# What most sites of the tests have; a build imports what is missing.
MODULES = (
    "mkdocs.__main__", "mkdocs.commands.build", "material.plugins.search.plugin",
    "pymdownx.superfences",
    "mkdocs_articles.adapters.mkdocs_plugin", "mkdocs_articles.adapters.mkdocs_search",
    "mkdocs_articles.adapters.mkdocs_cache", "mkdocs_articles.math", "mkdocs_articles.execution",
)  # fmt: skip


def mkdocs(
    arguments: Sequence[str], folder: Path, environment: Mapping[str, str]
) -> subprocess.CompletedProcess[str]:
    """Run `mkdocs` with these arguments in `folder`."""
    with tempfile.TemporaryDirectory() as scratch:
        outputs = [Path(scratch) / name for name in ("stdout", "stderr")]
        order = [list(arguments), str(folder), dict(environment), [str(path) for path in outputs]]
        server = _server()
        assert server.stdin
        assert server.stdout
        server.stdin.write(json.dumps(order) + "\n")
        server.stdin.flush()
        status = int(server.stdout.readline())
        stdout, stderr = (path.read_text("utf-8") for path in outputs)
    return subprocess.CompletedProcess(["mkdocs", *arguments], status, stdout, stderr)


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
    """Fork for each order; a child returns as `python -m mkdocs` would have begun."""
    del sys.path[0]  # the tests' folder
    for name in MODULES:
        importlib.import_module(name)
    while line := sys.stdin.readline():
        child = os.fork()
        if not child:
            _become(*json.loads(line))
            break
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
    else:
        return
    from mkdocs.__main__ import cli

    cli()


def _become(
    arguments: list[str], folder: str, environment: dict[str, str], outputs: list[str]
) -> None:
    os.chdir(folder)
    sys.path.insert(0, folder)
    sys.argv = ["mkdocs", *arguments]
    os.environ.clear()
    os.environ.update(environment)
    time.tzset()
    for number, path in enumerate((os.devnull, *outputs)):
        opened = os.open(path, os.O_RDWR | os.O_CREAT)
        os.dup2(opened, number)
        os.close(opened)


if __name__ == "__main__":
    _serve()
