"""Feeds, by a schema of each format, by feedparser, and as somebody elsewhere reads them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import feedparser
from jsonschema import Draft202012Validator

from auditing import vnu

SCHEMAS = Path(__file__).with_name("schemas")
XML = {"feed.xml": SCHEMAS / "atom.rnc", "rss.xml": SCHEMAS / "rss.rnc"}
JSON = Draft202012Validator(json.loads((SCHEMAS / "json-feed.json").read_text("utf-8")))


def faults(folder: Path) -> Iterator[str]:
    """What is wrong with the feeds of the site in `folder`; that there are none is wrong, too."""
    for name, schema in XML.items():
        paths = sorted(folder.rglob(name))
        yield from vnu.errors_by(schema, paths) if paths else [f"no {name}"]
        for path in paths:
            feed = feedparser.parse(path.read_bytes())
            if feed.bozo:
                yield f"{path}: {feed.bozo_exception}"
            contents = (one.value for entry in feed.entries for one in entry.content)
            yield from (f"{path}: {one}" for text in contents for one in _relative(text))
    paths = sorted(folder.rglob("feed.json"))
    if not paths:
        yield "no feed.json"
    for path in paths:
        feed = json.loads(path.read_text("utf-8"))
        yield from (f"{path}: {one.json_path}: {one.message}" for one in JSON.iter_errors(feed))
        contents = (item.get("content_html", "") for item in feed.get("items", ()))
        yield from (f"{path}: {one}" for text in contents for one in _relative(text))


class _Addresses(HTMLParser):
    """The addresses in a content."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        for name, value in attrs:
            if name in ("href", "src", "poster"):
                self.found.append(value or "")
            elif name == "srcset":
                self.found += [one.split()[0] for one in (value or "").split(", ") if one.strip()]


def _relative(html: str) -> list[str]:
    """The addresses in `html` that lead nowhere without its page."""
    whole = ("http://", "https://", "mailto:", "data:")
    return [one for one in _Addresses(html).found if not one.startswith(whole)]
