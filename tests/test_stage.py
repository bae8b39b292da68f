"""`articles stage`: a site for a generator without plugins, here MkDocs without any, and Zensical where
it is installed.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from mkdocs_articles import staging
from sites import PLUGINS, Site, run

CONFIG = f"site_url: https://example.org/\n{PLUGINS}  - articles-cache\n"

POSTS: dict[str, str | bytes] = {
    "docs/index.md": "# Home\n\n<!-- articles: per_page=2 -->\n",
    "docs/about.md": "# About\n\nSee [the first](posts/a.md#one) and [b](posts/b.md).\n",
    "docs/posts/a.md": "---\ntitle: A & B\nslug: first\ndate: 2026-01-01\ntags: [树]\n---\n"
    "Costs $x_1 \\cdot x_2$, `a$b` and `` `c` ``, see [b](b.md).\n\n"
    "## One\n\n```\n# no *heading*\n```\n",
    "docs/posts/b.md": "# B\n\nText by [a](a.md).\n\n<!-- more -->\n\n    indented ~~~\n",
    "docs/posts/c.md": "---\ntitle: C\ndraft: true\n---\nHidden.\n",
    "docs/posts/d.md": "---\ntitle: D\ndate: 2026-01-02\ntags: [树]\n---\nD\n",
}


def stage(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return run("articles", folder, "stage", *arguments)


@pytest.fixture(scope="module")
def staged(tmp_path_factory: pytest.TempPathFactory) -> Site:
    made = Site.write(tmp_path_factory.mktemp("staged"), POSTS, CONFIG)
    done = stage(made.folder)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == "to build it: zensical build -f zensical.stage.yml"
    return made


def test_the_same_pages_without_a_plugin(staged: Site) -> None:
    """Each page is where it is with the plugin, and says what it says there."""
    config = yaml.safe_load((staged.folder / "zensical.stage.yml").read_text(encoding="utf-8"))
    plain = {**config, "plugins": [], "validation": {"anchors": "warn"}}
    (staged.folder / "plain.yml").write_text(yaml.safe_dump(plain), encoding="utf-8")
    done = staged.build("--strict", "-f", "plain.yml", "-d", "plain")
    assert done.returncode == 0, done.stderr
    assert staged.build("--strict", "-d", "site").returncode == 0
    pages = [
        {path.relative_to(built).as_posix() for path in built.rglob("*.html")}
        for built in (staged.folder / "plain", staged.folder / "site")
    ]
    assert pages[0] == pages[1]
    assert "posts/first/index.html" in pages[0]
    assert not any("/c/" in page for page in pages[0])

    def page(path: str) -> str:
        return (staged.folder / "plain" / path / "index.html").read_text(encoding="utf-8")

    assert (staged.folder / "plain/feed.xml").read_text() == (
        staged.folder / "site/feed.xml"
    ).read_text()
    home = page("")
    assert home.count("h-entry") == 2
    assert 'class="katex"' in home
    assert "<code>a$b</code> and <code>`c`</code>" in home.replace("&#36;", "$").replace(
        "&#96;", "`"
    )
    assert 'href="page/2/"' in home
    first = page("posts/first")
    assert 'class="katex"' in first
    assert "dt-published" in first
    assert 'href="../b/"' in first
    assert 'href="posts/first/#one"' in page("about").replace("../", "")
    assert 'href="../first/"' in page("posts/b")
    assert "h-entry" in page(f"tags/{'树'}")


def test_what_is_staged_is_said_and_never_taken_for_ones_own(site: Callable[..., Site]) -> None:
    made = site({**POSTS, "zensical.stage.yml": "mine\n"}, PLUGINS)
    done = stage(made.folder)
    assert done.returncode == 1
    assert "zensical.stage.yml is none that `articles stage` made; move it away" in done.stderr
    assert (made.folder / "zensical.stage.yml").read_text() == "mine\n"
    assert not (made.folder / ".cache/mkdocs-articles/stage").exists()


@pytest.mark.skipif(not shutil.which("zensical"), reason="Zensical is not installed")
def test_zensical(staged: Site) -> None:
    done = subprocess.run(
        ["zensical", "build", "-f", "zensical.stage.yml"], cwd=staged.folder, check=False,
        capture_output=True, text=True,
    )  # fmt: skip
    assert "No issues found" in done.stdout + done.stderr
    assert 'class="katex"' in staged.page("posts/first")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# A\n\ntext\n", "# A\n\nBEFORE\n\ntext\n\nAFTER\n"),
        ("A\n===\n\ntext\n", "A\n===\n\nBEFORE\n\ntext\n\nAFTER\n"),
        ("text\n\n# Not the title\n", "BEFORE\n\ntext\n\n# Not the title\n\nAFTER\n"),
        ("---\nx: 1\n---\ntext\n", "BEFORE\n\ntext\n\nAFTER\n"),
    ],
)
def test_what_is_around_an_article(text: str, expected: str) -> None:
    made = staging.as_markdown(text, {}, "BEFORE", "AFTER", lambda path: path)
    assert made == f"---\n---\n{expected}"


def test_links_get_new_names() -> None:
    text = "`[x](a.md)` [a](a.md#b) ![i](a.png)\n\n[a.md]: a.md\n\n<a href='a.md'>\n"
    made = staging.with_links(text, lambda path: path.replace("a.md", "longer.md"))
    assert made == (
        "`[x](a.md)` [a](longer.md#b) ![i](a.png)\n\n[a.md]: longer.md\n\n<a href='a.md'>\n"
    )
