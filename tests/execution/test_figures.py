"""Figures of snippets, drawn by the real matplotlib."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from execution.runs import only, run
from mkdocs_articles.execution.cells import Cell, Output
from mkdocs_articles.execution.figures import size

PLOT = """\
import matplotlib.pyplot as plt
plt.figure(figsize=(3, 2))
plt.plot([1, 3, 2], label="$x^2$"); plt.scatter([0, 1], [2, 1]); plt.legend()
"""


pytestmark = pytest.mark.usefixtures("launcher")
Plot = Callable[..., list[tuple[Output, ...]]]


@pytest.fixture
def plot(run_cache: Path) -> Plot:
    def plot(*codes: str) -> list[tuple[Output, ...]]:
        done = run(*codes, cache=run_cache)
        assert done.failures == ()
        return list(done.outputs)

    return plot


def test_a_figure_is_the_same_bytes_each_time(run_cache: Path) -> None:
    first, again = (run(PLOT, cache=run_cache) for _ in range(2))
    (figure,) = first.outputs[0]
    assert figure.kind == "figure"
    assert (first.outputs, first.figures) == (again.outputs, again.figures)
    assert (figure.width, figure.height) > (200, 100)
    assert set(first.figures) == {figure.file, figure.dark}
    for content in map(bytes.decode, first.figures.values()):
        assert content.startswith("<?xml")
        assert not re.search(r"<dc:date>|Matplotlib v\d.*\d{4}-\d\d-\d\d", content)
        assert size(content.encode()) == (figure.width, figure.height)


def test_the_dark_figure(run_cache: Path) -> None:
    """What is black is light in it, a colour stays one, and data keep theirs."""
    code = """\
import matplotlib.pyplot as plt
fig, (left, right) = plt.subplots(1, 2)
left.plot([1, 2], color="#1f77b4"); left.plot([2, 1], color="black"); left.set_title("title")
left.text(0, 1, "here", bbox={"facecolor": "white"})
right.imshow([[0, 1], [1, 0]], cmap="gray"); right.text(0, 0, "on data", color="white");
"""
    done = run(code, cache=run_cache)
    (figure,) = done.outputs[0]
    light, dark = (done.figures[name].decode() for name in (figure.file, figure.dark))
    colours = {name: set(re.findall(r"(?:fill|stroke): (#[0-9a-f]{6})", text))
               for name, text in {"light": light, "dark": dark}.items()}  # fmt: skip
    assert {"#1f77b4", "#000000", "#ffffff"} <= colours["light"]
    assert "#000000" not in colours["dark"]
    assert "#1f77b4" not in colours["dark"]
    assert {"#e6e6e6", "#ffffff"} <= colours["dark"]  # ink, and what stands on data
    image = re.compile(r"data:image/png;base64,([^\"]+)")
    assert image.findall(light) == image.findall(dark)


def test_a_figure_that_is_the_same_on_dark_pages(run_cache: Path) -> None:
    code = """\
import matplotlib.pyplot as plt
ax = plt.figure().add_axes([0, 0, 1, 1]); ax.imshow([[0, 1]]); ax.axis("off");
"""
    done = run(code, cache=run_cache)
    (figure,) = done.outputs[0]
    assert (figure.dark, list(done.figures)) == ("", [figure.file])


def test_a_figure_of_thousands_of_points_is_a_bitmap(run_cache: Path) -> None:
    code = """\
import matplotlib.pyplot as plt
plt.figure(figsize=(4, 3)); plt.scatter(range(3000), [n * n % 97 for n in range(3000)], c=range(3000));
"""
    first, again = (run(code, cache=run_cache) for _ in range(2))
    (figure,) = first.outputs[0]
    assert first.figures == again.figures
    assert figure.file.endswith(".png")
    assert figure.dark.endswith(".png")
    width, height = size(first.figures[figure.file])  # twice as fine as it is shown
    assert (round(width / 2), round(height / 2)) == pytest.approx(
        (figure.width, figure.height), abs=1
    )
    assert max(map(len, first.figures.values())) < 150_000


def test_figures_belong_to_the_snippet_that_drew_them(run_cache: Path) -> None:
    bad = r"plt.title(r'$\nonsense$');"
    cells = [
        Cell(PLOT), Cell("x = 1"), Cell("plt.plot([1])\n1/0", error=True),
        Cell("for _ in range(2):\n    plt.figure(); plt.plot([1])\nplt.show()"),
        Cell(bad, error=True), Cell("2"),
        Cell("plt.title('\\U000F1234');"), Cell(bad), Cell("plt.plot([1])\ndisplay(plt.gcf())\n3"),
    ]  # fmt: skip
    done = run(*cells, cache=run_cache)
    assert [[output.kind for output in cell] for cell in done.outputs] == [
        ["figure"], [], ["error", "figure"], ["figure", "figure"], ["error"], ["result"],
        ["stderr", "figure"], ["error"], ["figure", "result"],
    ]  # fmt: skip
    # a glyph that no font has is told, a figure that cannot be drawn is a failure
    told = done.outputs[6][0].text
    assert re.fullmatch(r"UserWarning: Glyph \d+ \(.*\) missing from .*\n", told)
    assert (only(done).cell, only(done).message.partition(":")[0]) == (7, "ValueError")


def test_what_plotting_calls_return_is_not_shown(plot: Plot) -> None:
    shown = plot(
        "import matplotlib.pyplot as plt\nfigure, axes = plt.subplots(2, 2)\naxes",
        "plt.plot([1])", "plt.hist([1, 2])", "plt.pie([1, 2])", "plt.boxplot([[1, 2]])",
        "plt.subplots()", "plt.title('x')", "plt.gcf()",
        "[line.get_marker() for line in plt.plot([1])]",
        "a = [1]; a.append(a); a",
    )  # fmt: skip
    results = [[output.text for output in cell if output.kind == "result"] for cell in shown]
    assert results == [[], [], [], [], [], [], [], [], ["['None']"], ["[1, [...]]"]]
