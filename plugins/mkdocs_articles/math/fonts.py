"""Which characters of which of KaTeX's fonts a formula is drawn with, as KaTeX's own style sheet says.

The style sheet is read, not known: its rules for font families, weights and styles, and the files
of its `@font-face`s. They select by classes, in the forms `.katex .a.b` and `.katex .a>span`.
"""

from __future__ import annotations

import html
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache
from typing import NamedTuple

from mkdocs_articles.math.engine import KATEX

STYLE = KATEX / "katex.min.css"

_FACE = re.compile(r"@font-face\{(?P<body>[^}]*)\}")
_FILE = re.compile(r"url\((?P<name>fonts/[^)]+\.woff2)\)")
_SIZE = re.compile(
    r"\.katex (\.fontsize-ensurer)(\.reset-size\d+\.size\d+),\.katex (\.[\w-]*sizing)\2\{"
)
_SOURCES = re.compile(r"src:[^;}]*")
_RULE = re.compile(r"(?P<selectors>[^{}@]+)\{(?P<body>[^{}]*)\}")
_PROPERTY = re.compile(
    r"(?:^|;)(?:font-family:\"?(?P<family>KaTeX_\w+)|font-weight:(?P<weight>\d+)|font-style:(?P<style>\w+))"
)
_CLASSES = re.compile(r"\.([\w-]+)")
_SVG = re.compile(r"<svg.*?</svg>", re.DOTALL)
# The classes of an element that begins ("" without any), an end, or text: of three, one is not empty
# but where an element has no class.
_TOKEN = re.compile(r"<span(?: class=\"([^\"]*)\")?[^>]*>|(</span>)|([^<]+)")
_INVISIBLE = "\u200b"
# The style sheet numbers rows itself, as long as they have no other numbers.
_COUNTER, _COUNTED = "eqn-num", "()0123456789"

Drawn = Mapping[str, str]  # by font file (`fonts/….woff2`, beside the style sheet): its characters


class Face(NamedTuple):
    """A font: family, weight and style, as in CSS."""

    family: str = "KaTeX_Main"
    weight: str = "400"
    style: str = "normal"


def drawn(markup: str) -> Drawn:
    """What KaTeX's `markup` is drawn with; spaces need no font."""
    start = markup.find('class="katex-html"')
    if start < 0:
        return {}
    shown = markup[markup.index(">", start) + 1 :]
    texts: defaultdict[str, str] = defaultdict(str)
    fonts = [_font(Face())]
    if _COUNTER in shown:
        texts[fonts[0].file] = _COUNTED
    for classes, end, text in _TOKEN.findall(_SVG.sub("", shown)):
        if text:
            texts[fonts[-1].file] += text
        elif end:
            fonts.pop()
            if not fonts:
                break
        else:
            fonts.append(fonts[-1][classes])
    return {file: found for file, text in sorted(texts.items()) if (found := _characters(text))}


def to_text(fonts: Drawn) -> str:
    """As one text: `fonts/a.woff2=xyz fonts/b.woff2=0`."""
    return " ".join(f"{file}={characters}" for file, characters in fonts.items())


def from_text(text: str) -> Drawn:
    """What `to_text` gave."""
    return dict(one.split("=", 1) for one in text.split(" ") if one)


def together(all_fonts: Iterable[Drawn]) -> Drawn:
    """What all of these are drawn with."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for fonts in all_fonts:
        for file, characters in fonts.items():
            found[file].update(characters)
    return {file: "".join(sorted(characters)) for file, characters in sorted(found.items())}


def _characters(text: str) -> str:
    """Each character that is seen, once."""
    text = html.unescape(text) if "&" in text else text
    found = (one for one in set(text) if not one.isspace() and one not in _INVISIBLE)
    return "".join(sorted(found))


def style_sheet(files: Iterable[str]) -> str:
    """KaTeX's style sheet with the fonts `files` and no others; its rules for sizes, each of which is
    for two kinds of elements, are said in a shorter way.
    """
    wanted = set(files)

    def keep(face: re.Match[str]) -> str:
        file = _FILE.search(face["body"])
        if not file or file["name"] not in wanted:
            return ""
        return _SOURCES.sub(f'src:url({file["name"]}) format("woff2")', face[0])

    return _SIZE.sub(r".katex :is(\1,\3)\2{", _FACE.sub(keep, STYLE.read_text(encoding="utf-8")))


def _properties(body: str) -> dict[str, str]:
    """The fields of `Face` that a rule's `body` sets."""
    found = (match.groupdict() for match in _PROPERTY.finditer(body))
    return {name: value for one in found for name, value in one.items() if value}


@cache
def _rules() -> tuple[tuple[frozenset[str], dict[str, str]], ...]:
    """The classes that an element must have, and what it is then drawn with, in the order of CSS."""
    rules = []
    for rule in _RULE.finditer(_FACE.sub("", STYLE.read_text(encoding="utf-8"))):
        changes = _properties(rule["body"])
        for selector in rule["selectors"].split(",") if changes else ():
            # What is drawn in an unnamed child of an element is drawn as in the element.
            last = selector.removesuffix(">span").split()[-1]
            rules.append((frozenset(_CLASSES.findall(last)), changes))
    return tuple(rules)


class _Font(dict[str, "_Font"]):
    """What an element is drawn with; by their classes, what elements in it are drawn with: one is
    looked up for every element of every formula.
    """

    def __init__(self, face: Face) -> None:
        super().__init__()
        self.face = face
        self.file = _file(face)

    def __missing__(self, classes: str) -> _Font:
        found = self[classes] = _font(_drawn(classes, self.face))
        return found


@cache
def _font(face: Face) -> _Font:
    """The one of this face."""
    return _Font(face)


def _drawn(classes: str, inherited: Face) -> Face:
    """What an element with these classes is drawn with."""
    names = set(classes.split())
    face = inherited
    for wanted, changes in _rules():
        if wanted <= names:
            face = face._replace(**changes)
    return face


@cache
def _files() -> dict[Face, str]:
    files = {}
    for face in _FACE.finditer(STYLE.read_text(encoding="utf-8")):
        found = _properties(face["body"])
        if file := _FILE.search(face["body"]):
            files[Face(**found)] = file["name"]
    return files


@cache
def _file(face: Face) -> str:
    """The file of `face`; where there is none, of the one that a browser slants or thickens."""
    for likeness in (face, face._replace(style="normal"), face._replace(weight="400"),
                     Face(face.family), Face(face.family, "400", "italic")):  # fmt: skip
        if likeness in _files():
            return _files()[likeness]
    return _files()[Face()]
