"""`articles stage`: the site as pages for Zensical, which renders Markdown and runs no plugin."""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from mkdocs_articles.commands.freeze import find_config

PROGRAM = "zensical"
_PAUSE = 0.5  # seconds between two looks at the files


def add_parser(subparsers: Any) -> None:
    """Declare the subcommand."""
    parser = subparsers.add_parser("stage", help="write the site as pages for Zensical")
    parser.add_argument("--serve", action="store_true",
                        help="and serve it with Zensical, staging again what changes")  # fmt: skip
    parser.add_argument("-f", "--config-file", type=Path, help="the mkdocs.yml to use")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Stage, and return the exit status: 1 where that could not be done."""
    config_file = options.config_file or find_config(Path.cwd())
    if config_file is None or not config_file.is_file():
        print("articles: no mkdocs.yml here or in a folder above; pass -f", file=sys.stderr)
        return 1
    config_file = config_file.resolve()
    os.chdir(config_file.parent)  # where a build runs: extensions take paths from there
    staged = _stage(config_file)
    if staged is None:
        return 1
    if options.serve:
        return _serve(config_file, staged)
    print(f"to build it: {PROGRAM} build -f {staged.name}")
    return 0


def _stage(config_file: Path) -> Path | None:
    from mkdocs_articles.adapters.mkdocs_stage import SiteError, stage

    try:
        staged = stage(config_file)
    except SiteError as error:
        for line in str(error).split("\n"):
            print(f"articles: {line}", file=sys.stderr)
        return None
    for warning in staged.warnings:
        print(warning, file=sys.stderr)
    print(f"{staged.pages} pages staged", flush=True)
    return staged.config_file


def _serve(config_file: Path, staged: Path) -> int:
    """Serve until interrupted; Zensical sees what was staged anew, and reloads."""
    program = shutil.which(PROGRAM)
    if program is None:
        print(f"articles: --serve: {PROGRAM} is not installed; pip install it", file=sys.stderr)
        return 1
    server = subprocess.Popen([program, "serve", "-f", staged.name])
    try:
        seen = _times(config_file)
        while server.poll() is None:
            time.sleep(_PAUSE)
            if (now := _times(config_file)) != seen:
                seen = now
                subprocess.run(
                    [sys.executable, "-m", "mkdocs_articles.commands", "stage", "-f", config_file],
                    check=False,
                )
    finally:
        server.terminate()
    return server.wait()


def _times(config_file: Path) -> dict[Path, int]:
    """When what is written was changed."""
    docs = config_file.parent.rglob("*")
    return {
        path: path.stat().st_mtime_ns
        for path in docs
        if path.suffix in (".md", ".ipynb", ".yml", ".py", ".json")
        and not {"site", ".cache", ".venv", ".git"} & set(path.parts)
    }
