"""A small site with the search, and what a reader does with it."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from sites import LIGHT_AND_DARK, Site

EVIL = "<img src=x onerror=document.title='evil'> \"'&amp;"
LONG = "一段不相干的文字。\n\n" * 40
POSTS = {
    "forest": (
        "title: 随机森林\ncategories: [集成学习]\ntags: [决策树, Bagging]",
        "从训练集中有放回地抽样，**自助**采样得到许多棵树。`tf.Example` 与 XGBoost。\n\n"
        f"## 袋外误差 {{#oob}}\n\n{LONG}约三分之一的样本不在袋内，随机森林不需要验证集。\n\n"
        "激活函数 $\\sigma(x)=\\frac{1}{1+e^{-x}}$ 与 $x_1w_1$。\n\n"
        "```python\nfrom sklearn.ensemble import RandomForestClassifier\n```\n",
    ),
    "boosting": (
        "title: 梯度提升\ncategories: [集成学习]\ntags: [决策树]",
        "GBDT 用回归树逐步逼近，与随机森林不同。\n\n## 步长 {#step}\n\n步长越小越好，但森林不同。\n",
    ),
    "evil": (
        f"title: '标题 {EVIL.replace(chr(39), chr(39) * 2)}'\n"
        "categories: ['<b>粗</b>']\ntags: ['<i>斜</i>']",
        "正文里的注入：`<script>document.title='evil'</script>` 与 "
        "`<img src=x onerror=document.title='evil'>` 和“引号”。\n",
    ),
}
POSTS |= {
    f"model-{number:02}": (
        f"title: 第 {number} 号实验\ncategories: [实验]\ntags: [编号{number}]",
        f"这是模型比较的第 {number} 次记录。\n\n## 结果 {{#result}}\n\n模型比较得到 {number} 分。\n",
    )
    for number in range(1, 26)
}
CONFIG = """\
plugins:
  - articles
  - articles-search
"""
MATERIAL = LIGHT_AND_DARK.replace("font: false", "font: false\n  language: zh")


def files() -> dict[str, str | bytes]:
    """The sources of the site."""
    posts = {
        f"docs/posts/{name}.md": f"---\ndate: 2026-01-{day:02}\n{matter}\n---\n{text}"
        for day, (name, (matter, text)) in enumerate(POSTS.items(), 1)
    }
    return {**posts, "docs/about.md": "# 关于\n\n<input aria-label='in'> <textarea aria-label='area'>"
            "</textarea> <div contenteditable aria-label='rich'>x</div>\n"}  # fmt: skip


def built(folder: Path, config: str) -> Path:
    """That site, built with a configuration: its output."""
    done = Site.write(folder, files(), config).build("--strict")
    assert done.returncode == 0, done.stderr
    return folder / "site"


def dialog(tab: Page) -> Locator:
    return tab.locator("dialog.articles-search")


def field(tab: Page) -> Locator:
    return dialog(tab).get_by_role("combobox")


def options(tab: Page) -> Locator:
    return dialog(tab).get_by_role("option")


def status(tab: Page) -> Locator:
    return dialog(tab).get_by_role("status")


def chosen(tab: Page) -> Locator:
    """The option that the field names as its active descendant, which must be the selected one."""
    named = field(tab).get_attribute("aria-activedescendant")
    selected = dialog(tab).locator("[aria-selected=true]")
    expect(selected).to_have_attribute("id", named or "none")
    return selected


def open_search(tab: Page) -> None:
    tab.locator("button[data-articles-search]").click()
    expect(field(tab)).to_be_focused()


def search(tab: Page, query: str) -> None:
    """Open the search if need be, type a query and wait until it has been answered."""
    if not dialog(tab).is_visible():
        open_search(tab)
    field(tab).fill(query)
    answered(tab)


def answered(tab: Page) -> None:
    """Wait until nothing is on its way."""
    expect(dialog(tab)).not_to_have_attribute("data-busy", "")


def titles(tab: Page) -> list[str]:
    """The titles of the pages that are shown."""
    return dialog(tab).locator(".articles-search__title").all_inner_texts()
