"""Render the pages of a MkDocs site for their snippets' sake, without building the site."""

from __future__ import annotations

import logging
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files, get_files
from mkdocs.structure.nav import get_navigation
from mkdocs.structure.pages import Page

from mkdocs_articles.errors import log
from mkdocs_articles.execution import frozen

_RUNNABLE = re.compile(r"^[ \t>]*(?:`{3,}|~{3,}).*\brun\b", re.MULTILINE)


@dataclass(frozen=True)
class Outcome:
    """How many pages have snippets, how many of them failed, what was said, what was removed."""

    pages: int
    failed: int
    problems: tuple[str, ...]
    pruned: tuple[str, ...]


class _Heard(logging.Handler):
    """Collects what the extensions report."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(record.getMessage())


def freeze(config_file: Path, chosen: Sequence[Path], *, prune: bool) -> Outcome:
    """Render every page that has snippets (below `chosen`, if any); the mode does the rest."""
    config = load_config(str(config_file))
    config.plugins.on_startup(command="serve", dirty=False)  # drafts have snippets, too
    config = config.plugins.on_config(config)
    files = config.plugins.on_files(get_files(config), config=config)
    config.plugins.on_nav(get_navigation(files, config), config=config, files=files)
    pages = failed = 0
    problems: list[str] = []
    for file in files.documentation_pages():
        if not _is_chosen(file, chosen) or not _RUNNABLE.search(_text(file)):
            continue
        pages += 1
        said = _render(file, config, files)
        failed += bool(said)
        problems += said
    pruned: list[str] = []
    if prune:
        docs_dir = Path(config.docs_dir)
        for uri, _ in list(frozen.records(docs_dir)):
            if not (docs_dir / uri).is_file() or not _RUNNABLE.search(
                (docs_dir / uri).read_text(encoding="utf-8-sig", errors="replace")
            ):
                frozen.remove(docs_dir, uri)
                pruned.append(uri)
    return Outcome(pages, failed, tuple(problems), tuple(pruned))


def _render(file: File, config: MkDocsConfig, files: Files) -> list[str]:
    """Render one page, listening only to what this package says of it."""
    heard = _Heard()
    log.addHandler(heard)
    propagate, log.propagate = log.propagate, False
    try:
        page = file.page or Page(None, file, config)
        page = config.plugins.on_pre_page(page, config=config, files=files)
        page.read_source(config)
        page.markdown = config.plugins.on_page_markdown(
            page.markdown or "", page=page, config=config, files=files
        )
        page.render(config, files)
    finally:
        log.removeHandler(heard)
        log.propagate = propagate
    return heard.messages


def _is_chosen(file: File, chosen: Sequence[Path]) -> bool:
    if not file.src_uri.endswith((".md", ".markdown")) or file.abs_src_path is None:
        return False
    path = Path(file.abs_src_path)
    return not chosen or any(path == one or one in path.parents for one in chosen)


def _text(file: File) -> str:
    try:
        return file.content_string
    except (OSError, ValueError):
        return ""
