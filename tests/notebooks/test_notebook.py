"""Notebooks as articles: what mkdocs-jupyter makes of them, reduced."""

from __future__ import annotations

import base64
import inspect
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from mkdocs_jupyter import convert  # type: ignore[import-untyped]

from mkdocs_articles import notebook, notebook_math
from mkdocs_articles.adapters import jupyter
from mkdocs_articles.labels import labels_for
from mkdocs_articles.math.engine import Options
from mkdocs_articles.math.showing import AtOnce
from mkdocs_articles.math.typesetter import shared_typesetter
from notebooks.cells import PNG, SVG, TABLE, code, data, nb, one, prose, result, stream, write

Reduce = Callable[..., notebook.Notebook]
KNOWN = inspect.signature(convert.nb2html).parameters
SETTINGS = {name: value for name, value in jupyter.SETTINGS.items() if name in KNOWN}


@pytest.fixture
def reduce(tmp_path: Path) -> Reduce:
    """Reduce what mkdocs-jupyter makes of some cells."""

    def reduce(*cells: Any, math: bool = True, minor: int = 5, **options: Any) -> notebook.Notebook:
        path = tmp_path / "n.ipynb"
        path.write_text(write(*cells, minor=minor), encoding="utf-8")
        showing = AtOnce(shared_typesetter(Options(), tmp_path))
        settings: dict[str, Any] = {"resolve": str, **options}
        return notebook.reduce(
            convert.nb2html(str(path), **SETTINGS), json.loads(path.read_text("utf-8"))["cells"],
            shown="docs/n.ipynb", image_base="../images/", labels=labels_for("en"),
            math=notebook_math.Math(showing) if math else None, **settings,
        )  # fmt: skip

    return reduce


def soup(page: notebook.Notebook) -> BeautifulSoup:
    return BeautifulSoup(page.html, "html.parser")


def problems(page: notebook.Notebook) -> list[str]:
    return [str(problem) for problem in page.problems]


# Prose


def test_prose_is_plain_html(reduce: Reduce) -> None:
    page = reduce(prose("# Title\n\nA *word*, `$code$`, <b>HTML</b>.\n\n- a\n- b"))
    assert page.html == (
        '<h1 id="title">Title<a class="headerlink" href="#title">¶</a></h1>'
        "<p>A <em>word</em>, <code>$code$</code>, <b>HTML</b>.</p>\n"
        "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"
    )


def test_headings_have_ids_of_their_own(reduce: Reduce) -> None:
    page = reduce(
        prose('# 标题\n\n## 中文\n\n## 中文\n\n<a id="taken"></a>'),
        prose("## Taken\n\n## $x^2$ 与 `code`\n\n### C++ & *more*"),
        code("1", data("text/markdown", "## In an output"), data("text/html", "<h2 id='x'>x</h2>")),
    )
    assert [(h.level, h.id, h.text) for h in page.headings] == [
        (1, "标题", "标题"),
        (2, "中文", "中文"),
        (2, "中文_1", "中文"),
        (2, "taken_1", "Taken"),
        (2, "x^2-与-code".replace("^", "-"), "x^2 与 code"),
        (3, "c++-more", "C++ & more"),
    ]
    ids = [str(tag["id"]) for tag in soup(page).select("[id]")]
    assert len(set(ids)) == len(ids)
    assert page.ids == {*ids}
    assert {h.id for h in page.headings} < page.ids
    assert "In an output" in page.html


def test_formulas(reduce: Reduce) -> None:
    page = reduce(
        prose("Inline $a<b_1*c*$, `$code$`.\n\n$$\\frac{a}{b}$$\n\nThat makes $5."),
        prose("\\begin{align}a&=b\\\\c&=d\\end{align}\n\n```python\n'$x$'\n```"),
        code("print('$x$')", stream("$y$ costs\n"), data("text/latex", "$\\displaystyle x^2 < y$")),
    )  # fmt: skip
    tags = soup(page)
    annotations = [tag.get_text() for tag in tags.select("tex-math annotation")]
    assert annotations == [
        "a<b_1*c*", "\\frac{a}{b}", "\\begin{align}a&=b\\\\c&=d\\end{align}", "\\displaystyle x^2 < y",
    ]  # fmt: skip
    assert [tag.get("class") for tag in tags.select("tex-math")] == [
        None, ["display"], ["display"], None,
    ]  # fmt: skip
    assert not tags.select("p > tex-math.display")
    assert "That makes $5." in tags.get_text()
    assert [tag.get_text(strip=True) for tag in tags.select("code")] == [
        "$code$", "'$x$'", "print('$x$')",
    ]  # fmt: skip
    assert one(tags, "pre.cell-stdout").get_text() == "$y$ costs"
    assert not page.problems


