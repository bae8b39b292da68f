r"""References, macros and problems in sites: other articles, snippets, excerpts."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

import pytest
from bs4 import BeautifulSoup

from sites import Site

MakeSite = Callable[..., Site]

EXTENSIONS = """\
markdown_extensions: [attr_list, tables, toc, admonition, pymdownx.superfences,
                      pymdownx.snippets, mkdocs_articles.math]
validation: {links: {anchors: warn}}
"""

OTHER = r"""---
title: Other
date: 2026-01-01
---

By \eqref{eq:x}, [](#eq:y) and $a \stackrel{\eqref{eq:x}}{=} b$:

$$x \label{eq:x} \label{eq:also}$$

\begin{align}
1 \\
y \label{eq:y}
\end{align}
"""
WITH_SNIPPET = r"""---
date: 2026-01-02
---
# With a snippet

--8<-- "part.md"

$$s \label{eq:s}$$
"""
WITH_CODE = r"""---
date: 2026-01-03
---
# With code

- item

        $$a \label{eq:code}$$

    $$b \label{eq:b}$$

text

    $$a \label{eq:code}$$

    and $$a \label{eq:code}$$

`$$a \label{eq:code}$$`

text
    $$c \label{eq:c}$$

$$d \label{eq:d}$$
"""
CELL = r"""# Notebook

$$n \label{eq:n}$$

\eqref{eq:n}, \eqref{../posts/other.md#eq:y}, $\eqref{../posts/other.md#eq:x}$,
\eqref{../posts/other.md#eq:xx}"""
NOTEBOOK = json.dumps({
    "cells": [{"cell_type": "markdown", "id": "a", "metadata": {}, "source": CELL}],
    "metadata": {"kernelspec": {"display_name": "P", "language": "python", "name": "python3"}},
    "nbformat": 4, "nbformat_minor": 5,
})  # fmt: skip
PAGE = r"""---
title: Page
---

\eqref{../../posts/other.md#eq:y}, [](../../posts/other.md#eq:x), $\eqref{../../posts/other.md#eq:y}$,
[text](../../posts/other.md#eq:x), [text](../../posts/other.md#eq:also), [text](#eq:own),
\ref{../../posts/snippet.md#eq:s}, \eqref{../../posts/code.md#eq:d}, \eqref{page.md#eq:own}.

$$own \label{eq:own}$$
"""
FILES: dict[str, str | bytes] = {
    "docs/index.md": "# Home\n",
    "docs/posts/other.md": OTHER,
    "docs/posts/snippet.md": WITH_SNIPPET,
    "docs/posts/code.md": WITH_CODE,
    "docs/a/b/page.md": PAGE,
    "part.md": r"$$p \label{eq:p}$$",
}


def references(html: str) -> list[tuple[str, str]]:
    links = BeautifulSoup(html, "html.parser").select("a.tex-ref")
    return [(link.get_text(), str(link["href"])) for link in links]


def numbers(html: str) -> dict[str, str]:
    """Each id of a formula with the numbers that eyes see."""
    formulas = BeautifulSoup(html, "html.parser").select("tex-math[id]")
    return {
        str(formula["id"]): " ".join(re.findall(r"\(\d+\)", formula.select(".katex-tag")[0].text))
        for formula in formulas
    }


# Other articles


@pytest.mark.parametrize(
    ("config", "other", "own"),
    [
        ("plugins: [search, articles]\n", "../../../posts/{}/#{}", "./#eq:own"),
        ("plugins: []\n", "../../../posts/{}/#{}", "./#eq:own"),
        (
            "plugins: [articles]\nuse_directory_urls: false\n",
            "../../posts/{}.html#{}",
            "page.html#eq:own",
        ),
    ],
)
def test_other_articles(config: str, other: str, own: str, site: MakeSite) -> None:
    """References lead to the page, and show the number that is there."""
    made = site(FILES, EXTENSIONS + config)
    assert made.warnings() == []
    flat = "use_directory_urls" in config

    def page(path: str) -> str:
        file = f"{path}.html" if flat else f"{path}/index.html"
        return (made.folder / "site" / file).read_text(encoding="utf-8")

    assert references(page("a/b/page")) == [
        ("(3)", other.format("other", "eq:y")),
        ("(1)", other.format("other", "eq:x")),
        ("(3)", other.format("other", "eq:y")),
        ("2", other.format("snippet", "eq:s")),
        ("(3)", other.format("code", "eq:d")),
        ("(1)", own),
    ]
    assert numbers(page("posts/other")) == {"eq:x": "(1)", "eq:y": "(2) (3)"}
    assert numbers(page("posts/snippet")) == {"eq:p": "(1)", "eq:s": "(2)"}
    assert numbers(page("posts/code")) == {"eq:b": "(1)", "eq:c": "(2)", "eq:d": "(3)"}


@pytest.mark.parametrize("plugins", ["[articles]", "[]"])
def test_missing(plugins: str, site: MakeSite) -> None:
    text = r"""# Page

\eqref{none.md#eq:x} and \ref{posts/other.md#eq:z},

> $\eqref{posts/other.md#eq:xx}$ [](posts/index.md#eq:x)
"""
    made = site(FILES | {"docs/page.md": text}, f"{EXTENSIONS}plugins: {plugins}\n")
    assert [line for line in made.warnings() if "formula" in line] == [
        "docs/page.md:3:1: formula: reference to none.md#eq:x: no such document; "
        "name a Markdown file or a notebook, relative to this one",
        "docs/page.md:3:26: formula: reference to eq:z: no such label in posts/other.md; "
        "known: eq:x, eq:also, eq:y",
        "docs/page.md:5:4: formula: reference to eq:xx: no such label in posts/other.md; "
        "did you mean `eq:x`?",
        "docs/page.md:5:34: formula: reference to posts/index.md#eq:x: no such document; "
        "name a Markdown file or a notebook, relative to this one",
    ]


def test_notebook(site: MakeSite) -> None:
    """To a notebook, and from one."""
    files = FILES | {
        "docs/nb/n.ipynb": NOTEBOOK,
        "docs/page.md": r"# P" "\n\n" r"\eqref{nb/n.ipynb#eq:n}, [](nb/n.ipynb#eq:n)",
    }
    made = site(files, f"{EXTENSIONS}plugins: [mkdocs-jupyter, articles]\n")
    [warning] = made.warnings()
    assert "reference to eq:xx: no such label in ../posts/other.md; did you mean" in warning
    assert references(made.page("page/")) == [("(1)", "../nb/n/#eq:n")] * 2
    assert references(made.page("nb/n/")) == [
        ("(1)", "#eq:n"),
        ("(3)", "../../posts/other/#eq:y"),
        ("(1)", "../../posts/other/#eq:x"),
    ]


def test_excerpts(site: MakeSite) -> None:
    """An excerpt has no labels; what refers to them leads to the article."""
    files = {name: text for name, text in FILES.items() if name != "docs/a/b/page.md"}
    made = site(files, f"{EXTENSIONS}plugins: [articles]\n")
    assert made.warnings() == []
    home = BeautifulSoup(made.page(""), "html.parser")
    assert home.select("tex-math")
    assert home.select("[id^='eq:']") == []
    links = home.select(".articles-entry__excerpt a[href]")
    assert [(link.get_text(), link["href"]) for link in links] == [
        ("(1)", "posts/other/#eq:x"), ("(3)", "posts/other/#eq:y"),
    ]  # fmt: skip


# Macros


def test_macros(site: MakeSite) -> None:
    """Those of the site, those of a page's front matter, and what is wrong with them."""
    config = r"""
markdown_extensions:
  - mkdocs_articles.math:
      macros: {'\one': 'I', '\two': '\one\one #1'}
plugins: [articles]
"""
    header = "---\ntitle: A\ndate: 2026-01-01\nmacros:\n  {}\n---\n"
    files = {
        "docs/index.md": r"$\two{x}$",
        "docs/posts/a.md": header.format(r"'\one': 'E'")
        + r"$\two{x}$ $\renewcommand{\one}{L}\one$",
        "docs/posts/b.md": header.format("R: x") + r"$\one$",
        "docs/posts/c.md": "---\ndate: 2026-01-01\nmacros: [a]\n---\n# C\n\n$\\one$",
    }
    made = site(files, config)
    assert made.warnings() == [
        r"docs/posts/b.md:4: macros: not a macro's name: 'R'; "
        r"a name is a backslash and letters, such as '\R'",
        r"docs/posts/c.md:3: macros: expected names and their TeX; "
        r"write lines such as `'\R': '\mathbb{R}'`",
    ]

    def shown(path: str) -> list[str]:
        html = BeautifulSoup(made.page(path), "html.parser")
        return [one.get_text() for one in html.select("article tex-math .katex-html")]

    assert shown("")[0] == "IIx"
    assert shown("posts/a/") == ["EEx", "L"]
    assert shown("posts/b/") == shown("posts/c/") == ["I"]


def test_wrong_macros(site: MakeSite) -> None:
    config = (
        "markdown_extensions: [{mkdocs_articles.math: {macros: {R: x}}}]\nplugins: [articles]\n"
    )
    done = site({"docs/index.md": "# A"}, config).build()
    assert done.returncode
    assert "mkdocs_articles.math: macros: not a macro's name: 'R'; a name is a" in done.stderr


# Snippets


def test_places_in_snippets(site: MakeSite) -> None:
    """What is wrong in a file that was put in is named by its own name, line and column."""
    page = r"""---
title: A
date: 2026-01-01
---
before $\wronga$

--8<-- "part.md"

after $\wrongb$

- item

    --8<-- "indented.md"

--8<-- "sections.md:one"

--8<--
block.md
--8<--

$$
c \\
  \wrongc
$$
"""
    files = {
        "docs/posts/a.md": page,
        "part.md": "Part\n\ntext $\\wrongaa$ and \\eqref{none}\n\n"
        '--8<-- "inner/part.md"\n\nagain $\\wrongab$\n',
        "inner/part.md": "Inner\n\n$$\nx\n  \\wrongac\n$$\n",
        "indented.md": "Indented $\\wrongad$\n\n  $$\n  \\wrongae\n  $$\n",
        "sections.md": "$\\no$\n\n<!-- --8<-- [start:one] -->\nsection $\\wrongaf$\n"
        "<!-- --8<-- [end:one] -->\n",
        "block.md": "a block: $\\wrongag$\n",
    }
    warnings = site(files, f"{EXTENSIONS}plugins: [articles]\n").warnings()
    assert sorted(line.partition(" ")[0] for line in warnings) == sorted(
        f"{name}:{text[: found.start()].count(chr(10)) + 1}:"
        f"{found.start() - text.rfind(chr(10), 0, found.start())}:"
        for name, text in files.items()
        for found in re.finditer(r"\\(?:wrong|eqref)", text)
    )
