r"""What numbers and macros need of TeX: edits and places, control sequences, definitions, rows."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mkdocs_articles.math import tex
from mkdocs_articles.math.compose import compose
from mkdocs_articles.math.formula import Edit, Formula
from mkdocs_articles.math.macros import Macros, from_option, only_defines
from mkdocs_articles.math.numbering import number
from mkdocs_articles.math.scanner import Reference

PIECES = (
    "\\", "\\\\", "{", "}", "[", "]", "%", "\n", " ", "*", "#1", "a", "中", "&", "=", "(", "2pt",
    r"\newcommand", r"\renewcommand", r"\providecommand", r"\def", r"\let", r"\DeclareMathOperator",
    r"\a", r"\b", r"\#", r"\label", r"\tag", r"\notag", r"\begin", r"\end", "{align}", "{equation*}",
    "{alignat}", "{2}", "{split}", r"\begin{align}", r"\end{align}", r"\\[2pt]", r"\hline", "{x}",
    r"\label{a}", r"\label{b}", r"\tag*{c}", r"\verb|", "|", r"\eqref{a}", r"\text{", r"\cr",
)  # fmt: skip
WILD = st.lists(st.sampled_from(PIECES) | st.text(max_size=2), max_size=25).map("".join)
FORMULAS = st.builds(Formula, WILD, st.booleans())


# Edits


@st.composite
def edited(draw: st.DrawFn) -> Formula:
    source = draw(st.text("abc", max_size=20))
    cuts = sorted(draw(st.lists(st.integers(0, len(source)), max_size=8)))
    texts = draw(st.lists(st.text("XY", max_size=3), min_size=4, max_size=4))
    edits = zip(cuts[::2], cuts[1::2], texts, strict=False)
    definitions = draw(st.sampled_from(["", "DD"]))
    return Formula(source, definitions=definitions, edits=tuple(Edit(*one) for one in edits))


@given(edited())
def test_position(formula: Formula) -> None:
    """What an engine complains of is at the character that the author wrote."""
    taken_out = {i for edit in formula.edits for i in range(edit.start, edit.end)}
    theirs = [i for i, character in enumerate(formula.input) if character in "abc"]
    own = [i for i in range(len(formula.tex)) if i not in taken_out]
    assert [formula.position(i) for i in theirs] == own
    starts = {0, *(edit.start for edit in formula.edits)}
    added = [i for i, character in enumerate(formula.input) if character not in "abc"]
    assert {formula.position(i) for i in added} <= starts
    assert formula.position(len(formula.input) + 9) == len(formula.tex)


# Control sequences


@given(WILD, st.integers(0, 9))
def test_controls(source: str, start: int) -> None:
    """Whatever the text, control sequences are what they say, in order, none in another."""
    position = min(start, len(source))
    for control in tex.controls(source, start):
        assert position <= control.start < control.end
        assert source[control.start : control.end] == f"\\{control.name}"
        assert control.depth >= 0
        position = control.end


@given(WILD, st.integers(0, 9))
def test_group(source: str, start: int) -> None:
    found = tex.group(source, start)
    if found:
        content, end = found
        assert source[:end].endswith(f"{{{content}}}")
        assert not source[start : end - len(content) - 2].strip()


@given(WILD)
def test_definitions(source: str) -> None:
    position = 0
    for one in tex.definitions(source):
        assert position <= one.start < one.end <= len(source)
        assert source[one.start] == one.name[0] == "\\"
        position = one.end
    only_defines(source)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (r"\newcommand{\R}{\mathbb{R}}", r"\def\R{\mathbb{R}}"),
        (r"\newcommand\R{r}", r"\def\R{r}"),
        (r"\newcommand*{\R}[1]{#1^2}", r"\def\R#1{#1^2}"),
        (r"\renewcommand { \R } [ 2 ] { #2#1 }", r"\def\R#1#2{ #2#1 }"),
        ("\\newcommand{\\R}{r % no }\n}", "\\def\\R{r \n}"),
        (r"\newcommand{\R}{50\% \}}", r"\def\R{50\% \}}"),
        (r"\def\R(#1,#2){#2}", r"\def\R(#1,#2){#2}"),
        (r"\providecommand*{\R} [1] {#1}", r"\providecommand{\R} [1]{#1}"),
        (r"\gdef\R{r}", r"\def\R{r}"),
        (r"\let\R=\phi", r"\let\R=\phi"),
        (r"\let\R x", r"\let\R=x"),
        (r"\DeclareMathOperator{\R}{r}", r"\def\R{\operatorname{r}}"),
        (r"\DeclareMathOperator*{\R}{r}", r"\def\R{\operatorname*{r}}"),
        (r"{\def\R{r}}", None),
        (r"% \def\R{r}", None),
        (r"\verb|\def\R{r}|", None),
        (r"\newcommand{\R}", None),
        (r"\newcommand{\R}{", None),
        (r"\newcommand{R}{r}", None),
        (r"\definition{\R}{r}", None),
    ],
)
def test_definition(source: str, expected: str | None) -> None:
    """A definition, as TeX that works wherever it is put."""
    found = tex.definitions(source)
    assert [one.text for one in found] == ([] if expected is None else [expected])


# Macros


def test_macros_used() -> None:
    """A formula is given what it uses, and what that uses; the order is that of the definitions."""
    macros = Macros({r"\a": r"\def\a{1}", r"\b": r"\def\b{\a}", r"\aa": r"\def\aa{2}"})
    assert macros.read(r"\a") == (r"\def\a{1}", ())
    assert macros.read(r"\b") == (r"\def\a{1}\def\b{\a}", ())
    assert macros.read(r"\aa \c") == (r"\def\aa{2}", ())
    assert macros.read(r"\def\a{3}") == ("", ())
    assert macros.read(r"\b") == (r"\def\b{\a}\def\a{3}", ())


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ([r"\R"], "macros: expected names and their TeX"),
        ({"R": "x"}, "macros: not a macro's name: 'R'"),
        ({r"\R1": "x"}, "macros: not a macro's name: '\\\\R1'"),
        ({1: "x"}, "macros: not a macro's name: 1"),
        ({r"\R": 1}, r"macros: \R has no TeX: 1"),
        ({r"\R": "{x"}, r"macros: \R has no TeX: '{x'"),
        ({r"\R": "x}{y"}, r"macros: \R has no TeX: 'x}{y'"),
    ],
)
def test_wrong_macros(value: object, message: str) -> None:
    definitions, [(complaint, hint)] = from_option(value)
    assert definitions == {}
    assert complaint == message
    assert hint


def test_right_macros() -> None:
    value = {r"\R": r"\mathbb{R}", r"\norm": r"\|#1\|_{#2}", r"\,": "% nothing"}
    definitions, complaints = from_option(value)
    assert complaints == []
    assert definitions == {
        r"\R": r"\def\R{\mathbb{R}}", r"\norm": r"\def\norm#1#2{\|#1\|_{#2}}", r"\,": r"\def\,{}",
    }  # fmt: skip


# Numbers


@example([Formula(r"\label{\\*a}", True)])
@given(st.lists(st.none() | FORMULAS, max_size=4))
def test_any_numbers(formulas: list[Formula | None]) -> None:
    """Nothing is too wild; the edits are in order, and numbers and labels belong together."""
    numbering = number(formulas)
    assert len(numbering.formulas) == len(formulas)
    for formula in numbering.formulas:
        if formula:
            check_edits(formula)
    names = [name for names in numbering.labels_of.values() for name in names]
    assert sorted(names) == sorted(numbering.labels)


@example([Formula(r"\label{\eqref{a}}", True), Formula(r"\eqref{\ref{a}}")])
@example([Formula(r"\label{a}", True), Formula(r"\DeclareMathOperator{\x}{\eqref{a}} \x")])
@example([Formula(r"\ref{a\label{a}} \ref{a}", True)])
@given(st.lists(FORMULAS, max_size=4))
def test_any_composition(formulas: list[Formula]) -> None:
    contents: list[Formula | Reference] = [*formulas, Reference.to("a"), Reference.to("b.md#a")]
    composed = compose(contents, range(len(contents)), Macros(), lambda _: None)
    for formula in composed.formulas.values():
        check_edits(formula)


def check_edits(formula: Formula) -> None:
    position = 0
    for edit in formula.edits:
        assert position <= edit.start <= edit.end <= len(formula.tex)
        position = edit.end


@given(st.lists(st.sampled_from(["a", r"\notag b", r"c \tag{T}", "d", r"{\\}"]), min_size=1))
def test_rows(rows: list[str]) -> None:
    r"""Every row of `align` that has no tag and does not renounce gets the next number."""
    source = r"\begin{align}" + r"\\".join(rows) + r"\end{align}"
    [formula] = number([Formula(source, True)]).formulas
    assert formula
    numbers = [row for row in rows if "tag" not in row]
    counted = [str(n) for n in range(1, len(numbers) + 1)]
    assert re.findall(r"\\tag\{(\d+)\}", formula.input) == counted
    assert len(formula.row_numbers) == sum("notag" not in row for row in rows)


def test_stars_of_rows() -> None:
    r"""The star of `\\*` is taken out, one that multiplies is not."""
    source = r"\begin{aligned} a &= b \\* c &= 2 \\*[2pt] d &= e * f \end{aligned}"
    [formula] = number([Formula(source, True)]).formulas
    assert formula
    assert formula.input == source.replace(r"\\*", r"\\")
