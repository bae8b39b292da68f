"""What holds for every excerpt, checked without the cutter's own knowledge."""

from __future__ import annotations

import html
import re

BLOCKS = {"p", "blockquote", "ul", "ol", "li", "dl", "dt", "dd"}
INLINE = {
    "a", "abbr", "b", "bdi", "bdo", "cite", "code", "del", "dfn", "em", "i", "ins", "kbd", "mark",
    "q", "rp", "rt", "ruby", "s", "samp", "small", "span", "strong", "sub", "sup", "time", "u",
    "var",
}  # fmt: skip
FORMULA = re.compile(r"<tex-math\b(?:(?!<tex-math\b).)*?</tex-math>", re.DOTALL)
LABEL = re.compile(r"<span class=\"excerpt-label\">\[[^<>]*\]</span>")
TAG = re.compile(r"<(?P<end>/?)(?P<name>[a-z]+)(?P<attributes>(?: [a-z]+=\"[^\"<>]*\")*)>")
TEXT = re.compile(r"[^<>&]|&(?:amp|lt|gt);")
ATTRIBUTE = re.compile(r" (?P<name>[a-z]+)=\"[^\"]*\"")


def assert_well_formed(excerpt: str) -> None:
    """Every tag is closed in its turn and stands where HTML allows it; no text is outside a block."""
    rest = FORMULA.sub("¤", excerpt)
    stack: list[str] = []
    empty = False  # whether the innermost element has no content yet
    position = 0
    while position < len(rest):
        if text := TEXT.match(rest, position):
            if not text[0].isspace():
                block = next((tag for tag in reversed(stack) if tag in BLOCKS), "")
                assert block in {"p", "li", "dt", "dd"}, (text[0], stack)
                empty = False
            position = text.end()
            continue
        tag = TAG.match(rest, position)
        assert tag, rest[position : position + 40]
        position = tag.end()
        name, parent = tag["name"], stack[-1] if stack else ""
        names = ATTRIBUTE.findall(tag["attributes"])
        assert len(names) == len(set(names)), tag[0]
        assert {"id", "class"}.isdisjoint(names) or tag[0] == '<span class="excerpt-label">'
        if tag["end"]:
            assert parent == name, (tag[0], stack)
            stack.pop()
            assert not empty, f"an empty {name}"
        elif name == "br":
            assert stack, "a line break outside a block"
        else:
            _assert_allowed(name, parent, stack)
            stack.append(name)
            empty = True
    assert not stack


def _assert_allowed(name: str, parent: str, stack: list[str]) -> None:
    assert name in BLOCKS | INLINE, name
    if name in BLOCKS:
        assert parent in {"", "blockquote", "ul", "ol", "li", "dl", "dt", "dd"}, (name, stack)
    if name == "li" or parent in {"ul", "ol"}:
        assert name == "li", (name, stack)
        assert parent in {"ul", "ol"}, (name, stack)
    if name in {"dt", "dd"} or parent == "dl":
        assert name in {"dt", "dd"}, (name, stack)
        assert parent == "dl", (name, stack)
    if name in INLINE:
        assert parent not in {"", "blockquote"}, (name, stack)
    if name == "a":
        assert "a" not in stack, "a link in a link"


def prose(excerpt: str) -> str:
    """The text of an excerpt without its formulas, its labels and any white space."""
    text = re.sub(r"<[^>]*>", "", LABEL.sub("", FORMULA.sub("", excerpt)))
    return "".join(html.unescape(text).split())
