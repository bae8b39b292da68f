"""Fences marked `.run` on pages."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import markdown
import pytest
from mkdocs.exceptions import Abort

import golden
from sites import Site

Render = Callable[..., tuple[str, list[str]]]
CASES = golden.load(Path(__file__).parent / "rendered")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_rendered(case: golden.Golden, render: Render) -> None:
    text = case.sections["input.md"] + "\n"
    if case.options.get("newline") == "crlf":
        text = text.replace("\n", "\r\n")
    html, problems = render(text, "auto", language=case.options.get("language", "en"))
    assert html == case.sections["output.html"]
    assert "\n".join(problems) == case.sections.get("problems.txt", "")


# What is shown of the store

TWO = """\
---
title: A
---

```python {.run}
x = 20
x
```

```python {.run alt="x" caption="y"}
print(x + 22)
```
"""


def shown(html: str) -> list[str]:
    """The text of the outputs on a page."""
    return re.findall(r'<pre class="cell-text[^>]*>(.*?)</pre>', html, re.DOTALL)


def test_frozen_outputs_are_shown_and_nothing_runs(render: Render, tmp_path: Path) -> None:
    file = tmp_path / "ran"
    text = f"```python {{.run}}\nopen({str(file)!r}, 'a').write('x')\n```\n"
    assert render(text, "frozen") == (
        '<div class="cell"><pre class="highlight"><code class="language-python">'
        f"open({str(file)!r}, 'a').write('x')</code></pre></div>",
        [
            "docs/posts/a.md:2: this snippet has no frozen output; "
            "run `articles freeze docs/posts/a.md` and commit docs/_frozen"
        ],
    )
    assert not file.exists()
    first = render(text, "auto")
    assert (shown(first[0]), first[1]) == (["1"], [])
    assert render(text, "frozen") == render(text, "auto") == first
    assert file.read_text() == "x"
    assert render(text, "force") == first
    assert file.read_text() == "xx"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("---\n\n", "---\n\nMore prose, $x^2$.\n\n"),
        ("title: A", "title: Another\ndescription: longer\ntags: [a]"),
        ('alt="x" caption="y"', 'alt="longer"'),
        ('alt="x"', 'alt="x" hide=source timeout=5'),
        ('alt="x"', '#id .class title="t" alt="x"'),
        ("```python {.run}\nx", "> ```python {.run}\n> x"),
        ("```", "~~~"),
        ("python", "py"),
        ("\n", "\r\n"),
    ],
)
def test_what_makes_nothing_stale(render: Render, old: str, new: str) -> None:
    render(TWO, "auto")
    assert old in TWO
    text = TWO.replace(old, new)
    if ">" in new:
        text = text.replace("x\n```\n\n", "> x\n> ```\n\n", 1)
    html, problems = render(text.encode())
    assert problems == []
    assert shown(html) == ["20", "42"]


def test_an_edit_makes_later_snippets_stale(render: Render) -> None:
    render(TWO, "auto")
    hint = "run `articles freeze docs/posts/a.md` and commit docs/_frozen"
    html, problems = render(TWO.replace("x + 22", "x + 23"))
    assert shown(html) == ["20"]
    assert problems == [f"docs/posts/a.md:11: the frozen output of this snippet is stale; {hint}"]
    html, problems = render(TWO.replace("x = 20", "x = 21"))
    assert shown(html) == []
    assert problems == [
        f"docs/posts/a.md:6: the frozen output of this snippet is stale (and 1 more below); {hint}"
    ]


def test_hints_name_the_folder_of_the_docs(render: Render) -> None:
    _, problems = render(TWO, docs="content/文档", uri="a.md")
    assert problems == [
        "content/文档/a.md:6: this snippet has no frozen output (and 1 more below); "
        "run `articles freeze content/文档/a.md` and commit content/文档/_frozen"
    ]


def test_off(render: Render, tmp_path: Path) -> None:
    html, problems = render(TWO, "off")
    assert (shown(html), problems) == ([], [])
    assert html.count('<div class="cell">') == 2
    assert not (tmp_path / "docs/_frozen").exists()


def test_a_failed_run_freezes_nothing(render: Render, tmp_path: Path) -> None:
    render(TWO, "auto")
    before = (tmp_path / "docs/_frozen/posts/a.md.json").read_bytes()
    html, problems = render(TWO.replace("x + 22", "x / 0"), "auto")
    assert shown(html) == ["20"]
    assert len(problems) == 1
    assert problems[0].startswith("docs/posts/a.md:11: ZeroDivisionError: division by zero; ")
    assert (tmp_path / "docs/_frozen/posts/a.md.json").read_bytes() == before
    assert [p.name for p in (tmp_path / "docs/_frozen").rglob("*") if p.is_file()] == ["a.md.json"]


def test_pages_share_no_state(render: Render) -> None:
    render("```python {.run}\nx = 1\n```\n", "auto", uri="posts/a.md")
    html, problems = render("```python {.run}\nx\n```\n", "auto", uri="posts/b.md")
    assert (shown(html), len(problems)) == ([], 1)
    assert problems[0].startswith("docs/posts/b.md:2: NameError: name 'x' is not defined; ")


def test_a_removed_snippet_leaves_the_record(render: Render, tmp_path: Path) -> None:
    render(TWO, "auto")
    record = tmp_path / "docs/_frozen/posts/a.md.json"
    shorter = TWO[: TWO.rindex("```python")]
    assert '"42"' in record.read_text()
    assert render(shorter, "frozen")[1] == []
    assert render(shorter, "auto")[1] == []
    assert '"42"' not in record.read_text()
    assert shown(render(shorter, "frozen")[0]) == ["20"]


def test_a_broken_record_is_one_problem(render: Render, tmp_path: Path) -> None:
    record = tmp_path / "docs/_frozen/posts/a.md.json"
    record.parent.mkdir(parents=True)
    record.write_text("<<<<<<< HEAD")
    html, problems = render(TWO)
    assert (shown(html), problems) == (
        [],
        [
            "docs/posts/a.md:6: the frozen outputs cannot be read "
            "(Expecting value: line 1 column 1 (char 0)) (and 1 more below); "
            "run `articles freeze docs/posts/a.md` and commit docs/_frozen"
        ],
    )
    assert render(TWO, "auto")[1] == []
    assert render(TWO, "frozen")[1] == []


@pytest.mark.parametrize(
    ("uri", "address"),
    [
        ("index.md", "_frozen/index/"),
        ("posts/中文 %.md", "../../_frozen/posts/%E4%B8%AD%E6%96%87%20%25/"),
    ],
)
def test_figures(render: Render, tmp_path: Path, uri: str, address: str) -> None:
    text = (
        '```python {.run alt="A \'line\' &amp; <b>" caption="x < y"}\n'
        "import matplotlib.pyplot as plt\nplt.plot([1, 2])\n```\n"
    )
    html, problems = render(text, "auto", uri=uri)
    dark, name = sorted(
        (path.name for path in tmp_path.rglob("*.svg")), key=lambda n: f"{n}#only-light" in html
    )
    assert problems == []
    assert 'class="cell-output cell-output--figure"' in html
    match = re.search(
        rf'<figure class="cell-figure"><img src="{address}{name}#only-light" alt="(.*?)" '
        rf'width="(\d{{3}})" height="(\d{{3}})" loading="lazy"><img src="{address}{dark}#only-dark" '
        r'alt="\1" width="\2" height="\3" loading="lazy"><figcaption>x &lt; y</figcaption></figure>',
        html,
    )
    assert match
    assert match[1] == "A &#x27;line&#x27; &amp;amp; &lt;b&gt;"
    (tmp_path / "docs/_frozen" / uri.removesuffix(".md") / name).unlink()
    assert (
        "is stale" in render(text, uri=uri)[1][0]
        or "no frozen output" in render(text, uri=uri)[1][0]
    )


def test_included_files_have_lines_of_their_own(render: Render, tmp_path: Path) -> None:
    """Code from a file, a part of a file, and a snippet with a fence in it, in a tab."""
    (tmp_path / "code.py").write_text("x = 1\n\n\ndef f():\n    return 1/0\n\nf()\n")
    (tmp_path / "part.md").write_text("Text.\n\n```python {.run}\nprint(x)\nint('y')\n```\n")
    extensions: dict[str, Any] = {
        "pymdownx.superfences": {}, "pymdownx.snippets": {}, "pymdownx.tabbed": {},
        "mkdocs_articles.execution": {},
    }  # fmt: skip
    text = (
        '---\ntitle: A\n---\n\n```python {.run}\n--8<-- "code.py"\n```\n\n'
        '=== "Tab"\n\n    --8<-- "part.md"\n\n    ```python {.run}\n    unknown\n    ```\n'
    )
    _, problems = render(text, "auto", extensions=extensions)
    assert [p.partition(";")[0] for p in problems] == [
        "code.py:5: ZeroDivisionError: division by zero",
        "docs/posts/a.md:14: NameError: name 'unknown' is not defined",
        "part.md:5: ValueError: invalid literal for int() with base 10: 'y'",
    ]


def test_a_figure_without_alternative_text(render: Render) -> None:
    plot = "import matplotlib.pyplot as plt; plt.plot([1]);"
    text = "".join(
        f"```python {{.run{options}}}\n{plot}\n```\n\n"
        for options in ("", " alt=''", " hide=output", ' alt="x"', " hide=source")
    )
    _, problems = render(text, "auto")
    assert problems == [
        f"docs/posts/a.md:{line}: a figure has no alternative text; "
        'describe it with alt="…", or write alt="" if it only decorates'
        for line in (1, 17)
    ]
    assert render(text)[1] == problems


def test_files_that_snippets_depend_on(render: Render, tmp_path: Path) -> None:
    """A change makes stale what names the file, and what comes after it."""
    files = {"docs/posts/data.csv": "1,2", "docs/helper.py": "x = 5"}
    for name, content in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(content)
    text = (
        "```python {.run}\n1\n```\n\n"
        "```python {.run deps=\"data.csv ../helper.py\"}\nimport sys; sys.path.append('..')\n"
        "import helper; open('data.csv').read(), helper.x\n```\n"
    )
    html, problems = render(text, "auto")
    assert (shown(html), problems) == (["1", "('1,2', 5)"], [])
    (tmp_path / "docs/posts/data.csv").write_text("3,4")
    html, problems = render(text)
    assert shown(html) == ["1"]
    assert [one.partition(";")[0] for one in problems] == [
        "docs/posts/a.md:6: the frozen output of this snippet is stale"
    ]
    assert shown(render(text, "auto")[0]) == ["1", "('3,4', 5)"]
    (tmp_path / "docs/helper.py").unlink()
    assert [one.partition(";")[0] for one in render(text)[1]] == [
        "docs/posts/a.md:5: deps: no such file: ../helper.py",
        "docs/posts/a.md:6: the frozen output of this snippet is stale",
    ]


@pytest.mark.parametrize("name", ["../../../etc/passwd", "/etc/passwd", "link"])
def test_files_elsewhere_are_not_taken(render: Render, tmp_path: Path, name: str) -> None:
    (tmp_path / "docs/posts").mkdir(parents=True)
    (tmp_path / "docs/posts/link").symlink_to("/etc/passwd")
    text = f'```python {{.run deps="{name}"}}\nimport os; os.listdir()\n```\n'
    html, problems = render(text, "auto")
    assert shown(html) == ["[]"]
    assert len(problems) == 1
    assert problems[0].startswith("docs/posts/a.md:1: deps: ")
    assert "outside of the site's folder; copy the file" in problems[0]


def test_rich_values(render: Render) -> None:
    """HTML is shown without what acts; LaTeX is typeset where formulas are, else it is text."""
    text = """\
