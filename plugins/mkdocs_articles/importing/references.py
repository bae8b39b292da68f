"""What an address in an old post leads to, and the address of that in the new site."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import quote, unquote, urlsplit

from mkdocs_articles import links
from mkdocs_articles.importing.model import Copy, NotCarriedError, OldSite, Place, Post, Where
from mkdocs_articles.importing.permalinks import normal, under
from mkdocs_articles.importing.tree import Tree

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//")
_PAGES = (".md", ".markdown", ".ipynb")


@dataclass(frozen=True)
class Index:
    """Every post by what leads to it; `paths` are the new files, by the old ones."""

    by_address: Mapping[str, Post]
    by_source: Mapping[str, Post]
    paths: Mapping[str, str]

    @classmethod
    def of(cls, posts: Iterable[Post], paths: Mapping[str, str], base: str) -> Index:
        """`base` is that of the old site."""
        by_address: dict[str, Post] = {}
        by_source = {}
        for post in posts:
            by_source[post.document.path] = post
            old = [under(base, alias) for alias in post.fields.aliases if alias.startswith("/")]
            for address in [post.address, *old] if post.address else old:
                by_address.setdefault(normal(unquote(address)), post)
        return cls(by_address, by_source, paths)


class References:
    """The addresses in one post. The files that they lead to are collected in `copies`."""

    def __init__(self, post: Post, site: OldSite, place: Place, index: Index, tree: Tree) -> None:
        self._post = post
        self._site = site
        self._place = place
        self._index = index
        self._tree = tree
        self._here = index.paths[post.document.path]
        self._taken: dict[str, str] = {}  # names beside the article, and what they are of
        self.copies: dict[str, Copy] = {}

    @property
    def where(self) -> Where:
        return Where(self._file_of_tag, self._post_of_tag, self._title_of_tag, self._post)

    def new_address(self, address: str, *, in_html: bool) -> str | None:
        """What to write instead of `address`; None where it may stay.

        Raises `NotCarriedError` where it leads to nothing.
        """
        inside = self._inside(address)
        if inside is None:
            return None
        path, tail = _split(inside)
        if post := self._find_post(path):
            return self._to(self._index.paths[post.document.path], in_html, post.fields.slug) + tail
        if source := self._find_file(path):
            return self._to(self.copy(source), in_html) + tail
        raise NotCarriedError(
            f"leads to no post and no file that was imported: {address}",
            "link to where that is now, or take the link out",
        )

    def from_page(self, address: str) -> str:
        """An address from this article's file, as seen from its page."""
        path, tail = _split(address)
        whole = posixpath.normpath(posixpath.join(posixpath.dirname(self._here), path))
        slugs = {self._index.paths[source]: post.fields.slug
                 for source, post in self._index.by_source.items()}  # fmt: skip
        return self._to(whole, True, slugs.get(whole, "")) + tail if path else address

    def bring_folder(self) -> None:
        """Copy all files of the post's own folder, whether something leads to them or not."""
        if self._post.folder:
            for source in self._tree.files(self._post.folder):
                if not source.endswith(_PAGES) and source != self._post.document.path:
                    self.copy(source)

    def copy(self, source: str) -> str:
        """The place below the docs folder that the old file `source` gets. Raises `NotCarriedError`."""
        if known := self.copies.get(source):
            return known.path
        folder = self._here.rpartition(".")[0]
        own = self._post.folder
        name = (
            source[len(own) + 1 :]
            if own and source.startswith(f"{own}/")
            else posixpath.basename(source)
        )
        stem, suffix = posixpath.splitext(name)
        number = 1
        while self._taken.setdefault(name.casefold(), source) != source:
            number += 1
            name = f"{stem}-{number}{suffix}"
        path = f"{folder}/{name}"
        if suffix in _PAGES:
            raise NotCarriedError(
                f"leads to a page that was not imported: {source}",
                "link to where that is now, or take the link out",
            )
        if self._place.accepts(path):
            raise NotCarriedError(
                f"a file that would become a page here: {source}", "copy it to where you want it"
            )
        self.copies[source] = Copy(source, path)
        return path

    # What an address leads to

    def _inside(self, address: str) -> str | None:
        """An address from the root of the old host or relative, or None if it leads elsewhere."""
        if address.startswith("#") or not address:
            return None
        if not _SCHEME.match(address):
            return address
        try:
            parts = urlsplit(address)
            host = parts.hostname
        except ValueError:
            return None
        if parts.scheme not in ("", "http", "https") or host not in self._site.hosts:
            return None
        rest = address.partition("//")[2]
        path = "/" + rest.partition("/")[2]
        is_known = self._find_post(_split(path)[0]) or self._find_file(_split(path)[0])
        return path if is_known else None  # a page of the old site that may well go on to exist

    def _find_post(self, path: str) -> Post | None:
        if not path:
            return None
        here = posixpath.dirname(self._post.document.path)
        by_source = self._index.by_source.get(posixpath.normpath(posixpath.join(here, path)))
        if by_source and not path.startswith("/"):
            return by_source
        seen_from = self._post.address or "/"
        whole = path if path.startswith("/") else posixpath.join(posixpath.dirname(seen_from), path)
        whole = posixpath.normpath(whole)
        found = self._index.by_address.get(normal(whole))
        if not found and path.startswith("/"):
            found = self._index.by_address.get(normal(under(self._site.base, path)))
        return found

    def _find_file(self, path: str) -> str:
        """The file's path below the old root, or ""."""
        for candidate in self._candidates(path):
            clean = posixpath.normpath(candidate)
            if self._tree.find(clean):
                return clean
        return ""

    def _candidates(self, path: str) -> Iterable[str]:
        base = self._site.base.rstrip("/")
        if path.startswith("/"):
            for root in self._site.roots:
                if base and path.startswith(f"{base}/"):
                    yield posixpath.join(root, path[len(base) + 1 :])
                yield posixpath.join(root, path.lstrip("/"))
            return
        document = self._post.document.path
        if self._post.folder:
            yield posixpath.join(self._post.folder, path)
        yield posixpath.join(posixpath.dirname(document), path)
        if self._post.address:  # as a browser would see it
            seen = posixpath.normpath(posixpath.join(posixpath.dirname(self._post.address), path))
            if seen.startswith(f"{base}/"):
                yield from (
                    posixpath.join(root, seen[len(base) + 1 :]) for root in self._site.roots
                )
        yield from (posixpath.join(root, path) for root in self._site.roots)

    # The new address

    def _to(self, path: str, in_html: bool, slug: str = "") -> str:
        """The address of `path` below the docs folder, from this article's file or its page."""
        if in_html:
            is_page = path in self._index.paths.values()
            target = page_of(path, slug, self._place) if is_page else path
            here = page_of(self._here, self._post.fields.slug, self._place)
            return quoted(links.relative(target, here))
        return quoted(posixpath.relpath(path, posixpath.dirname(self._here) or "."))

    # For tags

    def _file_of_tag(self, name: str) -> str:
        address = self.new_address(name, in_html=False)
        return address if address is not None else name

    def _post_of_tag(self, name: str) -> str:
        words, hash_, fragment = name.partition("#")
        post = self._wanted(words)
        return self._to(self._index.paths[post.document.path], False) + hash_ + fragment

    def _title_of_tag(self, name: str) -> str:
        return self._wanted(name.partition("#")[0]).fields.title

    def _wanted(self, name: str) -> Post:
        post = self._site.lookup(name, self._post) if name else self._post
        if post is None:
            raise NotCarriedError(f"there is no post {name!r}", "write a link to where that is now")
        return post


def _split(address: str) -> tuple[str, str]:
    """The path, unquoted, and the rest: a query is nothing here, a fragment stays."""
    path, hash_, fragment = address.partition("#")
    return unquote(path.partition("?")[0].replace("\\(", "(").replace("\\)", ")")), hash_ + fragment


def page_of(path: str, slug: str, place: Place) -> str:
    """The address of an article's page, from the site's root: `posts/a.md` gives `posts/a/`."""
    stem = posixpath.splitext(path)[0]
    if slug:
        stem = posixpath.join(posixpath.dirname(stem), slug)
    return f"{stem}/" if place.directory_urls else f"{stem}.html"


def quoted(address: str) -> str:
    """What would end an address in Markdown, escaped; letters of every script stay."""
    return "".join(
        one if ord(one) > 0x7F and not one.isspace() else quote(one, safe="/-._~!$&'*+,;=:@")
        for one in address
    )
