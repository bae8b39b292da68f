"""Read an article's HTML as a stream of events and cut it: the work behind `excerpt.cut`.

Three things are kept apart: what an element is (the tables below), the elements that are open, so
that what is written is always well formed, and the places where a cut may be.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser

from mkdocs_articles.text import CJK

BLOCKS = {"p", "ul", "ol", "li", "blockquote", "dl", "dt", "dd"}
LISTS = {"ul": "li", "ol": "li", "dl": "dd"}
INLINE = {
    "a", "abbr", "b", "bdi", "bdo", "cite", "code", "del", "dfn", "em", "i", "ins", "kbd", "mark",
    "q", "s", "samp", "small", "strong", "sub", "sup", "time", "u", "var",
}  # fmt: skip
# A cut inside one of these would show half a thing.
WHOLE = {"a", "abbr", "code", "kbd", "samp", "sub", "sup", "time", "var"}
TRANSPARENT = {"span", "font", "tt", "big", "label-text", "ruby", "rb", "center", "nobr", "data"}
VOID = {
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source",
    "track", "wbr",
}  # fmt: skip
LABELS = {
    "pre": "code", "table": "table", "img": "figure", "figure": "figure", "picture": "figure",
    "svg": "figure", "video": "figure", "audio": "figure", "canvas": "figure", "iframe": "figure",
    "object": "figure",
}  # fmt: skip
SKIPPED = {
    "h1", "h2", "h3", "h4", "h5", "h6", "script", "style", "template", "noscript", "summary",
    "caption", "figcaption", "label", "button", "select", "textarea", "nav", "title", "head",
    "rp", "rt", "math", "dialog",
}  # fmt: skip
SKIPPED_CLASSES = {
    "admonition-title", "footnote", "footnotes", "footnote-ref", "footnote-backref", "headerlink",
    "anchor-link", "toc", "tabbed-labels", "cell-output", "jp-Cell-outputWrapper", "jp-InputPrompt",
    "jp-OutputPrompt", "h-feed",
}  # fmt: skip
LABELLED_CLASSES = {
    "highlight": "code", "highlighttable": "code", "codehilite": "code", "jp-CodeCell": "code",
    "mermaid": "figure",
}  # fmt: skip
EMOJI_CLASSES = {"emojione", "twemoji", "gemoji"}
KEPT_ATTRIBUTES = {
    "href",
    "hreflang",
    "lang",
    "dir",
    "datetime",
    "start",
    "reversed",
    "type",
    "title",
}
MARKER = re.compile(r"\s*more\s*\Z", re.IGNORECASE)

_TOKEN = re.compile(rf"(?P<space>\s+)|(?P<cjk>[{CJK}“”…—])|(?P<run>[^\s{CJK}“”…—]+)")
_CJK_END = re.compile(r"[。！？；]")
_CLOSER = re.compile(r"[”」』】）》〉］｝]")
_OPENER = re.compile(r"[“「『【（《〈［｛]")
_POINT = re.compile(r"[，、：。！？；…—～·％]")
_RUN_END = re.compile(r"[.!?][\"')\]’]*\Z")
_ABBREVIATION = re.compile(
    r"[(\[\"']*(?:(?:[A-Za-z]\.)+|(?:vs|cf|al|Fig|Eq|Sec|No|Dr|Mr|Ms|St|approx)\.)\Z", re.IGNORECASE
)

WORD_WEIGHT = FORMULA_WEIGHT = 2
LONG_RUN = 24  # characters; a longer run without a space weighs as several words
SHORTEST = 4  # a sentence end before a quarter of the length is too early; a word end is better
DISPLAY_WEIGHT = 20  # about one line of an entry


class Href(str):
    """An address as the article's own page has it, to be rebased where the excerpt is shown."""

    __slots__ = ()


