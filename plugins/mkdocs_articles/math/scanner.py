r"""Find formulas in Markdown source: text in, spans out.

Accepted: `$…$`, `$$…$$`, `\(…\)`, `\[…\]`, bare `\begin{align}…\end{align}` and the other display
environments, markdown-katex's `` $`…`$ ``, and fences whose language is `math`.

Stepped over: code (fenced and inline), comments, HTML tags, raw `<pre>`-like blocks, the addresses
of links, and any character behind a backslash. A dollar follows pandoc's rule: the opening one has
a character right after it, the closing one right before it and no digit behind it, so that
"$5 and $10" stays money, as does an amount with Chinese text right after it. Nothing but a fence, a
comment or a raw block reaches past a blank line.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

ENVIRONMENTS = (
    "align", "alignat", "aligned", "alignedat", "array", "Bmatrix", "bmatrix", "cases", "CD",
    "eqnarray", "equation", "gather", "gathered", "matrix", "multline", "pmatrix", "rcases",
    "smallmatrix", "split", "subarray", "Vmatrix", "vmatrix",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula to typeset: its TeX, and whether it stands on a line of its own."""

    tex: str
    display: bool = False


@dataclass(frozen=True, slots=True)
class Span:
    """A formula found in a text: `text[start:end]` is its source, its TeX begins at `tex_start`."""

    start: int
    end: int
    tex_start: int
    formula: Formula


def scan(text: str, *, dollars: bool = True) -> list[Span]:
    """Return the formulas of `text` in order, none overlapping; `dollars=False` leaves `$` alone."""
    spans: list[Span] = []
    position = paragraph_end = 0
    while interesting := _INTERESTING.search(text, position):
        position = interesting.start()
        if position >= paragraph_end:
            blank = _BLANK_LINE.search(text, position)
            paragraph_end = blank.start() if blank else len(text)
        found = _RULES[interesting.lastgroup or ""](text, position, paragraph_end, dollars)
        if isinstance(found, Span):
            spans.append(found)
            position = found.end
        else:
            position = max(found, interesting.start() + 1)
    return spans


# A rule looks at one place and returns a formula, or where to go on.
Rule = Callable[[str, int, int, bool], Span | int]

_INTERESTING = re.compile(
    r"""
      (?P<fence>^[ \t>]*(?:`{3,}|~{3,}))
    | (?P<reference>^[ ]{0,3}\[[^\]\n]+\]:)
    | (?P<code>`)
    | (?P<dollar>\$)
    | (?P<backslash>\\)
    | (?P<angle><)
    | (?P<address>(?<=\])\()
    """,
    re.VERBOSE | re.MULTILINE,
)
_BLANK_LINE = re.compile(r"\n[ \t>]*(?=\n|\Z)")
_QUOTE_MARKS = re.compile(r"^[ \t]*(?:>[ \t]?)+", re.MULTILINE)

_FENCE = re.compile(r"(?P<prefix>[ \t>]*)(?P<ticks>`{3,}|~{3,})(?P<info>[^\n]*)\n?")
_MATH_INFO = re.compile(r"[ \t]*(?:math\b(?!-)|\{[ \t]*\.math\b[^}]*\})")
_CODE_RUN = re.compile(r"`+")
_TICK_MATH = re.compile(r"\$(?P<ticks>`{1,2})(?!`)(?P<tex>[^\n]+?)(?<!`)(?P=ticks)\$")
_DOLLARS = re.compile(r"\$\$(?P<tex>(?:[^$\\]|\\.|\$(?!\$))+?)\$\$", re.DOTALL)
_DOLLAR = re.compile(r"\$(?P<tex>(?![\s$`])(?:[^$\\]|\\.)*?(?<!\s))\$(?!\d)", re.DOTALL)
_MONEY = re.compile(r"\$[0-9][0-9.,]*[ ]?[\u3000-\u9fff\uff00-\uffef]")
_PARENS = re.compile(r"\\\((?P<tex>(?:[^\\]|\\[^()])+?)\\\)", re.DOTALL)
_BRACKETS = re.compile(r"\\\[(?P<tex>(?:[^\\]|\\[^\[\]])+?)\\\]", re.DOTALL)
_ENVIRONMENT = re.compile(
    rf"(?P<tex>\\begin\{{(?P<name>(?:{'|'.join(ENVIRONMENTS)})\*?)\}}.*?\\end\{{(?P=name)\}})",
    re.DOTALL,
)
_RAW_BLOCK = re.compile(r"<(script|style|pre|code|textarea|math|svg)\b", re.IGNORECASE)
_AUTOLINK = re.compile(r"<[A-Za-z][A-Za-z0-9+.-]*:[^\s<>]*>")
_TAG = re.compile(r"</?[A-Za-z][^\s/>\"']*(?:\"[^\"]*\"|'[^']*'|[^\"'<>])*>")
_ADDRESS = re.compile(r"\((?:[^()\n\\]|\\.|\((?:[^()\n\\]|\\.)*\))*\)")


