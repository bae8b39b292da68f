"""What MkDocs says of links, in the form of all other problems: with its place, and with a remedy.

The records stay those of MkDocs, as grave as it takes them, so that `--strict` counts them as ever;
only their text changes.
"""

from __future__ import annotations

import logging
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig

from mkdocs_articles import document
from mkdocs_articles.check.outline import Outline, same
from mkdocs_articles.errors import Problem

_SPEAKER = "mkdocs.structure.pages"
_SAID = re.compile(
    r"Doc file '(?P<uri>.+?)' (?P<what>contains .*?'(?P<href>.*?)'.*?)\.?"
    r"(?: Did you mean '(?P<near>.*)'\?| (?P<guess>This .*))?",
    re.DOTALL,
)
_REMEDIES = {  # by what is found in a message
    "excluded": ("link", "publish it, or take the link out"),
    "anchor": ("anchor", "name the id of one of its headings"),
    "": ("link", "mend the path to the file"),
}


@dataclass(frozen=True, slots=True)
class Link:
    """What a record is about: an address as an author wrote it in the page `uri`."""

    uri: str
    href: str


class LinkProblems(logging.Filter):
    """Lets every record pass, and gives those about links a `Problem` as text, and a `Link`."""

    def __init__(self, config: MkDocsConfig) -> None:
        super().__init__()
        self._docs_dir = Path(config.docs_dir)
        self._root = document.root_of(config)
        self._told: Counter[Link] = Counter()
        self._outlines: dict[str, Outline] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        said = None if record.args else _SAID.fullmatch(str(record.msg))
        if said:
            link = Link(said["uri"], said["href"])
            rule, hint = next(found for word, found in _REMEDIES.items() if word in said["what"])
            if said["near"] is not None:
                hint = f"did you mean `{said['near']}`?"
            shown = document.shown_path(self._docs_dir / link.uri, self._root)
            what = f"{said['what']} ({said['guess']})" if said["guess"] else said["what"]
            problem = Problem(shown, *self._place(link), what, hint, rule)
            record.msg, record.args = "%s", (problem,)
            record.rule, record.link = rule, link
        return True

    def _place(self, link: Link) -> tuple[int, int]:
        """The line and column of the next place of this link; 0 where it is not in the page's file."""
        number = self._told[link]
        self._told[link] += 1
        places = [
            (one.line, one.column)
            for one in self._outline(link.uri).targets
            if not one.is_tag and same(one.raw, link.href)
        ]
        return places[min(number, len(places) - 1)] if places else (0, 0)

    def _outline(self, uri: str) -> Outline:
        if uri not in self._outlines:
            path = self._docs_dir / uri
            known = document.Document(path, uri, uri, "", self._docs_dir, self._root)
            self._outlines[uri] = Outline("" if uri.endswith(".ipynb") else known.source)
        return self._outlines[uri]


@contextmanager
def placed(config: MkDocsConfig) -> Iterator[None]:
    """While this is open, what is said of links is said so."""
    speaker, problems = logging.getLogger(_SPEAKER), LinkProblems(config)
    speaker.addFilter(problems)
    try:
        yield
    finally:
        speaker.removeFilter(problems)
