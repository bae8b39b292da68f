"""Coming from markdown-katex: its articles give the same formulas, and its defects are not ours."""

from __future__ import annotations

import html
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from markdown import Markdown

from mkdocs_articles.math.engine import Options
from mkdocs_articles.math.formula import Formula
from mkdocs_articles.math.typesetter import STORE, Typesetter
from mkdocs_articles.math.v8 import V8Engine

Convert = Callable[..., tuple[str, list[str]]]

ARTICLE = r"""
# Title

Text $`a^2 + b^2`$ and ``$`E = mc^2`$``, $``\text{a ` b}``$; $`x_1 < x_2 \& y`$.

- item $`\alpha`$
- item $`|x|`$

```math
f(x) = \int_{-\infty}^\infty
    \hat f(\xi)\,e^{2 \pi i \xi x}
    \,d\xi
```

~~~math
\begin{pmatrix} a & b \\ c & d \end{pmatrix}
~~~

| a | b |
|---|---|
| $`\beta`$ | c |

*emphasis $`\gamma_1`$ and $`\gamma_2`$*

```python
print("$`x`$")
```

`$x$` and a last $`\omega`$.
"""


def formulas(body: str) -> list[tuple[str, bool]]:
    """The TeX of the typeset formulas of a page, and which are displayed."""
    found = re.findall(
        r"<math [^>]*?(display=\"block\")?>.*?<annotation[^>]*>(.*?)</annotation>", body, re.S
    )
    return [(html.unescape(tex).strip(), bool(display)) for display, tex in found]


THEIRS = """
import sys, markdown
sys.stdout.write(markdown.markdown(sys.stdin.read(), extensions=["tables", "markdown_katex"]))
"""


def test_same_formulas(convert: Convert, tmp_path: Path) -> None:
    """What it finds and typesets, we do."""
    wrapper = pytest.importorskip("markdown_katex.wrapper")
    try:
        wrapper._get_pkg_bin_path()
    except NotImplementedError:
        pytest.skip("markdown-katex brings no KaTeX for this platform")
    theirs = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", THEIRS],
        input=ARTICLE, capture_output=True, check=True, encoding="utf-8",
        env={  # its cache is in the temporary folder; with npx on the path it would wait for that
            **os.environ, "TMPDIR": str(tmp_path), "PATH": str(tmp_path), "PYTHONUTF8": "1",
        },
    )  # fmt: skip
    ours, problems = convert(ARTICLE, plain=True, extensions=["tables", "fenced_code"])
    assert len(formulas(ours)) == 11
    assert formulas(ours) == formulas(theirs.stdout)
    assert problems == []


# Its defects


def test_the_cache_stays(tmp_path: Path) -> None:
    """Theirs lies in the temporary folder and is purged after a day."""
    Typesetter(Options("v8"), tmp_path).typeset([Formula("x")])
    os.utime(tmp_path / STORE, (0, 0))

    class NoEngine(V8Engine):
        SCRIPT = tmp_path / "there is no KaTeX.js"

    later = Typesetter(Options("v8"), tmp_path)
    later._engine = NoEngine()
    assert "<math" in later.typeset([Formula("x")])[Formula("x")].html


def test_a_macro_that_changes(convert: Convert) -> None:
    """Their cache knows a file of macros by its name, not by what is in it."""
    for letter in "RQ":
        body, _ = convert(r"$\set$", plain=True, macros={r"\set": rf"\mathbb{{{letter}}}"})
        assert f'mathvariant="double-struck">{letter}<' in body


def test_a_broken_formula(convert: Convert) -> None:
    """Theirs ends the build in a traceback of Node without a file or a line."""
    body, problems = convert("One $`\\frac{a`$.\n\nTwo $`b`$.\n", plain=True)
    assert [problem.split(": ")[:2] for problem in problems] == [["<markdown>:1:14", "formula"]]
    assert formulas(body) == [("b", False)]


def test_an_opening_at_the_end_of_a_line(convert: Convert) -> None:
    """Theirs raises an IndexError."""
    assert convert("x $`a", plain=True) == ("<p>x $`a</p>", [])


@pytest.mark.parametrize(
    "text",
    [
        "```mathematica\nPlot[x]\n```",
        "```math-like\nx\n```",
        "    $`a`$ in indented code",
        "<!-- $`a`$ -->",
        "<!--\n```math\nx\n```\n-->",
    ],
)
def test_what_is_no_formula(text: str, convert: Convert) -> None:
    """Theirs takes the name of a language for its beginning, and typesets code and comments."""
    for plain in (False, True):
        body, _ = convert(text, plain=plain)
        assert "<math" not in body


def test_a_fence_in_a_quote(convert: Convert) -> None:
    """Theirs leaves it as it is."""
    body, _ = convert("> ```math\n> x\n> ```")
    assert formulas(body) == [("x", True)]


def test_a_heading(converter: Callable[..., Markdown]) -> None:
    """Theirs puts a style sheet into the title, the id and the navigation."""
    md = converter(plain=True, extensions=["toc"])
    body = md.convert("# Head $`x^2`$\n")
    [token] = md.toc_tokens  # type: ignore[attr-defined]
    assert (token["name"], token["id"]) == ("Head x^2", "head-x2")
    assert "<style" not in body


def test_no_other_host(convert: Convert) -> None:
    """Theirs links to a style sheet elsewhere, from the middle of the page."""
    body, _ = convert(ARTICLE, plain=True)
    soup = BeautifulSoup(body, "html.parser")
    assert not soup.select("link, script, style, [src], [href]")


QUIET = """
import sys
started = []
sys.addaudithook(lambda event, args: event == "subprocess.Popen" and started.append(args))
import markdown
md = markdown.Markdown(extensions=["mkdocs_articles.math"])
md.convert("No formula, $5 and $10.")
print(started)
"""


def test_nothing_starts_without_a_formula(tmp_path: Path) -> None:
    """Theirs starts npx when a configuration is read."""
    done = subprocess.run(
        [sys.executable, "-c", QUIET], capture_output=True, check=True, text=True, cwd=tmp_path
    )
    assert done.stdout == "[]\n"
