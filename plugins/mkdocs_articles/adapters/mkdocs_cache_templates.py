"""Templates of pages that run ahead of MkDocs' loop, in forks of the build.

A fork leaves what it makes of a page under the page's key, a digest of all that the template reads. The
loop takes what it finds under the key that it has itself: so a hook that changes what a template is
given costs time, and nothing else.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from jinja2 import Environment
from mkdocs.commands.build import get_context
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.pages import Page

from mkdocs_articles.adapters.mkdocs_cache_pages import counting_records

KeyOf = Callable[[Page], str | None]


class TemplatesAhead:
    """The pages that are made ahead in one build."""

    def __init__(self, env: Environment, config: MkDocsConfig, key_of: KeyOf, folder: Path) -> None:
        """`key_of` gives the key of a page, if it is to be made. What is made is left in `folder`,
        which need not be there yet.
        """
        self.on_miss: Callable[[Page], None] = lambda page: None  # noqa: ARG005
        self._env = env
        self._config = config
        self._key_of = key_of
        self._folder = folder
        self._shared: Mapping[str, Any] = {}  # a page's context, for what is in those of all

    def take(self, key: str, context: Mapping[str, Any]) -> str | None:
        """What was made under `key`, if it was."""
        try:
            return (self._folder / key).read_bytes().decode("utf-8", "surrogatepass")
        except OSError:
            self._shared = context
            self.on_miss(context["page"])
            return None

    def before(self) -> None:
        """Forks are about to be made."""
        self._folder.mkdir(exist_ok=True)

    def make_ahead(self, page: Page) -> None:
        """As MkDocs does it, but for the hooks of plugins."""
        if not self._shared:
            return
        if self._config._current_page:  # which was being made when this process began
            self._config._current_page.active = False
        self._config._current_page = page
        page.active = True
        try:
            with counting_records() as records:
                nav, pages = self._shared["nav"], self._shared["pages"]
                context = get_context(nav, pages, self._config, page)
                template = self._env.get_template(page.meta.get("template", "main.html"))
                if key := self._key_of(page):
                    made = template.render(context).encode("utf-8", "surrogatepass")
        finally:
            page.active = False
        if key and not records:
            unfinished = self._folder / f"{key}.{os.getpid()}"
            unfinished.write_bytes(made)
            unfinished.rename(self._folder / key)
