"""What a reader does, in a real browser, under a sub-path as on GitHub Pages."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from browsing import opened


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    with opened(browser, address) as page:
        yield page


def test_a_reader_finds_an_article(page: Page, address: str) -> None:
    page.goto(address)
    expect(page.locator(".h-entry")).to_have_count(12)
    page.get_by_label("下一页").click()
    expect(page).to_have_url(f"{address}page/2/")
    page.locator(".h-entry a.u-url", has_text="感受野").click()
    expect(page.locator("h1")).to_contain_text("感受野")

    formula = page.locator("tex-math .katex-html").first
    expect(formula).to_be_visible()
    page.wait_for_function("document.fonts.status === 'loaded'")
    assert page.evaluate("document.fonts.check('16px KaTeX_Math')")
    assert page.evaluate(
        "[...document.fonts].some(f => f.family == 'KaTeX_Math' && f.status == 'loaded')"
    )

    output = page.locator(".cell-output pre").first
    expect(output).to_be_visible()
    assert output.inner_text().strip()


def test_keys_turn_pages(page: Page, address: str) -> None:
    """Material's keys follow the links to the next and previous page in the head."""
    page.goto(address, wait_until="networkidle")
    page.keyboard.press("n")
    expect(page).to_have_url(f"{address}page/2/")
    page.wait_for_load_state("networkidle")
    page.keyboard.press("p")
    expect(page).to_have_url(address)


def test_a_chinese_word_is_found(page: Page, address: str) -> None:
    page.goto(address)
    page.keyboard.press("/")
    page.keyboard.type("森林")
    page.get_by_role("option").filter(has_text="随机森林").first.click()
    expect(page.locator("h1")).to_contain_text("随机森林")


def test_a_notebook_shows_code_outputs_and_figures(page: Page, address: str) -> None:
    page.goto(f"{address}posts/pca/")
    expect(page.locator(".cell .highlight").first).to_be_visible()
    expect(page.locator(".cell-output pre").first).to_be_visible()
    figure = page.locator(".cell-figure img").first
    figure.scroll_into_view_if_needed()
    expect(figure).to_have_js_property("complete", True)
    assert figure.evaluate("image => image.naturalWidth") > 100
    assert figure.get_attribute("alt")


@pytest.mark.parametrize("width", [360, 1280])
def test_nothing_is_wider_than_the_screen(browser: Browser, address: str, width: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": 800})
    for path in ("", "posts/gbdt/", "posts/pca/", "posts/ring-all-reduce/", "tags/"):
        page.goto(address + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
    page.close()
