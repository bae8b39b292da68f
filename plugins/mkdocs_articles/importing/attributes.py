"""Lists of attributes as kramdown has them, for the extension `attr_list`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mkdocs_articles.importing.edits import Edit, Spans
from mkdocs_articles.importing.tags import Say

_LIST = re.compile(r"(?P<alone>^[ \t>]*)?\{:(?P<content>:?[^{}\n]*)\}", re.MULTILINE)
_BLOCKS = re.compile(r"[ ]{0,3}(?:>|[-*+][ \t]|\d+\.[ \t]|\||`{3}|~{3}|=+[ \t]*$|-+[ \t]*$)")
_ITEM = re.compile(r"(?:[-*+]|\d+\.)[ \t]")


def edits_of(text: str, spans: Spans, say: Say) -> Iterator[Edit]:
    """The changes for every `{: … }` in `text`; what has no counterpart is said and stays."""
    for match in _LIST.finditer(text):
        start = match.start("content") - 2
        if spans.around(start):
            continue
        shown = text[start : match.end()]
        content = " ".join(match["content"].split())
        line_start = text.rfind("\n", 0, start) + 1
        line_end = text.find("\n", match.end())
        behind = text[match.end() : line_end if line_end >= 0 else len(text)]
        alone = match["alone"] is not None and not behind.strip()
        above_start = text.rfind("\n", 0, max(line_start - 1, 0)) + 1
        above = text[above_start : max(line_start - 1, 0)]
        if alone and content.lower() == "toc" and _ITEM.match(above):
            yield Edit(above_start, match.end(), "")  # pages have their table of contents
        elif content.startswith(":") or re.match(r"[\w-]+:", content):
            say(start, f"not carried over: {shown}", "take it out, or write HTML")
        elif not alone:
            yield Edit(start, match.end(), f"{{: {content} }}" if content else "")
        elif not above.strip():
            say(
                start,
                f"attributes of what follows: {shown}",
                "put them behind it, or take them out",
            )
        elif _BLOCKS.match(above) or spans.around(above_start):
            say(start, f"attributes of a list, quote, table or code block: {shown}",
                "take the line out, or put the block into a `div` with them")  # fmt: skip
        elif above.startswith("#"):
            yield Edit(line_start - 1, match.end(), f" {{: {content} }}")
        else:
            yield Edit(start, match.end(), f"{{: {content} }}")
