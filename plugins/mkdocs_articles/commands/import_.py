"""`articles import`: the posts of another generator's site, as articles of this one."""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from pathlib import Path
from typing import Any

from mkdocs_articles.commands.freeze import find_config
from mkdocs_articles.importing import TOOLS


class RefusedError(Exception):
    """Nothing was written; the text says why, and what to do."""


def add_parser(subparsers: Any) -> None:
    """Declare the subcommand."""
    parser = subparsers.add_parser("import", help="take over the posts of another generator's site")
    parser.add_argument("tool", choices=TOOLS, help="what the other site is made with")
    parser.add_argument("folder", type=Path, metavar="DIR",
                        help="the other site's top folder; it is only read")  # fmt: skip
    parser.add_argument("--dry-run", action="store_true", help="report; write no articles")
    parser.add_argument(
        "--report", type=Path, metavar="FILE", help="write the report there as well"
    )
    parser.add_argument("-f", "--config-file", type=Path, help="the mkdocs.yml to use")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Import, and report; the exit status is 1 where that was refused, whatever the report says."""
    try:
        _refuse_report(options.report)
        lines = _import(options)
        if options.report:
            _write_report(options.report, lines)
    except RefusedError as error:
        print(f"articles: {error}", file=sys.stderr)
        return 1
    print("\n".join(lines))
    return 0


def _import(options: argparse.Namespace) -> list[str]:
    """Do it; the lines of the report."""
    from mkdocs_articles.adapters.mkdocs_importing import SiteError, read_site
    from mkdocs_articles.importing.plan import plan, summary
    from mkdocs_articles.importing.tree import Tree
    from mkdocs_articles.importing.writing import write

    config_file = options.config_file or find_config(Path.cwd())
    if config_file is None or not config_file.is_file():
        raise RefusedError("no mkdocs.yml here or in a folder above; pass -f")
    config_file = config_file.resolve()
    if not options.folder.is_dir():
        raise RefusedError(f"{options.folder} is no folder; name the other site's top folder")
    try:
        site = read_site(config_file)
    except SiteError as error:
        raise RefusedError(f"{config_file.name}: {error}") from error
    docs = site.docs_dir
    _refuse_itself(options.folder.resolve(), docs.resolve())
    tree = Tree(options.folder)
    old = importlib.import_module(f"mkdocs_articles.importing.{options.tool}").read(tree)
    if not old.posts and not old.problems:
        raise RefusedError(f"no posts of {options.tool} in {options.folder}; name its top folder")

    def shown(path: str) -> str:
        return Path(os.path.relpath(docs / path, config_file.parent)).as_posix()

    written = write(plan(old, site.place, tree), docs, shown, tree, dry=options.dry_run)
    problems = summary(written.problems)
    made = "would be written" if options.dry_run else "written"
    lines = [f"{shown(path)}: {made}" for path in written.articles]
    lines += map(str, problems)
    counts = [
        f"{_count(len(written.articles), 'article')} and {_count(len(written.files), 'file')} {made}"
    ]
    if written.unchanged:
        counts.append(f"{written.unchanged} there already")
    counts.append(f"{_count(len(problems), 'finding')}")
    if not written.articles and not written.files and not problems:
        counts = [f"nothing to do: {_count(written.unchanged, 'article')} there already"]
    return [*lines, ", ".join(counts)]


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _refuse_itself(old: Path, docs: Path) -> None:
    if docs.is_relative_to(old) or old.is_relative_to(docs):
        hint = "name its posts in `include` of the plugin `articles` instead, such as blog/posts/**"
        raise RefusedError(
            f"{old} is this site itself, and what is imported is never touched; {hint}"
        )


def _refuse_report(path: Path | None) -> None:
    """What would keep the report from being written is said before anything is done."""
    if path and (path.exists() or path.is_symlink()):
        raise RefusedError(f"--report {path}: it is there already; name a new file")
    if path and not path.absolute().parent.is_dir():
        raise RefusedError(f"--report {path}: there is no such folder; make it")


def _write_report(path: Path, lines: list[str]) -> None:
    try:
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write("\n".join(lines) + "\n")
    except OSError as error:
        raise RefusedError(
            f"the articles are written, but not the report: {path}: {error.strerror}"
        ) from error
