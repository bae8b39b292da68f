"""What an author sees when something is wrong, where a site of its own is wanted: one line with place
and remedy, and a failed strict build that names everything at once. The rest is in `test_bad_rows`."""

import json
import os
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from sites import Site

GOOD = {"docs/posts/good.md": "---\ntitle: Good\ndate: 2026-01-01\n---\nText."}


def _text(name: str) -> str:
    return Path(__file__).with_name("bad_input").joinpath(name).read_text(encoding="utf-8")


LINKS = """\
---
title: Links
date: 2026-01-01
---

[one](gone.md) and [the same](gone.md), `[none](gone.md)`,
![a picture](no.png) <a href="gone.md">not one of MkDocs'</a>

[absolute](/posts/good/) [without a suffix](good) [a place](good.md#nowhere) [here](#none)

[by reference][r], [once more](gone.md)

[r]: <../gone%20too.md>
"""

# files, additional configuration, and the warnings
CASES: dict[str, tuple[dict[str, str], str, list[str]]] = {
    "options": ({}, _text("options.yml"), _text("options.log").splitlines()),
    "links": (
        {"docs/posts/links.md": LINKS},
        "validation: {anchors: warn, absolute_links: warn, unrecognized_links: warn}\n"
        "nav:\n  - Home: gone/home.md\n  - posts/links.md\n",
        _text("links.log").splitlines(),
    ),
    "a notebook that nothing renders": (
        {
            "docs/posts/n.ipynb": json.dumps(
                {"cells": [], "metadata": {"title": "N"}, "nbformat": 4}
            )
        },
        "",
        [
            "docs/posts/n.ipynb: nothing renders notebooks here; "
            "add `mkdocs-jupyter` to the plugins in mkdocs.yml"
        ],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_one_clear_line(name: str, site: Callable[..., Site]) -> None:
    files, config, expected = CASES[name]
    made = site({**GOOD, **files}, config)
    done = made.build("--strict")
    warnings = [
        line.partition("-")[2].strip() for line in done.stderr.splitlines() if "WARN" in line
    ]
    assert sorted(warnings) == sorted(expected)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr


@pytest.mark.skipif(os.name != "posix", reason="links want a privilege elsewhere")
def test_a_circle_of_links(site: Callable[..., Site]) -> None:
    """MkDocs would go round in it forty times, and with two of them without an end."""
    made = site(GOOD)
    for name in "ab":
        (made.folder / "docs" / name).symlink_to(".")
    done = made.build()
    assert done.returncode == 1
    assert "docs/a: a link to a folder that it is in; remove it" in done.stderr
    assert "docs/b: a link to a folder that it is in; remove it" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_rest_of_the_site_is_built(site: Callable[..., Site]) -> None:
    made = site(
        {**GOOD, "docs/posts/a.md": "---\ntags: [\n---\nText <!-- after -->", "docs/x.md": "# X"}
    )
    done = made.build()
    assert done.returncode == 0
    assert "Good" in made.page("")
    assert not (made.folder / "site/posts/a").exists()  # it may be a draft


def test_all_problems_in_one_run(site: Callable[..., Site]) -> None:
    files = {f"docs/posts/{n}.md": f"---\ntitle: {n}\ndate: never\n---\n$\\bad{n}$" for n in "abc"}
    warnings = site(files).warnings("--strict")
    assert [re.match(r"docs/posts/(.)\.md:(\d):", line).groups() for line in warnings] == [  # type: ignore[union-attr]
        (name, line) for line in "35" for name in "abc"
    ]


def test_a_stale_output(site: Callable[..., Site]) -> None:
    page = "---\ntitle: A\n---\n\n```python {.run}\nprint(1)\n```\n"
    made = site({"docs/posts/a.md": page})
    assert made.build(ARTICLES_EXECUTE="auto").returncode == 0
    assert made.warnings("--strict") == []
    (made.folder / "docs/posts/a.md").write_text(page.replace("print(1)", "print(2)"))
    assert made.warnings("--strict") == [
        "docs/posts/a.md:6: the frozen output of this snippet is stale; "
        "run `articles freeze docs/posts/a.md` and commit docs/_frozen"
    ]


def test_a_shallow_clone(site: Callable[..., Site], repository: Callable[..., str]) -> None:
    made = site({"docs/posts/a.md": "# A\n"})
    repository("add", ".")
    repository("commit", "-qm", "one")
    repository("commit", "-qm", "two", "--allow-empty")
    clone = made.folder.parent / "clone"
    source = f"file://{made.folder.parent}"
    subprocess.run(["git", "clone", "-q", "--depth", "1", source, clone], check=True)
    shallow = Site(clone / made.folder.name)
    done = shallow.build("--strict")
    assert done.returncode == 1
    assert (
        "mkdocs.yml: dates are asked of git, but this clone is shallow, so they are wrong; "
        "run `git fetch --unshallow` (in GitHub Actions: `fetch-depth: 0`)"
    ) in done.stderr
    subprocess.run(["git", "-C", clone, "fetch", "-q", "--unshallow"], check=True)
    assert shallow.build("--strict").returncode == 0


def test_dates_in_front_matter_need_no_history(
    site: Callable[..., Site], repository: Callable[..., str]
) -> None:
    made = site(GOOD)
    repository("add", ".")
    repository("commit", "-qm", "one")
    clone = made.folder.parent / "clone"
    source = f"file://{made.folder.parent}"
    subprocess.run(["git", "clone", "-q", "--depth", "1", source, clone], check=True)
    assert Site(clone / made.folder.name).warnings("--strict") == []
