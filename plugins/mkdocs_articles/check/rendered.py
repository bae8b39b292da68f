"""What a page's HTML says to those who read, follow and see it: links, images, headings, ids.

Python-Markdown writes it, so it is well formed but for what authors wrote themselves; a scan for
tags is enough, and fifty times faster than a parser.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape
from typing import Any

from mkdocs_articles import memo
from mkdocs_articles.lazy import Text

_TOKEN = re.compile(
    r"<!--.*?-->|<(?P<end>/?)(?P<name>[a-zA-Z][\w:-]*)(?P<rest>(?:[^<>\"']|\"[^\"]*\"|'[^']*')*)>",
    re.DOTALL,
)
_ATTRIBUTE = re.compile(r"([^\s=\"'<>/]+)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+)))?")
_NO_PROSE = frozenset(
    ("pre", "code", "kbd", "samp", "script", "style", "svg", "math", "tex-math", "textarea")
)
_HEADING = re.compile(r"h[1-6]")
_AROUND = 6  # characters on each side, by which a place is found again
_HAN = "\u3005-\u3007\u3040-\u30ff\u3400-\u9fff\U00020000-\U0003ffff"  # letters, and no punctuation
# Chinese and Latin that touch; a number and what it counts of time may.
_TOUCH = re.compile(
    rf"(?<=[{_HAN}])(?=[A-Za-z])|(?<=[A-Za-z])(?=[{_HAN}])"
    rf"|(?<=[{_HAN}])(?<!第)(?=[0-9])|(?<=[0-9])(?=[{_HAN}])(?![年月日号时分秒点])"
)


@dataclass(frozen=True)
class Rendered:
    """`links` and `images` are addresses as they are in the HTML (images of snippets' outputs apart);
    `nameless` those of images that say nothing to who does not see them; `headings` levels and texts;
    `touching` the characters around each place where Chinese and Latin touch in prose.
    """

    links: tuple[str, ...] = ()
    images: tuple[str, ...] = ()
    nameless: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()
    headings: tuple[tuple[int, str], ...] = ()
    touching: tuple[tuple[str, str], ...] = ()


def read(content: Text) -> Rendered:
    """What is in the HTML; it depends on nothing else, and is remembered by its digest."""
    kept: list[Any] = memo.kept(lambda: _Scan(content.text).result(), "check", content.digest)
    links, images, nameless, ids, headings, touching = kept
    return Rendered(
        tuple(links), tuple(images), tuple(nameless), tuple(ids),
        tuple((level, text) for level, text in headings),
        tuple((before, after) for before, after in touching),
    )  # fmt: skip


class _Scan:
    def __init__(self, html: str) -> None:
        self._links: list[str] = []
        self._images: list[str] = []
        self._nameless: list[str] = []
        self._ids: list[str] = []
        self._headings: list[tuple[int, str]] = []
        self._touching: dict[tuple[str, str], None] = {}
        self._skipped = ""  # the element whose text is no prose
        self._depth = 0
        self._heading: list[str] | None = None
        end = 0
        for token in _TOKEN.finditer(html):
            self._text(html[end : token.start()])
            end = token.end()
            if token["name"]:
                self._tag(token["name"].lower(), token["rest"], is_end=bool(token["end"]))
        self._text(html[end:])

    def result(self) -> list[Any]:
        """What JSON can hold."""
        return [
            self._links, self._images, self._nameless, self._ids, self._headings,
            list(self._touching),
        ]  # fmt: skip

    def _text(self, raw: str) -> None:
        if not raw or self._skipped:
            return
        text = unescape(raw)
        if self._heading is not None:
            self._heading.append(text)
        for match in _TOUCH.finditer(text):
            at = match.start()
            before, after = text[max(0, at - _AROUND) : at], text[at : at + _AROUND]
            self._touching[before.rpartition("\n")[2], after.partition("\n")[0]] = None

    def _tag(self, name: str, rest: str, *, is_end: bool) -> None:
        if self._skipped:
            if name == self._skipped:
                self._depth += -1 if is_end else 1
            if not self._depth:
                self._skipped = ""
            if is_end:
                return
        elif name in _NO_PROSE and not is_end:
            self._skipped, self._depth = name, 1
        if _HEADING.fullmatch(name):
            if not is_end:
                self._heading = []
            elif self._heading is not None:
                text = " ".join("".join(self._heading).split())
                self._headings.append((int(name[1]), text.rstrip("\N{PILCROW SIGN} ")))
                self._heading = None
        if is_end or not rest:
            return
        self._attributes(name, rest)

    def _attributes(self, name: str, rest: str) -> None:
        found = {
            match[1].lower(): unescape(match[2] or match[3] or match[4] or "")
            for match in _ATTRIBUTE.finditer(rest)
        }
        if "id" in found:
            self._ids.append(found["id"])
        if name == "a":
            if "name" in found:
                self._ids.append(found["name"])
            if "headerlink" in found.get("class", "") or "href" not in found:
                return
            self._links.append(found["href"])
        elif name == "img" and "src" in found:
            self._images.append(found["src"])
            is_for_none = found.get("role") == "presentation" or "aria-hidden" in found
            if not (found.get("alt", "").strip() or is_for_none or found.get("aria-label")):
                self._nameless.append(found["src"])
        elif name in ("video", "audio", "source", "iframe", "embed", "track"):
            if found.get("src"):
                self._links.append(found["src"])
            if found.get("poster"):
                self._images.append(found["poster"])
        elif name == "object" and found.get("data"):
            self._links.append(found["data"])
