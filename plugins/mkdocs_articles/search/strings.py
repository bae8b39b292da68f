"""What the search says, in the languages it speaks, and the button that opens it."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

_ENGLISH = {
    "button": "Search",
    "title": "Search this site",
    "placeholder": "Words, formulas, code",
    "clear": "Clear",
    "close": "Close",
    "results": "Results",
    "searching": "Searching…",
    "found_one": "1 page",
    "found": "{} pages",
    "words": "Words",
    "words_hint": "any part of them; several words need not stand together",
    "formulas": "Formulas",
    "formulas_hint": "as TeX, such as",
    "code": "Code",
    "code_hint": "names and parts of names, such as",
    "none": "Nothing found for “{}”",
    "near": "Did you mean",
    "less": "Try fewer or shorter words.",
    "unfilter": "Search everywhere",
    "filter": "Filter",
    "categories": "Categories",
    "tags": "Tags",
    "all": "All {}",
    "drop": "Remove the filter {}",
    "failed": "The search cannot be loaded: no connection, or files of this site are missing.",
    "offline": "There is no connection. The search needs one.",
    "missing": "The index of the search cannot be loaded: files of this site are missing.",
    "outdated": "This browser is too old for the search.",
    "retry": "Try again",
    "key_move": "move",
    "key_open": "open",
    "key_tab": "new tab",
    "key_close": "close",
    "marked_one": "1 match",
    "marked": "{} matches",
    "unmark": "Remove highlights",
}
_CHINESE = {
    "button": "搜索",
    "title": "搜索本站",
    "placeholder": "词语、公式或代码",
    "clear": "清空",
    "close": "关闭",
    "results": "搜索结果",
    "searching": "正在搜索…",
    "found_one": "1 篇",
    "found": "{} 篇",
    "words": "词语",
    "words_hint": "任何一部分都找得到；几个词用空格隔开，不必连在一起",
    "formulas": "公式",
    "formulas_hint": "照 TeX 写，例如",
    "code": "代码",
    "code_hint": "名字或名字的一部分，例如",
    "none": "没有找到“{}”",
    "near": "是不是要找",
    "less": "试试更少或更短的词。",
    "unfilter": "去掉筛选再找",
    "filter": "筛选",
    "categories": "分类",
    "tags": "标签",
    "all": "全部 {} 个",
    "drop": "去掉筛选：{}",
    "failed": "无法加载搜索：网络不通，或者网站缺少文件。",
    "offline": "网络不通，现在不能搜索。",
    "missing": "无法加载搜索的索引：网站缺少文件。",
    "outdated": "这个浏览器太旧，不能搜索。",
    "retry": "重试",
    "key_move": "选择",
    "key_open": "打开",
    "key_tab": "新标签页",
    "key_close": "关闭",
    "marked_one": "1 处匹配",
    "marked": "{} 处匹配",
    "unmark": "去掉标记",
}
KEYS = frozenset(_ENGLISH)

_ICON = (
    '<svg viewBox="0 0 24 24" aria-hidden="true">'
    '<circle cx="10.5" cy="10.5" r="6.5"/><path d="m15.5 15.5 5 5"/></svg>'
)


def strings_for(language: str, own: Mapping[str, str] | None = None) -> Mapping[str, str]:
    """The strings for a language tag such as `zh-Hans` (English for one that is not known here).

    `own` replaces some or all of them, which is how a site speaks a third language; `{}` in a
    string is where a number or a word goes. `KEYS` are the names there are.
    """
    known = _CHINESE if language.lower().startswith("zh") else _ENGLISH
    return {**known, **(own or {})}


def button(strings: Mapping[str, str], place: str) -> str:
    """The button that opens the search, styled by `button.css` for the place it stands in.

    `place` is "material" or "mkdocs", in the bar of that theme, or "alone", in a corner of the page.
    """
    classes = f"articles-search-button articles-search-button--{place}"
    return (
        f'<button type="button" class="{classes}" data-articles-search aria-haspopup="dialog"'
        f' aria-keyshortcuts="/ S Control+K Meta+K">{_ICON}'
        f'<span>{escape(strings["button"])}</span><kbd aria-hidden="true">/</kbd></button>'
    )
