"""What Material's script does when a page opens, done so that the page is there sooner.

With Material's style sheet, a class that changes has all below it styled anew (`table:not([class])`).
Its script changes those of `<html>`: they are set before there is anything to be styled. And its
switch between colours has all styled four times: ours does the same (articles.js), and Material is not
told that there is one. A page is shown before the script runs, where no other script waits for that.
It puts tables into an element that scrolls, which has all in them laid out anew and all beside them
styled: so each has such an element, and articles.js keeps Material from it. MaterialX is the same in
all of this.
"""

from __future__ import annotations

import re

_CLASSES = '<script>document.documentElement.className="js js-focus-visible"</script>'
_HEAD = re.compile(r"<html\b[^>]*\bclass=[\"']?no-js\b[^>]*>\s*<head>")
_SWITCH = re.compile(r"(<form\b[^>]*\bdata-)md(-component=[\"']?palette\b)")
_BUNDLE = re.compile(
    r"<script(?= src=[\"']?[^\"'>]*assets/javascripts/bundle\.\w+\.min\.js[\"']?>)"
)
# Scripts that run where they stand. That of our search needs no other, but a search of Material's own
# has its keys first.
_AT_ONCE = re.compile(
    r"<script\b(?![^>]*\s(?:defer|type=[\"']?(?:module|application/json)|data-articles-search))"
)
_SEARCH = re.compile(r"data-md-component=[\"']?search\b")
# With what may hold such tags as text.
_TABLE = re.compile(
    r"<(?:!--.*?-->|(script|style|textarea)\b.*?</\1>|table\b[^>]*>|/table>)",
    re.DOTALL | re.IGNORECASE,
)
_CLASS = re.compile(r"\sclass\b")


def hastened(output: str) -> str:
    """The page, as a template has made it; that of another theme stays."""
    bundle = _BUNDLE.search(output)
    if bundle is None:
        return output
    if not (_AT_ONCE.search(output, bundle.end()) or _SEARCH.search(output)):
        output = f"{output[: bundle.end()]} defer{output[bundle.end() :]}"
    output = _HEAD.sub(lambda head: head[0] + _CLASSES, output, count=1)
    output = _SWITCH.sub(r"\1articles\2", output, count=1)
    return _with_tables_wrapped(output) if "<table" in output else output


def _with_tables_wrapped(output: str) -> str:
    """What Material wraps are tables without a class; those in tables stay as they are."""
    depth = 0
    is_wrapped = False

    def wrapped(tag: re.Match[str]) -> str:
        nonlocal depth, is_wrapped
        if tag[0].startswith("<table"):
            depth += 1
            if depth == 1:
                is_wrapped = not _CLASS.search(tag[0])
            return f'<div class="articles-table">{tag[0]}' if depth == 1 and is_wrapped else tag[0]
        if tag[0] == "</table>":
            depth -= 1
            return f"{tag[0]}</div>" if depth == 0 and is_wrapped else tag[0]
        return tag[0]

    return _TABLE.sub(wrapped, output)
