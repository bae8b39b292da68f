"""Pages rendered as MkDocs renders them, in this process: a site's build takes a second."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from mkdocs.config import load_config
from mkdocs.structure.files import get_files
from mkdocs.structure.pages import Page

from execution import runs
from mkdocs_articles.execution.process import Forking, Fresh, Launcher

EXTENSIONS: dict[str, Any] = {
    "attr_list": {},
    "admonition": {},
    "def_list": {},
    "footnotes": {},
    "md_in_html": {},
    "pymdownx.highlight": {"use_pygments": False},
    "pymdownx.superfences": {},
    "pymdownx.tabbed": {"alternate_style": True},
    "mkdocs_articles.execution": {},
}


LAUNCHERS = ["fresh", "forking"] if sys.platform == "linux" else ["fresh"]


@pytest.fixture(scope="module", params=LAUNCHERS)
def launcher(request: pytest.FixtureRequest) -> Iterator[Launcher]:
    """Both ways to start a run: what a snippet does, sees and leaves is the same."""
    modules = ["numpy", "matplotlib.pyplot", "no_such_module"]
    made = Fresh() if request.param == "fresh" else Forking(sys.executable, modules)
    runs.use(made)
    yield made
    runs.use(None)
    made.close()


@pytest.fixture(scope="session")
def run_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What runs may keep between them: matplotlib looks fonts up once."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def render(
    tmp_path: Path,
    run_cache: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> Callable[..., tuple[str, list[str]]]:
    """Render Markdown as the page `uri` of a site in `tmp_path`: its HTML, and the warnings."""

    def render(
        markdown: str | bytes, mode: str = "frozen", *, uri: str = "posts/a.md", docs: str = "docs",
        extensions: dict[str, Any] | None = None, **options: Any,
    ) -> tuple[str, list[str]]:  # fmt: skip
        monkeypatch.setenv("ARTICLES_EXECUTE", mode)
        monkeypatch.chdir(tmp_path)
        path = tmp_path / docs / uri
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(markdown if isinstance(markdown, bytes) else markdown.encode())
        settings = dict(EXTENSIONS if extensions is None else extensions)
        if "mkdocs_articles.execution" in settings:
            settings["mkdocs_articles.execution"] = {"cache_dir": str(run_cache), **options}
        site = {"site_name": "Test", "theme": "mkdocs", "docs_dir": docs, "plugins": [],
                "markdown_extensions": [{name: settings[name]} for name in settings]}  # fmt: skip
        (tmp_path / "mkdocs.yml").write_text(json.dumps(site), encoding="utf-8")
        config = load_config(str(tmp_path / "mkdocs.yml"))
        files = get_files(config)
        file = files.get_file_from_path(uri)
        assert file
        page = Page(None, file, config)
        caplog.clear()
        with caplog.at_level(logging.WARNING):
            page.read_source(config)
            page.render(config, files)
        return str(page.content), [record.getMessage() for record in caplog.records]

    return render
