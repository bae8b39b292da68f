r"""Find formulas in Markdown source: text in, spans out.

Accepted: `$…$`, `$$…$$`, `\(…\)`, `\[…\]`, bare `\begin{align}…\end{align}` and the other display
environments, markdown-katex's `` $`…`$ ``, and fences whose language is `math`. References to
equations are found with them: `\ref{…}`, `\eqref{…}`, and links without a text, `[](#…)`.

Stepped over: code (fenced and inline), comments, HTML tags, raw `<pre>`-like elements, the addresses
of links, and any character behind a backslash. A dollar follows pandoc's rule: the opening one has
a character right after it, the closing one right before it and no digit behind it, so that
"$5 and $10" stays money, as does an amount with Chinese text right after it.

A formula ends in the block where it began, and an inline one in its list item.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import unquote

from mkdocs_articles.math.blocks import MARKER, Blocks, Search
from mkdocs_articles.math.formula import Formula
from mkdocs_articles.math.plain import plain_text
from mkdocs_articles.regex import late
from mkdocs_articles.text import CJK

ENVIRONMENTS = (
    "align", "alignat", "aligned", "alignedat", "array", "Bmatrix", "bmatrix", "cases", "CD",
    "dcases", "drcases", "eqnarray", "equation", "gather", "gathered", "matrix", "multline",
    "pmatrix", "rcases", "smallmatrix", "split", "subarray", "Vmatrix", "vmatrix",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reference:
    r"""`\ref{eq:x}`, `\eqref{other.md#eq:x}` or `[](other.md#eq:x)`.

    `path` leads to another document, relative to this one; it is empty for a label of this one.
    """

    path: str
    label: str
    in_parentheses: bool = True
    is_link: bool = False

    @classmethod
    def to(cls, target: str, *, in_parentheses: bool = True, is_link: bool = False) -> Reference:
        """The reference whose `target` is written as `path#label` or `label`."""
        path, _, label = target.rpartition("#")
        return cls(path, " ".join(label.split()), in_parentheses, is_link)


@dataclass(frozen=True, slots=True)
class Unclosed:
    r"""The beginning of a display formula, `$$` or `\begin{align}`, whose end is not in its block."""

    opening: str


Content = Formula | Reference | Unclosed


@dataclass(frozen=True, slots=True)
class Span:
    """What was found in a text: `text[start:end]` is its source.

    The lines of a formula's TeX begin at the offsets `lines` of the text. (The TeX is no slice of
    the text where the formula stands in a quote: each of its lines has lost the quote's marks.)
    """

    start: int
    end: int
    lines: tuple[int, ...]
    content: Content

    def offset(self, position: int) -> int:
        """Where in the text the TeX's character `position` stands."""
        if not isinstance(self.content, Formula):
            return self.start
        before = self.content.tex[:position]
        return self.lines[before.count("\n")] + position - (before.rfind("\n") + 1)


def scan(text: str, *, dollars: bool = True) -> list[Span]:
    """The formulas and references of `text` in order, none overlapping.

    `dollars=False` leaves `$` alone.
    """
    return list(_Scan(text, dollars).run())


def without_formulas(text: str, *, dollars: bool = True) -> str:
    """`text` with its formulas as plain text."""
    if "$" not in text and "\\" not in text:
        return text
    pieces: list[str] = []
    position = 0
    for span in scan(text, dollars=dollars):
        if isinstance(span.content, Formula):
            pieces += text[position : span.start], plain_text(span.content.tex)
            position = span.end
    return "".join(pieces) + text[position:]


_INTERESTING = late(
    r"""
      (?P<fence>^[ \t>]*(?:(?:[-+*]|\d+\.)[ \t]+)?(?:`{3}|~{3}))
    | (?P<definition>^[ \t>]*\[(?!\^)[^\[\]\n]*\]:[ ]*+\n?[ ]*+\S++[ ]*+(?:\n[ ]*+)?
        (?:(?P<quote>["']).*(?P=quote)[ ]*|\(.*\)[ ]*)?$)
    | (?P<code>`)
    | (?P<dollar>\$)
    | (?P<backslash>\\)
    | (?P<angle><)
    | (?P<link>(?<![!\]])\[\]\()
    | (?P<address>(?<=\])\()
    """,
    re.VERBOSE | re.MULTILINE,
)

