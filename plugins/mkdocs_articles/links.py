"""Addresses inside a site: made relative to the page that shows them."""

from __future__ import annotations

import posixpath
import re
from urllib.parse import urljoin

_ELSEWHERE = re.compile(r"(?:[A-Za-z][A-Za-z0-9+.-]*:|/)")
_ATTRIBUTE = re.compile(
    r"(?P<head>\s(?:href|src|poster)=)(?P<quote>[\"'])(?P<url>.*?)(?P=quote)", re.S
)


def relative(url: str, page: str) -> str:
    """`url`, given from the site's root ("posts/a/", "" for home), as seen from the page `page`."""
    path, mark, rest = _split(url)
    folder = posixpath.dirname(page)
    result = posixpath.relpath(path or ".", folder or ".")
    if path.endswith("/") or (not path and result != "."):
        result += "/"
    if result in (".", "./"):
        result = "./"
    return result + mark + rest


def rebase(url: str, written: str, shown: str) -> str:
    """`url` as written in the page `written`, for the page `shown`; addresses elsewhere unchanged."""
    if not url or _ELSEWHERE.match(url):
        return url
    if written == shown:
        return url
    return relative(urljoin(written, url), shown)


def rebase_html(html: str, written: str, shown: str) -> str:
    """`html` of the page `written` with every link and source right for the page `shown`."""

    def replace(match: re.Match[str]) -> str:
        url = rebase(match["url"], written, shown)
        return f"{match['head']}{match['quote']}{url}{match['quote']}"

    return html if written == shown else _ATTRIBUTE.sub(replace, html)


def _split(url: str) -> tuple[str, str, str]:
    for index, character in enumerate(url):
        if character in "?#":
            return url[:index], character, url[index + 1 :]
    return url, "", ""
