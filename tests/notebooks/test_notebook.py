"""Notebooks as articles: what mkdocs-jupyter makes of them, reduced."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import nbformat.v4
import pytest
from bs4 import BeautifulSoup, Tag
from mkdocs_jupyter import convert  # type: ignore[import-untyped]

from mkdocs_articles import notebook
from mkdocs_articles.math.typesetter import shared_typesetter
from sites import Site

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAIAAAADCAYAAAC56t6BAAAAEklEQVR4nGP4z8DwHwQZYAwAR8wH+UkUhGwAAAAASUVORK5CYII="
)
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"><path d="M0 0"/></svg>'
TABLE = """<div>
<style scoped>.dataframe tbody tr th { vertical-align: top; }</style>
<table border="1" class="dataframe"><thead><tr style="text-align: right;"><th></th><th>价格</th></tr>
</thead><tbody><tr><th>0</th><td>$5 &lt; $10</td></tr></tbody></table>
<p>1 rows × 1 columns</p></div>"""

nb: Any = nbformat.v4  # without types of its own


def data(mime: str, content: str, **metadata: object) -> Any:
    return nb.new_output("display_data", {mime: content}, metadata={mime: metadata})


def result(text: str) -> Any:
    return nb.new_output("execute_result", {"text/plain": text}, execution_count=1)


def stream(text: str, name: str = "stdout") -> Any:
    return nb.new_output("stream", name=name, text=text)


def code(source: str, *outputs: Any, **metadata: object) -> Any:
    return nb.new_code_cell(source, outputs=list(outputs), metadata=metadata, execution_count=1)


def prose(text: str, **more: object) -> Any:
    return nb.new_markdown_cell(text, **more)


def write(*cells: Any, minor: int = 5, **metadata: object) -> str:
    """The file of a notebook with these cells."""
    made = nb.new_notebook(cells=list(cells), metadata=metadata)
    written = json.loads(json.dumps(made))
    written["nbformat_minor"] = minor
    for cell in written["cells"] if minor < 5 else []:
        del cell["id"]
    return json.dumps(written)


Reduce = Callable[..., notebook.Notebook]


@pytest.fixture
def reduce(tmp_path: Path) -> Reduce:
    """Reduce what mkdocs-jupyter makes of some cells."""

    def reduce(*cells: Any, math: bool = True, minor: int = 5, **options: Any) -> notebook.Notebook:
        path = tmp_path / "n.ipynb"
        path.write_text(write(*cells, minor=minor), encoding="utf-8")
        typesetter = shared_typesetter("auto", tmp_path) if math else None
        settings: dict[str, Any] = {"resolve": str, **options}
        return notebook.reduce(
            convert.nb2html(str(path)), json.loads(path.read_text("utf-8"))["cells"],
            shown="docs/n.ipynb", image_base="../images/", output_label="Output",
            typesetter=typesetter, **settings,
        )  # fmt: skip

    return reduce


def soup(page: notebook.Notebook) -> BeautifulSoup:
    return BeautifulSoup(page.html, "html.parser")


def one(tag: Tag, selector: str) -> Tag:
    (found,) = tag.select(selector)
    return found


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
        "$code$", "'$x$'", "print('$x$')", "$y$ costs",
    ]  # fmt: skip
    assert not page.problems


def test_without_formulas(reduce: Reduce) -> None:
    assert "$x^2$" in reduce(prose("Text $x^2$."), math=False).html


def test_a_broken_formula_is_named_by_its_cell(reduce: Reduce) -> None:
    page = reduce(prose("# A"), code("1"), prose("Text $\\nonsense$."))
    assert len(page.problems) == 1
    assert problems(page)[0].startswith("docs/n.ipynb: cell 3: formula: ")


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
    texts = [(tag["class"], one(tag, "code").get_text()) for tag in group.select("pre")]
    assert texts == [
        (["cell-text", "cell-stdout"], "red <b>\n"),
        (["cell-text", "cell-stderr"], "careful\n"),
        (["cell-text", "cell-result"], "'x<y'"),
    ]
    assert all(tag["tabindex"] == "0" for tag in group.select("pre"))
    assert "Out[" not in page.html
    assert "In&nbsp;" not in page.html


def test_tracebacks(reduce: Reduce) -> None:
    trace = [
        "\x1b[0;31m---------\x1b[0m",
        "\x1b[0;31mZeroDivisionError\x1b[0m: <division> \x1b[38;5;241mby zero\x1b[39m",
    ]
    page = reduce(code("1/0", nb.new_output("error", ename="E", evalue="", traceback=trace)))
    text = one(soup(page), ".cell-output pre.cell-stderr code").get_text()
    assert text == "---------\nZeroDivisionError: <division> by zero"


def test_tables_keep_their_cells_and_lose_their_style(reduce: Reduce) -> None:
    page = reduce(code("df", data("text/html", TABLE)))
    html = one(soup(page), ".cell-output > .cell-html")
    assert [cell.get_text() for cell in html.select("th, td")] == ["", "价格", "0", "$5 < $10"]
    assert "1 rows × 1 columns" in html.get_text()
    assert not html.select("style, tex-math")


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


def test_text_around_an_image_stays(reduce: Reduce) -> None:
    image = f'<img alt="Its own" src="data:image/png;base64,{base64.b64encode(PNG).decode()}">'
    html = f"<p>before {image} after</p>"
    page = reduce(code("1", data("text/html", html), alt="A sign"))
    shown = one(soup(page), ".cell-html")
    assert shown.get_text().split() == ["before", "after"]
    assert one(shown, "img")["alt"] == "Its own"
    assert list(page.images.values()) == [PNG]


def test_an_image_that_is_none(reduce: Reduce) -> None:
    page = reduce(code("1", data("image/png", "A")))
    assert problems(page) == [
        "docs/n.ipynb: cell 1: an image that cannot be decoded; "
        "run the cell again, or paste the image again"
    ]


SCRIPTS = {
    "JavaScript": data("application/javascript", "alert(1)"),
    "HTML that draws itself": data("text/html", '<div id="a-b"></div><script src="https://cdn.example/x.js"></script>'),
    "Mermaid": data("text/vnd.mermaid", "graph TD; A-->B"),
}  # fmt: skip


@pytest.mark.parametrize("output", SCRIPTS.values(), ids=SCRIPTS)
def test_outputs_that_need_a_script(reduce: Reduce, output: Any) -> None:
    page = reduce(prose("# A"), code("draw()", output))
    assert problems(page) == [
        "docs/n.ipynb: cell 2: an output that needs a script is left out; "
        "give the cell an output such as text or an image, or clear it"
    ]
    assert not soup(page).select("script, .cell-output")


def test_a_script_beside_an_output_is_no_loss(reduce: Reduce) -> None:
    page = reduce(code("1", data("text/html", "<p>shown</p><script>alert(1)</script>")))
    assert not page.problems
    assert one(soup(page), ".cell-html").get_text(strip=True) == "shown"


def test_empty_cells_leave_nothing(reduce: Reduce) -> None:
    assert reduce(code(""), prose("")).html == ""
    assert reduce().html == ""
    assert one(soup(reduce(code("", stream("kept\n")))), ".cell").get_text(strip=True) == "kept"


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


@pytest.mark.parametrize("title", ["Plain", "A < B & C > D &amp; 'E'", "Vec<int> and <b>"])
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


# Sites

CONFIG = """\
plugins:
  - mkdocs-jupyter:
      include: ["*.ipynb"]
      remove_tag_config: {remove_input_tags: [hide-input], remove_cell_tags: [hide-cell]}
  - articles