```python {.run}
class A:
    def _repr_html_(self):
        return ('<table border="1" onclick="f()"><tr><td><a href="javascript:f()">x</a></td></tr>'
                "</table><script>f()</script>")
class B:
    def __repr__(self): return "x^2"
    def _repr_latex_(self): return "$x^2 < y$"
display(A(), B())
```
"""
    html, problems = render(text, "auto")
    assert problems == []
    assert (
        '<div class="cell-html" tabindex="0"><table><tr><td><a>x</a></td></tr></table></div>'
        in html
    )
    assert shown(html) == ["x^2"]
    extensions: dict[str, Any] = {"mkdocs_articles.execution": {}, "mkdocs_articles.math": {}}
    html, problems = render(text, extensions=extensions)
    assert problems == []
    assert re.search(r'<div class="cell-latex"><tex-math.*x\^2 &lt; y</annotation>', html)
    broken = text.replace("x^2 <", r"\\nonsense")
    html, problems = render(broken, "auto", extensions=extensions)
    assert problems[0].startswith(
        "docs/posts/a.md:1: its output: formula: Undefined control sequence"
    )


def test_long_output_says_so(render: Render) -> None:
    html, problems = render("```python {.run}\nprint('x' * 30_000)\n```\n", "auto", language="zh")
    assert problems == []
    assert len(shown(html)[0]) == 20_000
    assert (
        '<p class="cell-cut">输出很长，这里只显示前 20,000 个字符（共 30,001 字节）。</p>' in html
    )


def test_a_misspelt_option(render: Render) -> None:
    text = '```python {.run captoin="x" data-x="1" title="t"}\n1\n```\n'
    assert render(text, "auto")[1] == [
        "docs/posts/a.md:1: unknown option captoin of a runnable snippet; did you mean `caption`?"
    ]


def test_options_of_the_site(render: Render, caplog: pytest.LogCaptureFixture) -> None:
    slow = "```python {.run}\nimport time; time.sleep(30)\n```\n"
    _, problems = render(slow, "auto", timeout=0.2)
    assert problems[0].startswith("docs/posts/a.md:2: stopped: the snippet ran for more than 0.2 s")
    with pytest.raises(Abort):
        render(slow, memory="much")
    assert "memory: not a number: 'much'" in caplog.text


@pytest.mark.parametrize(
    "extensions",
    [
        {"mkdocs_articles.execution": {}},
        {"attr_list": {}, "mkdocs_articles.execution": {}, "codehilite": {}},
        {"mkdocs_articles.execution": {}, "pymdownx.superfences": {"preserve_tabs": True}},
        {"mkdocs_articles.execution": {}, "mkdocs_articles.math": {"engine": "v8"}},
    ],
    ids=["alone", "codehilite", "preserved tabs", "formulas"],
)
def test_sites(render: Render, extensions: dict[str, Any]) -> None:
    """What a site lists besides, or does not list, is its own affair."""
    text = "- x\n\n    ```python {.run hide=source}\n    '$x^2$ & $y$'\n    ```\n\n"
    text += "````\n```python {.run}\n1/0\n```\n````\n"
    html, problems = render(text, "auto", extensions=extensions)
    assert problems == []
    assert shown(html) == ["'$x^2$ &amp; $y$'"]


def test_another_interpreter(render: Render, tmp_path: Path) -> None:
    """It is named from the folder of `mkdocs.yml`, though snippets run elsewhere."""
    _, problems = render("```python {.run}\n1\n```\n", "auto", interpreter="env/bin/python")
    assert problems == [
        f"docs/posts/a.md:2: cannot run {tmp_path}/env/bin/python: No such file or directory; "
        "name a Python in the option `interpreter` of mkdocs_articles.execution"
    ]


def test_without_a_generator(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Plain Python-Markdown has no file's name: nothing runs, nothing is written, that is said."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ARTICLES_EXECUTE", "force")
    text = "```python {.run}\nopen('ran', 'w')\n```\n"
    html = markdown.markdown(text, extensions=["mkdocs_articles.execution"])
    assert html.startswith('<div class="cell"><div class="highlight">')
    assert "\x02" not in html
    assert [record.getMessage().partition(":")[0] for record in caplog.records] == ["<markdown>"]
    assert list(tmp_path.iterdir()) == []


# Real builds

PLAIN = "theme: mkdocs\n"


def test_a_build_that_runs_snippets(site: Callable[..., Site]) -> None:
    """It removes no figure that MkDocs has already listed, and publishes the new ones."""
    text = (
        "# A\n\n```python {.run alt='x'}\nimport matplotlib.pyplot as plt\nplt.plot([1, 2])\n```\n"
    )
    made = site({"docs/a.md": text}, PLAIN)
    assert made.warnings("--strict", ARTICLES_EXECUTE="auto") == []
    (made.folder / "docs/a.md").write_text(text.replace("[1, 2]", "[2, 1]"))
    done = made.build("--strict", ARTICLES_EXECUTE="auto")
    assert done.returncode == 0, done.stderr
    addresses = re.findall(r'<img src="([^"#]+)#', made.page("a/"))
    assert len(addresses) == 2
    for address in addresses:
        assert (made.folder / "site/a" / address).resolve().is_file()


def test_a_default_build_runs_nothing_and_says_so(
    site: Callable[..., Site], tmp_path: Path
) -> None:
    file = tmp_path / "ran"
    text = f"# A\n\n```python {{.run}}\nopen({str(file)!r}, 'w')\n```\n"
    made = site({"docs/posts/a.md": f"---\ndate: 2026-01-01\n---\n{text}"}, PLAIN)
    problem = (
        "docs/posts/a.md:7: this snippet has no frozen output; "
        "run `articles freeze docs/posts/a.md` and commit docs/_frozen"
    )
    done = made.build("--strict")
    assert done.returncode == 1
    assert f"WARNING -  {problem}\n" in done.stderr
    assert not file.exists()
    assert made.warnings() == [problem]
    assert not file.exists()
    assert not (made.folder / "docs/_frozen").exists()


def test_the_configuration_switches_nothing_on(site: Callable[..., Site], tmp_path: Path) -> None:
    file = tmp_path / "ran"
    config = "markdown_extensions:\n  - mkdocs_articles.execution: {mode: force}\n"
    text = f"# A\n\n```python {{.run}}\nopen({str(file)!r}, 'w')\n```\n"
    done = site({"docs/posts/a.md": text}, PLAIN + config).build()
    assert done.returncode == 1
    assert "mkdocs_articles.execution: unknown option `mode`" in done.stderr
    assert not file.exists()


def test_a_mode_that_is_none(site: Callable[..., Site]) -> None:
    made = site({"docs/posts/a.md": TWO}, PLAIN)
    done = made.build(ARTICLES_EXECUTE="always")
    assert done.returncode == 1
    assert "ARTICLES_EXECUTE=always: expected off, frozen, auto or force\n" in done.stderr
    assert "Traceback" not in done.stderr
