"""Feeds, as the programs that read them do: with feedparser, and by the rules of each format."""

import json
import re
from collections.abc import Callable
from datetime import datetime
from typing import Any
from xml.etree import ElementTree

import feedparser
import pytest

from mkdocs_articles.feeds import FORMATS, Entry, Feed
from mkdocs_articles.feeds.content import for_feed
from sites import MARKDOWN, PLUGINS, Site
from test_articles import article, build, listed

SITE = "site_url: https://example.org/blog/\nsite_description: 关于机器学习\n"
BODY = r"""
第一段，有公式 $x_n > T$ 和 [链接](other.md#part)。

$$
\begin{equation}\label{eq:a}\sum_i x_i\end{equation}
$$

![图](figure.png "标题") 与 [本页](#section)、[站外](https://example.com/?a=1&b=2)。

## Section

```python
print("a" < "b" and 1 & 2)
```

<script>alert(1)</script>
"""


def files() -> dict[str, str | bytes]:
    return {
        "docs/posts/a.md": article("甲 & 乙 <b>", "2026-03-01 08:30:00+08:00", BODY, tags="[森林]",
                                   categories="[机器 学习]", authors="[李雷, 韩梅梅]"),
        "docs/posts/other.md": article("Other", "2026-01-01", "# Other\n\n## part\n\nText.\n",
                                       updated="2026-04-01", pin="true", tags="[森林]"),
        "docs/posts/hidden.md": article("Hidden", "2026-02-01", unlisted="true"),
        "docs/posts/undated.md": article("Undated"),
        "docs/posts/figure.png": b"\x89PNG",
    }  # fmt: skip


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Site:
    written = Site.write(tmp_path_factory.mktemp("feeds"), files(), SITE + PLUGINS + MARKDOWN)
    return build(written)


def read(made: Site, path: str) -> str:
    return (made.folder / "site" / path).read_text(encoding="utf-8")


def parsed(made: Site, path: str) -> Any:
    feed = feedparser.parse((made.folder / "site" / path).read_bytes())
    assert not feed.bozo, feed.get("bozo_exception")
    return feed


@pytest.mark.parametrize("name", ["feed.xml", "rss.xml"])
def test_readers_see_the_articles(made: Site, name: str) -> None:
    feed = parsed(made, name)
    assert feed.version == {"feed.xml": "atom10", "rss.xml": "rss20"}[name]
    assert (feed.feed.title, feed.feed.subtitle) == ("Test", "关于机器学习")
    assert feed.feed.link == "https://example.org/blog/"
    assert [entry.title for entry in feed.entries] == ["甲 & 乙 <b>", "Other"]
    first = feed.entries[0]
    assert first.id == first.link == "https://example.org/blog/posts/a/"
    assert [tag.term for tag in first.tags] == ["机器 学习", "森林"]
    assert first.published_parsed[:5] == (2026, 3, 1, 0, 30)
    assert "第一段" in first.summary


def test_the_three_say_the_same(made: Site) -> None:
    data = json.loads(read(made, "feed.json"))
    atom = ElementTree.fromstring(read(made, "feed.xml"))
    rss = ElementTree.fromstring(read(made, "rss.xml"))
    space = "{http://www.w3.org/2005/Atom}"
    contents = [item["content_html"] for item in data["items"]]
    assert contents == [one.text for one in atom.iter(f"{space}content")]
    assert contents == [
        one.text for one in rss.iter("{http://purl.org/rss/1.0/modules/content/}encoded")
    ]
    assert data["items"][0]["authors"] == [{"name": "李雷"}, {"name": "韩梅梅"}]
    moments = [datetime.fromisoformat(item["date_modified"]) for item in data["items"]]
    assert moments == [
        datetime.fromisoformat(entry.findtext(f"{space}updated") or "")
        for entry in atom.iter(f"{space}entry")
    ]
    assert atom.findtext(f"{space}updated") == max(moments).isoformat()


