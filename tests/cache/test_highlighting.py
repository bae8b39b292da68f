"""Highlighted code is the same without a style, where none is shown."""

from __future__ import annotations

from typing import Any

import pytest
from markdown import Markdown

from mkdocs_articles.cache.digest import stable
from mkdocs_articles.cache.highlighting import EXTENSION, without_style

CODE = """\
Inline `#!python print("x")` and blocks:

```python title="a.py" hl_lines="2" linenums="3 2 3"
@decorator
def f(x: int) -> str:
    return f"{x}"  # a comment
```

```diff
- a
+ b
```

    :::js
    let a = 1;

```nonsense
a <b>
```
"""
OPTIONS: list[dict[str, Any]] = [
    {}, {"pygments_style": "monokai"}, {"anchor_linenums": True, "pygments_lang_class": True},
    {"linenums": True, "linenums_style": "table"}, {"linenums_style": "inline", "linenums": True},
    {"linenums": True, "linenums_style": "pymdownx-inline", "line_spans": "s"},
    {"guess_lang": True, "auto_title": True},
    {"noclasses": True}, {"noclasses": True, "pygments_style": "monokai", "linenums": True},
    {"use_pygments": False},
]  # fmt: skip


def html(options: dict[str, Any]) -> str:
    extensions = [EXTENSION, "pymdownx.superfences", "pymdownx.inlinehilite"]
    return Markdown(extensions=extensions, extension_configs={EXTENSION: options}).convert(CODE)


@pytest.mark.parametrize("options", OPTIONS, ids=str)
def test_same(options: dict[str, Any]) -> None:
    assert html(without_style(options)) == html(options)


def test_a_style_that_is_shown_stays() -> None:
    assert html({"noclasses": True}) != html({"noclasses": True, "pygments_style": "monokai"})
    assert stable(without_style({})) == stable(without_style({}))
