"""`articles import`: whole sites of each tool become articles of an empty site, which builds."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from imports import SITES, digest
from mkdocs_articles.commands import main
from sites import BASE, Site

CONFIG = f"""\
{BASE}\
site_url: https://new.example/blog/
plugins: [articles]
markdown_extensions:
  - admonition
  - attr_list
  - md_in_html
  - pymdownx.details
  - pymdownx.superfences
  - mkdocs_articles.math
validation: {{absolute_links: warn, unrecognized_links: warn, anchors: warn}}
"""
# What an author does about each finding in the articles: in which file, what, and instead of what.
MENDED = {
    "hexo": [
        ("random-forest.md", "看不到的图：![](lost.png)", ""), ("random-forest.md", "#top", ""),
        ("decision-tree.md", "{% bilibili BV1xx411c7mD %}", ""),
    ],
    "hugo": [
        ("boosting.md", "![](lost.png)", ""), ("entropy.md", '{{< chart data="gain.csv" >}}', ""),
    ],
    "jekyll": [
        ("boosting.md", "![](/assets/lost.png)", ""), ("forest.md", "{: .steps}", ""),
        ("entropy.md", '{% include chart.html data="gain" %}', ""),
    ],
    "material": [("entropy.md", "[Home](../../index.md)", "[Home](../index.md)")],
}  # fmt: skip
# Pages that are there afterwards, under their new and their old addresses.
PAGES = {
    "hexo": ["posts/decision-tree/", "posts/random-forest/", "2021/03/07/decision-tree/"],
    "hugo": ["posts/what-is-entropy/", "posts/forest/", "2021/03/what-is-entropy/", "old/entropy/"],
    "jekyll": ["posts/entropy/", "posts/forest/"],
    "material": ["posts/entropy/", "posts/2021/random-forest/", "2021/04/random-forest/"],
}


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, list[str], str]:
    with pytest.raises(SystemExit) as stopped:
        main(["import", *arguments])
    out, err = capsys.readouterr()
    return int(stopped.value.code or 0), out.splitlines(), err


@pytest.fixture
def empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Site:
    site = Site.write(
        tmp_path / "new",
        {"mkdocs.yml": CONFIG, "docs/index.md": "# Home\n", "docs/a/b.md": "# B"},
        "",
    )
    monkeypatch.chdir(site.folder / "docs" / "a")  # from any folder of the site
    return site


@pytest.mark.parametrize("tool", sorted(MENDED))
def test_a_site_moves_in_and_builds(
    tool: str, empty: Site, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    old = tmp_path / "old"
    shutil.copytree(SITES / tool, old)
    before = digest(old)

    status, dry, _ = run(capsys, tool, str(old), "--dry-run")
    assert status == 0
    assert not (empty.folder / "docs/posts").exists()
    status, lines, _ = run(capsys, tool, str(old), "--report", str(tmp_path / "report.txt"))
    assert status == 0
    assert dry == [line.replace(": written", ": would be written") for line in lines[:-1]] + [
        lines[-1].replace(" written", " would be written")
    ]
    assert (tmp_path / "report.txt").read_text(encoding="utf-8").splitlines() == lines
    assert lines[-1].endswith(f"{len([x for x in lines if x.startswith(str(old))])} findings")

    posts = empty.folder / "docs" / "posts"
    for name, wrong, right in MENDED[tool]:
        text = (posts / name).read_text(encoding="utf-8")
        assert wrong in text  # stayed as it was
        (posts / name).write_text(text.replace(wrong, right), encoding="utf-8")
    done = empty.build("--strict")
    assert done.returncode == 0, done.stderr
    for page in PAGES[tool]:
        assert empty.page(page)
    feed = (empty.folder / "site/feed.xml").read_text(encoding="utf-8")
    assert "Boosting" not in feed
    assert "提升" not in feed

    written = digest(empty.folder / "docs")
    status, again, _ = run(capsys, tool, str(old))
    assert status == 0
    assert again[-1].startswith("0 articles and 0 files written")
    assert len([line for line in again if "is there already" in line]) == len(
        {name for name, *_ in MENDED[tool]}
    )
    assert digest(empty.folder / "docs") == written
    assert digest(old) == before


def test_what_was_written_is_not_written_again(
    empty: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    run(capsys, "material", str(SITES / "material"))
    (empty.folder / "docs/posts/entropy/split.svg").unlink()  # comes back; what is there stays
    _, lines, _ = run(capsys, "material", str(SITES / "material"))
    assert "0 articles and 1 file written, 2 there already" in lines[-1]


def test_extensions_that_are_missing_are_named(
    empty: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    bare = CONFIG.partition("markdown_extensions")[0]
    (empty.folder / "mkdocs.yml").write_text(bare, encoding="utf-8")
    _, lines, _ = run(capsys, "hexo", str(SITES / "hexo"))
    found = [line.split("`")[1] for line in lines if line.startswith("mkdocs.yml: ")]
    assert found == ["admonition", "attr_list", "mkdocs_articles.math"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["hugo", "nowhere"], "is no folder"),
        (["hexo", str(SITES / "material")], "no posts of hexo"),
        (["material", "../.."], "is this site itself"),
        (["jekyll", "."], "is this site itself"),
        (["hexo", str(SITES / "hexo"), "--report", "no/such/folder"], "no such folder"),
        (["hexo", str(SITES / "hexo"), "--report", "b.md"], "there already"),
    ],
)
def test_what_is_refused(
    arguments: list[str], said: str, empty: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    status, _, err = run(capsys, *arguments)
    assert status == 1
    assert said in err
    assert not (empty.folder / "docs/posts").exists()
