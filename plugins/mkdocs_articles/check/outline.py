"""Where in its source something of a page stands.

The rendered page is the truth; this only finds places. What is no prose (code, comments, formulas,
front matter) is blanked out, character for character, so that a place in the one text is that in
the other.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from html import unescape
from urllib.parse import unquote

from mkdocs_articles.errors import line_and_column
from mkdocs_articles.regex import late

_FENCE = (
    r"^[ \t>]*(?:(?:[-*+]|\d+[.)])[ \t]+)*(?P<fence>`{3,}|~{3,})[^\n]*\n"
    r"(?:.*?^[ \t>]*)?(?P=fence)[`~]*[ \t]*$"
)
_TICKS = r"(?<![`\\])(?P<ticks>`+)(?!`)(?:(?!\n[ \t]*\n).)+?(?<!`)(?P=ticks)(?!`)"
_COMMENT = r"<!--.*?-->"
_FORMULA = (
    r"(?<![\\$])\$\$(?:[^$\\]|\\.|\$(?!\$))+\$\$|(?<![\\$])\$(?!\s)(?:[^$\\\n]|\\.)+?(?<!\s)\$(?!\d)"
    r"|\\\((?:(?!\n[ \t]*\n).)+?\\\)|\\\[(?:(?!\n[ \t]*\n).)+?\\\]"
    r"|\\begin\{(?P<env>\w+\*?)\}.*?\\end\{(?P=env)\}"
)
_NOT_WRITTEN = late(
    "|".join((_FENCE, _TICKS, rf"(?P<comment>{_COMMENT})", _FORMULA)), re.DOTALL | re.MULTILINE
)
_MATTER = late(r"---[ \t]*\n.*?^(?:---|\.\.\.)[ \t]*$", re.DOTALL | re.MULTILINE)
_NOT_BLANK = late(r"[^\n]")
# What stands in prose and is not read: addresses, tags, attribute lists, definitions, templates.
_NOT_READ = late(
    r"\]\([^()\n]*(?:\([^()\n]*\)[^()\n]*)*\)|\]\[[^\]\n]*\]|\[\^[^\]\n]*\]|^[ ]{0,3}\[[^\]\n]+\]:.*$"
    r"|</?[A-Za-z][^<>]*>|<[a-z]+:[^\s<>]*>|https?://[^\s<>\"'）（，。、；]+"
    r"|\{[:%{][^\n]*?\}+|\{[ ]*[.#][^{}\n]*\}"
    r"|^[ \t]*\*\[.*$|^[ \t]*[-;]{1,}8<-.*$",
    re.MULTILINE,
)
_TARGET = late(
    r"(?P<image>!)?\[(?P<text>(?:[^\[\]\\]|\\.|\[(?:[^\[\]\\]|\\.|\[[^\[\]]*\])*\])*)\]"
    r"\(\s*(?:<(?P<angled>[^<>\n]*)>|(?P<bare>[^\s()<>]*(?:\([^\s()]*\)[^\s()<>]*)*))"
    r"|^[ ]{0,3}\[(?P<reference>[^\]\n^]+)\]:[ \t]*<?(?P<defined>[^\s<>]+)"
    r"|<[A-Za-z][^<>]*?\b(?P<name>href|src|poster|data)\s*=\s*\\?[\"'](?P<attribute>[^\"'\\]*)",
    re.MULTILINE,
)
_ATX = late(r"^[ \t>]*(?P<level>#{1,6})(?!#)[ \t]*(?P<text>\S.*?)[ \t]*#*[ \t]*$", re.M)
_UNDERLINE = late(r"\n(?P<level>=+|-+)[ \t]*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Target:
    """An address in the source, as written but for escapes. In a tag (`is_tag`) it is that of a page,
    in Markdown that of a file. `is_nameless` is an image whose text is empty; a tag says `alt=""` on
    purpose.
    """

    raw: str
    line: int
    column: int
    is_tag: bool = False
    is_nameless: bool = False


class Outline:
    """The places of one file's text."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def written(self) -> str:
        """Without front matter, code, comments and formulas."""
        return self._without(lambda _: True)

    @cached_property
    def commented(self) -> str:
        """The same, with its comments."""
        return self._without(lambda match: not match["comment"])

    def _without(self, is_out: Callable[[re.Match[str]], bool]) -> str:
        matter = _MATTER.match(self.text)
        start = matter.end() if matter else 0
        text = _NOT_BLANK.sub(" ", self.text[:start]) + self.text[start:]
        return _NOT_WRITTEN.sub(
            lambda match: _NOT_BLANK.sub(" ", match[0]) if is_out(match) else match[0], text
        )

    @cached_property
    def prose(self) -> str:
        """What of that is read as it stands."""
        return _NOT_READ.sub(lambda match: _NOT_BLANK.sub(" ", match[0]), self.written)

    @cached_property
    def targets(self) -> tuple[Target, ...]:
        """All addresses, in their order."""
        return tuple(sorted(self._targets(), key=lambda one: (one.line, one.column)))

    def _targets(self) -> Iterator[Target]:
        position = 0
        while match := _TARGET.search(self.written, position):
            raw = next(
                (match[name] for name in ("angled", "bare", "defined", "attribute") if match[name]),
                "",
            )
            start = match.start()
            is_tag = match["name"] is not None
            is_nameless = bool(match["image"]) and not match["text"].strip()
            if is_tag:
                end = self.written.find(">", start)
                is_nameless = not re.search(r"\balt\s*=", self.written[start:end])
            yield Target(unescape(raw), *line_and_column(self.text, start), is_tag, is_nameless)
            # the text of a link may hold an image, which has an address of its own
            inside = match["text"] is not None and "](" in match["text"]
            position = match.start() + 1 + bool(match["image"]) if inside else match.end()

    @cached_property
    def headings(self) -> tuple[tuple[int, int], ...]:
        """The line and the level of each heading."""
        found = {
            self._line(match.start("level")): len(match["level"])
            for match in _ATX.finditer(self.written)
        }
        for match in _UNDERLINE.finditer(self.written):
            text = self.written[self.written.rfind("\n", 0, match.start()) + 1 : match.start()]
            line = self._line(match.start())
            if text.strip() and line not in found and text.lstrip()[0] not in "-*|>#":
                found[line] = 1 if match["level"][0] == "=" else 2
        return tuple(sorted(found.items()))

    def touching(self, around: tuple[str, str]) -> Iterator[tuple[int, int]]:
        """Line and column of the second character of each place with such characters around it."""
        wanted = "".join(around)
        position = self.prose.find(wanted)
        while position >= 0:
            yield line_and_column(self.text, position + len(around[0]))
            position = self.prose.find(wanted, position + 1)

    def line(self, number: int) -> str:
        """One line of the text (from 1)."""
        return self.text.split("\n")[number - 1]

    def _line(self, offset: int) -> int:
        return self.text.count("\n", 0, offset) + 1


def same(one: str, other: str) -> bool:
    """Whether two addresses are one, however their characters are escaped."""
    return one == other or unquote(one) == unquote(other)
