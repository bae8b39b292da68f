"""HTML as text with sections."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import golden
from mkdocs_articles.search.document import plain_title, sections

CASES = golden.load(Path(__file__).parent / "pages")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_case(case: golden.Golden) -> None:
    found = sections(case.sections["page.html"], case.options["title"])
    shown = [f"# {one.heading} ({one.anchor})\n{one.text}".rstrip() for one in found]
    assert "\n".join(shown) == case.sections["sections"]


PIECES = st.sampled_from(
    ["<h2 id=a>", "</h2>", "<pre>", "</pre>", "<p data-search-exclude>", "</p>", "<!--", "-->", "<",
     ">", '"', "'", "<tex-math>", "</tex-math>", "&lt;", "&", "<script>", "</script>", "x", "林", "\n",
     " ", "<a class=headerlink", "data-search-exclude", "\x00", "\x01", "\ud800"]
)  # fmt: skip


@given(st.lists(PIECES, max_size=40).map("".join))
def test_wild_html(html: str) -> None:
    for one in sections(html, "t"):
        text = f"{one.heading}\n{one.text}"
        assert not [c for c in text if (c < " " and c != "\n") or "\ud800" <= c <= "\udfff"]
        assert "\n\n" not in one.text


def test_titles_of_mkdocs() -> None:
    assert plain_title("a &lt;b&gt; <em>c</em>\n d") == "a <b> c d"
