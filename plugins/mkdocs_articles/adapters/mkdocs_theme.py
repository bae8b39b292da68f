"""A theme's language, and the files that are listed of it."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader
from mkdocs.config.config_options import ExtraScriptValue
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.theme import Theme


def language_of(config: MkDocsConfig) -> str:
    """The language of the site, as BCP 47 has it: Material has `language`, MkDocs' own themes a
    `locale`, which is written in another way.
    """
    theme = config.theme
    return str(theme.get("language") or theme.get("locale") or "en").replace("_", "-")


def bring_script(config: MkDocsConfig, uri: str, **attributes: Any) -> None:
    """Have all pages load a script of the site, once."""
    if any(str(script) == uri for script in config.extra_javascript):
        return
    script = ExtraScriptValue(uri)
    for name, value in attributes.items():
        setattr(script, name, value)
    config.extra_javascript.append(script)


def shorten(
    files: Files, config: MkDocsConfig, uri: str, folder: Path, short: Callable[[str], str]
) -> None:
    """Send a script or style sheet of ours, which is in `folder`, without what is for its readers;
    that of a site stays.
    """
    file = files.get_file_from_path(uri)
    if file is None or not file.abs_src_path or Path(file.abs_src_path) != folder / uri:
        return
    files.remove(file)
    text = Path(file.abs_src_path).read_text(encoding="utf-8")
    files.append(File.generated(config, uri, content=short(text)))


def list_no_icons(theme: Theme) -> None:
    """Let environments of `theme` not list what is in hidden folders.

    MkDocs asks for all templates to find the files that a site needs, and leaves those out: with
    Material, they are fourteen thousand icons, and half of a second.
    """
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
