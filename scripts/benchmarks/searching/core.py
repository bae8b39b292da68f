"""An index of posts by the core of `articles-search` alone: no generator, so ten thousand are few."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path

from benchmarks.sites.corpus import Block, Code, Figure, Formula, Heading, Note, Paragraph, Post
from benchmarks.sites.corpus import Table as Table_
from mkdocs_articles.math import element
from mkdocs_articles.math.formula import Formula as Tex
from mkdocs_articles.search import markup
from mkdocs_articles.search.document import Document, sections
from mkdocs_articles.search.index import Entry, Index, contents
from mkdocs_articles.search.record import record
from mkdocs_articles.search.strings import strings_for

ASSETS = "assets/articles/search"
_STRINGS = strings_for("zh")
_PAGE = """\
<!doctype html>
<html lang="zh"><head><meta charset="utf-8"><title>空</title><link rel="icon" href="data:,"></head>
<body></body></html>
"""
_CODE = re.compile(r"`([^`]+)`")


def document(post: Post) -> Document:
    """A post as the plugin has it of a generator."""
    html = f"<h1>{escape(post.title)}</h1>\n" + "\n".join(_html(post))
    return Document(
        f"posts/{post.slug}/", post.title, (post.category,), str(post.date), (post.category,),
        post.tags, sections(html, post.title),
    )  # fmt: skip


def write_site(folder: Path, posts: Sequence[Post]) -> None:
    """The index of the posts, what asks it, and a page with nothing but the search."""
    records = {post.slug: record(document(post)).to_bytes() for post in posts}
    entries = [
        Entry(post.slug, (post.category,), post.tags)
        for post in sorted(posts, key=lambda post: (post.date, post.slug))
    ]
    index = contents(Index("zh").files(entries, records.get))
    texts = {f"{ASSETS}/{name}": text for name, text in markup.files(_STRINGS).items()}
    texts["index.html"] = markup.put(_PAGE, f"{ASSETS}/", _STRINGS)
    files = {name: text.encode() for name, text in texts.items()} | index
    for name, data in files.items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)


def scripts_size() -> int:
    """Bytes of the scripts and style sheets that a query needs, as a host compresses them."""
    return sum(
        len(gzip.compress(text.encode(), 6)) for name, text in markup.files(_STRINGS).items()
        if not name.startswith("highlight.")  # for the page that a result leads to
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
