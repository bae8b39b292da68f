"""The search opens and closes as readers expect, and what that does to the page and its address."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Dialog, Page, Route, expect

from browsing import opened
from searching import answered, dialog, field, open_search, options, search, titles

FOREST = quote("随机森林")


def asked_for(tab: Page) -> list[str]:
    """The names of the files that the tab asks for from now on."""
    names: list[str] = []
    tab.on("request", lambda request: names.append(request.url.rpartition("/")[2]))
    return names


def test_nothing_is_fetched_before_it_is_opened(browser: Browser, address: str) -> None:
    with opened(browser, address) as tab:
        names = asked_for(tab)
        tab.goto(f"{address}posts/forest/")
        tab.wait_for_load_state("networkidle")
        assert not [name for name in names if "search" in name or name.endswith(".bin")]
        assert not {"dialog.js", "dialog.css", "engine.js", "highlight.js"} & set(names)
        open_search(tab)
        assert {"dialog.js", "dialog.css"} <= set(names)
        assert "highlight.js" not in names


@pytest.mark.parametrize("keys", ["/", "s", "Control+k", "Meta+k"])
def test_keys_open_it(tab: Page, keys: str) -> None:
    tab.keyboard.press(keys)
    expect(field(tab)).to_be_focused()
    expect(field(tab)).to_have_value("")


@pytest.mark.parametrize("keys", ["Control+s", "Alt+s", "Control+Alt+k", "Alt+/", "Shift+S", "k"])
def test_other_keys_do_not(tab: Page, keys: str) -> None:
    tab.evaluate(
        "addEventListener('keydown', event => event.preventDefault())"
    )  # the browser's own
    tab.keyboard.press(keys)
    tab.wait_for_timeout(150)
    expect(dialog(tab)).to_have_count(0)


@pytest.mark.parametrize("label", ["in", "area", "rich"])
def test_keys_in_fields_are_text(tab: Page, address: str, label: str) -> None:
    tab.goto(f"{address}about/")
    place = tab.get_by_label(label, exact=True)
    place.focus()
    tab.keyboard.type("s/")
    tab.keyboard.press("Control+k")
    tab.wait_for_timeout(150)
    expect(dialog(tab)).to_have_count(0)
    assert "s/" in (place.inner_text() or place.input_value())


def test_what_is_typed_while_it_loads_is_not_lost(tab: Page) -> None:
    def late(route: Route) -> None:
        tab.wait_for_timeout(300)
        route.continue_()

    tab.route("**/dialog.js", late)
    tab.keyboard.press("/")
    tab.keyboard.type("np")  # keys of the theme, which lead to other articles
    expect(dialog(tab)).to_be_visible()
    expect(field(tab)).to_have_value("np")
    tab.keyboard.type("y")
    expect(field(tab)).to_have_value("npy")
    assert "boosting" in tab.url
    assert tab.locator("body > input:not([id])").count() == 0


@pytest.mark.parametrize("way", ["Escape", "button", "backdrop"])
def test_closing_gives_the_focus_back(tab: Page, way: str) -> None:
    opener = tab.locator("button[data-articles-search]")
    open_search(tab)
    if way == "Escape":
        tab.keyboard.press("Escape")
    elif way == "button":
        tab.get_by_role("button", name="关闭").click()
    else:
        tab.mouse.click(10, 400)
    expect(dialog(tab)).to_be_hidden()
    expect(opener).to_be_focused()


def test_closing_gives_the_focus_back_to_a_link(tab: Page) -> None:
    link = tab.locator("article a").first
    link.focus()
    tab.keyboard.press("/")
    expect(field(tab)).to_be_focused()
    tab.keyboard.press("Escape")
    expect(link).to_be_focused()


def test_a_selection_that_ends_outside_does_not_close_it(tab: Page) -> None:
    search(tab, "随机森林")
    box = field(tab).bounding_box()
    assert box
    tab.mouse.move(box["x"] + 60, box["y"] + 20)
    tab.mouse.down()
    tab.mouse.move(10, box["y"] + 20)
    tab.mouse.up()
    expect(dialog(tab)).to_be_visible()


def test_the_page_behind_does_not_scroll(tab: Page, address: str) -> None:
    tab.goto(f"{address}posts/forest/")
    open_search(tab)
    tab.mouse.move(640, 700)
    tab.mouse.wheel(0, 600)
    tab.wait_for_timeout(200)
    assert tab.evaluate("scrollY") == 0
    tab.keyboard.press("Escape")
    tab.mouse.wheel(0, 600)
    tab.wait_for_function("scrollY > 0")


def test_the_keys_of_the_theme_mean_nothing_in_it(tab: Page) -> None:
    """Material goes to other articles by n and p, wherever the focus is but in a field."""
    open_search(tab)
    tab.keyboard.press("Tab")
    tab.keyboard.press("n")
    tab.keyboard.press("p")
    tab.wait_for_timeout(200)
    assert "boosting" in tab.url
    expect(dialog(tab)).to_be_visible()


def test_the_last_query_is_remembered(tab: Page) -> None:
    search(tab, "随机森林")
    found = titles(tab)
    tab.keyboard.press("Escape")
    open_search(tab)
    expect(field(tab)).to_have_value("随机森林")
    assert titles(tab) == found
    assert tab.evaluate("getSelection().toString()") == "随机森林", "typing replaces it"


def test_the_address_holds_the_query_while_it_is_open(tab: Page, address: str) -> None:
    length = tab.evaluate("history.length")
    search(tab, "随机森林")
    expect(tab).to_have_url(f"{address}posts/boosting/?q={FOREST}")
    search(tab, "C++ &")
    assert tab.url.endswith("?q=C%2B%2B+%26")
    tab.keyboard.press("Escape")
    expect(tab).to_have_url(f"{address}posts/boosting/")
    open_search(tab)
    assert tab.url.endswith("?q=C%2B%2B+%26")
    tab.keyboard.press("Escape")
    assert tab.evaluate("history.length") == length


def test_what_else_the_address_holds_stays(tab: Page, address: str) -> None:
    tab.goto(f"{address}posts/boosting/?from=feed#step")
    search(tab, "森林")
    expect(tab).to_have_url(f"{address}posts/boosting/?from=feed&q={quote('森林')}#step")
    tab.keyboard.press("Escape")
    expect(tab).to_have_url(f"{address}posts/boosting/?from=feed#step")


def test_a_link_to_a_query(tab: Page, address: str) -> None:
    tab.goto(f"{address}?q={FOREST}")
    expect(field(tab)).to_have_value("随机森林")
    answered(tab)
    assert titles(tab)[0] == "随机森林"
    tab.keyboard.press("Escape")
    expect(tab).to_have_url(address)


def test_back_from_a_result_leads_to_the_results(tab: Page, address: str) -> None:
    search(tab, "袋外误差")
    tab.keyboard.press("Enter")
    tab.wait_for_url(f"{address}posts/forest/**")
    tab.go_back()
    expect(field(tab)).to_have_value("袋外误差")
    expect(options(tab).first).to_be_visible()
    tab.keyboard.press("Escape")
    expect(tab).to_have_url(f"{address}posts/boosting/")


def test_other_scripts_can_open_it(tab: Page) -> None:
    tab.evaluate("articlesSearch('随机森林')")
    expect(field(tab)).to_have_value("随机森林")


def test_it_says_so_when_its_script_cannot_be_had(browser: Browser, address: str) -> None:
    context = browser.new_context()
    tab = context.new_page()
    said: list[str] = []

    def hear(box: Dialog) -> None:
        said.append(box.message)
        box.dismiss()

    tab.on("dialog", hear)
    tab.goto(address)
    tab.route("**/dialog.js", lambda route: route.abort())
    tab.locator("button[data-articles-search]").click()
    tab.wait_for_timeout(300)
    assert said == ["无法加载搜索：网络不通，或者网站缺少文件。"]
    assert tab.locator("body > input:not([id])").count() == 0
    context.close()
