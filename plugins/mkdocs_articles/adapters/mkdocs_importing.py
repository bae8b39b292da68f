"""Where a MkDocs site takes up articles that come from elsewhere."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

from pathspec import GitIgnoreSpec

from mkdocs_articles.adapters.mkdocs_files import SUFFIXES
from mkdocs_articles.adapters.mkdocs_plugin import ArticlesPlugin
from mkdocs_articles.adapters.mkdocs_site import SiteError as SiteError
from mkdocs_articles.adapters.mkdocs_site import read_config
from mkdocs_articles.drafting import FOLDER, path_of
from mkdocs_articles.importing.model import Place


@dataclass(frozen=True)
class Site:
    """The docs folder of a site, and what of its configuration matters to articles in it."""

    docs_dir: Path
    place: Place


def read_site(config_file: Path) -> Site:
    """Read `mkdocs.yml`; raises `SiteError`."""
    config = read_config(config_file)
    plugin = next((one for one in config.plugins.values() if isinstance(one, ArticlesPlugin)), None)
    if plugin is None:
        raise SiteError("the plugin `articles` is not among the `plugins`; add it")
    included = GitIgnoreSpec.from_lines(plugin.settings.include)
    excluded = GitIgnoreSpec.from_lines(plugin.settings.exclude)

    def accepts(path: str) -> bool:
        is_page = path.endswith((*SUFFIXES, ".py"))
        return is_page and included.match_file(path) and not excluded.match_file(path)

    settings = plugin.settings
    name = path_of("post", ".md", settings.include, settings.exclude, date.today().year)
    folder = posixpath.dirname(name.removesuffix("/index.md")) if name else FOLDER
    base = urlsplit(config.site_url).path if config.site_url else ""
    extensions = frozenset(str(name) for name in config.markdown_extensions)
    place = Place(folder, accepts, base, extensions,
                  config.use_directory_urls)  # fmt: skip
    return Site(Path(config.docs_dir), place)
