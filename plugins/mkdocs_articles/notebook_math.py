"""The formulas of a notebook, in the HTML of its cells."""

from __future__ import annotations

import html
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString

from mkdocs_articles.errors import Problem
from mkdocs_articles.math.compose import Composed, Elsewhere, compose
from mkdocs_articles.math.element import refused
from mkdocs_articles.math.engine import Typeset
from mkdocs_articles.math.formula import Formula
from mkdocs_articles.math.macros import Macros
from mkdocs_articles.math.scanner import Content, Reference, Span, scan
from mkdocs_articles.math.showing import Showing, Use, mend

# A problem of a cell (its number, from 1; 0 where it is not known): what is wrong, what to do.
Complain = Callable[[int, str, str], Problem]


@dataclass(frozen=True)
class Math:
    """How a notebook's formulas are made: `macros` are those of its site and its own, `elsewhere`
    knows the labels of other documents.
    """

    showing: Showing
    dollars: bool = True
    macros: tuple[Mapping[str, str], ...] = ()
    elsewhere: Elsewhere = lambda _: None


def typeset(
    cells: Sequence[tuple[int, Tag]], math: Math, complain: Complain,
    resolve: Callable[[str], str | None],
) -> list[Problem]:  # fmt: skip
    """Typeset the formulas of prose and LaTeX outputs; code and printed text are not.

    `cells` are numbered; `resolve` turns an address that an author wrote into the page's.
    """
    places = [
        (number, node, spans)
        for number, cell in cells
        for node in cell.find_all(string=True)
        if type(node) is NavigableString and not node.find_parent(["pre", "code"])
        if (spans := scan(str(node), dollars=math.dollars))
    ]
    contents = [span.content for *_, spans in places for span in spans]
    numbers = [number for number, _, spans in places for _ in spans]
    composed = compose(contents, range(len(contents)), Macros(*math.macros), math.elsewhere)

    def address(target: str) -> str:
        return resolve(target) or target

    def refusal(index: int, formula: Formula) -> Callable[[Typeset], Problem]:
        number = numbers[index]
        return lambda typeset: complain(
            number, f"formula: {typeset.error}", mend(formula.tex, typeset.position, typeset.error)
        )

    uses = {
        index: Use(
            formula, refusal(index, formula), composed.labels_of.get(index, ()),
            tuple(map(address, composed.links_of.get(index, ()))),
        )
        for index, formula in composed.formulas.items()
    }  # fmt: skip
    shown = dict(zip(uses, math.showing.show(list(uses.values())), strict=True))
    elements = _elements(contents, composed, shown, address)
    for _, node, spans in places:
        paragraph = node.parent
        node.replace_with(*_pieces(str(node), [(span, next(elements)) for span in spans]))
        if paragraph and paragraph.name == "p" and _is_display_alone(paragraph):
            paragraph.unwrap()
    return [
        complain(numbers[c.index], f"formula: {c.message}", c.hint) for c in composed.complaints
    ]


def _elements(
    contents: Sequence[Content], composed: Composed, formulas: Mapping[int, str],
    address: Callable[[str], str],
) -> Iterator[str]:  # fmt: skip
    """What is shown for each of the formulas and references."""
    for index, content in enumerate(contents):
        if isinstance(content, Formula):
            yield formulas.get(index, "")
        elif resolved := composed.references.get(index):
            target, text = html.escape(address(resolved.target)), html.escape(resolved.text)
            yield f'<a class="tex-ref" href="{target}">{text}</a>'
        elif isinstance(content, Reference):
            yield refused(f"{content.path}#{content.label}", "no such label")
        else:
            yield html.escape(content.opening)


def _pieces(text: str, elements: Sequence[tuple[Span, str]]) -> Iterator[NavigableString | Tag]:
    """`text` with its formulas replaced by their elements."""
    position = 0
    for span, element in elements:
        yield NavigableString(text[position : span.start])
        fragment = BeautifulSoup(element, "html.parser")
        yield from [child.extract() for child in list(fragment.contents)]  # type: ignore[misc]
        position = span.end
    yield NavigableString(text[position:])


def _is_display_alone(paragraph: Tag) -> bool:
    """Whether a paragraph holds one display formula and nothing else."""
    content = [c for c in paragraph.contents if not isinstance(c, NavigableString) or c.strip()]
    alone = content[0] if len(content) == 1 else None
    return isinstance(alone, Tag) and alone.name == "tex-math" and "class" in alone.attrs
