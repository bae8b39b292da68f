"""Problems as lines: one each, and nothing in them that acts on a terminal or a log."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from mkdocs_articles.errors import Problem


@given(st.text(), st.text())
def test_a_problem_is_one_printable_line(path: str, message: str) -> None:
    line = str(Problem(path, 3, 0, message))
    assert "\n" not in line
    assert "\r" not in line
    assert not any(ord(one) < 32 or 0x7F <= ord(one) <= 0x9F for one in line)


def test_an_escape_is_written_out() -> None:
    assert str(Problem("a.md", 1, 2, "\x1b[31mred")) == r"a.md:1:2: \x1b[31mred"
