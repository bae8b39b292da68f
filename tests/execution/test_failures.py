"""Snippets that fail, hang or end their process: run for real."""

from __future__ import annotations

import re
import sys
import time
from pathlib import Path

import pytest

from execution.runs import failure, failures, gone, only, outputs, run
from mkdocs_articles.execution import runner
from mkdocs_articles.execution.cells import Cell
from mkdocs_articles.execution.process import Fresh
from mkdocs_articles.execution.runner import Limits

pytestmark = pytest.mark.usefixtures("launcher")

posix = pytest.mark.skipif(sys.platform == "win32", reason="processes in groups")


RETURN = "def f():\n    pass\n    return 1/0"
FAILURES = [
    (["x = 1\n1/0\n"], (0, 2, "ZeroDivisionError: division by zero")),
    (["x = 1", "\n\nx +* 2"], (1, 3, "SyntaxError: invalid syntax")),
    (["if x:\nprint(1)"], (0, 2, "IndentationError: expected an indented block after 'if'")),
    ([RETURN, "f()"], (0, 3, "ZeroDivisionError: division by zero")),
    ([f"{RETURN}\n\nf()"], (0, 3, "ZeroDivisionError: division by zero")),
    (["import json\n\njson.loads('{')"], (0, 3, "JSONDecodeError: Expecting property name")),
    (["exec('1 +')"], (0, 1, "SyntaxError: invalid syntax")),
    (["import nowhere"], (0, 1, "ModuleNotFoundError: No module named 'nowhere'")),
    (["assert 1 == 2"], (0, 1, "AssertionError")),
    (["def f(n): return f(n + 1)\nf(0)"], (0, 1, "RecursionError: maximum recursion depth")),
    (["raise ValueError('two\\nlines')"], (0, 1, "ValueError: two\nlines")),
    (["class E(Exception):\n    def __str__(self): 1/0\nraise E"], (0, 3, "E")),
    (["class A:\n    def __repr__(self): 1/0\nA()"], (0, 2, "ZeroDivisionError: division by zero")),
    (["import sys\nsys.exit()"], (0, 2, "SystemExit")),
    (["import sys\nsys.exit(0)"], (0, 2, "SystemExit: 0")),
    (["raise KeyboardInterrupt"], (0, 1, "KeyboardInterrupt")),
    (["input()"], (0, 1, "EOFError: EOF when reading a line")),
]


@pytest.mark.parametrize(("cells", "expected"), FAILURES)
def test_a_failure_names_its_line(cells: list[str], expected: tuple[int, int, str]) -> None:
    cell, line, message = failure(*cells)
    assert (cell, line, message[: len(expected[2])]) == expected


FOLLOWING = [
    (["1/0", "2", "int('x')"], [0, 2]),
    (["import nowhere as n", "n.f()", "1/0"], [0, 2]),
    (["a = 1/0", "b = a", "b", "c"], [0, 3]),
    (["a = 1", "a = 1/0", "a.nothing"], [1, 2]),
    (["def f(:", "f()", "unknown"], [0]),
    (["def f(): return 1/0", "x = f()", "x", "f()"], [0, 0]),
]


@pytest.mark.parametrize(("cells", "failing"), FOLLOWING)
def test_all_failures_are_named(cells: list[str], failing: list[int]) -> None:
    """But not what only follows from another: a name that a failed snippet would have bound."""
    assert [cell for cell, *_ in failures(*cells)] == failing


def test_a_failure_that_is_meant_is_an_output() -> None:
    shown = outputs(Cell("print('before')\n1/0", error=True), "print('after')")
    assert shown[0]["stdout"] == "before\n"
    assert shown[0]["error"].startswith(
        'Traceback (most recent call last):\n  File "<cell 1>", line 2'
    )
    assert shown[0]["error"].endswith("ZeroDivisionError: division by zero\n")
    assert shown[1] == {"stdout": "after\n"}


def test_a_traceback_shows_no_machinery_and_no_folders() -> None:
    code = """\
import json
try:
    json.loads("{")
except ValueError as error:
    raise KeyError("x") from error
"""
    (shown,) = outputs(Cell(code, error=True))
    frames = re.findall(r'File "([^"]+)", line (\d+)', shown["error"])
    assert [name for name, _ in frames] == [
        "<cell 1>", "json/__init__.py", "json/decoder.py", "json/decoder.py", "<cell 1>",
    ]  # fmt: skip
    assert "was the direct cause of" in shown["error"]


SYNTAX = """\
  File "<cell 1>", line 1
    x = (
        ^
SyntaxError: '(' was never closed
"""


