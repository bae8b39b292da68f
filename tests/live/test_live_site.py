"""What a site with live snippets ships, and what one without them does not."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable

import markdown
import pytest

from mkdocs_articles.execution import live
from mkdocs_articles.labels import labels_for
from sites import Site

CODE = "```python {.live}\n1 + 1\n```\n"
SCRIPT = re.compile(r'<script type="module" src="([^"]*)" data-live-texts="([^"]*)"></script>')


def test_pages_with_live_snippets_and_others(site: Callable[..., Site]) -> None:
    plain = CODE.replace(".live", ".life")
    made = site({
        "docs/index.md": "# Home\n", "docs/guide.md": f"# Guide\n\n{CODE}",
        "docs/posts/live.md": f"---\ndate: 2026-01-01\n---\n# Live\n\nText.\n\n{CODE}",
        "docs/posts/plain.md": f"---\ndate: 2026-01-02\n---\n# Plain\n\n{plain}",
    }, "theme: {name: material, language: zh, font: false}\nplugins: [search, articles]\n")  # fmt: skip
    assert made.warnings("--strict") == []
    assert SCRIPT.findall(made.page("")) == SCRIPT.findall(made.page("posts/plain/")) == []
    ((url, _),) = SCRIPT.findall(made.page("guide/"))
    assert url == "../assets/live/live.js"
    ((url, texts),) = SCRIPT.findall(made.page("posts/live/"))
    assert url == "../../assets/live/live.js"
    assert json.loads(html.unescape(texts))["run"] == "运行"
    for name in live.FILES:
        assert (made.folder / "site/assets/live" / name).stat().st_size
    # listed, it is no snippet any more
    assert "cell--live" not in made.page("")
    assert "live-texts" not in (made.folder / "site/search/search_index.json").read_text("utf-8")


def test_a_site_without_live_snippets(site: Callable[..., Site]) -> None:
    made = site({"docs/index.md": "# A\n\n`{.live}`\n\n```\n```python {.live}\n```\n"})
    assert made.warnings("--strict") == []
    assert not (made.folder / "site/assets/live").exists()
    assert 'type="module"' not in made.page("")


def test_without_the_plugin_it_is_an_ordinary_snippet(site: Callable[..., Site]) -> None:
    made = site({"docs/index.md": f"# A\n\n{CODE}"}, "plugins: []\n")
    assert made.warnings("--strict") == []
    assert "module" not in made.page("")
    assert not (made.folder / "site/assets/live").exists()
    plain = markdown.markdown(CODE.replace(" {.live}", ""), extensions=["pymdownx.superfences"])
    alone = markdown.markdown(CODE, extensions=["mkdocs_articles.execution"])
    assert alone == f'<div class="cell cell--live">{plain}</div>'


@pytest.mark.parametrize("hidden", ["source", "all"])
def test_what_is_hidden_cannot_be_live(site: Callable[..., Site], hidden: str) -> None:
    made = site({"docs/index.md": f"# A\n\n```python {{.run .live hide={hidden}}}\n1 + 1\n```\n"})
    assert made.warnings("--strict", ARTICLES_EXECUTE="auto") == [
        f"docs/index.md:3: readers cannot run what is hidden; remove .live or hide={hidden}"
    ]
    assert 'type="module"' not in made.page("")


def test_every_text_is_in_every_language() -> None:
    assert labels_for("zh").keys() == labels_for("en").keys()
    assert all(("{}" in labels_for("zh")[key]) == ("{}" in labels_for("en")[key])
               for key in labels_for("en") if key.startswith("live_"))  # fmt: skip
