"""Names in addresses."""

import unicodedata
from pathlib import PurePosixPath
from urllib.parse import quote, unquote, urljoin, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mkdocs_articles.slug import slugify, unique_slugs

many = settings(max_examples=500, derandomize=True, deadline=None)
names = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=12),
    st.text(st.sampled_from("aAbß中文＃／.。-_ /\\?#%:+'\"\t\u3000²ﬁ"), max_size=8),
)


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("机器学习", "机器学习"),
        ("C++ 与 CUDA", "c++-与-cuda"),
        ("Deep  Learning!", "deep-learning!"),
        ("a/b\\c", "a-b-c"),
        ("what?#%", "what"),
        ("ＡＩ：入门", "ai-入门"),
        ("..", "-"),
        (".hidden.", "hidden"),
        ("", "-"),
        ("Straße", "strasse"),
        ("e\u0301", "é"),
        ("\u0399\u0308\u0301", "\u0390"),  # a capital whose small letter composes anew
        ("node.js", "node.js"),
    ],
)
def test_slugify(name: str, slug: str) -> None:
    assert slugify(name) == slug


@many
@given(names)
def test_a_slug_is_one_part_of_an_address(name: str) -> None:
    slug = slugify(name)
    address = urlsplit(urljoin("https://host.example/tags/", quote(slug) + "/"))
    assert unquote(address.path) == f"/tags/{slug}/"
    assert PurePosixPath("tags", slug).parts == ("tags", slug)
    assert not set(slug) & set(' \t\n/\\:*?"<>|#%&')
    assert unicodedata.is_normalized("NFKC", slug)


@many
@given(names)
def test_the_slug_of_a_slug_is_itself(name: str) -> None:
    assert slugify(slugify(name)) == slugify(name)


@many
@given(st.text(st.sampled_from("aB中 é-"), max_size=8))
def test_spelling_does_not_matter(name: str) -> None:
    for other in (name.upper(), name.lower(), unicodedata.normalize("NFD", name)):
        assert slugify(other) == slugify(name)


def test_slugs_that_coincide_are_numbered_in_order() -> None:
    assert unique_slugs(["C", "c", "C?", "c-2", "D"]) == {
        "C": "c", "c": "c-2", "C?": "c-3", "c-2": "c-2-2", "D": "d",
    }  # fmt: skip


@many
@given(st.lists(names, unique=True, max_size=12))
def test_every_name_has_a_slug_of_its_own(many_names: list[str]) -> None:
    slugs = unique_slugs(many_names)
    assert list(slugs) == many_names
    assert len(set(slugs.values())) == len(many_names)
    for name, slug in slugs.items():
        assert slug.startswith(slugify(name))
