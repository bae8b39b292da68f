"""What an author sees when something is wrong: one line with place and remedy, and a failed
strict build that names everything at once."""

import json
import re
import subprocess
from collections.abc import Callable

import pytest

from sites import Site

GOOD = {"docs/posts/good.md": "---\ntitle: Good\ndate: 2026-01-01\n---\nText."}
SCHEMA = "plugins:\n  - articles:\n      "
BROKEN_JSON = '{"cells": [\n  {"cell_type": '

# files, additional configuration, and the line that must be among the warnings
CASES: dict[str, tuple[dict[str, str], str, str]] = {
    "no title and no heading": (
        {"docs/posts/a.md": "---\ndate: 2026-01-01\n---\nJust text."},
        "",
        "docs/posts/a.md:1: the article has no title and no heading; "
        "add `title: …` to the front matter or a line `# …` to the text",
    ),
    "unreadable date": (
        {"docs/posts/a.md": "---\ntitle: A\ndate: last Tuesday\n---\n"},
        "",
        "docs/posts/a.md:3: date: unreadable date 'last Tuesday'; "
        "write it as 2026-05-17 or 2026-05-17 09:30:00",
    ),
    "a day that does not exist": (
        {"docs/posts/a.md": "---\ntitle: A\ndate: 2026-02-30\n---\n"},
        "",
        "docs/posts/a.md:3: date: no such day '2026-02-30'; "
        "write it as 2026-05-17 or 2026-05-17 09:30:00",
    ),
    "a YAML error": (
        {"docs/posts/a.md": "---\ntitle: A\ntags: [a, b\n---\n# A\n"},
        "",
        "docs/posts/a.md:4:1: front matter is not valid YAML: did not find expected ',' or ']'; "
        "mend it; a value with ':' or '#' in it wants quotes",
    ),
    "a front matter without an end": (
        {"docs/posts/a.md": "---\ntitle: A\ndate: 2026-01-01\n\nText.\n"},
        "",
        "docs/posts/a.md:1: the front matter has no end; end it with a line `---`",
    ),
    "a front matter that is no mapping": (
        {"docs/posts/a.md": "---\n- a\n- b\n---\n# A\n"},
        "",
        "docs/posts/a.md:2: front matter is no list of keys and values; write lines such as `title: …`",
    ),
    "two articles with one URL": (
        {
            "docs/posts/a.md": "---\ntitle: A\ndate: 2026-01-01\nslug: same\n---\n",
            "docs/posts/b.md": "---\ntitle: B\ndate: 2026-01-01\nslug: same\n---\n",
        },
        "",
        "docs/posts/b.md:4: the address posts/same/ is already that of docs/posts/a.md; "
        "give one of them another `slug`",
    ),
    "an article with the URL of another page": (
        {
            "docs/posts/a.md": "---\ntitle: A\ndate: 2026-01-01\nslug: about\n---\n",
            "docs/posts/about/index.html": "<p>a page of its own</p>",
        },
        "",
        "docs/posts/a.md:4: the address posts/about/ is already that of docs/posts/about/index.html; "
        "give one of them another `slug`",
    ),
    "an unknown option": (
        {},
        f"{SCHEMA}perpage: 5\n",
        "mkdocs.yml:15: unknown option `perpage` of the plugin articles; did you mean `per_page`?",
    ),
    "an option of a wrong kind": (
        {},
        f"{SCHEMA}per_page: many\n",
        "mkdocs.yml:15: option `per_page` of the plugin articles: cannot use 'many'; "
        "expected a whole number from 1",
    ),
    "a notebook that is not JSON": (
        {"docs/posts/n.ipynb": BROKEN_JSON},
        "plugins:\n  - mkdocs-jupyter\n  - articles\n",
        "docs/posts/n.ipynb:2:17: not a notebook: Expecting value; "
        "restore it from git, or save it again in Jupyter",
    ),
    "a notebook that nothing renders": (
        {"docs/posts/n.ipynb": json.dumps({"cells": [], "metadata": {"title": "N"}})},
        "",
        "docs/posts/n.ipynb: nothing renders notebooks here; "
        "add `mkdocs-jupyter` to the plugins in mkdocs.yml",
    ),
    "a listing with an unknown parameter": (
        {"docs/index.md": "# Home\n\nText.\n\n<!-- articles: pagesize=3 -->\n"},
        "",
        "docs/index.md:5: listing: unknown parameter `pagesize`; known: "
        "category, tag, author, year, limit, per_page, overview",
    ),
    "a listing with a near miss": (
        {"docs/index.md": "---\ntitle: Home\n---\n\n<!-- articles: perpage=3 -->\n"},
        "",
        "docs/index.md:5: listing: unknown parameter `perpage`; did you mean `per_page`?",
    ),
    "a listing with a wrong number": (
        {"docs/index.md": "# Home\n\n<!-- articles: limit=many -->\n"},
        "",
        "docs/index.md:3: listing: not a number of articles: 'many'; write 1 or more",
    ),
    "two paginated listings on a page": (
        {"docs/index.md": '# Home\n\n<!-- articles -->\n\n<!-- articles: tag="x" -->\n'},
        "",
        "docs/index.md:5: listing: a page can have one paginated listing; give the others a `limit`",
    ),
    "a formula that KaTeX rejects": (
        {"docs/posts/a.md": "---\ntitle: A\ndate: 2026-01-01\n---\n\nSee $x^2$ and $\\frac{1}$.\n"},
        "",
        r"docs/posts/a.md:6:24: formula: Unexpected end of input in a macro argument, expected '}'; "
        r"mend the formula \frac{1}",
    ),
    "a snippet without a frozen output": (
        {"docs/posts/a.md": "---\ntitle: A\n---\n\nText.\n\n```python {.run}\nprint(1)\n```\n"},
        "",
        "docs/posts/a.md:8: this snippet has no frozen output; "
        "run `articles freeze docs/posts/a.md` and commit docs/_frozen",
    ),
    "a file that is not UTF-8": (
        {"docs/posts/a.md": "\udcff"},
        "",
        "docs/posts/a.md: not UTF-8: invalid start byte; save the file as UTF-8",
    ),
    "a cover that is not there": (
        {"docs/posts/a.md": "---\ntitle: A\ndate: 2026-01-01\ncover: nope.png\n---\n"},
        "",
        "docs/posts/a.md:4: cover: no such file: nope.png; name an image relative to the article",
    ),
    "a flag that is no flag": (
        {"docs/posts/a.md": "---\ntitle: A\ndate: 2026-01-01\ndraft: perhaps\n---\n"},
        "",
        "docs/posts/a.md:4: draft: expected true or false, found 'perhaps'; write `draft: true`",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_one_clear_line(name: str, site: Callable[..., Site]) -> None:
    files, config, expected = CASES[name]
    raw = {path: text.encode("utf-8", "surrogateescape") for path, text in files.items()}
    made = site({**GOOD, **raw}, config)
    done = made.build("--strict")
    warnings = [
        line.partition("-")[2].strip() for line in done.stderr.splitlines() if "WARN" in line
    ]
    assert warnings == [expected]
    assert done.returncode == 1
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