def test_without_formulas(reduce: Reduce) -> None:
    assert "$x^2$" in reduce(prose("Text $x^2$."), math=False).html


def test_a_broken_formula_is_named_by_its_cell(
    reduce: Reduce, caplog: pytest.LogCaptureFixture
) -> None:
    reduce(prose("# A"), code("1"), prose("Text $\\nonsense$."))
    [problem] = caplog.messages
    assert problem.startswith("docs/n.ipynb: cell 3: formula: ")


def test_equations_are_numbered_over_cells(reduce: Reduce) -> None:
    """Labels, references and macros reach from one cell into the next."""
    page = reduce(
        prose(
            "$$\\newcommand{\\R}{\\mathbb{R}}$$\n\nSee \\eqref{eq:b}, [](#eq:b) and $\\eqref{eq:a}$."
        ),
        prose("\\begin{align}\nx &\\in \\R \\label{eq:a} \\\\\ny &= 1 \\label{eq:b}\n\\end{align}"),
        prose("Not \\eqref{eq:c}, not \\eqref{other.md#eq:a}."),
    )
    tags = soup(page)
    assert [(a["href"], a.text) for a in tags.select("a.tex-ref")] == [
        ("#eq:b", "(2)"), ("#eq:b", "(2)"), ("#eq:a", "(1)"),
    ]  # fmt: skip
    assert one(tags, "tex-math#eq\\:a").text.count("(1)") == 2, "for eyes and for readers"
    assert {"eq:a", "eq:b"} <= page.ids
    assert len(tags.select(".katex-error")) == 2
    assert problems(page) == [
        "docs/n.ipynb: cell 3: formula: reference to eq:c: no such label on this page; "
        "known: eq:a, eq:b",
        "docs/n.ipynb: cell 3: formula: reference to other.md#eq:a: no such document; "
        "name a Markdown file or a notebook, relative to this one",
    ]


def test_pasted_images_become_files(reduce: Reduce) -> None:
    attachments = {"a.png": {"image/png": base64.b64encode(PNG).decode()}}
    page = reduce(prose("![A curve](attachment:a.png)", attachments=attachments))
    ((name, content),) = page.images.items()
    assert content == PNG
    image = one(soup(page), "p > img")
    assert image.attrs == {
        "alt": "A curve", "src": f"../images/{name}", "loading": "lazy", "width": "2", "height": "3",
    }  # fmt: skip


# Links


def test_links_of_authors_are_resolved(reduce: Reduce) -> None:
    asked = []

    def resolve(address: str) -> str | None:
        asked.append(address)
        return None if "nowhere" in address else f"to/{address}"

    page = reduce(
        prose("[a](b.md#x) ![i](i.png)"),
        prose("[c](nowhere.md)"),
        code("1", data("text/markdown", "[d](d.md)"), data("text/html", '<a href="e.md">e</a>')),
        resolve=resolve,
    )
    tags = soup(page)
    assert [str(tag["href"]) for tag in tags.select("a")] == [
        "to/b.md#x",
        "nowhere.md",
        "to/d.md",
        "e.md",
    ]
    assert one(tags, "img")["src"] == "to/i.png"
    assert asked == ["b.md#x", "i.png", "nowhere.md", "d.md"]
    assert problems(page) == [
        "docs/n.ipynb: cell 2: link to nowhere.md: no such file; "
        "name a file of the docs folder, relative to the notebook"
    ]


def test_links_within_a_notebook(reduce: Reduce) -> None:
    """Jupyter's ids keep capitals."""
    page = reduce(
        prose('# My Heading\n\n## 中文 标题\n\n<a name="old"></a>'),
        prose("[a](#My-Heading) [b](#中文-标题) [c](#old) [d](#top) [e](#Nowhere)"),
    )
    links = soup(page).select("a:not(.headerlink)[href]")
    assert [str(link["href"]) for link in links[:1]] == ["#my-heading"]
    assert problems(page) == [
        "docs/n.ipynb: cell 2: link to #Nowhere: no such heading; name a heading of the notebook"
    ]


