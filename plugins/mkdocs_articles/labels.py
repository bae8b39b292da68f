"""The words that the software itself puts on a page, in the languages that it speaks."""

from __future__ import annotations

from collections.abc import Mapping

_ENGLISH = {
    "code": "code",
    "table": "table",
    "figure": "figure",
    "formula": "formula",
    "categories": "Categories",
    "tags": "Tags",
    "authors": "Authors",
    "archive": "Archive",
    "category": "Category: {}",
    "tag": "Tag: {}",
    "author": "Author: {}",
    "year": "{}",
    "latest": "Latest updates",
    "pages": "Pages",
    "page": "Page {}",
    "previous_page": "Previous page",
    "next_page": "Next page",
    "page_title": "{} · page {}",
    "older": "Earlier",
    "newer": "Later",
    "neighbours": "Earlier and later articles",
    "updated": "updated",
    "minutes": "{} min read",
    "pinned": "pinned",
    "draft": "draft",
    "scheduled": "scheduled",
    "empty": "Nothing here yet.",
    "output": "Output",
    "cut": "Long output: the first {} characters of {} bytes are shown.",
}
_CHINESE = {
    "code": "代码",
    "table": "表格",
    "figure": "图",
    "formula": "公式",
    "categories": "分类",
    "tags": "标签",
    "authors": "作者",
    "archive": "归档",
    "category": "分类：{}",
    "tag": "标签：{}",
    "author": "作者：{}",
    "year": "{} 年",
    "latest": "最近更新",
    "pages": "分页",
    "page": "第 {} 页",
    "previous_page": "上一页",
    "next_page": "下一页",
    "page_title": "{} · 第 {} 页",
    "older": "上一篇",
    "newer": "下一篇",
    "neighbours": "上一篇与下一篇",
    "updated": "更新于",
    "minutes": "{} 分钟",
    "pinned": "置顶",
    "draft": "草稿",
    "scheduled": "定时发布",
    "empty": "这里还没有文章。",
    "output": "输出",
    "cut": "输出很长，这里只显示前 {} 个字符（共 {} 字节）。",
}


def labels_for(language: str) -> Mapping[str, str]:
    """The labels for a language tag such as `zh`, `zh-Hans` or `en`; English for any other."""
    return _CHINESE if language.lower().startswith("zh") else _ENGLISH
