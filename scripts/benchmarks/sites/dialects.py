"""The same post in the Markdown of each generator; all of them take `$…$` and `$$…$$`."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass

from benchmarks.sites.corpus import (
    Block,
    Code,
    Figure,
    Formula,
    Heading,
    Note,
    Paragraph,
    Post,
    Table,
)  # fmt: skip


@dataclass(frozen=True)
class Dialect:
    """How front matter and admonitions are written, and what ends the excerpt."""

    front_matter: Callable[[Post], str]
    note: Callable[[Note], str]
    more: str = "<!-- more -->"

    def write(self, post: Post) -> str:
        """The text of the post's file."""
        first, *rest = (self._block(block) for block in post.blocks)
        return "\n\n".join([self.front_matter(post), first, self.more, *rest]) + "\n"

    def _block(self, block: Block) -> str:
        match block:
            case Heading(text):
                return f"## {text}"
            case Paragraph(spans):
                return "".join(one if isinstance(one, str) else f"${one.tex}$" for one in spans)
            case Formula(tex):
                return f"$$\n{tex}\n$$"
            case Code(language, text):
                return f"```{language}\n{text}\n```"
            case Table(header, rows):
                lines = [header, ("---",) * len(header), *rows]
                return "\n".join(f"| {' | '.join(line)} |" for line in lines)
            case Figure(caption):
                return f"<figure>\n<figcaption>{caption}</figcaption>\n</figure>"
            case Note():
                return self.note(block)


def _yaml(post: Post) -> str:
    # JSON's strings and lists are YAML's
    return "\n".join([
        "---", f"title: {_json(post.title)}", f"date: {post.date}", f"slug: {post.slug}",
        f"categories: {_json([post.category])}", f"tags: {_json(post.tags)}", "---",
    ])  # fmt: skip


def _meta(post: Post) -> str:
    """Python-Markdown's own front matter, which Pelican reads."""
    return "\n".join([
        f"Title: {post.title}", f"Date: {post.date}", f"Slug: {post.slug}",
        f"Category: {post.category}", f"Tags: {', '.join(post.tags)}",
    ])  # fmt: skip


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _admonition(note: Note) -> str:
    return f'!!! note "{note.title}"\n    {note.text}'


def _alert(note: Note) -> str:
    return f"> [!NOTE] {note.title}\n> {note.text}"


def _container(note: Note) -> str:
    return f"::: note {note.title}\n{note.text}\n:::"


MKDOCS = Dialect(_yaml, _admonition)
PELICAN = Dialect(_meta, _admonition)
HUGO = Dialect(_yaml, _alert, more="<!--more-->")
ELEVENTY = Dialect(_yaml, _container)
