"""Snippets run for real, in processes of their own."""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from mkdocs_articles.execution import runner
from mkdocs_articles.execution.cells import Cell, Output

posix = pytest.mark.skipif(sys.platform == "win32", reason="processes in groups")


def run(*cells: str | Cell) -> runner.Run:
    return runner.run([c if isinstance(c, Cell) else Cell(c) for c in cells])


def outputs(*cells: str | Cell) -> list[dict[str, str]]:
    """What each cell gave, as texts by their kinds."""
    done = run(*cells)
    assert done.failure is None
    return [{output.kind: output.text for output in cell} for cell in done.outputs]


def failure(*cells: str | Cell) -> tuple[int, int, str]:
    """Cell (from 0), line (from 1) and message of what stopped a run."""
    found = run(*cells).failure
    assert found
    return found.cell, found.line, found.message


# Values and state


def test_state_is_shared_within_a_run() -> None:
    assert outputs("x = 20", "def f(y):\n    return x + y", "f(22)")[2] == {"result": "42"}


def test_state_is_not_shared_with_the_next_run() -> None:
    assert outputs("x = 1; import json", "x")[1] == {"result": "1"}
    assert failure("x") == (0, 1, "NameError: name 'x' is not defined")
    assert failure("json") == (0, 1, "NameError: name 'json' is not defined")


def test_the_value_of_a_last_expression() -> None:
    values: dict[str, str | None] = {
        "1 + 1": "2",
        "'文'": "'文'",
        "x = 1\n(x,\n x)  # twice": "(1, 1)",
        "x = 1": None,
        "None": None,
        "5;": None,
        "if True:\n    5": None,
        "": None,
        "# nothing": None,
        "'''a\nb'''": "'a\\nb'",
    }
    shown = zip(values, outputs(*values), strict=True)
    assert {code: output.get("result") for code, output in shown} == values


def test_a_snippet_is_the_program() -> None:
    """What looks for names in `__main__` finds them, and nothing of the machinery shows through."""
    assert outputs(
        "import pickle\nclass A: x = 1\npickle.loads(pickle.dumps(A())).x",
        "from dataclasses import dataclass\n@dataclass\nclass B:\n    n: 'int' = 1\nB()",
        "def f(x: int): ...\nf.__annotations__",
        "import inspect\ninspect.getsource(f)",
        "import sys; sys.argv, __name__",
        "sorted(set(globals()) - {'pickle', 'A', 'B', 'dataclass', 'f', 'inspect', 'sys'})",
        "import importlib.util\nimportlib.util.find_spec('runner'), importlib.util.find_spec('cells')",
    ) == [
        {"result": "1"},
        {"result": "B(n=1)"},
        {"result": "{'x': <class 'int'>}"},
        {"result": "'def f(x: int): ...\\n'"},
        {"result": "([''], '__main__')"},
        {
            "result": "['__builtins__', '__doc__', '__loader__', '__name__', '__package__', '__spec__']"
        },
        {"result": "(None, None)"},
    ]


# What is printed


def test_whatever_prints_is_captured_in_order() -> None:
    code = """\
import ctypes, os, subprocess, sys
print("1 print")
os.system(f"{sys.executable} -c \\"print('2 os.system')\\"")
print("3 print", end="")
os.write(1, b" 4 os.write\\n")
subprocess.run([sys.executable, "-c", "print('5 subprocess')"])
ctypes.CDLL(None).puts(b"6 C") if os.name == "posix" else print("6 C")
sys.__stdout__.write("7 stdout\\n");
"""
    printed = outputs(code)[0]["stdout"]
    lines = printed.split("\n")
    assert sorted(lines) == [
        "", "1 print", "2 os.system", "3 print 4 os.write", "5 subprocess", "6 C", "7 stdout",
    ]  # fmt: skip
    assert [line[:1] for line in lines if line[:1] != "6"] == ["1", "2", "3", "5", "7", ""]


def test_standard_error_is_apart() -> None:
    code = """\
import os, sys, warnings
print("out")
print("err", file=sys.stderr)
os.system("echo sh >&2")
warnings.warn("careful")
"""
    assert outputs(code) == [
        {
            "stdout": "out\n",
            "stderr": 'err\nsh\n<cell 1>:5: UserWarning: careful\n  warnings.warn("careful")\n',
        }
    ]


def test_a_log_set_up_in_one_snippet_is_heard_in_the_next() -> None:
    told = outputs("import logging; logging.basicConfig()", "logging.warning('now')")
    assert told == [{}, {"stderr": "WARNING:root:now\n"}]


def test_a_snippet_may_close_its_output() -> None:
    assert outputs("import os; os.close(1)", "print('again')")[1] == {"stdout": "again\n"}


