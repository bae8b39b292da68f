"""MkDocs asks for all templates of a theme to find the files that a site needs. Those in hidden folders
are left out by it: with Material, they are fourteen thousand icons, and half of a second.
"""

from __future__ import annotations

import os

from jinja2 import Environment, FileSystemLoader
from mkdocs.theme import Theme


def list_no_icons(theme: Theme) -> None:
    """Let environments of `theme` not list what is in hidden folders."""
    if "get_env" in vars(theme) or type(theme).get_env is not Theme.get_env:
        return

    def get_env() -> Environment:
        env = Theme.get_env(theme)
        if type(env.loader) is FileSystemLoader:
            env.loader = _Loader(env.loader.searchpath)
        return env

    theme.get_env = get_env  # type: ignore[method-assign]


class _Loader(FileSystemLoader):
    def list_templates(self) -> list[str]:
        """The names of all templates, sorted, but for those in hidden folders."""
        found: set[str] = set()
        for folder in self.searchpath:
            for where, folders, files in os.walk(folder, followlinks=self.followlinks):
                folders[:] = [name for name in folders if not name.startswith(".")]
                below = os.path.relpath(where, folder).replace(os.sep, "/")
                start = "" if below == "." else f"{below}/"
                found.update(start + name for name in files)
        return sorted(found)
