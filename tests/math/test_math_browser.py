"""Formulas as a reader has them, in a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from browsing import opened, served
from sites import LIGHT_AND_DARK, Site

CONFIG = (
    LIGHT_AND_DARK
    + """\
plugins: [articles]
markdown_extensions:
  - pymdownx.superfences
  - mkdocs_articles.math:
      mhchem: true
"""
)
LONG = " + ".join(f"a_{{{n}}} x^{{{n}}}" for n in range(30))
FILES: dict[str, str | bytes] = {
    "docs/posts/one.md": rf"""---
date: 2026-01-01
---
# One

The square $x^2$ and $\mathbb{{R}}$ of \eqref{{eq:long}} and \eqref{{two.md#eq:two}}.

$$
f(x) = {LONG} \label{{eq:long}}
$$

\begin{{align}}
a &= b \label{{eq:a}} \\
c &= \sum_i d_i \tag{{*}}
\end{{align}}
""",
    "docs/posts/two.md": "---\ndate: 2026-01-02\n---\n# Two\n\n" + "Text.\n\n" * 60
    + r"$$ \left(\frac{\frac ab}{\frac cd}\right) \boldsymbol\beta \mathcal{L} \label{eq:two} $$"
    + "\n\n" + "Text.\n\n" * 60,
    "docs/posts/three.md": "---\ndate: 2026-01-03\n---\n# Three\n\n"
    + r"$\ce{2H2 + O2 -> 2H2O}$ and $\mathsf{A}\mathtt{b}\mathfrak{c}\text{\textit{\textbf{d}}}$",
    "docs/posts/none.md": "---\ndate: 2026-01-04\n---\n# None\n\nNo formula.\n",
}  # fmt: skip


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    site = Site.write(tmp_path_factory.mktemp("math-site"), FILES, CONFIG)
    done = site.build("--strict")
    assert done.returncode == 0, done.stderr
    return site.folder / "site"


@pytest.fixture(scope="module")
def address(built: Path) -> Iterator[str]:
    with served(built) as at:
        yield at


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    with opened(browser, address) as page:
        yield page


FONTS = """document.fonts.ready.then(() =>
    [...document.fonts].filter(f => f.family.replaceAll('"', '').startsWith("KaTeX")).map(f =>
        [f.family.replaceAll('"', ''), f.weight, f.style, f.status]))"""
LOADED = (
    "performance.getEntriesByType('resource').map(e => e.name).filter(n => n.endsWith('.woff2'))"
)


def test_fonts(browser: Browser, address: str, built: Path) -> None:
    """A page asks for the fonts that it uses, for the most used ones early, and for no others; the site
    has no others.

    Each page is a reader's first: of a second one a browser may guess what it needs.
    """
    shipped = {path.name for path in built.rglob("*.woff2")}
    used: set[str] = set()
    for name in ("", "posts/one/", "posts/two/", "posts/three/", "posts/none/"):
        with opened(browser, address) as page:
            page.goto(address + name)
            fonts = page.evaluate(FONTS)
            asked = {url.rpartition("/")[2] for url in page.evaluate(LOADED)}
            links = page.locator("link[rel=preload][as=font]").evaluate_all(
                "all => all.map(l => l.href)"
            )
            page.wait_for_timeout(200)
        assert len(fonts) == len(shipped)
        drawn = {tuple(font) for *font, status in fonts if status == "loaded"}
        early = {"KaTeX_Main-Regular.woff2", "KaTeX_Math-Italic.woff2"}
        assert {url.rpartition("/")[2] for url in links} == asked & early
        assert len(drawn) == len(asked), (name, drawn, asked)
        used |= asked
    assert used == shipped
    assert {"KaTeX_AMS-Regular.woff2", "KaTeX_Main-BoldItalic.woff2"} < shipped
    assert "KaTeX_Script-Regular.woff2" not in shipped


def test_copying_gives_tex(browser: Browser, address: str) -> None:
    permissions = ["clipboard-read", "clipboard-write"]
    with opened(browser, address, permissions=permissions) as page:
        page.goto(f"{address}posts/one/")

        def copied(selector: str) -> str:
            page.locator(selector).first.evaluate("e => getSelection().selectAllChildren(e)")
            page.keyboard.press("Control+C")
            return str(page.evaluate("navigator.clipboard.readText()"))

        text = copied("p:has(tex-math)")
        assert text == r"The square $x^2$ and $\mathbb{R}$ of (1) and (1)."
        page.evaluate("getSelection().removeAllRanges()")
        assert copied("#eq\\:a").strip() == (
            "$$\\begin{align}\na &= b \\label{eq:a} \\\\\nc &= \\sum_i d_i \\tag{*}\n\\end{align}$$"
        )


def accessible(page: Page) -> list[dict[str, Any]]:
    """What a screen reader is given: the nodes that are not ignored."""
    session = page.context.new_cdp_session(page)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    return [node for node in nodes if not node["ignored"]]


def test_a_screen_reader_has_the_mathml(page: Page, address: str) -> None:
    page.goto(f"{address}posts/one/")
    nodes = accessible(page)
    roles = [node["role"]["value"] for node in nodes]
    assert roles.count("MathMLMath") == 4
    assert "MathMLSup" in roles
    text = "".join(
        node.get("name", {}).get("value", "")
        for node in nodes
        if node["role"]["value"] == "StaticText"
    )
    assert text.count("(2)") == 1, "the number beside a row"
    assert text.count("∑") == 1, "once, and not once more for eyes"
    assert "katex" not in text
    assert not any("\U0001d400" <= character <= "\U0001d7ff" for character in text), "letters"


@pytest.mark.parametrize("script", [True, False])
def test_a_narrow_window(browser: Browser, address: str, script: bool) -> None:
    """A long formula scrolls in its own box, under its number; the page does not."""
    options = {"viewport": {"width": 360, "height": 700}, "java_script_enabled": script}
    with opened(browser, address, **options) as page:
        page.goto(f"{address}posts/one/")
        box = page.locator("#eq\\:long")
        outer, formula = box.bounding_box(), box.locator(".katex-base").last.bounding_box()
        number = box.locator(".katex-tag > .mord").bounding_box()
        assert outer
        assert formula
        assert number
        assert outer["x"] >= 0
        assert outer["x"] + outer["width"] <= 360
        assert formula["x"] + formula["width"] > 1000, "it is longer than the window"
        assert outer["x"] <= number["x"] < number["x"] + number["width"] <= 360, "always in sight"
        short = page.locator("#eq\\:a").bounding_box()
        tag = page.locator("#eq\\:a .katex-tag").bounding_box()
        assert short
        assert tag
        assert abs(tag["x"] + tag["width"] - short["x"] - short["width"]) < 2
        page.mouse.move(180, outer["y"] + 10)
        page.mouse.wheel(300, 0)
        page.wait_for_timeout(300)
        moved = box.locator(".katex-base").last.bounding_box()
        assert moved
        assert moved["x"] < formula["x"] - 100
        heading = page.locator("h1").bounding_box()
        assert heading
        assert heading["x"] >= 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_colours(browser: Browser, address: str, scheme: str) -> None:
    """A formula has the colour of its text, which is not that of the page."""
    with opened(browser, address, color_scheme=scheme) as page:
        page.goto(f"{address}posts/one/")
        colour = "e => getComputedStyle(e).color"
        text = page.locator("article p:has(tex-math)").first.evaluate(colour)
        formulas = page.locator("tex-math .mord").evaluate_all(f"all => all.map({colour})")
        assert set(formulas) == {text}
        assert text != page.evaluate("getComputedStyle(document.body).backgroundColor")


def test_a_reference_leads_to_its_equation(page: Page, address: str) -> None:
    page.goto(f"{address}posts/one/")
    page.locator("a.tex-ref").nth(1).click()
    page.wait_for_url("**/posts/two/#eq:two")
    equation = page.locator("#eq\\:two .katex-html")
    page.wait_for_timeout(300)
    box = equation.bounding_box()
    assert box
    assert 0 <= box["y"] < 700


def test_mathml_alone(browser: Browser, tmp_path: Path) -> None:
    """The output `mathml` needs no font, no style sheet and no script, and shows its numbers."""
    config = CONFIG.replace("      mhchem: true", "      output: mathml")
    files = {name: content for name, content in FILES.items() if "three" not in name}
    site = Site.write(tmp_path, files, config)
    assert site.build("--strict").returncode == 0
    assert not list((tmp_path / "site").rglob("*katex*"))
    with served(tmp_path / "site") as address, opened(browser, address) as page:
        page.goto(f"{address}posts/one/")
        assert page.evaluate(LOADED) == []
        box = page.locator("#eq\\:a math").bounding_box()
        assert box
        assert box["height"] > 50
        numbers = page.locator("#eq\\:a .tex-number")
        assert numbers.all_text_contents() == ["(2)", "(*)"]
        place = numbers.first.bounding_box()
        assert place
        assert place["width"] > 5
