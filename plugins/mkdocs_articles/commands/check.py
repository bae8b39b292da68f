"""`articles check`: everything that would embarrass, in one run; nothing is written."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from mkdocs_articles.check.finding import ERROR, Finding
from mkdocs_articles.commands.freeze import find_config
from mkdocs_articles.document import shown_path

FORMATS = ("text", "json", "github")


def add_parser(subparsers: Any) -> None:
    """Declare the subcommand."""
    parser = subparsers.add_parser("check", help="find what is wrong with a site; writes nothing")
    parser.add_argument("paths", nargs="*", type=Path, metavar="PATH",
                        help="files or folders to tell of; all of the site by default")  # fmt: skip
    parser.add_argument("--format", choices=FORMATS, default="text", help="text by default")
    parser.add_argument("--fix", action="store_true", help="mend what is mechanical")
    parser.add_argument("-f", "--config-file", type=Path, help="the mkdocs.yml to use")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Check, and return the exit status: 1 where there are errors, 2 where nothing could be done."""
    config_file = options.config_file or find_config(Path.cwd())
    if config_file is None or not config_file.is_file():
        return _refuse("no mkdocs.yml here or in a folder above; pass -f")
    if missing := [path for path in options.paths if not path.exists()]:
        return _refuse(*(f"{path}: no such file or folder" for path in missing))
    config_file = config_file.resolve()
    root = config_file.parent
    chosen = [shown_path(path.resolve(), root) for path in options.paths]
    os.chdir(root)  # where a build runs: extensions take paths from there

    from mkdocs_articles.adapters.mkdocs_check import SiteError, look
    from mkdocs_articles.check import checker, showing  # other commands need none of them
    from mkdocs_articles.check.fixing import fix

    def findings() -> tuple[list[Finding], int]:
        looked = look(config_file)
        pages = sum(1 for page in looked.site.pages if page.text)
        return _below(checker.check(looked.site, looked.said, looked.severities), chosen), pages

    try:
        found, pages = findings()
        if options.fix and (mended := fix(found, root)):
            print(f"articles: {showing.count(mended)} mended", file=sys.stderr)
            found, pages = findings()  # columns have moved
    except SiteError as error:
        return _refuse(*str(error).split("\n"))
    print(_shown(found, options.format, root), end="", flush=True)
    print(f"articles: {showing.summary(found, pages)}", file=sys.stderr)
    return 1 if any(one.severity == ERROR for one in found) else 0


def _below(findings: Sequence[Finding], chosen: Sequence[str]) -> list[Finding]:
    """Those about the files below `chosen`; all, if nothing is."""
    return [
        one for one in findings
        if not chosen or any(_is_below(one.problem.path, path) for path in chosen)
    ]  # fmt: skip


def _is_below(path: str, folder: str) -> bool:
    return folder == "." or path == folder or path.startswith(f"{folder}/")


def _shown(findings: Sequence[Finding], form: str, root: Path) -> str:
    from mkdocs_articles.check import showing

    if form == "json":
        return showing.as_json(findings)
    if form == "github":
        return showing.as_github(findings, _in_repository(root))
    return showing.as_text(findings)


def _in_repository(root: Path) -> str:
    """The folder of `mkdocs.yml` below that of the repository: GitHub names files from there."""
    top = next((one for one in (root, *root.parents) if (one / ".git").exists()), root)
    return "" if top == root else f"{root.relative_to(top).as_posix()}/"


def _refuse(*messages: str) -> int:
    for message in messages:
        print(f"articles: {message}", file=sys.stderr)
    return 2
