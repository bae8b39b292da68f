"""Lists of attributes as kramdown has them, for the extension `attr_list`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mkdocs_articles.importing.edits import Edit, Spans
from mkdocs_articles.importing.tags import Say

_LIST = re.compile(
    r"(?P<toc>^[-*+][^\n]*\n)?(?P<alone>^[ \t>]*)?\{:(?P<content>:?[^{}\n]*)\}", re.MULTILINE
)
_BLOCKS = re.compile(r"[ ]{0,3}(?:>|[-*+][ \t]|\d+\.[ \t]|\||`{3}|~{3})")


def edits_of(text: str, spans: Spans, say: Say) -> Iterator[Edit]:
    """The changes for every `{: … }` in `text`; what has no counterpart is said and stays."""
    for match in _LIST.finditer(text):
        start = match.start("content") - 2
        if spans.around(start):
            continue
        content = match["content"].strip()
        alone = match["alone"] is not None and text[match.end() :].split("\n", 1)[0].strip() == ""
        before = text[: match.start("alone") if match["alone"] is not None else start].rstrip("\n")
        above = before.rpartition("\n")[2]
        if alone and content in ("toc", "TOC"):
            yield Edit(match.start(), match.end(), "")  # pages have their table of contents
        elif content.startswith(":") or re.match(r"[\w-]+:", content):
            say(
                start,
                f"not carried over: {text[start : match.end()]}",
                "take it out, or write HTML",
            )
        elif alone and (_BLOCKS.match(above) or spans.around(len(before) - 1)):
            say(start, f"attributes of a list, quote, table or code block: {text[start : match.end()]}",
                "take the line out, or put the block into a `div` with them")  # fmt: skip
        else:
            inside = re.sub(r"[ \t]+", " ", content)
            yield Edit(start, match.end(), f"{{: {inside} }}" if inside else "")
