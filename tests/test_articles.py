"""The plugin `articles` on small sites: what is listed, where, in which order."""

import re
from collections.abc import Callable
from urllib.parse import unquote

import pytest

from sites import PLUGINS, Site

COUNTER = '''
"""Counts how often Markdown is converted, and of which text."""
import collections, json, pathlib
import markdown

counts = collections.Counter()
convert = markdown.Markdown.convert

def counting(self, source):
    counts[source.split("MARK-")[-1].split()[0] if "MARK-" in source else "other"] += 1
    return convert(self, source)

def on_pre_build(config):
    markdown.Markdown.convert = counting

def on_post_build(config):
    markdown.Markdown.convert = convert
    pathlib.Path("counts.json").write_text(json.dumps(counts))
'''


def article(title: str, date: str = "", body: str = "Text.", **keys: str) -> str:
    lines = [f"title: {title}", *([f"date: {date}"] if date else [])]
    lines += [f"{key}: {value}" for key, value in keys.items()]
    return "---\n" + "\n".join(lines) + f"\n---\n\n{body}\n"


def listed(html: str) -> list[str]:
    """The titles on a page, in order."""
    return re.findall(r'<h2 class="p-name[^>]*><a class="u-url" href="[^"]*">(.*?)</a>', html)


def build(made: Site, *arguments: str) -> Site:
    done = made.build("--strict", *arguments)
    assert done.returncode == 0, done.stderr
    return made


def test_every_body_is_rendered_once(site: Callable[..., Site]) -> None:
    files = {
        f"docs/posts/{n}.md": article(f"A{n}", "2026-01-01", f"Text. MARK-{n}", tags="[x, y]")
        for n in range(5)
    }
    files["docs/index.md"] = "# Home\n\n<!-- articles -->\n\n<!-- articles: limit=3 -->\n"
    files["docs/other.md"] = '# Other\n\n<!-- articles: tag="x" -->\n'
    made = site({**files, "counter.py": COUNTER}, "hooks: [counter.py]\n")
    build(made)
    text = (made.folder / "counts.json").read_text()
    assert {name: n for name, n in eval(text).items() if name != "other"} == dict.fromkeys(
        "01234", 1
    )
    assert made.page("tags/x").count("h-entry") == 5


def test_order_is_total(site: Callable[..., Site]) -> None:
    files = {
        "docs/posts/z.md": article("Z", "2026-01-01"),
        "docs/posts/a.md": article("A", "2026-01-01"),
        "docs/posts/noon.md": article("Noon", "2026-01-01 12:00:00"),
        "docs/posts/zone.md": article("Zone", "2026-01-01T23:00:00-05:00"),
        "docs/posts/old.md": article("Old", "2020-05-05", pin="true"),
        "docs/posts/new.md": article("New", "2026-02-01"),
        "docs/posts/undated.md": article("Undated"),
    }
    html = build(site(files)).page("")
    assert listed(html) == ["Old", "New", "Zone", "Noon", "A", "Z", "Undated"]
    assert html.count("articles-entry--pinned") == 1


def test_pages_below_the_listing(site: Callable[..., Site]) -> None:
    files = {f"docs/posts/{n:02}.md": article(f"A{n}", f"2026-01-{n:02}") for n in range(1, 8)}
    files["docs/index.md"] = "# Home\n"
    files["docs/blog/index.md"] = (
        "# Blog\n\nIntro.\n\n<!-- articles: per_page=3 -->\n\n[home](../index.md)\n"
    )
    made = build(site(files))
    assert listed(made.page("")) == []
    assert listed(made.page("blog")) == ["A7", "A6", "A5"]
    assert listed(made.page("blog/page/2")) == ["A4", "A3", "A2"]
    assert listed(made.page("blog/page/3")) == ["A1"]
    assert not (made.folder / "site/blog/page/4").exists()
    third = made.page("blog/page/3")
    assert 'href="../../../posts/01/"' in third
    assert '<a href="../../../">home</a>' in third
    assert re.search(r"<title>Blog · page 3", third)


