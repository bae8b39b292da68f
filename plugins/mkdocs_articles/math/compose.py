r"""A document's formulas as one whole: each with the macros that hold where it stands, with its
number, and with its references resolved.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from mkdocs_articles.math import tex
from mkdocs_articles.math.element import identifier
from mkdocs_articles.math.formula import Edit, Formula, in_order
from mkdocs_articles.math.macros import Macros, only_defines
from mkdocs_articles.math.numbering import LINK_END, LINK_START, Complaint, Numbering, number
from mkdocs_articles.math.plain import plain_text
from mkdocs_articles.math.scanner import Content, Reference, Unclosed
from mkdocs_articles.suggest import did_you_mean

# Most formulas have nothing of what needs a closer look: definitions, references, comments and what
# KaTeX does not trust.
_NOTABLE = re.compile(
    r"%|\\(?:(?:new|renew|provide)command|[gex]?def|let|DeclareMathOperator|(?:eq)?ref|href|url"
    r"|includegraphics|html[A-Z][a-z]+)(?![A-Za-z@])"
)

# The labels of another document, given the path to it, and their numbers; None if there is none.
Elsewhere = Callable[[str], Mapping[str, str] | None]


@dataclass(frozen=True, slots=True)
class Resolved:
    """What a reference shows (TeX for the inside of `\\text{…}`), and where it leads to: an address
    such as an author writes (`other.md#eq:x`).
    """

    tex: str
    target: str

    @property
    def text(self) -> str:
        """What it shows where there is no TeX."""
        return plain_text(self.tex.replace("$", ""))  # `\tag{$*$}` is mathematics in a text


@dataclass(frozen=True)
class Composed:
    """What became of a document's formulas and references, each by its index.

    A formula that only defines macros is not among `formulas`, a reference to nothing not among
    `references`; `links_of` has the targets of the references in a formula.
    """

    formulas: dict[int, Formula] = field(default_factory=dict)
    references: dict[int, Resolved] = field(default_factory=dict)
    labels_of: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    links_of: dict[int, tuple[str, ...]] = field(default_factory=dict)
    complaints: list[Complaint] = field(default_factory=list)


def compose(
    contents: Sequence[Content], shown: Container[int], macros: Macros,
    elsewhere: Elsewhere,
) -> Composed:  # fmt: skip
    """Compose a document of these formulas and references, in its order.

    Those whose indexes are not `shown` have no part in it (in code, say): they stay by themselves.
    """
    prepared: list[Formula | None] = []
    for index, content in enumerate(contents):
        if not isinstance(content, Formula) or index not in shown:
            prepared.append(None)
        elif macros.is_empty and not _NOTABLE.search(content.tex):
            prepared.append(content)
        else:
            before, edits = macros.read(content.tex)
            changes = bool(before or edits)
            prepared.append(
                replace(content, definitions=before, edits=edits) if changes else content
            )
    numbering = number(prepared)
    complaints = [
        *numbering.complaints, *_unclosed(contents, shown), *_lost(numbering.formulas),
    ]  # fmt: skip
    done = Composed(labels_of=numbering.labels_of, complaints=complaints)
    resolve = _Resolver(numbering, elsewhere, complaints)
    for index, (content, formula) in enumerate(zip(contents, numbering.formulas, strict=True)):
        if isinstance(content, Reference) and index in shown:
            if resolved := resolve(content, index, 0):
                done.references[index] = resolved
        elif isinstance(content, Formula):
            formula = formula or content
            if index not in shown or not _NOTABLE.search(formula.tex):
                done.formulas[index] = formula
            elif not only_defines(formula.tex):
                done.formulas[index] = _with_references(formula, index, resolve, done)
    return done


def _unclosed(contents: Sequence[Content], shown: Container[int]) -> Iterator[Complaint]:
    """Formulas that do not end where they should. Of two `$$`, the second is the other's end."""
    is_open = False
    for index, content in enumerate(contents):
        if not isinstance(content, Unclosed) or index not in shown:
            continue
        is_open = content.opening == "$$" and not is_open
        if is_open or content.opening != "$$":
            closing = {"$$": "$$", r"\[": r"\]"}.get(
                content.opening, content.opening.replace("begin", "end")
            )
            message = f"{content.opening} opens a formula that does not end"
            hint = f"close it with {closing}; no line in it may be blank"
            yield Complaint(index, 0, message, hint)


