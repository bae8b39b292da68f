"""What the readers of all tools have in common."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from mkdocs_articles.errors import Problem
from mkdocs_articles.importing import matter
from mkdocs_articles.importing.fields import Reader, text
from mkdocs_articles.importing.model import Document, Fields
from mkdocs_articles.importing.permalinks import under
from mkdocs_articles.importing.tree import Tree
from mkdocs_articles.slug import slugify


def base_and_hosts(url: Any, base: Any = None) -> tuple[str, frozenset[str]]:
    """The path of a site's root on its host ("/blog/"), and the host's name, of its whole address."""
    try:
        parts = urlsplit(text(url))
        host = parts.hostname
    except ValueError:
        return "/", frozenset()
    path = text(base) or parts.path or "/"
    return under(path, "/") if path.strip("/") else "/", frozenset([host] if host else [])


def checked(
    tree: Tree, path: str, problems: list[Problem], *, headless: bool = False
) -> Document | None:
    """The document `path`; None, and a problem, where it or its front matter cannot be read."""
    content = tree.text(path)
    if content is None:
        return None
    document = matter.read(path, tree.shown(path), content, headless=headless)
    if not document.raw.problems:
        return document
    problems += (replace(p, hint=f"{p.hint}; then import again: this post was left out")
                 for p in document.raw.problems)  # fmt: skip
    return None


def leftover(fields: Fields, reader: Reader, unimportant: frozenset[str]) -> Fields:
    """`fields`, with a problem for each key that nobody took."""
    for key in reader.rest(unimportant):
        reader.say(key, "not carried over", "nothing here reads it; see the front matter that does")
    return replace(fields, problems=tuple(reader.problems))


def page_problem(tree: Tree, path: str, kind: str) -> Problem:
    """Says that a file of the old site was not imported."""
    return Problem(
        tree.shown(path), 0, 0, f"{kind}: not imported", "move it by hand if you want it"
    )


def slug_of(reader: Reader) -> str:
    """`slug`, where it can be the last part of an address here."""
    slug = reader.text("slug").strip("/")
    if "/" in slug or "\\" in slug or slug in (".", ".."):
        reader.say("slug", f"not one word: {slug}", "the file's name is the address now")
        return ""
    return slug if re.fullmatch(r"[\w.~+-]+", slug) else slugify(slug) if slug else ""
