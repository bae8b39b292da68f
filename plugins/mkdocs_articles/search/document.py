"""A page's HTML as text with sections: what of it is searched, and shown of what was found.

Everything is done by regular expressions over the whole page, not element by element: code that is
highlighted has thousands of elements. What HTML cannot be taken for is at worst a word too many.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape, unescape

from mkdocs_articles.regex import late
from mkdocs_articles.search.tokens import CJK, compact
from mkdocs_articles.text import FORMULA, is_display, tex_of


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with what follows up to the next one; `anchor` is its id."""

    anchor: str
    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class Document:
    """A page. `path` are names of what it belongs to, `date` is "2026-01-31" or ""."""

    url: str
    title: str
    path: tuple[str, ...]
    date: str
    categories: tuple[str, ...]
    tags: tuple[str, ...]
    sections: tuple[Section, ...]


_IN_TAG = r"""[^>"']*+(?:(?:"[^"]*"|'[^']*')[^>"']*+)*+"""
_CONTROL = late("[\x00\x02-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]+")
_UNREAD = late(
    r"<(?:!--.*?-->"
    r"|(script|style|template|svg|noscript|button|select|rt|rp|math)\b.*?</\1\s*>"
    r"""|td\b[^>]*\bclass=["']?linenos\b.*?</td>"""
    r"""|a\b[^>]*\bclass=["']?(?:headerlink|footnote-ref|footnote-backref)\b.*?</a>)""",
    re.DOTALL | re.IGNORECASE,
)
_EXCLUDED = "data-search-exclude"
_START = late(rf"<(?P<tag>[a-z][^\s/>]*){_IN_TAG}>", re.IGNORECASE)
_HEADING = late(
    rf"<h(?P<level>[1-6])\b(?P<attributes>{_IN_TAG})>(?P<content>.*?)</h(?P=level)\s*>",
    re.DOTALL | re.IGNORECASE,
)
_ID = late(r"""\sid=(?:"(?P<id>[^"]*)"|'(?P<quoted>[^']*)'|(?P<bare>[^\s>"']+))""")
_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
_VOID = {"br", "col", "embed", "hr", "img", "input", "source", "track", "wbr"}
_INLINE = {
    "a", "abbr", "b", "bdi", "bdo", "cite", "code", "data", "del", "dfn", "em", "font", "i",
    "img", "ins", "kbd", "label", "mark", "q", "ruby", "s", "samp", "small", "span",
    "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr",
}  # fmt: skip
_PRE = late(rf"<pre\b{_IN_TAG}>([^<]*+(?:<(?!/pre\s*>)[^<]*+)*+)</pre\s*>", re.IGNORECASE)
_TAG = late(rf"<(?:/?([a-z][^\s/>\"']*)|[/!?]){_IN_TAG}>", re.IGNORECASE)
# A line may be broken anywhere in Chinese: no space is meant.
_JOINED = f"{CJK}\u3001\u3002\uff01\uff08-\uff0c\uff1a\uff1b\uff1f\u201c\u201d\u300a-\u300f"
_SOFT_BREAK = late(f"\n(?<=[{_JOINED}]\n)[ \t]*(?=[{_JOINED}])")
_BREAK = "\x01"
_BREAKS = late(f" ?{_BREAK}[{_BREAK} ]*")


def sections(html: str, title: str) -> tuple[Section, ...]:
    """The sections of a page; the first is what stands under its title (plain text)."""
    html = _without_excluded(_UNREAD.sub("", _PRE.sub(_lines, FORMULA.sub(_tex, html))))
    found = [Section("", title, "")]
    position, is_excluded = 0, False
    for heading in _headings(html):
        before = "" if is_excluded else _text(html[position : heading.start()])
        if before:
            last = found[-1]
            found[-1] = Section(last.anchor, last.heading, f"{last.text}\n{before}".lstrip("\n"))
        position, is_excluded = heading.end(), _EXCLUDED in heading["attributes"]
        if is_excluded:
            continue
        name, anchor = _text(heading["content"]).replace("\n", " "), _id(heading["attributes"])
        if heading["level"] == "1" and len(found) == 1 and not found[0].text:
            found[0] = Section("", title, "" if name == title else name)
        else:
            found.append(Section(anchor, name, ""))
    rest = "" if is_excluded else _text(html[position:])
    last = found[-1]
    found[-1] = Section(last.anchor, last.heading, f"{last.text}\n{rest}".strip("\n"))
    return tuple(found)


def plain_title(title: str) -> str:
    """A title of MkDocs, which may hold entities and tags, as text."""
    text = unescape(_TAG.sub("", title)).replace(_BREAK, " ")
    return " ".join(_CONTROL.sub("", text).split())


def _headings(html: str) -> Iterator[re.Match[str]]:
    """The title, those that can be linked to, and those that are to be left out."""
    for match in _HEADING.finditer(html):
        attributes = match["attributes"]
        if match["level"] == "1" or _id(attributes) or _EXCLUDED in attributes:
            yield match


def _id(attributes: str) -> str:
    match = _ID.search(attributes)
    return unescape(match["id"] or match["quoted"] or match["bare"] or "") if match else ""


def _tex(formula: re.Match[str]) -> str:
    around = _BREAK if is_display(formula) else ""
    return f"{around}${escape(compact(tex_of(formula[0])), quote=False)}${around}"


def _without_excluded(html: str) -> str:
    """But for headings: with them it is their section."""
    pieces, position, found = [], 0, 0
    while (found := html.find(_EXCLUDED, found)) >= 0:
        start = _START.match(html, max(position, html.rfind("<", position, found)))
        found += len(_EXCLUDED)
        if start and start.end() >= found and start["tag"].lower() not in _HEADINGS:
            pieces.append(html[position : start.start()])
            position = found = _end_of(start["tag"], html, start.end())
    return "".join([*pieces, html[position:]])


def _end_of(tag: str, html: str, position: int) -> int:
    """Where an element of this tag ends that began at `position`."""
    if tag.lower() in _VOID:
        return position
    depth = 1
    for match in re.compile(rf"<(/?){re.escape(tag)}\b{_IN_TAG}>", re.IGNORECASE).finditer(
        html, position
    ):
        depth += -1 if match[1] else 1
        if not depth:
            return match.end()
    return len(html)


def _text(html: str) -> str:
    pieces = _TAG.split(html)  # between two of them the name of a tag, or None
    pieces[1::2] = ("" if name and name.lower() in _INLINE else _BREAK for name in pieces[1::2])
    text = _CONTROL.sub("", _SOFT_BREAK.sub("", unescape("".join(pieces))))
    return _BREAKS.sub("\n", " ".join(text.split())).strip()


def _lines(code: re.Match[str]) -> str:
    return f"{_BREAK}{_TAG.sub('', code[1]).replace(chr(10), _BREAK)}{_BREAK}"
