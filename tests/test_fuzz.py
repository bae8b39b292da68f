"""Files that anybody may have written, changed or torn: whatever is in them, nothing is raised, and
what cannot be read is never taken for something else. `FUZZ_EXAMPLES=100000` makes it a longer run,
`scripts/fuzz` a cleverer one.
"""

from __future__ import annotations

import json
import os
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from fuzz_targets import (
    TARGETS,
    cached_formulas,
    cached_pages,
    frozen_record,
    kept_page,
    source_file,
)
from mkdocs_articles.check.finding import Edit
from mkdocs_articles.check.fixing import edited

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


@pytest.mark.parametrize("name", ["sanitised", "foreign_page", "excerpt", "rendered_page"])
def test_what_looks_like_a_section_of_sgml(name: str) -> None:
    TARGETS[name].run(b"x<p>a<![x[y]]>b<w[<![CDATA<![ c")


@pytest.mark.parametrize("name", TARGETS)
@MANY
@given(data=st.data())
def test_anything(name: str, data: st.DataObject) -> None:
    target = TARGETS[name]
    pieces = st.lists(st.sampled_from(target.pieces or ("x",)) | st.text(max_size=3), max_size=25)
    target.run(data.draw(st.binary(max_size=200) | pieces.map("".join).map(_encoded)))


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "replace")


# What bytes alone seldom come to


@MANY
@given(RECORD)
def test_frozen_outputs(record: Any) -> None:
    frozen_record(json.dumps(record).encode())


@MANY
@given(JSON | st.fixed_dictionaries({"cells": JSON, "metadata": JSON}))
def test_notebooks(notebook: Any) -> None:
    source_file(json.dumps(notebook).encode(), ".ipynb")


@MANY
@given(JSON)
def test_kept_pages(entry: Any) -> None:
    kept_page(json.dumps(entry).encode())


CHANGES = st.lists(st.tuples(st.integers(0, 1 << 24), st.integers(0, 255)), min_size=1, max_size=30)


@MANY
@example([(0xF7FF04, 5)])  # in the index: the key of one page led to another
@given(CHANGES)
def test_a_cache_of_pages_with_other_bytes(changes: list[tuple[int, int]]) -> None:
    cached_pages(changes)


@MANY
@given(CHANGES)
def test_a_cache_of_formulas_with_other_bytes(changes: list[tuple[int, int]]) -> None:
    cached_formulas(changes)


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
