"""The text of a post, as Markdown of this project."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from mkdocs_articles.errors import Problem, line_and_column
from mkdocs_articles.importing import calls, code, formulas, links, tags
from mkdocs_articles.importing.attributes import edits_of as attribute_edits
from mkdocs_articles.importing.edits import Edit, Spans, apply, without_overlaps
from mkdocs_articles.importing.model import NotCarriedError, Post, Syntax
from mkdocs_articles.importing.references import References

_RAW = re.compile(
    r"^[ \t]*\{%-?\s*(?:end)?raw\s*-?%\}[ \t]*\n|\{%-?\s*(?:end)?raw\s*-?%\}", re.MULTILINE
)
_MORE = re.compile(r"<!--[ \t]*more[ \t]*-->", re.IGNORECASE)
MARKER = "<!-- more -->"


def rewrite(post: Post, syntax: Syntax, references: References) -> tuple[str, list[Problem]]:
    """The new body, and what had to stay as it was, at its place in the old file."""
    document = post.document
    text = document.text[document.start :]
    problems: list[Problem] = []

    def say(offset: int, message: str, hint: str) -> None:
        line, column = line_and_column(document.text, document.start + offset)
        problems.append(Problem(document.shown, line, column, message, hint))

    spans = Spans(code.code_spans(text, syntax))
    nodes = calls.find(text, syntax, spans)
    changes, wraps = tags.changes_of(text, nodes, syntax, references.where, say)
    changes = list(_addresses(text, changes, spans, references, say)) + changes
    if syntax.tags_in_code:
        changes += _unwrapped(text, spans)
    changes += _excerpt(text, post.excerpt_separator, spans)
    if syntax.attributes:
        changes += attribute_edits(text, spans, say)
    if syntax.style:
        changes += formulas.edits_of(text, syntax, spans)
    return apply(text, without_overlaps(changes, wraps), wraps), problems


def _addresses(
    text: str, changes: list[Edit], spans: Spans, references: References, say: tags.Say
) -> Iterator[Edit]:
    """Changes to addresses. Where tags are in one, it is looked at as they made it."""
    for address in links.find(text, spans):
        inside = [c for c in changes if address.start <= c.start and c.end <= address.end]
        if any(c.start < address.end and address.start < c.end for c in changes if c not in inside):
            continue  # all of it is replaced
        moved = [
            replace(c, start=c.start - address.start, end=c.end - address.start) for c in inside
        ]
        written = apply(text[address.start : address.end], moved).strip()
        if "{{" in written or "{%" in written:
            continue
        if any(change.final for change in inside):
            if address.in_html:
                yield Edit(address.start, address.end, references.from_page(written))
            continue
        try:
            new = references.new_address(written, in_html=address.in_html)
        except NotCarriedError as error:
            say(address.start, str(error), error.hint)
            continue
        if new is not None:
            yield Edit(address.start, address.end, new)


def _excerpt(text: str, separator: str, spans: Spans) -> list[Edit]:
    """The first mark of an excerpt's end."""
    found = []
    for match in _MORE.finditer(text):
        around = spans.around(match.start())
        if around is None or around.start == match.start():  # a comment of its own
            found.append(Edit(match.start(), match.end(), MARKER))
    for match in re.finditer(re.escape(separator), text) if separator.strip() else ():
        around = spans.around(match.start())
        if around is None or around.start == match.start():
            found.append(Edit(match.start(), match.end(), MARKER))
    return found[:1]


def _unwrapped(text: str, spans: Spans) -> Iterator[Edit]:
    """Takes `{% raw %}` out of code, where it was not shown."""
    for match in _RAW.finditer(text):
        if spans.around(match.end() - 1):
            yield Edit(match.start(), match.end(), "")
