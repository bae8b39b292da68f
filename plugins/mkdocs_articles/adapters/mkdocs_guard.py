"""What is wrong with one page ends no build: it is taken out or left empty, and the author is told."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path

from markdown import Markdown
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import MkDocsException, PluginError
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import get_toc

from mkdocs_articles import document
from mkdocs_articles.errors import Problem, log, report
from mkdocs_articles.math.engine import EngineError
from mkdocs_articles.safety import strays
from mkdocs_articles.source import read


def look_around(config: MkDocsConfig) -> list[strays.Stray]:
    """What in the docs folder is no file of the site. Raises `PluginError` for links in a circle:
    MkDocs would follow them until its paths are too long.
    """
    root = document.root_of(config)
    found = strays.find(config.docs_dir, root)
    problems = [
        Problem(document.shown_path(Path(one.path), root), 0, 0, one.message, one.hint)
        for one in found
    ]
    report(problems, "file")
    if any(one.is_circle for one in found):
        raise PluginError("the docs folder has no end; see above")
    return found


def take_out_strays(found: Sequence[strays.Stray], files: Files) -> None:
    """Leave out of the site what is no part of it."""
    if not found:
        return
    paths = tuple(one.path for one in found)
    below = tuple(f"{path}{os.sep}" for path in paths)
    for file in list(files):
        path = file.abs_src_path or ""
        if path in paths or path.startswith(below):
            files.remove(file)


def take_out_unreadable(files: Files, articles: Iterable[str], config: MkDocsConfig) -> None:
    """Pages that are no articles are read by MkDocs, which ends at one that is no text."""
    known = set(articles)
    for file in list(files):
        if file.abs_src_path is None or file.src_uri in known or not _is_markdown(file):
            continue
        source = read(file.abs_src_path, file.src_uri, document.of(file, config).shown)
        if source.usable:
            report(source.raw.problems, "front-matter")
        else:
            report(source.problems, "file")
            files.remove(file)


def _is_markdown(file: File) -> bool:
    return file.is_documentation_page() and file.src_uri.endswith((".md", ".markdown"))


def attach(page: Page) -> None:
    """Let a page whose text cannot be rendered be a problem of its own, not the end of the build."""
    render = page.render

    def guarded(config: MkDocsConfig, files: Files) -> None:
        try:
            render(config, files)
        except (MkDocsException, EngineError):
            raise
        except Exception as error:
            _refuse_configuration(config)
            log.debug("%s", page.file.src_uri, exc_info=True)
            shown = document.of(page.file, config).shown
            message = f"cannot be rendered: {_reason(error)}"
            report([Problem(shown, 0, 0, message, _hint(error))], "build")
            page.content, page.toc = "", get_toc([])

    page.render = guarded  # type: ignore[method-assign]


def _reason(error: Exception) -> str:
    if isinstance(error, RecursionError):
        return "it is nested too deeply"
    return f"{type(error).__name__}: {next(iter(str(error).splitlines()), '')}"


def _hint(error: Exception) -> str:
    if isinstance(error, RecursionError):
        return "write fewer quotes, lists or brackets in each other"
    return "`mkdocs build -v` shows where; halve the page until it goes"


def _refuse_configuration(config: MkDocsConfig) -> None:
    """Raise `PluginError` if it is not the page that is wrong."""
    try:
        Markdown(
            extensions=list(config.markdown_extensions), extension_configs=dict(config.mdx_configs)
        )
    except Exception as error:
        name = Path(config.config_file_path or "mkdocs.yml").name
        raise PluginError(f"{name}: markdown_extensions: {error}") from error
