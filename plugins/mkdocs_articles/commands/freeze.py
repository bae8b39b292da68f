"""`articles freeze`: run the snippets whose outputs are missing or stale, and keep what they give."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import Any

from mkdocs_articles.execution import modes


def add_parser(subparsers: Any) -> None:
    """Declare the subcommand."""
    parser = subparsers.add_parser("freeze", help="run snippets and keep their outputs")
    parser.add_argument("paths", nargs="*", type=Path, metavar="PATH",
                        help="files or folders of articles; all of the site by default")  # fmt: skip
    parser.add_argument("--check", action="store_true", help="run nothing; fail if any is stale")
    parser.add_argument("--force", action="store_true", help="run what is up to date as well")
    parser.add_argument(
        "--prune", action="store_true", help="remove outputs of articles that are gone"
    )
    parser.add_argument("-f", "--config-file", type=Path, help="the mkdocs.yml to use")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Freeze, and return the exit status: 1 where a snippet failed or, with `--check`, is stale;
    2 where nothing could be done.
    """
    config_file = options.config_file or find_config(Path.cwd())
    if config_file is None or not config_file.is_file():
        return _refuse("no mkdocs.yml here or in a folder above; pass -f")
    if missing := [path for path in options.paths if not path.exists()]:
        return _refuse(*(f"{path}: no such file or folder" for path in missing))
    config_file = config_file.resolve()
    chosen = [path.resolve() for path in options.paths]
    os.chdir(config_file.parent)  # where a build runs: extensions take paths from there
    os.environ[modes.VARIABLE] = "frozen" if options.check else "force" if options.force else "auto"

    from mkdocs_articles.adapters import mkdocs_freeze

    try:
        outcome = mkdocs_freeze.freeze(
            config_file, chosen, prune=options.prune, check=options.check
        )
    except mkdocs_freeze.SiteError as error:
        return _refuse(*str(error).split("\n"))
    for line in (*outcome.remarks, *outcome.problems):
        print(line, file=sys.stderr)
    for uri in outcome.pruned:
        print(f"pruned: {uri}")
    articles = "article" if outcome.pages == 1 else "articles"
    done = "up to date" if options.check else "frozen"
    print(f"{outcome.pages} {articles} with snippets, {outcome.pages - outcome.failed} {done}")
    return 1 if outcome.problems else 0


def find_config(folder: Path) -> Path | None:
    """The nearest mkdocs.yml in `folder` or above it."""
    for candidate in (folder, *folder.parents):
        for name in ("mkdocs.yml", "mkdocs.yaml"):
            if (candidate / name).is_file():
                return candidate / name
    return None


def _refuse(*messages: str) -> int:
    for message in messages:
        print(f"articles: {message}", file=sys.stderr)
    return 2
