"""The style sheet that readers get."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from mkdocs_articles.style import compact
from mkdocs_articles.views import THEME
from sites import PLUGINS, Site
from test_articles import article, build

SOURCE = Path(THEME, "assets/articles/articles.css").read_text(encoding="utf-8")
RULES = """(css) => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  return [...sheet.cssRules].map((rule) => rule.cssText.replaceAll(", ", ","));
}"""


@pytest.mark.parametrize(
    ("css", "short"),
    [
        ("/* a */\na {\n  color: red;\n}\n", "a{color: red;}"),
        ('p::before { content: " /* ;  } */"; }', 'p::before{content: " /* ;  } */";}'),
        ("a /* x */ b,\n\nc > d { margin: 0 auto }", "a b,c > d{margin: 0 auto}"),
        ("@media (max-width: 3em) {\n  a { b: calc(1em + 2px) }\n}", None),
    ],
)
def test_what_is_left(css: str, short: str | None) -> None:
    assert short is None or compact(css) == short
    assert compact(compact(css)) == compact(css)


def test_it_means_the_same(browser: Browser) -> None:
    page = browser.new_page()
    assert page.evaluate(RULES, compact(SOURCE)) == page.evaluate(RULES, SOURCE) != []
    page.close()


def test_a_site_has_its_own(site: Callable[..., Site]) -> None:
    """What is sent has no comments, unless a site puts its own in the place."""
    files = {"docs/posts/a.md": article("A", "2026-01-01")}
    made = build(site(files, PLUGINS))
    sent = made.folder / "site/assets/articles/articles.css"
    assert sent.read_text(encoding="utf-8") == compact(SOURCE)
    own = made.folder / "docs/assets/articles/articles.css"
    own.parent.mkdir(parents=True)
    own.write_text("/* mine */\n", encoding="utf-8")
    build(made)
    assert sent.read_text(encoding="utf-8") == "/* mine */\n"
