"""Python files as articles, on sites that are really built."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Tag

from mkdocs_articles.commands import main
from sites import Site

SCRIPT = """\
# ---
# title: 圆周率
# date: 2026-01-02
# tags: [随机]
# ---

# %% [markdown]
# # 标题
#
# The first *sentence* of $x^2$. A [link](b.md#中文), [](b.md#eq:b).
#
# ## 一节 {#一节}
#
# $$x\\label{eq:a}$$

# %% hide=source
print("first", 6 * 7)
secret = 1

# %%
secret + 1
"""
HELPER = 'raise SystemExit("a helper is not run")\n'
ARTICLE = """\
---
date: 2026-01-01
---
# B

## 中文 {#中文}

$$y\\label{eq:b}$$

[a](demo.py#一节), [](demo.py#eq:a).
"""
FILES: dict[str, str | bytes] = {
    "docs/posts/demo.py": SCRIPT,
    "docs/posts/helper.py": HELPER,
    "docs/posts/b.md": ARTICLE,
}
ARTICLES = '  - articles: {include: ["posts/**", "posts/demo.py"]}\n'
CONFIG = f"plugins:\n  - search\n{ARTICLES}validation: {{anchors: warn}}\n"
AUTO = {"ARTICLES_EXECUTE": "auto"}
# mkdocs-jupyter takes Python files by default, and stands before or after
ORDERS = {
    "alone": CONFIG,
    "before": CONFIG.replace("  - articles", "  - mkdocs-jupyter\n  - articles"),
    "after": CONFIG.replace(ARTICLES, f"{ARTICLES}  - mkdocs-jupyter: {{include_source: true}}\n"),
}


@pytest.fixture(scope="module", params=ORDERS)
def built(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Site:
    files = dict(FILES)
    if request.param != "alone":  # it would make a page of the helper, and that is its business
        del files["docs/posts/helper.py"]
    made = Site.write(tmp_path_factory.mktemp("percent"), files, ORDERS[request.param])
    done = made.build("--strict", **AUTO)
    assert done.returncode == 0, done.stderr
    return made


def article(site: Site, path: str = "posts/demo/") -> Tag:
    (found,) = BeautifulSoup(site.page(path), "html.parser").select("article.md-content__inner")
    return found


def test_a_script_is_an_article(built: Site) -> None:
    page = article(built)
    assert [tag.get_text() for tag in page.select("h1, h2")] == ["标题", "一节"]
    assert "secret = 1" not in page.get_text(), "its source is hidden"
    outputs = [tag.get_text() for tag in page.select(".cell .cell-output pre")]
    assert outputs == ["first 42", "2"]
    assert not page.select("[class*=jp-]")
    assert not (built.folder / "site/posts/demo.py").exists()


def test_it_is_listed_like_any_other(built: Site) -> None:
    home = BeautifulSoup(built.page(""), "html.parser")
    titles = [link.get_text() for link in home.select("article article a.u-url")]
    assert titles == ["圆周率", "B"]
    assert "The first sentence of" in home.select(".p-summary")[0].get_text()
    assert (built.folder / "site/tags/随机/index.html").is_file()


def test_links_and_references_both_ways(built: Site) -> None:
    links = [str(link["href"]) for link in article(built).select("p a")]
    assert "../b/#eq:b" in links
    back = article(built, "posts/b/").select("p a")
    assert [(link["href"], link.get_text()) for link in back] == [
        ("../demo/#一节", "a"), ("../demo/#eq:a", "(1)"),
    ]  # fmt: skip


def test_its_outputs_are_frozen(built: Site) -> None:
    """Nothing runs by itself: the next build shows what was frozen."""
    path = built.folder / "docs/_frozen/posts/demo.py.json"
    written = path.read_text(encoding="utf-8")
    assert written.count("first 42") == 1
    path.write_text(written.replace("first 42", "first 43"), encoding="utf-8")
    assert built.build("--strict").returncode == 0
    assert "first 43" in article(built).get_text()
    path.write_text(written, encoding="utf-8")


def test_articles_freeze(site: Callable[..., Site], monkeypatch: pytest.MonkeyPatch) -> None:
    """The command finds the file, and does not take its record for a leftover."""
    made = site(dict(FILES), CONFIG)
    record = made.folder / "docs/_frozen/posts/demo.py.json"
    monkeypatch.chdir(made.folder)
    for arguments in (["docs/posts/demo.py"], ["--prune"], ["--check"]):
        monkeypatch.setenv("ARTICLES_EXECUTE", "off")
        with pytest.raises(SystemExit) as ended:
            main(["freeze", *arguments])
        assert ended.value.code == 0
        assert record.is_file()


def test_a_helper_is_no_page(site: Callable[..., Site]) -> None:
    """Only a glob that names the suffix makes pages of Python files."""
    made = site(dict(FILES), 'plugins: [{articles: {include: ["posts/**"]}}]\n')
    made.build()
    assert not (made.folder / "site/posts/demo").exists()
    assert not (made.folder / "site/posts/helper").exists()
    assert (made.folder / "site/posts/demo.py").is_file(), "a file like any other"


@pytest.mark.parametrize(
    ("options", "pages"),
    [
        ('include: ["posts/**.py"]', {"demo", "other"}),
        ('include: ["posts/*.py"], exclude: ["posts/o*"]', {"demo"}),
    ],
)
def test_globs(site: Callable[..., Site], options: str, pages: set[str]) -> None:
    made = site(
        {"docs/posts/demo.py": SCRIPT, "docs/posts/other.py": SCRIPT.replace("圆周率", "Other")},
        f"plugins: [{{articles: {{{options}}}}}]\n",
    )
    made.build()
    found = {path.name for path in Path(made.folder, "site/posts").iterdir() if path.is_dir()}
    assert found == pages


WRONG = """\
# ---
# title: A
# date: 2026-02-30
# ---

# %% [markdown]
# # A
#
# - item
#
#   Some text $\\nonsense$.

# %% [markdown]
'''
And \\eqref{eq:none}.
'''
# %% timeout=ten
x = 1
# %%
y = 2

y / 0
# %%
z = 3

# %% [markdown]
# <!-- articles: limit=none -->
"""


def test_problems_name_the_files_own_lines(site: Callable[..., Site]) -> None:
    made = site({"docs/posts/demo.py": WRONG}, CONFIG)
    found = [text.partition(";")[0] for text in made.warnings(**AUTO)]
    path = "docs/posts/demo.py"
    assert f"{path}:3: date: no such day '2026-02-30'" in found
    assert [text for text in found if "nonsense" in text] == [
        f"{path}:11:16: formula: Undefined control sequence: \\nonsense"
    ]
    assert [text[: len(path) + 5] for text in found if "eq:none" in text] == [f"{path}:15:5"]
    assert [text for text in found if "timeout" in text] == [
        f"{path}:17: timeout: not a number of seconds: 'ten'"
    ]
    assert f"{path}:22: ZeroDivisionError: division by zero" in found
    assert f"{path}:27: listing: not a number of articles: 'none'" in found


def test_without_our_snippets_code_is_code(site: Callable[..., Site]) -> None:
    made = site(
        {"docs/posts/demo.py": SCRIPT}, CONFIG + "markdown_extensions: [pymdownx.superfences]\n"
    )
    assert made.build().returncode == 0
    page = article(made)
    assert "secret + 1" in page.get_text()
    assert not page.select(".cell-output")
