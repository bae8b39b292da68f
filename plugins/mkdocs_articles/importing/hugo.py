"""Sites of Hugo: sections of `content`, leaf bundles, YAML, TOML and JSON.

Formats: https://gohugo.io/content-management/front-matter/, /content-management/urls/,
/content-management/page-bundles/, /configuration/.
"""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import tzinfo
from typing import Any

from mkdocs_articles.article import instant
from mkdocs_articles.importing import matter
from mkdocs_articles.importing.common import (
    base_and_hosts,
    checked,
    leftover,
    page_problem,
    slug_of,
)
from mkdocs_articles.importing.fields import Reader, names, text, zone_of
from mkdocs_articles.importing.hugo_shortcodes import SHORTCODES, VERBATIM
from mkdocs_articles.importing.model import Document, Fields, OldSite, Post, Syntax
from mkdocs_articles.importing.permalinks import date_tokens, expand, under
from mkdocs_articles.importing.tree import Tree

_CONFIGS = tuple(
    f"{folder}{name}.{suffix}"
    for folder in ("", "config/_default/")
    for name in ("hugo", "config")
    for suffix in ("toml", "yaml", "yml", "json")
)
_SUFFIXES = (".md", ".markdown", ".mdown")
_OTHERS = (
    ".html",
    ".htm",
    ".org",
    ".adoc",
    ".asciidoc",
    ".ad",
    ".rst",
    ".pdc",
    ".pandoc",
    ".ipynb",
)
_COMMON = ("posts", "post", "blog", "articles", "article")
_UNIMPORTANT = frozenset({
    "layout", "type", "toc", "math", "mathjax", "katex", "comments", "comment", "weight",
    "linktitle", "linkTitle", "menu", "id", "markup", "showToc", "ShowToc", "TocOpen", "license",
    "sitemap", "outputs", "isCJKLanguage", "lightgallery", "lang", "language",
})  # fmt: skip


@dataclass(frozen=True)
class _Config:
    """What of the configuration matters: names are in lower case, as Hugo takes them."""

    content: str
    roots: tuple[str, ...]
    base: str
    zone: tzinfo | None
    permalinks: Mapping[str, str]
    languages: tuple[str, ...]
    language: str
    keeps_case: bool
    ugly: bool
    main: tuple[str, ...]


def read(tree: Tree) -> OldSite:
    """Read the site in `tree`."""
    path = next((one for one in _CONFIGS if tree.find(one)), "")
    values, problems = (
        matter.read_config(tree.text(path) or "", tree.shown(path)) if path else ({}, ())
    )
    base, hosts = base_and_hosts(_lowered(values).get("baseurl"))
    config = _config(_lowered(values), base)
    found = list(problems)
    files = list(tree.files(config.content))
    pages = [file for file in files if file.endswith(_SUFFIXES)]
    bundles = {posixpath.dirname(file) for file in pages if _is_index(file)}
    pages = [file for file in pages if not _in_bundle(file, bundles)]
    sections = _sections(pages, config)
    posts = []
    for file in files:
        section = _section(file, config)
        if (
            file in pages
            and section in sections
            and not posixpath.basename(file).startswith("_index.")
        ):
            document = checked(tree, file, found)
            if document and not document.raw.values.get("headless"):
                posts.append(_post(document, section, sections, config))
        elif file in pages or (file.endswith(_OTHERS) and not _in_bundle(file, bundles)):
            kind = "a page, no post" if file in pages else "not Markdown"
            found.append(page_problem(tree, file, kind))
    syntax = Syntax("hugo", SHORTCODES, VERBATIM)
    roots = (*config.roots, config.content)
    lookup = _lookup(posts, config.content)
    return OldSite(tuple(posts), roots, base, hosts, syntax, lookup, (*found, *tree.problems))


def _lowered(values: Mapping[str, Any]) -> dict[str, Any]:
    return {str(key).lower(): value for key, value in values.items()}


def _config(values: dict[str, Any], base: str) -> _Config:
    params = _lowered(_table(values.get("params")))
    patterns = _lowered(_table(values.get("permalinks")))
    patterns = {**patterns, **_lowered(_table(patterns.get("page")))}
    languages = tuple(_lowered(_table(values.get("languages"))))
    return _Config(
        posixpath.normpath(text(values.get("contentdir")) or "content"),
        (*names(values.get("staticdir")), "static", "assets"),
        base,
        zone_of(values.get("timezone")),
        {key: value for key, value in patterns.items() if isinstance(value, str)},
        languages,
        text(values.get("defaultcontentlanguage")).lower() or (languages[0] if languages else "en"),
        values.get("disablepathtolower") is True,
        values.get("uglyurls") is True,
        names(params.get("mainsections")) or names(values.get("mainsections")),
    )


