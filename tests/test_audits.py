"""What readers are promised of this repository's own site, measured in a real browser: on a desk and
on a phone, in light and dark.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Response

import accessibility
from browsing import opened, served

SCREENS: dict[str, dict[str, Any]] = {
    "desk": {"viewport": {"width": 1440, "height": 900}},
    "phone": {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True},
}
PAGES = ["", "posts/gbdt/", "posts/pca/", "tags/"]

# How many titles a reader sees whole before scrolling.
ABOVE_THE_FOLD = """() => [...document.querySelectorAll(".h-entry .p-name")].filter((title) => {
  const { top, bottom } = title.getBoundingClientRect();
  return top >= 0 && bottom <= innerHeight;
}).length"""

# The sum of all shifts, as https://web.dev/articles/cls counts them in one window.
SHIFT = """() => new Promise((resolve) => {
  let sum = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) sum += entry.value;
  }).observe({ type: "layout-shift", buffered: true });
  setTimeout(() => resolve(sum), 300);
})"""


@pytest.fixture(scope="module")
def address(own_site: Path) -> Iterator[str]:
    with served(own_site) as at:
        yield at


@pytest.fixture(params=SCREENS)
def screen(request: pytest.FixtureRequest) -> dict[str, Any]:
    return SCREENS[request.param]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_keeps_people_out(
    browser: Browser, address: str, screen: dict[str, Any], scheme: Any
) -> None:
    with opened(browser, address, color_scheme=scheme, **screen) as page:
        for path in PAGES:
            page.goto(address + path)
            page.evaluate("() => document.fonts.ready")
            assert (path, accessibility.findings(page)) == (path, [])


@pytest.mark.parametrize(("name", "titles"), [("desk", 6), ("phone", 3)])
def test_titles_above_the_fold(browser: Browser, address: str, name: str, titles: int) -> None:
    with opened(browser, address, **SCREENS[name]) as page:
        page.goto(address, wait_until="networkidle")
        assert page.evaluate(ABOVE_THE_FOLD) >= titles


@pytest.mark.parametrize("path", ["", "posts/gbdt/", "posts/pca/"])
def test_nothing_jumps(browser: Browser, address: str, screen: dict[str, Any], path: str) -> None:
    with opened(browser, address, **screen) as page:
        page.goto(address + path, wait_until="networkidle")
        assert page.evaluate(SHIFT) <= 0.02


# A site with an address of its own has some more in its pages' heads.
@pytest.mark.parametrize(("path", "most"), [("", 100_000), ("posts/gbdt/", 125_000)])
def test_bytes_of_a_first_visit(
    browser: Browser, address: str, own_site: Path, path: str, most: int
) -> None:
    """As a host sends them: compressed, but for what is already."""
    with opened(browser, address, **SCREENS["phone"]) as page:
        sent = _received(page, address + path, own_site, address)
    assert sum(sent.values()) <= most, sorted(sent.items(), key=lambda one: -one[1])


def _received(page: Page, url: str, site: Path, address: str) -> dict[str, int]:
    """The files that a visit asks for, and their bytes."""
    names: set[str] = set()

    def note(response: Response) -> None:
        name = response.url.removeprefix(address).partition("?")[0]
        names.add(f"{name}index.html" if not name or name.endswith("/") else name)

    page.on("response", note)
    page.goto(url, wait_until="networkidle")
    return {name: _size(site / name) for name in names}


def _size(file: Path) -> int:
    content = file.read_bytes()
    compressed = file.suffix in (".woff2", ".png", ".webp", ".jpg")
    return len(content if compressed else gzip.compress(content, 6))