_QUOTED = late(rf"[ \t]*(?:{MARKER}[ \t]*)*(?:>[ \t]*)+")

_FENCE = late(
    rf"(?P<prefix>[ \t>]*(?P<marker>{MARKER}[ \t]*)?)(?P<ticks>`{{3,}}|~{{3,}})(?P<info>[^\n]*)\n?"
)
_MATH_INFO = late(r"[ \t]*(?:math(?![\w-])|\{[ \t]*\.math(?![\w-])[^}]*\})")
_CODE_RUN = late(r"`+")
_TICKS = late(r"\$(?P<ticks>`{1,2})(?!`)")
_DOLLARS = late(r"\$\$(?P<tex>(?:[^$\\]++|\\.|\$(?!\$))*+)\$\$", re.DOTALL)
# No backtick: in "$5, see `$x`" the second dollar is code.
_DOLLAR = late(r"\$(?!\s)(?P<tex>(?:[^$\\`]++|\\.)*+)(?<!\s)\$(?!\d)", re.DOTALL)
# The same where dollars stand in a text, as in `$\text{if $x$}$`.
_BRACED = r"\{(?:[^{}\\`]++|\\.|\{(?:[^{}\\`]++|\\.|\{[^{}\\`]*+\})*+\})*+\}"
_DOLLAR_BRACED = late(
    rf"\$(?!\s)(?P<tex>(?:[^$\\`{{}}]++|\\.|{_BRACED})*+)(?<!\s)\$(?!\d)", re.DOTALL
)
_IN_TEXT = late(r"\\(?:text[a-z]*|[hm]box)\s*\{[^{}]*\Z")
_MONEY = late(rf"\$[0-9][0-9.,]*[ ]?[{CJK}]")
_PARENS = late(r"\\\((?P<tex>(?:[^\\]++|\\[^()])*+)\\\)", re.DOTALL)
_BRACKETS = late(r"\\\[(?P<tex>(?:[^\\]++|\\[^\[\]])*+)\\\]", re.DOTALL)
_LINE_BEGIN = late(rf"[ \t>]*(?:{MARKER})?[ \t>]*")
_BRACKET_LINE = late(r"\\\[[ \t]*(?:\n|\Z)")
_ENVIRONMENT = late(rf"\\\\|\\(?P<verb>begin|end)\{{(?P<name>(?:{'|'.join(ENVIRONMENTS)})\*?)\}}")
_REFERENCE = late(r"\\(?P<eq>eq)?ref\{(?P<target>[^{}\n]+)\}")
_LINK = late(r"\[\]\((?P<target>[^()<>\s\"']*#[^()<>\s\"'#]+)\)")
_RAW_TAG = late(r"<(?P<name>script|style|pre|code|textarea|math|svg)(?=[\s/>])", re.I)
_AUTOLINK = late(r"<[A-Za-z][A-Za-z0-9+.-]*:[^\s<>]*>")
_TAG = late(r"</?[A-Za-z][^\s/<>\"']*(?:\"[^\"]*\"|'[^']*'|[^\"'<>])*+>")
_ADDRESS = late(r"\((?:[^()\n\\]|\\.|\((?:[^()\n\\]|\\.)*\))*\)")


