"""`articles new`: the file of a new article, with its front matter, at its place."""

from __future__ import annotations

import argparse
import os
import re
import shlex
import subprocess
import sys
import tempfile
from datetime import UTC, date, datetime, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mkdocs_articles import drafting
from mkdocs_articles.article import Moment
from mkdocs_articles.commands.freeze import find_config

if TYPE_CHECKING:
    from mkdocs_articles.adapters.mkdocs_drafting import Place

SUFFIXES = (".md", ".markdown", ".ipynb")
_DAY = re.compile(r"\d{4}-\d\d-\d\d(?!\d)")
_SLUG = re.compile(r"[\w.+-]+")
TEMPLATE = "templates/article.md"  # below the folder of mkdocs.yml


class RefusedError(Exception):
    """Nothing was written; the text says why, and what to do."""


def add_parser(subparsers: Any) -> None:
    """Declare the subcommand."""
    parser = subparsers.add_parser("new", help="begin an article")
    parser.add_argument("title", metavar="TITLE")
    parser.add_argument("--category", action="append", default=[], metavar="C",
                        help="may be given again")  # fmt: skip
    parser.add_argument("--tags", default="", metavar="A,B", help="with commas between them")
    parser.add_argument("--slug", default="", metavar="S",
                        help="the last part of the address; else the title, in pinyin")  # fmt: skip
    parser.add_argument(
        "--date", default="", metavar="D", help="such as 2026-05-17; today by default"
    )
    parser.add_argument(
        "--draft", action="store_true", help="not published until this is taken out"
    )
    parser.add_argument("--notebook", action="store_true", help="a Jupyter notebook")
    parser.add_argument("--edit", action="store_true", help="open it in $VISUAL or $EDITOR")
    parser.add_argument("-f", "--config-file", type=Path, help="the mkdocs.yml to use")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Write the file and say its path; the exit status is 1 where that was refused."""
    try:
        path = _write(options)
    except RefusedError as error:
        print(f"articles: {error}", file=sys.stderr)
        return 1
    shown = os.path.relpath(path)
    print(shown, flush=True)
    if options.edit:
        return _edit(path)
    return 0


def _write(options: argparse.Namespace) -> Path:
    from mkdocs_articles.adapters.mkdocs_drafting import SiteError, read_place

    config_file = options.config_file or find_config(Path.cwd())
    if config_file is None or not config_file.is_file():
        raise RefusedError("no mkdocs.yml here or in a folder above; pass -f")
    config_file = config_file.resolve()
    try:
        place = read_place(config_file)
    except SiteError as error:
        raise RefusedError(f"{config_file.name}: {error}") from error
    title = " ".join(options.title.split())
    if not title:
        raise RefusedError("the title is empty")
    draft = drafting.Draft(
        title, _moment(options.date, place.zone), _names(options.category),
        _names(re.split("[,，、]", options.tags)), options.draft,
    )  # fmt: skip
    path = _path(place, _name(options, title), ".ipynb" if options.notebook else ".md", draft)
    text = _text(options, draft, config_file.parent / TEMPLATE, place.language)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _create(path, text)
    except FileExistsError as error:
        shown = os.path.relpath(path)
        raise RefusedError(f"{shown} is there already; choose another --slug") from error
    except OSError as error:
        raise RefusedError(
            f"{os.path.relpath(path)} cannot be written: {error.strerror}"
        ) from error
    return path


def _create(path: Path, text: str) -> None:
    """Make the file, whole or not at all. Raises `FileExistsError` where there is one."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".new-")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        umask = os.umask(0)
        os.umask(umask)
        Path(name).chmod(0o666 & ~umask)  # as any other new file
        try:
            os.link(name, path)
        except FileExistsError:
            raise
        except OSError:  # a file system without links
            with path.open("x", encoding="utf-8", newline="\n") as file:
                file.write(text)
    finally:
        Path(name).unlink(missing_ok=True)


def _text(options: argparse.Namespace, draft: drafting.Draft, own: Path, language: str) -> str:
    template = own.read_text(encoding="utf-8-sig") if own.is_file() else None
    if options.notebook:
        body = drafting.body(language)
        if template is not None:
            body = drafting.body_of(drafting.filled(template, draft))
        return drafting.notebook(draft, body)
    if template is not None:
        return drafting.filled(template, draft)
    return drafting.markdown(draft, drafting.body(language))


def _path(place: Place, name: str, suffix: str, draft: drafting.Draft) -> Path:
    """Raises `RefusedError` where an article of that name would be none, or the address of another."""
    if suffix == ".ipynb" and not place.has_notebooks:
        raise RefusedError("nothing renders notebooks here; add `mkdocs-jupyter` to the plugins")
    uri = drafting.path_of(name, suffix, place.include, place.exclude, draft.created.year)
    if uri is None:
        globs = ", ".join(place.include) or "none"
        raise RefusedError(f"no glob of `include` has a place for {name}{suffix}: {globs}")
    path = place.docs_dir / uri
    stem = path.parent if path.stem == "index" else path.with_suffix("")
    twins = [stem.with_name(stem.name + one) for one in SUFFIXES]
    twins += [stem / f"index{one}" for one in SUFFIXES]
    if taken := next((twin for twin in twins if twin.exists()), None):
        raise RefusedError(f"{os.path.relpath(taken)} is there already; choose another --slug")
    return path


def _name(options: argparse.Namespace, title: str) -> str:
    slug: str = options.slug or drafting.ascii_slug(title)
    if not slug:
        raise RefusedError("nothing of the title can be in an address; pass --slug")
    if not _SLUG.fullmatch(slug) or slug.strip(".") == "":
        raise RefusedError(f"--slug {slug!r}: expected one word of letters, digits, - _ + and .")
    if slug.lower() in ("index", "readme"):
        raise RefusedError(f"{slug} is the name of a folder's own page; pass another --slug")
    return slug


def _moment(text: str, zone: tzinfo | None) -> Moment:
    """Today, where the site is; of a site that does not say where that is, a day that has begun by
    the clock of its dates, which is UTC.
    """
    if not text:
        today = datetime.now(zone or UTC).date()
        return today if zone else min(today, date.today())
    try:
        return date.fromisoformat(text) if len(text) <= 10 else datetime.fromisoformat(text)
    except ValueError as error:
        reason = "no such day" if _DAY.match(text) else "unreadable"
        raise RefusedError(f"--date {text!r}: {reason}; write it as 2026-05-17") from error


def _names(names: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, (" ".join(name.split()) for name in names))))


def _edit(path: Path) -> int:
    editor = os.environ.get("VISUAL") or os.environ.get("EDITOR")
    if not editor:
        print("articles: --edit: set VISUAL or EDITOR to your editor", file=sys.stderr)
        return 1
    try:
        return subprocess.run([*shlex.split(editor), str(path)], check=False).returncode
    except OSError as error:
        print(f"articles: --edit: {editor}: {error.strerror}", file=sys.stderr)
        return 1
