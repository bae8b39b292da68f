"""The words that a reader searched for are marked in the page that opens."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page, expect

from browsing import opened, served
from searching import MATERIAL, options, search
from sites import Site

TEXT = """\
# 标题里的随机森林 {#top}

随机**森林**与[随机](#top)森林，还有 *随机*。换一段：随机

森林在下一段。

Boosting、XGBoost、AdaBoost 与 GradientBoosting，但 nonboost 不是；Café 与 ＧＢＤＴ。

公式 $\\sigma(x)$ 与 $x_1w_1$。

```python
boost = "boost"  # 随机森林
```

<script>var boost = "随机森林"</script>

<span hidden>随机森林</span>
"""
CONFIG = MATERIAL.replace("palette:", "features: [content.code.copy]\n  palette:")


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("marked")
    site = Site.write(
        folder,
        {"docs/posts/a.md": f"---\ndate: 2026-01-01\n---\n{TEXT}", "docs/index.md": "# x\n"},
        f"{CONFIG}plugins: [articles, articles-search]\n",
    )
    done = site.build("--strict")
    assert done.returncode == 0, done.stderr
    with served(Path(folder, "site")) as at:
        yield at


@pytest.fixture
def marks(browser: Browser, address: str) -> Iterator[Callable[[str], list[str]]]:
    """What is marked in the article for some words; a mark over several elements is several."""
    with opened(browser, address, reduced_motion="reduce") as tab:

        def get(words: str) -> list[str]:
            tab.goto(f"{address}posts/a/?h={quote(words)}")
            tab.wait_for_function("!location.search")
            return tab.locator("mark.articles-mark").all_inner_texts()

        yield get


@pytest.fixture
def tab(browser: Browser, address: str) -> Iterator[Page]:
    with opened(browser, address) as page:
        page.goto(f"{address}posts/a/?h={quote('随机森林')}")
        expect(page.locator("mark.articles-mark").first).to_be_visible()
        yield page


def test_across_elements_but_not_paragraphs(marks: Callable[[str], list[str]]) -> None:
    assert marks("随机森林") == [
        "随机森林", "随机", "森林", "随机", "森林", "随机森林",
    ]  # fmt: skip


def test_the_beginnings_of_words(marks: Callable[[str], list[str]]) -> None:
    assert marks("boost") == ["Boost", "Boost", "Boost", "Boost", "boost", "boost"]


@pytest.mark.parametrize(
    ("words", "found"),
    [("cafe", ["Café"]), ("gbdt", ["ＧＢＤＴ"]), ("CAFÉ gbdt", ["Café", "ＧＢＤＴ"])],
)
def test_letters_are_compared_as_the_index_does(
    marks: Callable[[str], list[str]], words: str, found: list[str]
) -> None:
    assert marks(words) == found


@pytest.mark.parametrize("words", ["\\sigma(x)", "x_1w_1"])
def test_formulas_are_marked_as_a_whole(tab: Page, address: str, words: str) -> None:
    tab.goto(f"{address}posts/a/?h={quote(words)}")
    formula = tab.locator("tex-math.articles-mark")
    expect(formula).to_have_count(1)
    expect(formula.locator("mark")).to_have_count(0)


@pytest.mark.parametrize("words", ["没有这个词", " ", "(", "\\", "<b>"])
def test_nothing_to_mark(marks: Callable[[str], list[str]], words: str) -> None:
    assert marks(words) == []


def test_scripts_and_copied_code_stay_as_they_are(tab: Page) -> None:
    assert tab.locator(":is(script, [hidden]) mark").count() == 0
    assert tab.locator("pre code").inner_text().strip() == 'boost = "boost"  # 随机森林'


def test_the_address_is_clean(tab: Page, address: str) -> None:
    assert tab.url == f"{address}posts/a/"
    assert tab.evaluate("history.length") == 2  # about:blank and this


@pytest.mark.parametrize("way", ["Escape", "button"])
def test_marks_can_be_dismissed(tab: Page, address: str, way: str) -> None:
    button = tab.get_by_role("button", name="去掉标记")
    expect(button).to_have_text("4 处匹配×")
    if way == "Escape":
        tab.keyboard.press("Escape")
    else:
        button.click()
    expect(tab.locator("mark")).to_have_count(0)
    expect(button).to_have_count(0)
    marked = tab.locator("article").inner_html()
    tab.goto(f"{address}posts/a/")
    tab.wait_for_load_state("networkidle")
    assert tab.locator("article").inner_html() == marked, "the page is as it was"


def test_escape_closes_the_search_first(tab: Page) -> None:
    search(tab, "随机森林")
    tab.keyboard.press("Escape")
    expect(tab.locator("dialog")).to_be_hidden()
    expect(tab.locator("mark.articles-mark").first).to_be_visible()
    tab.keyboard.press("Escape")
    expect(tab.locator("mark.articles-mark")).to_have_count(0)


def test_from_the_search_to_the_marks(browser: Browser, address: str) -> None:
    with opened(browser, address) as page:
        page.goto(address)
        search(page, "GBDT")
        options(page).first.click()
        expect(page.locator("mark.articles-mark")).to_have_text(["ＧＢＤＴ"])
        assert page.url == f"{address}posts/a/"
