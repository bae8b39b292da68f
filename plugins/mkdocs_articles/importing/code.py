"""Where in a text there is code, in which nothing is to be changed."""

from __future__ import annotations

import re

from mkdocs_articles.importing.edits import Span, Spans
from mkdocs_articles.importing.model import Syntax

_FENCE = r"^[ \t>]*(?:(?:[-+*]|\d+[.)])[ \t]+)?(?P<ticks>`{3,}(?=[^`\n]*$)|~{3,})[^\n]*$"
_RAW = r"<(?P<element>pre|code|script|style|textarea)(?=[\s>])"
_LISTED = re.compile(r"[ ]{0,3}(?:[-+*]|\d+[.)])[ \t]")
_BLANK = re.compile(r"\n[ \t>]*\n")


def code_spans(text: str, syntax: Syntax) -> list[Span]:
    """Fences, code in lines, indented code, comments, `<pre>` and its like, and the insides of tags
    that are not Markdown.
    """
    interesting = re.compile(
        rf"{_FENCE}|(?P<run>`+)|(?P<comment><!--)|{_RAW}|{verbatim_tag(syntax)}", re.MULTILINE
    )
    spans: list[Span] = []
    position = 0
    while found := interesting.search(text, position):
        start, position = found.span()
        if found["tag"]:
            if closing := closing_tag(syntax, found["name"]).search(text, position):
                spans.append(Span(position, closing.start()))
                position = closing.end()
            continue
        end = _end(text, found)
        if end > position:
            spans.append(Span(start, end))
            position = end
    return sorted([*spans, *_indented(text, Spans(spans))], key=lambda span: span.start)


def verbatim_tag(syntax: Syntax) -> str:
    """A pattern for the opening of a tag whose inside is no Markdown."""
    names = "|".join(map(re.escape, sorted(syntax.verbatim))) or "(?!)"
    if syntax.style == "hugo":
        return rf"(?P<tag>\{{\{{[<%][ \t]*(?P<name>{names})(?![\w-])[^\n]*?[>%]\}}\}})"
    return rf"(?P<tag>\{{%-?[ \t]*(?P<name>{names})(?![\w-])[^\n]*?%\}})"


def closing_tag(syntax: Syntax, name: str) -> re.Pattern[str]:
    """What ends the tag `name`."""
    if syntax.style == "hugo":
        return re.compile(rf"\{{\{{[<%]\s*/\s*{re.escape(name)}\s*[>%]\}}\}}")
    return re.compile(rf"\{{%-?\s*end{re.escape(name)}\s*-?%\}}")


def _end(text: str, found: re.Match[str]) -> int:
    """Where what was `found` ends; where it was found if it does not end."""
    if ticks := found["ticks"]:
        closing = re.compile(rf"^[ \t>]*{ticks[0]}{{{len(ticks)},}}[ \t]*$", re.MULTILINE)
        match = closing.search(text, found.end())
        return match.end() if match else len(text)
    if found["comment"]:
        closed = text.find("-->", found.end())
        return closed + 3 if closed >= 0 else found.end()
    if found["element"]:
        end = re.compile(rf"</{found['element']}\s*>").search(text, found.end())
        return end.end() if end else found.end()
    blank = _BLANK.search(text, found.end())
    run = re.compile(rf"(?<!`){found['run']}(?!`)")
    match = run.search(text, found.end(), blank.start() + 1 if blank else len(text))
    return match.end() if match else found.end()


def _indented(text: str, others: Spans) -> list[Span]:
    """Lines of four spaces behind a blank one, outside lists."""
    spans, start = [], 0
    is_possible, in_list = True, False
    for line in text.splitlines(keepends=True):
        end = start + len(line)
        if not line.strip():
            is_possible = True
        elif others.around(start):
            is_possible = False
        elif line.startswith(("    ", "\t")):
            if is_possible and not in_list:
                spans.append(Span(start, end))
        else:
            in_list = bool(_LISTED.match(line)) or (in_list and line.startswith(" "))
            is_possible = False
        start = end
    return spans
