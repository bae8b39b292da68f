"""Running text as tokens: what each one weighs, and how good a place for a cut is before it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import IntEnum

from mkdocs_articles.regex import late
from mkdocs_articles.text import CJK

OBJECT = "\ufffc"  # stands for what is no text: a formula, a label
WORD_WEIGHT = 2

_SCRIPT = f"{CJK}“”…—"
# Marks that belong to the character before them: accents, voicing, variants.
_MARKS = "\u0300-\u036f\u20d0-\u20ff\u302a-\u302f\u3099\u309a\ufe00-\ufe0f\U000e0100-\U000e01ef"
_TOKEN = late(
    rf"(?P<run>[^\s{_SCRIPT}]+(?:[\xa0\u2007\u202f]+[^\s{_SCRIPT}]+)*)"  # no-break spaces join
    rf"|[{_SCRIPT}][{_MARKS}]*"
    r"|\s+"
)
_CHARACTER = late(f"[{_SCRIPT}]")
_CLOSERS = "”」』】）》〉］｝〕" + "’)]}"
_STRAIGHT_QUOTES = "\"'"
_NEVER_FIRST = frozenset(_CLOSERS + "，、：。！？；…—～·％．" + ",.;:!?%")
_NEVER_LAST = frozenset("“「『【（《〈［｛〔" + "‘([{")
_LEADS_IN = frozenset("：，、" + ":,")
_CLAUSE_ENDS = frozenset("，" + ",")
_SENTENCE_ENDS = frozenset("。！？；．｡")
_RUN_END = re.compile(r"(?P<mark>[.!?])[\"')\]}’]*\Z")
# A point after these ends no sentence (`e.g.`, `Fig.`, an initial, `1.`), nor does that of `n!`.
_NO_END = re.compile(
    r"[(\[\"'‘]*(?:(?:[a-z]\.)+|\d{1,2}\.|(?:vs|cf|al|fig|eq|sec|no|dr|mr|ms|st|approx)\.|\w!)",
    re.IGNORECASE,
)
_LONG_RUN = 24  # characters; a longer run without a space weighs as several words


def tokens(text: str) -> Iterator[str]:
    """Split `text` into white space, single CJK characters or marks, and runs of anything else."""
    return (match[0] for match in _TOKEN.finditer(text))


def weigh(token: str) -> int:
    """What a token counts: a CJK character one, a closing mark nothing, each word of a run two."""
    if _CHARACTER.match(token):
        return 0 if token in _CLOSERS else 1
    return WORD_WEIGHT * sum(1 + len(word) // _LONG_RUN for word in token.split())


class Gap(IntEnum):
    """How good a place for a cut is: none, between two words, two clauses or two sentences."""

    NONE = 0
    WORD = 1
    CLAUSE = 2
    SENTENCE = 3


class Prose:
    """Follows a text token by token. Ask for the `gap` before a token, then `read` it."""

    def __init__(self) -> None:
        self.last = ""
        self.is_spaced = False  # since the last token there was white space,
        self.is_stopped = True  # or the end of a line or a block (all begins with one)
        self._sentence_end = ""  # the mark, if the last token ended a sentence
        self._in_quotes = False  # of the straight kind, where both ends look alike

    def space(self) -> None:
        """White space goes by."""
        self.is_spaced = True

    def stop(self) -> None:
        """A line or a block ends."""
        self.is_stopped = True
        self._in_quotes = False

    def read(self, token: str) -> None:
        """`token` is the last one now."""
        closes = not token.strip(_CLOSERS + _STRAIGHT_QUOTES)
        closes &= self._in_quotes or '"' not in token
        if not closes:
            self._sentence_end = _sentence_end(token)
        if token.count('"') % 2:
            self._in_quotes = not self._in_quotes
        self.last = token
        self.is_spaced = self.is_stopped = False

    def gap(self, token: str, *, clings: bool = False, goes_on: bool = False) -> Gap:
        """The gap before `token`.

        One that `clings`, such as an exponent, belongs to the word before it; one that `goes_on`
        with a sentence does so even after a stop.
        """
        if not self.last:
            return Gap.NONE
        if self.is_stopped:
            unfinished = goes_on or self.last[-1] in _LEADS_IN
            return Gap.CLAUSE if unfinished and not self._sentence_end else Gap.SENTENCE
        if not self.is_spaced and (clings or not self._may_part(token)):
            return Gap.NONE
        if self._sentence_end and not (self._sentence_end in ".!?" and token[0].islower()):
            return Gap.SENTENCE
        return Gap.CLAUSE if self.last[-1] in _CLAUSE_ENDS else Gap.WORD

    def _may_part(self, token: str) -> bool:
        """Whether `token`, with no space before it, may be parted from the last one.

        Beside a CJK character it may, if neither is punctuation that clings to the other.
        """
        if not _CHARACTER.match(self.last) and not _CHARACTER.match(token):
            return False
        return token[0] not in _NEVER_FIRST and self.last[-1] not in _NEVER_LAST


def _sentence_end(token: str) -> str:
    if token[0] in _SENTENCE_ENDS:
        return token[0]
    match = _RUN_END.search(token)
    return match["mark"] if match and not _NO_END.fullmatch(token) else ""
