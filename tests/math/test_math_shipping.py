"""What a site gets because of its formulas, and what it is told when they cannot be typeset."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from mkdocs_articles.math.showing import mend
from sites import Site

MakeSite = Callable[..., Site]

MATH = "markdown_extensions:\n  - mkdocs_articles.math:\n      "
FORMULA: dict[str, str | bytes] = {
    "docs/index.md": "# Home\n",
    "docs/posts/a.md": "---\ndate: 2026-01-01\n---\n# A\n\nWith $x^2$.\n",
}
KATEX = re.compile(r"(?:href|src)=\"[^\"]*assets/katex/([^\"]+)\"")


def test_formulas_bring_their_style(site: MakeSite) -> None:
    """On the pages that show one, be it in an excerpt; the style sheet names what is there."""
    made = site(FORMULA, MATH + "dollars: true\n")
    assert made.build("--strict").returncode == 0
    for page in ("", "posts/a/"):
        assert set(KATEX.findall(made.page(page))) == {
            "katex.min.css", "copy-tex.min.js",
            "fonts/KaTeX_Main-Regular.woff2", "fonts/KaTeX_Math-Italic.woff2",
        }  # fmt: skip
    folder = made.folder / "site" / "assets" / "katex"
    style = (folder / "katex.min.css").read_text(encoding="utf-8")
    named = set(re.findall(r"url\((fonts/[^)]+)\)", style))
    assert named == {path.relative_to(folder).as_posix() for path in folder.rglob("*.woff2")}
    assert len(named) == 2


def test_no_formula_brings_nothing(site: MakeSite) -> None:
    files = {**FORMULA, "docs/posts/a.md": "---\ndate: 2026-01-01\n---\n# A\n\nIt costs $5.\n"}
    made = site(files, MATH + "dollars: true\n")
    assert made.build("--strict").returncode == 0
    assert not (made.folder / "site" / "assets" / "katex").exists()
    assert "katex" not in made.page("posts/a/")


def test_without_copy_tex(site: MakeSite) -> None:
    made = site(FORMULA, MATH + "copy_tex: false\n")
    assert made.build("--strict").returncode == 0
    assert not list((made.folder / "site").rglob("copy-tex*"))
    assert "copy-tex" not in made.page("posts/a/")
    assert "katex.min.css" in made.page("posts/a/")


def test_chemistry_is_an_option(site: MakeSite) -> None:
    files = {**FORMULA, "docs/posts/a.md": "---\ndate: 2026-01-01\n---\n# A\n\n$\\ce{H2O}$\n"}
    assert site(files, MATH + "mhchem: true\n").warnings() == []
    [warning] = site(files, MATH + "mhchem: false\n").warnings()
    assert warning.startswith(r"docs/posts/a.md:6:2: formula: Undefined control sequence: \ce")


@pytest.fixture
def broken_v8(tmp_path: Path) -> str:
    """A folder for PYTHONPATH with a mini-racer that cannot be imported."""
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "py_mini_racer.py").write_text("raise ImportError('no such library')")
    return str(tmp_path / "broken")


def test_an_engine_that_fails_ends_the_build_in_one_line(site: MakeSite, broken_v8: str) -> None:
    made = site(FORMULA, MATH + "engine: v8\n")
    done = made.build(PYTHONPATH=broken_v8)
    assert done.returncode == 1
    _, _, told = done.stderr.rpartition("ImportError: no such library\n")
    assert "formulas: KaTeX does not start: its process ended" in told
    assert "reinstall mini-racer, or set `engine: markdown-katex`" in told
    assert "Traceback" not in told


def test_another_engine_takes_over(site: MakeSite, broken_v8: str) -> None:
    made = site(FORMULA, MATH + "engine: auto\n")
    done = made.build(PYTHONPATH=broken_v8)
    assert done.returncode == 0
    assert "formulas: using markdown-katex (an older KaTeX, slower, MathML)" in done.stderr
    assert "<msup><mi>x</mi><mn>2</mn></msup>" in made.page("posts/a/")


@pytest.mark.parametrize(
    ("tex", "position", "shown"),
    [
        ("x &\n  y", 2, "x & y"),
        ("a" * 60, 3, "a" * 60),
        ("a" * 61, 0, "a" * 60 + "…"),
        ("a" * 100 + "&" + "b" * 100, 100, "…" + "a" * 30 + "&" + "b" * 29 + "…"),
        ("a" * 100 + "&", 100, "…" + "a" * 59 + "&"),
    ],
)
def test_a_long_formula_is_shown_where_it_is_wrong(tex: str, position: int, shown: str) -> None:
    assert mend(tex, position) == f"mend the formula {shown}"


def test_titles_have_plain_formulas(site: MakeSite) -> None:
    """A title goes where there is no markup: into the window, lists and links."""
    matter = "title: The $L_2$ norm of $\\alpha$\ndescription: It costs $5, and $x^2$ more.\n"
    made = site(
        {**FORMULA, "docs/posts/a.md": f"---\n{matter}---\nText.\n"}, MATH + "dollars: true\n"
    )
    assert made.build("--strict").returncode == 0
    page, home = made.page("posts/a/"), made.page("")
    assert "<title>The L_2 norm of α - Test</title>" in page
    assert "The L_2 norm of α</h1>" in page
    assert "The L_2 norm of α</a>" in home
    assert "It costs $5, and x^2 more." in home


def test_an_element_that_an_author_wrote(site: MakeSite) -> None:
    text = f'With $x^2$.\n\n<tex-math data-formula="{"0" * 32}">y</tex-math>\n'
    made = site({**FORMULA, "docs/posts/a.md": f"---\ndate: 2026-01-01\n---\n# A\n\n{text}"})
    assert made.build("--strict").returncode == 0
    assert made.page("posts/a/").count("katex-html") == 1


def test_wrong_macros_of_a_notebook(site: MakeSite) -> None:
    notebook = {
        "cells": [{"cell_type": "markdown", "id": "a", "metadata": {}, "source": "# A\n\n$x$"}],
        "metadata": {"macros": {"R": "x"}}, "nbformat": 4, "nbformat_minor": 5,
    }  # fmt: skip
    files = {"docs/posts/n.ipynb": json.dumps(notebook)}
    made = site(files, "plugins: [articles, mkdocs-jupyter]\n" + MATH + "dollars: true\n")
    assert made.warnings() == [
        r"docs/posts/n.ipynb: macros: not a macro's name: 'R'; "
        r"a name is a backslash and letters, such as '\R'"
    ]
