"""Snippets run for real, in processes of their own: what they give, see and leave."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import pytest

from execution.runs import failure, outputs, run
from mkdocs_articles.execution.cells import Cell

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


def test_versions_of_what_is_imported() -> None:
    pytest.importorskip("markdown")
    done = run("import json, markdown\nfrom os import path", Cell("x = (", error=True))
    assert list(done.versions) == ["python", "markdown"]
    assert done.versions["python"] == ".".join(map(str, sys.version_info[:3]))