def test_the_home_page_gets_a_listing_where_none_is_written(site: Callable[..., Site]) -> None:
    files = {"docs/posts/a.md": article("A", "2026-01-03", tags="[x]")}
    made = build(site({**files, "docs/index.md": "# Welcome\n\nWords.\n"}))
    assert listed(made.page("")) == ["A"]
    assert made.page("").index("Words.") < made.page("").index("h-feed")


def test_without_directory_urls(site: Callable[..., Site]) -> None:
    files = {f"docs/posts/{n}.md": article(f"A{n}", f"2026-01-0{n}") for n in range(1, 4)}
    made = build(site(files, "use_directory_urls: false\nplugins: [articles: {per_page: 2}]\n"))
    first = (made.folder / "site/index.html").read_text()
    second = (made.folder / "site/page/2.html").read_text()
    assert 'href="posts/3.html"' in first
    assert 'href="../posts/1.html"' in second
    assert 'rel="prev" href="../index.html"' in second


def test_filters_and_limits(site: Callable[..., Site]) -> None:
    files = {
        "docs/posts/a.md": article("A", "2026-01-03", categories="[Python]", tags="[x]"),
        "docs/posts/b.md": article("B", "2025-01-02", category="python", tags="x"),
        "docs/posts/c.md": article("C", "2026-01-01", categories="[机器学习]", authors="[Ada]"),
        "docs/by/category.md": '# P\n\n<!-- articles: category="Python" -->\n',
        "docs/by/tag.md": "# P\n\n<!-- articles: tag=x limit=1 -->\n",
        "docs/by/author.md": "# P\n\n<!-- articles: author='Ada' -->\n",
        "docs/by/year.md": "# P\n\n<!-- articles: year=2026 -->\n",
        "docs/by/both.md": "# P\n\n<!-- articles: tag=x year=2025 -->\n",
        "docs/by/none.md": '# P\n\n<!-- articles: tag="nothing" -->\n',
        "docs/by/text.md": "# P\n\nIn code `<!-- articles -->`:\n\n```\n<!-- articles -->\n```\n",
    }
    made = build(site(files))
    shown = {n: listed(made.page(f"by/{n}")) for n in ("category", "tag", "author", "year", "both")}
    assert shown == {
        "category": ["A", "B"], "tag": ["A"], "author": ["C"], "year": ["A", "C"], "both": ["B"],
    }  # fmt: skip
    assert "Nothing here yet." in made.page("by/none")
    assert "h-feed" not in made.page("by/text")


def test_taxonomies(site: Callable[..., Site]) -> None:
    files = {
        "docs/posts/a.md": article("A", "2026-01-03", categories="[C++, C#]", tags="[深度 学习]"),
        "docs/posts/b.md": article("B", "2025-01-02", tags="[c, C++]", authors="[Ada]"),
        "docs/tags/c.md": '# My own words on C\n\n<!-- articles: tag="c" -->\n',
    }
    made = build(site(files, "theme: {name: material, language: zh, font: false}\n"))
    folders = {p.parent.relative_to(made.folder / "site").as_posix()
               for p in (made.folder / "site").rglob("index.html")}  # fmt: skip
    assert folders >= {
        "categories", "categories/c++", "categories/c", "tags", "tags/深度-学习", "tags/c",
        "tags/c++", "authors/ada", "archive", "archive/2026", "archive/2025",
    }  # fmt: skip
    assert listed(made.page("categories/c")) == ["A"]
    assert "My own words" in made.page("tags/c")
    assert "<h1>标签：深度 学习</h1>" in made.page("tags/深度-学习")
    overview = made.page("tags")
    assert re.findall(r'<li><a href="[^"]*">(.*?)</a> <span[^>]*>(\d+)</span>', overview) == [
        ("C++", "1"), ("c", "1"), ("深度 学习", "1"),
    ]  # fmt: skip
    archive = re.sub(r"<time[^>]*>|</time>", " ", made.page("archive").split("</h1>")[1])
    assert re.findall(r'<a href="([^"]*)">|(\d\d-\d\d)', archive)[:4] == [
        ("2026/", ""), ("", "01-03"), ("../posts/a/", ""), ("2025/", "")
    ]  # fmt: skip
    hrefs = re.findall(r'p-category[^>]*href="([^"]*)"', made.page("posts/a"))
    assert [unquote(href) for href in hrefs] == [
        "../../categories/c++/", "../../categories/c/", "../../tags/深度-学习/",
    ]  # fmt: skip


