"""From a site that was read to the files that are to be written."""

from __future__ import annotations

import posixpath
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from urllib.parse import quote

from mkdocs_articles.errors import Problem
from mkdocs_articles.importing import output
from mkdocs_articles.importing.body import rewrite
from mkdocs_articles.importing.model import (
    Article,
    Fields,
    NotCarriedError,
    OldSite,
    Place,
    Plan,
    Post,
)
from mkdocs_articles.importing.permalinks import under
from mkdocs_articles.importing.references import Index, References, page_of
from mkdocs_articles.importing.tree import Tree
from mkdocs_articles.slug import slugify

_UNSAFE = re.compile(r"[\x00-\x20\x7f/\\:*?\"<>|#%&'`{}\[\]^;,\s]")
_NEEDS = {
    "admonition": re.compile(r"^[ >]*!!! \w", re.MULTILINE),
    "attr_list": re.compile(r"[)\]>]\{[: ]|^\{: |^#[^\n]*\{ ?[#.]", re.MULTILINE),
    "footnotes": re.compile(r"^\[\^[^\]\n]+\]: ", re.MULTILINE),
    "md_in_html": re.compile(r"<\w+ markdown=\""),
    "mkdocs_articles.math": re.compile(r"\$\$|\\\(|\\\[|(?<![\w$\\])\$[^\s$][^$\n]*\$(?![\w$])"),
    "pymdownx.details": re.compile(r"^[ >]*\?\?\?\+? \w", re.MULTILINE),
    "pymdownx.superfences": re.compile(r"^(?:[ \t]+|>[ >]*)(?:`{3}|~{3})", re.MULTILINE),
}
_INDEXES = ("index", "readme")


def plan(site: OldSite, place: Place, tree: Tree) -> Plan:
    """The new articles, the files beside them, and what is to be said."""
    posts = sorted(site.posts, key=lambda post: post.document.path)
    paths = _paths(posts, place)
    index = Index.of(posts, paths, site.base)
    problems = [*site.problems]
    articles = []
    taken: dict[str, str] = {}  # old addresses that lead to an article already
    for post in posts:
        path = paths[post.document.path]
        references = References(post, site, place, index, tree)
        body, found = rewrite(post, site.syntax, references)
        fields, unusable = _with_cover(post, references)
        found += unusable
        try:
            references.bring_folder()
        except NotCarriedError as error:
            found.append(Problem(post.document.shown, 0, 0, str(error), error.hint))
        aliases = []
        for alias in _aliases(post, path, site, place):
            if taken.setdefault(alias, path) == path:
                aliases.append(alias)
            else:
                found.append(Problem(post.document.shown, 1, 0, f"the old address {alias} is that "
                    f"of {taken[alias]} too", "give it to one of them"))  # fmt: skip
        text = output.article(replace(fields, aliases=tuple(aliases)), body)
        if not place.accepts(path):
            hint = "add its folder to `include` of the plugin `articles` in mkdocs.yml"
            found.append(
                Problem(post.document.shown, 0, 0, f"becomes {path}, no article here", hint)
            )
        copies = tuple(references.copies.values())
        articles.append(Article(path, text, post, copies, (*post.fields.problems, *found)))
    problems += _missing_extensions(articles, place)
    return Plan(tuple(articles), tuple(problems))


def _missing_extensions(articles: Iterable[Article], place: Place) -> Iterator[Problem]:
    """Says which Markdown extensions the new texts need and the site does not have."""
    for name, pattern in _NEEDS.items():
        needing = [article.path for article in articles if pattern.search(article.text)]
        if needing and name not in place.extensions:
            more = f" and {len(needing) - 1} more" if len(needing) > 1 else ""
            message = f"no Markdown extension `{name}`, which {needing[0]}{more} needs"
            yield Problem("mkdocs.yml", 0, 0, message, "add it to `markdown_extensions`")


def _paths(posts: Iterable[Post], place: Place) -> dict[str, str]:
    """The new file of each post, by its old one; names that coincide are numbered."""
    paths, taken = {}, set()
    for post in posts:
        parts = [
            part if not _UNSAFE.search(part) else slugify(part) for part in post.name.split("/")
        ]
        parts = [part.strip(".") or "-" for part in parts]
        if parts[-1].lower() in _INDEXES:
            parts = parts[:-1] or ["post"]
        path = posixpath.join(place.folder, *parts)
        if not place.accepts(f"{path}.md"):
            path = posixpath.join(place.folder, parts[-1])
        number, free = 1, path
        while free.casefold() in taken:
            number += 1
            free = f"{path}-{number}"
        taken.add(free.casefold())
        paths[post.document.path] = f"{free}.md"
    return paths


def _with_cover(post: Post, references: References) -> tuple[Fields, list[Problem]]:
    if not post.fields.cover:
        return post.fields, []
    try:
        found = references.new_address(post.fields.cover, in_html=False)
    except NotCarriedError as error:
        line = 0
        problem = Problem(post.document.shown, line, 0, f"cover: {error}", "name an image")
        return replace(post.fields, cover="", cover_alt=""), [problem]
    return (replace(post.fields, cover=found) if found else post.fields), []


def _aliases(post: Post, path: str, site: OldSite, place: Place) -> Iterator[str]:
    """The old addresses, from the root of the new site; not that which the article has anyway."""
    own = "/" + page_of(path, post.fields.slug, place)
    folder = posixpath.dirname(post.address.rstrip("/")) or site.base
    given = [
        under(site.base, alias) if alias.startswith("/") else under(folder, alias)
        for alias in post.fields.aliases
    ]
    seen = set()
    for whole in [*given, *([post.address] if post.address else [])]:
        alias = from_base(whole, site.base, place.base)
        if alias.strip("/") and alias.rstrip("/") != own.rstrip("/") and alias not in seen:
            seen.add(alias)
            yield _escaped(alias)


def from_base(address: str, old_base: str, new_base: str) -> str:
    """An address from the root of a host, given from the root of the new site instead.

    `new_base` is "" where it is not known; then the new site is taken to be where the old one was.
    """
    for base in (new_base, old_base):
        if base and address.startswith(base.rstrip("/") + "/"):
            return "/" + address[len(base.rstrip("/")) + 1 :]
    return address


def _escaped(alias: str) -> str:
    return "".join(quote(one) if one in "%#?" else one for one in alias)


def summary(problems: Iterable[Problem]) -> list[Problem]:
    """`problems` in order; what is said of many files in the same words is said once."""
    same: dict[tuple[str, str], list[Problem]] = defaultdict(list)
    others = []
    for problem in sorted(set(problems)):
        if problem.message.endswith(": not carried over"):
            same[problem.message, problem.hint].append(problem)
        else:
            others.append(problem)
    for (message, _), alike in same.items():
        more = f" (in {len(alike)} posts)" if len(alike) > 1 else ""
        others.append(replace(alike[0], message=message + more))
    return sorted(others)
