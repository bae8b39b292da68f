"""The words that the software itself puts on a page, in the languages that it speaks."""

from __future__ import annotations

from functools import cached_property

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
    "older_in": "Earlier in {}",
    "newer_in": "Later in {}",
    "series": "Series: {}",
    "part": "Part {} of {}",
    "contents": "Contents",
    "related": "Related articles",
    "updated": "updated",
    "minutes": "{} min read",
    "pinned": "pinned",
    "draft": "draft",
    "scheduled": "scheduled",
    "empty": "Nothing here yet.",
    "problems": "Problems of this page (shown in the preview only)",
    "not_found": "There is no such page here (any more). Its address may be mistyped.",
    "home": "To the home page",
    "output": "Output",
    "cut": "Long output: the first {} characters of {} bytes are shown.",
    "live_run": "Run",
    "live_stop": "Stop",
    "live_reset": "Reset",
    "live_code": "Code, can be edited",
    "live_loading": "Loading Python…",
    "live_running": "Running…",
    "live_empty": "Done, no output",
    "live_earlier": "A snippet above has failed",
    "live_stopped": "Stopped; all variables are gone",
    "live_slow": "Python has not loaded in two minutes; try again later",
    "live_unreachable": "Python cannot be loaded: no connection, or files of this site are missing",
    "live_blocked": "Python cannot be loaded: this site's Content-Security-Policy forbids it",
    "live_died": "Python has failed, all variables are gone: {}",
    "live_no_input": "nobody can be asked for input here",
    "live_no_module": "{}: there is no such module here; "
    "in the browser Python has its standard library only",
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
    "older_in": "{}：上一篇",
    "newer_in": "{}：下一篇",
    "series": "系列：{}",
    "part": "第 {} 篇，共 {} 篇",
    "contents": "目录",
    "related": "相关文章",
    "updated": "更新于",
    "minutes": "{} 分钟",
    "pinned": "置顶",
    "draft": "草稿",
    "scheduled": "定时发布",
    "empty": "这里还没有文章。",
    "problems": "这一页的问题（只在预览里显示）",
    "not_found": "没有这个页面：可能已经移走，也可能网址打错了。",
    "home": "回到首页",
    "output": "输出",
    "cut": "输出很长，这里只显示前 {} 个字符（共 {} 字节）。",
    "live_run": "运行",
    "live_stop": "停止",
    "live_reset": "还原",
    "live_code": "代码，可以编辑",
    "live_loading": "正在加载 Python…",
    "live_running": "正在运行…",
    "live_empty": "运行完毕，没有输出",
    "live_earlier": "前面有一段代码出错了",
    "live_stopped": "已停止，所有变量都已丢失",
    "live_slow": "两分钟还没有加载完 Python，请稍后再试",
    "live_unreachable": "无法加载 Python：网络不通，或者网站缺少文件",
    "live_blocked": "无法加载 Python：网站的内容安全策略（CSP）不允许",
    "live_died": "Python 出错了，所有变量都已丢失：{}",
    "live_no_input": "这里不能输入",
    "live_no_module": "{}：这里没有这个模块，浏览器里的 Python 只有标准库",
}


class Labels(dict[str, str]):
    """Words by their names."""

    @cached_property
    def key(self) -> str:
        """What tells these words from others."""
        return repr(sorted(self.items()))


_IN_ENGLISH, _IN_CHINESE = Labels(_ENGLISH), Labels(_CHINESE)


def labels_for(language: str) -> Labels:
    """The labels for a language tag such as `zh`, `zh-Hans` or `en`; English for any other."""
    return _IN_CHINESE if language.lower().startswith("zh") else _IN_ENGLISH
