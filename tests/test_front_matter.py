"""Front matter: what an author writes, and the record that comes of it."""

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mkdocs_articles import front_matter
from mkdocs_articles.front_matter import FrontMatter
from mkdocs_articles.source import first_heading

CHINA = timezone(timedelta(hours=8))

CASES: dict[str, dict[str, Any]] = {
    "title: A": {"title": "A"},
    "title: 2026": {"title": "2026"},
    "title: '  two   words '": {"title": "two words"},
    "date: 2026-05-17": {"created": date(2026, 5, 17)},
    "date: 2026-05-17 09:30:00": {"created": datetime(2026, 5, 17, 9, 30)},
    "date: 2026-05-17T09:30:00+08:00": {"created": datetime(2026, 5, 17, 9, 30, tzinfo=CHINA)},
    "date: 2026-05-17T01:30:00Z": {"created": datetime(2026, 5, 17, 1, 30, tzinfo=UTC)},
    "date: '2026-05-17'": {"created": date(2026, 5, 17)},
    "date:\n  created: 2026-05-17\n  updated: 2026-06-01": {
        "created": date(2026, 5, 17), "updated": date(2026, 6, 1),
    },
    "date: 2026-05-17\nupdated: 2026-06-01": {
        "created": date(2026, 5, 17), "updated": date(2026, 6, 1),
    },
    "category: 机器学习": {"categories": ("机器学习",)},
    "categories: [a, b, a]": {"categories": ("a", "b")},
    "tags:\n  - 2026\n  - ' x  y '\n  -\n": {"tags": ("2026", "x y")},
    "tags: one": {"tags": ("one",)},
    "author: Ada": {"authors": ("Ada",)},
    "draft: true\npin: true\nunlisted: false": {"draft": True, "pin": True},
    "readtime: 7": {"readtime": 7},
    "slug: 你好": {"slug": "你好"},
    "cover: img/a.png\ncover_alt: A": {"cover": "img/a.png", "cover_alt": "A"},
    "something: else\ntitle:": {},
    "": {},
}  # fmt: skip


@pytest.mark.parametrize("block", CASES)
def test_what_is_written_is_understood(block: str) -> None:
    matter, problems = front_matter.check(front_matter.load(block, "a.md"), "a.md")
    assert problems == ()
    assert matter == FrontMatter(**CASES[block])


@pytest.mark.parametrize(
    ("block", "message"),
    [
        ("title: [a]", "a.md:2: title: expected a text; write `title: some text`"),
        ("x: 1\npin: maybe", "a.md:3: pin: expected true or false, found 'maybe'; write `pin: true`"),
        ("tags: {a: 1}", "a.md:2: tags: expected a list of names; write `tags: [one, two]`"),
        ("readtime: fast", "a.md:2: readtime: expected minutes, found 'fast'; "
                           "write a whole number such as 5"),
        ("slug: a/b", "a.md:2: slug: not usable in an address: 'a/b'; "
                      "write one word without slashes"),
        ("updated: 2026/05/17", "a.md:2: updated: unreadable date '2026/05/17'; "
                                "write it as 2026-05-17 or 2026-05-17 09:30:00"),
        ("a: b: c", "a.md:2:5: front matter is not valid YAML: mapping values are not allowed in "
                    "this context; mend it; a value with ':' or '#' in it wants quotes"),
    ],
)  # fmt: skip
def test_a_problem_has_its_line_and_a_remedy(block: str, message: str) -> None:
    _, problems = front_matter.check(front_matter.load(block, "a.md"), "a.md")
    assert [str(problem) for problem in problems] == [message]


def test_every_problem_is_named() -> None:
    block = "title: {}\ndate: x\ntags: {}\ndraft: 1\n"
    matter, problems = front_matter.check(front_matter.load(block, "a.md"), "a.md")
    assert [problem.line for problem in problems] == [2, 3, 4, 5]
    assert matter == FrontMatter(draft=True)


def test_what_may_be_a_draft_is_one() -> None:
    for block in ("title: a: b\ndraft: true", "draft: ture"):
        matter, _ = front_matter.check(front_matter.load(block, "a.md"), "a.md")
        assert matter.draft


@given(st.text())
@settings(derandomize=True)
def test_nothing_raises(block: str) -> None:
    front_matter.check(front_matter.load(block, "a.md"), "a.md")


@given(st.text(alphabet="-.\n ab:\r"))
@settings(derandomize=True)
def test_split_loses_nothing(text: str) -> None:
    block, body, line = front_matter.split(text)
    assert text.endswith(body)
    assert text.split("\n")[line - 1 :] == body.split("\n") or not body
    assert block in text


@pytest.mark.parametrize(
    ("markdown", "heading"),
    [
        ("# A\n\n# B", "A"),
        ("## Sub\n\n# Top", "Top"),
        ("text\n\n## Sub {#x}\n", "Sub"),
        ("Top\n===\n", "Top"),
        ("Sub\n---\n", "Sub"),
        ("```\n# no\n```\n# yes", "yes"),
        ("~~~\n# no\n```\n~~~\n# yes", "yes"),
        ("<!--\n# no\n-->\n# yes #\n", "yes"),
        ("#hash", "hash"),
        ("text", ""),
        ("# $f(x) = {x}$", "$f(x) = {x}$"),
        ("- a\n- b\n---\n", ""),
        ("# `tf_export` *does*", "`tf_export` *does*"),
        ("text\n\n## Two\n\nOne\n===\n", "One"),
        ("one\ntwo\n---\n", ""),
    ],
)
def test_first_heading(markdown: str, heading: str) -> None:
    assert first_heading(markdown) == heading
