"""`articles deploy`: build the site and put it on a branch of a remote, for GitHub Pages."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from mkdocs_articles import __version__
from mkdocs_articles.commands.freeze import find_config
from mkdocs_articles.execution import VARIABLE
from mkdocs_articles.publishing.branch import (
    Branch,
    RejectedError,
    completed,
    write_commit,
    write_files,
)
from mkdocs_articles.publishing.changes import Changes, compare
from mkdocs_articles.publishing.git import Git, GitError, masked

CACHE = ".cache"  # made by a build beside mkdocs.yml, in the way of no one
LISTED = 10  # files with changes that are named


class RefusedError(Exception):
    """Nothing was published; the text says why, and what to do."""


def add_parser(subparsers: Any) -> None:
    """Declare the subcommand."""
    parser = subparsers.add_parser("deploy", help="build, and publish on a branch (GitHub Pages)")
    parser.add_argument("--dry-run", action="store_true",
                        help="build and show what would change; publish nothing")  # fmt: skip
    parser.add_argument("--yes", action="store_true", help="do not ask before many pages go")
    parser.add_argument("--remote", metavar="NAME",
                        help="of git; `remote_name` of mkdocs.yml, else origin")  # fmt: skip
    parser.add_argument("--branch", metavar="NAME",
                        help="to publish on; `remote_branch` of mkdocs.yml, else gh-pages")  # fmt: skip
    parser.add_argument("-f", "--config-file", type=Path, help="the mkdocs.yml to use")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Publish, and return the exit status: 0 also where there was nothing to do, 1 where it was
    refused.
    """
    try:
        config_file = options.config_file or find_config(Path.cwd())
        if config_file is None or not config_file.is_file():
            raise RefusedError("no mkdocs.yml here or in a folder above; pass -f")
        _deploy(config_file.resolve(), options)
    except (RefusedError, GitError) as error:
        print(f"articles: {masked(str(error))}", file=sys.stderr)  # --remote may be an address
        return 1
    return 0


def _deploy(config_file: Path, options: argparse.Namespace) -> None:
    from mkdocs_articles.adapters.mkdocs_deploy import SiteError, read_target

    root = config_file.parent
    try:
        target = read_target(config_file)
    except SiteError as error:
        raise RefusedError(f"{config_file.name}: {error}") from error
    git = Git(root)
    remote, name = options.remote or target.remote, options.branch or target.branch
    source = _source(git, remote, name)
    _refuse_changes(git, [target.site_dir, root / CACHE])
    branch = Branch.fetch(git, remote, name)
    before = branch.files()
    if config_file.name in before:
        message = f"the branch {name} of {remote} holds the site's source, not a built site"
        raise RefusedError(f"{message}; name another with --branch")

    with tempfile.TemporaryDirectory() as scratch:
        site = Path(scratch) / "site"
        _run(["-m", "mkdocs_articles.commands", "check", "-f", str(config_file)], root)
        # pages and sitemap name the time of the build: the same commit is the same site
        build = ["-m", "mkdocs", "build", "--strict", "-f", str(config_file), "-d", str(site)]
        _run(
            build,
            root,
            SOURCE_DATE_EPOCH=git("show", "-s", "--no-show-signature", "--format=%ct", source),
        )
        after = completed(git, write_files(git, site), before)

    changes = compare(before, after)
    if not changes:
        print(f"nothing to do: {name} of {remote} is this site already")
        return
    print(f"what changes on {name} of {remote}:")
    for line in changes.lines():
        print(line)
    if options.dry_run:
        print("nothing was published (--dry-run)")
        return
    if changes.removes_much and not options.yes:
        _ask(changes)
    message = f"Deploy {source[:10]}\n\nBuilt by mkdocs-articles {__version__} from {source}."
    commit = write_commit(git, after, branch.commit, message)
    try:
        branch.push(commit)
    except RejectedError as error:
        message = f"somebody else pushed to {name} of {remote} meanwhile; nothing was published"
        raise RefusedError(f"{message} and nothing is lost: run this again") from error
    print(f"published on {name} of {remote}: {target.site_url or commit[:10]}", flush=True)
    print(f"to undo: {branch.undo(commit)}")


def _source(git: Git, remote: str, name: str) -> str:
    """The commit that is published. Raises `RefusedError` where something needed is missing."""
    try:
        git("rev-parse", "--git-dir")
    except GitError as error:
        message = f"{git.folder} is in no git repository, or git cannot be used ({error})"
        raise RefusedError(f"{message}; run `git init`, or install git") from error
    try:
        source = git("rev-parse", "--verify", "HEAD^{commit}")
    except GitError as error:
        raise RefusedError("nothing is committed yet; commit the site's source first") from error
    if remote not in (known := git("remote").split()):
        hint = f"choose with --remote: {', '.join(known)}" if known else (
            f"add it: git remote add {remote} ADDRESS"
        )  # fmt: skip
        raise RefusedError(f"there is no remote {remote}; {hint}")
    if git.attempt("check-ref-format", "--branch", name)[0]:
        raise RefusedError(f"{name!r} cannot be a branch's name; name another with --branch")
    if git.attempt("symbolic-ref", "--quiet", "HEAD")[1].decode().strip() == f"refs/heads/{name}":
        raise RefusedError(f"{name} is the branch you work on; name another with --branch")
    if git.attempt("var", "GIT_COMMITTER_IDENT")[0]:
        hint = "run `git config user.name …` and `git config user.email …`"
        raise RefusedError(f"git does not know who commits; {hint}")
    return source


def _refuse_changes(git: Git, made: Sequence[Path]) -> None:
    """What is published must be what is committed; `made` is what a build leaves behind."""
    top = Path(git("rev-parse", "--show-toplevel"))
    inside = [p.relative_to(top).as_posix() for p in made if p.is_relative_to(top) and p != top]
    paths = git.lines("status", "--porcelain", "-z", "--no-renames", "--untracked-files=all",
                      "--", ":/", *(f":(top,exclude){path}" for path in inside))  # fmt: skip
    if not paths:
        return
    named = [f"\n  {path}" for path in paths[:LISTED]]
    if len(paths) > LISTED:
        named.append(f"\n  … and {len(paths) - LISTED} more")
    raise RefusedError(
        f"there are changes that are not committed; commit or stash them:{''.join(named)}"
    )


def _run(arguments: Sequence[str], folder: Path, **environment: str) -> None:
    """Run a command of this Python's that must succeed before anything is published."""
    # no snippet runs, whatever the shell has set: what is published are committed outputs
    env = {**os.environ, **environment, VARIABLE: "frozen"}
    sys.stdout.flush()
    if subprocess.run([sys.executable, *arguments], cwd=folder, env=env, check=False).returncode:
        raise RefusedError("the site has problems (see above); nothing was published")


def _ask(changes: Changes) -> None:
    """Raises `RefusedError` unless somebody agrees that so many pages go."""
    question = f"more than a tenth of the {changes.pages_before} pages would be removed"
    if not sys.stdin.isatty():
        raise RefusedError(f"{question}; if that is meant, pass --yes")
    if input(f"{question}. Publish? [y/N] ").strip().lower() not in ("y", "yes"):
        raise RefusedError("nothing was published")
