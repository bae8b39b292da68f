"""Fences marked `.run` on pages."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import markdown
import pytest

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
    pytest.importorskip("matplotlib")
    text = (
        '```python {.run alt="A \'line\' &amp; <b>" caption="x < y"}\n'
        "import matplotlib.pyplot as plt\nplt.plot([1, 2])\n```\n"
    )
    html, problems = render(text, "auto", uri=uri)
    (name,) = [path.name for path in tmp_path.rglob("*.svg")]
    assert problems == []
    assert 'class="cell-output cell-output--figure"' in html
    match = re.search(
        rf'<figure class="cell-figure"><img src="{address}{name}" alt="(.*?)" '
        r'width="\d{3}" height="\d{3}" loading="lazy"><figcaption>x &lt; y</figcaption></figure>',
        html,
    )
    assert match
    assert match[1] == "A &#x27;line&#x27; &amp;amp; &lt;b&gt;"
    (tmp_path / "docs/_frozen" / uri.removesuffix(".md") / name).unlink()
    assert (
        "is stale" in render(text, uri=uri)[1][0]
        or "no frozen output" in render(text, uri=uri)[1][0]
    )


def test_included_files_have_no_line(render: Render, tmp_path: Path) -> None:
    (tmp_path / "code.py").write_text("1/0\n")
    extensions: dict[str, Any] = {
        "pymdownx.superfences": {}, "pymdownx.snippets": {}, "mkdocs_articles.execution": {},
    }  # fmt: skip
    text = '```python {.run}\n--8<-- "code.py"\n```\n'
    _, problems = render(text, "auto", extensions=extensions)
    assert [p.partition(";")[0] for p in problems] == [
        "docs/posts/a.md: ZeroDivisionError: division by zero"
    ]


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
    pytest.importorskip("matplotlib")
    text = "# A\n\n```python {.run}\nimport matplotlib.pyplot as plt\nplt.plot([1, 2])\n```\n"
    made = site({"docs/a.md": text}, PLAIN)
    assert made.warnings("--strict", ARTICLES_EXECUTE="auto") == []
    (made.folder / "docs/a.md").write_text(text.replace("[1, 2]", "[2, 1]"))
    done = made.build("--strict", ARTICLES_EXECUTE="auto")
    assert done.returncode == 0, done.stderr
    (address,) = re.findall(r'<img src="([^"]+)"', made.page("a/"))
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


def test_a_mode_that_is_none(site: Callable[..., Site]) -> None:
    made = site({"docs/posts/a.md": TWO}, PLAIN)
    done = made.build(ARTICLES_EXECUTE="always")
    assert done.returncode == 1
    assert "ARTICLES_EXECUTE=always: expected off, frozen, auto or force\n" in done.stderr
    assert "Traceback" not in done.stderr
