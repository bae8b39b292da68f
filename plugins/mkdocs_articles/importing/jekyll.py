"""Sites of Jekyll: `_posts` in any folder, `_drafts`, `_config.yml`.

Formats: https://jekyllrb.com/docs/posts/, /docs/front-matter/, /docs/permalinks/,
/docs/configuration/front-matter-defaults/.
"""

from __future__ import annotations

import fnmatch
import posixpath
import re
from collections.abc import Callable, Mapping
from datetime import tzinfo
from typing import Any

from mkdocs_articles.importing import matter
from mkdocs_articles.importing.common import (
    base_and_hosts,
    checked,
    leftover,
    page_problem,
    slug_of,
)
from mkdocs_articles.importing.fields import Reader, moment, names, text, zone_of
from mkdocs_articles.importing.jekyll_tags import TAGS, VERBATIM, value_of
from mkdocs_articles.importing.model import Document, Fields, OldSite, Post, Syntax
from mkdocs_articles.importing.permalinks import date_tokens, expand, under
from mkdocs_articles.importing.tree import Tree

_SUFFIXES = (".md", ".markdown", ".mkd", ".mkdn", ".mkdown")
_OTHERS = (".html", ".htm", ".textile", ".org", ".adoc", ".asciidoc")
_NAME = re.compile(r"(?:.*/)?(?P<date>\d{2,4}-\d{1,2}-\d{1,2})-(?P<slug>[^/]*)")
_STYLES = {
    "date": "/:categories/:year/:month/:day/:title:output_ext",
    "pretty": "/:categories/:year/:month/:day/:title/",
    "ordinal": "/:categories/:year/:y_day/:title:output_ext",
    "weekdate": "/:categories/:w_year/W:week/:short_day/:title:output_ext",
    "none": "/:categories/:title:output_ext",
}
_UNIMPORTANT = frozenset({
    "layout", "mathjax", "math", "usemathjax", "use_math", "katex", "toc", "comments",
    "excerpt_separator", "lang", "language", "render_with_liquid", "sitemap", "classes", "header",
    "share", "related", "read_time", "author_profile", "type", "ext",
})  # fmt: skip
_WORDS_OF_SITES = (
    "README.md",
    "LICENSE.md",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    "CODE_OF_CONDUCT.md",
)


def read(tree: Tree) -> OldSite:
    """Read the site in `tree`."""
    path = "_config.yml" if tree.find("_config.yml") else "_config.yaml"
    config, problems = matter.read_config(tree.text(path) or "", tree.shown(path))
    source = posixpath.normpath(text(config.get("source")) or ".")
    source = "" if source == "." else source
    base, hosts = base_and_hosts(config.get("url"), config.get("baseurl") or "/")
    zone = zone_of(config.get("timezone"))
    people = _people(tree, source)
    posts, found = [], list(problems)
    for file in tree.files(source):
        inside = file[len(source) + 1 :] if source else file
        folders = inside.split("/")[:-1]
        kind = next((one for one in folders if one in ("_posts", "_drafts")), "")
        if kind and file.endswith(_SUFFIXES):
            if kind == "_posts" and not _NAME.fullmatch(posixpath.splitext(file)[0]):
                found.append(page_problem(tree, file, "a name without a date, which Jekyll skips"))
            elif document := checked(tree, file, found):
                posts.append(_post(document, inside, kind, config, base, zone, people))
        elif kind and file.endswith(_OTHERS):
            found.append(page_problem(tree, file, "not Markdown"))
        elif _is_page(tree, file, folders):
            found.append(page_problem(tree, file, "a page, no post"))
    kramdown = "kramdown" in (text(config.get("markdown")).lower() or "kramdown")
    syntax = Syntax("liquid", TAGS, VERBATIM, value_of, True, kramdown, kramdown)
    return OldSite(
        tuple(posts), (source,), base, hosts, syntax, _lookup(posts), (*found, *tree.problems)
    )


def _is_page(tree: Tree, file: str, folders: list[str]) -> bool:
    if not file.endswith(_SUFFIXES) or posixpath.basename(file) in _WORDS_OF_SITES:
        return False
    if any(folder.startswith(("_", ".")) or folder == "vendor" for folder in folders):
        return False
    return (tree.text(file) or "").startswith("---")


def _people(tree: Tree, source: str) -> dict[str, str]:
    """Names of authors by their keys in `_data/authors.yml`."""
    path = posixpath.join(source, "_data/authors.yml")
    values, _ = matter.read_config(tree.text(path) or "", path)
    return {
        str(key): text(value.get("name") or value.get("display_name"))
        for key, value in values.items() if isinstance(value, dict)
    }  # fmt: skip