def _table(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _is_index(file: str) -> bool:
    return posixpath.basename(file).partition(".")[0] == "index"


def _in_bundle(file: str, bundles: set[str]) -> bool:
    """Whether a file belongs to a leaf bundle and is not its page."""
    folder = posixpath.dirname(file)
    if folder in bundles:
        return not _is_index(file)
    while folder := posixpath.dirname(folder):
        if folder in bundles:
            return True
    return False


def _section(file: str, config: _Config) -> str:
    inside = file[len(config.content) + 1 :]
    return inside.partition("/")[0] if "/" in inside else ""


def _sections(pages: list[str], config: _Config) -> set[str]:
    """Those whose pages are posts: as configured, else by their common names, else the largest."""
    counts = Counter(section for file in pages if (section := _section(file, config)))
    if config.main:
        return {section for section in counts if section in config.main}
    if common := {section for section in counts if section.lower() in _COMMON}:
        return common
    return {max(sorted(counts), key=lambda section: counts[section])} if counts else set()


def _post(document: Document, section: str, sections: set[str], config: _Config) -> Post:
    raw = document.raw
    reader = Reader(raw.values, raw.lines, document.shown)
    stem = posixpath.splitext(document.path)[0]
    language = stem.rpartition(".")[2].lower() if "." in posixpath.basename(stem) else ""
    if language in config.languages:
        stem = stem.rpartition(".")[0]
    else:
        language = config.language
    is_bundle = posixpath.basename(stem) == "index"
    stem = posixpath.dirname(stem) if is_bundle else stem
    inside = stem[len(config.content) + 1 :]
    title = reader.text("title")
    written = reader.moment(config.zone, "date")
    published = reader.moment(config.zone, "publishDate", "pubdate")
    created = written or published
    if written and published and instant(published) > instant(written):
        created = published  # nobody could read it before
    slug = slug_of(reader)
    url = reader.text("url")
    others = {} if language == config.language else {"lang": language}
    nested = _table(reader.take("taxonomies"))
    cover = reader.take(
        "cover", "featured_image", "featuredImage", "featureimage", "image", "images"
    )
    cover = cover[0] if isinstance(cover, list) and cover else cover
    image = _table(cover).get("image") if isinstance(cover, dict) else cover
    series = reader.names("series") or names(nested.get("series"))
    if len(series) > 1:
        reader.say("series", f"only one: {series[0]}", "an article is in one series")
    description, summary = reader.text("description"), reader.text("summary")
    fields = Fields(
        title=title or posixpath.basename(inside), created=created,
        updated=reader.moment(config.zone, "lastmod", "modified", "updated"),
        categories=reader.names("categories", "category") or names(nested.get("categories")),
        tags=reader.names("tags", "tag") or names(nested.get("tags")),
        authors=reader.names("authors", "author") or names(nested.get("authors")),
        series=series[0] if series else "",
        description=description or summary,
        slug=slug, aliases=reader.names("aliases"),
        cover=text(image), cover_alt=text(_table(cover).get("alt")),
        pin=reader.flag("pinned", "pin", "sticky"), draft=reader.is_draft(),
        unlisted=reader.flag("hidden", "hiddenFromHomePage"), others=others,
    )  # fmt: skip
    fields = leftover(fields, reader, _UNIMPORTANT)
    name = inside.partition("/")[2] if len(sections) == 1 else inside
    if others:
        name += f".{language}"
    address = url or _address(inside, section, slug, title, written or created, config)
    if others and not url and address:
        address = under(f"/{language}/", address)
    folder = stem if is_bundle else ""
    return Post(
        document, fields, name or section, under(config.base, address) if address else "", folder
    )


def _address(
    inside: str, section: str, slug: str, title: str, created: Any, config: _Config
) -> str:
    folders, _, base = inside.rpartition("/")
    pattern = config.permalinks.get(section.lower())
    if pattern:
        tokens = {
            **date_tokens(created), "section": section, "sections": folders,
            "title": title, "slug": slug or title, "filename": base, "contentbasename": base,
            "slugorfilename": slug or base, "slugorcontentbasename": slug or base,
        }  # fmt: skip
        address = expand(pattern, tokens)
    else:
        address = f"/{posixpath.join(folders, slug or base)}{'.html' if config.ugly else '/'}"
    return urlized(address, keeps_case=config.keeps_case)


def urlized(address: str, *, keeps_case: bool = False) -> str:
    """Hugo's form of an address: letters of every script, digits and `._-~+/`; spaces become "-"."""
    address = re.sub(r"\s+", "-", address if keeps_case else address.lower())
    return re.sub(r"-{2,}", "-", re.sub(r"[^\w./~+-]", "", address))


def _lookup(posts: list[Post], content: str) -> Callable[[str, Post], Post | None]:
    known: dict[str, Post] = {}
    by_name: dict[str, list[Post]] = {}
    for post in posts:
        inside = _named(post.document.path)[len(content) + 1 :]
        known[inside] = post
        by_name.setdefault(posixpath.basename(inside), []).append(post)

    def find(name: str, page: Post) -> Post | None:
        wanted = _named(name)
        here = posixpath.dirname(page.document.path[len(content) + 1 :])
        for path in (posixpath.join(here, wanted), wanted.lstrip("/")):
            if post := known.get(posixpath.normpath(path)):
                return post
        alike = by_name.get(wanted, [])
        return alike[0] if len(alike) == 1 else None

    return find


def _named(path: str) -> str:
    """A page's path without what does not name it: `a/index.md`, `a.md` and `a` are the same."""
    stem = path.rstrip("/")
    for suffix in _SUFFIXES:
        stem = stem.removesuffix(suffix)
    return stem.removesuffix("/index")
