r"""Numbers of equations, and the labels by which they are referred to.

As in LaTeX (amsmath), `equation`, `align`, `gather` and `alignat` number their rows, without a star;
`\tag{…}` gives a number of one's own, `\notag` and `\nonumber` take it away. Where Markdown's authors
go further than LaTeX, so do we: a `\label` gives its formula, or its row, a number in any display.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from mkdocs_articles.math import tex
from mkdocs_articles.math.formula import Edit, Formula, in_order

# KaTeX's marks around a reference in a formula: two of the characters that Unicode keeps for
# programs' own use, and that no text has.
LINK_START, LINK_END = "\ufdd0", "\ufdd1"

_MANY_ROWS = {"align", "alignat", "gather"}
_NUMBERED = {"equation", *_MANY_ROWS}
_WORTH_READING = re.compile(
    rf"\\(?:label|tag)(?![A-Za-z@])|\\\\\*|\\begin\s*\{{(?:{'|'.join(sorted(_NUMBERED))})\b"
)
_REFERENCE = re.compile(r"\\(?P<eq>eq)?ref\s*\{(?P<label>[^{}]*)\}")
_ROW_END = re.compile(r"\*?(?:\[[^\]]*\])?(?:\s*\\h(?:dash)?line(?![A-Za-z@]))*")


@dataclass(frozen=True, slots=True)
class Label:
    """A label as it was written: its name, and the edit that takes it out."""

    name: str
    edit: Edit


@dataclass(slots=True)
class Row:
    r"""What one number may stand beside; a `\tag` written at `start` belongs to it.

    The row that begins with the `\\` behind the last one `is_blank`: KaTeX would number it.
    """

    start: int
    is_numbered: bool = False
    is_silenced: bool = False
    is_blank: bool = False
    tag: str | None = None
    tag_is_bare: bool = False
    labels: list[Label] = field(default_factory=list)

    @property
    def wants_number(self) -> bool:
        """Whether a number of ours is to stand beside it."""
        return (self.is_numbered or bool(self.labels)) and not self.is_silenced and self.tag is None


@dataclass(frozen=True, slots=True)
class Complaint:
    """What is wrong at the character `position` of the TeX of formula `index`."""

    index: int
    position: int
    message: str
    hint: str


@dataclass(frozen=True)
class Numbering:
    r"""The numbered formulas of a document.

    `formulas` are in order; `labels` map to their numbers (TeX for the inside of `\text{…}`, without
    parentheses), `labels_of` a formula's index to its labels; `complaints` are what is wrong, and
    `unusable` the labels that refer to nothing.
    """

    formulas: tuple[Formula | None, ...]
    labels: dict[str, str]
    labels_of: dict[int, tuple[str, ...]]
    complaints: tuple[Complaint, ...] = ()
    unusable: frozenset[str] = frozenset()


def number(formulas: Iterable[Formula | None]) -> Numbering:
    """Give the formulas of a document, in its order, their numbers; None is no formula."""
    counter = _Counter()
    numbered = [
        counter.read(index, formula) if formula and _WORTH_READING.search(formula.tex) else formula
        for index, formula in enumerate(formulas)
    ]
    labels = counter.labels
    for index, formula in enumerate(numbered):
        if formula and formula.row_numbers:
            tags = tuple(_resolved(tag, labels) for tag in formula.row_numbers)
            numbered[index] = replace(formula, row_numbers=tags)
    resolved = {name: _resolved(tag, labels) for name, tag in labels.items()}
    return Numbering(
        tuple(numbered),
        resolved,
        counter.labels_of,
        tuple(counter.complaints),
        frozenset(counter.unusable),
    )


class _Counter:
    """Counts the numbers of a document, and keeps its labels."""

    def __init__(self) -> None:
        self.labels: dict[str, str] = {}
        self.labels_of: dict[int, tuple[str, ...]] = {}
        self.complaints: list[Complaint] = []
        self.unusable: set[str] = set()
        self._count = 0

    def read(self, index: int, formula: Formula) -> Formula:
        """`formula`, which is the one at `index`, with its numbers and without its labels."""
        edits = [*formula.edits, *_stars(formula.tex)]
        numbers: list[str] = []
        names: list[str] = []
        rows, in_environment = _rows(formula.tex)
        for row in rows:
            edits += [label.edit for label in row.labels]
            if row.is_blank:
                edits.append(Edit(row.start, row.start, r"\notag"))
            elif problem := _unusable(row, formula):
                self._complain(index, row.labels[0], *problem)
                self.unusable |= {label.name for label in row.labels}
            else:
                if row.wants_number and formula.display:
                    self._count += 1
                    row.tag = str(self._count)
                    edits.append(Edit(row.start, row.start, rf"\tag{{{self._count}}}"))
                if row.tag is not None:
                    numbers.append(row.tag if row.tag_is_bare else f"({row.tag})")
                names += self._take_up(index, row)
        if names:
            self.labels_of[index] = tuple(names)
        beside = tuple(numbers) if in_environment else ()
        return replace(formula, edits=in_order(edits), row_numbers=beside)

    def _take_up(self, index: int, row: Row) -> Iterator[str]:
        """The labels of a row that are new."""
        for label in row.labels:
            if label.name in self.labels:
                message = f"the label {label.name} is there already"
                self._complain(index, label, message, "give one of the two another name")
            else:
                self.labels[label.name] = row.tag or ""
                yield label.name

    def _complain(self, index: int, label: Label, message: str, hint: str) -> None:
        self.complaints.append(Complaint(index, label.edit.start, message, hint))


def _resolved(tag: str, labels: Mapping[str, str], *, depth: int = 3) -> str:
    r"""`tag` with numbers for the references in it: `\tag{\ref{x}'}` is 1', and another's 1''."""
    if "ref" not in tag:
        return tag

    def number_of(found: re.Match[str]) -> str:
        name = " ".join(found["label"].split())
        shown = (
            _resolved(labels[name], labels, depth=depth - 1) if name in labels and depth else "??"
        )
        return f"({shown})" if found["eq"] else shown

    return _REFERENCE.sub(number_of, tag)


def _stars(source: str) -> list[Edit]:
    r"""Take the stars of `\\*` out: there is no page to break here, and KaTeX would show them."""
    if r"\\*" not in source:
        return []
    ends = [control.end for control in tex.controls(source) if control.name == "\\"]
    return [Edit(end, end + 1, "") for end in ends if source.startswith("*", end)]


def _unusable(row: Row, formula: Formula) -> tuple[str, str] | None:
    """Why the labels of a row refer to nothing, and what to do."""
    if not row.labels:
        return None
    name = row.labels[0].name
    if not formula.display:
        return (
            f"the label {name} stands in a formula within a line",
            "write $$…$$ on lines of its own",
        )
    if row.is_silenced and row.tag is None:
        return f"the label {name} names a row without a number", r"take \notag out, or the label"
    return None


def _rows(source: str) -> tuple[list[Row], bool]:
    r"""The rows of a formula to which numbers and labels belong, and whether an environment has them.

    A formula without such an environment is one row. An environment within a row (`split`,
    `aligned`) belongs to it.
    """
    whole = Row(0)
    rows: list[Row] = []
    row: Row | None = None
    opened: list[tuple[str, int]] = []  # the environments around, with the depth of groups there
    skip_to = 0
    for control in tex.controls(source):
        if control.start < skip_to:
            continue
        argument = tex.group(source, control.end + source.startswith("*", control.end))
        is_outer = len(opened) == 1 and opened[0][1] == control.depth
        name = control.name
        if defined := tex.definition(source, control):
            skip_to = defined.end
        elif name == "begin" and argument:
            environment, end = argument
            kind = environment.rstrip("*")
            if not opened and kind in _NUMBERED:
                columns = tex.group(source, end) if kind == "alignat" else None
                row = Row(columns[1] if columns else end, environment == kind)
                rows.append(row)
            opened.append((environment, control.depth))
        elif name == "end" and argument:
            if is_outer and row:
                row.is_blank = len(rows) > 1 and tex.is_blank(source[row.start : control.start])
                row = None
            if opened:
                opened.pop()
        elif name in ("\\", "cr") and is_outer and row and opened[0][0].rstrip("*") in _MANY_ROWS:
            ending = _ROW_END.match(source, control.end)
            assert ending  # it may be empty
            skip_to = ending.end()
            row = Row(skip_to, not opened[0][0].endswith("*"))
            rows.append(row)
        elif name == "label" and argument:
            label = Label(" ".join(argument[0].split()), Edit(control.start, argument[1], ""))
            (row or (rows[-1] if rows else whole)).labels.append(label)
            skip_to = argument[1]
        elif name == "tag" and argument:
            tagged = row or whole
            tagged.tag, tagged.tag_is_bare = argument[0], source.startswith("*", control.end)
            skip_to = argument[1]
        elif name in ("notag", "nonumber"):
            (row or whole).is_silenced = True
    return (rows, True) if rows else ([whole], False)
