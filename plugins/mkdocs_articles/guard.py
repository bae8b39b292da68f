"""The Markdown extension that keeps from pages what is not meant for them: `articles` brings it along.

A link that runs a script, or is no address at all, is none; and a snippet is a text of the site.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor

from mkdocs_articles import document
from mkdocs_articles.addresses import FOLLOWED, runs
from mkdocs_articles.errors import Problem, report
from mkdocs_articles.snippets import watch

OWNER = "mkdocs_articles.guard"


class GuardExtension(Extension):
    """Has no options."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802
        watch(md)
        # Attributes of attr_list are there from 8 on; MkDocs resolves links at 0.
        md.treeprocessors.register(Links(md), "articles_links", 1)


def makeExtension(**options: Any) -> GuardExtension:  # noqa: N802
    """For Python-Markdown, which finds the extension by its module."""
    return GuardExtension(**options)


class Links(Treeprocessor):
    """Takes from links and images what is no address, and from links what runs."""

    def run(self, root: Element) -> None:
        for node in root.iter():
            for name in sorted(FOLLOWED.intersection(node.keys())):
                if reason := _refusal(node.tag, node.attrib[name]):
                    self._report(node.attrib.pop(name), reason)

    def _report(self, address: str, reason: str) -> None:
        where = document.current(self.md)
        written = address.partition("\n")[0]
        lines = where.source.split("\n") if where else []
        line = next((n for n, text in enumerate(lines, 1) if written in text), 0)
        shown = where.shown if where else "<markdown>"
        shortened = written if len(written) <= 60 else f"{written[:59]}…"
        hint = "write an address such as https://example.com/ or other.md"
        report([Problem(shown, line, 0, f"link to {shortened}: {reason}", hint)], "link")


def _refusal(tag: str, address: str) -> str:
    """What is wrong with an address; a picture does not run, whatever it is."""
    if runs(address) and tag != "img":
        return "it runs a script"
    try:
        urlsplit(address)
    except ValueError:
        return "it is no address"
    return ""