def _run_weight(run: str) -> int:
    return WORD_WEIGHT * (1 + len(run) // LONG_RUN)


class Enough(Exception):  # noqa: N818 - not an error
    """Read no further: the cut is decided."""


@dataclass(slots=True)
class _Open:
    tag: str
    attributes: list[tuple[str, str]] = field(default_factory=list)
    written: bool = False


@dataclass(frozen=True, slots=True)
class _Cut:
    """A place where the excerpt may end: so many pieces, of so much weight, and what is open."""

    pieces: int
    weight: int
    open_tags: tuple[str, ...]


class Cutter(HTMLParser):
    def __init__(self, length: int, labels: Mapping[str, str], *, marked: bool) -> None:
        super().__init__(convert_charrefs=True)
        self.length = length
        self.labels = labels
        self.marked = marked
        self.pieces: list[str] = []
        self.texts: dict[int, str] = {}
        self.open: list[_Open] = []
        self.weight = 0
        self.skipping: list[str] = []
        self.formula: list[str] | None = None
        self.sentence: _Cut | None = None
        self.word: _Cut | None = None
        self.chosen: _Cut | None = None
        self.reached_end = False
        self.sentence_ended = False
        self.last_label = ""

    # Events

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self.formula is not None:
            self.formula.append(self.get_starttag_text() or "")
            return
        if self.skipping:
            if tag == self.skipping[-1] and tag not in VOID:
                self.skipping.append(tag)
            return
        attributes = {name: value or "" for name, value in attrs}
        classes = set(attributes.get("class", "").split())
        if tag == "tex-math":
            self.formula = [self.get_starttag_text() or ""]
        elif classes & EMOJI_CLASSES:
            self._text(attributes.get("alt", ""))
            self._skip(tag)
        elif self._is_skipped(tag, attributes, classes):
            self._skip(tag)
        elif label := self._label_of(tag, classes):
            self._skip(tag)
            self._label(label, inline=tag == "img")
        elif tag in BLOCKS:
            self._open_block(tag, attributes)
        elif tag in INLINE:
            kept = [(k, v) for k, v in attributes.items() if k in KEPT_ATTRIBUTES]
            self.open.append(_Open(tag, kept))
        elif tag == "br":
            self._text(" ") if not self._in_flow() else self._break()
        elif tag not in TRANSPARENT and tag not in VOID:
            self._boundary()

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID and (self.formula is None or tag == "tex-math"):
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if self.formula is not None:
            self.formula.append(f"</{tag}>")
            if tag == "tex-math":
                self._formula("".join(self.formula))
                self.formula = None
        elif self.skipping:
            if tag == self.skipping[-1]:
                self.skipping.pop()
        elif tag in BLOCKS or tag in INLINE:
            self._close(tag)
        elif tag not in TRANSPARENT and tag not in VOID:
            self._boundary()

    def handle_data(self, data: str) -> None:
        if self.formula is not None:
            self.formula.append(html.escape(data, quote=False))
        elif not self.skipping:
            self._text(data)

    def handle_comment(self, data: str) -> None:
        if MARKER.match(data) and self.formula is None and not self.skipping:
            self.chosen = self._here()
            raise Enough

    def end(self) -> None:
        """The body is over: all of it is the excerpt."""
        self._boundary()
        self.chosen, self.reached_end = self._here(), True

    # Structure

    @staticmethod
    def _is_skipped(tag: str, attributes: Mapping[str, str], classes: set[str]) -> bool:
        return (
            tag in SKIPPED
            or bool(classes & SKIPPED_CLASSES)
            or "hidden" in attributes
            or (tag == "sup" and attributes.get("id", "").startswith("fnref"))
        )

    @staticmethod
    def _label_of(tag: str, classes: set[str]) -> str:
        for name in sorted(classes & LABELLED_CLASSES.keys()):
            if tag not in INLINE:
                return LABELLED_CLASSES[name]
        return LABELS.get(tag, "")

    def _skip(self, tag: str) -> None:
        if tag not in VOID:
            self.skipping.append(tag)

    def _boundary(self) -> None:
        """A block begins or ends: a paragraph does not reach over it, nor does what is in it."""
        while self.open and (self.open[-1].tag in INLINE or self.open[-1].tag == "p"):
            self._pop()
        self._may_cut(sentence=True)

    def _open_block(self, tag: str, attributes: Mapping[str, str]) -> None:
        self._boundary()
        if tag in {"li", "dt", "dd"}:
            inner = self._innermost(set(LISTS) | {"li", "dt", "dd"})
            if inner in {"li", "dt", "dd"}:  # an item's end tag may be left out
                self._close(inner)
                inner = self._innermost(set(LISTS) | {"li", "dt", "dd"})
            if inner is None or (tag == "li") == (inner == "dl"):
                tag = "p"
        kept = [(k, v) for k, v in attributes.items() if k in KEPT_ATTRIBUTES]
        self.open.append(_Open(tag, kept))

    def _close(self, tag: str) -> None:
        if all(entry.tag != tag for entry in self.open):
            return
        if tag in INLINE:
            # an inline element ends inside its own block or not at all
            for entry in reversed(self.open):
                if entry.tag == tag:
                    break
                if entry.tag in BLOCKS:
                    return
        while self.open:
            if self._pop() == tag:
                break
        if tag in BLOCKS:
            self._may_cut(sentence=True)

    def _pop(self) -> str:
        entry = self.open.pop()
        if entry.written:
            self.pieces.append(f"</{entry.tag}>")
        return entry.tag

    def _innermost(self, tags: set[str]) -> str | None:
        return next((entry.tag for entry in reversed(self.open) if entry.tag in tags), None)

    def _in_flow(self) -> bool:
        return any(entry.written and entry.tag in {"p", "li", "dt", "dd"} for entry in self.open)

    def _write_open(self) -> None:
        """Write the open tags that were waiting for content; text without a block gets one."""
        last = max((i for i, e in enumerate(self.open) if e.tag in BLOCKS), default=-1)
        block = self.open[last].tag if last >= 0 else "blockquote"
        if block == "blockquote" or block in LISTS:
            self.open.insert(last + 1, _Open(LISTS.get(block, "p")))
        for entry in self.open:
            if not entry.written:
                self._keep(f"<{entry.tag}", "\n" if entry.tag in BLOCKS and self.weight else "")
                for name, value in entry.attributes:
                    self.pieces.append(f' {name}="')
                    self.pieces.append(Href(value) if name == "href" else html.escape(value))
                    self.pieces.append('"')
                self.pieces.append(">")
                entry.written = True

    # Content

    def _text(self, data: str) -> None:
        for match in _TOKEN.finditer(data):
            token = match[0]
            if match.lastgroup == "space":
                self._space(token)
            elif match.lastgroup == "run":
                self._add(html.escape(token, quote=False), token, _run_weight(token))
                self.sentence_ended = bool(_RUN_END.search(token)) and not _ABBREVIATION.match(
                    token
                )
            else:
                self._character(token)

    def _space(self, token: str) -> None:
        self._may_cut(sentence=self.sentence_ended)
        self.sentence_ended = False
        if self._in_flow():
            self._keep(token, token)

    def _character(self, token: str) -> None:
        """A CJK character or mark: between two of them a text may be cut, if no better place is."""
        closer = bool(_CLOSER.match(token))
        if not closer and not _POINT.match(token):
            self._may_cut(sentence=self.sentence_ended)
        self._add(html.escape(token, quote=False), token, 0 if closer else 1)
        self.sentence_ended = bool(_CJK_END.match(token)) or (closer and self.sentence_ended)
        if not _OPENER.match(token):
            self._may_cut(sentence=self.sentence_ended)

    def _break(self) -> None:
        self._may_cut(sentence=True)
        self._keep("<br>", "\n")

    def _formula(self, source: str) -> None:
        display = source.startswith("<tex-math") and 'class="display"' in source.split(">", 1)[0]
        weight = DISPLAY_WEIGHT if display else FORMULA_WEIGHT
        if display:
            self._boundary()
            if self.weight + weight > self.length and not self.marked:
                self._label("formula")
                return
        self._add(source, "", weight)
        self.sentence_ended = False
        self._may_cut(sentence=display)
        if display:
            self._boundary()

    def _label(self, name: str, *, inline: bool = False) -> None:
        if not inline:
            self._boundary()
        if self.last_label != name:
            text = f"[{self.labels[name]}]"
            shown = f'<span class="excerpt-label">{html.escape(text)}</span>'
            self._add(shown, "", WORD_WEIGHT)
            self.sentence_ended = False
            self._may_cut(sentence=not inline)
        self.last_label = name
        if not inline:
            self._boundary()

    def _add(self, piece: str, text: str, weight: int) -> None:
        """Add content; once the length is passed, the excerpt ends at the best place before."""
        if self.weight + weight > self.length and not self.marked:
            if self.sentence and self.sentence.weight >= self.length // SHORTEST:
                self.chosen = self.sentence
            else:
                self.chosen = self.word
            if self.chosen:
                raise Enough
        self._write_open()
        self._keep(piece, text)
        self.weight += weight
        self.last_label = ""

    def _keep(self, piece: str, text: str) -> None:
        self.texts[len(self.pieces)] = text
        self.pieces.append(piece)

    # Cutting

    def _here(self) -> _Cut:
        written = tuple(entry.tag for entry in self.open if entry.written)
        return _Cut(len(self.pieces), self.weight, written)

    def _may_cut(self, *, sentence: bool) -> None:
        if not self.weight or any(e.written and e.tag in WHOLE for e in self.open):
            return
        place = self._here()
        if sentence:
            self.sentence = place
        self.word = place

    def result(self) -> tuple[tuple[str, ...], str, bool]:
        """The pieces up to the cut, their plain text, and whether nothing was left out."""
        place = self.chosen or self._here()
        pieces = self.pieces[: place.pieces]
        while pieces and pieces[-1].isspace():
            pieces.pop()
        text = "".join(self.texts.get(index, "") for index in range(len(pieces)))
        pieces += [f"</{tag}>" for tag in reversed(place.open_tags)]
        return tuple(pieces), text.strip(), self.reached_end
