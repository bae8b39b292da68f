"""A title in lines: where Chinese may be broken, and so that no line is much shorter than the others.

The rules are those of "Requirements for Chinese Text Layout" (https://www.w3.org/TR/clreq/, 3.1.6):
no line begins with a mark that closes, nor ends with one that opens.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

Measure = Callable[[str], float]  # the width of a text

ELLIPSIS = "…"
_CLOSING = "，。、；：！？）」』】》〉”’…—,.;:!?)]}%·"
_OPENING = "（「『【《〈“‘([{"
# East Asian: radicals to Yi, Hangul, compatibility, full width, and the planes beyond.
_CJK = "\u2e80-\ua4cf\uac00-\ud7af\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff"
_OPEN, _CLOSE = f"[{re.escape(_OPENING)}]", f"[{re.escape(_CLOSING)}]"
_PIECE = re.compile(
    rf"""
    {_OPEN}*
    (?: [{_CJK}]
      | (?: (?! {_OPEN}) [^\s{_CJK}] )+?  # a word, or a part of one
        (?: [-/] (?= \w) | (?= [\s{_CJK}] | {_OPEN} | $) )
    )
    {_CLOSE}*
    """,
    re.VERBOSE,
)
_TORN = 1.0  # what a break inside of a phrase costs, where an empty line would cost as much


@dataclass(frozen=True, slots=True)
class Lines:
    """A title in lines; there are none where there is not room for it. It is `torn` where a line ends
    within what reads as one: Chinese words have no spaces between them.
    """

    lines: tuple[str, ...] = ()
    torn: bool = False


def broken(title: str, width: float, most: int, measure: Measure) -> Lines:
    """The lines of `title`, none wider than `width`: as few as it takes, at most `most`; whole phrases
    where they can be, and then as even as they can be.
    """
    pieces = _pieces(title, width, measure)
    widths = [measure(piece) for piece in pieces]
    if sum(widths) > most * width:
        return Lines()
    # For each number of pieces: the best way to end a line there, as what it costs and the breaks.
    best: dict[int, tuple[float, tuple[int, ...]]] = {0: (0.0, (0,))}
    for _ in range(most):
        best = _one_line_more(best, pieces, widths, width)
        if len(pieces) in best:
            _, ends = best[len(pieces)]
            lines = ("".join(pieces[start:end]).strip() for start, end in pairwise(ends))
            return Lines(tuple(lines), any(_is_torn(pieces, end) for end in ends[1:]))
    return Lines()


def shortened(title: str, width: float, most: int, measure: Measure) -> tuple[str, ...]:
    """As much of `title` as there is room for in `most` lines, and an ellipsis."""
    pieces = _pieces(title, width, measure)
    while len(pieces) > 1:
        pieces.pop()
        beginning = "".join(pieces).rstrip(_CLOSING + _OPENING + " ")
        if found := broken(beginning + ELLIPSIS, width, most, measure).lines:
            return found
    return (ELLIPSIS,)


def _pieces(title: str, width: float, measure: Measure) -> list[str]:
    """What stays together, with the space before it."""
    ends = [0, *(found.end() for found in _PIECE.finditer(title)), len(title)]
    whole = (title[start:end] for start, end in pairwise(ends) if start < end)
    return [part for piece in whole for part in _parts(piece, width, measure)]


def _parts(piece: str, width: float, measure: Measure) -> Iterator[str]:
    """A word that is longer than a line does not stay together."""
    while len(piece) > 1 and (length := measure(piece)) > width:
        size = max(1, int(len(piece) * width / length) - 1)
        yield piece[:size]
        piece = piece[size:]
    yield piece


def _one_line_more(
    best: dict[int, tuple[float, tuple[int, ...]]],
    pieces: Sequence[str],
    widths: Sequence[float],
    width: float,
) -> dict[int, tuple[float, tuple[int, ...]]]:
    found: dict[int, tuple[float, tuple[int, ...]]] = {}
    for start, (cost, ends) in best.items():
        length = 0.0
        for end in range(start + 1, len(pieces) + 1):
            length += widths[end - 1]
            if length > width:
                break
            total = cost + (1 - length / width) ** 2 + _TORN * _is_torn(pieces, end)
            if end not in found or total < found[end][0]:
                found[end] = total, (*ends, end)
    return found


def _is_torn(pieces: Sequence[str], end: int) -> bool:
    """Whether a break there is within what reads as one: neither a space nor a mark is there."""
    if end == len(pieces):
        return False
    return not pieces[end][0].isspace() and pieces[end - 1][-1] not in _CLOSING
