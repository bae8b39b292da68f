"""Find the tags of other generators in a text: `{% … %}`, `{{ … }}` and `{{< … >}}`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from mkdocs_articles.importing.edits import Spans
from mkdocs_articles.importing.model import Call, Syntax

_DEEPEST = 20  # tags inside one another
_LIQUID = re.compile(
    r"\{%-?[ \t\n]*(?P<name>[A-Za-z_][\w-]*)(?P<rest>(?:[^%]|%(?!\})){0,2000}?)-?%\}"
    r"|\{\{-?(?P<value>[^{}\n]{1,500}?)-?\}\}"
)
_HUGO = re.compile(
    r"\{\{(?P<open>[<%])(?P<escape>/\*)?[ \t\n]*(?P<slash>/)?[ \t]*(?P<name>[A-Za-z_][\w./-]*)?"
    r"(?P<rest>(?:[^>%]|[>%](?!\}\})){0,2000}?)[>%]\}\}"
)
_WORD = re.compile(
    r"(?:(?P<key>[\w-]+)[ ]*=[ ]*)?(?:\"(?P<double>(?:[^\"\\]|\\.)*)\"|'(?P<single>[^']*)'"
    r"|`(?P<raw>[^`]*)`|(?P<bare>[^\s\"'`]\S*))"
)


@dataclass(eq=False)
class Node:
    """A tag with its place in the text: that of what opens it, and of what closes it, if anything."""

    call: Call
    start: int
    end: int
    close_start: int = -1
    close_end: int = -1
    children: list[Node] = field(default_factory=list)
    is_value: bool = False
    unescaped: str = ""

    @property
    def is_paired(self) -> bool:
        return self.close_start >= 0


def parse(rest: str) -> tuple[tuple[str, ...], dict[str, str]]:
    """The arguments of a tag: words, in quotes or not, and those that have names."""
    words, named = [], {}
    for match in _WORD.finditer(rest):
        value = next(
            match[name] for name in ("double", "single", "raw", "bare") if match[name] is not None
        )
        if match["double"] is not None:
            value = re.sub(r"\\(.)", r"\1", value)
        if match["key"]:
            named[match["key"]] = value
        else:
            words.append(value)
    return tuple(words), named


def find(text: str, syntax: Syntax, code: Spans) -> list[Node]:
    """The outermost tags of `text`, with those inside them; none that is in code."""
    if not syntax.style:
        return []
    top: list[Node] = []
    opened: list[Node] = []
    found = list(_tags(text, syntax, code))
    ended = {closes for _, closes in found}
    for node, closes in found:
        if not closes:
            (opened[-1].children if opened else top).append(node)
            if node.call.name in ended and len(opened) < _DEEPEST:
                opened.append(node)
            continue
        index = next((i for i in reversed(range(len(opened))) if opened[i].call.name == closes), -1)
        if index < 0:
            (opened[-1].children if opened else top).append(node)  # ends nothing
            continue
        _flatten(opened[index:])
        pair = opened[index]
        del opened[index:]
        pair.close_start, pair.close_end = node.start, node.end
        pair.call = Call(
            pair.call.name, pair.call.arguments, pair.call.named,
            text[pair.end : node.start], pair.call.written,
        )  # fmt: skip
    _flatten([*opened])
    top += [child for lone in opened[:1] for child in lone.children]
    if opened:
        opened[0].children = []
    return top


def _flatten(opened: list[Node]) -> None:
    """Those behind the first have no end: they stand beside what follows them, not around it."""
    for outer, lone in reversed(list(pairwise(opened))):
        outer.children += lone.children
        lone.children = []


def _tags(text: str, syntax: Syntax, code: Spans) -> Iterator[tuple[Node, str]]:
    """Each tag, and the name of what it closes ("" if it opens something)."""
    pattern = _HUGO if syntax.style == "hugo" else _LIQUID
    position = 0
    while match := pattern.search(text, position):
        if syntax.style == "hugo" and match["escape"]:  # shown as it is, in code too
            position = match.end()
            inner = match["rest"].removesuffix("*/").strip()
            slash, name = match["slash"] or "", match["name"] or ""
            rest = inner and f" {inner}"
            shown = f"{{{{{match['open']} {slash}{name}{rest} {text[match.end() - 3]}}}}}"
            yield Node(Call(""), match.start(), match.end(), unescaped=shown), ""
            continue
        position = match.end()
        if inside := code.around(match.start()):
            # in Hugo what is escaped is so in code too
            position = match.end() if syntax.style == "hugo" else inside.end
            continue
        if syntax.style == "liquid" and match["value"] is not None:
            call = Call("", written=match["value"].strip())
            yield Node(call, match.start(), match.end(), is_value=True), ""
            continue
        name, rest = match["name"] or "", match["rest"].strip()
        words, named = parse(rest)
        node = Node(Call(name, words, named, written=rest), match.start(), match.end())
        if syntax.style == "hugo":
            yield node, name if match["slash"] else ""
        else:
            yield node, name.removeprefix("end") if name.startswith("end") else ""
