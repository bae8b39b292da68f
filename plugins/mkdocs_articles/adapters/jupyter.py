"""Notebooks in MkDocs: what mkdocs-jupyter rendered becomes an ordinary page."""

from __future__ import annotations

import json
import os
import posixpath
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from glob import escape
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit, urlunsplit

from markdown.extensions.toc import nest_toc_tokens
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import get_toc

from mkdocs_articles import document, notebook_weight
from mkdocs_articles.errors import Problem, report
from mkdocs_articles.links import relative

if TYPE_CHECKING:
    from mkdocs_articles import notebook
    from mkdocs_articles.adapters.mkdocs_formulas import Formulas

PLUGIN = "mkdocs-jupyter"
IMAGES = "assets/notebooks"
# Options of some versions only. From 0.27 on, a loader of MathJax from another host is put into
# every page of a site and formulas are marked for it, except for those who still have MathJax 2.
SETTINGS = {"mathjax_version": 2}


def is_notebook(file: File) -> bool:
    """Whether the page comes from a notebook."""
    return file.src_uri.endswith(".ipynb")


def settle(config: MkDocsConfig) -> None:
    """Make versions of mkdocs-jupyter alike."""
    for name, value in SETTINGS.items():
        if (options := _options(config)) is not None and name in options:
            options[name] = value


def leave(path: str, config: MkDocsConfig) -> None:
    """Have mkdocs-jupyter leave a file to us: it asks its options at every event."""
    if (options := _options(config)) is not None and (glob := escape(path)) not in options[
        "ignore"
    ]:
        options["ignore"] = [*options["ignore"], glob]


def guard(page: Page) -> None:
    """Let a notebook that cannot be read or rendered be a problem of its own, not the end of the
    build.
    """
    read, render = page.read_source, page.render

    def guarded_read(config: MkDocsConfig) -> None:
        try:
            read(config)
        except Exception as error:
            _complain(page, config, error)
            page.markdown, page.meta = "", {}
            page.render = nothing  # type: ignore[method-assign]

    def guarded_render(config: MkDocsConfig, files: Files) -> None:
        try:
            if _prose_is_done(config):
                from mkdocs_articles import notebook

                page.markdown = notebook.without_head(page.markdown or "", _cells(page))
            with _lightened(page, config):
                render(config, files)
        except Exception as error:
            _complain(page, config, error)
            nothing(config, files)

    def nothing(config: MkDocsConfig, files: Files) -> None:  # noqa: ARG001
        page.content, page.toc = "", get_toc([])

    page.read_source = guarded_read  # type: ignore[method-assign]
    page.render = guarded_render  # type: ignore[method-assign]


@contextmanager
def _lightened(page: Page, config: MkDocsConfig) -> Iterator[None]:
    """Meanwhile `page` is of a file without outputs that are too much for any page: nbconvert would
    take minutes, and mkdocs-jupyter reads the file itself. Where cells are run, their outputs are not
    in it.
    """
    path = Path(page.file.abs_src_path or "")
    if (_options(config) or {}).get("execute") or path.stat().st_size <= notebook_weight.ROOM:
        yield
        return
    notebook = json.loads(path.read_text(encoding="utf-8-sig"))
    notebook["cells"], left_out = notebook_weight.lightened(notebook["cells"])
    if not left_out:
        yield
        return
    shown = document.of(page.file, config).shown
    report([_left_out(one, shown) for one in left_out], "notebook")
    with TemporaryDirectory(dir=_cache(config)) as folder:
        light = Path(folder, path.name)
        light.write_text(json.dumps(notebook), encoding="utf-8")
        page.file.abs_src_path = str(light)
        try:
            yield
        finally:
            page.file.abs_src_path = str(path)


def _cache(config: MkDocsConfig) -> Path | None:
    """Where a build may write what it needs for a while; None where it may not."""
    folder = document.root_of(config) / ".cache" / "mkdocs-articles"
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
    return folder if os.access(folder, os.W_OK) else None


