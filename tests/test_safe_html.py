"""`safe_html: true`: what a stranger sends is shown, and nothing of it acts."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Dialog

from browsing import served
from sites import Site

pytest.importorskip("nh3")

CONFIG = """\
theme:
  name: material
  font: false
  features: [content.code.copy, toc.follow]
site_url: https://example.com/repo/
markdown_extensions:
  - attr_list
  - md_in_html
  - tables
  - admonition
  - footnotes
  - toc: {permalink: true}
  - pymdownx.details
  - pymdownx.highlight: {anchor_linenums: true}
  - pymdownx.superfences
  - pymdownx.tabbed: {alternate_style: true}
  - pymdownx.tasklist: {custom_checkbox: true}
  - mkdocs_articles.math
  - mkdocs_articles.execution
plugins:
  - mkdocs-jupyter: {include: ["*.ipynb"]}
  - articles:
      safe_html: SAFE
  - articles-search
"""
PROOF = "window.pwned=1;alert(1)"
EVIL = f'"><script>{PROOF}</script><img src=x onerror="{PROOF}">'
HOSTILE = f"""\
---
title: {json.dumps("Hostile " + EVIL)}
date: 2026-02-02
tags: [{json.dumps(EVIL)}, ordinary]
categories: [{json.dumps("</script>" + EVIL)}]
authors: [{json.dumps(EVIL)}]
author: {json.dumps(EVIL)}
series: {json.dumps(EVIL)}
description: {json.dumps("</script>" + EVIL)}
cover: "javascript:{PROOF}"
---
[click me](javascript:{PROOF.replace("(1)", "`1`")}) and [me](&#106;avascript:{PROOF}) and
<javascript:alert`1`>

$\\href{{javascript:{PROOF}}}{{x}}$
"""
RAW = f"""

<script>{PROOF}</script>
<svg onload="{PROOF}"><script>{PROOF}</script><a xlink:href="javascript:{PROOF}">
<text y="9">x</text></a></svg>
<img src=x onerror="{PROOF}"> <a href="java&#9;script:{PROOF}" id="raw">raw</a>
<iframe srcdoc="<script>parent.{PROOF}</script>"></iframe>
<math><mtext><style><img src=x onerror="{PROOF}"></style></mtext></math>
<form action="javascript:{PROOF}"><button formaction="javascript:{PROOF}">go</button></form>
<div id="__config">{{}}</div> <div style="position:fixed;inset:0;text-align:left">over</div>
<a class="md-overlay note" href="https://example.org/" style="height:100%">under</a>

A paragraph with a handler.
{{: onclick="{PROOF}" }}
"""
GOOD = """\
---
title: Good
date: 2026-01-01
---
Before $x^2$ it.

!!! note "Admonition"
    Text

=== "One"
    first
=== "Two"
    second

```python
print(1)  # code
```

| a | b |
|---|--:|
| 1 | 2 |

- [x] done

Footnote[^1].

[^1]: there
"""


def _build(folder: Path, safe: str, hostile: str) -> tuple[Site, str]:
    files: dict[str, str | bytes] = {"docs/posts/hostile.md": hostile, "docs/posts/good.md": GOOD}
    site = Site.write(folder, files, CONFIG.replace("SAFE", safe))
    done = site.build()
    assert done.returncode == 0, done.stderr
    return site, done.stderr


@pytest.fixture(scope="module")
def safe(tmp_path_factory: pytest.TempPathFactory) -> tuple[Site, str]:
    return _build(tmp_path_factory.mktemp("safe"), "true", HOSTILE + RAW)


@pytest.fixture(scope="module")
def trusting(tmp_path_factory: pytest.TempPathFactory) -> Site:
    return _build(tmp_path_factory.mktemp("trusting"), "false", HOSTILE)[0]


def _visit(browser: Browser, site: Site) -> None:
    """Go through the pages, and try what a reader may try; a script of the author's shows itself."""
    with served(site.folder / "site") as address:
        page = browser.new_page()
        dialogs: list[str] = []

        def dismiss(dialog: Dialog) -> None:
            dialogs.append(dialog.message)
            dialog.dismiss()

        page.on("dialog", dismiss)
        pages = sorted((site.folder / "site").rglob("index.html"))
        for path in pages:
            page.goto(address + path.relative_to(site.folder / "site").as_posix())
            assert page.evaluate("window.pwned") is None, path
            assert page.locator("[onerror], [onload], [onclick]").count() == 0, path
            links = page.eval_on_selector_all("a", "all => all.map(a => a.protocol)")
            assert "javascript:" not in links, path
        page.goto(address)
        page.keyboard.press("/")
        page.keyboard.type("hostile")
        page.wait_for_selector("dialog [role=option], dialog li")
        page.wait_for_timeout(300)
        assert page.evaluate("window.pwned") is None
        assert dialogs == []
        page.close()


def test_nothing_acts(safe: tuple[Site, str], browser: Browser) -> None:
    _visit(browser, safe[0])


def test_names_are_no_markup_anywhere(trusting: Site, browser: Browser) -> None:
    """Also without `safe_html`: what is no HTML is never taken for it."""
    _visit(browser, trusting)


def test_feeds_and_data_carry_no_script(trusting: Site) -> None:
    for name in ("feed.xml", "rss.xml"):
        text = (trusting.folder / "site" / name).read_text(encoding="utf-8")
        assert 'href="javascript:' not in text
    assert (
        "</script>"
        not in trusting.page("posts/hostile/")
        .partition("ld+json")[2]
        .partition("{")[2]
        .partition("}</script>")[0]
    )


def test_the_author_is_told(safe: tuple[Site, str]) -> None:
    (line,) = [one for one in safe[1].splitlines() if "not allowed here" in one]
    assert "docs/posts/hostile.md:" in line
    for what in (
        "<script>", "<iframe>", "<form>", "<button>", "onclick of <p>", "onerror of <img>",
        "style position of <div>", "class md-overlay of <a>",
    ):  # fmt: skip
        assert what in line


def test_what_is_ours_survives(safe: tuple[Site, str]) -> None:
    """Formulas, code, tabs, admonitions, tables, tasks and footnotes."""
    html = safe[0].page("posts/good/")
    assert "posts/good.md" not in safe[1]
    for what in (
        'class="katex"', "<math", 'class="admonition note"', 'class="tabbed-set',
        'type="radio"', "__tabbed_1_1", 'class="highlight"', 'id="__codelineno-0-1"',
        "text-align", 'type="checkbox"', 'class="footnote"',
    ):  # fmt: skip
        assert what in html, what


def test_our_own_articles_are_nothing_to_refuse(tmp_path: Path) -> None:
    """Outputs, figures, snippets that readers run, and notebooks stay as they are without it."""
    docs = Path(__file__).parent.parent / "docs"
    names = ["posts/adaboost.md", "posts/tf-export-decorator.md", "posts/pca.ipynb"]
    files: dict[str, str | bytes] = {f"docs/{name}": (docs / name).read_bytes() for name in names}
    for name in names[:2]:
        for path in (docs / "_frozen").glob(f"{name.removesuffix('.md')}*/**/*"):
            files[f"docs/{path.relative_to(docs).as_posix()}"] = path.read_bytes()
        files[f"docs/_frozen/{name}.json"] = (docs / f"_frozen/{name}.json").read_bytes()
    pages = {}
    for safe in ("true", "false"):
        site = Site.write(tmp_path / safe, files, CONFIG.replace("SAFE", safe))
        done = site.build()
        assert "not allowed" not in done.stderr
        pages[safe] = {
            name: site.page(f"posts/{name}/").split("<article")[1]
            for name in ("adaboost", "tf-export-decorator", "pca")
        }
    for what in ("cell-text", "cell-figure", ".svg#only-dark", "cell--live", 'class="katex'):
        for name, page in pages["false"].items():
            assert pages["true"][name].count(what) == page.count(what), (name, what)
    assert any("cell-figure" in page for page in pages["true"].values())
    assert any("cell--live" in page for page in pages["true"].values())
