"""Results: what is shown of them, how a reader moves among them, and what is said without any."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from browsing import opened
from searching import answered, chosen, dialog, field, open_search, options, search, status, titles


def test_the_pattern_of_a_combobox(tab: Page) -> None:
    open_search(tab)
    expect(field(tab)).to_have_attribute("aria-expanded", "false")
    search(tab, "随机森林")
    expect(field(tab)).to_have_attribute("aria-expanded", "true")
    expect(field(tab)).to_have_attribute("aria-autocomplete", "list")
    listbox = dialog(tab).get_by_role("listbox")
    expect(field(tab)).to_have_attribute("aria-controls", listbox.get_attribute("id") or "")
    group = listbox.get_by_role("group").first
    expect(group).to_have_accessible_name("随机森林")
    expect(group.get_by_role("option").first).to_have_text(re.compile("随机森林"))
    expect(field(tab)).to_be_focused()


def test_a_result_says_where_it_leads(tab: Page, address: str) -> None:
    """A page with its category and date, and its sections with what was found there."""
    search(tab, "袋外")
    group = dialog(tab).get_by_role("group").first
    page, section = group.get_by_role("option").all()
    expect(page).to_contain_text("随机森林")
    expect(page).to_contain_text("集成学习")
    expect(page.locator("time")).to_have_attribute("datetime", "2026-01-01")
    assert (page.get_attribute("href") or "").startswith(f"{address}posts/forest/")
    expect(section).to_contain_text("袋外误差")
    expect(section.locator("mark").first).to_have_text("袋外")
    assert (section.get_attribute("href") or "").endswith("#oob")


def test_the_count_is_announced(tab: Page) -> None:
    search(tab, "编号 模型比较")
    search(tab, "模型比较")
    expect(status(tab)).to_have_text("25 篇")
    search(tab, "步长")
    expect(status(tab)).to_have_text("1 篇")


def test_moving_with_the_keys(tab: Page) -> None:
    search(tab, "模型比较")
    first = chosen(tab).get_attribute("id")
    tab.keyboard.press("ArrowUp")
    assert chosen(tab).get_attribute("id") == first
    tab.keyboard.press("ArrowDown")
    second = chosen(tab).get_attribute("id")
    assert second == options(tab).nth(1).get_attribute("id")
    tab.keyboard.press("PageDown")
    third = chosen(tab)
    expect(third).to_contain_text("号实验")
    assert third.get_attribute("id") not in (first, second)
    tab.keyboard.press("PageUp")
    assert chosen(tab).get_attribute("id") == first
    tab.keyboard.press("End")
    expect(chosen(tab)).to_be_in_viewport()
    tab.keyboard.press("Home")
    assert chosen(tab).get_attribute("id") == first
    expect(field(tab)).to_be_focused()


def test_home_belongs_to_the_text_until_one_moves(tab: Page) -> None:
    search(tab, "步长")
    tab.keyboard.press("Home")
    assert field(tab).evaluate("input => input.selectionStart") == 0
    tab.keyboard.press("ArrowDown")
    field(tab).evaluate("input => input.setSelectionRange(2, 2)")
    tab.keyboard.press("Home")
    assert field(tab).evaluate("input => input.selectionStart") == 2


def test_enter_opens_the_section(tab: Page, address: str) -> None:
    search(tab, "袋外")
    tab.keyboard.press("ArrowDown")
    tab.keyboard.press("Enter")
    tab.wait_for_url(f"{address}posts/forest/#oob")
    assert tab.evaluate("scrollY") > 200


def test_enter_waits_for_the_results(tab: Page, address: str) -> None:
    open_search(tab)
    field(tab).fill("袋外")
    tab.keyboard.press("Enter")
    tab.wait_for_url(f"{address}posts/forest/**")


def test_enter_with_control_opens_another_tab(tab: Page, address: str) -> None:
    search(tab, "袋外")
    with tab.context.expect_page() as opening:
        tab.keyboard.press("Control+Enter")
    expect(opening.value).to_have_url(re.compile(re.escape(f"{address}posts/forest/")))
    expect(dialog(tab)).to_be_visible()


def test_the_pointer(tab: Page, address: str) -> None:
    search(tab, "模型比较")
    option = options(tab).nth(2)
    option.hover()
    assert chosen(tab).get_attribute("id") == option.get_attribute("id")
    href = option.get_attribute("href") or ""
    option.click()
    tab.wait_for_url(f"{href.partition('?')[0]}**")
    assert tab.url.startswith(f"{address}posts/model-")


def test_a_result_on_this_page(tab: Page, address: str) -> None:
    """Nothing is loaded: the dialog closes, the page goes to the section."""
    tab.evaluate("self.same = true")
    search(tab, "步长越小")
    options(tab).last.click()
    expect(dialog(tab)).to_be_hidden()
    expect(tab).to_have_url(f"{address}posts/boosting/#step")
    assert tab.evaluate("self.same")
    expect(tab.locator("mark.articles-mark").first).to_have_text("步长越小")


def test_more_results_come_by_scrolling(tab: Page) -> None:
    search(tab, "模型比较")
    before = len(titles(tab))
    assert before < 25
    options(tab).last.scroll_into_view_if_needed()
    for _ in range(6):
        tab.wait_for_timeout(100)
        options(tab).last.scroll_into_view_if_needed()
    assert len(set(titles(tab))) == 25


def test_more_results_come_by_keys(tab: Page) -> None:
    search(tab, "模型比较")
    for _ in range(6):
        tab.keyboard.press("End")
        tab.keyboard.press("ArrowDown")
        tab.wait_for_timeout(150)
    assert len(set(titles(tab))) == 25
    assert chosen(tab).get_attribute("id") != options(tab).first.get_attribute("id")


def test_a_list_that_does_not_fill_a_large_screen_goes_on(browser: Browser, address: str) -> None:
    with opened(browser, address, viewport={"width": 1280, "height": 4000}) as tab:
        tab.goto(address)
        tab.add_style_tag(content="dialog.articles-search { max-height: 90vh !important }")
        search(tab, "模型比较")
        tab.wait_for_function("document.querySelectorAll('.articles-search__title').length == 25")


@pytest.mark.parametrize("query", ["标题", "注入", "粗"])
def test_what_authors_write_stays_text(tab: Page, query: str) -> None:
    search(tab, query)
    assert any(
        "<img src=x onerror=document.title='evil'> \"'&amp;" in title for title in titles(tab)
    )
    expect(dialog(tab).locator(":is(img, script, b, i)")).to_have_count(0)
    assert tab.title() != "evil"


def test_what_readers_write_stays_text(tab: Page) -> None:
    query = "<u>qqqqwwww</u>"
    search(tab, query)
    expect(dialog(tab)).to_contain_text(f"没有找到“{query}”")
    expect(dialog(tab).locator("u")).to_have_count(0)


def test_formulas_are_shown_as_code(tab: Page) -> None:
    search(tab, "激活函数")
    expect(dialog(tab).locator("code").first).to_have_text(re.compile(r"^\\sigma\(x\)="))
    assert "$" not in dialog(tab).get_by_role("listbox").inner_text()


def test_filters(tab: Page) -> None:
    names: list[str] = []
    tab.on("request", lambda request: names.append(request.url.rpartition("/")[2]))
    search(tab, "森林")
    assert len(titles(tab)) == 2
    assert not [name for name in names if name.startswith("facets")]
    button = tab.get_by_role("button", name="筛选", exact=True)
    expect(button).to_have_attribute("aria-expanded", "false")
    button.click()
    expect(button).to_have_attribute("aria-expanded", "true")
    chips = dialog(tab).get_by_role("group", name="标签")
    chip = chips.get_by_role("button", name=re.compile("Bagging"))
    expect(chip).to_have_text(re.compile(r"Bagging\s*1"))
    chip.click()
    answered(tab)
    assert titles(tab) == ["随机森林"]
    expect(chip).to_have_attribute("aria-pressed", "true")
    expect(status(tab)).to_have_text("1 篇")
    tab.get_by_role("button", name="去掉筛选：Bagging").click()
    answered(tab)
    assert len(titles(tab)) == 2
    expect(chip).to_have_attribute("aria-pressed", "false")


def test_a_filter_alone_lists_its_pages(tab: Page) -> None:
    open_search(tab)
    tab.get_by_role("button", name="筛选", exact=True).click()
    dialog(tab).get_by_role("group", name="分类").get_by_role(
        "button", name=re.compile("集成学习")
    ).click()
    answered(tab)
    assert set(titles(tab)) == {"随机森林", "梯度提升"}


def test_many_tags_are_folded(tab: Page) -> None:
    open_search(tab)
    tab.get_by_role("button", name="筛选", exact=True).click()
    tags = dialog(tab).get_by_role("group", name="标签")
    expect(tags.get_by_role("button").first).to_have_text(re.compile("决策树"))
    chips = tags.get_by_role("button")  # those that are shown
    expect(chips).to_have_count(25)
    tags.get_by_role("button", name="全部 28 个").click()
    expect(chips).to_have_count(28)


def test_the_first_view_has_hints(tab: Page) -> None:
    open_search(tab)
    expect(dialog(tab)).to_contain_text("照 TeX 写")
    search(tab, "森林")
    expect(dialog(tab)).not_to_contain_text("照 TeX 写")
    tab.get_by_role("button", name="清空").click()
    expect(dialog(tab)).to_contain_text("照 TeX 写")
    expect(field(tab)).to_be_focused()
    expect(options(tab)).to_have_count(0)


def test_nothing_found(tab: Page) -> None:
    search(tab, "qqqqwwww")
    expect(dialog(tab)).to_contain_text("没有找到“qqqqwwww”")
    expect(status(tab)).to_have_text("0 篇")
    expect(field(tab)).to_have_attribute("aria-expanded", "false")
    tab.keyboard.press("Enter")
    expect(dialog(tab)).to_be_visible()


def test_nothing_found_with_a_filter(tab: Page) -> None:
    search(tab, "步长")
    tab.get_by_role("button", name="筛选", exact=True).click()
    dialog(tab).get_by_role("button", name=re.compile("Bagging")).click()
    answered(tab)
    assert titles(tab) == []
    tab.get_by_role("button", name="去掉筛选再找").click()
    answered(tab)
    assert titles(tab) == ["梯度提升"]
    expect(field(tab)).to_be_focused()


def test_near_words_are_suggested(tab: Page) -> None:
    search(tab, "RandomForetsClassifeir")
    near = dialog(tab).locator(".articles-search__near").get_by_role("button")
    if near.count():  # which words are near is the engine's to say
        near.first.click()
        answered(tab)
        assert titles(tab)


def test_the_newest_query_wins(tab: Page) -> None:
    slow = ["yes"]

    def answer(route: Route) -> None:
        if slow:
            tab.wait_for_timeout(400)
        route.continue_()

    search(tab, "步长")
    tab.route("**/*.bin*", answer)
    field(tab).fill("袋外")
    tab.wait_for_timeout(150)
    slow.clear()
    search(tab, "步长")
    tab.wait_for_timeout(700)
    assert titles(tab) == ["梯度提升"]


def test_a_word_that_is_composed_is_no_query(tab: Page) -> None:
    """With an input method, letters are typed first and characters chosen afterwards."""
    search(tab, "步长")
    names: list[str] = []
    tab.on("request", lambda request: names.append(request.url))
    field(tab).fill("")
    keyboard = tab.context.new_cdp_session(tab)
    for text in ("s", "su", "sui", "sui'ji"):
        keyboard.send(
            "Input.imeSetComposition",
            {"text": text, "selectionStart": len(text), "selectionEnd": len(text)},
        )
        tab.wait_for_timeout(120)
    assert not [name for name in names if "/search/" in name]
    assert "q=" not in tab.url
    field(tab).dispatch_event("keydown", {"key": "Enter", "isComposing": True, "bubbles": True})
    expect(dialog(tab)).to_be_visible()
    keyboard.send("Input.insertText", {"text": "随机森林"})
    answered(tab)
    expect(field(tab)).to_have_value("随机森林")
    assert titles(tab)[0] == "随机森林"


def test_an_index_that_cannot_be_had_and_then_can(browser: Browser, address: str) -> None:
    context = browser.new_context(locale="zh-CN")
    tab = context.new_page()
    tab.goto(address)
    tab.route("**/*.bin*", lambda route: route.fulfill(status=404))
    open_search(tab)
    field(tab).fill("随机森林")
    alert = dialog(tab).get_by_role("alert")
    expect(alert).to_have_text("无法加载搜索的索引：网站缺少文件。")
    tab.unroute("**/*.bin*")
    tab.get_by_role("button", name="重试").click()
    expect(options(tab).first).to_be_visible()
    assert titles(tab)[0] == "随机森林"
    expect(alert).to_have_count(0)
    expect(field(tab)).to_be_focused()
    context.close()


def test_without_a_connection(browser: Browser, address: str) -> None:
    context = browser.new_context(locale="zh-CN")
    tab = context.new_page()
    tab.goto(address)
    open_search(tab)
    search(tab, "")
    context.set_offline(True)
    field(tab).fill("随机森林")
    expect(dialog(tab).get_by_role("alert")).to_have_text("网络不通，现在不能搜索。")
    context.close()
