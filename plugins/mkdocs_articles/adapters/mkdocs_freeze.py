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
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.pages import Page

from mkdocs_articles import errors, percent
from mkdocs_articles.adapters.mkdocs_site import SiteError as SiteError
from mkdocs_articles.adapters.mkdocs_site import environment, listening, load, one_line
from mkdocs_articles.cache import settings
from mkdocs_articles.document import shown_path
from mkdocs_articles.errors import Problem
from mkdocs_articles.execution import VARIABLE, frozen
from mkdocs_articles.execution.extension import MODE, OWNER, workshop
from mkdocs_articles.execution.modes import Collect
from mkdocs_articles.execution.page import Snippets

# A runnable fence, or an included file that may hold one.
_RUNNABLE = re.compile(r"^[ \t>]*(?:(?:`{3,}|~{3,}).*\brun\b|;?-+8<-+)", re.MULTILINE)


@dataclass(frozen=True)
class Found:
    """The pages that have snippets, and what prevents other pages from being rendered."""

    pages: tuple[Snippets, ...]
    problems: tuple[Problem, ...] = ()


class Site:
    """A site as a preview has it: drafts have snippets, too. Use `opened`."""

    def __init__(self, config: MkDocsConfig, files: Files, remarks: tuple[str, ...]) -> None:
        self.config = config
        self.files = files
        self.remarks = remarks
        self.root = Path(config.config_file_path).parent
        self.docs_dir = Path(config.docs_dir)
        self.workshop = workshop(config.mdx_configs.get(OWNER, {}))

    def snippets(self, chosen: Sequence[Path]) -> Found:
        """Render the pages below `chosen` (all, if there are none) as far as their snippets.

        Raises `SiteError` for a path that is no page's.
        """
        collect = Collect()
        if OWNER in self.config.markdown_extensions:
            self.config.mdx_configs.setdefault(OWNER, {})[MODE] = collect
        problems = [problem for file in self._choose(chosen) for problem in self._render(file)]
        return Found(tuple(collect.found), tuple(problems))

    def prune(self) -> list[str]:
        """Remove the outputs of pages that are gone or have no snippet any more: whose."""
        pruned = list(unused(self.docs_dir, self.files))
        for uri in pruned:
            frozen.remove(self.docs_dir, uri)
        return pruned

    def _choose(self, chosen: Sequence[Path]) -> list[File]:
        """The pages below `chosen` that may have snippets."""
        pages = {
            file: Path(file.abs_src_path).resolve() if file.abs_src_path else None
            for file in self.files.documentation_pages(inclusion=InclusionLevel.is_in_serve)
            if not file.src_uri.endswith(".ipynb")  # whose outputs are its own
        }
        below = {
            one: {file for file, path in pages.items() if path and path.is_relative_to(one)}
            for one in chosen
        }
        if strangers := [shown_path(one, self.root) for one, found in below.items() if not found]:
            raise SiteError("\n".join(f"{name}: no page of this site" for name in strangers))
        return [
            file for file in pages
            if not chosen or any(file in found for found in below.values())
            if _may_run(_text(file))
        ]  # fmt: skip

    def _render(self, file: File) -> list[Problem]:
        """Render one page as a build does; what prevents it is returned."""
        config, files = self.config, self.files
        try:
            page = file.page or Page(None, file, config)
            page = config.plugins.on_pre_page(page, config=config, files=files)
            page.read_source(config)
            page.markdown = config.plugins.on_page_markdown(
                page.markdown or "", page=page, config=config, files=files
            )
            type(page).render(page, config, files)  # past whoever would not let it fail
        except Exception as error:
            shown = shown_path(self.docs_dir / file.src_uri, self.root)
            message = f"cannot be rendered: {type(error).__name__}: {error}"
            return [Problem(shown, 0, 0, message)]
        return []


@contextmanager
def opened(config_file: Path) -> Iterator[Site]:
    """Read a site; while it is open, what MkDocs and plugins say is not shown.

    Raises `SiteError` where it cannot be read.
    """
    # What runs is decided here, and a page from the store does not tell of its snippets.
    with environment(**{VARIABLE: "off", settings.SWITCH: "1"}), listening() as heard:
        try:
            config, files = load(load_config(str(config_file)))
        except MkDocsException as error:
            said = heard.messages("mkdocs", logging.ERROR)
            raise SiteError("\n".join([*said, one_line(str(error))])) from error
        frozen.sweep(Path(config.docs_dir))
        try:
            remarks = heard.messages(errors.log.name, logging.WARNING)
            yield Site(config, files, tuple(remarks))
        finally:
            config.plugins.on_shutdown()


def unused(docs_dir: Path, files: Files) -> Iterator[str]:
    """Pages that have frozen outputs, but are gone or have no snippet any more."""
    for uri in list(frozen.records(docs_dir)):
        path = docs_dir / uri
        if path.is_file():  # also where a plugin has set it aside
            text = path.read_text(encoding="utf-8-sig", errors="replace")
            has_snippets = _may_run(percent.markdown_of(path, text))
        else:
            file = files.get_file_from_path(uri)
            has_snippets = file is not None and _may_run(_text(file))
        if not has_snippets:
            yield uri


def _text(file: File) -> str:
    try:
        return file.content_string
    except (OSError, ValueError):
        return ""


def _may_run(markdown: str) -> bool:
    return bool(_RUNNABLE.search(markdown))
