"""Read an article's HTML as a stream of events and cut it: the work behind `excerpt.cut`.

Three things are kept apart: what an element is (`excerpt_elements`), the elements that are open, so
that what is written is always well formed, and the places where a cut may be (`prose`).
"""

from __future__ import annotations

import html
import math
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from mkdocs_articles.excerpt_elements import (
    BLOCK_LEVEL,
    BLOCKS,
    INLINE,
    ITEMS,
    KEPT_ATTRIBUTES,
    LISTS,
    VOID,
    WHOLE,
    is_emoji,
    is_left_out,
    label_of,
)
from mkdocs_articles.prose import OBJECT, WORD_WEIGHT, Gap, Prose, tokens, weigh
from mkdocs_articles.tag_soup import Reader
from mkdocs_articles.text import FORMULA, is_display, tex_of

FORMULA_WEIGHT = WORD_WEIGHT
DISPLAY_WEIGHT = 20  # about one line of an entry
# The best place for a cut first, and the part of the length before which it is too early.
PLACES = {Gap.SENTENCE: 0.25, Gap.CLAUSE: 0.5, Gap.WORD: 0.0}

_MARKER = re.compile(r"\s*more\s*", re.IGNORECASE)
# Of a formula's element: it is there once, and its links lead from its own page.
_ONLY_THERE = re.compile(r' (?:id|data-links)="[^"]*"(?=[^<]*>)')


class Href(str):
    """An address as the article's own page has it, to be rebased where the excerpt is shown."""

    __slots__ = ()


class Piece(NamedTuple):
    """A piece of the excerpt: its HTML, and what it adds to the plain text."""

    html: str
    text: str = ""
    begins_line: bool = False


class Place(NamedTuple):
    """A place where the excerpt may end: so many pieces, of so much weight, and what is open."""

    pieces: int
    weight: int
    open_elements: tuple[str, ...]


@dataclass(slots=True)
class _Open:
    """An open element: its tag, and the `element` that is written for it ("" for none).

    An element that the author left out has no tag. A start tag is not written before there is
    content, so that nothing empty is shown.
    """

    tag: str
    element: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict)
    is_skipped: bool = False
    is_written: bool = False


class _Enough(Exception):  # noqa: N818 - not an error
    """Read no further: the cut is decided."""


