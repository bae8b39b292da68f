"""Where a MkDocs site has its articles, for a new one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import tzinfo
from pathlib import Path

from mkdocs_articles.adapters.mkdocs_plugin import ArticlesPlugin
from mkdocs_articles.adapters.mkdocs_site import SiteError as SiteError
from mkdocs_articles.adapters.mkdocs_site import read_config
from mkdocs_articles.adapters.mkdocs_theme import language_of


@dataclass(frozen=True)
class Place:
    """The docs folder, the globs of articles in it, whether notebooks are rendered, and the site's
    language and clock.
    """

    docs_dir: Path
    include: tuple[str, ...]
    exclude: tuple[str, ...]
    has_notebooks: bool
    language: str
    zone: tzinfo | None


def read_place(config_file: Path) -> Place:
    """Read `mkdocs.yml`; raises `SiteError`."""
    config = read_config(config_file)
    for plugin in config.plugins.values():
        if isinstance(plugin, ArticlesPlugin):
            settings = plugin.settings
            return Place(
                Path(config.docs_dir), settings.include, settings.exclude,
                any(name.rpartition("/")[2] == "mkdocs-jupyter" for name in config.plugins),
                language_of(config), settings.timezone,
            )  # fmt: skip
    raise SiteError("the plugin `articles` is not among the `plugins`; add it")
