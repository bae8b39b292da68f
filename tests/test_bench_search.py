"""The benchmark of searches runs, judges rightly, and says what it measured."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.searching import guide, queries
from benchmarks.searching.queries import Found, Label, Query
from benchmarks.sites import written
from benchmarks.sites.corpus import Code, Figure, Formula, Heading, Note, Paragraph, Table
from golden import Golden, load

SCRIPTS = Path(__file__).parent.parent / "scripts"
CASES = load(Path(__file__).parent / "bench" / "search")


@pytest.mark.usefixtures("browser_path")
def test_search_measures_ours(tmp_path: Path) -> None:
    """Ours alone: nothing is installed in a test."""
    target = tmp_path / "search.json"
    command = [sys.executable, "-m", "benchmarks.search", "--quick", "--only", "ours"]
    done = subprocess.run(
        [*command, "--many", "2", "--json", str(target)],
        cwd=SCRIPTS, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    results = json.loads(target.read_text("utf-8"))
    for row in (*results["finders"], results["many"]):
        assert row["before"] == 0
        assert 10_000 < row["first"]["median"] <= row["first"]["max"] < 100_000
        assert row["random"] == {"recall": 1, "precision": pytest.approx(1, abs=0.1)}
        assert row["index"]["files"] > 10
        assert [len(one["misses"]) for one in row["sets"].values()] == [0, 0, 0]
    assert results["finders"][0]["build"]["whole"]["cpu"] > 1
    assert "articles-search" in done.stdout


def test_the_posts_are_read_with_all_their_blocks(tmp_path: Path) -> None:
    path = tmp_path / "posts.txt"
    path.write_text(
        "About it.\n\n=== a\ntitle: 题\ndate: 2020-01-02\ncategory: 类\ntags: x, y\n\n"
        "一 $x_1$ 二。\n\n## 头\n\n```python\na = 1\n\nb = 2\n```\n\n$$\nx^2\n$$\n\n"
        '| a | b |\n| --- | --- |\n| 1 | 2 |\n\n!!! note "n"\n    t\n\nfigure: 图\n'
    )
    (post,) = written.posts(path)
    assert (post.slug, post.title, str(post.date), post.tags) == (
        "a",
        "题",
        "2020-01-02",
        ("x", "y"),
    )
    assert post.blocks == (
        Paragraph(("一 ", Formula("x_1"), " 二。")), Heading("头"), Code("python", "a = 1\n\nb = 2"),
        Formula("x^2"), Table(("a", "b"), (("1", "2"),)), Note("n", "t"), Figure("图"),
    )  # fmt: skip


TITLES = {"a": "随机森林", "b": "树", "c": "森林"}


@pytest.mark.parametrize(
    ("label", "found", "rank"),
    [
        (Label("b"), ["a", "b"], 2),
        (Label("b"), ["a"], 0),
        (Label(title="森林"), ["b", "c"], 2),
        (Label("a", "二"), ["a"], 0),
    ],
)
def test_an_answer_is_judged_by_its_first_right_result(
    label: Label, found: list[str], rank: int
) -> None:
    results = [Found(slug, ("一",)) for slug in found]
    assert queries.judge(Query("?", "words", (label,)), results, TITLES).rank == rank
    if label.heading:
        right = queries.judge(Query("?", "words", (label,)), results, TITLES, with_sections=False)
        assert right.rank == 1


def test_random_words_are_compared_with_where_they_are() -> None:
    words = {"甲": frozenset("ab"), "乙": frozenset("c")}
    found = {"甲": frozenset("ac"), "乙": frozenset()}
    mean, each = queries.compare(words, found)
    assert (mean.recall, mean.precision) == (0.25, 0.75)
    assert (each["甲"].recall, each["甲"].precision) == (0.5, 0.5)


def test_random_words_are_the_same_for_the_same_seed() -> None:
    posts = queries.posts(3)
    words = queries.random_words(posts, 20)
    assert words == queries.random_words(posts, 20)
    assert all(2 <= len(word) <= 4 and where for word, where in words.items())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_guides_page_has_tables_of_what_was_measured(case: Golden, language: str) -> None:
    """Of the page, headings, tables and what was compared: its prose is not the results'."""
    page = guide.page(json.loads(case.sections["results.json"]), language)
    kept = [line for line in page.splitlines() if line.startswith(("## ", "|", "- **"))]
    assert "\n".join(kept) == case.sections[f"{language}.md"]
    assert "{" not in page
