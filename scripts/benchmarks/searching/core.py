"""An index of posts by the core of `articles-search` alone: no generator, so ten thousand are few."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path

from benchmarks.sites.corpus import Block, Code, Figure, Formula, Heading, Note, Paragraph, Post
from benchmarks.sites.corpus import Table as Table_
from environment import PACKAGE
from mkdocs_articles.math import element
from mkdocs_articles.math.formula import Formula as Tex
from mkdocs_articles.search.document import Document, sections
from mkdocs_articles.search.index import Entry, build, record

BROWSER = PACKAGE / "search" / "browser"
ASSETS = "assets/articles/search"
# The one stands in the page, the other is for the page that a result leads to.
_NOT_FETCHED = {"starter.js", "highlight.js"}
_CODE = re.compile(r"`([^`]+)`")


def document(post: Post) -> Document:
    """A post as the plugin has it of a generator."""
    html = f"<h1>{escape(post.title)}</h1>\n" + "\n".join(_html(post))
    return Document(
        f"posts/{post.slug}/", post.title, (post.category,), str(post.date), (post.category,),
        post.tags, sections(html, post.title),
    )  # fmt: skip


def write_site(folder: Path, posts: Sequence[Post]) -> None:
    """The index of the posts, what asks it, and an empty page."""
    entries = [
        Entry(record(document(post)), (post.category,), post.tags)
        for post in sorted(posts, key=lambda post: (post.date, post.slug))
    ]
    files = build(entries, "zh")
    for path in BROWSER.iterdir():
        files[f"{ASSETS}/{path.name}"] = path.read_bytes()
    files["index.html"] = b'<!doctype html><title>empty</title><link rel="icon" href="data:,">'
    for name, data in files.items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)


def scripts_size() -> int:
    """Bytes of the scripts and style sheets of the search, as a host compresses them."""
    return sum(
        len(gzip.compress(path.read_bytes(), 6)) for path in BROWSER.iterdir()
        if path.suffix in {".js", ".css"} and path.name not in _NOT_FETCHED
    )  # fmt: skip


def _html(post: Post) -> Iterator[str]:
    for number, block in enumerate(post.blocks):
        yield _element(block, number)


def _element(block: Block, number: int) -> str:
    match block:
        case Heading(text):
            return f'<h2 id="_{number}">{_inline(text)}</h2>'
        case Paragraph(spans):
            return "<p>" + "".join(map(_span, spans)) + "</p>"
        case Formula(tex):
            return element.waiting(Tex(tex, display=True), "0" * 32)
        case Code(_, text):
            return f'<div class="highlight"><pre><code>{escape(text)}\n</code></pre></div>'
        case Note(title, text):
            return (
                f'<div class="admonition note"><p class="admonition-title">{_inline(title)}</p>'
                f"<p>{_inline(text)}</p></div>"
            )
        case Figure(caption):
            return f"<figure><figcaption>{_inline(caption)}</figcaption></figure>"
        case Table_(header, rows):
            lines = [_row("th", header), *(_row("td", row) for row in rows)]
            return f"<table>{''.join(lines)}</table>"


def _row(tag: str, cells: Sequence[str]) -> str:
    return "<tr>" + "".join(f"<{tag}>{_inline(cell)}</{tag}>\n" for cell in cells) + "</tr>"


def _span(span: str | Formula) -> str:
    if isinstance(span, str):
        return _inline(span)
    return element.waiting(Tex(span.tex), "0" * 32)


def _inline(text: str) -> str:
    return _CODE.sub(r"<code>\1</code>", escape(text))
