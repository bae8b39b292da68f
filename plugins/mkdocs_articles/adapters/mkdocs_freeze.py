"""Render the pages of a MkDocs site for their snippets' sake, without building the site."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import MkDocsException
from mkdocs.structure.files import File, Files, InclusionLevel, get_files
from mkdocs.structure.nav import get_navigation
from mkdocs.structure.pages import Page
from mkdocs.utils import is_markdown_file

from mkdocs_articles import errors
from mkdocs_articles.document import shown_path
from mkdocs_articles.execution import extension, frozen

# A runnable fence, or an included file that may hold one.
_RUNNABLE = re.compile(r"^[ \t>]*(?:(?:`{3,}|~{3,}).*\brun\b|;?-+8<-+)", re.MULTILINE)


class SiteError(Exception):
    """The site cannot be read, or a path is none of its pages; its text has a problem a line."""


@dataclass(frozen=True)
class Outcome:
    """How many pages have snippets, how many of them failed and what was said of them (one line
    each); what else was said of the site; whose outputs were removed.
    """

    pages: int
    failed: int
    problems: tuple[str, ...]
    remarks: tuple[str, ...]
    pruned: tuple[str, ...]


def freeze(config_file: Path, chosen: Sequence[Path], *, prune: bool, check: bool) -> Outcome:
    """Render every page that has snippets (below `chosen`, if any); the mode does the rest.

    With `check` nothing is removed. Raises `SiteError` before anything runs.
    """
    with _listening() as heard:
        try:
            config, files = _load(config_file)
        except MkDocsException as error:
            said = heard.messages("mkdocs", logging.ERROR)
            raise SiteError("\n".join([*said, _line(str(error))])) from error
        remarks = heard.messages(errors.log.name, logging.WARNING)
        pages = failed = 0
        problems: list[str] = []
        try:
            docs_dir = Path(config.docs_dir)
            for file in _choose(files, chosen, config_file.parent):
                heard.records.clear()
                wrong = _render(file, config, files)
                wrong += heard.messages(extension.log.name, logging.WARNING)
                pages += bool(wrong or heard.messages(extension.log.name, logging.DEBUG))
                failed += bool(wrong)
                problems += wrong
                if not check:
                    frozen.drop_figures(docs_dir, file.src_uri)
        finally:
            config.plugins.on_shutdown()
    pruned = _prune(docs_dir, files) if prune and not check else []
    return Outcome(pages, failed, tuple(problems), tuple(remarks), tuple(pruned))


class _Heard(logging.Handler):
    """Collects what MkDocs, its plugins and this package say, instead of showing it."""

    def __init__(self) -> None:
        super().__init__()
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)

    def messages(self, logger: str, level: int) -> list[str]:
        """What was said below the name `logger`."""
        return [
            _line(record.getMessage())
            for record in self.records
            if record.levelno >= level and f"{record.name}.".startswith(f"{logger}.")
        ]


@contextmanager
def _listening() -> Iterator[_Heard]:
    heard, everybody, level = _Heard(), logging.getLogger("mkdocs"), extension.log.level
    everybody.addHandler(heard)
    extension.log.setLevel(logging.DEBUG)
    try:
        yield heard
    finally:
        everybody.removeHandler(heard)
        extension.log.setLevel(level)


def _load(config_file: Path) -> tuple[MkDocsConfig, Files]:
    """The site's configuration and files as a preview has them: drafts have snippets, too."""
    config = load_config(str(config_file))
    config.plugins.on_startup(command="serve", dirty=False)
    config = config.plugins.on_config(config)
    config.plugins.on_pre_build(config=config)
    files = config.plugins.on_files(get_files(config), config=config)
    config.plugins.on_nav(get_navigation(files, config), config=config, files=files)
    return config, files


def _choose(files: Files, chosen: Sequence[Path], root: Path) -> list[File]:
    """The Markdown pages below `chosen`, if any, that may have snippets."""
    pages = {}
    for file in files.documentation_pages(inclusion=InclusionLevel.is_in_serve):
        if is_markdown_file(file.src_uri):
            pages[file] = Path(file.abs_src_path).resolve() if file.abs_src_path else None
    below = {
        one: {file for file, path in pages.items() if path and path.is_relative_to(one)}
        for one in chosen
    }
    if strangers := [shown_path(one, root) for one, found in below.items() if not found]:
        raise SiteError("\n".join(f"{name}: no page of this site" for name in strangers))
    return [
        file for file in pages
        if (not chosen or any(file in found for found in below.values())) and _may_run(file)
    ]  # fmt: skip


def _may_run(file: File | None) -> bool:
    try:
        return file is not None and bool(_RUNNABLE.search(file.content_string))
    except (OSError, ValueError):
        return False


def _render(file: File, config: MkDocsConfig, files: Files) -> list[str]:
    """Render one page as a build does; what prevents it is returned."""
    try:
        page = file.page or Page(None, file, config)
        page = config.plugins.on_pre_page(page, config=config, files=files)
        page.read_source(config)
        page.markdown = config.plugins.on_page_markdown(
            page.markdown or "", page=page, config=config, files=files
        )
        page.render(config, files)
    except Exception as error:
        shown = shown_path(
            Path(config.docs_dir, file.src_uri), Path(config.config_file_path).parent
        )
        return [_line(f"{shown}: cannot be rendered: {type(error).__name__}: {error}")]
    return []


def _prune(docs_dir: Path, files: Files) -> list[str]:
    """Remove the outputs of pages that are gone or have no snippet any more."""
    pruned = []
    for uri in list(frozen.records(docs_dir)):
        path = docs_dir / uri
        if path.is_file():  # also where a plugin has set it aside
            text = path.read_text(encoding="utf-8-sig", errors="replace")
            has_snippets = bool(_RUNNABLE.search(text))
        else:
            has_snippets = _may_run(files.get_file_from_path(uri))
        if not has_snippets:
            frozen.remove(docs_dir, uri)
            pruned.append(uri)
    return pruned


def _line(text: str) -> str:
    return " ".join(text.split())
