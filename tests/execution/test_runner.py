"""Snippets run for real, in processes of their own: what they give, see and leave."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import pytest

from execution.runs import failure, outputs, run
from mkdocs_articles.execution.cells import Cell, Dependency

pytestmark = pytest.mark.usefixtures("launcher")

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
    codes = "for n in range(10**5): print(n)", "print('x' * 10**7)", "'文' * 10**6"
    (long,), (line,), (value,) = run(*codes).outputs
    assert long.text.startswith("0\n1\n2\n")
    assert [len(one.text) for one in (long, line, value)] == [20_000] * 3
    assert [one.cut for one in (long, line, value)] == [588_890, 10_000_001, 3_000_002]
    (whole,) = run("print('文' * 19_999)").outputs[0]
    assert (len(whole.text), whole.cut) == (20_000, 0)


# What values look like

RICH = """\
class Rich:
    def __init__(self, **ways):
        self.ways = ways
    def __repr__(self):
        return "plain"
    def __getattr__(self, name):
        if name in self.ways:
            return lambda: self.ways[name]
        raise AttributeError(name)
"""


def test_values_offer_what_they_look_like() -> None:
    calls = [
        "_repr_html_='<b>x</b>'",
        "_repr_latex_='$x$'",
        "_repr_html_=None, _repr_latex_=None",
        "_repr_mimebundle_={'text/html': '<i>', 'text/latex': '$y$', 'text/plain': 'z'}",
        "_repr_mimebundle_=({'text/html': '<i>'}, {})",
        "_repr_html_=5",
    ]
    done = run(RICH, *(f"Rich({call})" for call in calls), "Rich")
    assert done.failures == ()
    shown = [(one.text, one.html, one.latex) for cell in done.outputs[1:-1] for one in cell]
    assert shown == [
        ("plain", "<b>x</b>", ""), ("plain", "", "$x$"), ("plain", "", ""),
        ("plain", "<i></i>", "$y$"), ("plain", "<i></i>", ""), ("plain", "", ""),
    ]  # fmt: skip
    assert done.outputs[-1][0].text == "<class '__main__.Rich'>"


def test_a_value_that_fails_to_be_rich_is_plain() -> None:
    code = "class A:\n    def _repr_html_(self): 1/0\n    def __repr__(self): return 'a'\nA()"
    assert outputs(code) == [{"result": "a"}]


def test_pictures() -> None:
    svg = '\'<svg width="30" height="20"/>\''
    png = "b'\\x89PNG\\r\\n\\x1a\\n' + bytes(8) + bytes([0, 0, 0, 7, 0, 0, 0, 9])"
    bundle = f"{{'image/png': __import__('base64').b64encode({png}).decode()}}"
    done = run(
        RICH, f"Rich(_repr_svg_={svg})", f"Rich(_repr_png_={png})",
        f"Rich(_repr_mimebundle_={bundle})",
    )  # fmt: skip
    figures = [one for cell in done.outputs for one in cell]
    assert [(one.kind, one.width, one.height) for one in figures] == [
        ("figure", 30, 20), ("figure", 7, 9), ("figure", 7, 9)
    ]  # fmt: skip
    assert figures[1] == figures[2]
    assert done.figures[figures[0].file].startswith(b"<svg")
    assert set(done.figures) == {one.file for one in figures}


def test_values_in_the_middle() -> None:
    """They stand where they are shown, between what is printed before and after."""
    code = "import sys\nfor n in 1, 2:\n    print(n)\n    display(n * 10, 'x')\nprint(3)\n4"
    assert [(one.kind, one.text) for one in run(code).outputs[0]] == [
        ("stdout", "1\n"), ("result", "10"), ("result", "'x'"),
        ("stdout", "2\n"), ("result", "20"), ("result", "'x'"), ("stdout", "3\n"), ("result", "4"),
    ]  # fmt: skip


def test_a_table_of_pandas() -> None:
    (table,) = run(
        "import pandas as pd\npd.DataFrame({'中 <b>': [1.5, 2], 'b': ['x', None]})"
    ).outputs[0]
    assert "<style" not in table.html
    assert 'border="1"' not in table.html
    assert table.html.startswith('<div>\n<table class="dataframe">')
    assert "<th>中 &lt;b&gt;</th>" in table.html
    assert "1.5" in table.text


def test_a_formula_of_sympy() -> None:
    (value,) = run("import sympy\nx = sympy.Symbol('x')\nsympy.sqrt(x) / 2").outputs[0]
    assert (value.text, value.latex) == ("sqrt(x)/2", r"$\displaystyle \frac{\sqrt{x}}{2}$")


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


def test_files_that_a_snippet_depends_on(tmp_path: Path) -> None:
    """They have the names by which the article calls them."""
    article = tmp_path / "docs" / "posts"
    files = {"data.csv": "a,b", "sub/helper.py": "x = 5", "../shared.py": "y = 1/0"}
    found = []
    for name, content in files.items():
        path = article / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
        found.append(Dependency(name, path, "digest"))
    cell = Cell(
        "import sys\nfrom sub.helper import x\nsys.path.append('..')\nx, open('data.csv').read()",
        dependencies=tuple(found),
    )
    done = run(cell, "open('data.csv', 'w').write('changed');", "import shared")
    assert done.outputs[0][0].text == "(5, 'a,b')"
    assert [one.message for one in done.failures] == [
        "ZeroDivisionError: division by zero (../shared.py:1)"
    ]
    assert (article / "data.csv").read_text() == "a,b"


def test_a_failure_in_a_helper_names_it(tmp_path: Path) -> None:
    path = tmp_path / "helper.py"
    path.write_text("def f():\n    return 1/0\n")
    cell = Cell("import helper\nhelper.f()", dependencies=(Dependency("helper.py", path, "d"),))
    assert failure(cell) == (0, 2, "ZeroDivisionError: division by zero (helper.py:2)")


def test_versions_of_what_is_imported() -> None:
    pytest.importorskip("markdown")
    done = run("import json, markdown\nfrom os import path", Cell("x = (", error=True))
    assert list(done.versions) == ["python", "markdown"]
    assert done.versions["python"] == ".".join(map(str, sys.version_info[:3]))
