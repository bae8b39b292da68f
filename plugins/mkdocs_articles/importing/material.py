"""Sites of Material for MkDocs with its blog plugin: `docs/blog/posts`, `.authors.yml`.

Format: https://squidfunk.github.io/mkdocs-material/plugins/blog/.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from mkdocs_articles.article import Moment
from mkdocs_articles.importing import matter
from mkdocs_articles.importing.common import base_and_hosts, checked, leftover, slug_of
from mkdocs_articles.importing.fields import Reader, text
from mkdocs_articles.importing.model import Document, Fields, OldSite, Post, Syntax
from mkdocs_articles.importing.permalinks import under
from mkdocs_articles.importing.tree import Tree
from mkdocs_articles.source import first_heading

_KEPT = ("hide", "icon", "status", "subtitle", "search", "social", "comments", "macros", "lang")


def read(tree: Tree) -> OldSite:
    """Read the site in `tree`."""
    path = "mkdocs.yml" if tree.find("mkdocs.yml") else "mkdocs.yaml"
    config, problems = matter.read_config(tree.text(path) or "", tree.shown(path))
    docs = posixpath.normpath(text(config.get("docs_dir")) or "docs")
    base, hosts = base_and_hosts(config.get("site_url"))
    found = list(problems)
    posts: list[Post] = []
    for blog in _blogs(config):
        blog_dir = posixpath.normpath(text(blog.get("blog_dir")) or "blog")
        pattern = text(blog.get("post_dir")) or "{blog}/posts"
        top = posixpath.normpath(posixpath.join(docs, pattern.replace("{blog}", blog_dir)))
        people = _people(tree, docs, blog_dir, blog)
        documents = [checked(tree, file, found) for file in tree.files(top) if file.endswith(".md")]
        posts += [_post(one, top, blog_dir, blog, base, people) for one in documents if one]
    syntax = Syntax()
    return OldSite(
        tuple(posts), (docs,), base, hosts, syntax, lambda *_: None, (*found, *tree.problems)
    )


def _blogs(config: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The options of each blog plugin; of one with none, if there is none to see."""
    plugins = config.get("plugins")
    if isinstance(plugins, dict):
        plugins = [{key: value} for key, value in plugins.items()]
    entries = [
        entry
        for plugin in (plugins if isinstance(plugins, list) else [])
        for entry in (plugin.items() if isinstance(plugin, dict) else [(plugin, None)])
    ]
    found: list[Mapping[str, Any]] = [
        options if isinstance(options, dict) else {}
        for name, options in entries
        if str(name).partition(" ")[0] in ("blog", "material/blog")
    ]
    return found or [{}]


def _people(tree: Tree, docs: str, blog_dir: str, blog: Mapping[str, Any]) -> dict[str, str]:
    """Names of authors by their keys in the authors file."""
    pattern = text(blog.get("authors_file")) or "{blog}/.authors.yml"
    path = posixpath.join(docs, pattern.replace("{blog}", blog_dir))
    values, _ = matter.read_config(tree.text(path) or "", path)
    authors = values.get("authors")
    return {
        str(key): text(value.get("name"))
        for key, value in (authors if isinstance(authors, dict) else {}).items()
        if isinstance(value, dict)
    }


def _post(
    document: Document, top: str, blog_dir: str, blog: Mapping[str, Any], base: str,
    people: Mapping[str, str],
) -> Post:  # fmt: skip
    values = dict(document.raw.values)
    dates = values.get("date")
    if isinstance(dates, dict):
        values["date"] = dates.get("created")
        values.setdefault("updated", dates.get("updated"))
    reader = Reader(values, document.raw.lines, document.shown)
    title, slug = reader.text("title"), slug_of(reader)
    created = reader.moment(None, "date")
    readtime = reader.take("readtime")
    categories = reader.names("categories")
    others = {key: values[key] for key in _KEPT if reader.take(key) is not None}
    fields = Fields(
        title=title, created=created, updated=reader.moment(None, "updated"),
        categories=categories, tags=reader.names("tags"),
        authors=tuple(people.get(one) or one for one in reader.names("authors")),
        description=reader.text("description"), slug=slug, aliases=reader.names("aliases"),
        cover=reader.text("cover", "image"), cover_alt=reader.text("cover_alt"),
        readtime=readtime if type(readtime) is int and readtime > 0 else None,
        pin=reader.flag("pin"), draft=reader.is_draft(),
        series=reader.text("series"), unlisted=reader.flag("unlisted"), others=others,
    )  # fmt: skip
    fields = leftover(fields, reader, frozenset())
    name = posixpath.splitext(document.path)[0][len(top) + 1 :]
    shown = title or first_heading(document.text[document.start :]) or posixpath.basename(name)
    address = _address(blog, blog_dir, slug or _slugified(shown), name, created, categories)
    return Post(document, fields, name, under(base, address))


def _address(
    blog: Mapping[str, Any], blog_dir: str, slug: str, name: str, created: Moment | None,
    categories: tuple[str, ...],
) -> str:  # fmt: skip
    pattern = text(blog.get("post_url_format")) or "{date}/{slug}"
    dates = text(blog.get("post_url_date_format")) or "yyyy/MM/dd"
    tokens = {
        "slug": slug, "file": posixpath.basename(name),
        "date": _dated(dates, created) if created else "",
        "categories": "/".join(map(_slugified, categories[:1])),
    }  # fmt: skip
    path = re.sub(r"\{(\w+)\}", lambda match: tokens.get(match[1], ""), pattern)
    folder = "" if blog_dir == "." else blog_dir
    return posixpath.join("/", folder, path.strip("/")) + "/"


def _dated(pattern: str, created: Moment) -> str:
    """A date in the Unicode pattern of Babel, as far as it makes sense in an address."""
    values = {"yyyy": f"{created.year:04}", "yy": f"{created.year % 100:02}", "y": str(created.year),
              "MM": f"{created.month:02}", "M": str(created.month),
              "dd": f"{created.day:02}", "d": str(created.day)}  # fmt: skip
    if isinstance(created, datetime):
        values |= {"HH": f"{created.hour:02}", "mm": f"{created.minute:02}"}
    return re.sub(r"y+|M+|d+|H+|m+", lambda match: values.get(match[0], match[0]), pattern)


def _slugified(title: str) -> str:
    from pymdownx.slugs import slugify  # what the blog plugin has by default

    return str(slugify(case="lower")(title, "-"))
