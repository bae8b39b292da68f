"""Sites of Hexo: `source/_posts`, `source/_drafts`, folders of assets, `_config.yml`.

Formats: https://hexo.io/docs/front-matter, /docs/permalinks, /docs/asset-folders.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterable
from datetime import tzinfo
from typing import Any

from mkdocs_articles.errors import Problem
from mkdocs_articles.importing import matter
from mkdocs_articles.importing.common import base_and_hosts, checked, leftover, page_problem
from mkdocs_articles.importing.fields import Reader, text, zone_of
from mkdocs_articles.importing.hexo_tags import TAGS, VERBATIM
from mkdocs_articles.importing.model import Document, Fields, OldSite, Post, Syntax
from mkdocs_articles.importing.permalinks import date_tokens, expand, under
from mkdocs_articles.importing.tree import Tree
from mkdocs_articles.slug import slugify

_SUFFIXES = (".md", ".markdown", ".mkd", ".mkdn")
_OTHERS = (".html", ".htm", ".org", ".ejs", ".pug", ".njk", ".adoc", ".rst", ".textile")
_UNIMPORTANT = frozenset({
    "layout", "mathjax", "math", "katex", "toc", "id", "comments", "lang", "language", "type",
    "sitemap", "top_img", "typora-root-url", "typora-copy-images-to", "abbrlink", "copyright",
    "reward",
})  # fmt: skip


def read(tree: Tree) -> OldSite:
    """Read the site in `tree`."""
    path = "_config.yml" if tree.find("_config.yml") else "_config.yaml"
    config, problems = matter.read_config(tree.text(path) or "", tree.shown(path))
    source = posixpath.normpath(text(config.get("source_dir")) or "source")
    base, hosts = base_and_hosts(config.get("url"), config.get("root"))
    zone = zone_of(config.get("timezone"))
    posts, found = [], list(problems)
    for folder, is_draft in (("_posts", False), ("_drafts", True)):
        top = f"{source}/{folder}"
        files = list(tree.files(top))
        documents = {file for file in files if file.endswith(_SUFFIXES)}
        folders = {posixpath.splitext(file)[0] for file in documents}
        for file in files:
            if file in documents and not _is_asset(file, folders, top):
                if document := checked(tree, file, found, headless=True):
                    posts.append(_post(document, top, config, base, zone, is_draft))
            elif file.endswith(_OTHERS) and not _is_asset(file, folders, top):
                found.append(page_problem(tree, file, "not Markdown"))
    found += _pages(tree, source)
    kramdown = "hexo-renderer-kramdown" in (tree.text("package.json") or "")
    syntax = Syntax("liquid", TAGS, VERBATIM, inline_display=kramdown, attributes=kramdown)
    return OldSite(
        tuple(posts), (source,), base, hosts, syntax, _lookup(posts), (*found, *tree.problems)
    )


def _is_asset(file: str, folders: set[str], top: str) -> bool:
    """Whether a file is in the folder of a post's assets: `_posts/a/…` beside `_posts/a.md`."""
    parent = posixpath.dirname(file)
    while parent != top and parent:
        if parent in folders:
            return True
        parent = posixpath.dirname(parent)
    return False


def _pages(tree: Tree, source: str) -> Iterable[Problem]:
    for file in tree.files(source):
        if file.endswith(_SUFFIXES) and not file[len(source) + 1 :].startswith("_"):
            yield page_problem(tree, file, "a page, no post")


def _post(
    document: Document,
    top: str,
    config: dict[str, Any],
    base: str,
    zone: tzinfo | None,
    draft: bool,
) -> Post:
    stem = posixpath.splitext(document.path)[0]
    name = stem[len(top) + 1 :]
    values = document.raw.values
    reader = Reader(values, document.raw.lines, document.shown)
    found = _from_name(name, text(config.get("new_post_name")))
    title = reader.text("title")
    created = reader.moment(zone, "date")
    if created is None and {"year", "month", "day"} <= found.keys():
        day = f"{found['year']}-{found['month']}-{found['day']}"
        created = Reader({"date": day}, {}, "").moment(zone, "date")
    permalink = reader.text("permalink")
    categories = reader.names("categories", "category")
    updated = reader.moment(zone, "updated")
    old = reader.names("alias", "aliases", "redirect_from")
    fields = Fields(
        title=title or posixpath.basename(name), created=created, updated=updated,
        categories=categories, tags=reader.names("tags", "tag"),
        authors=reader.names("author", "authors"), series=reader.text("series"),
        description=reader.text("description", "excerpt", "summary"),
        aliases=tuple(f"/{one.lstrip('/')}" for one in old),
        cover=reader.text("cover", "thumbnail", "index_img", "banner_img"),
        pin=bool(reader.take("sticky", "top", "pin")),
        draft=reader.is_draft() or draft,
        unlisted=reader.flag("hidden", "hide"),
    )  # fmt: skip
    fields = leftover(fields, reader, _UNIMPORTANT)
    pattern = text(config.get("permalink")) or ":year/:month/:day/:title/"
    mapped = config.get("category_map")
    mapped = mapped if isinstance(mapped, dict) else {}
    defaults = config.get("permalink_defaults")
    tokens = {
        **{key: text(value) for key, value in (defaults if isinstance(defaults, dict) else {}).items()},
        **{key: text(value) for key, value in values.items() if not isinstance(value, (dict, list))},
        **date_tokens(created),
        "title": found.get("title", name), "name": posixpath.basename(found.get("title", name)),
        "post_title": slugify(title),
        "category": "/".join(
            slug(text(mapped.get(one, one))) for one in categories
        ) or text(config.get("default_category")) or "uncategorized",
    }  # fmt: skip
    address = permalink or expand(pattern, tokens)
    return Post(document, fields, name, under(base, address) if address else "", stem)


def slug(name: str) -> str:
    """Hexo's form of a name in an address: spaces and marks become "-", case stays."""
    return re.sub(r"[\s~`!@#$%^&*()\-_+=\[\]{}|\\;:\"'<>,.?/]+", "-", name).strip("-")


def _from_name(name: str, pattern: str) -> dict[str, str]:
    """What a file's name says, where `new_post_name` is such as `:year-:month-:day-:title.md`."""
    pattern = posixpath.splitext(pattern)[0]
    if not pattern or pattern == ":title":
        return {}
    kinds = {"year": r"\d{4}", "month": r"\d{2}", "day": r"\d{2}", "i_month": r"\d{1,2}",
             "i_day": r"\d{1,2}", "title": r".+"}  # fmt: skip
    parts, seen = [], set()
    for part in re.split(r"(:[a-z_]+)", pattern):
        kind = part[1:]
        if part.startswith(":") and kind not in seen:
            seen.add(kind)
            parts.append(f"(?P<{kind}>{kinds.get(kind, '[^/]+')})")
        else:
            parts.append(re.escape(part))
    match = re.fullmatch("".join(parts), name)
    return match.groupdict() if match else {}


def _lookup(posts: list[Post]) -> Callable[[str, Post], Post | None]:
    by_name: dict[str, Post] = {}
    for post in posts:
        by_name.setdefault(posixpath.basename(post.name), post)
    by_name |= {post.name: post for post in posts}
    return lambda name, _: by_name.get(
        posixpath.splitext(name)[0] if name.endswith(".md") else name
    )
