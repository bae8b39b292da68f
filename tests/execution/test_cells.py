"""Keys of snippets, and where in their file they stand."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from mkdocs_articles.execution import figures
from mkdocs_articles.execution.cells import Cell, Dependency, keys
from mkdocs_articles.execution.places import locate

DEPENDS = (Dependency("a.csv", Path("a.csv"), "1"),)
CELLS = [Cell("a = 1"), Cell("b = 2"), Cell("c = 3")]


@pytest.mark.parametrize(
    "change",
    [{"alt": "x"}, {"caption": "x"}, {"hide": "all"}, {"timeout": 3.0}],
    ids=str,
)
def test_how_a_snippet_is_shown_is_no_part_of_its_key(change: dict[str, object]) -> None:
    assert keys([replace(cell, **change) for cell in CELLS]) == keys(CELLS)  # type: ignore[arg-type]


@pytest.mark.parametrize("changed", [0, 1, 2])
@pytest.mark.parametrize(
    "by", [{"code": "d = 4"}, {"error": True}, {"dependencies": DEPENDS}], ids=str
)
def test_a_change_makes_a_snippet_and_later_ones_stale(changed: int, by: dict[str, object]) -> None:
    cells = [replace(c, **by) if n == changed else c for n, c in enumerate(CELLS)]  # type: ignore[arg-type]
    same = [old == new for old, new in zip(keys(CELLS), keys(cells), strict=True)]
    assert same == [n < changed for n in range(3)]


def test_an_added_snippet_leaves_those_before_it() -> None:
    assert keys([*CELLS, Cell("d = 4")])[:3] == keys(CELLS)
    assert keys([CELLS[0], Cell("new"), *CELLS[1:]])[0] == keys(CELLS)[0]
    assert not set(keys([Cell("new"), *CELLS])) & set(keys(CELLS))


def test_equal_snippets_have_keys_of_their_own() -> None:
    assert len(set(keys([Cell("x += 1")] * 3))) == 3


def test_keys_stay_between_releases() -> None:
    """Another key makes every frozen output of every site stale: then `SCHEMA` has to change."""
    assert keys([Cell("print('中文')\n"), Cell("1/0", error=True)]) == [
        "7c88d87222fb43bcb43294501847c408",
        "a7d3855f7fcf8eea29a20abdb50de8c8",
    ]


# Lines


SOURCES = {
    "front matter counts": ("---\ntitle: A\n---\n\n```python {.run}\nx\n```\n", ["x"], [6]),
    "all kinds of fences": (
        "~~~ {.python .run}\na\n~~~\n\n````py {.run hide=source}\nb\n````\n\n```python3 {.run}\nc\n```",
        ["a", "b", "c"],
        [2, 6, 10],
    ),
    "nested in a list and a quote": (
        "- x\n\n    ```python {.run}\n    if x:\n\n        y\n    ```\n\n"
        "> ```python {.run}\n> a\n>\n> > b\n> ```\n",
        ["if x:\n\n    y", "a\n\n> b"],
        [4, 10],
    ),
    "tabs": ('=== "T"\n\n\t```python {.run}\n\tif x:\n\t\ty\n\t```\n', ["if x:\n    y"], [4]),
    "plain fences are passed over": (
        "```python\nx\n```\n\n```python {.run}\nx\n```\n",
        ["x"],
        [6],
    ),
    "a fence that another shows": (
        "````markdown\n```python {.run}\nx\n```\n````\n\n```python {.run}\nx\n```\n",
        ["x"],
        [8],
    ),
    "the same code twice": (
        "```python {.run}\nx\n```\n\n```python {.run}\nx\n```\n",
        ["x", "x"],
        [2, 6],
    ),
    "code from elsewhere has no line": (
        "```python {.run}\n;--8<-- 'x.py'\n```\n\n```python {.run}\ny\n```\n",
        ["x = 1", "y"],
        [0, 6],
    ),
    "doctest prompts": ("```python {.run}\n'''\n>>> x\n'''\n```\n", ["'''\n>>> x\n'''"], [2]),
    "a fence that never ends": ("```python {.run}\nx\n", ["x"], [0]),
    "an empty snippet": ("```python {.run}\n```\n", [""], [2]),
    "no source": ("", ["x"], [0]),
}


@pytest.mark.parametrize(("source", "codes", "lines"), SOURCES.values(), ids=SOURCES)
def test_lines(source: str, codes: list[str], lines: list[int]) -> None:
    assert locate(source, codes) == lines


# Sizes of figures


@pytest.mark.parametrize(
    ("attributes", "size"),
    [
        ('width="72pt" height="36pt"', (96, 48)),
        ('width="640" height="480px"', (640, 480)),
        ('width="2in" height="1.5in"', (192, 144)),
        ('viewBox="0 0 4 3"', (0, 0)),
        ('width="100%" height="3em"', (0, 0)),
        ('stroke-width="9" data-height="3"', (0, 0)),
    ],
)
def test_size(attributes: str, size: tuple[int, int]) -> None:
    svg = f'<?xml version="1.0"?>\n<svg {attributes}><rect width="5" height="5"/></svg>'
    assert figures.size(svg.encode()) == size
