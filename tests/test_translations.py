"""Pages that say the same in several languages lead to each other."""

import re
from pathlib import Path

import pytest

from mkdocs_articles.translations import translations
from sites import MARKDOWN, PLUGINS, Site
from test_articles import article, build

AT = "https://example.org/blog/"
FILES: dict[str, str | bytes] = {
    "docs/index.md": "# 首页\n",
    "docs/guide/a.md": "# 甲\n\n[English](en/a.md)\n",
    "docs/guide/en/a.md": "---\nlang: en\n---\n# A\n\nWords.\n",
    "docs/guide/en/only.md": "---\nlang: en\n---\n# Only\n\nWords.\n",
    "docs/guide/ml/a.md": "# 机器学习\n\n不是译文。\n",
    "docs/posts/b.md": article("B", "2026-01-01", lang="en"),
    "docs/wrong.md": "---\nlang: 'e\"n'\n---\n# Wrong\n\nWords.\n",
}
THEME = "theme: {name: material, font: false, language: zh}\n"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Site:
    config = f"site_url: {AT}\n" + THEME + PLUGINS + "  - articles-cache\n" + MARKDOWN
    return build(Site.write(tmp_path_factory.mktemp("translations"), FILES, config))


def alternates(html: str) -> list[tuple[str, str]]:
    return re.findall(r'<link rel="alternate" hreflang="([^"]*)" href="([^"]*)" data-page>', html)


def language(html: str) -> str:
    (found,) = re.findall(r'<html lang="([^"]*)"', html)
    return str(found)


def test_translations_lead_to_each_other(made: Site) -> None:
    both = [("en", f"{AT}guide/en/a/"), ("zh", f"{AT}guide/a/")]
    assert alternates(made.page("guide/a")) == both
    assert alternates(made.page("guide/en/a")) == both


@pytest.mark.parametrize("page", ["guide/en/only", "guide/ml/a", "posts/b", "wrong"])
def test_others_have_none(made: Site, page: str) -> None:
    assert alternates(made.page(page)) == []


def test_a_page_is_in_its_language(made: Site) -> None:
    pages = ["guide/a", "guide/en/a", "guide/en/only", "posts/b", "wrong"]
    assert [language(made.page(page)) for page in pages] == ["zh", "en", "en", "en", "zh"]
    assert '<meta property="og:locale" content="en">' in made.page("guide/en/a")
    assert '"inLanguage":"en"' in made.page("posts/b")


def test_a_second_build_from_the_cache_is_the_same(made: Site) -> None:
    def contents() -> dict[Path, bytes]:
        files = (path for path in (made.folder / "site").rglob("*.html"))
        return {path: path.read_bytes() for path in files}

    first = contents()
    build(made)
    assert contents() == first


def test_folders_are_named_as_languages() -> None:
    found = translations(
        {"zh/a.md": "zh", "en/a.md": "en", "pt-BR/a.md": "pt-br", "b.md": "zh", "ml/b.md": "zh"}
    )
    group = {"en": "en/a.md", "pt-br": "pt-BR/a.md", "zh": "zh/a.md"}
    assert found == dict.fromkeys(group.values(), group)


def test_every_page_of_the_guide_has_its_translation() -> None:
    """And both name each other, and the English one its language."""
    guide = Path(__file__).parent.parent / "docs" / "guide"
    names = {path.name for path in guide.glob("*.md")}
    assert names == {path.name for path in (guide / "en").glob("*.md")}
    for name in names:
        chinese, english = (path.read_text("utf-8") for path in (guide / name, guide / "en" / name))
        assert f"[English](en/{name})" in chinese
        assert f"[中文](../{name})" in english
        assert english.startswith("---\nlang: en\n")
