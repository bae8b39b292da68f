"""Which file a text comes from, and where in it something stands."""

from __future__ import annotations

from pathlib import Path

import markdown
import pytest
from mkdocs.config import load_config
from mkdocs.structure.files import File, get_files
from mkdocs.structure.pages import _RelativePathTreeprocessor

from mkdocs_articles import document
from mkdocs_articles.document import Document, shown_path

SOURCE = "---\ntitle: A\n---\n\n# A\n\nfirst\n\nsecond\n"


def make(tmp_path: Path, source: str | bytes = SOURCE) -> Document:
    path = tmp_path / "docs/posts/a.md"
    path.parent.mkdir(parents=True)
    path.write_bytes(source if isinstance(source, bytes) else source.encode())
    return Document(path, "docs/posts/a.md", "posts/a.md", "posts/a/", tmp_path / "docs", tmp_path)


@pytest.mark.parametrize(
    ("markdown", "line", "expected"),
    [
        ("# A\n\nfirst\n\nsecond\n", 1, 5),
        ("# A\n\nfirst\n\nsecond\n", 5, 9),
        (SOURCE, 9, 9),
        ("# A\n\nincluded\nlines\n\nfirst\n\nsecond\n", 8, 9),
        ("# A\n\nsecond\n", 3, 9),
        ("nothing\nin\ncommon\n", 2, 2),
        ("x\n" * 50, 40, 10),
    ],
)
def test_line_of(tmp_path: Path, markdown: str, line: int, expected: int) -> None:
    assert make(tmp_path).line_of(markdown, line) == expected


@pytest.mark.parametrize(("line", "expected"), [(1, 5), (3, 7), (4, 7), (6, 9), (8, 11), (9, 12)])
def test_line_of_what_is_included(tmp_path: Path, line: int, expected: int) -> None:
    """It is the line that includes it."""
    source = SOURCE.replace("# A\n", '# A\n\n--8<-- "x.md"\n')
    text = "# A\n\nincluded\nlines\n\nfirst\n\nsecond\nappended by a hook\n"
    assert make(tmp_path, source).line_of(text, line) == expected


@pytest.mark.parametrize(
    ("content", "source"),
    [
        (b"\xef\xbb\xbfx\r\ny\r\n", "x\ny\n"),
        ("中文".encode(), "中文"),
        (b"\xff\xfe", ""),
        (b"", ""),
    ],
)
def test_source(tmp_path: Path, content: bytes, source: str) -> None:
    assert make(tmp_path, content).source == source


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    made = make(tmp_path)
    assert made.path
    made.path.unlink()
    assert made.source == ""
    assert Document(None, "docs/x.md", "x.md", "x/", tmp_path, tmp_path).source == ""


def test_shown_path(tmp_path: Path) -> None:
    assert shown_path(tmp_path / "docs" / "a.md", tmp_path) == "docs/a.md"
    assert shown_path(tmp_path / "a.md", tmp_path / "site") == (tmp_path / "a.md").as_posix()


def test_the_current_file(tmp_path: Path) -> None:
    made = make(tmp_path)
    (tmp_path / "mkdocs.yml").write_text("site_name: Test\n")
    config = load_config(str(tmp_path / "mkdocs.yml"))
    files = get_files(config)
    file = files.get_file_from_path("posts/a.md")
    assert file
    md = markdown.Markdown()
    assert document.current(md) is None
    _RelativePathTreeprocessor(file, files, config)._register(md)
    assert document.current(md) == made
    generated = File("tags/中文.md", None, config.site_dir, use_directory_urls=True)
    _RelativePathTreeprocessor(generated, files, config)._register(md)
    assert document.current(md) == Document(
        None,
        "docs/tags/中文.md",
        "tags/中文.md",
        "tags/%E4%B8%AD%E6%96%87/",
        tmp_path / "docs",
        tmp_path,
    )
