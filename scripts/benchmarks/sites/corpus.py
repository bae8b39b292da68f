"""Posts for benchmarks, the same for the same seed: a neutral model that knows no generator.

A post has about 1,040 words (a Chinese character or an English word counts as one), eight formulas in
lines and four on their own, three code blocks, a table and an admonition. Over all posts, 60 % of the
formulas are new, the others are repeated. More posts begin with the same ones.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from string import Template

from benchmarks.sites import vocabulary

SEED = 20260101
NEWEST = date(2026, 1, 1)
WORDS = 1040
INLINE, DISPLAY, CODES = 8, 4, 3
_NEW_OF_FIVE = 3  # of five formulas, so many are new
_WORD = re.compile(r"[\u4e00-\u9fff]|[A-Za-z0-9]+(?:[-'’.][A-Za-z0-9]+)*")


@dataclass(frozen=True)
class Formula:
    """TeX, in a line or on lines of its own."""

    tex: str


@dataclass(frozen=True)
class Heading:
    text: str


@dataclass(frozen=True)
class Paragraph:
    spans: tuple[str | Formula, ...]


@dataclass(frozen=True)
class Code:
    language: str
    text: str


@dataclass(frozen=True)
class Table:
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Note:
    """An admonition."""

    title: str
    text: str


@dataclass(frozen=True)
class Figure:
    """A caption; no picture is needed. Generated posts have none."""

    caption: str


Block = Heading | Paragraph | Formula | Code | Table | Note | Figure


@dataclass(frozen=True)
class Post:
    """The first two blocks are paragraphs: an excerpt ends behind the first."""

    slug: str
    title: str
    date: date
    category: str
    tags: tuple[str, ...]
    blocks: tuple[Block, ...]


def posts(count: int, seed: int = SEED) -> Iterator[Post]:
    """`count` posts, the newest first."""
    chance = random.Random(seed)
    formulas = Formulas(chance)
    for number in range(count):
        yield _Writer(chance, formulas).post(number)


def words(post: Post) -> int:
    """How long the prose is."""
    texts = [
        block.text if isinstance(block, Heading | Note)
        else "".join(span for span in block.spans if isinstance(span, str))
        for block in post.blocks if isinstance(block, Heading | Note | Paragraph)
    ]  # fmt: skip
    return sum(len(_WORD.findall(text)) for text in texts)


def formulas(post: Post) -> list[Formula]:
    """All of them, as often as they are there."""
    found = []
    for block in post.blocks:
        spans = block.spans if isinstance(block, Paragraph) else (block,)
        found += [span for span in spans if isinstance(span, Formula)]
    return found


class _Gaps(Template):
    """Text with gaps `@name` or `@{name}`; `@@` is an @."""

    delimiter = "@"
    idpattern = "[a-z]+"
    flags = re.ASCII


class Formulas:
    """Makes formulas, of which a fixed share repeats earlier ones of the same kind."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self._drawn = {True: 0, False: 0}
        self._known: dict[bool, list[str]] = {True: [], False: []}
        self._seen: set[str] = set()

    def next(self, *, is_display: bool) -> Formula:
        drawn, known = self._drawn[is_display], self._known[is_display]
        self._drawn[is_display] += 1
        is_new = (drawn + 1) * _NEW_OF_FIVE // 5 > drawn * _NEW_OF_FIVE // 5
        if known and not is_new:
            return Formula(self._chance.choice(known))
        while (tex := self._make(is_display=is_display)) in self._seen:
            pass
        self._seen.add(tex)
        known.append(tex)
        return Formula(tex)

    def _make(self, *, is_display: bool) -> str:
        chance = self._chance
        choices = vocabulary.DISPLAY_FORMULAS if is_display else vocabulary.INLINE_FORMULAS
        letters = dict(zip("abc", chance.sample(vocabulary.LETTERS, 3), strict=True))
        return _Gaps(chance.choice(choices)).substitute(
            letters, i=chance.choice("ijklt"), n=chance.randint(2, 99), m=chance.randint(2, 99)
        )


