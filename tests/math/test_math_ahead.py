"""Formulas that another process typesets while a build renders its pages."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from mkdocs_articles.math import ahead
from mkdocs_articles.math.engine import Options, Typeset
from mkdocs_articles.math.formula import Formula
from mkdocs_articles.math.typesetter import Typesetter
from mkdocs_articles.math.v8 import V8Engine

MANY = [
    *(Formula(f"x_{{{number}}} + 中", display=number % 2 == 0) for number in range(ahead.WORTH)),
    Formula(r"\no"),
    Formula("x" * 5000),  # more than goes through at once
]


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> dict[Formula, Typeset]:
    return Typesetter(Options("v8"), tmp_path_factory.mktemp("alone")).typeset(MANY)


def begun(folder: Path) -> Typesetter:
    typesetter = Typesetter(Options("v8"), folder)
    for formula in MANY:
        typesetter.wait(formula)
    typesetter.begin(MANY, are_new=True)
    return typesetter


def became(typesetter: Typesetter) -> dict[Formula, Typeset]:
    known = typesetter.typeset_waiting()
    return {formula: known[typesetter.wait(formula)].typeset() for formula in MANY}


def test_same(tmp_path: Path, expected: dict[Formula, Typeset]) -> None:
    """They become the same, wherever they are typeset and whether they can be kept or not."""
    for folder in (tmp_path, Path(os.devnull)):
        typesetter = begun(folder)
        assert became(typesetter) == expected
    assert Typesetter(Options("v8"), tmp_path).typeset(MANY) == expected


def test_done_by_the_other(
    tmp_path: Path, expected: dict[Formula, Typeset], monkeypatch: pytest.MonkeyPatch
) -> None:
    """This process typesets only what was too long, and nothing of what the store then has."""
    asked: list[Formula] = []

    def typeset(self: V8Engine, batch: list[Formula]) -> list[Typeset]:  # noqa: ARG001
        asked.extend(batch)
        return [expected[formula] for formula in batch]

    monkeypatch.setattr(V8Engine, "typeset", typeset)
    assert became(begun(tmp_path)) == expected
    assert asked == [MANY[-1]]
    begun(tmp_path).typeset_waiting()
    assert asked == [MANY[-1]]


def test_forks_send_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a fork of the build comes upon is typeset as well."""
    if not hasattr(os, "fork"):
        pytest.skip("there are no forks")
    typesetter = begun(tmp_path)
    of_fork = Formula("y")
    child = os.fork()
    if not child:
        typesetter.begin([of_fork], are_new=True)
        os._exit(0)
    os.waitpid(child, 0)
    typesetter.typeset_waiting()

    def fail(self: V8Engine, batch: list[Formula]) -> list[Typeset]:  # noqa: ARG001
        raise AssertionError("it is in the store")

    monkeypatch.setattr(V8Engine, "typeset", fail)
    assert Typesetter(Options("v8"), tmp_path).typeset([of_fork])[of_fork].html


def test_lost(tmp_path: Path, expected: dict[Formula, Typeset]) -> None:
    """Without the other process, all is as it would be."""
    typesetter = begun(tmp_path)
    assert typesetter._ahead
    typesetter._ahead._process.kill()
    typesetter._ahead._process.wait()
    typesetter.begin([Formula("z")], are_new=False)
    assert became(typesetter) == expected


def test_few(tmp_path: Path) -> None:
    """For an edit, and for a site whose formulas are known, no process is begun."""
    typesetter = Typesetter(Options("v8"), tmp_path)
    typesetter.begin(MANY[: ahead.WORTH // 2], are_new=True)
    typesetter.begin(MANY, are_new=False)
    assert typesetter._ahead is None
    typesetter.typeset(MANY)
    typesetter.begin(MANY, are_new=True)
    assert typesetter._ahead is None


def test_abandoned(tmp_path: Path, expected: dict[Formula, Typeset]) -> None:
    """A build that does not come to its end leaves no process."""
    typesetter = begun(tmp_path)
    assert typesetter._ahead
    process = typesetter._ahead._process
    typesetter.forget()
    assert process.poll() is not None
    for formula in MANY:
        typesetter.wait(formula)
    assert became(typesetter) == expected
