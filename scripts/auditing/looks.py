"""How a page looks: what axe finds in it, a picture of it, and what can be told from that."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass

from PIL import Image
from playwright.sync_api import Browser, Page, expect

from auditing import axe
from auditing.places import QUERY, SCREENS, VIEWS, Scheme
from browsing import watched


@dataclass(frozen=True)
class Look:
    """What keeps people from using a page, what else is wrong with it, and the screen as PNG."""

    view: str
    barriers: list[str]
    faults: list[str]
    picture: bytes


def looks(browser: Browser, address: str, screen: str, scheme: Scheme) -> Iterator[Look]:
    """All of `VIEWS` on one of `SCREENS`, as they are before anybody scrolls."""
    with watched(browser, address, color_scheme=scheme, **SCREENS[screen]) as (page, wrong):
        for view, path in VIEWS.items():
            page.goto(address + path)
            if view == "search":
                _search(page)
            page.evaluate("() => document.fonts.ready")
            picture = page.screenshot(animations="disabled")
            barriers = axe.findings(page)
            yield Look(view, barriers, [*_faults(page, picture, scheme), *wrong], picture)
            wrong.clear()


def _search(page: Page) -> None:
    page.locator("button[data-articles-search]").click()
    dialog = page.locator("dialog.articles-search")
    dialog.get_by_role("combobox").fill(QUERY)
    expect(dialog.get_by_role("option").first).to_be_visible()
    expect(dialog).not_to_have_attribute("data-busy", "")


def _faults(page: Page, picture: bytes, scheme: Scheme) -> Iterator[str]:
    if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
        yield "wider than the screen"
    if page.evaluate("[...document.images].some((one) => one.complete && !one.naturalWidth)"):
        yield "a picture is missing"
    with Image.open(io.BytesIO(picture)) as image:
        shades = sorted(image.convert("L").resize((100, 100), Image.Resampling.NEAREST).tobytes())
    # A tenth is lighter than the text on a dark page never is; the search shades what is behind it.
    if (shades[-len(shades) // 10] > 127) is (scheme == "dark"):
        yield f"it is not {scheme}"
    if shades[0] == shades[-1]:
        yield "there is nothing on it"
