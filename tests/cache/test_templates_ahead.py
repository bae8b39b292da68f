"""Pages whose templates run ahead of MkDocs' loop."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest
from jinja2 import TemplateNotFound
from mkdocs.commands.build import get_context
from mkdocs.config import load_config
from mkdocs.structure.files import get_files
from mkdocs.structure.nav import get_navigation
from mkdocs.structure.pages import Page

from mkdocs_articles.adapters.mkdocs_cache_templates import TemplatesAhead


@pytest.fixture
def site(tmp_path: Path) -> Path:
    for name in ("index", "a", "b"):
        path = tmp_path / "docs" / f"{name}.md"
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"# {name} \N{SNOWMAN}\n", encoding="utf-8")
    (tmp_path / "mkdocs.yml").write_text("site_name: S\ntheme: mkdocs\n")
    return tmp_path


def test_made_ahead(site: Path, tmp_path: Path) -> None:
    """What was made is what MkDocs would make, and there under the key alone of the same page; where
    there is no key, or a template fails, nothing is."""
    config = load_config(str(site / "mkdocs.yml"))
    files = get_files(config)
    env = config.theme.get_env()
    nav = get_navigation(files, config)
    pages: dict[str, Page] = {}
    for file in files.documentation_pages():
        assert file.page
        file.page.read_source(config)
        file.page.render(config, files)
        pages[file.src_uri] = file.page
    pages["b.md"].meta["template"] = "none.html"

    def key_of(page: Page) -> str | None:
        assert page.active
        return None if page.is_homepage else f"key-{page.title}"

    ahead = TemplatesAhead(env, config, key_of, tmp_path / "ahead")
    missed: list[Page] = []
    ahead.on_miss = missed.append
    context = {**get_context(nav, files.documentation_pages(), config, pages["a.md"])}
    key = f"key-{pages['a.md'].title}"
    assert ahead.take(key, context) is None
    assert missed == [pages["a.md"]]

    ahead.before()
    for file in files.documentation_pages():
        assert file.page
        with suppress(TemplateNotFound):
            ahead.make_ahead(file.page)
    assert not any(page.active for page in pages.values())
    assert [path.name for path in (tmp_path / "ahead").iterdir()] == [key]
    pages["a.md"].active = True
    assert ahead.take(key, context) == env.get_template("main.html").render(context)
    assert ahead.take("another", context) is None