def test_two_spellings_are_one_tag(site: Callable[..., Site]) -> None:
    made = build(site({"docs/posts/a.md": article("A", "2026-01-03", tags="[Python, python]")}))
    assert made.page("posts/a").count("articles-meta__tag") == 1


def test_no_taxonomy_is_asked_for(site: Callable[..., Site]) -> None:
    made = build(site({"docs/posts/a.md": article("A", "2026-01-03", tags="[x]")},
                      "plugins: [articles: {taxonomies: []}]\n"))  # fmt: skip
    assert not (made.folder / "site/tags").exists()
    assert '<span class="p-category articles-meta__tag">x</span>' in made.page("posts/a")


def test_drafts_and_scheduled_articles_wait(site: Callable[..., Site]) -> None:
    files = {
        "docs/posts/a.md": article("A", "2026-01-03"),
        "docs/posts/draft.md": article("D", "2026-01-03", draft="true", tags="[secret]"),
        "docs/posts/future.md": article("F", "2999-01-01"),
        "docs/posts/unlisted.md": article("U", "2026-01-02", unlisted="true", tags="[hidden]"),
    }
    made = build(site(files))
    assert listed(made.page("")) == ["A"]
    assert sorted(path.name for path in (made.folder / "site/posts").iterdir()) == ["a", "unlisted"]
    assert not (made.folder / "site/tags").exists()


def test_neighbours_follow_time(site: Callable[..., Site]) -> None:
    files = {f"docs/posts/{n}.md": article(f"A{n}", f"2026-01-0{n}") for n in range(1, 4)}
    files["docs/posts/1.md"] = article("A1", "2026-01-01", pin="true")
    made = build(site(files))
    middle = made.page("posts/2")
    assert re.search(r'rel="prev" href="\.\./1/"><small>Earlier</small> A1', middle)
    assert re.search(r'rel="next" href="\.\./3/"><small>Later</small> A3', middle)
    assert 'rel="prev"' not in made.page("posts/1").split("articles-neighbours", 1)[1]


def test_neighbours_in_a_category_are_told_apart(site: Callable[..., Site]) -> None:
    """Where they are others than the neighbours of all."""
    made = build(
        site(
            {
                f"docs/posts/{number}.md": article(
                    f"N{number}", f"2026-01-0{number}", category=category
                )
                for number, category in enumerate("ABAB", start=1)
            }
        )
    )
    around = made.page("posts/3").split("articles-neighbours", 1)[1]
    assert re.findall(r"<small>([^<]*)</small> (N\d)", around) == [
        ("Earlier", "N2"), ("Later", "N4"), ("Earlier in A", "N1"),
    ]  # fmt: skip


def test_an_article_lists_its_headings(site: Callable[..., Site]) -> None:
    """If they are three at least; those below them are left out."""
    text = "## One & `two`\n\n### Below\n\n## Three\n\n## Four\n"
    made = build(
        site(
            {
                "docs/posts/a.md": article("A", "2026-01-01", text),
                "docs/posts/b.md": article("B", "2026-01-02", "## One\n\n## Two\n"),
            }
        )
    )
    box = made.page("posts/a").split("articles-contents", 1)[1].split("</nav>")[0]
    found = re.findall(r'<a href="([^"]*)">(.*?)</a>', box)
    assert found == [("#one-two", "One &amp; two"), ("#three", "Three"), ("#four", "Four")]
    assert "articles-contents" not in made.page("posts/b")


