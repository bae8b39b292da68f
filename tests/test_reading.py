"""How an article is read: addresses lead to their place in it, pictures can be enlarged."""

from __future__ import annotations

import io

from PIL import Image
from playwright.sync_api import Browser, Page

from browsing import opened

DESKTOP, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}


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


def test_a_phone_has_what_the_side_of_a_desk_has(browser: Browser, address: str) -> None:
    """The headings, folded above the text, that begins on the first screen; and so is the series."""
    with opened(browser, address, viewport=DESKTOP) as page:
        page.goto(address + "posts/gbdt/")
        assert not page.locator(".articles-contents").is_visible()
    with opened(browser, address, viewport=PHONE) as page:
        page.goto(address + "posts/gbdt/")
        first = page.locator(".articles-fold ~ p").first.bounding_box()
        assert first
        assert first["y"] + first["height"] < PHONE["height"]
        contents = page.locator(".articles-contents")
        last = contents.get_by_role("link").last
        assert not last.is_visible()
        contents.locator("summary").press("Enter")
        name = last.inner_text()
        last.click()
        page.wait_for_timeout(300)
        heading = page.locator("h2[id]").last
        assert heading.inner_text().startswith(name)
        assert 0 < heading.evaluate("e => e.getBoundingClientRect().top") < PHONE["height"]


def test_tables_are_no_wider_than_they_need(browser: Browser, address: str) -> None:
    with opened(browser, address, viewport=PHONE) as page:
        page.goto(address + "posts/gbdt/")
        table = page.locator(".articles-table").first
        assert table.evaluate("e => e.scrollWidth <= e.clientWidth")


BOXES = """() => [...document.querySelectorAll("article table:not([class])")].map((table) => {
    const around = table.closest(".articles-table");
    const {x, y, width, height} = table.getBoundingClientRect();
    return [x, y, width, height, around.scrollWidth, around.nextElementSibling.offsetTop];
})"""
# As Material's script does with the tables of a page that it has put in the place of another.
WRAP = """() => document.querySelectorAll("article table:not([class])").forEach((table) => {
    const [outer, inner] = ["scrollwrap", "table"].map((name) => {
        const element = document.createElement("div");
        element.className = `md-typeset__${name}`;
        return element;
    });
    table.replaceWith(outer);
    outer.append(inner);
    inner.append(table);
})"""


def test_tables_are_the_same_where_material_wraps_them(browser: Browser, address: str) -> None:
    for viewport in (DESKTOP, PHONE, {"width": 300, "height": 700}):
        with opened(browser, address, viewport=viewport) as page:
            page.goto(address + "posts/gbdt/")
            boxes = page.evaluate(BOXES)
            page.evaluate(WRAP)
            assert page.evaluate(BOXES) == boxes
        assert len(boxes) == 2


# The punctuation right behind formulas, where it stands on another line than their last piece does, and
# how many formulas go on in another line than they begin in.
TORN = """() => {
    const torn = [];
    let broken = 0;
    for (const formula of document.querySelectorAll("article tex-math:not(.display)")) {
        const next = formula.nextSibling;
        const pieces = formula.querySelectorAll(".katex-base");
        const last = [...pieces].at(-1);
        if (!last) continue;
        const tops = [...pieces].map((one) => one.getBoundingClientRect());
        broken += tops.at(-1).left < tops[0].left;
        if (next?.nodeType !== 3) continue;
        if (!/^[，。；：、！？）」』”’]/.test(next.data)) continue;
        const range = document.createRange();
        range.setStart(next, 0);
        range.setEnd(next, 1);
        const [mark, piece] = [range, last].map((one) => one.getBoundingClientRect());
        if (mark.left < piece.left && mark.top > piece.top + 8) torn.push(formula.textContent);
    }
    return [torn, broken];
}"""


def test_no_line_begins_with_the_full_stop_behind_a_formula(browser: Browser, address: str) -> None:
    broken = 0
    for width in (360, 420, 1300):
        with opened(browser, address, viewport={"width": width, "height": 900}) as page:
            for name in ("monte-carlo-pi", "gbdt", "attention"):
                page.goto(f"{address}posts/{name}/")
                torn, more = page.evaluate(TORN)
                broken += more
                assert torn == []
                assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert broken > 3  # long ones still go on in the next line


CUT = """() => [...document.querySelectorAll(".articles-entry__excerpt")]
    .filter((one) => one.scrollHeight > one.clientHeight)
    .map((one) => one.getBoundingClientRect())
    .map(({left, bottom, width}) => ({x: left, y: bottom - 2, width, height: 2}))"""


def test_nothing_is_seen_of_a_line_that_is_cut_away(browser: Browser, address: str) -> None:
    with opened(browser, address, viewport=DESKTOP) as page:
        cut = 0
        for name in ("", "page/2/"):
            page.goto(address + name, wait_until="networkidle")
            for place in page.evaluate(CUT):
                edge = Image.open(io.BytesIO(page.screenshot(full_page=True, clip=place)))
                assert len(edge.getcolors() or ()) == 1
                cut += 1
        assert cut > 1
