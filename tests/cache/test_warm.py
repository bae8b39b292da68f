"""A build with nothing changed renders nothing, with all that this repository's own site uses: one
extension or plugin that cannot be kept would have pages rendered in every build, without a word."""

from __future__ import annotations

from pathlib import Path

from cache.corpus import CLOCK
from sites import Site

ROOT = Path(__file__).parent.parent.parent
# Counts what Python-Markdown does, whoever asks it.
COUNTING = """
import pathlib
import markdown
texts = []
convert = markdown.Markdown.convert
def counted(self, source):
    texts.append(source)
    return convert(self, source)
markdown.Markdown.convert = counted
def on_shutdown():
    pathlib.Path("count").write_text(str(len(texts)))
"""
POST = """\
---
title: 第 {n} 篇
date: 2026-01-0{n}
tags: [t{n}]
---
公式 $x^{n}$ 与 [另一篇](2.md)[^1]，**HTML** 与 `#!python print({n})`。

*[HTML]: 标记语言

```python {{.live}}
print({n})
```

=== "一"

    - [x] 做完了

??? note "注"

    :   $$ y = {n} \\label{{eq:{n}}} $$

见 \\eqref{{eq:{n}}}。

[^1]: 脚注。
"""


def test_nothing_is_rendered_again(tmp_path: Path) -> None:
    config, _, _ = (ROOT / "mkdocs.yml").read_text("utf-8").partition("\nnav:")
    files: dict[str, str | bytes] = {f"docs/posts/{n}.md": POST.format(n=n) for n in range(1, 4)}
    files |= {
        "mkdocs.yml": f"{config}\nhooks: [counting.py]\n", "counting.py": COUNTING,
        "docs/index.md": "# 首页\n\n<!-- articles -->\n", "docs/assets/site.css": "",
    }  # fmt: skip
    site = Site.write(tmp_path / "site-under-test", files, "")
    counts = []
    for _ in range(2):
        done = site.build("--strict", **CLOCK)
        assert done.returncode == 0, done.stderr
        counts.append(int((site.folder / "count").read_text()))
    assert counts[0] >= 4
    assert counts[1] == 0
