"""The search for a site that any generator has built: its index, and in its pages what opens it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from urllib.parse import quote, urlsplit

from mkdocs_articles.cache.written import write
from mkdocs_articles.links import relative
from mkdocs_articles.search import markup
from mkdocs_articles.search.built_page import Built, BuiltPage
from mkdocs_articles.search.index import Entry, Index, contents, place
from mkdocs_articles.search.record import record
from mkdocs_articles.search.strings import strings_for

NOT_FOUND = "404.html"
_NUMBERED = re.compile(r"search/(?:terms|endings|pages)/\d+\.bin")
_PAGE = re.compile(r"<!doctype html|<html\b", re.IGNORECASE)


class NothingError(Exception):
    """There is nothing to index; the message says why."""


@dataclass(frozen=True, slots=True)
class Indexed:
    """What was done: pages in the index, its files and their bytes together; and what could not be."""

    pages: int
    files: int
    size: int
    unread: tuple[str, ...]


def index_site(folder: Path, lang: str = "") -> Indexed:
    """Put the search into the built site in `folder`. Done again, it changes nothing.

    The interface has the language `lang`, or that of most pages. What is not there yet is written,
    numbered files of a larger index of before are removed, and all else stays as it is.
    """
    if not folder.is_dir():
        raise NothingError("no such folder; build the site first")
    texts, unread = _texts(folder)
    found: list[BuiltPage] = []
    languages: Counter[str] = Counter()
    root, redirects = "/", set()
    for name, html in texts.items():
        page = Built(html)
        if page.is_redirect:
            redirects.add(name)
        if name == "index.html":
            root = urlsplit(page.canonical).path or "/"
        read = page.read(_url(name)) if name != NOT_FOUND else None
        if read:
            found.append(read)
            languages[page.language] += 1
    if not found:
        raise NothingError("no page in it that could be indexed; is it the folder of a built site?")
    lang = lang or min(languages, key=lambda one: (-languages[one], one)) or "en"
    strings = strings_for(lang)
    files = _index(found, lang)
    for name, text in markup.files(strings).items():
        files[f"{markup.FOLDER}/{name}"] = text.encode()
    for name, html in texts.items():
        if name not in redirects:
            at = f"{root.rstrip('/')}/{markup.FOLDER}/"  # a page that is shown at any address
            at = at if name == NOT_FOUND else relative(f"{markup.FOLDER}/", _url(name))
            _write(folder / name, markup.put(markup.without(html), at, strings).encode())
    for name, data in files.items():
        _write(folder / name, data)
    for path in (folder / "search").glob("*/*.bin"):
        name = path.relative_to(folder).as_posix()
        if _NUMBERED.fullmatch(name) and name not in files:
            path.unlink()
    return Indexed(len(found), len(files), sum(map(len, files.values())), unread)


def _texts(folder: Path) -> tuple[dict[str, str], tuple[str, ...]]:
    """The pages by their paths, and the paths of files that are not UTF-8. What is only a part of a
    page, or the proof of a search engine, is none.
    """
    found, unread = {}, []
    for name in sorted(path.relative_to(folder).as_posix() for path in _pages(folder)):
        try:
            html = (folder / name).read_bytes().decode()
        except UnicodeDecodeError:
            unread.append(name)
            continue
        if _PAGE.search(html):
            found[name] = html
    return found, tuple(unread)


def _pages(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*.html") if path.is_file())


def _url(name: str) -> str:
    is_index = name == "index.html" or name.endswith("/index.html")
    return quote(name.removesuffix("index.html") if is_index else name)


def _index(pages: Sequence[BuiltPage], lang: str) -> dict[str, bytes]:
    entries, records = [], {}
    for page in sorted(pages, key=lambda page: place(page.moment, page.document.url)):
        document, data = page.document, record(page.document).to_bytes()
        key = sha256(data).hexdigest()
        records[key] = data
        entries.append(Entry(key, document.categories, document.tags))
    return contents(Index(lang).files(entries, records.get))


def _write(path: Path, data: bytes) -> None:
    """Write what is not there yet."""
    if not path.is_file() or path.read_bytes() != data:
        write(path, data)