def test_a_series_shows_its_parts(site: Callable[..., Site]) -> None:
    """The oldest first, on the page of each; an article that is alone in one shows nothing."""
    made = build(
        site(
            {
                "docs/posts/b.md": article("B & b", "2026-01-02", series="Trees"),
                "docs/posts/a.md": article("A", "2026-01-01", series="trees"),
                "docs/posts/c.md": article("C", "2026-01-03", series="Alone"),
            }
        )
    )
    box = made.page("posts/b").split("articles-series", 1)[1].split("</nav>")[0]
    assert re.findall(r"<li>(.*?)</li>", box) == [
        '<a href="../a/">A</a>', '<span aria-current="page">B &amp; b</span>',
    ]  # fmt: skip
    assert "Series: trees" in box
    assert "Part 2 of 2" in box
    assert "articles-series" not in made.page("posts/c")


def test_related_articles(site: Callable[..., Site]) -> None:
    bodies = {"a": "随机森林与决策树", "b": "决策树与随机森林", "c": "卷积网络的感受野"}
    bodies |= {"d": "感受野与卷积网络", "e": "随机森林"}
    made = build(
        site(
            {
                f"docs/posts/{name}.md": article(
                    name.upper(), f"2026-01-0{day}", body,
                    **({"unlisted": "true"} if name == "e" else {}),
                )
                for day, (name, body) in enumerate(bodies.items(), start=1)
            }
        )
    )  # fmt: skip
    for name, other in zip("abcd", "badc", strict=True):
        box = made.page(f"posts/{name}").split("articles-related", 1)[1].split("</section>")[0]
        assert re.findall(r'href="([^"]*)"', box) == [f"../{other}/"]
    assert "articles-related" not in made.page("posts/e")


def test_an_article_page_shows_its_facts(site: Callable[..., Site]) -> None:
    body = "# The *title* & more\n\n" + "很长的中文句子。" * 400
    text = f"---\ndate:\n  created: 2026-01-03\n  updated: 2026-02-03\n---\n\n{body}\n"
    made = build(site({"docs/posts/a.md": text}))
    html = made.page("posts/a")
    assert html.count("<h1") == 1
    assert '<time class="dt-published" datetime="2026-01-03">' in html
    assert '<time class="dt-updated" datetime="2026-02-03">' in html
    assert "7 min read" in html  # 2,800 characters at 400 a minute
    assert listed(made.page("")) == ["The title &amp; more"]


@pytest.mark.parametrize(
    ("body", "title"),
    [
        ("Intro.\n\n## First\n\nText.", "First"),
        ("Intro.\n\n## Sub\n\n# Late", "Late"),
        ("## What `f(x)` is: $\\sigma(x)$ {#id}\n", "What f(x) is: σ(x)"),
    ],
)
def test_a_title_comes_from_a_heading(body: str, title: str, site: Callable[..., Site]) -> None:
    made = build(site({"docs/posts/some-file.md": f"---\ndate: 2026-01-01\n---\n{body}\n"}))
    assert listed(made.page("")) == [title]
    assert f"<title>{title}" in made.page("posts/some-file")


def test_a_title_is_text_not_markup(site: Callable[..., Site]) -> None:
    made = build(site({"docs/posts/a.md": article("'<script>alert(1)</script> & \"x\"'", "2026-01-01",
                                                  tags="['<b>', 'a\"b']")}))  # fmt: skip
    for page in ("", "posts/a", "tags"):
        assert "<script>alert" not in made.page(page)
    assert listed(made.page("")) == ["&lt;script&gt;alert(1)&lt;/script&gt; &amp; &#34;x&#34;"]


def test_a_blog_index_among_the_articles_is_no_article(site: Callable[..., Site]) -> None:
    made = build(site({"docs/posts/index.md": "# All\n\n<!-- articles -->\n",
                       "docs/posts/a.md": article("A", "2026-01-01")}))  # fmt: skip
    assert listed(made.page("posts")) == ["A"]


