r"""Labels read from a document's source: the numbers are those that its page shows."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from mkdocs_articles.math.elsewhere import labels_in

Convert = Callable[..., tuple[str, list[str]]]

A, B, C = (rf"$${name} \label{{{name}}}$$" for name in "abc")
DOCUMENTS = {
    "code": f"text\n\n    {A}\n\n{B}",
    "code-first": f"\t{A}\n\n{B}",
    "code-after-code": f"text\n\n    code\n\n    {A}\n\n{B}",
    "code-with-text": f"text\n\n    in {A} code\n\n{B}",
    "code-in-list": f"- item\n\n        {A}\n\n    {B}",
    "code-in-nested-list": f"- a\n    - b\n\n        {A}\n\n            {B}",
    "code-in-admonition": f"!!! note\n\n    {A}\n\n        {B}\n\n{C}",
    "code-in-a-line": f"`{A}` {B}",
    "fence": f"```\n{A}\n```\n\n{B}",
    "paragraph": f"text\n    {A}\n\n{B}",
    "list-with-tab": f"- item\n\n\t{A}\n\n{B}",
    "admonition-in-list": f"1. item\n\n    !!! note\n        {A}\n\n{B}",
    "footnote": f"a[^1]\n\n[^1]:\n    b\n\n    {A}\n\n{B}",
    "math-fence": "- item\n\n    ```math\n    a \\label{a}\n    ```\n",
    "comment": f"<!-- {A} --> {B}",
}


@pytest.mark.parametrize("text", DOCUMENTS.values(), ids=DOCUMENTS)
def test_labels_in(text: str, convert: Convert, tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text(f"---\ntitle: {C}\n---\n{text}", encoding="utf-8")
    body, problems = convert(text)
    assert problems == []
    formulas = BeautifulSoup(body, "html.parser").select("tex-math[id]")
    shown = {str(one["id"]): one.select(".katex-tag")[0].get_text() for one in formulas}
    assert shown
    assert {
        name: f"({number})"
        for name, number in (labels_in(path.parent, path.name, True) or {}).items()
    } == shown


@pytest.mark.parametrize("content", [None, b"\xff", b"{}"])
@pytest.mark.parametrize("name", ["a.md", "a.ipynb"])
def test_unreadable(name: str, content: bytes | None, tmp_path: Path) -> None:
    """A document that cannot be read has no labels, and that is all."""
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    assert not labels_in(path.parent, path.name, True)


def test_changed(tmp_path: Path) -> None:
    """A file is read again when it has changed."""
    path = tmp_path / "a.md"
    path.write_text(A, encoding="utf-8")
    assert labels_in(path.parent, path.name, True) == {"a": "1"}
    path.write_text(f"{B}\n\n{A}", encoding="utf-8")
    assert labels_in(path.parent, path.name, True) == {"b": "1", "a": "2"}
    assert labels_in(path.parent, path.name, False) == {}


def test_out_of_the_docs(tmp_path: Path) -> None:
    """What is no document of the site is not read."""
    (tmp_path / "docs").mkdir()
    (tmp_path / "secret.md").write_text("$$x \\label{a}$$")
    (tmp_path / "docs" / "open.md").write_text("$$x \\label{a}$$")
    for uri in ("../secret.md", "a/../../secret.md", str(tmp_path / "secret.md")):
        assert labels_in(tmp_path / "docs", uri, True) is None
    assert labels_in(tmp_path / "docs", "posts/../open.md", True) == {"a": "1"}
