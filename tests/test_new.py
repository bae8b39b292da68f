"""`articles new`: a file that builds, at its place; never over another one."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import pytest
import yaml

from mkdocs_articles import drafting
from mkdocs_articles.drafting import Draft, ascii_slug, filled, front_matter, path_of
from sites import PLUGINS, Site, run

CHINESE = "theme:\n  name: material\n  font: false\n  language: zh\n"


def new(folder: Path, *arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
    return run("articles", folder, "new", *arguments, **env)


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("随机森林", "sui-ji-sen-lin"), ("GBDT 与决策树", "gbdt-yu-jue-ce-shu"),
        ("C++ 里的 Σ：怎么写？", "c++-li-de-zen-me-xie"), ("Über naïve Bayes", "uber-naive-bayes"),
        ("tf.Example", "tf.example"), ("？！", ""),
    ],
)  # fmt: skip
def test_slugs_are_ascii(title: str, slug: str) -> None:
    assert ascii_slug(title) == slug


@pytest.mark.parametrize(
    ("include", "exclude", "path"),
    [
        (["posts/**"], [], "posts/n.md"), (["a/b/*.md"], [], "a/b/n.md"), (["**/*.md"], [], "n.md"),
        (["/notes/**/*.md"], [], "notes/n.md"), (["posts"], [], "posts/n.md"),
        (["x/*.py", "y/**"], [], "y/n.md"), (["!z/**", "y/**"], [], "y/n.md"), ([], [], None),
        (["**/posts/*.md"], [], "posts/n.md"), (["posts/*/index.md"], [], "posts/n/index.md"),
        (["blog/2*/*.md"], [], "blog/2026/n.md"), (["posts/**"], ["posts/*.md"], "posts/n/index.md"),
        (["posts/**"], ["posts/**"], None), (["*.ipynb"], [], None),
    ],
)  # fmt: skip
def test_places(include: list[str], exclude: list[str], path: str | None) -> None:
    assert path_of("n", ".md", include, exclude, 2026) == path


@pytest.mark.parametrize(
    "title",
    ["Plain", "a: b", "# x", "[x]", "yes", "1.5", 'it\'s "so"', "中文：标题", "{{ title }}", "- x"],
)
def test_yaml_is_read_as_it_was_meant(title: str) -> None:
    draft = Draft(title, date(2026, 5, 17), (title,), ("x", title), is_draft=True)
    assert yaml.safe_load(front_matter(draft)) == {
        "title": title, "date": date(2026, 5, 17), "categories": [title], "tags": ["x", title],
        "draft": True,
    }  # fmt: skip
    text = filled("---\ntitle: {{ title }}\ntags: {{tags}}\n---\n{{ other }}\n", draft)
    assert yaml.safe_load(text.split("---")[1]) == {"title": title, "tags": ["x", title]}
    assert text.endswith("{{ other }}\n")


def test_new_articles_build(site: Callable[..., Site]) -> None:
    made = site({"docs/index.md": "# Home\n"}, f"{CHINESE}{PLUGINS}  - mkdocs-jupyter\n")
    below = made.folder / "docs" / "deep"
    below.mkdir()
    done = new(below, "随机森林", "--category", "机器学习", "--tags", "树, 集成，树")
    assert (done.stdout, done.stderr, done.returncode) == (
        f"..{os.sep}posts{os.sep}sui-ji-sen-lin.md\n", "", 0,
    )  # fmt: skip
    assert new(made.folder, "Book", "--notebook", "--date", "2026-01-02").returncode == 0
    assert new(made.folder, "Later", "--draft", "--slug", "x").returncode == 0
    text = (made.folder / "docs/posts/sui-ji-sen-lin.md").read_text(encoding="utf-8")
    assert yaml.safe_load(text.split("---")[1]) == {
        "title": "随机森林", "date": date.today(), "categories": ["机器学习"], "tags": ["树", "集成"],
    }  # fmt: skip
    built = made.build("--strict")
    assert built.returncode == 0, built.stderr
    assert "随机森林" in made.page("posts/sui-ji-sen-lin")
    assert "2026-01-02" in made.page("posts/Book".lower())
    assert not (made.folder / "site/posts/x").exists()


def test_nothing_is_overwritten(site: Callable[..., Site]) -> None:
    made = site({"docs/index.md": "# Home\n", "docs/posts/a.md": "mine"}, PLUGINS)
    done = new(made.folder, "A")
    assert done.returncode == 1
    assert "is there already; choose another --slug" in done.stderr
    assert (made.folder / "docs/posts/a.md").read_text(encoding="utf-8") == "mine"


def test_a_template_of_ones_own_and_an_editor(site: Callable[..., Site]) -> None:
    files = {"docs/index.md": "# Home\n", "templates/article.md": "Dear reader of {{ title }},\n"}
    made = site(files, PLUGINS)
    touch = f"\"{sys.executable}\" -c \"import sys; open(sys.argv[1], 'a').write('edited')\""
    assert new(made.folder, "B", "--edit", VISUAL=touch).returncode == 0
    text = (made.folder / "docs/posts/b.md").read_text(encoding="utf-8")
    assert text.endswith("---\nDear reader of B,\nedited")
    assert text.startswith("---\ntitle: B\n")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["？"], "nothing of the title can be in an address; pass --slug"),
        (["A", "--date", "17.5.2026"], "write it as 2026-05-17"),
        (["A", "--slug", "a/b"], "expected one word of letters, digits, - _ + and ."),
        (["A", "--slug", "a#b"], "expected one word of letters, digits, - _ + and ."),
        (["Index"], "index is the name of a folder's own page; pass another --slug"),
        (["A", "--notebook"], "nothing renders notebooks here; add `mkdocs-jupyter`"),
        ([" "], "the title is empty"),
    ],
)
def test_refused(arguments: list[str], message: str, site: Callable[..., Site]) -> None:
    made = site({"docs/index.md": "# Home\n"}, PLUGINS)
    done = new(made.folder, *arguments)
    assert done.returncode == 1
    assert done.stderr.startswith("articles: ")
    assert message in done.stderr
    assert not (made.folder / "docs/posts").exists()


def test_a_name_is_one_address(site: Callable[..., Site]) -> None:
    """A notebook beside a Markdown file of its name, or a folder with a page, has the same address."""
    files = {"docs/posts/a.ipynb": "{}", "docs/posts/b/index.md": "# B\n"}
    made = site(files, f"{PLUGINS}  - mkdocs-jupyter\n")
    for title, taken in (("A", "a.ipynb"), ("B", f"b{os.sep}index.md")):
        assert f"{taken} is there already" in new(made.folder, title).stderr
    assert "index.md is there already" in new(made.folder, "B", "--notebook").stderr


def test_today_is_that_of_the_site(site: Callable[..., Site]) -> None:
    """Half of the world has another day: none of them may make an article of the future."""
    for zone, offset in (("Pacific/Kiritimati", 14), ("-11:00", -11)):
        made = site({"docs/index.md": ""}, f'{PLUGINS[:-1]}:\n      timezone: "{zone}"\n')
        assert new(made.folder, "A").returncode == 0
        text = (made.folder / "docs/posts/a.md").read_text(encoding="utf-8")
        today = datetime.now(timezone(timedelta(hours=offset))).date()
        assert yaml.safe_load(text.split("---")[1])["date"] == today
        assert made.build("--strict").returncode == 0
        assert "A" in made.page("posts/a")
        (made.folder / "docs/posts/a.md").unlink()


def test_a_notebook_from_a_template(site: Callable[..., Site]) -> None:
    files = {"docs/index.md": "", "templates/article.md": "---\nlang: zh\n---\nOn {{ title }}.\n"}
    made = site(files, f"{PLUGINS}  - mkdocs-jupyter\n")
    assert new(made.folder, "A", "--notebook").returncode == 0
    cells = json.loads((made.folder / "docs/posts/a.ipynb").read_text(encoding="utf-8"))["cells"]
    assert cells[1]["source"] == ["On A."]


def test_outside_of_a_site(tmp_path: Path) -> None:
    assert "no mkdocs.yml here or in a folder above" in new(tmp_path, "A").stderr


def test_a_notebook_has_what_jupyter_wants() -> None:
    made = json.loads(drafting.notebook(Draft("T", date(2026, 1, 1)), "x\n\ny"))
    assert [cell["cell_type"] for cell in made["cells"]] == ["raw", "markdown", "code"]
    assert made["cells"][0]["source"] == ["---\n", "title: T\n", "date: 2026-01-01\n", "---"]
    assert (made["nbformat"], made["nbformat_minor"]) == (4, 5)
