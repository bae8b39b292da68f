"""Where and how the site is looked at."""

from __future__ import annotations

from typing import Any, Literal

Scheme = Literal["light", "dark"]

SCREENS: dict[str, dict[str, Any]] = {
    "desk": {"viewport": {"width": 1440, "height": 900}},
    "phone": {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True},
}
SCHEMES: tuple[Scheme, ...] = ("light", "dark")

# One page of each kind; `search` is the home page with an answer in the dialog.
VIEWS = {
    "home": "",
    "article": "posts/gbdt/",
    "notebook": "posts/pca/",
    "archive": "archive/",
    "tags": "tags/",
    "tag": "tags/集成学习/",
    "search": "",
}
QUERY = "森林"

# Whose figures the guide shows: the home page, and articles with 53 and 90 formulas.
PAGES = {"home": "", "article": "posts/feature-columns/", "long": "posts/gbdt/"}
