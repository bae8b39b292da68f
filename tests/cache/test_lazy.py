"""What a warm build does not read: texts known by their digests, results of the last build."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mkdocs_articles import memo
from mkdocs_articles.cache.results import Results
from mkdocs_articles.cache.store import Store
from mkdocs_articles.lazy import Text
from mkdocs_articles.reading import read_text
from mkdocs_articles.source import Source, read
from mkdocs_articles.values import pack, unpack

# Texts


def test_a_text_is_read_once_and_late() -> None:
    calls: list[int] = []

    def load() -> str:
        calls.append(1)
        return f"read {len(calls)}"

    text = Text("0" * 32, load)
    joined = Text.joined("a ", text, Text.of(" 中\ud800"))
    assert len(joined.digest) == 32
    assert calls == []
    assert joined.text == joined.text == "a read 1 中\ud800"
    assert calls == [1]


@given(st.lists(st.text(), max_size=4), st.lists(st.text(), max_size=4))
def test_digests(one: list[str], other: list[str]) -> None:
    """Of the same parts there is one digest, of others another one."""
    assert (Text.joined(*one).digest == Text.joined(*other).digest) == (one == other)


# What YAML gives

PLAIN = st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.dates()
PLAIN |= st.datetimes() | st.datetimes(timezones=st.just(UTC))
VALUES = st.recursive(
    PLAIN,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text() | st.integers(), inner, max_size=3)
        | st.dictionaries(st.just("$date"), inner)
        | st.sets(st.integers(), max_size=2)
    ),
    max_leaves=8,
)


@given(VALUES)
def test_values_come_back_as_they_were(value: Any) -> None:
    packed = pack(value)
    if packed is not None:
        assert unpack(packed) == value
        assert repr(unpack(packed)) == repr(value)


def test_front_matter_can_be_kept() -> None:
    meta = {"title": "中", "date": date(2026, 5, 1), "at": datetime(2026, 5, 1), "tags": ["a", 1]}
    assert unpack(pack(meta)) == meta
    assert pack({1: "a"}) is None
    assert pack({"$date": "2026-05-01"}) is None


# Files


def test_a_file_that_changes_is_read_again(tmp_path: Path) -> None:
    """Even if its size stays, and the time of its change is put back."""
    path = tmp_path / "a.md"
    path.write_bytes(b"\xef\xbb\xbfone\r\n")
    long_ago = (path.stat().st_mtime - 100,) * 2
    os.utime(path, long_ago)
    assert read_text(path).text == "one\n"
    path.write_bytes(b"\xef\xbb\xbftwo\r\n")
    os.utime(path, long_ago)
    assert read_text(path).text == "two\n"
    path.unlink()
    with pytest.raises(FileNotFoundError):
        read_text(path)


# Results


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "pages.sqlite", 10_000_000)


def build(results: Results, *names: str, is_whole: bool = True) -> list[str]:
    """The names that are computed by a build that asks for these."""
    computed: list[str] = []

    def compute(name: str) -> str:
        computed.append(name)
        return name.upper()

    memo.keep_with(results)
    try:
        for name in names:
            assert memo.kept(partial(compute, name), "upper", name) == name.upper()
    finally:
        memo.keep_with(None)
    results.end(is_whole=is_whole, is_last=True)
    results.store.finish()
    return computed


def test_results_of_the_last_build(store: Store) -> None:
    assert build(Results(store, "code", "site"), "a", "b") == ["a", "b"]
    assert build(Results(store, "code", "site"), "a") == []
    assert build(Results(store, "code", "site"), "b") == ["b"]  # nobody had asked for it
    assert build(Results(store, "other code", "site"), "b") == ["b"]
    assert build(Results(store, "code", "other site"), "b") == ["b"]
    assert build(Results(store, "code", "site"), "b") == []


def test_a_few_changes_are_written_apart(store: Store) -> None:
    names = [str(number) for number in range(100)]
    build(Results(store, "code", "site"), *names)
    assert build(Results(store, "code", "site"), *names[1:], "new") == ["new"]
    assert build(Results(store, "code", "site"), *names[1:], "new") == []
    assert build(Results(store, "code", "site"), "0") == ["0"]
    assert build(Results(store, "code", "site"), "0", "new") == ["new"]


def test_a_build_that_fails_forgets_nothing(store: Store) -> None:
    build(Results(store, "code", "site"), "a", "b")
    assert build(Results(store, "code", "site"), "c", is_whole=False) == ["c"]
    assert build(Results(store, "code", "site"), "a", "b", "c") == []


def test_results_live_on_in_a_process(store: Store) -> None:
    results = Results(store, "code", "site")
    assert build(results, "a") == ["a"]
    assert build(results, "a", "b") == ["b"]
    assert build(results, "b") == []
    assert build(results, "a") == ["a"]


def test_texts_are_apart(store: Store) -> None:
    """One that has been dropped is made again."""

    def ask() -> Text:
        return memo.kept_text(lambda: "a long text", "text")

    def end() -> None:
        results.end(is_whole=True, is_last=True)
        store.finish()

    results = Results(store, "code", "site")
    memo.keep_with(results)
    try:
        digest = ask().digest
        end()
        memo.keep_with(results := Results(store, "code", "site"))
        assert results.get_text(digest) == "a long text"
        store.drop(bytes.fromhex(digest))
        assert ask().digest == digest
        assert ask().text == "a long text"
        end()
    finally:
        memo.keep_with(None)


def test_a_source_is_the_same_from_memory(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text(
        "---\ntitle: T\ndate: 2026-05-01 10:00:00+08:00\ntags: [a, b]\nextra: {x: [1, null]}\n---\n"
        "# H\n\n<!-- articles -->\n",
        "utf-8",
    )
    plain = read(path, "a.md", "docs/a.md")
    memo.keep_with(results := Results(store, "code", "site"))
    try:
        assert read(path, "a.md", "docs/a.md") == plain
        results.end(is_whole=True, is_last=True)
        memo.keep_with(Results(store, "code", "site"))
        assert read(path, "a.md", "docs/a.md") == plain
        assert read(path, "b.md", "docs/b.md").uri == "b.md"
    finally:
        memo.keep_with(None)


def test_a_source_is_kept_with_all_that_its_author_said(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text(
        "---\ntitle: T\ndate: 2026-01-02\nupdated: 2026-02-03 04:05:06+08:00\ncategories: [A]\n"
        "tags: [b, c]\nauthors: [D]\naliases: [/old/, older]\nreadtime: 3\npin: true\n---\n\n# H\n",
        encoding="utf-8",
    )
    source = read(path, "a.md", "docs/a.md")
    packed = source.pack()
    assert packed is not None
    assert Source.unpack("a.md", "docs/a.md", packed) == source