def test_errors_shown() -> None:
    code = "raise ExceptionGroup('g', [ValueError('inner')])"
    syntax, bye, group = outputs(
        *(Cell(code, error=True) for code in ("x = (", "import sys; sys.exit('bye')", code))
    )
    assert syntax["error"] == SYNTAX
    assert bye["error"].endswith("SystemExit: bye\n")
    assert "ValueError: inner" in group["error"]


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("import os; os._exit(0)", "the process ended with status 0"),
        ("import os; os._exit(3)", "the process ended with status 3"),
        pytest.param(
            "import os; os.kill(os.getpid(), 9)", "the process was ended by SIGKILL", marks=posix
        ),
        pytest.param(
            "import ctypes; ctypes.string_at(0)", "the process was ended by SIGSEGV", marks=posix
        ),
    ],
)
def test_a_snippet_that_ends_its_process(code: str, message: str) -> None:
    """It is the one to blame, also where an error before it was meant."""
    assert failure(Cell("1/0", error=True), code, "1") == (1, 1, message)
    assert failure(code) == (0, 1, message)


@posix
def test_a_fork_that_goes_on_prints_nothing_twice() -> None:
    assert outputs("import os\nif os.fork(): os.wait()", "print('once')")[1] == {"stdout": "once\n"}


def test_other_interpreters(tmp_path: Path) -> None:
    assert runner.run([Cell("1")], Fresh(sys.executable)).failures == ()
    missing = only(runner.run([Cell("1")], Fresh(str(tmp_path / "python"))))
    assert missing.message == f"cannot run {tmp_path / 'python'}: No such file or directory"
    assert "interpreter" in missing.hint


@posix
def test_an_interpreter_that_is_none(tmp_path: Path) -> None:
    script = tmp_path / "python"
    script.write_text("#!/bin/sh\necho 'this is no Python' >&2\nexit 7\n")
    script.chmod(0o755)
    wrong = only(runner.run([Cell("1")], Fresh(str(script))))
    assert wrong.message == "the process ended with status 7: this is no Python"
    assert "interpreter" in wrong.hint


# Time and processes


START = """\
import os, subprocess
other = subprocess.Popen(["sleep", "300"])
open({file!r}, "w").write(f"{{os.getpid()}} {{other.pid}}");
"""


THREAD = "import threading, time; threading.Thread(target=time.sleep, args=[300]).start()"


@posix
@pytest.mark.parametrize(
    "then",
    ["", "while True: pass", "import os; os._exit(1)", "1/0", THREAD],
    ids=["done", "timeout", "exit", "failure", "thread"],
)
def test_no_process_is_left(tmp_path: Path, then: str) -> None:
    file = tmp_path / "pids"
    started = time.monotonic()
    run(START.format(file=str(file)), Cell(then, timeout=0.3))
    assert time.monotonic() - started < 100  # not the sleeper's 300
    own, other = map(int, file.read_text().split())
    assert gone(own)
    assert gone(other)


@pytest.mark.parametrize(
    ("cells", "place"),
    [
        (["import time", "x = 1\ntime.sleep(300)"], (1, 2)),
        (["def f():\n    while True:\n        pass", "\nf()"], (0, None)),
        (["1", "import re\nre.match('(a+)+$', 'a' * 60 + 'b')"], (1, 2)),
        (["1", f"{THREAD}\n\ntime.sleep(300)"], (1, 3)),
    ],
    ids=["sleep", "in a function of another snippet", "in C", "threads"],
)  # fmt: skip
def test_a_snippet_that_takes_too_long(cells: list[str], place: tuple[int, int | None]) -> None:
    cell, line, message = failure(*cells[:-1], Cell(cells[-1], timeout=0.2))
    assert cell == place[0]
    assert line == place[1] or (place[1] is None and line in (2, 3))
    assert message == "stopped: the snippet ran for more than 0.2 s"


def test_time_is_each_snippets_own() -> None:
    nap = Cell("import time; time.sleep(0.25)", timeout=0.6)
    assert run(nap, nap, nap).failures == ()


@posix
def test_an_article_that_takes_too_long() -> None:
    done = run(Cell("x = 1"), Cell("import time; time.sleep(300)", timeout=0.3), limits=Limits(0.1))
    assert only(done).message == "stopped: the snippet ran for more than 0.3 s"
    assert len(done.outputs) == 1


@pytest.mark.skipif(sys.platform != "linux", reason="limits of memory")
def test_memory_is_limited() -> None:
    """The line that asks for too much fails, and nothing else."""
    greedy = "x = 1\ny = bytearray(1 << 30)"
    done = run(greedy, "x", limits=Limits(memory=512 << 20))
    assert (only(done).cell, only(done).line, only(done).message) == (0, 2, "MemoryError")
    assert done.outputs[1][0].text == "1"
    assert run(greedy).failures == ()


def test_a_loop_that_prints() -> None:
    """100 MB are taken, cut and said."""
    code = "line = 'x' * 99\nfor _ in range(10**6): print(line)"
    (output,) = run(code).outputs[0]
    assert (output.kind, len(output.text), output.cut) == ("stdout", 20_000, 100_000_000)


@posix
def test_a_loop_that_prints_without_end() -> None:
    code = "line = b'x' * (1 << 24)\nimport os\nwhile True:\n    os.write(1, line)"
    assert failure(code) == (0, 4, "OSError: [Errno 27] File too large")
