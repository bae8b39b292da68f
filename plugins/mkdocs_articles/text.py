"""What a text weighs: words of prose in any script, and the minutes that reading takes."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

from mkdocs_articles.regex import late

# Written without spaces, each character is read like half a word: Han, kana, bopomofo, hangul,
# with their punctuation and the full-width forms.
CJK = (
    "\u2e80-\u303f\u3040-\u30ff\u3100-\u312f\u3130-\u318f\u31a0-\u9fff"
    "\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff"
)
# A formula as the extension `math` writes it: the element does not nest.
FORMULA = re.compile(
    r"<tex-math(?P<attributes>(?:\s[^<>]*)?)>[^<]*+(?:<(?!/?tex-math\b)[^<]*+)*+</tex-math>"
)
CJK_LETTERS = (
    "\u3005-\u3007\u3040-\u30ff\u3100-\u312f\u3130-\u318f\u3400-\u9fff"
    "\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0003ffff"
)
_CJK_RUN = late(f"[{CJK_LETTERS}]+")
_WORD = re.compile(r"[^\W_]+(?:['’_.\-][^\W_]+)*")
_CODE = re.compile(r"<pre\b[^<]*+(?:<(?!/pre>)[^<]*+)*+</pre>")
_UNREAD = re.compile(
    r"<(script|style|template|svg|noscript)\b.*?</\1\s*>|<!--.*?-->|<td class=\"linenos\">.*?</td>",
    re.S | re.I,
)
_TAG = re.compile(r"<[^>]*>")
_ANNOTATION = re.compile(r"<annotation[^>]*>(?P<tex>.*?)</annotation>", re.DOTALL)

CHARACTERS_PER_MINUTE = 400
WORDS_PER_MINUTE = 220
SECONDS_PER_FORMULA = 2
SECONDS_PER_DISPLAY_FORMULA = 8
SECONDS_PER_CODE_LINE = 2


@dataclass(frozen=True, slots=True)
class Counts:
    """What there is to read: CJK characters, other words, formulas, lines of code."""

    characters: int = 0
    words: int = 0
    formulas: int = 0
    display_formulas: int = 0
    code_lines: int = 0

    @property
    def minutes(self) -> int:
        """Whole minutes of reading, at least one."""
        seconds = (
            60 * self.characters / CHARACTERS_PER_MINUTE
            + 60 * self.words / WORDS_PER_MINUTE
            + SECONDS_PER_FORMULA * self.formulas
            + SECONDS_PER_DISPLAY_FORMULA * self.display_formulas
            + SECONDS_PER_CODE_LINE * self.code_lines
        )
        return max(1, round(seconds / 60))


def is_display(formula: re.Match[str]) -> bool:
    """Whether a match of `FORMULA` stands on a line of its own."""
    return 'class="display' in formula["attributes"]


def tex_of(formula: str) -> str:
    """The TeX of a formula's element: a waiting or refused one shows it, others carry it along."""
    annotation = _ANNOTATION.search(formula)
    return html.unescape(annotation["tex"] if annotation else _TAG.sub("", formula))


def prose(body: str) -> str:
    """The words of the HTML `body`, without code and formulas."""
    return html.unescape(_TAG.sub(" ", _CODE.sub(" ", _UNREAD.sub(" ", FORMULA.sub(" ", body)))))


def count(body: str) -> Counts:
    """Count what the HTML `body` asks of a reader; code and formulas are not words."""
    displays: list[bool] = []
    code: list[str] = []

    def note(formula: re.Match[str]) -> str:
        displays.append(is_display(formula))
        return " "

    def put_aside(block: re.Match[str]) -> str:
        code.append(block[0])
        return " "

    rest = _CODE.sub(put_aside, _UNREAD.sub(" ", FORMULA.sub(note, body)))
    prose = html.unescape(_TAG.sub(" ", rest))
    others, runs = _CJK_RUN.subn(" ", prose)
    characters = len(prose) - len(others) + runs
    words = len(_WORD.findall(others))
    lines = sum(len(_code_lines(block)) for block in code)
    return Counts(characters, words, displays.count(False), displays.count(True), lines)


def _code_lines(block: str) -> list[str]:
    return [line for line in _TAG.sub("", block).splitlines() if line.strip()]
