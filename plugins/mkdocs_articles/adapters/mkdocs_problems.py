"""What a build warns of: counted at its end, and in a preview at the top of the page that it is about,
since who writes a page looks there, and not at a terminal.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from html import escape

from mkdocs.structure.pages import Page

from mkdocs_articles import document
from mkdocs_articles.adapters.mkdocs_lazy import content_of, set_content
from mkdocs_articles.adapters.mkdocs_site import LINK, Heard, one_line
from mkdocs_articles.errors import Problem
from mkdocs_articles.lazy import Text


class Problems:
    """What is warned of in one build, from `begin` to `end`."""

    def __init__(self) -> None:
        self._heard: Heard | None = None

    def begin(self) -> None:
        """Listen; others still hear."""
        self.end()
        self._heard = Heard()
        self._heard.setLevel(logging.WARNING)
        logging.getLogger("mkdocs").addHandler(self._heard)

    def summary(self, docs: str) -> str:
        """`3 problems in 2 files`; empty where there are none. `docs` is the folder of the docs, as
        messages name it: MkDocs names files from there.
        """
        told = {_name_and_text(record) for record in self._heard.records} if self._heard else set()
        files = len({name.removeprefix(f"{docs}/") for name, _ in told})
        problems = "1 problem" if len(told) == 1 else f"{len(told)} problems"
        return f"{problems} in {files} {'file' if files == 1 else 'files'}" if told else ""

    def end(self) -> None:
        """Listen no more."""
        if self._heard:
            logging.getLogger("mkdocs").removeHandler(self._heard)
            self._heard = None

    def show(self, pages: Iterable[Page], config: object, labels: Mapping[str, str]) -> None:
        """Put them into the pages that they are about; what is about none is on the home page."""
        if not self._heard or not self._heard.records:
            return
        pages = list(pages)
        by_name = {document.of(page.file, config).shown: page for page in pages}
        by_name |= {page.file.src_uri: page for page in pages}  # so MkDocs calls them
        home = next((page for page in pages if page.file.url in ("", ".", "./")), None)
        told: dict[str, list[str]] = {}
        for record in self._heard.records:
            name, text = _name_and_text(record)
            if page := by_name.get(name, home):
                told.setdefault(page.file.src_uri, []).append(text)
        for uri, texts in told.items():
            page = by_name[uri]
            set_content(page, Text.joined(_html(texts, labels["problems"]), content_of(page)))


def _name_and_text(record: logging.LogRecord) -> tuple[str, str]:
    problem = record.args[0] if isinstance(record.args, tuple) and record.args else None
    message = one_line(record.getMessage())
    if isinstance(problem, Problem):
        return problem.path, message
    match = LINK.match(message)
    return match["uri"] if match else "", message


def _html(texts: Iterable[str], title: str) -> str:
    """As an admonition, which themes know how to show."""
    items = "".join(f"<li>{escape(text, quote=False)}</li>" for text in dict.fromkeys(texts))
    return (
        '<div class="admonition failure articles-problems" role="status" data-search-exclude>'
        f'<p class="admonition-title">{escape(title)}</p><ul>{items}</ul></div>\n'
    )