def _left_out(one: notebook_weight.LeftOut, shown: str) -> Problem:
    size, room = (f"{characters / 1e6:.3g} MB" for characters in (one.weight, notebook_weight.ROOM))
    message = (
        f"cell {one.number}: an output of {size} is left out: there is room for {room} in a page"
    )
    hint = "let the cell show less, such as the first rows, or a picture"
    return Problem(shown, 0, 0, message, hint)


def _complain(page: Page, config: MkDocsConfig, error: Exception) -> None:
    reason = (str(error).splitlines() or [type(error).__name__])[0]
    hint = "open it in a current Jupyter and save it again"
    shown = document.of(page.file, config).shown
    report([Problem(shown, 0, 0, f"cannot be rendered: {reason}", hint)], "notebook")


def clean(
    html: str, page: Page, files: Files, config: MkDocsConfig, *,
    formulas: Formulas | None, labels: Mapping[str, str],
) -> str:  # fmt: skip
    """Reduce mkdocs-jupyter's `html`, give `page` its table of contents and the site its figures."""
    if not html:  # it could not be rendered
        return html
    from mkdocs_articles import notebook  # its HTML parser is slow to import

    links = _Links(page, files)
    prose_is_done = _prose_is_done(config)
    result = notebook.reduce(
        html,
        _cells(page),
        shown=document.of(page.file, config).shown,
        image_base=relative(f"{IMAGES}/", page.url),
        labels=labels,
        math=None if formulas is None else formulas.notebook(document.of(page.file, config)),
        resolve=links.resolve,
        prose_is_done=prose_is_done,
    )
    report(result.problems, "notebook")
    if "title" in page.meta:  # mkdocs-jupyter puts the first heading above it
        page.title = page.meta["title"]
    if not prose_is_done:
        page.toc = get_toc(nest_toc_tokens(_tokens(result.headings)))
        page.present_anchor_ids = set(result.ids)
        page.links_to_anchors = links.to_anchors  # MkDocs checks them when all pages are there
    for name, content in result.images.items():
        uri = f"{IMAGES}/{name}"
        if files.get_file_from_path(uri) is None:
            image = File.generated(config, uri, content=content, inclusion=InclusionLevel.INCLUDED)
            files.append(image)
    return result.html


def _options(config: MkDocsConfig) -> Any:
    """The options of mkdocs-jupyter, where a site has it."""
    plugin = config.plugins.get(PLUGIN)
    return None if plugin is None else plugin.config


def _prose_is_done(config: MkDocsConfig) -> bool:
    """Whether the Markdown cells are rendered by the site's Markdown (an option since 0.27)."""
    return (_options(config) or {}).get("markdown_cell_processor") == "mkdocs"


def _cells(page: Page) -> list[dict[str, Any]]:
    text = Path(page.file.abs_src_path or "").read_text(encoding="utf-8-sig")
    cells: list[dict[str, Any]] = json.loads(text)["cells"]
    return cells


def _tokens(headings: Iterable[notebook.Heading]) -> list[Any]:
    return [{"level": h.level, "id": h.id, "name": h.text, "children": []} for h in headings]


class _Links:
    """Addresses in a notebook's prose: files of the docs folder become pages, as MkDocs does it for
    Markdown pages.
    """

    def __init__(self, page: Page, files: Files) -> None:
        self.page = page
        self.files = files
        self.to_anchors: dict[File, dict[str, str]] = {}

    def resolve(self, address: str) -> str | None:
        """The address for the page; one that leads elsewhere stays as it is, None is no file's."""
        try:
            parts = urlsplit(address)
        except ValueError:
            return None
        path = unquote(parts.path)
        if parts.scheme or parts.netloc or not path or path[0] == "/" or path[-1] == "/":
            return address
        folder = posixpath.dirname(self.page.file.src_uri)
        file = self.files.get_file_from_path(posixpath.normpath(posixpath.join(folder, path)))
        if file is None:
            return None
        if parts.fragment:
            self.to_anchors.setdefault(file, {})[unquote(parts.fragment)] = address
        url = file.url_relative_to(self.page.file)
        return urlunsplit(("", "", url, parts.query, parts.fragment))
