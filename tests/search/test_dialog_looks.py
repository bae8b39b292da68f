"""The dialog on a phone and a desk, in light and dark, in other themes and for assistive technology."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, Page, expect

from auditing.axe import findings
from browsing import opened, served
from searching import (
    CONFIG,
    MATERIAL,
    answered,
    built,
    chosen,
    dialog,
    field,
    open_search,
    options,
    search,
    titles,
)

DESK = {"viewport": {"width": 1440, "height": 900}}
PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
SCHEMES = ("light", "dark")
Scheme = Literal["light", "dark"]
LIGHTNESS = """element => {
  const [red, green, blue] = getComputedStyle(element).backgroundColor.match(/[\\d.]+/g);
  return (0.2 * red + 0.7 * green + 0.1 * blue) / 255;
}"""


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("device", [DESK, PHONE], ids=["desk", "phone"])
def test_axe_finds_nothing(
    browser: Browser, address: str, scheme: str, device: dict[str, Any]
) -> None:
    with opened(browser, address, color_scheme=scheme, **device) as tab:
        tab.goto(f"{address}posts/boosting/")
        assert findings(tab, "button[data-articles-search]") == []
        open_search(tab)
        assert findings(tab) == [], "hints"
        search(tab, "森林")
        expect(options(tab).first).to_be_visible()
        assert findings(tab) == [], "results"
        tab.get_by_role("button", name="筛选", exact=True).click()
        dialog(tab).get_by_role("button", name=re.compile("Bagging")).click()
        answered(tab)
        assert findings(tab) == [], "a filter"
        search(tab, "qqqqwwww")
        assert findings(tab) == [], "nothing found"
        tab.goto(f"{address}posts/boosting/?h=GBDT")
        expect(tab.locator("mark.articles-mark").first).to_be_visible()
        assert findings(tab, "mark.articles-mark") == []
        assert findings(tab, ".articles-marked") == []


@pytest.mark.parametrize("scheme", SCHEMES)
def test_it_is_as_light_as_the_page(browser: Browser, address: str, scheme: str) -> None:
    with opened(browser, address, color_scheme=scheme) as tab:
        tab.goto(address)
        open_search(tab)
        light = dialog(tab).evaluate(LIGHTNESS)
        assert light > 0.9 if scheme == "light" else light < 0.25


def test_a_phone(browser: Browser, address: str) -> None:
    """It fills the screen, nothing is wider, and fingers hit what is to be hit."""
    with opened(browser, address, **PHONE) as tab:
        tab.goto(f"{address}posts/boosting/")
        button = tab.locator("button[data-articles-search]").bounding_box()
        assert button
        assert min(button["width"], button["height"]) >= 44
        search(tab, "森林")
        tab.get_by_role("button", name="筛选", exact=True).click()
        expect(dialog(tab).get_by_role("group", name="标签")).to_be_visible()
        box = dialog(tab).bounding_box()
        assert box == {"x": 0, "y": 0, "width": 390, "height": 844}
        assert dialog(tab).evaluate("element => element.scrollWidth") <= 390
        for target in dialog(tab).locator("button, a, input").all():
            if target.is_visible():
                size = target.bounding_box()
                assert size
                assert min(size["width"], size["height"]) >= 44, target.inner_text()
        assert field(tab).evaluate("input => parseFloat(getComputedStyle(input).fontSize)") >= 16


def test_the_search_key_of_a_phone_puts_the_keyboard_away(browser: Browser, address: str) -> None:
    with opened(browser, address, **PHONE) as tab:
        tab.goto(f"{address}posts/boosting/")
        search(tab, "森林")
        tab.keyboard.press("Enter")
        expect(field(tab)).not_to_be_focused()
        expect(dialog(tab)).to_be_visible()
        options(tab).first.tap()
        tab.wait_for_url(f"{address}posts/**")
        expect(dialog(tab)).to_be_hidden()


def test_a_keyboard_on_the_screen_leaves_the_results_above_it(
    browser: Browser, address: str
) -> None:
    """Where only the visual viewport shrinks, as on iOS."""
    with opened(browser, address, **PHONE) as tab:
        tab.goto(address)
        open_search(tab)
        tab.evaluate("""() => {
          Object.defineProperty(visualViewport, "height", { value: 420 });
          visualViewport.dispatchEvent(new Event("resize"));
        }""")
        box = dialog(tab).bounding_box()
        assert box
        assert box["height"] == 420


def test_less_motion(browser: Browser, address: str) -> None:
    for motion, names in (("no-preference", True), ("reduce", False)):
        with opened(browser, address, reduced_motion=motion) as tab:
            tab.goto(address)
            open_search(tab)
            moving = dialog(tab).evaluate("""element => {
              element.toggleAttribute("data-busy", true);
              return element.getAnimations({ subtree: true }).some(({ effect }) =>
                effect.getComputedTiming().iterations === Infinity);
            }""")
            assert moving is names


def test_forced_colours(browser: Browser, address: str) -> None:
    """The chosen result is seen without a background of its own."""
    with opened(browser, address, forced_colors="active") as tab:
        tab.goto(address)
        search(tab, "森林")
        outline = "element => getComputedStyle(element).outlineStyle"
        assert chosen(tab).evaluate(outline) == "solid"
        assert options(tab).nth(1).evaluate(outline) == "none"


def test_print(tab: Page) -> None:
    search(tab, "森林")
    tab.emulate_media(media="print")
    expect(dialog(tab)).to_be_hidden()
    expect(tab.locator("button[data-articles-search]")).to_be_hidden()


def test_without_scripts_there_is_no_button(browser: Browser, address: str) -> None:
    with opened(browser, address, java_script_enabled=False) as tab:
        tab.goto(address)
        expect(tab.locator("button[data-articles-search]")).to_be_hidden()


def test_the_page_that_is_not_there(browser: Browser, tmp_path: Path) -> None:
    """404.html is shown at any depth, so that it names its files from the root of the host."""
    site = built(tmp_path, f"site_url: https://example.org/repo/\n{MATERIAL}{CONFIG}")
    with served(site) as at:
        context = browser.new_context(locale="zh-CN")
        tab = context.new_page()
        lost = (site / "404.html").read_text(encoding="utf-8")
        tab.route("**/no/such/page/", lambda route: route.fulfill(
            status=404, content_type="text/html; charset=utf-8", body=lost))  # fmt: skip
        tab.goto(f"{at}no/such/page/")
        search(tab, "袋外")
        options(tab).first.click()
        tab.wait_for_url(f"{at}posts/forest/**")
        context.close()


def test_instant_navigation(browser: Browser, tmp_path: Path) -> None:
    """Pages are swapped without loading: the dialog works in each, closes, and words are marked."""
    with served(tmp_path / "site") as at:
        features = MATERIAL.replace("palette:", "features: [navigation.instant]\n  palette:")
        built(tmp_path, f"site_url: {at}\n{features}{CONFIG}")
        with opened(browser, at) as tab:
            tab.goto(f"{at}posts/boosting/")
            tab.evaluate("self.same = true")
            search(tab, "袋外")
            tab.keyboard.press("Enter")
            expect(tab.locator("h1")).to_contain_text("随机森林")
            expect(dialog(tab)).to_be_hidden()
            expect(tab.locator("mark.articles-mark").first).to_have_text("袋外")
            assert "h=" not in tab.url
            assert tab.evaluate("self.same"), "the page was swapped"
            tab.keyboard.press("/")
            expect(field(tab)).to_be_focused()
            expect(tab.locator("dialog.articles-search")).to_have_count(1)
            search(tab, "步长")
            tab.keyboard.press("Enter")
            expect(tab.locator("h1")).to_contain_text("梯度提升")
            expect(tab.locator(".articles-marked")).to_have_count(1)
            tab.go_back()
            expect(field(tab)).to_have_value("步长")
            tab.keyboard.press("Escape")
            expect(tab.locator("h1")).to_contain_text("随机森林")
            assert tab.evaluate("self.same")


@pytest.fixture(scope="module")
def plain_theme(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    site = built(
        tmp_path_factory.mktemp("plain"), f"theme: {{name: mkdocs, color_mode: auto}}\n{CONFIG}"
    )
    with served(site) as at:
        yield at


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("device", [DESK, PHONE], ids=["desk", "phone"])
def test_another_theme(
    browser: Browser, plain_theme: str, scheme: Scheme, device: dict[str, Any]
) -> None:
    """MkDocs' own theme, in English."""
    context = browser.new_context(color_scheme=scheme, **device)
    tab = context.new_page()
    tab.goto(f"{plain_theme}posts/boosting/")
    tab.keyboard.press("/")
    expect(field(tab)).to_be_focused()
    search(tab, "袋外")
    assert titles(tab)[0] == "随机森林"
    expect(dialog(tab).get_by_role("status")).to_have_text("1 page")
    assert findings(tab, "dialog") == []
    light = dialog(tab).evaluate(LIGHTNESS)
    assert light > 0.9 if scheme == "light" else light < 0.25
    tab.keyboard.press("ArrowDown")
    tab.locator("[aria-selected=true]").click()
    tab.wait_for_url(f"{plain_theme}posts/forest/#oob")
    expect(tab.locator("mark.articles-mark").first).to_have_text("袋外")
    context.close()


