"""Addresses inside a site, with the standard library's `urljoin` for a browser."""

import html
import re
from urllib.parse import urljoin

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mkdocs_articles.links import rebase, rebase_html, relative

# The site is in a folder of its host, so that `../` may lead out of it to another place.
SITE = "https://host.example/a/b/c/d/site/"

many = settings(max_examples=500, derandomize=True, deadline=None)
names = st.sampled_from(["a", "b", "posts", "中", "%E4%B8%AD", "a.html", "x y", "2:1"])
folders = st.lists(names, max_size=3).map(lambda parts: "".join(f"{part}/" for part in parts))
pages = st.builds("{}{}".format, folders, st.sampled_from(["", "", "", "a.html", "b"]))
ends = st.sampled_from(["", "", "?q=1", "#f", "#中", "?a=1&b=/x/../y#c/d", "?", "#", "#a:b"])
steps = st.lists(st.one_of(names, st.sampled_from(["..", "..", "."])), max_size=4)
written_urls = st.builds(
    "{}{}{}".format, steps.map("/".join), st.sampled_from(["", "/"]), ends
).filter(lambda url: not url.startswith("/") and ":" not in url.split("/")[0].split("#")[0])


@pytest.mark.parametrize(
    ("url", "page", "expected"),
    [
        ("posts/a/", "", "posts/a/"),
        ("posts/a/", "./", "posts/a/"),  # MkDocs' home is one or the other
        ("", "", "./"),
        ("", "posts/a/", "../../"),
        ("./", "posts/a/", "../../"),
        ("posts/a/", "posts/a/", "./"),
        ("posts/a/", "posts/b/", "../a/"),
        ("posts/a/", "page/2/", "../../posts/a/"),
        ("posts/", "posts/a/", "../"),
        ("posts", "posts/a/", "../../posts"),
        ("posts/a.html", "posts/b.html", "a.html"),
        ("a/#b", "a/", "./#b"),
        ("a/?x=/../y", "b/", "../a/?x=/../y"),
        ("a:b/", "", "./a:b/"),  # or it would be a scheme
    ],
)
def test_relative(url: str, page: str, expected: str) -> None:
    assert relative(url, page) == expected


@many
@given(pages, pages, ends)
def test_a_relative_address_leads_to_its_page(target: str, page: str, end: str) -> None:
    found = urljoin(f"{SITE}{page}", relative(target + end, page))
    assert found == f"{SITE}{target}{end}".rstrip("?#" if end in ("?", "#") else "")


@pytest.mark.parametrize(
    ("url", "written", "shown", "expected"),
    [
        ("../b/", "posts/a/", "", "posts/b/"),
        ("img.png", "posts/a/", "page/2/", "../../posts/a/img.png"),
        ("#part", "posts/a/", "", "posts/a/#part"),
        ("?x=1", "posts/a/", "", "posts/a/?x=1"),
        ("", "posts/a/", "", "posts/a/"),
        ("", "posts/a.html", "index.html", "posts/a.html"),
        (".", "posts/a/", "", "posts/a/"),
        ("..", "posts/a/", "", "posts/"),
        ("../../../other/", "posts/a/", "", "../other/"),  # out of the site
        ("../x", "", "posts/a/", "../../../x"),
    ],
)
def test_rebase(url: str, written: str, shown: str, expected: str) -> None:
    assert rebase(url, written, shown) == expected


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org/a?b#c", "//example.org/a", "/absolute/", "mailto:me@example.org",
        "data:image/png;base64,AA", "HTTPS://EXAMPLE.ORG", "javascript:void(0)", " https://a.b/",
    ],
)  # fmt: skip
def test_an_address_elsewhere_stays(url: str) -> None:
    assert rebase(url, "posts/a/", "page/2/") == url


@many
@given(written_urls, pages, pages)
def test_a_rebased_address_leads_to_the_same_place(url: str, written: str, shown: str) -> None:
    there = urljoin(f"{SITE}{written}", url)
    assert urljoin(f"{SITE}{shown}", rebase(url, written, shown)) == there


@many
@given(written_urls, pages, pages)
def test_there_and_back_again(url: str, written: str, shown: str) -> None:
    back = rebase(rebase(url, written, shown), shown, written)
    assert urljoin(f"{SITE}{written}", back) == urljoin(f"{SITE}{written}", url)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ('<a href="../a/">', '<a href="../../a/">'),
        ("<img src='i.png' alt=\"x\">", '<img src="../i.png" alt="x">'),
        ("<a href=a.html>", '<a href="../a.html">'),
        ('<a class="x"\n  HREF = "b/">', '<a class="x"\n  HREF = "../b/">'),
        ('<video poster="p.png" src="v.mp4"/>', '<video poster="../p.png" src="../v.mp4"/>'),
        ('<a href="?a=1&amp;b=2">', '<a href="../?a=1&amp;b=2">'),
        ('<a title="a > b" href="c">', '<a title="a > b" href="../c">'),
    ],
)
def test_rebase_html(content: str, expected: str) -> None:
    assert rebase_html(content, "blog/", "blog/2/") == expected


@pytest.mark.parametrize(
    "content",
    [
        '<p>Write href="x" or src=\'y\' in a tag: &lt;a href="z"&gt;, 1 < 2.</p>',
        '<pre><code>&lt;img src="a.png"&gt;</code></pre>',
        '<p title="see href=\'x\'" data-src="a">',
        '<a href="#part">',  # the page is shown whole, and so is the part
        '<svg><use href="#shape"/></svg>',
        '<img src="">',
        '<a href="https://example.org/?a&b">',
        "<a href='/x'>",
        "<>< a href='x'>",
    ],
)
def test_rebase_html_leaves_the_rest_alone(content: str) -> None:
    assert rebase_html(content, "blog/", "blog/2/") == content


@many
@given(st.lists(written_urls, max_size=3), pages, pages)
def test_every_link_of_a_page_leads_to_the_same_place(
    urls: list[str], written: str, shown: str
) -> None:
    content = "".join(f'<p>甲<a href="{html.escape(url)}">href="x"</a>' for url in urls)
    rebased = rebase_html(content, written, shown)
    found = [html.unescape(url) for url in re.findall(r'<a href="([^"]*)"', rebased)]
    for url, new in zip(urls, found, strict=True):
        if url and not url.startswith("#"):
            assert urljoin(f"{SITE}{shown}", new) == urljoin(f"{SITE}{written}", url)
    assert re.sub(r'<a href="[^"]*"', "", rebased) == re.sub(r'<a href="[^"]*"', "", content)
    assert rebase_html(content, written, written) == content
