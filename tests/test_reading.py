"""How an article is read: addresses lead to their place in it, pictures can be enlarged."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from browsing import opened, served

DESKTOP, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}


@pytest.fixture(scope="module")
def address(own_site: Path) -> Iterator[str]:
    with served(own_site) as at:
        yield at


def tops(page: Page, address: str, name: str) -> tuple[float, float]:
    """Where the second heading of an article is, and its last one, when an address leads there."""
    found = []
    for place in (1, -1):
        page.goto(address + name)
        anchor = page.locator("h2[id]").nth(place)
        identifier = anchor.get_attribute("id")
        page.goto("about:blank")
        page.goto(f"{address}{name}#{identifier}")
        page.wait_for_timeout(300)
        found.append(
            page.locator("h2[id]").nth(place).evaluate("e => e.getBoundingClientRect().top")
        )
    return found[0], found[1]


def test_addresses_lead_to_their_place(browser: Browser, address: str) -> None:
    """The first as well as the last."""
    with opened(browser, address, viewport=PHONE) as page:
        for top in tops(page, address, "posts/gbdt/"):
            assert 40 <= top <= 100


def test_a_picture_can_be_enlarged(browser: Browser, address: str) -> None:
    with opened(browser, address, viewport=DESKTOP) as page:
        page.goto(address + "posts/gbdt/")
        picture = page.locator("figure img[tabindex]:visible").first
        before = picture.bounding_box()
        picture.focus()
        page.keyboard.press("Enter")
        large = page.locator("dialog.articles-zoom[open] img")
        after = large.bounding_box()
        assert before
        assert after
        assert after["width"] > before["width"]
        page.keyboard.press("Escape")
        assert large.count() == 0
        assert picture.evaluate("element => element === document.activeElement")