# Code and outputs


def test_code_is_highlighted_and_nothing_else(reduce: Reduce) -> None:
    cell = one(soup(reduce(code("x = 1 < 2\n'<b>'", tags=["a-tag"]))), ".cell")
    assert one(cell, ".highlight > pre > code").get_text() == "x = 1 < 2\n'<b>'\n"
    assert cell.get_text().strip() == "x = 1 < 2\n'<b>'"
    assert not cell.select(".cell-output, [id]")


def test_printed_texts_and_values(reduce: Reduce) -> None:
    printed = stream("\x1b[31mred\x1b[0m <b>\n")
    page = reduce(code("1", printed, stream("careful\n", "stderr"), result("'x<y'")))
    group = one(soup(page), ".cell > .cell-output")
    assert group.attrs == {
        "class": ["cell-output"], "role": "group", "aria-label": "Output", "data-search-exclude": "",
    }  # fmt: skip
    texts = [(tag["class"], tag.get_text()) for tag in group.select("pre")]
    assert texts == [
        (["cell-text", "cell-stdout"], "red <b>"),
        (["cell-text", "cell-stderr"], "careful"),
        (["cell-text", "cell-result"], "'x<y'"),
    ]
    assert all(tag["tabindex"] == "0" for tag in group.select("pre"))
    assert not group.select("code, span"), "no source to copy, no colours of a terminal"
    assert "Out[" not in page.html
    assert "In&nbsp;" not in page.html


def test_a_long_text_is_cut(reduce: Reduce) -> None:
    line = "<0123456789abcdef>\n"
    page = reduce(code("1", stream(line * 60_000)), code("2", stream(line * 3)))
    long, short = soup(page).select(".cell-output")
    told = "Long output: the first 20,000 characters of 1,139,999 bytes are shown."
    assert one(long, "p.cell-cut").get_text() == told
    assert one(long, "pre").get_text() == (line * 60_000)[:20_000]
    assert not short.select(".cell-cut")
    assert len(page.html) < 40_000


def test_tracebacks(reduce: Reduce) -> None:
    trace = [
        "\x1b[0;31m---------\x1b[0m",
        "\x1b[0;31mZeroDivisionError\x1b[0m: <division> \x1b[38;5;241mby zero\x1b[39m",
    ]
    page = reduce(code("1/0", nb.new_output("error", ename="E", evalue="", traceback=trace)))
    text = one(soup(page), ".cell-output pre.cell-stderr").get_text()
    assert text == "---------\nZeroDivisionError: <division> by zero"


def test_tables_keep_their_cells_and_lose_their_style(reduce: Reduce) -> None:
    page = reduce(code("df", data("text/html", TABLE)))
    html = one(soup(page), ".cell-output > .cell-html")
    assert [cell.get_text() for cell in html.select("th, td")] == ["", "价格", "0", "$5 < $10"]
    assert "1 rows × 1 columns" in html.get_text()
    assert not html.select("style, tex-math, [style], [border]")


def test_figures_become_files(reduce: Reduce) -> None:
    png = base64.b64encode(PNG).decode()
    page = reduce(
        code("plot", data("image/png", png), data("image/svg+xml", SVG), alt="一条曲线"),
        code("plot", data("image/png", png, width=20, height=30), alt="B"),
        code("plot", data("image/png", png)),
    )
    tags = soup(page)
    figures = [one(figure, "img") for figure in tags.select("figure.cell-figure")]
    names = sorted(page.images)
    assert len(names) == 2
    assert [page.images[str(f["src"]).removeprefix("../images/")] for f in figures] == [
        PNG, SVG.encode(), PNG, PNG,
    ]  # fmt: skip
    assert [(f.get("alt"), f.get("width"), f.get("height")) for f in figures] == [
        ("一条曲线", "2", "3"), ("一条曲线", None, None), ("B", "20", "30"), ("", "2", "3"),
    ]  # fmt: skip
    assert len(tags.select(".cell-output--figure")) == 3
    assert "base64" not in page.html
    hint = 'add {"alt": "…"} to the cell\'s metadata'
    assert problems(page) == [f"docs/n.ipynb: cell 3: a figure has no alternative text; {hint}"]