def test_content_needs_nothing_of_the_site(made: Site) -> None:
    (content,) = (
        item["content_html"]
        for item in json.loads(read(made, "feed.json"))["items"]
        if item["url"].endswith("/a/")
    )
    page = "https://example.org/blog/posts/"
    addresses = re.findall(r'(?:href|src)="([^"]*)"', content)
    assert set(addresses) == {
        f"{page}other/#part", f"{page}figure.png", f"{page}a/#section", "https://example.com/?a=1&amp;b=2"
    }  # fmt: skip
    assert "<script" not in content
    assert "headerlink" not in content
    assert "<pre>" in content
    assert 'print("a" &lt; "b" and 1 &amp; 2)' in re.sub("&quot;", '"', content)
    assert "<annotation" not in content
    assert "tex-math" not in content
    assert "katex" not in content
    assert content.count("<math") == 2
    assert "<h1" not in content


def test_terms_have_feeds_of_their_own(made: Site) -> None:
    feed = parsed(made, "tags/森林/feed.xml")
    assert feed.feed.title == "Tag: 森林 · Test"
    assert [entry.link.rsplit("/", 2)[1] for entry in feed.entries] == ["a", "other"]
    (own,) = (link.href for link in feed.feed.links if link.rel == "self")
    assert own == "https://example.org/blog/tags/%E6%A3%AE%E6%9E%97/feed.xml"
    assert len(parsed(made, "categories/机器-学习/rss.xml").entries) == 1


def test_pages_name_their_feeds(made: Site) -> None:
    pattern = (
        r'<link rel="alternate" type="application/(atom|rss|feed)\+(?:xml|json)"[^>]* href="(.*?)">'
    )
    assert re.findall(pattern, made.page("posts/a")) == [
        ("atom", "../../feed.xml"), ("rss", "../../rss.xml"), ("feed", "../../feed.json")
    ]  # fmt: skip
    assert ("atom", "feed.xml") in re.findall(pattern, made.page("tags/森林"))


def test_what_is_asked_for(site: Callable[..., Site]) -> None:
    options = "plugins:\n  - articles: {feeds: [json], feed_items: 1}\n"
    made = build(site(files(), SITE + options + MARKDOWN))
    assert not list((made.folder / "site").rglob("feed.xml"))
    (item,) = json.loads(read(made, "feed.json"))["items"]
    assert item["title"] == "甲 & 乙 <b>"


def test_none_without_an_address(site: Callable[..., Site]) -> None:
    made = site(files(), PLUGINS + MARKDOWN)
    done = made.build("--strict")
    assert done.returncode == 0
    assert "site_url" in done.stderr
    assert not list((made.folder / "site").rglob("feed.*"))


def test_an_authors_own_file_stays(site: Callable[..., Site]) -> None:
    made = build(site({**files(), "docs/feed.xml": "mine"}, SITE + PLUGINS + MARKDOWN))
    assert read(made, "feed.xml") == "mine"
    assert listed(made.page(""))


@pytest.mark.parametrize("name", FORMATS)
def test_characters_that_xml_cannot_hold(name: str) -> None:
    moment = datetime.fromisoformat("2026-01-01T00:00:00+00:00")
    wild = "a\x00\x0b<&>\"'\ufffe]]>b"
    entry = Entry("https://e.org/a", wild, moment, moment, wild, wild, (wild,), (wild,))
    feed = Feed("https://e.org/f", "https://e.org/", wild, wild, "zh", wild, (entry,))
    text = FORMATS[name].render(feed)
    if name == "json":
        assert json.loads(text)["items"][0]["content_html"] == wild
    else:
        shown = "a\ufffd\ufffd<&>\"'\ufffd]]>b"
        texts = [one.text for one in ElementTree.fromstring(text).iter()]
        assert texts.count(shown) >= 4


def test_addresses_in_srcset() -> None:
    html = '<img src="a.png" srcset="a.png 1x, b,c.png 2x"><a href="">x</a>'
    assert for_feed(html, "https://e.org/p/") == (
        '<img src="https://e.org/p/a.png" srcset="https://e.org/p/a.png 1x, '
        'https://e.org/p/b,c.png 2x"><a href="">x</a>'
    )
