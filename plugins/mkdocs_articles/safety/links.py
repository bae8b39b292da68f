"""The Markdown extension that keeps from pages what is not meant for them: `articles` brings it along.

A link that runs a script, or is no address at all, is none; and a snippet is a text of the site.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions import Extension
from markdown.postprocessors import Postprocessor
from markdown.treeprocessors import Treeprocessor

from mkdocs_articles import document
from mkdocs_articles.errors import Problem, report
from mkdocs_articles.links import replace_addresses
from mkdocs_articles.safety.addresses import FOLLOWED, runs
from mkdocs_articles.snippets import watch

OWNER = "mkdocs_articles.safety.links"


class GuardExtension(Extension):
    """Has no options."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802
        watch(md)
        # Attributes of attr_list are there from 8 on; MkDocs resolves links at 0.
        links = Links(md)
        md.treeprocessors.register(links, "articles_links", 1)
        # Raw HTML is back in the text at 30, entities in addresses are at 10.
        md.postprocessors.register(Written(links), "articles_written_links", 1)


def makeExtension(**options: Any) -> GuardExtension:  # noqa: N802
    """For Python-Markdown, which finds the extension by its module."""
    return GuardExtension(**options)


class Links(Treeprocessor):
    """Takes from links and images what is no address, and from links what runs."""

    def run(self, root: Element) -> None:
        for node in root.iter():
            for name in sorted(FOLLOWED.intersection(node.keys())):
                if reason := _refusal(node.tag, node.attrib[name]):
                    self.report(node.attrib[name], reason)
                    node.set(name, "#")  # MkDocs wants an address

    def report(self, address: str, reason: str) -> None:
        where = document.current(self.md)
        written = address.partition("\n")[0]
        lines = where.source.split("\n") if where else []
        line = next((n for n, text in enumerate(lines, 1) if written in text), 0)
        shown = where.shown if where else "<markdown>"
        shortened = written if len(written) <= 60 else f"{written[:59]}…"
        hint = "write an address such as https://example.com/ or other.md"
        report([Problem(shown, line, 0, f"link to {shortened}: {reason}", hint)], "link")


# What a link that runs may look like; most tags of a page, and most pages, do not.
_SUSPECT = re.compile(r"<[a-z](?:[^<>\"']|\"[^\"]*\"|'[^']*')*>", re.IGNORECASE)
_HINTS = ("script", "data:", "&#", "&tab", "&newline", "&colon")


class Written(Postprocessor):
    """The same for links that are written as HTML, or with entities."""

    def __init__(self, links: Links) -> None:
        super().__init__()
        self.links = links

    def run(self, text: str) -> str:
        if not _may_run(text):
            return text
        return _SUSPECT.sub(lambda tag: self._tag(tag[0]), text)

    def _tag(self, tag: str) -> str:
        if tag[1:4].lower() == "img" or not _may_run(tag):
            return tag
        return replace_addresses(tag, self._address)

    def _address(self, address: str) -> str:
        if not runs(address):
            return address
        self.links.report(address, "it runs a script")
        return "#"


def _may_run(html: str) -> bool:
    lower = html.lower()
    return any(hint in lower for hint in _HINTS)


def _refusal(tag: str, address: str) -> str:
    """What is wrong with an address; a picture does not run, whatever it is."""
    if runs(address) and tag != "img":
        return "it runs a script"
    try:
        urlsplit(address)
    except ValueError:
        return "it is no address"
    return ""