class _Scan:
    """One pass over a text: at each interesting place a rule finds a formula, or where to go on."""

    def __init__(self, text: str, dollars: bool) -> None:
        self._text = text
        self._dollars = dollars
        self._search = Search(text)
        self._blocks = Blocks(text, self._search)
        self._environments: dict[int, int] = {}  # where each that is closed begins and ends
        self._paired_until = 0
        self._rules: dict[str, Callable[[re.Match[str]], Span | int]] = {
            "fence": self._fence,
            "definition": lambda found: found.end(),
            "code": lambda found: self._code(found.start()),
            "dollar": self._dollar,
            "backslash": self._backslash,
            "angle": self._angle,
            "link": self._link,
            "address": self._address,
        }

    def run(self) -> Iterator[Span]:
        position = 0
        while found := _INTERESTING.search(self._text, position):
            self._blocks.enter(found.start())
            result = self._rules[found.lastgroup or ""](found)
            if isinstance(result, Span):
                yield result
                position = result.end
            else:
                position = max(result, found.start() + 1)

    # Rules

    def _fence(self, found: re.Match[str]) -> Span | int:
        """A fence is stepped over up to its closing line; one for `math` is a display formula.

        As for superfences, the closing line has the opening's indentation, and no line between
        them has less. One right behind a list's marker is none for superfences but for authors.
        """
        opening = _FENCE.match(self._text, found.start())
        assert opening  # the same pattern found it
        ticks, start = opening["ticks"], opening.start("ticks")
        inside = rf"[ \t>]{{{len(opening['prefix'])}}}"
        closing = rf"{inside}{'[ ]*' if opening['marker'] else ''}(?P<closing>{ticks})[ \t]*$"
        stop = self._search.next(rf"(?m)^(?:{closing}|(?!{inside}|[ \t>]*$))", opening.end())
        if not stop or not stop["closing"] or (ticks[0] == "`" and "`" in opening["info"]):
            return self._code(start) if ticks[0] == "`" else opening.end("ticks")
        if not _MATH_INFO.match(opening["info"]):
            return stop.end()
        return self._formula(start, stop.end(), opening.end(), stop.start(), display=True)

    def _code(self, start: int) -> int:
        """Behind the code that begins with the backticks at `start`.

        As for Python-Markdown, as many backticks close it; where there are only less, the most.
        """
        run = _CODE_RUN.match(self._text, start)
        assert run
        longest = None
        for other in _CODE_RUN.finditer(self._text, run.end(), self._blocks.item_end):
            if len(other[0]) == len(run[0]):
                return other.end()
            if not longest or len(other[0]) > len(longest[0]):
                longest = other
        return longest.end() if longest and len(longest[0]) < len(run[0]) else run.end()

    def _dollar(self, found: re.Match[str]) -> Span | int:
        start = found.start()
        if ticks := _TICKS.match(self._text, start):
            closing = self._search.next(rf"(?<!`){ticks['ticks']}\$", ticks.end())
            if closing and closing.end() <= self._blocks.item_end:
                return self._formula(start, closing.end(), ticks.end(), closing.start())
        elif not self._dollars or _MONEY.match(self._text, start):
            pass
        elif self._text.startswith("$$", start):
            if match := _DOLLARS.match(self._text, start, self._blocks.block_end):
                return self._formula(start, match.end(), *match.span("tex"), display=True)
            return self._unclosed(start, start + 2)
        elif match := self._in_line(start):
            return self._formula(start, match.end(), *match.span("tex"))
        return start + 1

    def _in_line(self, start: int) -> re.Match[str] | None:
        end = self._blocks.item_end
        match = _DOLLAR.match(self._text, start, end)
        second = match.end("tex") if match else self._text.find("$", start + 1, end)
        if _IN_TEXT.search(self._text, start, max(start, second)):
            return _DOLLAR_BRACED.match(self._text, start, end) or match
        return match

    def _backslash(self, found: re.Match[str]) -> Span | int:
        start = found.start()
        if match := _PARENS.match(self._text, start, self._blocks.item_end):
            return self._formula(start, match.end(), *match.span("tex"))
        if match := _BRACKETS.match(self._text, start, self._blocks.block_end):
            return self._formula(start, match.end(), *match.span("tex"), display=True)
        if reference := _REFERENCE.match(self._text, start, self._blocks.block_end):
            content = Reference.to(reference["target"], in_parentheses=bool(reference["eq"]))
            return Span(start, reference.end(), (start,), content)
        if self._text.startswith(r"\begin", start):
            self._pair_environments(start)
            if end := self._environments.get(start):
                return self._formula(start, end, start, end, display=True)
            if opening := _ENVIRONMENT.match(self._text, start):
                return self._unclosed(start, opening.end())
        if _BRACKET_LINE.match(self._text, start):
            return self._unclosed(start, start + 2)
        return start + 2

    def _angle(self, found: re.Match[str]) -> int:
        text, start = self._text, found.start()
        if text.startswith("<!--", start):
            comment_end = self._search.next("-->", start + 4)
            return comment_end.end() if comment_end else start + 4
        if raw := _RAW_TAG.match(text, start):
            closing = self._search.next(rf"(?i)</{raw['name'].lower()}\b", start)
            is_inline = raw["name"].lower() == "code"
            if closing and not (is_inline and closing.start() > self._blocks.block_end):
                return closing.end()
        end = self._blocks.block_end
        tag = _AUTOLINK.match(text, start, end) or _TAG.match(text, start, end)
        return tag.end() if tag else start + 1

    def _link(self, found: re.Match[str]) -> Span | int:
        start = found.start()
        if link := _LINK.match(self._text, start, self._blocks.block_end):
            content = Reference.to(unquote(link["target"]), is_link=True)
            return Span(start, link.end(), (start,), content)
        return start + 2

    def _address(self, found: re.Match[str]) -> int:
        match = _ADDRESS.match(self._text, found.start(), self._blocks.block_end)
        return match.end() if match else found.end()

    # What rules share

    def _formula(
        self, start: int, end: int, tex_start: int, tex_end: int, *, display: bool = False
    ) -> Span | int:
        """The span of a formula, or its end if there is nothing in it."""
        text = self._text
        if "\n" not in text[tex_start:tex_end]:
            tex = text[tex_start:tex_end].strip()
            first = tex_end - len(text[tex_start:tex_end].lstrip())
            return Span(start, end, (first,), Formula(tex, display)) if tex else end
        lines: list[tuple[int, str]] = []  # where each begins, and what it is
        marks = None
        line_start = text.rfind("\n", 0, start) + 1
        if opening := _QUOTED.match(text, line_start, start):
            marks = re.compile(rf"(?:[ \t]*>){{0,{opening[0].count('>')}}}[ ]?")
        offset = tex_start
        for line in text[tex_start:tex_end].split("\n"):
            is_whole = text[offset - 1] == "\n"  # not the rest of the opening line
            mark = marks.match(line) if marks and is_whole else None
            lines.append((offset + len(mark[0]), line[mark.end() :]) if mark else (offset, line))
            offset += len(line) + 1
        while lines and not lines[0][1].strip():
            del lines[0]
        if not lines:
            return end
        first, content = lines[0]
        lines[0] = first + len(content) - len(content.lstrip()), content.lstrip()
        tex = "\n".join(line for _, line in lines).rstrip()
        offsets = tuple(offset for offset, _ in lines[: tex.count("\n") + 1])
        return Span(start, end, offsets, Formula(tex, display))

    def _unclosed(self, start: int, end: int) -> Span | int:
        """The span of what opens a formula and does so at the beginning of its line, else its end.

        Further on in a line it may well be something else.
        """
        line_start = self._text.rfind("\n", 0, start) + 1
        if not _LINE_BEGIN.fullmatch(self._text, line_start, start):
            return end
        return Span(start, end, (start,), Unclosed(self._text[start:end]))

    def _pair_environments(self, start: int) -> None:
        """Find what closes each environment that begins between `start` and its block's end."""
        if start < self._paired_until:
            return
        self._paired_until = self._blocks.block_end
        opened: dict[str, list[int]] = {}
        for found in _ENVIRONMENT.finditer(self._text, start, self._blocks.block_end):
            if found["verb"] == "begin":
                opened.setdefault(found["name"], []).append(found.start())
            elif found["verb"] and opened.get(found["name"]):
                self._environments[opened[found["name"]].pop()] = found.end()
