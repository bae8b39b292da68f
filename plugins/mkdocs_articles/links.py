"""Addresses inside a site: made relative to the page that shows them."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from functools import lru_cache

_ELSEWHERE = re.compile(r"\s*(?:[A-Za-z][A-Za-z0-9+.-]*:|/)")
_PATH = re.compile(r"[^?#]*")
_TAG = re.compile(r"<[A-Za-z](?:[^<>\"']|\"[^\"]*\"|'[^']*')*>")
_ATTRIBUTE = re.compile(
    r"(?P<head>\s(?P<name>[^\s=/>\"']+)\s*=\s*)"
    r"(?:\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)'|(?P<bare>[^\s\"'>]+))"
)
_ADDRESSES = {"href", "src", "poster"}


@lru_cache(maxsize=1 << 14)  # a listing asks for the same ones again and again
def relative(url: str, page: str) -> str:
    """`url`, given from the site's root ("posts/a/", "" for home), as seen from the page `page`."""
    path, target = _parts(url)
    here = _parts(page)[1][:-1]
    shared = 0
    for one, other in zip(target[:-1], here, strict=False):
        if one != other:
            break
        shared += 1
    result = "../" * (len(here) - shared) + "/".join(target[shared:])
    if not result or _ELSEWHERE.match(result):  # would mean this page, or what is left of a colon
        result = f"./{result}"
    return result + url[len(path) :]


def rebase(url: str, written: str, shown: str) -> str:
    """`url` as written in the page `written`, for the page `shown`; addresses elsewhere unchanged."""
    if written == shown or _ELSEWHERE.match(url):
        return url
    base = _path(written)
    folder = base[: base.rfind("/") + 1]
    return relative((folder if _path(url) else base) + url, shown)


def rebase_html(content: str, written: str, shown: str) -> str:
    """All of the page `written`, with every link and source right for the page `shown`.

    A link to a place in the page itself stays: that place is in `shown` too.
    """
    return replace_addresses(
        content, lambda url: url if url.startswith("#") else rebase(url, written, shown)
    )


def replace_addresses(content: str, change: Callable[[str], str]) -> str:
    """`content` (HTML), with every link and source that is not empty changed."""

    def replace(match: re.Match[str]) -> str:
        url = html.unescape(match["double"] or match["single"] or match["bare"] or "")
        if match["name"].lower() not in _ADDRESSES or not url:
            return match[0]
        changed = change(url)
        return match[0] if changed == url else f'{match["head"]}"{html.escape(changed)}"'

    return _TAG.sub(lambda tag: _ATTRIBUTE.sub(replace, tag[0]), content)


@lru_cache(maxsize=1 << 12)
def _parts(url: str) -> tuple[str, list[str]]:
    path = _path(url)
    return path, _segments(path)


def _path(url: str) -> str:
    """The part before a query or a fragment."""
    match = _PATH.match(url)
    return match[0] if match else ""


def _segments(path: str) -> list[str]:
    """The folders of a path and, as the last one, its file name, which is empty for a folder.

    What leads out of the site stays at the beginning: a site may be in a folder of another.
    """
    *folders, name = path.split("/")
    if name in (".", ".."):
        folders, name = [*folders, name], ""
    segments: list[str] = []
    for folder in folders:
        if folder == ".." and segments and segments[-1] != "..":
            segments.pop()
        elif folder != ".":
            segments.append(folder)
    return [*segments, name]
