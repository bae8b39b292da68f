"""What of a MkDocs site's configuration decides where it is published."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from mkdocs_articles.adapters.mkdocs_site import SiteError as SiteError
from mkdocs_articles.adapters.mkdocs_site import read_config


@dataclass(frozen=True)
class Target:
    """The folder of the built site, its address, and the remote and branch of `mkdocs gh-deploy`."""

    site_dir: Path
    site_url: str
    remote: str
    branch: str


def read_target(config_file: Path) -> Target:
    """Read `mkdocs.yml`; raises `SiteError`."""
    config = read_config(config_file)
    return Target(
        Path(config.site_dir), config.site_url or "", config.remote_name, config.remote_branch
    )
