"""What MkDocs warns of, in the form of all other problems: with its place, and with a remedy.

The records stay those of MkDocs, as grave as it takes them, so that `--strict` counts them as ever;
only their text changes, and of that not the words.
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

_SPEAKERS = ("mkdocs.structure.files", "mkdocs.structure.nav", "mkdocs.structure.pages")
_OF_LINK = re.compile(
    r"Doc file '(?P<uri>.+?)' (?P<what>contains .*?'(?P<href>.*?)'.*?)\.?"
    r"(?: Did you mean '(?P<near>.*)'\?| (?P<guess>This .*))?",
    re.DOTALL,
)
_REMEDIES = {  # by what is found in a message: the rule, and what to do
    "excluded": ("link", "publish it, or take the link out"),
    "anchor": ("anchor", "name the id of one of its headings"),
    "": ("link", "mend the path to the file"),
}
_OF_FILE = re.compile(r"Excluding '(?P<uri>.+)' (?P<what>from the site because .*?)\.?", re.DOTALL)
_OF_NAV = re.compile(
    r"(?P<what>An? .+? '(?P<path>.+)' is included in the 'nav' configuration.*?)\.?", re.DOTALL
)


@dataclass(frozen=True, slots=True)
class Link:
    """What a record is about: an address as an author wrote it in the page `uri`."""

    uri: str
    href: str


class Placing(logging.Filter):
    """Lets every record pass; where its place is known, its text becomes a `Problem`. One about a link
    has that as its `link`.
    """

    def __init__(self, config: MkDocsConfig) -> None:
        super().__init__()
        self._docs_dir = Path(config.docs_dir)
        self._root = document.root_of(config)
        self._config_file = Path(config.config_file_path or "mkdocs.yml")
        self._told: Counter[Link] = Counter()
        self._outlines: dict[str, Outline] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        text = "" if record.args else str(record.msg)
        problem = None
        if said := _OF_LINK.fullmatch(text):
            record.__dict__["link"] = link = Link(said["uri"], said["href"])
            problem = self._of_link(said, link)
        elif said := _OF_FILE.fullmatch(text):
            message, hint = f"excluded {said['what']}", "rename one of them, or take it out"
            problem = Problem(self._shown(said["uri"]), 0, 0, message, hint, "address")
        elif said := _OF_NAV.fullmatch(text):
            line = line_of(said["path"], self._config_file)
            hint = "mend the path, or take it out"
            problem = Problem(self._config_file.name, line, 0, said["what"], hint, "configuration")
        if problem:
            record.msg, record.args = "%s", (problem,)
        return True

    def _of_link(self, said: re.Match[str], link: Link) -> Problem:
        rule, hint = next(found for word, found in _REMEDIES.items() if word in said["what"])
        if said["near"] is not None:
            hint = f"did you mean `{said['near']}`?"
        what = f"{said['what']} ({said['guess']})" if said["guess"] else said["what"]
        return Problem(self._shown(link.uri), *self._place(link), what, hint, rule)

    def _shown(self, uri: str) -> str:
        return document.shown_path(self._docs_dir / uri, self._root)

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


def line_of(text: str, config_file: Path) -> int:
    """The first line of the configuration that has this in it; 0 where none has."""
    lines = config_file.read_text(encoding="utf-8-sig").split("\n")
    return next((number for number, line in enumerate(lines, 1) if text in line), 0)


@contextmanager
def placed(config: MkDocsConfig) -> Iterator[None]:
    """While this is open, what MkDocs says of files, links and its `nav` has places."""
    placing = Placing(config)
    speakers = [logging.getLogger(name) for name in _SPEAKERS]
    for speaker in speakers:
        speaker.addFilter(placing)
    try:
        yield
    finally:
        for speaker in speakers:
            speaker.removeFilter(placing)
