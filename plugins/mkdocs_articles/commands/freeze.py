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
    """Freeze, and return the exit status: 1 where a snippet failed or, with `--check`, is stale."""
    from mkdocs_articles.adapters import mkdocs_freeze

    config_file = options.config_file or find_config(Path.cwd())
    if config_file is None or not config_file.is_file():
        print("articles: no mkdocs.yml here or in a folder above; pass -f", file=sys.stderr)
        return 2
    missing = [path for path in options.paths if not path.exists()]
    for path in missing:
        print(f"articles: {path}: no such file or folder", file=sys.stderr)
    if missing:
        return 2
    os.environ[modes.VARIABLE] = "frozen" if options.check else "force" if options.force else "auto"
    chosen = [path.absolute() for path in options.paths]
    outcome = mkdocs_freeze.freeze(config_file, chosen, prune=options.prune and not options.check)
    for problem in outcome.problems:
        print(problem, file=sys.stderr)
    for uri in outcome.pruned:
        print(f"pruned: {uri}")
    done = "up to date" if options.check else "frozen"
    print(f"{outcome.pages} articles with snippets, {outcome.pages - outcome.failed} {done}")
    return 1 if outcome.problems else 0


def find_config(folder: Path) -> Path | None:
    """The nearest mkdocs.yml in `folder` or above it."""
    for candidate in (folder, *folder.parents):
        for name in ("mkdocs.yml", "mkdocs.yaml"):
            if (candidate / name).is_file():
                return candidate / name
    return None
