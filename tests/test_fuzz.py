"""Files that anybody may have written, changed or torn: whatever is in them, nothing is raised, and
what cannot be read is never taken for something else. `FUZZ_EXAMPLES=100000` makes it a longer run.
"""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from mkdocs_articles import source
from mkdocs_articles.cache.entry import Entry
from mkdocs_articles.cache.store import Store
from mkdocs_articles.check.finding import Edit
from mkdocs_articles.check.fixing import edited
from mkdocs_articles.check.outline import Outline
from mkdocs_articles.check.rendered import read
from mkdocs_articles.execution import frozen
from mkdocs_articles.lazy import Text

MANY = settings(max_examples=int(os.environ.get("FUZZ_EXAMPLES", "60")), deadline=None)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4)
    ),
    max_leaves=12,
)
RECORD = st.fixed_dictionaries(
    {},
    optional={
        "schema": st.just(2) | JSON,
        "cells": JSON | st.lists(st.fixed_dictionaries({"key": JSON, "outputs": JSON}), max_size=3),
        "versions": JSON | st.dictionaries(st.text(max_size=4), st.text(max_size=4), max_size=2),
    },
)
PIECES = [
    "# a\n", "```", "\n", "$", "$$", "[x](y.md)", "![](z)", "<!-- ", " -->", "<a href='", "'>", "`",
    "---\n", "林a", "a林", "==\n", "> ", "    ", "[r]: s\n", "\\", "\\begin{align}", "{: .c }", "é",
]  # fmt: skip
MARKDOWN = st.lists(st.sampled_from(PIECES), max_size=25).map("".join)


@MANY
@given(st.binary(max_size=200) | RECORD.map(lambda one: json.dumps(one).encode()))
def test_frozen_outputs(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = frozen.record_path(Path(folder), "posts/a.md")
        path.parent.mkdir(parents=True)
        path.write_bytes(data)
        record = frozen.load(Path(folder), "posts/a.md")
    assert not (record.broken and record.outputs)


@MANY
@given(st.binary(max_size=200), st.sampled_from([".md", ".ipynb"]))
def test_sources(data: bytes, suffix: str) -> None:
    _read(data, suffix)


@MANY
@given(JSON | st.fixed_dictionaries({"cells": JSON, "metadata": JSON}))
def test_notebooks(notebook: Any) -> None:
    _read(json.dumps(notebook).encode(), ".ipynb")


def _read(data: bytes, suffix: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, f"a{suffix}")
        path.write_bytes(data)
        found = source.read(path, f"a{suffix}", f"docs/a{suffix}")
    assert found.usable or found.problems


@MANY
@given(st.binary(max_size=300) | JSON.map(lambda one: json.dumps(one).encode()))
def test_kept_pages(data: bytes) -> None:
    try:
        entry = Entry.from_bytes(data)
        assert entry.is_valid(lambda _: None, lambda _: "") in (True, False)
    except (ValueError, TypeError, AttributeError):
        pass  # as a page that is not kept


@MANY
@given(st.lists(st.tuples(st.integers(0, 40_000), st.integers(0, 255)), min_size=1, max_size=30))
def test_a_cache_with_other_bytes(changes: list[tuple[int, int]]) -> None:
    """What it gives is what was put in, or nothing; and it goes on."""
    kept = {bytes([n]) * 16: f"page {n} ".encode() * 50 for n in range(20)}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "pages.sqlite")
        store = Store(path, 1_000_000)
        store.put(kept)
        store.finish()
        data = bytearray(path.read_bytes())
        for place, byte in changes:
            data[place % len(data)] = byte
        path.write_bytes(data)
        again = Store(path, 1_000_000)
        for key, value in kept.items():
            assert again.get(key) in (None, value)
        again.put(kept)
        again.finish()


@MANY
@given(MARKDOWN | st.text())
def test_outlines(text: str) -> None:
    """Blanked texts are as long as they were, so that places are the same."""
    outline = Outline(text)
    for blanked in (outline.written, outline.prose):
        assert len(blanked) == len(text)
        assert blanked.count("\n") == text.count("\n")
    lines = text.count("\n") + 1
    assert all(1 <= target.line <= lines for target in outline.targets)
    assert all(1 <= line <= lines for line, _ in outline.headings)


@MANY
@given(MARKDOWN | st.text())
def test_rendered_pages(html: str) -> None:
    read(Text.of(html))


EDITS = st.builds(
    Edit, st.integers(1, 4), st.integers(1, 9), st.text(max_size=2), st.text(max_size=3)
)


@MANY
@given(st.text(max_size=40), st.lists(EDITS, max_size=3))
def test_edits(text: str, edits: list[Edit]) -> None:
    """Only what was asked for changes."""
    changed = edited(text, edits)
    if changed is not None:
        longer = sum(len(one.new) - len(one.old) for one in set(edits))
        assert len(changed) == len(text) + longer
