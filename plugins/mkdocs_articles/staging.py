"""A site's pages for another generator, which renders Markdown but runs no plugin of MkDocs.

What its own Python-Markdown makes alike goes as it was written, so that it has its table of contents;
what only a plugin makes (lists, taxonomies, notebooks) goes as one block of HTML.
"""

from __future__ import annotations

import contextlib
import posixpath
import re
from collections.abc import Callable, Mapping
from typing import Any

import yaml

from mkdocs_articles import front_matter
from mkdocs_articles.check.outline import Outline

# Preprocessors of Markdown (fences, formulas, snippets, escapes) look at HTML, too: as character
# references, these characters are text to them.
_SPECIAL = {ord(one): f"&#{ord(one)};" for one in "`~$\\"}
_VERBATIM = re.compile(r"(<(script|style)\b.*?</\2>)", re.DOTALL | re.IGNORECASE)


def as_html(meta: Mapping[str, Any], html: str) -> str:
    """A Markdown file that becomes `html`."""
    parts = _VERBATIM.split(html)  # text, element, its name, text, …
    parts[::3] = [part.translate(_SPECIAL) for part in parts[::3]]
    del parts[2::3]
    return f"{_matter(meta)}<div>\n{''.join(parts).strip()}\n</div>\n"


def as_markdown(
    text: str, meta: Mapping[str, Any], before: str, after: str, moved: Callable[[str], str]
) -> str:
    """An article as it was written, with blocks of HTML below its heading and at its end.

    `moved` gives the new name of a file that a link names, or the same one.
    """
    body = front_matter.split(with_links(text, moved))[1]
    outline = Outline(body)
    first = next((line for line, level in outline.headings if level == 1), 0)
    lines = body.split("\n")
    if any(line.strip() for line in lines[: max(0, first - 1)]):
        first = 0  # a heading of level 1 somewhere in the text is none of the article's
    if first and lines[first : first + 1] and lines[first].startswith("="):
        first += 1
    head, rest = "\n".join(lines[:first]), "\n".join(lines[first:])
    parts = (head.strip(), before.strip(), rest.strip("\n"), after.strip())
    return _matter(meta) + "\n\n".join(filter(None, parts)) + "\n"


def with_links(text: str, moved: Callable[[str], str]) -> str:
    """The text with new names in its links."""
    for target in reversed(Outline(text).targets):
        path, mark, fragment = target.raw.partition("#")
        if path and not target.is_tag and (now := moved(path)) != path:
            begin = offset(text, target.line, target.column)
            end_of_text = re.search(r"\][(:]", text[begin:])
            start = text.find(target.raw, begin + (end_of_text.end() if end_of_text else 0))
            if start >= 0:
                text = text[:start] + now + mark + fragment + text[start + len(target.raw) :]
    return text


def offset(text: str, line: int, column: int) -> int:
    """The place of a line and a column, both from 1."""
    return sum(len(one) + 1 for one in text.split("\n")[: line - 1]) + column - 1


def name_of(dest_uri: str, *, is_index: bool) -> str:
    """The Markdown file that becomes a file of a site: `a/b/index.html` and `a/b.html` are `a/b.md`,
    unless it `is_index`.
    """
    folder, name = posixpath.split(dest_uri)
    if name == "index.html":
        return f"{folder}.md" if folder and not is_index else posixpath.join(folder, "index.md")
    return f"{dest_uri.removesuffix('.html')}.md"


def _matter(meta: Mapping[str, Any]) -> str:
    """Front matter of what YAML can say; hooks may have put in other things."""
    lines = []
    for key, value in meta.items():
        with contextlib.suppress(yaml.YAMLError):
            lines.append(yaml.safe_dump({key: value}, allow_unicode=True, sort_keys=False))
    return f"---\n{''.join(lines)}---\n"
