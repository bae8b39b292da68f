"""Without scripts, everything works but search, the switch of colours, and code that runs."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from auditing.places import SCREENS
from browsing import opened


@pytest.fixture
def desk(browser: Browser, address: str) -> Iterator[Page]:
    with opened(browser, address, java_script_enabled=False, **SCREENS["desk"]) as page:
        yield page


@pytest.fixture
def phone(browser: Browser, address: str) -> Iterator[Page]:
    with opened(browser, address, java_script_enabled=False, **SCREENS["phone"]) as page:
        yield page


def test_from_the_home_page_to_an_article(desk: Page, address: str) -> None:
    desk.goto(address)
    expect(desk.locator(".h-entry")).to_have_count(12)
    for dead in ("button[data-articles-search]", "label[for^=__palette]", ".md-top"):
        expect(desk.locator(dead).locator("visible=true")).to_have_count(0)
    desk.get_by_label("下一页").click()
    expect(desk).to_have_url(f"{address}page/2/")
    desk.get_by_role("link", name="标签", exact=True).first.click()
    desk.get_by_role("link", name="集成学习").click()
    desk.locator(".h-entry a.u-url", has_text="GBDT：").click()
    expect(desk).to_have_url(f"{address}posts/gbdt/")


def test_an_article(desk: Page, address: str) -> None:
    desk.goto(f"{address}posts/gbdt/")
    formula = desk.locator("tex-math.display .katex-html").first.bounding_box()
    assert formula
    assert formula["width"] > 100
    assert formula["height"] > 20
    series = desk.locator(".articles-series")
    other = series.get_by_role("link", name="随机森林")
    expect(other).not_to_be_visible()
    series.locator("summary").click()
    expect(other).to_be_visible()
    last = desk.locator(".md-sidebar--secondary .md-nav__link").last
    name = last.inner_text()
    last.click()
    expect(desk.locator("h2", has_text=name)).to_be_in_viewport()
    expect(desk.locator(".cell-output pre").first).to_be_visible()
    expect(desk.locator(".md-clipboard")).to_have_count(0)
    figure = desk.locator("figure img:visible").first
    figure.scroll_into_view_if_needed()
    expect(figure).to_have_js_property("complete", True)
    assert figure.evaluate("image => image.naturalWidth") > 100


def test_notes_tabs_and_what_folds(desk: Page, address: str) -> None:
    desk.goto(f"{address}posts/tf-export-decorator/")
    desk.locator("a.footnote-ref").first.click()
    expect(desk.locator(".footnote li").first).to_be_in_viewport()
    desk.locator("a.footnote-backref").first.click()
    expect(desk.locator("a.footnote-ref").first).to_be_in_viewport()
    tabs = desk.locator(".tabbed-set").first
    first, second = (tabs.locator(".tabbed-block").nth(place) for place in (0, 1))
    expect(first).to_be_visible()
    tabs.locator(".tabbed-labels label").nth(1).click()
    expect(second).to_be_visible()
    expect(first).not_to_be_visible()
    desk.goto(f"{address}posts/gbdt-to-xgboost/")
    folded = desk.locator("details.note")
    expect(folded.locator("> :not(summary)").first).not_to_be_visible()
    folded.locator("summary").click()
    expect(folded.locator("> :not(summary)").first).to_be_visible()


def test_live_code_is_there_to_be_read(desk: Page, address: str) -> None:
    desk.goto(f"{address}guide/code/")
    expect(desk.locator(".cell--live code").first).to_be_visible()
    expect(desk.get_by_role("button").locator("visible=true")).to_have_count(0)


def test_a_phone(phone: Page, address: str) -> None:
    phone.goto(f"{address}posts/pca/")
    contents = phone.locator(".articles-contents")
    contents.locator("summary").click()
    contents.get_by_role("link").last.click()
    expect(phone.locator("h2").last).to_be_in_viewport()
    phone.locator("header label[for=__drawer]").click()
    phone.locator(".md-sidebar--primary").get_by_role("link", name="归档").click()
    expect(phone.locator("h1")).to_contain_text("归档")
