"""`articles check`: each fault once, at its place; nothing where nothing is wrong."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from golden import load
from mkdocs_articles.check.finding import RULES
from sites import PLUGINS, Site, run

HERE = Path(__file__).parent
DOT = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
    "0000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)


def check(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return run("articles", folder, "check", *arguments)


@pytest.fixture(scope="module")
def specimens(tmp_path_factory: pytest.TempPathFactory) -> Site:
    [case] = load(HERE / "check")
    files: dict[str, str | bytes] = {
        name: f"{text}\n" for name, text in case.sections.items() if name != "findings"
    }
    files |= {"docs/posts/dot.png": DOT, "docs/posts/big.png": DOT + bytes(600_000)}
    return Site.write(tmp_path_factory.mktemp("specimens"), files, "")


def test_each_fault_is_found_once_at_its_place(specimens: Site) -> None:
    [case] = load(HERE / "check")
    for _ in range(2):  # and again, from the store
        done = check(specimens.folder)
        assert done.stdout.strip("\n") == case.sections["findings"], done.stderr
        assert done.returncode == 1
    assert [path.name for path in (specimens.folder / "site").iterdir()] == ["index.html"]


def test_findings_for_programs(specimens: Site) -> None:
    [case] = load(HERE / "check")
    found = json.loads(check(specimens.folder, "--format", "json").stdout)
    assert len(found) == len(case.sections["findings"].splitlines())
    assert {tuple(one) for one in found} == {
        ("path", "line", "column", "rule", "severity", "message", "hint")
    }
    below = specimens.folder / "docs" / "posts"
    told = check(below, "--format", "json", "order.md", "more")
    assert [(one["path"], one["rule"]) for one in json.loads(told.stdout)] == [
        (one["path"], one["rule"]) for one in found
        if one["path"] in ("docs/posts/order.md", "docs/posts/more/links.md")
    ]  # fmt: skip


def test_findings_on_githubs_pages(specimens: Site) -> None:
    done = check(specimens.folder, "--format", "github", "docs/posts/writing.md")
    lines = done.stdout.splitlines()
    assert lines[0] == (
        "::error file=docs/posts/writing.md,line=3,title=front-matter::"
        "date: no such day '2026-02-30'; write it as 2026-05-17 or 2026-05-17 09:30:00"
    )
    assert lines[1].startswith("::warning file=docs/posts/writing.md,line=4,col=1,title=key::")
    assert sum(line.startswith("::notice ") for line in lines) == 1


POST = """\
---
Title: Hello
date: 2026-01-01
---
## GBDT算法

在Linux上运行3次，见[文档doc](index.md#算法a)和`代码code`。\r
# 树tree
"""


def test_fixes(site: Callable[..., Site]) -> None:
    """What is mechanical is mended in its place; all else of the file stays, and so do headings."""
    made = site({"docs/posts/a.md": b"\xef\xbb\xbf" + POST.encode()}, PLUGINS)
    first = check(made.folder, "--fix")
    text = (made.folder / "docs/posts/a.md").read_bytes().decode()
    expected = POST.replace("Title", "title").replace("在Linux上运行3次", "在 Linux 上运行 3 次")
    assert text == "\ufeff" + expected.replace("文档doc", "文档 doc")
    assert "1 warning, 1 hint in 1 file mended" in first.stderr
    left = [line.rpartition("[")[2] for line in first.stdout.splitlines()]
    assert left == ["spacing]", "link]", "spacing]"], first.stdout
    second = check(made.folder, "--fix")
    assert (second.stdout, "mended" in second.stderr) == (first.stdout, False)
    assert (made.folder / "docs/posts/a.md").read_bytes().decode() == text


def test_rules_are_switched_off(site: Callable[..., Site]) -> None:
    text = "# A\n\n树tree\n\n#### B\n\n[x](gone.md)\n"
    files = {
        "docs/a.md": f"{text}\n<!-- articles-check: off=link, spacing -->\n",
        "docs/b.md": f"{text}\n`<!-- articles-check: off=link -->`\n",
    }
    made = site(files, f"{PLUGINS[:-1]}:\n      check: {{heading: off, spacing: error}}\n")
    done = check(made.folder)
    assert [line.split(":")[0] + line.rpartition("[")[2] for line in done.stdout.splitlines()] == [
        "docs/b.mdspacing]", "docs/b.mdlink]",
    ]  # fmt: skip


def test_hints_are_no_failure(site: Callable[..., Site]) -> None:
    made = site({"docs/index.md": "# 树tree\n"}, PLUGINS)
    done = check(made.folder)
    assert (done.returncode, "1 hint in 1 file" in done.stderr) == (0, True)


def test_a_page_that_cannot_be_rendered_hides_no_other(site: Callable[..., Site]) -> None:
    hook = "def on_page_markdown(markdown, **_):\n    assert markdown[2] != 'A'\n"
    files = {"hook.py": hook, "docs/a.md": "# A\n", "docs/b.md": "# b\n\n![x](no.png)\n"}
    made = site(files, f"{PLUGINS}hooks: [hook.py]\n")
    done = check(made.folder)
    assert done.stdout.splitlines() == [
        "docs/a.md: cannot be rendered: AssertionError: [build]",
        "docs/b.md:3:1: no such image: no.png; mend the path to the file [image]",
    ]
    assert done.returncode == 1


@pytest.mark.parametrize(
    ("arguments", "config", "message"),
    [
        (["gone.md"], PLUGINS, "gone.md: no such file or folder"),
        ([], "plugins: [nothing-of-this-name]\n", "nothing-of-this-name"),
    ],
)
def test_what_cannot_be_checked(
    site: Callable[..., Site], arguments: list[str], config: str, message: str
) -> None:
    done = check(site({"docs/index.md": "# Home\n"}, config).folder, *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert message in done.stderr
    assert "Traceback" not in done.stderr


def test_nothing_is_wrong_with_our_own_site() -> None:
    done = check(HERE.parent)
    assert (done.stdout, done.returncode) == ("", 0), done.stderr


@pytest.mark.parametrize("language", ["", "en/"])
def test_the_guide_has_all_rules(language: str) -> None:
    text = (HERE.parent / f"docs/guide/{language}checking.md").read_text(encoding="utf-8")
    assert dict(re.findall(r"^\| `([\w-]+)` \| (\w+) \|", text, re.MULTILINE)) == RULES


def test_links_without_a_suffix(site: Callable[..., Site]) -> None:
    """As an author would write them to the page of a tag; in a tag, and as an image."""
    text = "---\ntags: [Python]\n---\n# A\n\n[y](../tags/python/) ![x](a) [z](a/)\n"
    done = check(site({"docs/posts/a.md": text}, PLUGINS).folder)
    assert "Traceback" not in done.stderr
    rules = [line.rpartition("[")[2] for line in done.stdout.splitlines()]
    assert rules == ["link]", "image]", "link]"]


def test_what_a_new_article_begins_with(site: Callable[..., Site]) -> None:
    made = site({"docs/index.md": "# Home\n"}, PLUGINS)
    assert run("articles", made.folder, "new", "A").returncode == 0
    done = check(made.folder)
    assert done.returncode == 0
    assert [line.rpartition("[")[2] for line in done.stdout.splitlines()] == ["placeholder]"] * 2
