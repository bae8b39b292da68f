"""With the cache a site is what it is without, byte for byte, and the same is said of it."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from cache.corpus import CLOCK, contents, leftovers, plain, said, write
from sites import Site

Change = Callable[[Path], object]


def replace(name: str, old: str, new: str) -> Change:
    """A change to one file."""

    def change(folder: Path) -> None:
        text = (folder / name).read_text(encoding="utf-8")
        assert old in text, name
        (folder / name).write_text(text.replace(old, new), encoding="utf-8")

    return change


def add(name: str, text: str) -> Change:
    def change(folder: Path) -> None:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")

    return change


CONFIG = "mkdocs.yml"
# What is changed between two builds; what does not meet is changed at once, since a build takes long.
CHANGES: dict[str, list[Change]] = {
    "first build": [],
    "no change": [],
    "edits": [
        replace("docs/posts/p10.md", "Some words", "Other words"),
        replace("docs/posts/p11.md", "y = 11 x", "y = 11 x^2"),
        replace("docs/posts/p14.md", "$z$", "$\\frac{z$"),
        # what others refer and link to
        replace("docs/posts/p17.md", "\\label{line}", "\\tag{A}\\label{line}"),
        replace("docs/posts/p20.md", "## 小节 20", "## 另一节"),
        replace("docs/posts/p05.md", "title:", "series: trees\ntitle:"),
        replace("docs/posts/p08.md", "title:", "series: trees\ntitle:"),
    ],
    "new files": [
        replace("docs/posts/p14.md", "$\\frac{z$", "$z$"),
        add("docs/posts/new.md", "---\ntitle: 新\ndate: 2025-03-09\ntags: [shared]\n---\n\n$n$\n"),
        add("docs/notes/later.md", "# 后来\n"),  # a link was there before it
        add("docs/files/table.txt", "1\n"),
        add("docs/404.html", "whose place a template takes\n"),
    ],
    # its first part names it; alone, since nothing else of the other part's page changes
    "a series": [replace("docs/posts/p05.md", "series: trees", "series: Trees")],
    "files gone, a snippet too": [
        lambda folder: (folder / "docs/posts/p23.md").unlink(),
        lambda folder: (folder / "parts/shared.md").unlink(),
    ],
    "other names and addresses, the snippet back": [
        lambda folder: (folder / "docs/posts/p30.md").rename(folder / "docs/posts/renamed.md"),
        replace("docs/posts/p41.md", "title:", "slug: moved\ntitle:"),
        add("parts/shared.md", "又有了，$s^3$。\n"),
        replace("docs/files/table.txt", "1", "2"),
        lambda _: time.sleep(2.1),  # a file that has just been changed is not trusted anyway
    ],
    "a title that others show, a snippet": [
        replace("docs/posts/p44.md", "title: 第 44 篇", "title: 改了"),
        replace("parts/shared.md", "又有了", "别的"),
    ],
    "templates": [
        add(
            "overrides/main.html",
            '{% extends "base.html" %}\n{% block footer %}<p>{{ page.title }}</p>{% endblock %}\n',
        ),
        add("overrides/partials/copyright.html", "<b>©</b>\n"),
    ],
    "an extension more, others with other options": [
        replace(CONFIG, "  - tables\n", "  - tables\n  - def_list\n"),
        replace(CONFIG, "permalink: true", 'permalink: "#"'),
        replace(CONFIG, "mathbb{R}", "mathbf{R}"),
    ],
    "the name of the site, an entry of the navigation": [
        replace(CONFIG, "site_name: Cache", "site_name: Other"),
        replace(CONFIG, "  - about.md\n", "  - Über: about.md\n"),
    ],
    "another language": [replace(CONFIG, "language: zh", "language: en")],
    "a plugin more, other addresses": [
        replace(CONFIG, "plugins:\n", "plugins:\n  - search\n"),
        replace(CONFIG, "nav:\n", "use_directory_urls: false\nnav:\n"),
    ],
    "an edit, where another plugin searches": [
        replace("docs/posts/p10.md", "Other words", "More words"),
        lambda folder: (folder / "docs/files/table.txt").unlink(),
    ],
    "another theme, no articles": [
        replace(CONFIG, "  name: material\n  font: false\n  language: en\n", "  name: mkdocs\n"),
        replace(CONFIG, "  - articles:\n      per_page: 20\n", ""),
        add("overrides/main.html", '{% extends "base.html" %}\n'),
    ],
}


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """One site, which changes from test to test."""
    return write(tmp_path_factory.mktemp("cache") / "site-under-test")


@pytest.mark.parametrize("changes", CHANGES.values(), ids=CHANGES)
def test_changes(changes: list[Change], shared: Site, tmp_path: Path) -> None:
    for change in changes:
        change(shared.folder)
    done = shared.build(**CLOCK)
    assert done.returncode == 0, done.stderr
    expected, warnings = plain(shared, tmp_path / "plain")
    built = contents(shared.folder / "site")
    assert built.keys() == expected.keys()
    assert [name for name in expected if built[name] != expected[name]] == []
    assert said(done) == warnings
    assert leftovers(shared) == []
