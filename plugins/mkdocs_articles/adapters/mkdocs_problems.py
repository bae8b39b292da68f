"""What a build warns of: counted at its end, and in a preview at the top of the page that it is about,
since who writes a page looks there, and not at a terminal.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from html import escape

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.pages import Page

from mkdocs_articles import document
from mkdocs_articles.adapters import mkdocs_warnings
from mkdocs_articles.adapters.mkdocs_lazy import content_of, set_content
from mkdocs_articles.adapters.mkdocs_site import Heard, listening, one_line
from mkdocs_articles.errors import Problem
from mkdocs_articles.lazy import Text


class Problems:
    """What is warned of in one build, from `begin` to `end`."""

    def __init__(self) -> None:
        self._heard: Heard | None = None
        self._until_end = ExitStack()

    def begin(self, config: MkDocsConfig) -> None:
        """Listen; others still hear. What MkDocs says is said as all else."""
        self.end()
        self._until_end.enter_context(mkdocs_warnings.placed(config))
        self._heard = self._until_end.enter_context(listening(logging.WARNING))

    def summary(self) -> str:
        """`3 problems in 2 files`; empty where there are none."""
        told = {_name_and_text(record) for record in self._heard.records} if self._heard else set()
        files = len({name for name, _ in told})
        problems = "1 problem" if len(told) == 1 else f"{len(told)} problems"
        return f"{problems} in {files} {'file' if files == 1 else 'files'}" if told else ""

    def end(self) -> None:
        """Listen no more."""
        self._until_end.close()
        self._heard = None

    def show(self, pages: Iterable[Page], config: object, labels: Mapping[str, str]) -> None:
        """Put them into the pages that they are about; what is about none is on the home page."""
        if not self._heard or not self._heard.records:
            return
        pages = list(pages)
        by_name = {document.of(page.file, config).shown: page for page in pages}
        home = next((page for page in pages if page.file.url in ("", ".", "./")), None)
        told: dict[str, list[str]] = {}
        for record in self._heard.records:
            name, text = _name_and_text(record)
            if page := by_name.get(name, home):
                told.setdefault(page.file.src_uri, []).append(text)
        for page in pages:
            if texts := told.get(page.file.src_uri):
                html = _html(texts, labels["problems"])
                set_content(page, Text.joined(html, content_of(page)))


def _name_and_text(record: logging.LogRecord) -> tuple[str, str]:
    problem = record.args[0] if isinstance(record.args, tuple) and record.args else None
    return problem.path if isinstance(problem, Problem) else "", one_line(record.getMessage())


def _html(texts: Iterable[str], title: str) -> str:
    """As an admonition, which themes know how to show."""
    items = "".join(f"<li>{escape(text, quote=False)}</li>" for text in dict.fromkeys(texts))
    return (
        '<div class="admonition failure articles-problems" role="status" data-search-exclude>'
        f'<p class="admonition-title">{escape(title)}</p><ul>{items}</ul></div>\n'
    )
