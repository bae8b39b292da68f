"""What Material's script does when a page opens, done so that the page is there sooner.

With Material's style sheet, a class that changes has all below it styled anew (`table:not([class])`).
Its script changes those of `<html>`: they are set before there is anything to be styled. And its
switch between colours has all styled four times: ours does the same (palette.js), and Material is not
told that there is one. A page is shown before the script runs, where no other script waits for that.
MaterialX is the same in all of this.
"""

from __future__ import annotations

import re

PALETTE = "assets/articles/palette.js"

_CLASSES = '<script>document.documentElement.className="js js-focus-visible"</script>'
_HEAD = re.compile(r"<html\b[^>]*\bclass=[\"']?no-js\b[^>]*>\s*<head>")
_SWITCH = re.compile(r"(<form\b[^>]*\bdata-)md(-component=[\"']?palette\b)")
_BUNDLE = re.compile(
    r"<script(?= src=[\"']?[^\"'>]*assets/javascripts/bundle\.\w+\.min\.js[\"']?>)"
)
# Scripts that run where they stand, but for that of our search, which needs no other.
_AT_ONCE = re.compile(
    r"<script\b(?![^>]*\s(?:defer|type=[\"']?(?:module|application/json)|data-articles-search))"
)


def has_switch(palette: object) -> bool:
    """Whether pages have a switch, with this option of the theme."""
    return isinstance(palette, list)


def hastened(output: str) -> str:
    """The page, as a template has made it."""
    output = _HEAD.sub(lambda head: head[0] + _CLASSES, output, count=1)
    output = _SWITCH.sub(r"\1articles\2", output, count=1)
    bundle = _BUNDLE.search(output)
    if bundle and not _AT_ONCE.search(output, bundle.end()):
        output = f"{output[: bundle.end()]} defer{output[bundle.end() :]}"
    return output
