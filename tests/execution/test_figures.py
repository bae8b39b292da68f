"""Figures of snippets, drawn by the real matplotlib."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from mkdocs_articles.execution import runner
from mkdocs_articles.execution.cells import Cell, Output

PLOT = """\
import matplotlib.pyplot as plt
plt.figure(figsize=(3, 2))
plt.plot([1, 3, 2], label="$x^2$"); plt.scatter([0, 1], [2, 1]); plt.legend()
"""


@pytest.fixture
def plot(run_cache: Path) -> Callable[..., list[tuple[Output, ...]]]:
    pytest.importorskip("matplotlib")

    def plot(*codes: str) -> list[tuple[Output, ...]]:
        done = runner.run([Cell(code) for code in codes], cache_dir=run_cache)
        assert done.failure is None
        return list(done.outputs)

    return plot


def test_a_figure_is_the_same_bytes_each_time(
    plot: Callable[..., list[tuple[Output, ...]]],
) -> None:
    (first,), (again,) = plot(PLOT), plot(PLOT)
    assert [output.kind for output in first] == ["figure"]
    assert first == again
    assert (first[0].width, first[0].height) > (200, 100)
    assert first[0].text.startswith("<?xml")
    assert not re.search(r"<dc:date>|Matplotlib v\d.*\d{4}-\d\d-\d\d", first[0].text)


def test_figures_belong_to_the_snippet_that_drew_them(run_cache: Path) -> None:
    pytest.importorskip("matplotlib")
    bad = r"plt.title(r'$\nonsense$');"
    cells = [
        Cell(PLOT), Cell("x = 1"), Cell("plt.plot([1])\n1/0", error=True),
        Cell("for _ in range(2):\n    plt.figure(); plt.plot([1])\nplt.show()"),
        Cell(bad, error=True), Cell("2"),
        Cell("plt.title('\\U000F1234');"), Cell(bad),
    ]  # fmt: skip
    done = runner.run(cells, cache_dir=run_cache)
    assert [[output.kind for output in cell] for cell in done.outputs] == [
        ["figure"], [], ["error", "figure"], ["figure", "figure"], ["error"], ["result"],
        ["stderr", "figure"],
    ]  # fmt: skip
    # a glyph that no font has is told, a figure that cannot be drawn is a failure
    told = done.outputs[6][0].text
    assert re.fullmatch(r"UserWarning: Glyph \d+ \(.*\) missing from .*\n", told)
    assert done.failure
    assert (done.failure.cell, done.failure.message.partition(":")[0]) == (7, "ValueError")


def test_what_plotting_calls_return_is_not_shown(
    plot: Callable[..., list[tuple[Output, ...]]],
) -> None:
    shown = plot(
        "import matplotlib.pyplot as plt\nfigure, axes = plt.subplots(2, 2)\naxes",
        "plt.plot([1])", "plt.hist([1, 2])", "plt.pie([1, 2])", "plt.boxplot([[1, 2]])",
        "plt.subplots()", "plt.title('x')", "plt.gcf()",
        "[line.get_marker() for line in plt.plot([1])]",
        "a = [1]; a.append(a); a",
    )  # fmt: skip
    results = [[output.text for output in cell if output.kind == "result"] for cell in shown]
    assert results == [[], [], [], [], [], [], [], [], ["['None']"], ["[1, [...]]"]]
