"""A MkDocs site as a command reads it: its configuration, its files, and what is said of them."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from mkdocs.commands.build import _populate_page
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import MkDocsException
from mkdocs.structure.files import Files, InclusionLevel, get_files, set_exclusions
from mkdocs.structure.nav import get_navigation
from mkdocs.structure.pages import Page

from mkdocs_articles.regex import late

Command = Literal["build", "serve"]


class SiteError(Exception):
    """The site cannot be read, or a path is none of its pages; its text has a problem a line."""


class Heard(logging.Handler):
    """Collects what MkDocs, its plugins and this package say, instead of showing it."""

    def __init__(self, level: int = logging.NOTSET) -> None:
        super().__init__(level)
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)

    def messages(self, logger: str, level: int) -> list[str]:
        """What was said below the name `logger`."""
        return [
            one_line(record.getMessage())
            for record in self.records
            if record.levelno >= level and f"{record.name}.".startswith(f"{logger}.")
        ]


def read_config(config_file: Path) -> MkDocsConfig:
    """The configuration in `config_file`. Raises `SiteError` where it cannot be used."""
    try:
        return load_config(str(config_file))
    except MkDocsException as error:
        raise SiteError(one_line(str(error))) from error


@contextmanager
def listening(level: int = logging.NOTSET) -> Iterator[Heard]:
    """While this is open, what is said from this level up is heard, and shown by those alone who listen
    besides.
    """
    heard, everybody = Heard(level), logging.getLogger("mkdocs")
    everybody.addHandler(heard)
    try:
        yield heard
    finally:
        everybody.removeHandler(heard)


@contextmanager
def environment(**variables: str) -> Iterator[None]:
    """While this is open, the process has these variables."""
    before = dict(os.environ)
    os.environ |= variables
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def load(config: MkDocsConfig, command: Command = "serve") -> tuple[MkDocsConfig, Files]:
    """The first half of a build, up to its navigation; by default as for a preview: with drafts."""
    config.plugins.on_startup(command=command, dirty=False)
    config = config.plugins.on_config(config)
    config.plugins.on_pre_build(config=config)
    files = config.plugins.on_files(get_files(config), config=config)
    set_exclusions(files, config)
    config.plugins.on_nav(get_navigation(files, config), config=config, files=files)
    return config, files


def rendered(config: MkDocsConfig, files: Files) -> Iterator[tuple[Page, str]]:
    """Every page, rendered as in a build, or why it cannot be; none hides another."""
    for file in files.documentation_pages(inclusion=InclusionLevel.is_in_serve):
        page = file.page or Page(None, file, config)
        try:
            _populate_page(page, config, files)
        except Exception as error:
            page.content = page.content or ""
            yield page, f"cannot be rendered: {type(error).__name__}: {error}"
        else:
            yield page, ""


_TRACE = late(r"\n?\s*(?:Traceback \(most recent call last\):\n)?(?:  File .*\n(?:    .*\n)+)+")


def one_line(text: str) -> str:
    """`text` without its line ends, and without what of a traceback tells a programmer more."""
    return " ".join(_TRACE.sub(" ", text).split())
