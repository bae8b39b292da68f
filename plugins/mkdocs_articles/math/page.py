"""The formulas of one Markdown document, from where they are found to what the page shows."""

from __future__ import annotations

import html
import posixpath
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from markdown import Markdown
from markdown.extensions import Extension
from markdown.util import ETX, STX, code_escape

from mkdocs_articles import document
from mkdocs_articles.errors import Problem, line_and_column
from mkdocs_articles.math import element
from mkdocs_articles.math.compose import Composed, Resolved, compose
from mkdocs_articles.math.elsewhere import labels_in
from mkdocs_articles.math.engine import Typeset
from mkdocs_articles.math.formula import Formula
from mkdocs_articles.math.macros import Macros, from_option
from mkdocs_articles.math.plain import plain_text
from mkdocs_articles.math.scanner import Reference, Span, scan
from mkdocs_articles.math.showing import Showing, Use, mend
from mkdocs_articles.snippets import Manuscript, included_files, watch

# A word, to whose marks smart quotes and emphasis turn as to any other; in it there is none that
# an abbreviation may be, and two characters that no document has. References are marked `r`.
_PLACEHOLDER = re.compile(f"mzx{STX}mzxr?([0-9]+)zxm{ETX}zxm")
REFERENCE = f"(mzx{STX}mzxr([0-9]+)zxm{ETX}zxm)"
_ALONE = re.compile(f"<p>({_PLACEHOLDER.pattern})</p>")
_TO_BE_FILLED = re.compile(f"{_ALONE.pattern}|{_PLACEHOLDER.pattern}")
_MACROS_KEY = re.compile(r"^macros[ \t]*:", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Taken:
    """A formula or a reference that was taken out of `text`."""

    text: str
    span: Span

    @property
    def source(self) -> str:
        return self.text[self.span.start : self.span.end]

    @property
    def tex(self) -> str:
        """What is to be mended if it is wrong."""
        content = self.span.content
        return content.tex if isinstance(content, Formula) else self.source

    @property
    def indent(self) -> int:
        """How many characters stand before it in its line."""
        return self.span.start - self.text.rfind("\n", 0, self.span.start) - 1


@dataclass(frozen=True, slots=True)
class Places:
    """Where the formulas of a document stand: what is wrong with one can be said with its place."""

    taken: Sequence[Taken]
    manuscript: Manuscript
    removed_lines: int
    tab_length: int

    def problem(self, number: int, message: str, position: int, hint: str = "") -> Problem:
        """The problem that something is wrong at the character `position` of a formula's TeX."""
        taken, lines = self.taken[number], self.manuscript.lines
        line, column = line_and_column(taken.text, taken.span.offset(position))
        line += self.removed_lines
        written = lines[line - 1] if line <= len(lines) else ""
        if "\t" in written:
            ends = (
                len(written[:end].expandtabs(self.tab_length)) for end in range(len(written) + 1)
            )
            column = sum(end < column for end in ends)
        shown, line, column = self.manuscript.place(line, column)
        return Problem(
            shown, line, column, f"formula: {message}", hint or mend(taken.tex, position)
        )

    def refused(self, number: int, typeset: Typeset) -> Problem:
        """The problem that a formula is refused."""
        hint = mend(self.taken[number].tex, typeset.position, typeset.error)
        return self.problem(number, typeset.error, typeset.position, hint)


class PageMath(Extension):
    """The formulas of the document being converted (an extension for the sake of `reset`)."""

    def __init__(
        self, md: Markdown, showing: Showing, *, dollars: bool, macros: Mapping[str, str]
    ) -> None:
        super().__init__()
        self.md = md
        self.watcher = watch(md)
        self.showing = showing
        self.dollars = dollars
        self.macros = macros
        self.reset()

    def reset(self) -> None:
        self.manuscript = Manuscript()
        self.removed_lines = 0
        self.taken: list[Taken] = []
        self.composed: Composed | None = None
        self.places = Places((), Manuscript(), 0, self.md.tab_length)
        self.problems: list[Problem] = []
        self.tree_done = False

    # Taking formulas out of the text

    def begin(self, lines: int) -> None:
        """A document of so many lines comes to the scan.

        Columns count in what an author wrote. White space has added two lines at its end; metadata
        has taken its own away at its beginning.
        """
        self.manuscript = self.watcher.manuscript()
        self.removed_lines = max(0, len(self.manuscript.lines) + 2 - lines)
        self.tree_done = False

    def take(self, text: str) -> str:
        """Put placeholders in the places of the formulas and references of `text`."""
        pieces: list[str] = []
        position = 0
        for span in scan(text, dollars=self.dollars):
            kind = "r" if isinstance(span.content, Reference) else ""
            place = f"mzx{STX}mzx{kind}{len(self.taken)}zxm{ETX}zxm"
            pieces += text[position : span.start], place
            self.taken.append(Taken(text, span))
            position = span.end
        return "".join(pieces) + text[position:]

    def restore(self, text: str, *, escape: bool = False) -> str:
        """Put the sources back in the places of placeholders."""

        def source(match: re.Match[str]) -> str:
            written = self.taken[int(match[1])].source
            return code_escape(written) if escape else written

        return _PLACEHOLDER.sub(source, text)

    def restore_code(self, code: str) -> str:
        """The same for the text of a code element, which is escaped.

        A code block's lines have lost their indentation and a quote's marks. The later lines of a
        formula in it lose as much here.
        """
        restored = ""
        for index, part in enumerate(_PLACEHOLDER.split(html.unescape(code))):
            if index % 2 == 0:
                restored += part
                continue
            taken = self.taken[int(part)]
            lost = taken.indent - (len(restored) - restored.rfind("\n") - 1)
            restored += re.sub(rf"\n[ >]{{0,{max(0, lost)}}}", "\n", taken.source)
        return code_escape(restored)

    # What they become

    def compose(self, text: str) -> None:
        """Number and resolve what has its place in `text`, which is that of the document's tree.

        What is not there turned out to be code, or stands in raw HTML.
        """
        where = self.manuscript.document
        shown = {int(match[1]) for match in _PLACEHOLDER.finditer(text)}
        contents = [taken.span.content for taken in self.taken]
        page_macros, complaints = from_option(where.meta.get("macros") if where else None)
        if where and complaints:
            key = _MACROS_KEY.search(where.source)
            line = line_and_column(where.source, key.start())[0] if key else 0
            self.problems += (
                Problem(where.shown, line, 0, message, hint) for message, hint in complaints
            )
        macros = Macros(self.macros, page_macros)
        self.composed = compose(contents, shown, macros, self._elsewhere(where))
        self.places = Places(self.taken, self.manuscript, self.removed_lines, self.md.tab_length)
        self.problems += (
            self.places.problem(
                complaint.index, complaint.message, complaint.position, complaint.hint
            )
            for complaint in self.composed.complaints
        )
        labels = self.composed.labels_of.values()
        document.tell_anchors(
            self.md, (element.identifier(name) for names in labels for name in names)
        )

    def resolved(self, number: int) -> Resolved | None:
        """What a reference refers to."""
        return self.composed.references.get(number) if self.composed else None

    def fill(self, text: str) -> str:
        """The formulas in their places; their labels while the tree is still at work."""
        numbers = dict.fromkeys(int(match[1]) for match in _PLACEHOLDER.finditer(text))
        if not self.tree_done or self.composed is None:
            labels = {n: html.escape(self._label(n)) for n in numbers}
            return _PLACEHOLDER.sub(lambda match: labels[int(match[1])], text)
        elements = self._elements(numbers, self.composed)

        def fill_one(match: re.Match[str]) -> str:
            """A display formula alone in its paragraph is no paragraph, nor is nothing."""
            number = int(match[2] or match[3])
            content = self.taken[number].span.content
            is_block = isinstance(content, Formula) and (content.display or not elements[number])
            return f"<p>{elements[number]}</p>" if match[1] and not is_block else elements[number]

        return _TO_BE_FILLED.sub(fill_one, text)

    def typeset_text(self, text: str, problem: Callable[[str, str], Problem]) -> str:
        """HTML for a text with formulas that is not the document's own, such as a program's output.

        `problem` makes one of a message and a remedy.
        """
        spans = scan(text, dollars=True)
        contents = [span.content for span in spans]
        composed = compose(contents, range(len(contents)), Macros(self.macros), lambda _: None)

        def refused(formula: Formula, typeset: Typeset) -> Problem:
            hint = mend(formula.tex, typeset.position, typeset.error)
            return problem(f"formula: {typeset.error}", hint)

        uses = {
            index: Use(formula, partial(refused, formula))
            for index, formula in composed.formulas.items()
        }
        problems = [problem(one.message, one.hint) for one in composed.complaints]
        shown = dict(zip(uses, self.showing.show(list(uses.values()), problems), strict=True))
        pieces: list[str] = []
        position = 0
        for index, span in enumerate(spans):
            source = html.escape(text[span.start : span.end])
            pieces += html.escape(text[position : span.start]), shown.get(index, source)
            position = span.end
        return "".join(pieces) + html.escape(text[position:])

    def _label(self, number: int) -> str:
        """A formula or a reference as plain text."""
        content = self.taken[number].span.content
        if isinstance(content, Formula):
            return plain_text(content.tex)
        resolved = self.resolved(number)
        return resolved.text if resolved else self.taken[number].source

    def _elements(self, numbers: Iterable[int], composed: Composed) -> dict[int, str]:
        """What the page shows for each of `numbers`.

        Typeset now and not at the scan: what turned out to be code is no formula and no problem.
        """
        elements: dict[int, str] = {}
        uses: dict[int, Use] = {}
        for number in numbers:
            content = self.taken[number].span.content
            if not isinstance(content, Formula):
                elements[number] = html.escape(self._label(number))
            elif formula := composed.formulas.get(number):
                labels = composed.labels_of.get(number, ())
                targets = composed.links_of.get(number, ())
                links = tuple(document.address(self.md, target) for target in targets)
                uses[number] = Use(formula, partial(self.places.refused, number), labels, links)
            else:
                elements[number] = ""
        shown = self.showing.show(list(uses.values()), self.problems)
        return elements | dict(zip(uses, shown, strict=True))

    def _elsewhere(
        self, where: document.Document | None
    ) -> Callable[[str], Mapping[str, str] | None]:
        preprocessors = self.md.preprocessors
        snippets: Any = preprocessors["snippet"] if "snippet" in preprocessors else None  # noqa: SIM401

        def labels(path: str) -> Mapping[str, str] | None:
            if where is None:
                return None
            uri = posixpath.join(posixpath.dirname(where.uri), path)
            return labels_in(where.docs_dir, uri, self.dollars, include)

        def include(lines: list[str]) -> list[str]:
            if not snippets:
                return lines
            included_files(self.md, lines)  # they are noted
            return list(snippets.run(lines))

        return labels