def test_text_around_an_image_stays(reduce: Reduce) -> None:
    image = f'<img alt="Its own" src="data:image/png;base64,{base64.b64encode(PNG).decode()}">'
    html = f"<p>before {image} after</p>"
    page = reduce(code("1", data("text/html", html), alt="A sign"))
    shown = one(soup(page), ".cell-html")
    assert shown.get_text().split() == ["before", "after"]
    assert one(shown, "img")["alt"] == "Its own"
    assert list(page.images.values()) == [PNG]


def test_an_image_that_is_none(reduce: Reduce) -> None:
    page = reduce(code("1", data("image/png", "A"), alt="A"))
    assert problems(page) == [
        "docs/n.ipynb: cell 1: an image that cannot be decoded; "
        "run the cell again, or paste the image again"
    ]


def test_outputs_that_need_a_script(reduce: Reduce) -> None:
    drawing = '<div id="a-b"></div><script src="https://cdn.example/x.js"></script>'
    page = reduce(
        prose("# A"),
        code("1", data("application/javascript", "alert(1)")),
        code("2", data("text/html", drawing)),
        code("3", data("text/vnd.mermaid", "graph TD; A-->B")),
    )
    assert problems(page) == [
        f"docs/n.ipynb: cell {number}: an output that needs a script is left out; "
        "give the cell an output such as text or an image, or clear it"
        for number in (2, 3, 4)
    ]
    assert not soup(page).select("script, .cell-output")


def test_a_script_beside_an_output_is_no_loss(reduce: Reduce) -> None:
    page = reduce(code("1", data("text/html", "<p>shown</p><script>alert(1)</script>")))
    assert not page.problems
    assert one(soup(page), ".cell-html").get_text(strip=True) == "shown"


def test_empty_cells_leave_nothing(reduce: Reduce) -> None:
    assert reduce().html == ""
    kept = reduce(code(""), prose(""), code("", stream("kept\n")))
    assert one(soup(kept), ".cell").get_text(strip=True) == "kept"


def test_notebooks_of_older_formats(reduce: Reduce) -> None:
    """Their cells have no ids."""
    cells = [
        nb.new_raw_cell("raw"), prose("## 中文 $x$"), code("1", data("image/svg+xml", SVG), alt="A"),
        prose("[x](#nowhere)"),
    ]  # fmt: skip
    old, new = reduce(*cells, minor=4), reduce(*cells)
    assert old == new
    assert problems(old)[0].startswith("docs/n.ipynb: cell 4: link to #nowhere")
    assert one(soup(old), "figure img")["alt"] == "A"


def test_other_raw_cells_stay(reduce: Reduce) -> None:
    page = reduce(prose("above"), nb.new_raw_cell("<p class='mine'>raw</p>"), prose("below"))
    assert [tag.get_text() for tag in soup(page).select("p")] == ["above", "raw", "below"]


@pytest.mark.parametrize("title", ["A < B & C > D &amp; 'E'", "Vec<int> and <b>"])
def test_front_matter_is_not_shown(reduce: Reduce, title: str) -> None:
    matter = f"---\ntitle: {title}\ndate: 2026-01-01\n---"
    page = reduce(nb.new_raw_cell(matter), prose("# A\n\nText"), code("1", stream("2\n")))
    assert soup(page).get_text().split() == ["A¶Text", "1", "2"]
    assert "2026" not in page.html
    assert page.html.startswith("<h1")


def test_a_notebook_of_front_matter_alone(reduce: Reduce) -> None:
    assert reduce(nb.new_raw_cell("---\ntitle: A\n---")).html == ""


EVERYTHING = [
    prose("# A\n\n$x$ <script>alert(1)</script> <style>p {}</style>\n\n## B\n\n![a](i.png)"),
    code(
        "1",
        stream("a\n"),
        data("text/html", TABLE),
        data("text/html", "<script src='https://cdn.example/a.js'></script><link rel='stylesheet' href='https://cdn.example/a.css'><p>a</p>"),
        data("image/svg+xml", SVG),
        data("text/latex", "$x$"),
    ),
]  # fmt: skip


def test_nothing_of_jupyters_page_is_left(reduce: Reduce) -> None:
    page = reduce(*EVERYTHING)
    assert not soup(page).select("script, style, link, svg:not(tex-math svg), [class*=jp-]")
    assert "mathjax" not in page.html.lower()
    elsewhere = re.findall(r"https?://[^\"'\s<]+", page.html)
    assert set(elsewhere) <= {"http://www.w3.org/1998/Math/MathML", "http://www.w3.org/2000/svg"}
    assert len(page.html) < 12_000