class _Writer:
    """Writes one post about one topic."""

    def __init__(self, chance: random.Random, formulas: Formulas) -> None:
        self._chance = chance
        self._formulas = formulas
        self._topic = chance.choice(vocabulary.TOPICS)

    def post(self, number: int) -> Post:
        title = self._fill(self._chance.choice(vocabulary.TITLES))
        tags = (self._topic.chinese, *self._chance.sample(vocabulary.TAGS, 2))
        return Post(
            f"p{number:04}", title, NEWEST - timedelta(days=number), self._topic.chinese, tags,
            tuple(self._blocks()),
        )  # fmt: skip

    def _blocks(self) -> list[Block]:
        """Sections of paragraphs, with one special block behind each second paragraph or so."""
        special: list[Block] = [
            *(self._formulas.next(is_display=True) for _ in range(DISPLAY)),
            *(self._code() for _ in range(CODES)), self._table(), self._note(),
        ]  # fmt: skip
        self._chance.shuffle(special)
        lead = [self._paragraph(with_formula=n == 0) for n in range(2)]
        headings = [Heading(self._fill(one)) for one in self._sample(vocabulary.HEADINGS, 5)]
        rest = [self._paragraph(with_formula=n < INLINE - 1) for n in range(9)]
        self._chance.shuffle(rest)
        blocks: list[Block] = [*lead]
        for n, paragraph in enumerate(rest):
            blocks += [headings[n // 2], paragraph] if n % 2 == 0 else [paragraph]
            blocks.append(special[n])
        while (missing := WORDS - self._length(blocks)) > 20:
            blocks.append(self._paragraph(with_formula=False, length=min(missing, 110)))
        return blocks

    def _length(self, blocks: Sequence[Block]) -> int:
        return words(Post("", "", NEWEST, "", (), tuple(blocks)))

    def _paragraph(self, *, with_formula: bool, length: int = 80) -> Paragraph:
        """Sentences, a quarter of all paragraphs in English, up to about `length` words."""
        is_english = not with_formula and self._chance.random() < 0.4
        pool = self._sample(vocabulary.ENGLISH if is_english else vocabulary.SENTENCES)
        spans: list[str | Formula] = []
        if with_formula:
            gap, formula = "\0", self._formulas.next(is_display=False)
            before, after = self._fill(self._chance.choice(vocabulary.WITH_FORMULA), gap).split(gap)
            spans = [before, formula, after]
        text = ""
        while pool and len(_WORD.findall(text)) < length - 20:
            text += self._fill(pool.pop()) + (" " if is_english else "")
        return Paragraph((*spans, text.rstrip()))

    def _code(self) -> Code:
        language, code = self._chance.choice(vocabulary.CODES)
        name = "_".join(map(self._chance.choice, vocabulary.NAMES))
        day = f"{self._chance.randint(1, 28):02}"
        n, m = self._chance.randint(2, 99), self._chance.randint(2, 999)
        return Code(language, _Gaps(code).substitute(name=name, n=n, m=m, d=day))

    def _table(self) -> Table:
        rows = tuple(
            (self._fill("@term"), f"{self._chance.uniform(70, 99):.2f} %",
             f"{self._chance.uniform(3, 900):,.1f}", self._fill(note))
            for note in self._sample(vocabulary.TABLE_NOTES, 5)
        )  # fmt: skip
        return Table(vocabulary.TABLE_HEADER, rows)

    def _note(self) -> Note:
        title, text = self._chance.choice(vocabulary.NOTES)
        return Note(title, self._fill(text))

    def _sample(self, pool: Sequence[str], count: int | None = None) -> list[str]:
        return self._chance.sample(pool, len(pool) if count is None else count)

    def _fill(self, text: str, formula: str = "") -> str:
        """Put terms into the gaps: the topic's own, and now and then another's."""
        other = self._topic
        if self._chance.random() < 0.3:
            other = self._chance.choice(vocabulary.TOPICS)
        term, another = self._chance.sample(self._topic.terms, 2)
        return _Gaps(text).substitute(
            term=term, other=another if other is self._topic else self._chance.choice(other.terms),
            english=self._chance.choice(self._topic.english_terms), formula=formula,
            n=self._chance.randint(2, 40), m=self._chance.randint(2, 9),
        )  # fmt: skip
