"""Old addresses of articles, which lead to where they are now."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from urllib.parse import unquote

from mkdocs_articles.links import relative
from mkdocs_articles.slug import LONGEST


@dataclass(frozen=True, slots=True)
class Redirect:
    """`file` (a path below the site's root) leads to the page `url` with this title."""

    file: str
    url: str
    title: str

    def html(self, language: str, canonical: str) -> str:
        """A page that sends its readers on, without a script. `canonical` is absolute or ""."""
        here = self.file.removesuffix("index.html")
        target = escape(relative(self.url, here))
        title = escape(self.title)
        link = f'<link rel="canonical" href="{escape(canonical)}">\n' if canonical else ""
        return (
            f'<!doctype html>\n<html lang="{escape(language)}">\n<head>\n<meta charset="utf-8">\n'
            f'<title>{title}</title>\n{link}<meta name="robots" content="noindex">\n'
            '<link rel="icon" href="data:,">\n'  # or browsers ask the host's root for one
            f'<meta http-equiv="refresh" content="0; url={target}">\n</head>\n'
            f'<body>\n<p><a href="{target}">{title}</a></p>\n</body>\n</html>\n'
        )


def files_of(aliases: Iterable[str], url: str) -> list[tuple[str, str]]:
    """Each of `aliases` of the page `url`, with the file that it stands for, or "" if there is none.

    An alias is an address below the site's root (`/2020/05/old/`, `/old.html`) or, without the first
    slash, beside the page itself (`old-name`), as in Hugo.
    """
    folder = posixpath.dirname(unquote(url).rstrip("/"))
    found = []
    for alias in aliases:
        path = unquote(alias.partition("#")[0].partition("?")[0])
        path = path[1:] if path.startswith("/") else posixpath.join(folder, path)
        is_file = posixpath.splitext(path)[1] in (".html", ".htm")
        file = posixpath.normpath(path if is_file else posixpath.join(path, "index.html"))
        found.append((alias, file if _is_in_site(file) else ""))
    return found


def _is_in_site(file: str) -> bool:
    """Whether there can be such a file, and below the site's root."""
    is_short = all(len(part.encode("utf-8", "ignore")) <= LONGEST for part in file.split("/"))
    return is_short and file.isprintable() and ":" not in file and not file.startswith(("../", "/"))