def test_include_and_exclude(site: Callable[..., Site]) -> None:
    files = {
        "docs/notes/a.md": article("A", "2026-01-01"),
        "docs/notes/private/b.md": article("B", "2026-01-01"),
        "docs/posts/c.md": article("C", "2026-01-01"),
        "docs/index.md": "# Home\n\n[c](posts/c.md)\n",
    }
    made = build(site(files, "plugins:\n  - articles:\n      include: ['notes/**']\n"
                             "      exclude: ['notes/private/**']\n"))  # fmt: skip
    assert listed(made.page("")) == ["A"]


def test_covers(site: Callable[..., Site]) -> None:
    files = {
        "docs/posts/a.md": article("A", "2026-01-01", cover="img/a.png", cover_alt="A tree"),
        "docs/posts/img/a.png": "png",
    }
    made = build(site(files))
    assert (
        '<img class="u-featured articles-entry__cover" src="posts/img/a.png" alt="A tree"'
        in made.page("")
    )


def test_dates_from_git(site: Callable[..., Site], repository: Callable[..., str]) -> None:
    made = site({"docs/posts/a.md": "# A\n", "docs/posts/b.md": article("B", "2020-01-01")})
    repository("add", ".")
    repository("commit", "-qm", "one", date="2026-03-04T05:06:07+08:00")
    (made.folder / "docs/posts/a.md").write_text("# A\n\nMore.\n")
    repository("commit", "-qam", "two", date="2026-04-05T05:06:07+08:00")
    html = build(made).page("")
    assert listed(html) == ["A", "B"]
    assert 'dt-published" datetime="2026-03-04T05:06:07+08:00"' in html
    assert 'dt-updated" datetime="2026-04-05T05:06:07+08:00"' in html
    assert html.count("dt-updated") == 1


@pytest.mark.parametrize("theme", ["mkdocs", "readthedocs"])
def test_other_themes(theme: str, site: Callable[..., Site]) -> None:
    made = build(site({"docs/posts/a.md": article("A", "2026-01-01", "Text $x$.")},
                      f"theme: {theme}\n"))  # fmt: skip
    assert listed(made.page("")) == ["A"]
    assert "assets/articles/articles.css" in made.page("")
    assert "assets/katex/katex.min.css" in made.page("posts/a")


def test_alone_without_the_extensions(site: Callable[..., Site]) -> None:
    made = build(site({"docs/posts/a.md": article("A", "2026-01-01", "Money: $5.")},
                      "markdown_extensions: []\n"))  # fmt: skip
    assert "Money: $5." in made.page("")
    assert "katex" not in made.page("")


def test_dates_are_those_of_the_sites_clock(site: Callable[..., Site]) -> None:
    """A date begins at midnight there, and a moment of another zone has the day it has there."""
    posts = {
        "docs/posts/a.md": "---\ntitle: A\ndate: 2026-05-17\n---\na\n",
        "docs/posts/b.md": "---\ntitle: B\ndate: 2026-05-17 20:00:00+00:00\n---\nb\n",
        "docs/posts/c.md": "---\ntitle: C\ndate: 2026-05-17 09:30:00\n---\nc\n",
    }
    made = site(posts, f"{PLUGINS[:-1]}:\n      timezone: Asia/Shanghai\n")
    made.build("--strict")
    home = made.page("")
    times = re.findall(r'dt-published" datetime="([^"]*)">([^<]*)<', home)
    assert times == [
        ("2026-05-18T04:00:00+08:00", "2026-05-18"),
        ("2026-05-17T09:30:00+08:00", "2026-05-17"),
        ("2026-05-17T00:00:00+08:00", "2026-05-17"),
    ]


def test_a_time_zone_that_there_is_not(site: Callable[..., Site]) -> None:
    made = site({"docs/index.md": ""}, f"{PLUGINS[:-1]}:\n      timezone: Asia/Beijing\n")
    [warning] = made.warnings()
    assert "cannot use 'Asia/Beijing'; expected a time zone such as Asia/Shanghai" in warning
