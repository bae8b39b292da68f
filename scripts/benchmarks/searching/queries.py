"""Labelled queries, what is right to find, and how an answer is judged."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from benchmarks.measure import SCRIPTS
from benchmarks.sites import corpus, written
from benchmarks.sites.corpus import Code, Figure, Formula, Heading, Note, Paragraph, Post, Table

FOLDER = SCRIPTS.parent / "tests" / "search" / "quality"
# written before there was a ranking; for tuning it; when it was done
SETS = ("held-out", "tuning", "unseen")
SEED = 20260102
LENGTHS = (2, 3, 4)  # of random words
_CHINESE = re.compile("[\u4e00-\u9fff]+")


@dataclass(frozen=True)
class Label:
    """A right answer: the post with this slug, or any that has `title` in its title.

    Where a heading is named, its section must be offered with the post.
    """

    slug: str = ""
    heading: str = ""
    title: str = ""


@dataclass(frozen=True)
class Query:
    text: str
    kind: str
    labels: tuple[Label, ...]


@dataclass(frozen=True)
class Found:
    """A result: a post, and the headings of the sections that are offered with it."""

    slug: str
    headings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Outcome:
    """The place of the first right answer among the results, from 1; 0: it is not there."""

    query: Query
    rank: int
    found: tuple[Found, ...]


@dataclass(frozen=True)
class Share:
    """Means over random words: of what has the word, how much is found; of what is found, how much
    has it."""

    recall: float
    precision: float


def posts(generated: int) -> list[Post]:
    """The posts that are searched: those that queries ask for, amid generated ones."""
    return [*written.posts(FOLDER / "posts.txt"), *corpus.posts(generated)]


def read(name: str) -> list[Query]:
    """The queries of one of `SETS`."""
    queries, kind = [], ""
    for line in (FOLDER / f"{name}.txt").read_text("utf-8").splitlines():
        if section := re.fullmatch(r"\[(.+)\]", line):
            kind = section[1]
        elif kind and " => " in line:
            text, labels = line.split(" => ")
            queries.append(Query(text, kind, tuple(map(_label, labels.split(", ")))))
    return queries


def _label(text: str) -> Label:
    if text.startswith("title:"):
        return Label(title=text.removeprefix("title:"))
    slug, _, heading = text.partition("#")
    return Label(slug, heading)


def judge(
    query: Query, found: Sequence[Found], titles: Mapping[str, str], *, with_sections: bool = True
) -> Outcome:
    """`titles` are those of all posts, by slug."""

    def is_right(one: Found) -> bool:
        return any(
            label.title in titles.get(one.slug, "") if label.title
            else label.slug == one.slug
            and (not label.heading or not with_sections or label.heading in one.headings)
            for label in query.labels
        )  # fmt: skip

    rank = next((place for place, one in enumerate(found, 1) if is_right(one)), 0)
    return Outcome(query, rank, tuple(found))


def hits(outcomes: Sequence[Outcome], places: int) -> float:
    """The share of queries with a right answer among so many first results."""
    return sum(0 < one.rank <= places for one in outcomes) / len(outcomes)


def misses(outcomes: Sequence[Outcome]) -> list[str]:
    """A line for each query whose first result is not right."""
    return [
        f"{one.query.text} ({one.query.kind}): right is {_names(one.query)}, "
        + (f"at {one.rank}" if one.rank else "not found")
        + "; first are " + (", ".join(found.slug for found in one.found[:5]) or "none")
        for one in outcomes if one.rank != 1
    ]  # fmt: skip


def _names(query: Query) -> str:
    return " or ".join(
        f"title:{one.title}" if one.title else one.slug + (f"#{one.heading}" if one.heading else "")
        for one in query.labels
    )


def random_words(posts: Sequence[Post], count: int, seed: int = SEED) -> dict[str, frozenset[str]]:
    """`count` Chinese words, drawn from the texts at any place, each with the slugs of the posts that
    have it."""
    chance = random.Random(seed)
    texts = {post.slug: "\n".join(_texts(post)) for post in posts}
    slugs = list(texts)
    words: dict[str, frozenset[str]] = {}
    while len(words) < count:
        length = chance.choice(LENGTHS)
        runs = [run for run in _CHINESE.findall(texts[chance.choice(slugs)]) if len(run) >= length]
        run = chance.choice(runs)
        start = chance.randint(0, len(run) - length)
        word = run[start : start + length]
        words[word] = frozenset(slug for slug, text in texts.items() if word in text)
    return words


def compare(
    words: Mapping[str, frozenset[str]], found: Mapping[str, frozenset[str]]
) -> tuple[Share, dict[str, Share]]:
    """What was found, against what has the word: the means, and each word by itself."""
    shares = {
        word: Share(
            len(found[word] & have) / len(have),
            len(found[word] & have) / len(found[word]) if found[word] else 1.0,
        )
        for word, have in words.items()
    }
    count = len(shares)
    mean = Share(
        sum(one.recall for one in shares.values()) / count,
        sum(one.precision for one in shares.values()) / count,
    )
    return mean, shares


def _texts(post: Post) -> Iterator[str]:
    """All that a reader sees of a post, in pieces that do not run into each other."""
    yield from (post.title, post.category, *post.tags)
    for block in post.blocks:
        match block:
            case Heading(text) | Code(_, text):
                yield text
            case Note(title, text):
                yield from (title, text)
            case Figure(caption):
                yield caption
            case Formula(tex):
                yield f"${tex}$"
            case Paragraph(spans):
                yield "".join(one if isinstance(one, str) else f"${one.tex}$" for one in spans)
            case Table(header, rows):
                yield from header
                for row in rows:
                    yield from row
