"""Whatever a site of others holds: nothing outside it is read, nothing outside the docs is written."""

from __future__ import annotations

import os
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imports import planned
from mkdocs_articles.importing import TOOLS
from mkdocs_articles.importing.calls import find
from mkdocs_articles.importing.code import code_spans
from mkdocs_articles.importing.edits import Spans
from mkdocs_articles.importing.hexo_tags import TAGS, VERBATIM
from mkdocs_articles.importing.model import Syntax
from mkdocs_articles.importing.writing import write

HEAD = "---\ntitle: x\ndate: 2020-01-01\n"


def hexo(folder: Path, files: dict[str, str]) -> Path:
    for name, text in {"_config.yml": "url: https://old.example\n", **files}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def test_nothing_outside_is_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret.svg"
    secret.write_text("SECRET", encoding="utf-8")
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "b.md").write_text(f"{HEAD}---\nSECRET", encoding="utf-8")
    addresses = ["../../../secret.svg", str(secret), f"/{secret}", "..%2f..%2f..%2fsecret.svg",
                 "link.svg", "out/b.md", "/../../secret.svg", "a\\0b"]  # fmt: skip
    text = "".join(f"![x]({address})\n" for address in addresses)
    old = hexo(
        tmp_path / "old", {"source/_posts/a.md": f"{HEAD}cover: ../../../secret.svg\n---\n{text}"}
    )
    posts = old / "source/_posts"
    try:
        (posts / "link.svg").symlink_to(secret)
        (posts / "out").symlink_to(tmp_path / "out", target_is_directory=True)
        (posts / "linked.md").symlink_to(tmp_path / "out" / "b.md")
        (posts / "circle.md").symlink_to(posts / "circle.md")
    except OSError:
        pytest.skip("no symbolic links here")
    plan, tree = planned("hexo", old)
    assert [article.path for article in plan.articles] == ["posts/a.md"]
    assert plan.articles[0].copies == ()
    assert "SECRET" not in plan.articles[0].text
    nothing = [p for p in plan.articles[0].problems if "no file" in p.message]
    assert len(nothing) == len(addresses)  # "//…" is another host; the cover is one more
    said = {Path(problem.path).name for problem in plan.problems}
    assert {"linked.md", "circle.md", "link.svg"} <= said
    assert tree.find("../secret.svg") is None


def test_nothing_outside_is_written(tmp_path: Path) -> None:
    outside, docs = tmp_path / "outside", tmp_path / "docs"
    outside.mkdir()
    docs.mkdir()
    files = {
        f"source/_posts/{name}.md": f"{HEAD}---\nx" for name in ("a", "sub/b", "C D#", "index")
    }
    plan, tree = planned("hexo", hexo(tmp_path / "old", files))
    assert [article.path for article in plan.articles] == [
        "posts/c-d.md", "posts/a.md", "posts/post.md", "posts/sub/b.md",
    ]  # fmt: skip
    try:
        (docs / "posts").symlink_to(outside, target_is_directory=True)
    except OSError:
        pytest.skip("no symbolic links here")
    written = write(plan, docs, str, tree, dry=False)
    assert written.articles == []
    assert len([p for p in written.problems if "not written" in p.message]) == 4
    assert list(outside.iterdir()) == []
    (docs / "posts").unlink()
    (docs / "posts").mkdir()
    (docs / "posts" / "a.md").symlink_to(outside / "new.md")  # leads to no file yet
    written = write(plan, docs, str, tree, dry=False)
    assert len(written.articles) == 3
    assert list(outside.iterdir()) == []


@pytest.mark.parametrize(
    "front",
    ["title: [", "- a", "title: &a [*a]", "date: {a: b}\ntags: {}", "slug: ../../x",
     "tags: " + "[" * 90,
     "title: x\naliases: ['../../../x', '//e', 'javascript:x', '%00']\npermalink: ../../../x",
     'title: "\\u0000\\u2028"'],
)  # fmt: skip
@pytest.mark.parametrize("tool", TOOLS)
def test_broken_front_matter_is_no_crash(tool: str, front: str, tmp_path: Path) -> None:
    folder = {"hexo": "source/_posts", "hugo": "content/posts", "jekyll": "_posts",
              "material": "docs/blog/posts"}[tool]  # fmt: skip
    path = tmp_path / folder / "2020-01-01-a.md"
    path.parent.mkdir(parents=True)
    path.write_text(f"---\n{front}\n---\nText.\n", encoding="utf-8")
    (path.parent / "2020-01-01-bytes.md").write_bytes(b"---\ntitle: \xff\n---\n")
    for config in ("_config.yml", "hugo.toml", "mkdocs.yml"):
        (tmp_path / config).write_text("{[", encoding="utf-8")
    plan, _ = planned(tool, tmp_path)
    shown = [problem.message for problem in plan.problems]
    assert any("not UTF-8" in message for message in shown)
    assert any("cannot be read" in message for message in shown)  # the configuration
    for article in plan.articles:
        assert article.path.startswith("posts/")
        assert ".." not in article.path


def test_many_brackets_take_no_time(tmp_path: Path) -> None:
    parts = [
        "{% note ",
        "{{< x ",
        "`" * 3,
        "![](",
        "{: ",
        "$$ ",
        "\\\\( ",
        "<!-- ",
        "{% note %}",
        "](",
    ]
    text = "".join(part * 3000 + "\n\n" for part in parts)
    plan, _ = planned("hexo", hexo(tmp_path, {"source/_posts/a.md": f"{HEAD}---\n{text}"}))
    assert len(plan.articles) == 1


PIECES = st.lists(st.sampled_from(
    ["{% note %}", "{% endnote %}", "{% raw %}", "{% endraw %}", "{% codeblock %}",
     "{% endcodeblock %}",
     "\n", "\n\n", "    ", "> ", "- ", "`", "```\n", "text ", "$$", "\\\\(", "\\\\)", "<!--more-->",
     "![](a.png)", "{% asset_img a.png %}", "{% x %}", "{{ y }}", "{: .z}", "<pre>", "</pre>"]
), max_size=30)  # fmt: skip


@given(pieces=PIECES)
def test_any_text_becomes_an_article(
    pieces: list[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    text = "".join(pieces)
    old = tmp_path_factory.getbasetemp() / "wild"
    plan, _ = planned("hexo", hexo(old, {"source/_posts/a.md": f"{HEAD}---\n{text}\n"}))
    body = plan.articles[0].text.partition("---\n\n")[2]
    for word in ("text", "{% x %}", "{{ y }}"):  # nothing of the author's gets lost
        assert body.count(word) == text.count(word)
    syntax = Syntax("liquid", TAGS, VERBATIM)
    spans = code_spans(text, syntax)
    assert all(a.end <= b.start for a, b in pairwise(spans))
    for node in find(text, syntax, Spans(spans)):
        assert 0 <= node.start < node.end <= len(text)


def test_special_files_are_not_opened(tmp_path: Path) -> None:
    old = hexo(tmp_path, {"source/_posts/a.md": f"{HEAD}---\n![](pipe.svg)"})
    if not hasattr(os, "mkfifo"):
        pytest.skip("no pipes here")
    os.mkfifo(old / "source/_posts/pipe.svg")
    os.mkfifo(old / "source/_posts/pipe.md")
    plan, _ = planned("hexo", old)
    assert len(plan.articles) == 1
    assert plan.articles[0].copies == ()