def _fence(text: str, position: int, _end: int, _dollars: bool) -> Span | int:
    """A fence is stepped over up to its closing line; one for `math` is a display formula."""
    opening = _FENCE.match(text, position)
    assert opening  # the same pattern found it
    prefix, ticks = opening["prefix"], opening["ticks"]
    quotes = prefix.count(">")
    closing = re.compile(
        rf"^[ \t]*(?:>[ \t]*){{{quotes}}}{re.escape(ticks)}[ \t]*$", re.MULTILINE
    ).search(text, opening.end())
    if not closing or (ticks[0] == "`" and "`" in opening["info"]):
        return position + len(prefix) + 1
    if not _MATH_INFO.match(opening["info"]):
        return closing.end()
    body = text[opening.end() : closing.start()]
    if quotes:
        body = _QUOTE_MARKS.sub("", body)
    start = position + len(prefix)
    return Span(start, closing.end(), opening.end(), Formula(body.strip(), display=True))


def _reference(text: str, position: int, _end: int, _dollars: bool) -> int:
    line_end = text.find("\n", position)
    return len(text) if line_end < 0 else line_end


def _code(text: str, position: int, end: int, _dollars: bool) -> int:
    run = _CODE_RUN.match(text, position)
    assert run
    closing = re.compile(rf"(?<!`){run[0]}(?!`)").search(text, run.end(), end)
    return closing.end() if closing else run.end()


def _dollar(text: str, position: int, end: int, dollars: bool) -> Span | int:
    if text.startswith("$$", position):
        match = _DOLLARS.match(text, position, end) if dollars else None
        return _span(text, match, display=True) if match else position + 2
    match = _TICK_MATH.match(text, position, end)
    if not match and dollars and not _MONEY.match(text, position):
        match = _DOLLAR.match(text, position, end)
    return _span(text, match, display=False) if match else position + 1


def _backslash(text: str, position: int, end: int, _dollars: bool) -> Span | int:
    for pattern, display in ((_PARENS, False), (_BRACKETS, True), (_ENVIRONMENT, True)):
        if match := pattern.match(text, position, end):
            return _span(text, match, display=display)
    return position + 2


def _angle(text: str, position: int, end: int, _dollars: bool) -> int:
    if text.startswith("<!--", position):
        closing = text.find("-->", position)
        return len(text) if closing < 0 else closing + 3
    if raw := _RAW_BLOCK.match(text, position):
        closing = text.lower().find(f"</{raw[1].lower()}", position)
        return len(text) if closing < 0 else closing + 1
    for pattern in (_AUTOLINK, _TAG):
        if match := pattern.match(text, position, end):
            return match.end()
    return position + 1


def _address(text: str, position: int, end: int, _dollars: bool) -> int:
    match = _ADDRESS.match(text, position, end)
    return match.end() if match else position + 1


def _span(text: str, match: re.Match[str], *, display: bool) -> Span:
    """A formula that runs over lines of a quote loses the quote's marks."""
    tex = match["tex"]
    if "\n" in tex and ">" in text[text.rfind("\n", 0, match.start()) + 1 : match.start()]:
        tex = _QUOTE_MARKS.sub("", tex)
    return Span(match.start(), match.end(), match.start("tex"), Formula(tex.strip(), display))


_RULES: dict[str, Rule] = {
    "fence": _fence,
    "reference": _reference,
    "code": _code,
    "dollar": _dollar,
    "backslash": _backslash,
    "angle": _angle,
    "address": _address,
}