_UNTRUSTED = re.compile(r"\\(?:href|url|includegraphics|html(?:Class|Id|Style|Data))(?![A-Za-z])")
_REST_OF_LINE = re.compile(r"(?<!\\)(?:\\\\)*%")


def _lost(formulas: Iterable[Formula | None]) -> Iterator[Complaint]:
    """Where something of a formula would not be seen, and no one would say so."""
    for index, formula in enumerate(formulas):
        if not formula or not _NOTABLE.search(formula.tex):
            continue
        if found := _UNTRUSTED.search(formula.tex):
            message = f"{found[0]} is not allowed in a formula"
            hint = "a formula leads nowhere and brings nothing in; write it in Markdown"
            yield Complaint(index, found.start(), message, hint)
        found = None if "\n" in formula.tex else _REST_OF_LINE.search(formula.tex)
        if found:
            message = "what is behind % is a comment and not shown"
            yield Complaint(index, found.end() - 1, message, r"write \%")


class _Resolver:
    """Finds what references refer to, and complains of those that refer to nothing."""

    def __init__(
        self, numbering: Numbering, elsewhere: Elsewhere, complaints: list[Complaint]
    ) -> None:
        self._labels = numbering.labels
        self._unusable = numbering.unusable
        self._elsewhere = elsewhere
        self._complaints = complaints

    def __call__(self, reference: Reference, index: int, position: int) -> Resolved | None:
        labels = self._elsewhere(reference.path) if reference.path else self._labels
        target = f"{reference.path}#{identifier(reference.label)}"
        if reference.is_link:  # its fragment is an id
            labels = labels and {identifier(name): shown for name, shown in labels.items()}
        if labels is not None and reference.label in labels:
            shown = labels[reference.label]
            return Resolved(f"({shown})" if reference.in_parentheses else shown, target)
        if reference.is_link and not reference.label.startswith("eq:"):
            return Resolved("", target)  # to something else, and without a text as it was written
        if not reference.path and reference.label in self._unusable:
            return None  # the label is a problem of its own
        message, hint = _missing(reference, labels)
        self._complaints.append(Complaint(index, position, message, hint))
        return None


def _missing(reference: Reference, labels: Mapping[str, str] | None) -> tuple[str, str]:
    if labels is None:
        hint = "name a Markdown file or a notebook, relative to this one"
        return f"reference to {reference.path}#{reference.label}: no such document", hint
    where = f"in {reference.path}" if reference.path else "on this page"
    if labels:  # what most labels begin with makes none of them alike
        names = {name.removeprefix("eq:"): name for name in labels}
        hint = did_you_mean(reference.label.removeprefix("eq:"), names, names)
    else:
        hint = rf"write \label{{{reference.label}}} in the equation"
    return f"reference to {reference.label}: no such label {where}", hint


def _with_references(
    formula: Formula, index: int, resolve: Callable[[Reference, int, int], Resolved | None],
    done: Composed,
) -> Formula:  # fmt: skip
    r"""`formula` with the numbers in place of its `\ref`s, marked as what will be a link."""
    if "ref" not in formula.tex:
        return formula
    edits = list(formula.edits)
    targets: list[str] = []
    behind = 0
    for control in tex.controls(formula.tex):
        argument = tex.group(formula.tex, control.end)
        if control.name not in ("ref", "eqref") or not argument or control.start < behind:
            continue
        if any(edit.start <= control.start < edit.end for edit in formula.edits):
            continue  # in what is taken out
        behind = argument[1]
        reference = Reference.to(argument[0], in_parentheses=control.name == "eqref")
        if resolved := resolve(reference, index, control.start):
            text = rf"\text{{{LINK_START}{resolved.tex}{LINK_END}}}"
            targets.append(resolved.target)
        else:
            text = r"\text{(??)}" if reference.in_parentheses else r"\text{??}"
        edits.append(Edit(control.start, behind, text))
    if targets:
        done.links_of[index] = tuple(targets)
    return replace(formula, edits=in_order(edits))
