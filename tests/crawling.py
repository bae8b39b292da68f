"""Go through a served site as a search engine does: every link, image, feed entry and anchor."""

from __future__ import annotations

import json
import re
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import quote, unquote, urldefrag, urljoin
from xml.etree import ElementTree


class _Page(HTMLParser):
    """The addresses in a page, and its anchors."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self.anchors: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name == "id" or (name == "name" and tag == "a"):
                self.anchors.add(value or "")
            elif name in ("href", "src", "poster"):
                self.addresses.append(value or "")
            elif name == "srcset":
                self.addresses += [one.split()[0] for one in (value or "").split(",")]
            elif name == "content" and (value or "").startswith(("http://", "https://")):
                self.addresses.append(value or "")  # Open Graph
            elif name == "style":
                self.addresses += _of_style(value or "")


def _of_style(css: str) -> list[str]:
    return re.findall(r"url\(\s*[\"']?([^\"')]+)", css)


def _of_xml(text: str) -> Iterator[str]:
    """Atom, RSS and sitemaps: links, and the HTML of entries."""
    for element in ElementTree.fromstring(text).iter():
        name = element.tag.rpartition("}")[2]
        yield from (element.get(key, "") for key in ("href", "url") if element.get(key))
        content = (element.text or "").strip()
        if name in ("link", "loc", "url", "guid", "id", "comments") and content.startswith("http"):
            yield content
        elif name in ("content", "summary", "description", "encoded"):
            yield from _Page(content).addresses


def _of_json(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            if isinstance(inner, str) and key in ("url", "feed_url", "home_page_url", "image"):
                yield inner
            elif key == "content_html":
                yield from _Page(inner).addresses
            else:
                yield from _of_json(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _of_json(inner)


@dataclass
class Crawl:
    """What was found from the address `start` on. `public` is what the site calls itself."""

    start: str
    public: str
    seen: dict[str, str] = field(default_factory=dict)  # address: type
    broken: list[str] = field(default_factory=list)
    anchors: dict[str, set[str]] = field(default_factory=dict)
    wanted: list[tuple[str, str]] = field(default_factory=list)  # where, and address with fragment

    @classmethod
    def of(cls, start: str, public: str, *further: str) -> Crawl:
        """Crawl from `start` and from paths below it that nothing links to."""
        crawl = cls(start, public)
        queue = [("", start), *(("", start + path) for path in further)]
        while queue:
            where, address = queue.pop()
            address = urldefrag(address).url
            if address not in crawl.seen:
                queue += crawl._visit(where, address)
        for where, address in crawl.wanted:
            page, fragment = urldefrag(address)
            known = crawl.anchors.get(page)
            if known is None or not fragment or fragment.startswith("__"):  # Material's controls
                continue
            if unquote(fragment) not in known:
                crawl.broken.append(f"{where}: no anchor {address}")
        return crawl

    def _visit(self, where: str, address: str) -> list[tuple[str, str]]:
        try:
            with urllib.request.urlopen(quote(address, safe="/:?=&%")) as answer:
                kind, body = answer.headers.get_content_type(), answer.read()
        except urllib.error.HTTPError as error:
            error.close()
            self.seen[address] = ""
            self.broken.append(f"{where}: {error.code} {address}")
            return []
        self.seen[address] = kind
        found: list[str] = []
        if kind == "text/html":
            page = _Page(body.decode("utf-8"))
            self.anchors[address] = page.anchors
            found = page.addresses
        elif kind == "text/css":
            found = _of_style(body.decode("utf-8"))
        elif kind.endswith("xml") and not address.endswith(".svg"):
            found = list(_of_xml(body.decode("utf-8")))
        elif address.endswith(".json") and "feed" in address:
            found = list(_of_json(json.loads(body)))
        elif address.endswith("robots.txt"):
            found = re.findall(r"^Sitemap: (\S+)", body.decode("utf-8"), re.MULTILINE)
        return list(self._ours(address, found))

    def _ours(self, base: str, addresses: list[str]) -> Iterator[tuple[str, str]]:
        """Addresses of this site, whole; a host of its own without the site's path is broken."""
        origin = "/".join(self.start.split("/")[:3])
        for address in addresses:
            if address.startswith(self.public):
                address = self.start + address.removeprefix(self.public)
            whole = urljoin(base, address)
            if whole.startswith(origin):
                self.wanted.append((base, whole))
                yield base, whole