extra_css: []
"""
MATTER = nb.new_raw_cell("---\ntitle: Raw <matter>\ndate: 2026-01-03\ntags: [笔记]\n---")
FULL = write(
    MATTER,
    prose("# 标题\n\nThe first *sentence* of $x^2$. A [link](b.md#中文), [another](deep/c.ipynb#二)."),
    prose("## 中文\n\n[up](#标题)"),
    code("hidden_input = 1", stream("shown\n"), tags=["hide-input"]),
    code("plot", data("image/svg+xml", SVG), alt="一条曲线"),
    code("gone", stream("gone\n"), tags=["hide-cell"]),
)  # fmt: skip
METADATA = write(
    prose("# 一\n\n## 二\n\nOnly [metadata](../a.ipynb) and [nothing](../nowhere.md)."),
    title="Metadata", date="2026-01-02", minor=4,
)  # fmt: skip


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Site, list[str]]:
    made = Site.write(tmp_path_factory.mktemp("notebooks"), {
        "docs/posts/a.ipynb": FULL,
        "docs/posts/b.md": "---\ndate: 2026-01-01\n---\n# B\n\n## 中文 {#中文}\n\n[n](a.ipynb#中文)\n",
        "docs/posts/deep/c.ipynb": METADATA,
        "docs/posts/empty.ipynb": write(title="Empty", date="2026-01-01"),
        "docs/posts/not_json.ipynb": "# not JSON\n",
        "docs/posts/truncated.ipynb": FULL[: len(FULL) // 2],
        "docs/posts/version3.ipynb": '{"nbformat": 3, "metadata": {}, "worksheets": []}',
    }, CONFIG + "validation: {anchors: warn}\n")  # fmt: skip
    return made, made.warnings()


def test_warnings_of_a_site(built: tuple[Site, list[str]]) -> None:
    """One for each notebook that is none, with its place, and one for each broken link."""
    restore = "restore it from git, or save it again in Jupyter"
    not_json, truncated, version3, link = built[1]
    assert not_json == (
        f"docs/posts/not_json.ipynb:1:1: not a notebook: Expecting value; {restore}"
    )
    assert re.fullmatch(
        rf"docs/posts/truncated\.ipynb:1:\d+: not a notebook: .*; {restore}", truncated
    )
    assert version3 == (
        "docs/posts/version3.ipynb:1: not a notebook of format 4: it has no list of cells; "
        "open it in a current Jupyter and save it again"
    )
    assert link == (
        "docs/posts/deep/c.ipynb: cell 1: link to ../nowhere.md: no such file; "
        "name a file of the docs folder, relative to the notebook"
    )


def article(site: Site, path: str) -> Tag:
    return one(BeautifulSoup(site.page(path), "html.parser"), "article")


def test_a_notebook_is_a_page(built: tuple[Site, list[str]]) -> None:
    page = article(built[0], "posts/a/")
    assert [tag.get_text(strip=True) for tag in page.select("h1, h2")] == ["标题¶", "中文¶"]
    assert not page.select("script, style, link")
    assert "2026-01-03\ntags" not in page.get_text()
    assert "shown" in page.get_text()
    assert "hidden_input" not in page.get_text()
    assert "gone" not in page.get_text()
    image = one(page, "figure img")
    assert image["alt"] == "一条曲线"
    file = (built[0].folder / "site/posts/a" / str(image["src"])).resolve()
    assert file.read_text() == SVG


def test_its_table_of_contents_leads_to_its_headings(built: tuple[Site, list[str]]) -> None:
    page = BeautifulSoup(built[0].page("posts/a/"), "html.parser")
    links = {str(link["href"]) for link in page.select("nav.md-nav--secondary a")}
    assert links == {"#中文"}
    assert one(page, "h2")["id"] == "中文"


def test_links_between_articles(built: tuple[Site, list[str]]) -> None:
    links = article(built[0], "posts/a/").select("p a[href]")
    assert {unquote(str(link["href"])) for link in links} >= {
        "../b/#中文", "../deep/c/#二", "#标题",
    }  # fmt: skip
    assert one(article(built[0], "posts/deep/c/"), "p a[href$='a/']")["href"] == "../../a/"
    assert 'href="../a/#中文"' in unquote(built[0].page("posts/b/"))


def test_front_matter_of_both_kinds(built: tuple[Site, list[str]]) -> None:
    home = BeautifulSoup(built[0].page(""), "html.parser")
    entries = {
        link.get_text(): str(one(link.find_parent("article") or link, "time")["datetime"])[:10]
        for link in home.select("article article a.u-url")
    }
    assert entries == {
        "Raw <matter>": "2026-01-03", "Metadata": "2026-01-02", "B": "2026-01-01",
        "Empty": "2026-01-01",
    }  # fmt: skip
    assert (built[0].folder / "site/tags/笔记/index.html").is_file()


def test_the_excerpt_is_prose(built: tuple[Site, list[str]]) -> None:
    home = BeautifulSoup(built[0].page(""), "html.parser")
    excerpts = [tag.get_text() for tag in home.select(".p-summary")]
    (excerpt,) = [text for text in excerpts if "first sentence" in text]
    assert "---" not in excerpt
    assert one(home, ".p-summary tex-math annotation").get_text() == "x^2"


def test_a_broken_link_within_the_site(site: Callable[..., Site]) -> None:
    """Anchors on other pages are checked by MkDocs, when all pages are there."""
    made = site({
        "docs/posts/a.ipynb": write(prose("# A\n\n[b](b.md#nowhere)"), date="2026-01-01"),
        "docs/posts/b.md": "---\ndate: 2026-01-01\n---\n# B\n\n[a](a.ipynb#nowhere)\n",
    }, CONFIG + "validation: {anchors: warn}\n")  # fmt: skip
    done = made.build("--strict")
    assert done.returncode == 1
    for page, other in (("posts/a.ipynb", "b.md"), ("posts/b.md", "a.ipynb")):
        assert f"'{page}' contains a link '{other}#nowhere', but the doc" in done.stderr
