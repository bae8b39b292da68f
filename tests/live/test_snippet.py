"""What runs a reader's snippets, here under this Python."""

from __future__ import annotations

import sys
from collections.abc import Callable

import pytest

from mkdocs_articles.execution.browser import snippet

TEXTS = {"no_input": "no input", "no_module": "{}: no module"}
Run = Callable[..., list[tuple[str, str]]]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run codes in turn, each named by its number; what all of them put out."""
    for name in ("stdout", "stderr", "stdin"):
        monkeypatch.setattr(sys, name, getattr(sys, name))
    monkeypatch.setitem(sys.modules, "__main__", sys.modules["__main__"])
    said: list[tuple[str, str]] = []
    snippets = snippet.Snippets(lambda kind, text: said.append((kind, text)), TEXTS)

    def run(*codes: str, page: int = 1) -> list[tuple[str, str]]:
        said.clear()
        for number, code in enumerate(codes, start=1):
            snippets.run(code, f"<cell {number}>", page)
        return list(said)

    return run


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("", []),
        ("x = 1", []),
        ("x = 1\nx + 1", [("result", "2")]),
        ("1;", []),
        ("None", []),
        ("print('a')\n'b'", [("stdout", "a\n"), ("result", "'b'")]),
        ("print('a', end='')", [("stdout", "a")]),
        ("import sys\nprint('a', end='')\nprint('b', file=sys.stderr)\nprint('c')",
         [("stdout", "a"), ("stderr", "b\n"), ("stdout", "c\n")]),
        ("print('\\ud800')", [("stdout", "\\ud800\n")]),
        ("__name__", [("result", "'__main__'")]),
    ],
)  # fmt: skip
def test_outputs(run: Run, code: str, expected: list[tuple[str, str]]) -> None:
    assert run(code) == expected


def test_a_page_shares_its_variables_and_no_others(run: Run) -> None:
    assert run("x = 1", "x") == [("result", "1")]
    assert run("x") == [("result", "1")]
    ((kind, text),) = run("x", page=2)
    assert kind == "error"
    assert text.endswith("NameError: name 'x' is not defined\n")


def test_tracebacks_name_the_readers_lines_alone(run: Run) -> None:
    ((_, text),) = run("import json\ndef f():\n    return json.loads('x')", "\nf()")
    named = [line.strip() for line in text.splitlines() if line.startswith("  File ")]
    assert named == [
        'File "<cell 2>", line 2, in <module>',
        'File "<cell 1>", line 3, in f',
    ]
    assert "return json.loads('x')" in text


def test_chained_and_grouped_exceptions(run: Run) -> None:
    code = (
        "try:\n    int('x')\nexcept ValueError as e:\n    raise ExceptionGroup('g', [e]) from None"
    )
    ((_, text),) = run(code)
    assert __file__ not in text
    assert "snippet.py" not in text
    assert "ValueError: invalid literal" in text


def test_syntax_errors(run: Run) -> None:
    ((_, text),) = run("x = 1\nx = = 2")
    assert text.startswith('  File "<cell 1>", line 2\n    x = = 2\n')


@pytest.mark.parametrize("code", ["input('Name: ')", "import sys\nsys.stdin.read()"])
def test_nobody_answers(run: Run, code: str) -> None:
    kind, text = run(code)[-1]
    assert kind == "error"
    assert text.endswith("EOFError: no input\n")


@pytest.mark.parametrize(
    "code", ["import no_such", "from no_such.part import x", "import no_such.a"]
)
def test_a_module_that_is_not_there_is_one_line(run: Run, code: str) -> None:
    assert run(code) == [("error", "no_such: no module")]


def test_a_part_of_a_module_that_nobody_has(run: Run) -> None:
    ((_, text),) = run("import json.no_such")
    assert text.endswith("ModuleNotFoundError: No module named 'json.no_such'\n")


def test_an_end_that_is_asked_for(run: Run) -> None:
    ((kind, text),) = run("raise SystemExit(3)")
    assert (kind, text.splitlines()[-1]) == ("error", "SystemExit: 3")


def test_long_output_is_cut(run: Run) -> None:
    said = run("for i in range(100_000):\n    print(i)\n'x' * 100_000")
    printed = "".join(text for kind, text in said if kind == "stdout")
    assert printed.startswith("0\n1\n2\n")
    assert len(printed) == snippet.LIMIT + len("\n…\n")
    assert said[-1] == ("result", "'" + "x" * (snippet.LIMIT - 1) + "\n…")