TEXTS = {
    "print('中文 🎈 ℝ')": "中文 🎈 ℝ\n",
    "print('a\\r\\nb\\r\\n', end='')": "a\nb\n",
    r"for n in 1, 50, 100: print(f'\r{n} %', end='')": "100 %",
    r"print('10 %\r20 %\r\ndone')": "20 %\ndone\n",
    r"print('end\r', end='')": "end",
    r"import os; os.write(1, b'\xff\n') and None": "\ufffd\n",
    r"print('\x1b[31mred\x1b[0m')": "\x1b[31mred\x1b[0m\n",
    "print(os.getcwd(), os.path.abspath('f.txt'))": ". ./f.txt\n",
    "print(os.path.expanduser('~/x'))": "~/x\n",
    "import json; print(json.__file__)": "json/__init__.py\n",
    "print('Matplotlib is building the font cache; this may take a moment.\\nx')": "x\n",
}


def test_text() -> None:
    """As a terminal would leave it, and as any machine would print it."""
    assert dict(zip(TEXTS, outputs(*TEXTS), strict=True)) == {
        code: {"stdout": text} for code, text in TEXTS.items()
    }


def test_half_a_character_is_no_reason_to_stop() -> None:
    code = "class A:\n    def __repr__(self): return '\\ud800'\nA()"
    assert outputs(code) == [{"result": "\\ud800"}]


def test_very_long_output_is_cut() -> None:
    long, line, result = outputs(
        "for n in range(10**5): print(n)", "print('x' * 10**7)", "'文' * 10**6"
    )
    assert long["stdout"].startswith("0\n1\n2\n")
    assert [len(item) for item in (*long.values(), *line.values(), *result.values())] == [
        20_002
    ] * 3
    assert all(item.endswith("\n…") for item in (*long.values(), *line.values(), *result.values()))


# Failures


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


def test_nothing_runs_after_a_failure(tmp_path: Path) -> None:
    file = tmp_path / "ran"
    done = run("print('first')", "1/0", f"open({str(file)!r}, 'w')")
    assert done.outputs == ((Output("stdout", "first\n"),),)
    assert not file.exists()


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
    assert failure(Cell("1/0", error=True), code, "1") == (1, 0, message)
    assert failure(code) == (0, 0, message)


@posix
def test_a_fork_that_goes_on_prints_nothing_twice() -> None:
    assert outputs("import os\nif os.fork(): os.wait()", "print('once')")[1] == {"stdout": "once\n"}


def test_other_interpreters(tmp_path: Path) -> None:
    assert runner.run([Cell("1")], interpreter=sys.executable).failure is None
    missing = runner.run([Cell("1")], interpreter=str(tmp_path / "python")).failure
    assert missing
    assert missing.message == f"cannot run {tmp_path / 'python'}: No such file or directory"
    assert "interpreter" in missing.hint


@posix
def test_an_interpreter_that_is_none(tmp_path: Path) -> None:
    script = tmp_path / "python"
    script.write_text("#!/bin/sh\necho 'this is no Python' >&2\nexit 7\n")
    script.chmod(0o755)
    wrong = runner.run([Cell("1")], interpreter=str(script)).failure
    assert wrong
    assert wrong.message == "the process ended with status 7: this is no Python"
    assert "interpreter" in wrong.hint


# Time and processes


def runs(pid: int) -> bool:
    """Whether a process is there and no zombie."""
    done = subprocess.run(
        ["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False
    )
    return bool(done.stdout.strip()) and not done.stdout.startswith("Z")


def gone(pid: int) -> bool:
    """Whether a process is no more; its end takes the system a moment."""
    for _ in range(100):
        if not runs(pid):
            return True
        time.sleep(0.02)
    return False


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
    nap = Cell("import time; time.sleep(0.3)", timeout=1)
    assert run(nap, nap, nap, nap).failure is None


# What a snippet may see, and what it leaves


def test_secrets_are_not_inherited(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("GITHUB_TOKEN", "AWS_SECRET_ACCESS_KEY", "PYTHONPATH", "SSH_AUTH_SOCK", "X"):
        monkeypatch.setenv(name, "secret-8421")
    (seen,) = outputs("import os; print(dict(os.environ))\nos.system('env') and None")
    assert "secret-8421" not in seen["stdout"]
    assert "PATH" in seen["stdout"]


def test_nothing_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here, temporary = tmp_path / "here", tmp_path / "temporary"
    here.mkdir()
    temporary.mkdir()
    monkeypatch.chdir(here)
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    code = """\
import os, pathlib, tempfile
pathlib.Path("a.txt").write_text("a")
pathlib.Path.home().joinpath("b.txt").write_text("b")
tempfile.mkstemp()
pathlib.Path("helper.py").write_text("x = 5")
os.makedirs("locked"); os.chmod("locked", 0o500)
import helper
helper.x, os.listdir()
"""
    (shown,) = outputs(code)
    assert shown["result"].startswith("(5, ['")
    assert list(here.iterdir()) == []
    assert list(temporary.iterdir()) == []


# Figures

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


def test_versions_of_what_is_imported() -> None:
    pytest.importorskip("markdown")
    done = run("import json, markdown\nfrom os import path", Cell("x = (", error=True))
    assert list(done.versions) == ["python", "markdown"]
    assert done.versions["python"] == ".".join(map(str, sys.version_info[:3]))
