"""What each HTML element means for an excerpt: kept, left out, or shown as a label."""

from __future__ import annotations

from collections.abc import Mapping

# Kept: blocks and inline elements, with these attributes.
LISTS = {"ul": "li", "ol": "li", "dl": "dd"}  # a list, and the item for content without one
ITEMS = {"li", "dt", "dd"}
BLOCKS = {"p", "blockquote", *LISTS, *ITEMS}
INLINE = {
    "a", "abbr", "b", "bdi", "bdo", "cite", "code", "del", "dfn", "em", "i", "ins", "kbd", "mark",
    "q", "rp", "rt", "ruby", "s", "samp", "small", "strong", "sub", "sup", "time", "u", "var",
}  # fmt: skip
KEPT_ATTRIBUTES = {
    "datetime", "dir", "href", "hreflang", "lang", "reversed", "start", "title", "type", "value",
}  # fmt: skip
# A cut inside one of these would show half a thing.
WHOLE = {"a", "abbr", "code", "kbd", "ruby", "samp", "sub", "sup", "time", "var"}

# Left out, by tag and by class.
LEFT_OUT = {
    "h1", "h2", "h3", "h4", "h5", "h6", "summary", "nav", "dialog", "head", "title", "script",
    "style", "template", "noscript", "label", "button", "select", "textarea",
}  # fmt: skip
LEFT_OUT_CLASSES = {"admonition-title", "footnote", "footnote-ref", "headerlink", "toc"}

# Shown as a label, by tag and by class.
LABELS = {
    "pre": "code", "table": "table", "math": "formula", "img": "figure", "figure": "figure",
    "picture": "figure", "svg": "figure", "video": "figure", "audio": "figure", "canvas": "figure",
    "iframe": "figure", "object": "figure",
}  # fmt: skip
LABELLED_CLASSES = {
    "highlight": "code", "highlighttable": "code", "codehilite": "code", "mermaid": "figure",
    "cell-output--figure": "figure", "cell-output": "code",
}  # fmt: skip
EMOJI_CLASSES = {"emojione", "twemoji", "gemoji"}

# Where one of these begins or ends, so does a line of text. An element that is in no table is taken
# for a `span`: its content is kept, its tags are not.
BLOCK_LEVEL = BLOCKS | {
    "h1", "h2", "h3", "h4", "h5", "h6", "summary", "nav", "dialog",
    "address", "article", "aside", "body", "center", "details", "dir", "div", "fieldset", "figure",
    "footer", "form", "header", "hgroup", "hr", "html", "legend", "main", "menu", "pre", "search",
    "section", "table",
}  # fmt: skip
VOID = {
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source",
    "tex-math", "track", "wbr",  # a formula comes as one tag, see `Cutter`
}  # fmt: skip


def is_left_out(tag: str, attributes: Mapping[str, str]) -> bool:
    """Whether the element is no part of the prose."""
    is_listed = tag in LEFT_OUT or not LEFT_OUT_CLASSES.isdisjoint(_classes(attributes))
    return is_listed or "hidden" in attributes


def label_of(tag: str, attributes: Mapping[str, str]) -> str:
    """The name of the label that the element is shown as, or ""."""
    if tag not in INLINE:  # inline code may have a highlighter's class
        classes = _classes(attributes)
        for name, label in LABELLED_CLASSES.items():
            if name in classes:
                return label
    return LABELS.get(tag, "")


def is_emoji(attributes: Mapping[str, str]) -> bool:
    """Whether the element is a picture of an emoji, whose character is its alternative text."""
    return not EMOJI_CLASSES.isdisjoint(_classes(attributes))


def _classes(attributes: Mapping[str, str]) -> list[str]:
    return attributes.get("class", "").split()
