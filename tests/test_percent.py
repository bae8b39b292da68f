"""Python files in the percent format, as Markdown."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from golden import Golden, load
from mkdocs_articles.percent import convert

CASES = load(Path(__file__).parent / "percent")


def without_blank(text: str) -> list[str]:
    return [line for line in text.split("\n") if line.strip()]


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case.name))
def test_golden(case: Golden) -> None:
    """Blank lines apart: there are as many as the file had room for."""
    script = convert(case.sections["input.py"])
    assert without_blank(script.markdown) == without_blank(case.sections["output.md"])


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case.name))
def test_lines_stay_where_they_are(case: Golden) -> None:
    lines = case.sections["input.py"].split("\n")
    view = convert(case.sections["input.py"]).view.split("\n")
    assert len(view) == len(lines) + 1
    for line, shown in zip(lines, view, strict=False):
        is_fence = shown.startswith(("```", "---"))
        assert is_fence or shown in line


def test_fences_stand_apart() -> None:
    """Markdown takes a fence and the line that touches it for one paragraph."""
    for case in CASES:
        lines = ["", *convert(case.sections["input.py"]).markdown.split("\n"), ""]
        fence = ""
        for before, line, after in zip(lines, lines[1:], lines[2:], strict=False):
            if not fence and line.startswith("```"):
                fence = line[: len(line) - len(line.lstrip("`"))]
                assert before == "", (case.name, line)
            elif fence and line == fence:
                fence = ""
                assert after == "", (case.name, line)
        assert not fence, case.name


def test_windows_line_ends() -> None:
    text = "# %% [markdown]\n# A\n\n# %%\nx = 1\n"
    assert convert(text.replace("\n", "\r\n")) == convert(text)


LINES = st.sampled_from(
    [
        "# %%",
        "# %% [markdown]",
        "# %% [raw]",
        "# ---",
        "# title: A",
        "#",
        "",
        "x = 1",
        '"""',
        "```",
        "# - a",
    ]
)


@given(st.lists(LINES, max_size=12))
def test_any_file_is_read(lines: list[str]) -> None:
    """Nothing is raised, no line of code is lost, and the view has the file's lines."""
    text = "\n".join(lines)
    script = convert(text)
    assert len(script.view.split("\n")) == len(lines or [""]) + 1
    assert script.markdown.count("x = 1") == lines.count("x = 1")