class Cutter(Reader):
    """Reads a body until its `length` is used up, or a marker comes."""

    def __init__(self, length: float, labels: Mapping[str, str]) -> None:
        super().__init__(convert_charrefs=True)
        self.length = length
        self.labels = labels
        self.met_marker = False
        self.is_whole = False
        self._formulas: dict[str, re.Match[str]] = {}
        self._pieces: list[Piece] = []
        self._space: list[Piece] = []  # white space and line breaks, not shown before content is
        self._weight = 0
        self._open: list[_Open] = []
        self._begins_block = True
        self._last_label = ""
        self._prose = Prose()
        self._places: dict[Gap, Place] = {}  # the last one of each kind, or of a better one
        self._end: Place | None = None

    def read(self, body: str) -> list[Piece]:
        """The pieces of the excerpt of `body`. Call it once."""
        try:
            self.feed(FORMULA.sub(self._number, body))
            self.close()
            self._pop_to(0)
            self._end, self.is_whole = self._here(), True
        except _Enough:
            pass
        assert self._end  # it was read to the end, or an end was chosen
        closing = [Piece(f"</{element}>") for element in reversed(self._end.open_elements)]
        return self._pieces[: self._end.pieces] + closing

    def _number(self, formula: re.Match[str]) -> str:
        """A tag instead of a formula: the parser need not see all of it, nor could give it back."""
        number = str(len(self._formulas))
        self._formulas[number] = formula
        return f"<tex-math n={number}>"

    # Events

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in BLOCK_LEVEL:
            self._break_block()
        if self._is_skipping():
            self._skip(tag)
        else:
            self._start(tag, {name: value or "" for name, value in attrs})

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        place = self._find(tag)
        if place is not None:
            self._pop_to(place)
        if tag in BLOCK_LEVEL:
            self._break_block()

    def handle_data(self, data: str) -> None:
        if not self._is_skipping():
            self._text(data)

    def handle_comment(self, data: str) -> None:
        if _MARKER.fullmatch(data) and not self._is_skipping():
            self._end, self.met_marker = self._here(), True
            raise _Enough

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "tex-math":
            if formula := self._formulas.get(attributes.get("n", "")):  # none: an author's own tag
                self._formula(formula)
        elif is_emoji(attributes):
            self._text(attributes.get("alt", ""))
            self._skip(tag)
        elif is_left_out(tag, attributes):
            self._skip(tag)
        elif label := label_of(tag, attributes):
            self._label(label, is_block=tag in BLOCK_LEVEL)
            self._skip(tag)
        elif tag in ITEMS:
            self._start_item(tag, attributes)
        elif tag in BLOCKS:
            self._start_block(tag, tag, attributes)
        elif tag in INLINE:
            self._start_inline(tag, attributes)
        elif tag == "br":
            self._break_line()
        elif tag in BLOCK_LEVEL and tag not in VOID:
            self._open.append(_Open(tag))

    # Structure

    def _start_block(self, tag: str, element: str, attributes: Mapping[str, str]) -> None:
        parent = self._innermost(BLOCKS)
        if parent and parent.element in LISTS and element not in ITEMS:
            self._open.append(_Open("", LISTS[parent.element]))
        self._open.append(_Open(tag, element, attributes))

    def _start_item(self, tag: str, attributes: Mapping[str, str]) -> None:
        """An item ends the one before it; without a list of its kind it is a paragraph."""
        around = self._innermost({"blockquote", *LISTS, *ITEMS})
        if around and around.element in ITEMS:
            self._pop_to(self._open.index(around))
            around = self._innermost(LISTS)
        kinds = ("dl",) if tag in ("dt", "dd") else ("ul", "ol")
        fits = around is not None and around.element in kinds
        self._start_block(tag, tag if fits else "p", attributes)

    def _start_inline(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag == "a":  # links do not nest
            self.handle_endtag("a")
        self._open.append(_Open(tag, tag, attributes))

    def _skip(self, tag: str) -> None:
        if tag not in VOID:
            self._open.append(_Open(tag, is_skipped=True))

    def _is_skipping(self) -> bool:
        return bool(self._open) and self._open[-1].is_skipped

    def _find(self, tag: str) -> int | None:
        """The place of the open element that an end tag closes; none reaches out of a table."""
        for place in range(len(self._open) - 1, -1, -1):
            if self._open[place].tag == tag:
                return place
            if self._open[place].tag == "table":
                break
        return None

    def _innermost(self, elements: Collection[str]) -> _Open | None:
        return next((entry for entry in reversed(self._open) if entry.element in elements), None)

    def _pop_to(self, place: int) -> None:
        while len(self._open) > place:
            entry = self._open.pop()
            if entry.is_written:
                self._pieces.append(Piece(f"</{entry.element}>"))

    def _break_block(self) -> None:
        """A block begins or ends: a paragraph does not reach over it, nor does what is in it."""
        while self._open:
            last = self._open[-1]
            is_inline = last.tag in INLINE and not last.is_skipped
            if not is_inline and "p" not in (last.tag, last.element):
                break
            self._pop_to(len(self._open) - 1)
        self._begins_block = True
        self._space.clear()
        self._prose.stop()

    def _break_line(self) -> None:
        if not self._begins_block:
            self._space.append(Piece("<br>", begins_line=True))
            self._prose.stop()

    def _write_open(self) -> None:
        """Write the start tags that wait for content; text that has no block of its own gets one."""
        block = self._innermost(BLOCKS)
        if block is None or not self._takes_text(block):
            element = LISTS.get(block.element, "p") if block else "p"
            entries = enumerate(self._open, start=1)
            place = max((n for n, e in entries if e is block or e.tag in BLOCK_LEVEL), default=0)
            self._open.insert(place, _Open("", element))
        for entry in self._open:
            if entry.element and not entry.is_written:
                is_block = entry.element in BLOCKS
                self._pieces.append(Piece(f"<{entry.element}", begins_line=is_block))
                for name, value in entry.attributes.items():
                    if name in KEPT_ATTRIBUTES:
                        shown = Href(value) if name == "href" else html.escape(value)
                        self._pieces += Piece(f' {name}="'), Piece(shown), Piece('"')
                self._pieces.append(Piece(">"))
                entry.is_written = True

    def _takes_text(self, block: _Open) -> bool:
        """A paragraph does, and an item for its first line."""
        if block.element in ITEMS:
            return not (block.is_written and self._begins_block)
        return block.element == "p"

    # Content

    def _text(self, data: str) -> None:
        for token in tokens(data) if self.length < math.inf else _whole(data):
            if not token.isspace():
                self._add(Piece(html.escape(token, quote=False), token), token, weigh(token))
            elif not self._prose.is_stopped:
                self._prose.space()
                self._space.append(Piece(token, token))

    def _formula(self, formula: re.Match[str]) -> None:
        shown = _ONLY_THERE.sub("", formula[0])
        if not is_display(formula):
            self._add(Piece(shown, tex_of(shown)), OBJECT, FORMULA_WEIGHT)
            return
        self._break_block()
        if self._weight + DISPLAY_WEIGHT > self.length:
            self._label("formula", is_block=True)
        else:
            self._add(Piece(shown), OBJECT, DISPLAY_WEIGHT)
            self._break_block()

    def _label(self, name: str, *, is_block: bool) -> None:
        """A label instead of something; several of a kind in a row have one."""
        if self._last_label != name:
            shown = f'<span class="excerpt-label">[{html.escape(self.labels[name])}]</span>'
            self._add(Piece(shown), OBJECT, WORD_WEIGHT, goes_on=is_block)
            self._last_label = name
        if is_block:
            self._break_block()

    def _add(self, piece: Piece, token: str, weight: int, *, goes_on: bool = False) -> None:
        """Add content; once the length is used up, the excerpt ends at the best place before it.

        What is on a line of its own but belongs to the sentence before it `goes_on`.
        """
        clings = any(e.element in ("sub", "sup") and not e.is_written for e in self._open)
        self._note_place(self._prose.gap(token, clings=clings, goes_on=goes_on))
        if self._weight + weight > self.length:
            self._end = self._best_place()
            if self._end:
                raise _Enough
        self._pieces += self._space
        self._space.clear()
        if self._begins_block or not self._open[-1].is_written:
            self._write_open()
        self._pieces.append(piece)
        self._weight += weight
        self._prose.read(token)
        self._begins_block = False
        self._last_label = ""

    # Cutting

    def _here(self) -> Place:
        written = tuple(entry.element for entry in self._open if entry.is_written)
        return Place(len(self._pieces), self._weight, written)

    def _note_place(self, gap: Gap) -> None:
        if not gap or any(entry.is_written and entry.element in WHOLE for entry in self._open):
            return
        here = self._here()
        for kind in PLACES:
            if gap >= kind:
                self._places[kind] = here

    def _best_place(self) -> Place | None:
        for kind, part in PLACES.items():
            place = self._places.get(kind)
            if place and place.weight >= part * self.length:
                return place
        return None


def _whole(text: str) -> Iterator[str]:
    """Split `text` no further than is necessary where it is not cut: from the white space around."""
    middle = text.strip()
    before, _, after = text.partition(middle) if middle else (text, "", "")
    yield from filter(None, (before, middle, after))
