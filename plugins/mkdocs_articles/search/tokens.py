r"""Text as a search sees it: what is the same is written the same, and cut into units and terms.

The browser does the same with a query (`browser/tokens.js`): it has `normalise` without the last step,
and `units`. `tests/search/tokens/*.txt` hold both to it.

`normalise(text)`, in this order:

1. NFKC (full-width forms, ligatures and ² become plain ones).
2. The apostrophes ‘ ’ ʼ become ', the hyphens ‐ ‑ ‒ – and the minus − become -; soft hyphens,
   zero-width characters (U+200B–U+200D, U+2060, U+FEFF) and variation selectors vanish.
3. NFD, U+0300–U+036F vanish, NFC.
4. Lower case; ς becomes σ, since which of them it is depends on what is beside it.
5. Traditional characters become simplified ones, each for itself (`variants`). The build does it to
   all text, the browser to what it did not find.

`units(text)` cuts into units, each of which has one position:

1. TeX is made plain, wherever it stands. From the innermost braces on: `_{…}` and `^{…}` lose them
   (`N_{RF}` → `N_RF`), and so does what `FORMATTING` commands are given, which vanish (`\mathbf{w}` →
   `w`, `\hat{y}` → `y`), with a space behind it where an ASCII letter, a digit or a backslash comes
   next, and before it where a command ends (`\sim\mathcal{N}` → `\sim N`); behind a script that ends
   with a command, too (`_{\mu}L` → `_\mu L`). Then `\begin{…}`, `\end{…}`, `\label{…}` become a space,
   and so do formatting commands without a group (`\left`); another command is the word of its name
   (`\sigma` → ` sigma `), which `_` and `^` join to what is beside it (`F_\beta` → `F_beta`, `\alpha_i`
   → ` alpha_i`); a backslash before one of `_ # % & $` vanishes.
2. A *CJK character* (Han, 々〇, kana, hangul, bopomofo) is a unit.
3. A *word* is a unit: letters and digits (Unicode's L and N) that are no CJK characters, with single
   connectors `_ . - ' ^` or a double `__` between them, which may also begin it (`__init__`, so that
   it is not any `init`); an ASCII letter alone takes `++` or `#` along (C++, C#), if no letter or digit
   comes next.
4. All else separates.

`terms(text)`: what the index has of these units, by position.

- Of a CJK character: it and the next one, where that follows immediately; else the character alone. So
  any substring of two and more is a chain of such bigrams, and one character is the beginning of some.
- Of a word: the word, and its rest from each of its boundaries on, if that has two characters or more:
  after a connector, between a small letter and a capital one (`randomForest`), before the last of some
  capitals if two small letters follow (`HTMLParser`), between a digit and a letter. Each is cut to 32
  characters; they are 8 at most, the word included. So if a query's word (cut to 32, too) is to be the
  beginning of a term, `export` finds `tf_export`, `w_1` finds `x_1w_1`, `forest` finds `RandomForest`.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from operator import add

from mkdocs_articles.regex import late
from mkdocs_articles.search import variants

CJK = (
    "\u3005\u3007\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u3105-\u312f\u31a0-\u31bf"
    "\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff\U00020000-\U000323af"
)
LONGEST = 32  # characters of a term
MOST = 8  # terms of a word
_STYLES = (
    "mathbf mathrm mathit mathsf mathtt mathcal mathbb mathfrak mathscr mathnormal boldsymbol bm bf rm"
    " it text textbf textit textrm textsf texttt textnormal mbox hbox operatorname left right middle"
    " big bigg bigl bigr bigm biggl biggr biggm displaystyle textstyle scriptstyle limits nolimits"
    " quad qquad hat widehat bar overline underline tilde widetilde vec dot ddot mathop mathrel mathbin"
    " notag nonumber"
)
FORMATTING = frozenset(_STYLES.split())
_SILENT = {"begin", "end", "label"}

_ODD = late("[\u2018\u2019\u02bc\u2010-\u2013\u2212\u00ad\u200b-\u200d\u2060\ufeff\ufe00-\ufe0f]")
_ALIKE = dict.fromkeys("\u2018\u2019\u02bc", "'") | dict.fromkeys(
    "\u2010\u2011\u2012\u2013\u2212", "-"
)
_WIDE = [(mark, unicodedata.normalize("NFKC", mark)) for mark in "，：；？！（）"]
_MARK = late("[\u0300-\u036f]+")
_MARKED = late("[\u00c0-\u1fff\u2190-\u2bff]")  # what can have such marks in NFD, after NFKC
_LETTER = f"[^\\W_{CJK}]"  # or digit
_UNIT = late(  # or a run of CJK characters
    f"[{CJK}]+|[A-Za-z](?:\\+\\+|#)(?!{_LETTER})|(?:__)?{_LETTER}+(?:(?:__|[_.'^-]){_LETTER}+)*"
)
_FIRST_CJK = "\u3005"
_FIRST_HAN, _BEHIND_HAN = "\u4e00", "\ua000"  # most, and nothing else
_CJK = late(f"[{CJK}]")
_BOUNDARY = late(
    r"(?<=[_.'^-])(?=[^_.'^-])|(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z]{2})|(?<=\d)(?=[^\W\d_])"
)
# Each alternative begins with a character, so that `re` passes over all others quickly.
_GROUP = late(
    r"(?:_\{([^{}]*)\}|\^\{([^{}]*)\}|\\([A-Za-z]+)(?:\\([A-Za-z]+))?\*?\s*\{([^{}]*)\})"
    r"(?=([A-Za-z0-9\\]?))"
)
_OPEN = late(r"\\[A-Za-z]+$")  # a command that a letter would continue
_COMMAND = late(r"\\(?:([A-Za-z]+)(?:(\s*\{[^{}]*\})|([_^]?))|(?=[_#%&$]))")
_DEEPEST = 8  # groups in each other


def plain(text: str, *, simplified: bool = False) -> str:
    """`normalise`, but for case."""
    if text.isascii():
        return text
    for (
        wide,
        plain_one,
    ) in _WIDE:  # which are in nearly all Chinese, and often all there is to change
        text = text.replace(wide, plain_one)
    if not unicodedata.is_normalized("NFKC", text):
        text = unicodedata.normalize("NFKC", text)
    text = _ODD.sub(lambda match: _ALIKE.get(match[0], ""), text)
    if _MARKED.search(text):
        text = unicodedata.normalize("NFC", _MARK.sub("", unicodedata.normalize("NFD", text)))
    return variants.simplified(text) if simplified else text


def normalise(text: str, *, simplified: bool = False) -> str:
    """`text` as it is compared."""
    return plain(text, simplified=simplified).lower().replace("ς", "σ")


def units(text: str) -> list[str]:
    """The CJK characters and words of normalised text: what the browser makes of a query."""
    found: list[str] = []
    for unit in _UNIT.findall(_plain_tex(text)):
        found += unit if _is_run(unit) else [unit]
    return found


def terms(text: str) -> tuple[list[str], dict[int, tuple[str, ...]]]:
    """For each position of a `plain` text (capitals matter) a term that begins there, and for some
    positions others.
    """
    found: list[str] = []
    others: dict[int, tuple[str, ...]] = {}
    for unit in _UNIT.findall(_plain_tex(text)):
        if _is_run(unit):
            found += map(add, unit, unit[1:])
            found.append(unit[-1])
            continue
        known = beginnings(unit)
        if len(known) > 1:
            others[len(found)] = known[1:]
        found.append(known[0])
    return found, others


def _is_run(unit: str) -> bool:
    return unit >= _FIRST_CJK and (_FIRST_HAN <= unit < _BEHIND_HAN or _CJK.match(unit) is not None)


@lru_cache(maxsize=1 << 16)
def beginnings(word: str) -> tuple[str, ...]:
    """The terms of a word, the whole one first."""
    lower = word.lower().replace("ς", "σ")
    places = [match.start() for match in _BOUNDARY.finditer(word)]
    found = [lower, *(lower[place:] for place in places if place < len(word) - 1)]
    return tuple(dict.fromkeys(term[:LONGEST] for term in found[:MOST]))


def _plain_tex(text: str) -> str:
    if "{" in text:
        for _ in range(_DEEPEST):
            before, text = text, _GROUP.sub(_content, text)
            if text == before:
                break
    return _COMMAND.sub(_named, text) if "\\" in text else text


def _content(match: re.Match[str]) -> str:
    below, above, first, second, styled, after = match.groups()
    if first is None:
        low = above if below is None else below
        return f"{match[0][0]}{low} " if after and _OPEN.search(low) else match[0][0] + low
    if (second or first).lower() not in FORMATTING:
        return match[0]
    styled = f"\\{first} {styled}" if second else styled
    return f"{styled} " if after else styled


def _named(match: re.Match[str]) -> str:
    name, group, after = match.groups("")
    lower = name.lower()
    if lower in FORMATTING:
        return f" {group}{after}"
    if group and lower in _SILENT:
        return " "
    if match.start() and match.string[match.start() - 1] in "_^":
        return f"{name}{group}{after}"
    return f" {name}{group or after or ' '}" if name else ""


def compact(tex: str) -> str:
    r"""TeX without the white space that means nothing: `x_1 w_1` and `x_1w_1` are the same.

    After a command that a letter follows one space stays, and so does all that is in `\text{…}`.
    """
    if len(tex.split()) < 2:
        return tex.strip()
    pieces = _TEXT.split(tex)
    return "".join(
        piece if place % 2 else _SPACE.sub(r"\1", " ".join(piece.split()))
        for place, piece in enumerate(pieces)
    )


_TEXT = late(r"(\\(?:text\w*|mbox|hbox)\s*\{[^{}]*\})")
_SPACE = late(r"(\\[A-Za-z]+ (?=[A-Za-z]))| ")
