"""Outputs as a reader has them: figures for the page's colours, nothing that jumps."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from browsing import opened, served
from sites import LIGHT_AND_DARK, Site

PAGE = """\
# A

```python {.run hide=source alt="a line"}
import matplotlib.pyplot as plt
plt.figure(figsize=(4, 3)); plt.plot([1, 2]);
```

```python {.run hide=source}
class Wide:
    def _repr_html_(self):
        return "<table class=dataframe><tr>" + "<td>0.123456</td>" * 40 + "</tr></table>"
display(Wide())
"x" * 500
```
"""
THEMES = {
    "material": LIGHT_AND_DARK,
    "mkdocs": "theme: {name: mkdocs, color_mode: auto}\n",
    "readthedocs": "theme: readthedocs\n",
}
SHIFT = """() => new Promise(done => {
  let sum = 0;
  new PerformanceObserver(list => list.getEntries().forEach(entry => { sum += entry.value }))
    .observe({type: "layout-shift", buffered: true});
  setTimeout(() => done(sum), 300);
})"""


@pytest.fixture(params=THEMES)
def made(request: pytest.FixtureRequest, site: Callable[..., Site]) -> tuple[str, Site]:
    made = site({"docs/posts/a.md": f"---\ndate: 2026-01-01\n---\n{PAGE}"}, THEMES[request.param])
    done = made.build("--strict", ARTICLES_EXECUTE="auto")
    assert done.returncode == 0, done.stderr
    return request.param, made


@contextmanager
def _opened(browser: Browser, address: str, theme: str, **options: Any) -> Iterator[Page]:
    """A page; MkDocs' own themes ask other hosts for this and that."""
    if theme == "material":
        with opened(browser, address, **options) as page:
            yield page
    else:
        context = browser.new_context(**options)
        context.route(lambda url: not url.startswith(address), lambda route: route.abort())
        yield context.new_page()
        context.close()


def _asked(page: Page) -> list[str]:
    """The addresses that a page asks for from now on."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    return asked


def test_figures_have_the_colours_of_the_page(browser: Browser, made: tuple[str, Site]) -> None:
    """The other one is not seen nor, on a light page, asked for; a screen reader is told of one."""
    theme, site = made
    for scheme in ("light", "dark"):
        is_dark = scheme == "dark" and theme != "readthedocs"
        with (
            served(site.folder / "site") as at,
            _opened(browser, at, theme, color_scheme=scheme) as page,
        ):
            asked = _asked(page)
            page.goto(f"{at}posts/a/")
            page.wait_for_load_state("networkidle")
            images = page.get_by_role("img", name="a line")
            assert images.count() == 1
            suffix = "#only-dark" if is_dark else "#only-light"
            assert str(images.get_attribute("src")).endswith(suffix)
            assert images.evaluate("image => image.naturalWidth") > 100
            figures = [url for url in asked if url.endswith(".svg")]
            # Material's first page is light until its script has run.
            assert len(figures) == 1 or is_dark


@pytest.mark.parametrize("width", [360, 1280])
def test_outputs_scroll_by_themselves_and_nothing_jumps(
    browser: Browser, made: tuple[str, Site], width: int
) -> None:
    options: dict[str, Any] = {"viewport": {"width": width, "height": 800}}
    with served(made[1].folder / "site") as at, _opened(browser, at, made[0], **options) as page:
        page.goto(f"{at}posts/a/")
        page.wait_for_load_state("networkidle")
        assert page.evaluate(SHIFT) <= 0.02
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        # readthedocs has a way of its own with tables
        tables = [] if made[0] == "readthedocs" else [".cell-html"]
        for selector in (*tables, "pre.cell-result"):
            box = page.locator(selector)
            assert box.evaluate("box => box.scrollWidth > box.clientWidth")
            box.focus()  # by keyboard, too
            page.keyboard.press("ArrowRight")
            page.wait_for_function("box => box.scrollLeft > 0", arg=box.element_handle())