def _defaults(config: Mapping[str, Any], path: str, kind: str) -> dict[str, Any]:
    """The values that `defaults` of the configuration give a post, the nearest last."""
    found = []
    entries = config.get("defaults")
    for entry in entries if isinstance(entries, list) else []:
        scope = entry.get("scope") if isinstance(entry, dict) else None
        values = entry.get("values") if isinstance(entry, dict) else None
        if not isinstance(scope, dict) or not isinstance(values, dict):
            continue
        top, of = text(scope.get("path")).strip("/"), text(scope.get("type"))
        if of not in ("", "posts", "post", kind.strip("_")):
            continue
        if not top or path.startswith(f"{top}/") or path == top or fnmatch.fnmatch(path, top):
            found.append((len(top), bool(of), values))
    merged: dict[str, Any] = {}
    for _, _, values in sorted(found, key=lambda item: item[:2]):
        merged |= values
    return merged


def _post(
    document: Document, inside: str, kind: str, config: Mapping[str, Any], base: str,
    zone: tzinfo | None, people: Mapping[str, str],
) -> Post:  # fmt: skip
    stem = posixpath.splitext(posixpath.basename(inside))[0]
    match = _NAME.fullmatch(stem)
    name = match["slug"] if match else stem
    values = {**_defaults(config, inside, kind), **document.raw.values}
    reader = Reader(values, document.raw.lines, document.shown)
    title = reader.text("title")
    created = reader.moment(zone, "date") or (moment(match["date"]) if match else None)
    above = inside.split(kind)[0].strip("/").split("/")
    categories = tuple(
        dict.fromkeys([*filter(None, above), *_words(reader, "categories", "category")])
    )
    slug = slug_of(reader)
    permalink = reader.text("permalink") or text(config.get("permalink")) or "date"
    image = reader.take("image", "thumbnail", "cover")
    image = image.get("path") or image.get("src") if isinstance(image, dict) else image
    alt = values["image"].get("alt") if isinstance(values.get("image"), dict) else ""
    description, excerpt = reader.text("description"), reader.text("excerpt", "summary")
    shown_slug = slug or name
    fields = Fields(
        title=title or " ".join(word.capitalize() for word in re.split(r"[-_\s]+", name) if word),
        created=created, updated=reader.moment(zone, "last_modified_at", "updated", "modified"),
        categories=categories, tags=_words(reader, "tags", "tag"),
        authors=tuple(people.get(one) or one for one in reader.names("author", "authors")),
        series=reader.text("series"), description=description or excerpt, slug=slug,
        aliases=reader.names("redirect_from", "aliases"), cover=text(image), cover_alt=text(alt),
        pin=reader.flag("pin", "sticky", "pinned"),
        draft=reader.is_draft() or kind == "_drafts",
        unlisted=reader.flag("hidden"),
    )  # fmt: skip
    separator = text(values.get("excerpt_separator")) or text(config.get("excerpt_separator"))
    for key in [key for key in values if key not in document.raw.values]:
        reader.take(key)  # nobody wrote it into this post
    fields = leftover(fields, reader, _UNIMPORTANT)
    pattern = _STYLES.get(permalink, permalink)
    tokens = {
        **date_tokens(created), "title": _slugified(shown_slug), "slug": _slugified(shown_slug),
        "name": stem, "categories": "/".join(one.lower() for one in categories),
        "slugified_categories": "/".join(map(_slugified, categories)), "output_ext": ".html",
    }  # fmt: skip
    if created is not None:
        tokens["short_day"] = created.strftime("%a")
    address = expand(pattern, tokens)
    below = posixpath.dirname(inside.partition(f"{kind}/")[2])
    return Post(
        document, fields, posixpath.join(below, name), under(base, address) if address else "",
        "", separator,
    )  # fmt: skip


def _words(reader: Reader, many: str, one: str) -> tuple[str, ...]:
    """Names in a list, or in a text with spaces between them; the second key holds a single name."""
    value = reader.take(many)
    found = tuple(value.split()) if isinstance(value, str) else names(value)
    return tuple(dict.fromkeys([*found, *reader.names(one)]))


def _slugified(name: str) -> str:
    """Jekyll's form of a name in an address, in its mode "pretty", with the case kept."""
    return re.sub(r"[^\w._~!$&'()+,;=@-]+", "-", name).strip("-")


def _lookup(posts: list[Post]) -> Callable[[str, Post], Post | None]:
    known: dict[str, Post] = {}
    for post in posts:
        path = posixpath.splitext(post.document.path)[0]
        for end in (path, path.partition("_posts/")[2], posixpath.basename(path)):
            known.setdefault(end, post)

    def find(name: str, _page: Post) -> Post | None:
        wanted = name.lstrip("/")
        return known.get(posixpath.splitext(wanted)[0] if wanted.endswith(_SUFFIXES) else wanted)

    return find
