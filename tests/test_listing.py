"""The listing comment: what it may say."""

import contextlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mkdocs_articles.listing import COMMENT, Listing, ListingError, page_uri, parse


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ("", Listing()),
        ("limit=5", Listing(limit=5)),
        ('category="Python" per_page=20', Listing(category="Python", per_page=20)),
        ("category='a b'\n  tag=x", Listing(category="a b", tag="x")),
        ('per-page = "3"', Listing(per_page=3)),
        ("year=2026 author=张三", Listing(year="2026", author="张三")),
        ("overview=tags", Listing(overview="tags")),
        ('category=""', Listing()),
    ],
)
def test_parameters(parameters: str, expected: Listing) -> None:
    assert parse(parameters) == expected


@pytest.mark.parametrize(
    ("parameters", "message", "hint"),
    [
        ("limt=5", "listing: unknown parameter `limt`", "did you mean `limit`?"),
        ("limit=0", "listing: not a number of articles: '0'", "write 1 or more"),
        ("limit", "listing: cannot read 'limit'", 'write name=value or name="value"'),
        ('tag="x', "listing: cannot read 'tag=\"x'", 'write name=value or name="value"'),
        ("overview=tag", "listing: no overview of `tag`", "did you mean `tags`?"),
    ],
)
def test_what_cannot_be_read(parameters: str, message: str, hint: str) -> None:
    with pytest.raises(ListingError) as error:
        parse(parameters)
    assert (str(error.value), error.value.hint) == (message, hint)


@given(st.text())
@settings(derandomize=True)
def test_nothing_else_is_raised(parameters: str) -> None:
    with contextlib.suppress(ListingError):
        parse(parameters)


@pytest.mark.parametrize(
    ("html", "found"),
    [
        ("<!-- articles -->", [None]),
        ("<!--articles-->", [None]),
        ("<p>a</p>\n<!-- articles: limit=5 -->\n<p>b</p>", ["limit=5"]),
        ("<p><!-- articles: tag=x --></p>", ["tag=x"]),
        (
            "a <!-- articles:\n  tag=x\n  limit=2\n--> b <!-- articles -->",
            ["tag=x\n  limit=2", None],
        ),
        ("<!-- articles-are-nice -->", []),
        ("<!-- articles are nice -->", []),
        ("&lt;!-- articles --&gt;", []),
        ("<!-- more -->", []),
    ],
)
def test_the_comment(html: str, found: list[str | None]) -> None:
    assert [match["parameters"] for match in COMMENT.finditer(html)] == found


@pytest.mark.parametrize(
    ("host", "uri"),
    [
        ("index.md", "page/2.md"),
        ("README.md", "page/2.md"),
        ("blog.md", "blog/page/2.md"),
        ("blog/index.md", "blog/page/2.md"),
        ("tags/机器学习.md", "tags/机器学习/page/2.md"),
    ],
)
def test_where_the_second_page_is(host: str, uri: str) -> None:
    assert page_uri(host, 2) == uri