def test_the_starter_is_small_and_everywhere_the_same(searchable: Path) -> None:
    """So that a Content-Security-Policy can name it by its hash."""
    found = set()
    for page in searchable.rglob("*.html"):
        (script,) = re.findall(
            r"<script data-articles-search[^>]*>(.*?)</script>", page.read_text("utf-8"), re.S
        )
        found.add(script)
    assert len(found) == 1
    assert len(found.pop().encode()) < 1400


def test_a_strict_content_security_policy(browser: Browser, searchable: Path) -> None:
    text = (searchable / "posts/boosting/index.html").read_text(encoding="utf-8")
    inline = re.findall(r"<script(?![^>]*\bsrc=)[^>]*>(.*?)</script>", text, re.S)
    hashes = " ".join(
        f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"
        for script in inline
    )
    policy = f"script-src 'self' {hashes}; object-src 'none'; base-uri 'none'"
    with (
        served(searchable, {"Content-Security-Policy": policy}) as at,
        opened(browser, at) as tab,
    ):
        tab.goto(f"{at}posts/boosting/")
        search(tab, "袋外")
        assert titles(tab)[0] == "随机森林"


def test_strings_of_a_third_language(browser: Browser, tmp_path: Path) -> None:
    options_ = "plugins:\n  - articles\n  - articles-search:\n      strings: {title: 'Suche <b>'}\n"
    site = built(tmp_path, f"{MATERIAL}{options_}")
    with served(site) as at, opened(browser, at) as tab:
        tab.goto(at)
        open_search(tab)
        expect(field(tab)).to_have_accessible_name("Suche <b>")
        expect(tab.get_by_role("button", name="清空")).to_be_hidden()  # the rest is as it was


def test_beside_another_search(browser: Browser, tmp_path: Path) -> None:
    """Where Material's own search is there too, it keeps its keys."""
    site = built(tmp_path, MATERIAL + CONFIG.replace("plugins:\n", "plugins:\n  - search\n"))
    with served(site) as at, opened(browser, at) as tab:
        tab.goto(at)
        for key in ("/", "s"):
            tab.keyboard.press(key)
            expect(tab.locator(".md-search__input")).to_be_focused()
            while tab.locator(".md-search__input:focus").count():  # it may still be opening
                tab.keyboard.press("Escape")
                tab.wait_for_timeout(100)
        expect(dialog(tab)).to_have_count(0)
        tab.keyboard.press("Control+k")
        expect(field(tab)).to_be_focused()
